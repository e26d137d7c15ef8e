"""Filters of the captures: a button that opens their panel, a line that says what is in force."""

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from evidencekit.bootstrap.desk_finding import FilterChoices, filter_choices
from evidencekit.foundation.catalogue import _
from evidencekit.gui.actions import add_action
from evidencekit.gui.captures.filter_panel import FilterPanel
from evidencekit.gui.captures.filter_words import filter_words
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, label, page_text
from evidencekit.gui.theme import GAP

if TYPE_CHECKING:
    from evidencekit.casework.model import Right
    from evidencekit.services.library import Wish

KEYS = "Ctrl+Shift+F"


class Filters(QWidget):
    """What is asked beside words, a wish by the names of the command's options.

    `button` opens the panel. `changed`: another filter is in force; `table_wanted`: the panel's
    button.
    """

    changed = Signal()
    table_wanted = Signal()

    def __init__(self, vault: OpenVault) -> None:
        super().__init__()
        self._vault = vault
        self._wish: dict[str, str | bool] = {}
        self._names: dict[str, str] = {}
        self._hidden = 0
        self.button = self._button()
        self.said = label("", wraps=True)
        self.clear_button = button(_("Clear"), self._clear)
        self.clear_button.setAccessibleName(_("Clear all filters but the words"))
        self._line = QWidget()
        row = QHBoxLayout(self._line)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.said, 1)
        row.addWidget(self.clear_button)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(GAP)
        self._layout.addWidget(self._line)
        self._tell()

    @cached_property
    def panel(self) -> FilterPanel:
        """Return the panel, made when it is first wanted."""
        made = FilterPanel()
        made.offer(FilterChoices(), {})
        made.show_wish(self._wish)
        made.count_hidden(self._hidden)
        made.edited.connect(self._take)
        made.table.clicked.connect(lambda _checked: self.table_wanted.emit())
        add_action(made, "", self._leave, "Esc")
        self._layout.insertWidget(0, made)
        return made

    @property
    def wish(self) -> "Wish":
        """Return what is asked; empty: nothing."""
        return self._wish

    def show_wish(self, wish: "Wish") -> None:
        """Have these filters in force, words left aside. Nothing is told of it."""
        self._wish = {key: value for key, value in wish.items() if value and key != "words"}
        if "panel" in self.__dict__:
            self.panel.show_wish(self._wish)
        if self._wish.keys() & {"right", "case"} - self._names.keys():
            self._read()
        self._tell()

    def ask_hidden(self, *, too: bool) -> None:
        """Ask for the hidden captures too, or no more."""
        self.show_wish({**self._wish, "hidden": too})
        self.changed.emit()

    def count_hidden(self, count: int) -> None:
        """Know how many captures are hidden."""
        self._hidden = count
        if "panel" in self.__dict__:
            self.panel.count_hidden(count)

    def _button(self) -> QPushButton:
        made = button(_("Filter..."), lambda: None)
        made.setCheckable(True)
        keys = QKeySequence(KEYS).toString(QKeySequence.SequenceFormat.NativeText)
        made.setToolTip(_("By platform, price, day, state ({keys})").format(keys=keys))
        made.toggled.connect(self._open)
        return made

    def _open(self, wanted: bool) -> None:  # a signal's
        self.panel.setVisible(wanted)
        self._show_or_hide()
        if wanted:
            self._read()
            self.panel.platform.setFocus()

    def _leave(self) -> None:
        self.button.setFocus()
        self.button.setChecked(False)

    def _read(self) -> None:
        # What can't be read is not offered; why is said where the captures would be.
        self._vault.read(self, filter_choices, self._offer, lambda _error: None)

    def _offer(self, found: FilterChoices) -> None:
        self._names = {one.id: _named(one) for one in found.rights}
        self._names |= {one.id: page_text(one.name, 60) for one in found.cases}
        if "panel" in self.__dict__:
            self.panel.offer(found, self._names)
        self._tell()

    def _take(self) -> None:
        asked = self.panel.asked()
        if asked != self._wish:
            self._wish = asked
            self._tell()
            self.changed.emit()

    def _clear(self) -> None:
        self.show_wish({})
        self.changed.emit()
        self.button.setFocus()

    def _tell(self) -> None:
        words = filter_words(self._wish, self._names)
        self.said.setText(_("Filtered by {what}").format(what=words) if words else "")
        self.said.setAccessibleName(self.said.text())
        self._show_or_hide()

    def _show_or_hide(self) -> None:
        self._line.setVisible(bool(self._wish))
        # With nothing in it the space around it would stay.
        self.setVisible(bool(self._wish) or self.button.isChecked())


def _named(right: "Right") -> str:
    named = right.mark_text or (right.work.title if right.work else "") or right.reg_no or right.id
    parts = (named, right.jurisdiction, right.reg_no if named != right.reg_no else "")
    return page_text(" · ".join(part for part in parts if part), 60)
