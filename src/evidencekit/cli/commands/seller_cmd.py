"""`evidencekit seller show|identifiers|link|merge|split|undo|answer`: who is behind the shops."""

from typing import Annotated, Any

import typer

from evidencekit import bootstrap
from evidencekit.casework.sheet_questions import Question, Said
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line

_Key = Annotated[str, typer.Argument(metavar="ID", help="A seller's id, or PLATFORM/SHOP.")]
_Reason = Annotated[str, typer.Option(help="On what grounds; it is kept.")]


def add_seller_commands(group: typer.Typer) -> None:
    """Add to `seller` what no other noun has."""
    group.command("show")(show)
    group.command("identifiers")(identifiers)
    group.command("link")(link)
    group.command("merge")(merge)
    group.command("split")(split)
    group.command("undo")(undo)
    group.command("answer")(answer)


def show(context: typer.Context, key: _Key) -> None:
    """Show all that is known of a seller: listings, prices, photos, complaints, outcomes."""
    output: Output = context.obj
    shown: dict[str, Any] = bootstrap.show_seller(output.options.vault, key)

    def say() -> None:
        output.line(one_line(f"{shown['key']}  {shown['name']}  {shown['url']}", 200))
        for other in shown["group"]:
            if other["key"] != shown["key"]:
                told = _("One hand with {key}: {name}").format(key=other["key"], name=other["name"])
                output.line(one_line(told, 200))
        output.line("")
        output.line(_("Listings: {count}").format(count=len(shown["listings"])))
        for listing in shown["listings"]:
            output.line(
                one_line(f"  {listing['listing_id'] or '-'}  {listing['title'] or '-'}", 120)
            )
            for row in listing["over_time"]:
                output.line(f"    {row['captured']}  {_figures(row['facts'])}  {row['capture']}")
        output.line(
            _("Photos shared with others: {count}").format(count=len(shown["photos_shared"]))
        )
        for photo in shown["photos_shared"]:
            output.line(f"  {photo['sha256'][:16]}  {', '.join(photo['sellers'])}")
        output.line(_("Complaints: {count}").format(count=len(shown["complaints"])))
        for one in shown["complaints"]:
            output.line(f"  {one['id']}  {one['recipient']}  {one['state']}")
        output.line(_("Visits after a complaint: {count}").format(count=len(shown["outcomes"])))
        for visit in shown["outcomes"]:
            output.line(f"  {visit['at']}  {visit['result']}  {visit['capture_before']}")
        for one in shown["names_alike"]:
            told = _("A name alike, which proves nothing: {key}").format(key=one["key"])
            output.line(one_line(told, 200))

    output.result(shown, say)


def identifiers(context: typer.Context, key: _Key) -> None:
    """List what names a seller on its pages: phones, accounts, licences, each with its place."""
    output: Output = context.obj
    found: list[dict[str, Any]] = bootstrap.seller_identifiers(output.options.vault, key)

    def say() -> None:
        for one in found:
            value, raw = one_line(one["value"], 60), one_line(one["raw"], 80)
            output.line(f"{one['capture']}  {one['kind']:9} {value:24} {one['where']:12} {raw}")

    output.result(found, say)


def link(context: typer.Context) -> None:
    """Show which sellers carry the same identifiers or photos. Nothing is merged."""
    output: Output = context.obj
    found: dict[str, Any] = bootstrap.link_sellers(output.options.vault)

    def say() -> None:
        for number, one in enumerate(found["proposals"], 1):
            done = _("merged already") if one["decided"] else _("a person decides")
            output.line(f"{number}. {done}")
            for shop in one["sellers"]:
                output.line(f"   {one_line(shop['key'], 80)}  {one_line(shop['name'], 80)}")
            for ground in one["grounds"]:
                keys = ", ".join(seller["key"] for seller in ground["sellers"])
                output.line("     " + one_line(f"{ground['kind']} {ground['value']}: {keys}", 200))
        if not found["proposals"]:
            output.line(_("No two sellers carry the same identifier."))
        for hub in found["hubs"]:
            told = _("Carried by {count} sellers, so it links nobody: {kind} {value}")
            words = {"count": hub["sellers"], "kind": hub["kind"], "value": hub["value"]}
            output.line(one_line(told.format(**words), 200))
        for keys in found["same_names"]:
            told = _("Names alike, which proves nothing: {keys}").format(keys=", ".join(keys))
            output.line(one_line(told, 200))

    output.result(found, say)


def merge(
    context: typer.Context,
    one: _Key,
    other: Annotated[str, typer.Argument(metavar="OTHER", help="Another seller.")],
    reason: _Reason,
) -> None:
    """Say that two sellers are one hand, as the person named by --as."""
    output: Output = context.obj
    options = output.options
    _say_decision(
        output, bootstrap.merge_sellers(options.vault, one, other, reason, options.operator)
    )


def split(context: typer.Context, key: _Key, reason: _Reason) -> None:
    """Say that a seller is none of those it was merged with; the others stay together."""
    output: Output = context.obj
    options = output.options
    _say_decision(output, bootstrap.split_seller(options.vault, key, reason, options.operator))


def undo(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Of the decision.")],
) -> None:
    """Take a merge or a split back, as if it had not been."""
    output: Output = context.obj
    options = output.options
    found = bootstrap.undo_seller_decision(options.vault, number, options.operator)

    def say() -> None:
        for one in found:
            _line(output, one)

    output.result(found, say)


def answer(  # one parameter an option: that is how typer declares them
    context: typer.Context,
    key: _Key,
    question: Annotated[Question, typer.Argument(help="What is asked.")],
    said: Annotated[Said, typer.Argument(metavar="ANSWER", help="yes, no or unknown.")],
    right: Annotated[str, typer.Option(help="The right.")],
    ground: Annotated[str, typer.Option(help="What the answer rests on.")] = "",
) -> None:
    """Answer what no figure of the threshold sheet shows, as the person named by --as."""
    output: Output = context.obj
    options = output.options
    wish = bootstrap.AnswerWish(key, right, question, said, ground)
    made = bootstrap.answer_sheet(options.vault, wish, options.operator)
    asked = _(question.text)
    output.result(made, lambda: output.line(f"{asked} {said.value}"))


def _say_decision(output: Output, made: dict[str, object]) -> None:
    output.result(made, lambda: _line(output, made))


def _line(output: Output, one: dict[str, Any]) -> None:
    undone = _("(undone by {by})").format(by=one["undone_by"]) if one["undone_by"] else ""
    words = f"{one['number']}  {one['action']}  {one['seller']}  {one['other'] or ''}  {one['by']}"
    output.line(one_line(f"{words}  {one['reason']}  {undone}", 240))


def _figures(facts: dict[str, Any]) -> str:
    parts = []
    for name, fact in facts.items():
        value = fact["value"] if fact["value"] is not None else f"{fact['low']}+"
        parts.append(f"{name} {value}{'' if fact['by'] else '?'}")
    return one_line(", ".join(parts) or "-", 100)
