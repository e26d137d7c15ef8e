"""`evidencekit facts review|confirm|correct|enter|not-on-page|undo`: a person speaks of facts."""

from typing import Annotated, Any, cast

import typer

from evidencekit import bootstrap
from evidencekit.cli.commands.default_group import DefaultGroup
from evidencekit.cli.commands.facts_cmd import facts
from evidencekit.cli.output import Output
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line

_BOX_PARTS = 4
_Id = Annotated[str, typer.Argument(metavar="ID", help="A capture.")]
_Name = Annotated[str, typer.Argument(metavar="NAME", help="A fact, as `facts` calls it.")]
_Value = Annotated[str, typer.Argument(metavar="VALUE", help="12.50, 300, 2000+, true, or text.")]
_Box = Annotated[
    str | None,
    typer.Option(metavar="X,Y,W,H", help="Where it stands, in pixels of the picture."),
]


def facts_commands() -> typer.Typer:
    """Return `facts` itself and the commands below it."""
    group = typer.Typer(
        cls=DefaultGroup,
        help="Facts of pages: read them; confirm, correct or enter them.",
        context_settings={"ignore_unknown_options": True},
        rich_markup_mode=None,
    )
    group.command("read")(facts)
    group.command("review")(review)
    group.command("confirm")(confirm)
    group.command("correct")(correct)
    group.command("enter")(enter)
    group.command("not-on-page")(not_on_page)
    group.command("undo")(undo)
    return group


def review(context: typer.Context, capture_id: _Id) -> None:
    """Show how the facts of a capture stand: read, confirmed, corrected, entered, by whom."""
    output: Output = context.obj
    _say(output, bootstrap.show_review(output.options.vault, capture_id))


def confirm(
    context: typer.Context,
    capture_id: _Id,
    names: Annotated[
        list[str] | None,
        typer.Argument(metavar="[NAME...]", help="Facts; none: all that wait for a word."),
    ] = None,
) -> None:
    """Confirm facts as they were read, as the person named by --as."""
    _speak(context, capture_id, "confirm", names or [])


def correct(
    context: typer.Context, capture_id: _Id, name: _Name, value: _Value, box: _Box = None
) -> None:
    """Give another value for a fact; what was read stays as it was read."""
    _speak(context, capture_id, "correct", name, value, box=_box(box))


def enter(
    context: typer.Context, capture_id: _Id, name: _Name, value: _Value, box: _Box = None
) -> None:
    """Give a fact that was not read; of an imported picture with its place."""
    _speak(context, capture_id, "enter", name, value, box=_box(box))


def not_on_page(
    context: typer.Context,
    capture_id: _Id,
    names: Annotated[list[str], typer.Argument(metavar="NAME...", help="Facts.")],
) -> None:
    """Say that the page does not show what was read."""
    _speak(context, capture_id, "not_on_page", names)


def undo(context: typer.Context, capture_id: _Id, name: _Name) -> None:
    """Take back the last word on a fact, as long as no confirmed complaint rests on it."""
    _speak(context, capture_id, "undo", name)


def _speak(
    context: typer.Context,
    capture_id: str,
    what: str,
    *words: object,
    box: tuple[int, ...] | None = None,
) -> None:
    output: Output = context.obj
    by = output.options.operator
    _say(output, bootstrap.review_facts(output.options.vault, capture_id, what, (*words, by), box))


def _box(text: str | None) -> tuple[int, ...] | None:
    if text is None:
        return None
    parts = text.replace(" ", "").split(",")
    if len(parts) != _BOX_PARTS or not all(part.isascii() and part.isdigit() for part in parts):
        raise WrongUse(detail=f"--box {one_line(text, 60)}")
    return tuple(int(part[:9]) for part in parts)


def _say(output: Output, shown: dict[str, object]) -> None:
    facts_shown = cast("dict[str, dict[str, Any]]", shown["facts"])

    def say() -> None:
        for name, fact in facts_shown.items():
            value = fact["value"] if fact["value"] is not None else f"{fact['low']}+"
            standing = fact["standing"] + (f" ({fact['by']})" if fact["by"] else "")
            output.line(f"{name:14} {one_line(str(value), 80):40} {one_line(standing, 80)}")
        if not facts_shown:
            output.line(_("No fact of this capture was read or entered."))

    output.result(shown, say)
