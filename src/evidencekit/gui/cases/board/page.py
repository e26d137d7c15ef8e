"""The board of one case: whose it is, a column a stage, and below them what happened and is due."""

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QStackedWidget, QVBoxLayout, QWidget

from evidencekit.bootstrap.case_board import outline_of, with_sheets
from evidencekit.casework.stages import Stage
from evidencekit.foundation.catalogue import _, current_language, ngettext
from evidencekit.gui.actions import add_action
from evidencekit.gui.captures.thumbnails import Thumbnails
from evidencekit.gui.cases.board.column import Column
from evidencekit.gui.cases.board.moving import move_deed
from evidencekit.gui.cases.board.painting import THUMB
from evidencekit.gui.cases.board.past import PastCard
from evidencekit.gui.cases.board.says import card_words
from evidencekit.gui.cases.says import or_unknown, right_line
from evidencekit.gui.empty_page import empty_page
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import Bar, button, page_text
from evidencekit.gui.pieces import Newest, Trouble, words
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import paired

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.services.case_board import Board, Card

_THUMBNAILS_KEPT = 400


class CaseBoardView(QWidget):
    """Shows a case as a board.

    `seller_wanted` gives a seller's key, `capture_wanted` a capture's id and all ids of its card or
    case, `subject_wanted` the id of a case, complaint, purchase or right; `links_wanted` asks for
    what links sellers.
    """

    seller_wanted = Signal(str)
    capture_wanted = Signal(str, list)
    subject_wanted = Signal(str)
    links_wanted = Signal()

    def __init__(self, vault: OpenVault) -> None:
        super().__init__()
        self._vault, self._newest = vault, Newest(vault, self)
        self.case_id = ""
        self.board: Board | None = None
        # Where cards are being moved to, until the board is read again.
        self._moving: dict[str, Stage] = {}
        self._chosen: str | None = None
        self._thumbnails = Thumbnails(vault, THUMB, _THUMBNAILS_KEPT, self)
        self.note = Bar("warn")
        self.note.add_button(button(_("Close"), lambda: self.note.say("")))
        self.about = words("", "muted")
        self.links = button(_("What links sellers"), self.links_wanted.emit)
        self.columns = [Column(stage, self._thumbnails) for stage in Stage]
        self.past = PastCard()
        self.past.opened.connect(self._open_subject)
        self._waiting, self._trouble = QWidget(), QWidget()
        self._empty = _empty()
        self._whole = self._made()
        self._stack = QStackedWidget()
        for part in (self._waiting, self._whole, self._empty, self._trouble):
            self._stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._make_actions()
        self._thumbnails.ready.connect(self._paint_again)
        vault.captures_changed.connect(self._read_again)

    def show_case(self, case_id: str) -> None:
        """Show a case; of the one that is shown, what is chosen and has the focus stays."""
        if case_id != self.case_id:
            self.case_id, self._chosen, self.board = case_id, None, None
            self.note.say("")
            self._stack.setCurrentWidget(self._waiting)
        self._newest.read(
            lambda desk: _read(desk, case_id), lambda both: self._show_outline(*both), self._fail
        )

    # --- parts ---

    def _made(self) -> QWidget:
        whole = QWidget()
        head, row = QHBoxLayout(), QHBoxLayout()
        head.setSpacing(EDGE)
        head.addWidget(self.about, 1)
        head.addWidget(self.links)
        row.setSpacing(GAP - 2)
        for column in self.columns:
            row.addWidget(column, 1)
            column.cards.entered.connect(partial(self._choose, column))
            column.cards.itemSelectionChanged.connect(partial(self._choose, column))
            column.cards.sideways.connect(partial(self._go_sideways, column))
            column.cards.opened.connect(self._open_seller)
            column.cards.dropped.connect(partial(self._drop, column))
            column.cards.customContextMenuRequested.connect(partial(self._ask_menu, column))
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(EDGE + GAP, 0, EDGE + GAP, EDGE)
        layout.setSpacing(GAP + 4)
        layout.addLayout(head)
        layout.addWidget(self.note)
        layout.addLayout(row, 1)
        layout.addWidget(self.past)
        return whole

    def _make_actions(self) -> None:
        self._opening = add_action(self._whole, _("Open the seller"), self.open_chosen)
        self._nearest = [
            add_action(self._whole, name, partial(self.move_by, step), keys)
            for name, step, keys in (
                (_("Move the card to the stage before"), -1, "Ctrl+Shift+Left"),
                (_("Move the card to the next stage"), 1, "Ctrl+Shift+Right"),
            )
        ]
        self._to: list[QAction] = [
            add_action(
                self._whole,
                _("Move the card to {stage}").format(stage=stage.words),
                partial(self.move_to, stage),
            )
            for stage in Stage
        ]

    # --- what comes ---

    def _show_outline(self, board: "Board", recipients: dict[str, str]) -> None:
        """Show the cards, with the sheets that were read before, until new ones come."""
        known = {one.key: one.sheet for one in self.board.cards} if self.board else {}
        cards = tuple(replace(one, sheet=known.get(one.key)) for one in board.cards)
        self.show_board(replace(board, cards=cards), recipients)
        self._newest.read(
            lambda desk: with_sheets(desk, board),
            lambda whole: self.show_board(whole, recipients),
            self._fail,
        )

    def show_board(self, board: "Board", recipients: dict[str, str]) -> None:
        """Show a board; `recipients` are the names of recipients by id."""
        self.board, had_focus = board, self._has_focus()
        self._moving.clear()
        self.about.setText(_about(board))
        self.about.setAccessibleName(self.about.text())
        for column in self.columns:
            column.cards.blockSignals(True)
            column.show_cards([card_words(one, board.today) for one in board.on(column.stage)])
            column.cards.blockSignals(False)
        self.past.show_past(board.past, recipients, board.today)
        self._stack.setCurrentWidget(self._whole if board.cards else self._empty)
        place = self._column_of(self._chosen)
        if place is not None and self._chosen is not None:
            place.cards.choose(self._chosen)
            if had_focus:
                place.cards.setFocus()
        elif had_focus:
            self.go_in()

    def _fail(self, error: Exception) -> None:
        old, self._trouble = self._trouble, Trouble(error, lambda: self.show_case(self.case_id))
        self._trouble.setContentsMargins(EDGE + GAP, 0, EDGE + GAP, EDGE)
        self._stack.addWidget(self._trouble)
        self._stack.setCurrentWidget(self._trouble)
        self._stack.removeWidget(old)
        old.deleteLater()

    def _read_again(self) -> None:
        if self.case_id and self.isVisible():
            self.show_case(self.case_id)

    def _paint_again(self, _capture: str) -> None:
        for column in self.columns:
            column.cards.viewport().update()

    # --- what is chosen ---

    def go_in(self) -> None:
        """Give the chosen card the focus, else the first there is."""
        filled = [one for one in self.columns if one.cards.count()]
        place = self._column_of(self._chosen) or next(iter(filled), None)
        if place is not None:
            place.cards.setFocus()

    @property
    def chosen(self) -> "Card | None":
        """Return the chosen card."""
        if self.board is None or self._chosen is None:
            return None
        return next((one for one in self.board.cards if one.key == self._chosen), None)

    def _has_focus(self) -> bool:
        return any(one.cards.hasFocus() for one in self.columns)

    def _column_of(self, key: str | None) -> Column | None:
        return next((one for one in self.columns if key in one.cards.keys), None)

    def _choose(self, column: Column) -> None:
        """Have one card of the whole board be the chosen one."""
        key = column.cards.chosen
        if key is None:
            return
        self._chosen = key
        for other in self.columns:
            if other is not column:
                other.cards.clearSelection()

    def _go_sideways(self, column: Column, step: int) -> None:
        """Go to the nearest column on that side that has a card, to one about as high."""
        at, row = self.columns.index(column), column.cards.currentRow()
        beyond = self.columns[at + 1 :] if step > 0 else self.columns[:at][::-1]
        place = next((one for one in beyond if one.cards.count()), None)
        if place is not None:
            place.cards.setCurrentRow(min(row, place.cards.count() - 1))
            place.cards.setFocus()

    def open_chosen(self) -> None:
        """Ask for the page of the chosen card's seller."""
        if self.chosen is not None:
            self._open_seller(self.chosen.key)

    def _open_seller(self, key: str) -> None:
        """Ask for a seller's page; of captures without a seller, for the newest capture."""
        if key:
            self.seller_wanted.emit(key)
        elif (card := self.chosen) is not None and card.captures:
            self.capture_wanted.emit(card.captures[0], list(card.captures))

    def _open_subject(self, subject: str) -> None:
        if subject.startswith("c-") and self.board is not None:
            self.capture_wanted.emit(subject, list(self.board.case.captures))
        elif subject:
            self.subject_wanted.emit(subject)

    # --- moves ---

    def move_by(self, step: int) -> None:
        """Move the chosen card so many stages on, or back."""
        card, stages = self.chosen, list(Stage)
        if card is not None:
            at = self._stage_of(card).place + step
            if 0 <= at < len(stages):
                self.move_to(stages[at])

    def move_to(self, stage: Stage) -> None:
        """Move the chosen card to a stage, or say why that can't be."""
        card = self.chosen
        if card is None or stage is self._stage_of(card):
            return
        why = card.standing.refusal(stage)
        self.note.say(_("Not moved: {why}.").format(why=why) if why else "")
        if not why:
            self._moving[card.key] = stage
            self._vault.deeds.do(move_deed(self._vault, self.case_id, card.key, stage))

    def _stage_of(self, card: "Card") -> Stage:
        return self._moving.get(card.key, card.standing.stage)

    def _drop(self, column: Column, key: str) -> None:
        self._chosen = key
        self.move_to(column.stage)

    def _ask_menu(self, column: Column, at: QPoint) -> None:
        if column.cards.chosen is not None:
            menu = self.menu(column)
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(column.cards.viewport().mapToGlobal(at))

    def menu(self, column: Column) -> QMenu:
        """Return what can be done with the chosen card of a column."""
        menu = QMenu(column)
        menu.addAction(self._opening)
        menu.addSeparator()
        menu.addActions(self._nearest)
        menu.addSeparator()
        menu.addActions([one for one in self._to if one is not self._to[column.stage.place]])
        return menu


def _read(desk: "Desk", case_id: str) -> "tuple[Board, dict[str, str]]":
    board = outline_of(desk, case_id)
    return board, {one.id: one.called(current_language()) for one in desk.rules().recipients}


def _about(board: "Board") -> str:
    """Return whose case it is, under which rights, and how many sellers it is about."""
    owners = dict.fromkeys(or_unknown(one.owner_as_registered) for one in board.rights)
    sellers = sum(bool(one.key) for one in board.cards)
    first, more = board.rights[0], len(board.rights) - 1
    right = right_line(first)
    if more:
        told = ngettext("{right} and {count} more", "{right} and {count} more", more)
        right = told.format(right=right, count=more)
    count = ngettext("{count} seller", "{count} sellers", sellers).format(count=sellers)
    parts = [paired(_("Client"), ", ".join(owners)), paired(_("Right"), right), count]
    return "\n".join((" · ".join(map(page_text, parts)), _caution()))


def _caution() -> str:
    return _("Values are estimates from what people confirmed, not findings of law.")


def _empty() -> QWidget:
    return empty_page(
        "board",
        _("Nobody stands on this board yet"),
        _("Each seller of a case is a card here, with how far the case is with it."),
        _("Captures are added to a case on the page of captures, by Ctrl+Shift+A."),
    )
