"""The board of a case: placed by hand, with hundreds of sellers, of nobody, unreadable."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from PySide6.QtWidgets import QWidget
from screen_casework import Turner

from evidencekit.casework.deadlines import Deadline
from evidencekit.casework.stages import Placing, Stage, Standing
from evidencekit.gui.main_window import MainWindow
from evidencekit.services.case_board import Board, Card
from evidencekit.services.case_past import Happening, HappeningKind

_MANY = 400
_LONG = "Northgate International Fashion Accessories Outlet & Trading"
_NO_CASE = "k-00000000000000000000000000"


def screens(studio: Turner, window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Give the screens by name, of a window with the demo's vault; nothing stays moved."""
    window.show_room("cases")
    room = window.stack.currentWidget()
    view, case = room.views.board, window.vault.desk.cases()[0].id
    room.views.show_as("board")
    studio.until(lambda: window.jobs.idle and view.board is not None)
    view.go_in()
    view.move_by(1)
    studio.until(lambda: window.jobs.idle)
    view.move_to(Stage.NEW)
    studio.until(lambda: True)
    yield "case-board-moved", window
    window.vault.deeds.undo()
    studio.until(lambda: window.jobs.idle)
    view.note.say("")
    board = view.board
    view.show_board(_many(board), {})
    studio.until(lambda: window.jobs.idle)
    yield "case-board-many", window
    view.show_board(replace(board, cards=()), {})
    studio.until(lambda: True)
    yield "case-board-nobody", window
    view.show_case(_NO_CASE)
    studio.until(lambda: window.jobs.idle)
    yield "case-board-fault", window
    view.show_case(case)
    studio.until(lambda: window.jobs.idle)
    room.views.show_as("details")


def _many(board: Board) -> Board:
    """Return a board with cards on each stage, more of them than a column shows."""
    cards = tuple(_card(board, number) for number in range(_MANY))
    events = [
        Happening(HappeningKind.STEP, board.today, "p-1", step=step, recipient="Pierside")
        for step in ("counter_notice", "rejected", "submitted")
    ]
    return replace(board, cards=cards, past=(*events, *board.past))


def _card(board: Board, number: int) -> Card:
    model = board.cards[number % len(board.cards)]
    name = _LONG if number % 3 else "\u5317\u5cb8"
    shop = replace(model.shops[0], key=f"s-{number}", name=f"{name} {number}")
    stages = list(Stage)
    recorded = stages[min(number % 7, 4) if number < _MANY // 2 else 1]
    further = stages[min(recorded.place + 1, 4)]
    by_hand = Placing(board.case.id, shop.key, further, "ana", datetime(2026, 11, 27, tzinfo=UTC))
    due = board.today + timedelta(days=number % 30 - 2)
    told = Deadline("counter_notice", due, "p-1", "The seller objected.", ())
    return replace(
        model,
        key=shop.key,
        shops=(shop, *([model.shops[0]] if number % 5 == 0 else [])),
        standing=Standing(recorded, by_hand if number % 4 == 0 else None),
        deadline=told if number % 3 == 0 else None,
    )
