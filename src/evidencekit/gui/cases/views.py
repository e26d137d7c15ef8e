"""The two views of a case under its name: all that belongs to it, or the board of its sellers."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui import preferences
from evidencekit.gui.actions import add_action
from evidencekit.gui.cases.board import CaseBoardView
from evidencekit.gui.icons import toggle
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import page_text
from evidencekit.gui.pieces import words
from evidencekit.gui.theme import EDGE, GAP

_PLACE, _WHAT = "cases", "view"
_BOARD, _DETAILS = "board", "details"


class CaseViews(QWidget):
    """Shows a case as it was left, in `area` or as a board; `switched` when it is the other."""

    switched = Signal()

    def __init__(self, vault: OpenVault, area: QScrollArea) -> None:
        super().__init__()
        self.title = words("", "title")
        self.board = CaseBoardView(vault)
        self.toggles = {
            _DETAILS: toggle("list", _("Details (D)")),
            _BOARD: toggle("board", _("Board (B)")),
        }
        head = QHBoxLayout()
        head.setContentsMargins(EDGE + GAP, EDGE, EDGE + GAP, 0)
        head.setSpacing(2)
        head.addWidget(self.title, 1)
        for name, one in self.toggles.items():
            one.clicked.connect(partial(self.show_from_now_on, name))
            head.addWidget(one)
        self._parts = {_DETAILS: area, _BOARD: self.board}
        self._stack = QStackedWidget()
        for part in self._parts.values():
            self._stack.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(head)
        layout.addWidget(self._stack, 1)
        self.show_as(_BOARD if preferences.list_choice(_PLACE, _WHAT) == _BOARD else _DETAILS)

    def add_keys(self, place: QWidget) -> None:
        """Have keys and palette switch the view while `place` is shown."""
        for name, text, key in (
            (_DETAILS, _("Show the case in detail"), "D"),
            (_BOARD, _("Show the case as a board"), "B"),
        ):
            add_action(place, text, partial(self.show_from_now_on, name), key)

    @property
    def shows_board(self) -> bool:
        """Say whether the board is what is looked at."""
        return self.toggles[_BOARD].isChecked()

    def show_from_now_on(self, name: str) -> None:
        """Show the case so, at the next start too."""
        preferences.choose_list(_PLACE, _WHAT, name)
        self.show_as(name)

    def show_details(self) -> None:
        """Show what belongs to the case, this time."""
        self.show_as(_DETAILS)

    def show_as(self, name: str) -> None:
        """Show the case as `details` or as `board`."""
        for one, button_of in self.toggles.items():
            button_of.setChecked(one == name)
        self._stack.setCurrentWidget(self._parts[name])
        self.switched.emit()

    def show_name(self, name: str) -> None:
        """Show what the case is called."""
        self.title.setText(page_text(name))
        self.title.setAccessibleName(self.title.text())
