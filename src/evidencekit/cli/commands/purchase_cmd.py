"""`evidencekit purchase new|list|show|add|undo|script`: test purchases."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.commands.confirming_cmd import say_whole
from evidencekit.cli.output import Output
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line

_Id = Annotated[str, typer.Argument(metavar="ID")]


class Entry(StrEnum):
    """What can be recorded of a purchase."""

    PARCEL = "parcel"
    TRACKING = "tracking"
    HANDOVER = "handover"
    OPENED = "opened"
    PHOTO = "photo"
    STORED = "stored"
    APPRAISAL = "appraisal"
    NOTARY = "notary"
    NOTE = "note"


def purchase_commands() -> typer.Typer:
    """Return the commands of `purchase`."""
    group = typer.Typer(
        help="Test purchases: order, parcel, hand-overs, appraisal.", rich_markup_mode=None
    )
    group.command("new")(new)
    group.command("list")(list_all)
    for command in (show, add, undo, script):
        group.command(command.__name__)(command)
    return group


def new(
    context: typer.Context,
    form: Annotated[Path, typer.Option("--from", help="The YAML file.")],
) -> None:
    """Add one, described by a YAML file."""
    output: Output = context.obj
    made = bootstrap.new_purchase(output.options.vault, form)
    output.result(made, lambda: output.line(str(made["id"])))


def list_all(context: typer.Context) -> None:
    """List them, newest first."""
    output: Output = context.obj
    found = bootstrap.list_purchases(output.options.vault)

    def say() -> None:
        for one in found:
            words = f"{one['id']}  {one['ordered_on'] or '-'}  {one['order_no']}"
            output.line(one_line(f"{words}  {one['seller'] or one['capture']}", 160))

    output.result(found, say)


def show(context: typer.Context, purchase_id: _Id) -> None:
    """Show one whole."""
    output: Output = context.obj
    say_whole(output, bootstrap.show_purchase(output.options.vault, purchase_id))


def add(
    context: typer.Context,
    purchase_id: _Id,
    kind: Annotated[Entry, typer.Argument(metavar="KIND")],
    said: Annotated[
        list[str] | None, typer.Option("--set", help="A field, NAME=VALUE; repeatable.")
    ] = None,
    file: Annotated[
        list[Path] | None, typer.Option(help="A photo or paper, PDF, PNG or JPEG; repeatable.")
    ] = None,
) -> None:
    """Record what happened to a purchase, as the person named by --as; it is never changed."""
    output: Output = context.obj
    options = output.options
    fields = dict(_field(one) for one in said or ())
    made = bootstrap.add_to_purchase(
        options.vault, purchase_id, kind.value, fields, file or [], options.operator
    )
    say_whole(output, made)


def undo(
    context: typer.Context,
    purchase_id: _Id,
    number: Annotated[int, typer.Argument(metavar="NUMBER", help="Of the entry.")],
    reason: Annotated[str, typer.Option(help="Why; it is kept.")],
) -> None:
    """Take an entry back by a further one, as the person named by --as."""
    output: Output = context.obj
    options = output.options
    said = {"number": str(number), "words": reason}
    made = bootstrap.add_to_purchase(
        options.vault, purchase_id, "undone", said, [], options.operator
    )
    say_whole(output, made)


def script(
    context: typer.Context,
    purchase_id: _Id,
    out: Annotated[Path, typer.Option(help="The new file, .txt or .html.")],
) -> None:
    """Write the steps for a notary or a time-stamp app; in Chinese unless --lang en."""
    output: Output = context.obj
    options = output.options
    language = options.lang or "zh_CN"
    made = bootstrap.write_purchase_script(options.vault, purchase_id, out, language)
    output.result(made, lambda: output.line(str(made["file"])))


def _field(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals):
        raise WrongUse(detail=_("--set wants NAME=VALUE: {text}").format(text=text))
    return name, value
