"""`evidencekit threshold`: a seller's displayed sales against the law's lines."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line

if TYPE_CHECKING:
    from evidencekit.casework.counting import Counted, CountedListing
    from evidencekit.services.thresholds import SellerSheet


def threshold(  # noqa: PLR0913, PLR0917  # one parameter an option: that is how typer declares them
    context: typer.Context,
    seller: Annotated[str, typer.Argument(metavar="SELLER")],
    right: Annotated[str, typer.Option(help="The right.")],
    on: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="The day whose law holds; today if not given."),
    ] = None,
    rate: Annotated[
        list[str] | None,
        typer.Option(help='A dated, sourced rate: "USD=7.12 2026-11-20 central bank".'),
    ] = None,
    cost: Annotated[
        str | None,
        typer.Option(
            help='What a unit cost the seller, and the source: "12.50 factory quotation".'
        ),
    ] = None,
    mixed: Annotated[
        list[str] | None,
        typer.Option(help="A capture whose counts cover other variants too."),
    ] = None,
    law: Annotated[str, typer.Option(help="The file of the law.")] = "cn_thresholds",
    out: Annotated[
        Path | None,
        typer.Option(help="Write the sheet as well, for an authority: a new .pdf."),
    ] = None,
) -> None:
    """Add up what people confirmed of a seller, line by line, against the law's thresholds."""
    output: Output = context.obj
    wish = bootstrap.ThresholdWish(
        seller, right, on.date() if on else None, rate or (), cost, mixed or (), law
    )
    made = bootstrap.threshold_sheet(output.options.vault, wish)
    if out is not None:
        bootstrap.write_sheet(output.options.vault, made, out)
    output.result(made.to_json(), lambda: _say(output, made))


def _say(output: Output, made: "SellerSheet") -> None:
    sheet = made.sheet
    for one in sheet.listings:
        _say_listing(output, one, sheet.currency)
    for name, figure in (
        (_("sales"), sheet.sales),
        (_("unsold"), sheet.unsold),
        (_("volume"), sheet.volume),
        (_("gains"), sheet.gains),
    ):
        output.line(f"{name:12} {figure.words} {sheet.currency}")
    output.line("")
    for state in sheet.states:
        line = state.line
        mark = "?" if line.fact.is_open else " "
        output.line(f"{mark} {state.state.value:22} {line.words}")
        if line.fact.status.is_doubtful:
            output.line(f"      {one_line(state.law_words, 300)}")
    for answer in made.answers:
        asked = _(answer.question.text)
        said = f"{asked} {answer.said.value}: {answer.ground}"
        output.line(f"- {one_line(said, 300)} ({one_line(answer.by, 60)})")
    output.line(_("?: nobody has read this line in the law itself yet."))
    for lack in made.all_missing:
        output.line("- " + one_line(lack.words, 300))
    output.line(made.caution)


def _say_listing(output: Output, one: "CountedListing", currency: str) -> None:
    output.line(f"{one_line(one.platform, 40)} {one_line(one.item_id, 60)}")
    sold, stock = _("sold"), _("in stock")
    for counted in one.sold:
        output.line(f"    {sold}: {_product(counted, currency)}")
    if not one.sold:
        unread = _("not read")
        output.line(f"    {sold}: {unread}")
    if one.stock:
        output.line(f"    {stock}: {_product(one.stock, currency)}")


def _product(counted: "Counted", currency: str) -> str:
    units, price, amount = (one.words for one in (counted.units, counted.price, counted.amount))
    return f"{units} x {price} = {amount} {currency}  {counted.capture_id}"
