"""`evidencekit case board|stage`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from evidencekit import bootstrap
from evidencekit.cli.output import Output
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.foundation.display_text import one_line

if TYPE_CHECKING:
    from evidencekit.services.case_board import Board, Card

_Id = Annotated[str, typer.Argument(metavar="ID")]
_UNREAD = "-"


class _Wanted(StrEnum):
    """A stage, or `recorded`: where the records say."""

    NEW = "new"
    PRESERVED = "preserved"
    TEST_BUY = "test_buy"
    COMPLAINED = "complained"
    CLOSED = "closed"
    RECORDED = "recorded"


def add_board_commands(group: typer.Typer) -> None:
    """Add to `case` what shows its board and places sellers on it."""
    for command in (board, stage):
        group.command(command.__name__)(command)


def board(context: typer.Context, case_id: _Id) -> None:
    """Show how far a case is with each seller: stages, figures, what happened and is due."""
    output: Output = context.obj
    _answer(output, bootstrap.case_board(output.options.vault, case_id))


def stage(
    context: typer.Context,
    case_id: _Id,
    seller: Annotated[
        str, typer.Argument(metavar="SELLER", help="A seller's key; -: the seller was not read.")
    ],
    wanted: Annotated[
        _Wanted,
        typer.Argument(metavar="STAGE", help="One of the stages; recorded: as the records say."),
    ],
) -> None:
    """Place a seller further on the board than the records say, as the person named by --as."""
    output: Output = context.obj
    key = "" if seller == _UNREAD else seller
    placed = None if wanted is _Wanted.RECORDED else wanted.value
    options = output.options
    _answer(output, bootstrap.place_on_board(options.vault, case_id, key, placed, options.operator))


def _answer(output: Output, made: "Board") -> None:
    output.result(made.to_json(), lambda: _say(output, made))


def _say(output: Output, made: "Board") -> None:
    for one, cards in made.columns:
        output.line(f"{one.words}: {len(cards)}")
        for card in cards:
            output.line(f"  {_line(card)}")


def _line(card: "Card") -> str:
    count = card.listings
    parts = [
        one_line(card.name, 80) or _("Seller not read"),
        ngettext("{count} listing", "{count} listings", count).format(count=count),
        ", ".join(one_line(one, 40) for one in card.platforms),
    ]
    if card.sheet:
        sheet = card.sheet.sheet
        value = _("estimated value: {value}").format(value=sheet.volume.words)
        parts.append(f"{value} {sheet.currency}" if sheet.volume.is_read else value)
    if card.reached:
        parts.append(_("reached: {line}").format(line=card.reached.line.words))
    if card.deadline:
        due = card.deadline.due
        parts.append(_("due {day}").format(day=due.isoformat() if due else _("unknown")))
    if card.standing.by_hand:
        parts.append(_("placed by hand"))
    return " · ".join(part for part in parts if part)
