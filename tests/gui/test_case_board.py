"""A case as a board: cards by keys, mouse and menu, moves that are undone, what is said of each."""

from datetime import timedelta
from functools import partial

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDropEvent, QKeySequence
from PySide6.QtWidgets import QApplication

from evidencekit.bootstrap.case_board import place_at
from evidencekit.bootstrap.desk import Desk
from evidencekit.casework.stages import Stage
from evidencekit.domain.errors import VaultDamaged
from evidencekit.gui import preferences
from evidencekit.gui.captures.thumbnails import Thumbnails
from evidencekit.gui.cases import CasesPage
from evidencekit.gui.cases.board import column as board_column
from evidencekit.gui.cases.board.column import Column
from evidencekit.gui.cases.board.says import CardWords
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.palette import actions_of
from evidencekit.gui.sellers.linkage import LinkagePanel
from evidencekit.services.case_work import CaseWork
from evidencekit.services.casework import Casework

# The offscreen platform says so of every window that has a least size.
pytestmark = pytest.mark.qt_log_ignore("does not support propagateSizeHints")
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
NORTH = "-/Northgate Outlet"


@pytest.fixture
def window(qtbot, own_demo):
    made = MainWindow()
    qtbot.addWindow(made)
    made.resize(1280, 800)
    made.show()
    made.use_desk(Desk.open(own_demo / "vault"))
    made.show_room("cases")
    settle(qtbot, made)
    return made


def settle(qtbot, window):
    page = window.stack.currentWidget()
    qtbot.waitUntil(lambda: getattr(page, "panel", page) is not None and window.jobs.idle)


def board_of(qtbot, window):
    """Show the board by its key; return it with the first card chosen."""
    page = window.stack.currentWidget()
    page.list.setFocus()
    qtbot.keyClick(page.list, "b")
    board = page.views.board
    qtbot.waitUntil(lambda: board.board is not None and window.jobs.idle)
    board.go_in()
    return board


def keys(board):
    return [one.cards.keys for one in board.columns]


def done(qtbot, window, act):
    """Do something and wait until the board shows what became of it."""
    with qtbot.waitSignal(window.vault.deeds.changed):
        act()
    qtbot.waitUntil(lambda: window.jobs.idle)


def focused(board):
    return next(one for one in board.columns if one.cards.hasFocus())


def test_the_board_of_the_demo_says_what_is_known_of_each_seller(qtbot, window):
    board = board_of(qtbot, window)
    star = board.chosen
    assert keys(board) == [[], [star.key, NORTH], [], [], []]
    told = board.about.text()
    assert "Client: Brand X (DEMO) Ltd." in told
    assert "2 sellers" in told
    cards = board.columns[1].cards
    assert cards.accessibleName() == "Preserved: 2 sellers"
    read = QAccessible.queryAccessibleInterface(cards)
    spoken = read.child(0).text(QAccessible.Text.Name)
    for part in ("晨星旗舰店", "3 listings · pierside", "1,758,507 or more", "line reached"):
        assert part in spoken
    # What nobody confirmed is said to be unknown, not shown as nothing.
    assert "estimated value: unknown" in read.child(1).text(QAccessible.Text.Name)
    assert board.past.list.count() == 2
    assert "5 captures" in board.past.list.item(1).text()


def test_keys_lead_to_each_card_and_move_it_and_the_focus_goes_along(qtbot, window):
    board = board_of(qtbot, window)
    first = board.chosen.key
    qtbot.keyClick(focused(board).cards, Qt.Key.Key_Down)
    assert board.chosen.key == NORTH
    qtbot.keyClick(focused(board).cards, Qt.Key.Key_Up)

    def right():
        qtbot.keyClick(focused(board).cards, Qt.Key.Key_Right, CONTROL | SHIFT)

    done(qtbot, window, right)
    done(qtbot, window, right)
    assert keys(board) == [[], [NORTH], [], [first], []]
    assert focused(board).stage is Stage.COMPLAINED
    assert board.chosen.standing.by_hand
    # Sideways over the empty column, and Tab passes by it too.
    qtbot.keyClick(focused(board).cards, Qt.Key.Key_Left)
    assert (focused(board).stage, board.chosen.key) == (Stage.PRESERVED, NORTH)
    assert board.columns[3].cards.chosen is None
    assert board.columns[2].cards.focusPolicy() == Qt.FocusPolicy.NoFocus
    qtbot.keyClick(focused(board).cards, Qt.Key.Key_Tab)
    assert (focused(board).stage, board.chosen.key) == (Stage.COMPLAINED, first)


def test_each_move_is_one_step_to_undo_and_to_do_again(qtbot, window):
    board = board_of(qtbot, window)
    first, deeds = board.chosen.key, window.vault.deeds
    done(qtbot, window, lambda: board.move_to(Stage.CLOSED))
    done(qtbot, window, lambda: board.move_to(Stage.TEST_BUY))
    assert deeds.undo_name == "Move a card to Test buy"
    undo, redo = QKeySequence("Ctrl+Z"), QKeySequence("Ctrl+Shift+Z")
    for keys_, stage in ((undo, 4), (undo, 1), (redo, 4), (redo, 2)):
        press = partial(qtbot.keyClick, focused(board).cards, keys_[0].key())
        done(qtbot, window, partial(press, keys_[0].keyboardModifiers()))
        assert first in keys(board)[stage]
        assert board.chosen.key == first


def test_two_quick_moves_lead_two_stages_on(qtbot, window):
    board = board_of(qtbot, window)
    board.move_by(1)
    board.move_by(1)
    qtbot.waitUntil(lambda: window.jobs.idle)
    assert board.chosen.standing.stage is Stage.COMPLAINED


def test_before_the_records_it_is_refused_with_words(qtbot, window):
    board = board_of(qtbot, window)
    qtbot.keyClick(focused(board).cards, Qt.Key.Key_Left, CONTROL | SHIFT)
    assert board.note.text == (
        "Not moved: the records say Preserved: all its captures are sealed and time-stamped. "
        "It can't stand before that."
    )
    assert board.note.isVisible()
    assert not window.vault.deeds.undo_name
    assert board.chosen.standing.stage is Stage.PRESERVED
    # A move that can be takes the words away.
    done(qtbot, window, lambda: board.move_by(1))
    assert not board.note.isVisible()


def drop(source, target, key):
    """Let go of a card over a column, as the mouse does; return whether it was taken."""
    data = QMimeData()
    data.setData(board_column.CARD, key.encode())
    action, button = Qt.DropAction.MoveAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(9, 9), action, data, button, none)
    event = QDropEvent(QPointF(9, 9), action, data, button, none)
    for one in (enter, event):
        one.source = lambda: source
    target.dragEnterEvent(enter)
    target.dropEvent(event)
    return event.isAccepted()


def test_a_card_is_dropped_on_another_stage_and_on_none_of_another_window(qtbot, window):
    board = board_of(qtbot, window)
    first, source = board.chosen.key, focused(board).cards
    assert not drop(None, board.columns[3].cards, first)
    done(qtbot, window, lambda: drop(source, board.columns[3].cards, NORTH))
    assert keys(board) == [[], [first], [], [NORTH], []]
    assert board.chosen.key == NORTH
    drop(board.columns[3].cards, board.columns[0].cards, NORTH)
    assert board.note.text.startswith("Not moved:")


def test_the_menu_of_a_card_has_every_other_stage(qtbot, window):
    board = board_of(qtbot, window)
    menu = board.menu(board.columns[1])
    names = [one.text() for one in menu.actions() if one.text()]
    assert names == [
        "Open the seller", "Move the card to the stage before", "Move the card to the next stage",
        "Move the card to New", "Move the card to Test buy", "Move the card to Complained",
        "Move the card to Closed",
    ]  # fmt: skip
    done(qtbot, window, menu.actions()[-1].trigger)
    assert board.chosen.standing.stage is Stage.CLOSED
    offered = set(actions_of(window.menuBar(), window.stack.currentWidget()))
    assert {"Show the case as a board", "Move the card to Test buy", "Open the seller"} <= offered


def test_enter_opens_the_seller_and_the_links_stand_where_they_stood(qtbot, window):
    board = board_of(qtbot, window)
    key = board.chosen.key
    qtbot.keyClick(focused(board).cards, Qt.Key.Key_Return)
    settle(qtbot, window)
    sellers = window.stack.currentWidget()
    qtbot.waitUntil(lambda: sellers.panel is not None and window.jobs.idle)
    assert sellers.list.chosen_keys == [key]
    window.show_room("cases")
    settle(qtbot, window)
    board.links.click()
    qtbot.waitUntil(lambda: isinstance(sellers.panel, LinkagePanel))


def test_the_view_is_kept_and_a_complaint_that_is_asked_for_shows_its_details(qtbot, window):
    board = board_of(qtbot, window)
    page = window.stack.currentWidget()
    again = CasesPage(window.vault)
    qtbot.addWidget(again)
    assert again.views.shows_board
    complaint = page.panel.complaints.view.complaint.id
    page.choose(complaint)
    assert not page.views.shows_board
    assert preferences.list_choice("cases", "view") == "board"
    qtbot.waitUntil(lambda: window.jobs.idle)
    page.list.setFocus()
    qtbot.keyClick(page.list, "d")
    assert preferences.list_choice("cases", "view") == "details"
    assert not board.isVisible()


def test_what_is_due_stands_below_and_leads_to_its_place(qtbot, window):
    desk = window.vault.desk
    (case,) = desk.cases()
    due = desk.now().date() + timedelta(days=3)
    desk.register.add_task(case.id, "reply", "cy", due, "ana")
    board = board_of(qtbot, window)
    lines = [board.past.list.item(at) for at in range(board.past.list.count())]
    task = next(one for one in lines if "cy: reply" in one.text())
    assert task.text() == f"{due.isoformat()} (in 3 days) · cy: reply"
    captured = next(one for one in lines if "5 captures" in one.text())
    with qtbot.waitSignal(board.capture_wanted) as wanted:
        board.past.list.itemActivated.emit(captured)
    assert (wanted.args[0] in case.captures, len(wanted.args[1])) == (True, 5)
    window.show_room("cases")
    board.past.list.itemActivated.emit(task)
    assert not window.stack.currentWidget().views.shows_board


def test_a_column_shows_the_first_hundred_and_says_how_many_more(qtbot, window, monkeypatch):
    monkeypatch.setattr(board_column, "MOST_CARDS", 1)
    board = board_of(qtbot, window)
    column = board.columns[1]
    assert (column.cards.count(), column.count.text(), column.more.text()) == (1, "2", "and 1 more")
    assert column.more.isVisible()


def test_a_case_of_nobody_and_one_that_can_not_be_read(qtbot, window, monkeypatch):
    board = board_of(qtbot, window)
    page, desk = window.stack.currentWidget(), window.vault.desk
    right = desk.cases()[0].right
    with desk.writing() as writer:
        bare = Casework(writer, desk._clock).new_case({"name": "Bare", "right": right}).id
    window.vault.casework_changed.emit()
    qtbot.waitUntil(lambda: window.jobs.idle)
    page.list.choose(bare)
    qtbot.waitUntil(lambda: window.jobs.idle)
    assert board.board.cards == ()
    assert not board.columns[0].isVisible()

    def fail(_desk, _case):
        raise VaultDamaged(path="casework.db", detail="x")

    monkeypatch.setattr("evidencekit.gui.cases.board.page.outline_of", fail)
    board.show_case(bare)
    qtbot.waitUntil(lambda: window.jobs.idle)
    assert not board.columns[0].isVisible()
    monkeypatch.undo()
    board._trouble.findChild(type(board.links)).click()
    qtbot.waitUntil(lambda: window.jobs.idle)
    assert board.board.case.id == bare


def test_a_placing_by_another_program_is_seen_when_it_is_read_again(qtbot, window):
    board = board_of(qtbot, window)
    place_at(window.vault.desk, board.case_id, NORTH, Stage.CLOSED, "bo")
    with window.vault.desk.writing() as writer:
        CaseWork(writer, window.vault.desk._clock).note(board.case_id, "placed", "bo")
    window.vault.casework_changed.emit()
    qtbot.waitUntil(lambda: window.jobs.idle)
    spoken = board.columns[4].cards.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert "placed here by bo on " in spoken
    assert "the records say Preserved" in spoken
    assert QApplication.focusWidget() is focused(board).cards


def test_a_sellers_markup_is_read_as_words(qtbot, window):
    column = Column(Stage.NEW, Thumbnails(window.vault, QSize(40, 40), 1, window))
    qtbot.addWidget(column)
    name = "<img src=x>"
    column.show_cards([CardWords("k", name, "", "", (), (), name)])
    assert "<img" not in column.cards.item(0).toolTip()
    assert column.cards.item(0).text() == name
