"""`evidencekit complaint record|steps`, `deadlines`, `stats`, `outcomes`: after the packet."""

from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.bootstrap import Submission
from evidencekit.casework.model import StepKind, StepWish
from evidencekit.cli.output import Output
from evidencekit.domain.errors import ExitStatus, WrongUse
from evidencekit.domain.money import Money
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line

if TYPE_CHECKING:
    from evidencekit.casework.deadlines import Deadline

_Id = Annotated[str, typer.Argument(metavar="ID")]


def record(  # noqa: PLR0913, PLR0917  # one parameter an option: that is how typer declares them
    context: typer.Context,
    complaint_id: _Id,
    kind: Annotated[StepKind, typer.Argument(help="What happened.")],
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day; today if not given.")
    ] = None,
    capture: Annotated[
        list[str] | None, typer.Option(help="A capture it concerns; all if none is given.")
    ] = None,
    reference: Annotated[str, typer.Option(help="The recipient's or authority's number.")] = "",
    reason: Annotated[str, typer.Option(help="The recipient's own words.")] = "",
    rule: Annotated[
        str | None,
        typer.Option(
            help="The pre-flight rule that would have caught it, or the code refused with."
        ),
    ] = None,
    pieces: Annotated[int | None, typer.Option(min=0, help="Pieces seized.")] = None,
    value: Annotated[str | None, typer.Option(help="Value seized, as in: 52000 CNY.")] = None,
    file: Annotated[
        list[Path] | None, typer.Option(help="A receipt, an objection: PDF, PNG or JPEG.")
    ] = None,
) -> None:
    """Record what a recipient did with a filed complaint, as the person named by --as."""
    output: Output = context.obj
    wish = StepWish(
        kind,
        on.date() if on else None,
        tuple(capture or ()),
        reference,
        reason,
        rule,
        pieces,
        _money(value),
        tuple(file or ()),
    )
    options = output.options
    done = bootstrap.record_step(options.vault, complaint_id, wish, options.operator)
    text = _("{id} is now: {state}")
    output.result(done, lambda: output.line(text.format(id=done["id"], state=done["state"])))


def steps(context: typer.Context, complaint_id: _Id) -> None:
    """Show what happened to a complaint, as it was recorded."""
    output: Output = context.obj
    found = bootstrap.list_steps(output.options.vault, complaint_id)

    def say() -> None:
        for one in found:
            words = [str(one[name]) for name in ("reference", "reason") if one[name]]
            line = f"{one['on']}  {one['kind']:16} {'  '.join(words)}"
            output.line(f"{one_line(line, 200)}  ({one_line(str(one['by']), 60)})")

    output.result(found, say)


def deadlines(
    context: typer.Context,
    ics: Annotated[
        Path | None, typer.Option(help="Write a calendar file (.ics) as well; it must be new.")
    ] = None,
) -> int:
    """List what is due, the overdue first; exit 1 when something is overdue."""
    output: Output = context.obj
    found, today = bootstrap.list_deadlines(output.options.vault)
    if ics is not None:
        bootstrap.write_calendar(found, ics)
    output.result([one.to_json(today) for one in found], lambda: _say(output, found, today))
    overdue = any(one.due is not None and one.due < today for one in found)
    return ExitStatus.FOUND_WRONG if overdue else ExitStatus.DONE


def stats(
    context: typer.Context,
    by: Annotated[
        str, typer.Option(help="recipient, platform, right, reason, rule or person.")
    ] = "recipient",
    submission: Annotated[
        Submission | None,
        typer.Option(help="By market, for a submission on notorious markets, instead."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write all of it as well: a new .xlsx or .pdf."),
    ] = None,
) -> None:
    """Show how filed complaints ended: rates and days to removal."""
    output: Output = context.obj
    vault = output.options.vault
    if out is not None:
        bootstrap.write_figures(vault, out, submission)
    if submission is not None:
        _say_markets(output, bootstrap.list_markets(vault, submission))
        return
    found = bootstrap.list_rates(vault, by)

    def say() -> None:
        for one in found:
            rate = one["success_rate"]
            told = _("no answer yet") if rate is None else f"{float(str(rate)):.1%}"
            text = _("{key}: {reported} reported, {answered} answered, {removed} removed: {rate}")
            output.line(one_line(text.format_map({**one, "rate": told}), 200))

    output.result(found, say)


def outcomes(context: typer.Context) -> None:
    """Show the whole record: totals, how recipients count you, leads that led to action."""
    output: Output = context.obj
    found = bootstrap.track_record(output.options.vault)

    def say() -> None:
        for name, value in bootstrap.track_words(found):
            output.line(f"{name:44} {one_line(value, 200)}")

    output.result(found.to_json(), say)


def _say_markets(output: Output, found: list[dict[str, object]]) -> None:
    def say() -> None:
        for one in found:
            text = _("{market}: {notices_sent} notices, {listings_reported} listings")
            output.line(one_line(text.format_map(one), 200))

    output.result(found, say)


def _say(output: Output, found: "list[Deadline]", today: date) -> None:
    for one in found:
        if one.due is None:
            when = _("no day known")
        elif one.due < today:
            when = _("{day} OVERDUE").format(day=one.due)
        else:
            when = str(one.due)
        output.line(f"{when:20} {one.subject}  {one_line(one.words, 300)}")


def _money(text: str | None) -> Money | None:
    if text is None:
        return None
    try:
        return Money.of(text)
    except ValueError:
        told = _("{text} is no amount with a currency, as in: 52000 CNY").format(text=text)
        raise WrongUse(detail=told) from None
