"""Searches kept under a name: chosen again, kept, forgotten. They are the user's own work."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QInputDialog, QMenu, QToolButton

from evidencekit.bootstrap.desk_captures import forget_search, save_search, saved_searches
from evidencekit.foundation.catalogue import _
from evidencekit.gui.captures.filter_words import filter_words
from evidencekit.gui.deeds import Deed
from evidencekit.gui.icons import icon
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import page_text, set_role

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.casework.searches import SavedSearch
    from evidencekit.services.library import Wish

# As long as the name of a kept search may be.
_NAME = 80


class Searches(QToolButton):
    """A button with the kept searches. `chosen` gives what one asks: words and filters."""

    chosen = Signal(dict)

    def __init__(self, vault: OpenVault) -> None:
        super().__init__()
        set_role(self, "tool")
        self._vault = vault
        self._wish: Wish = {}
        self._known: list[tuple[str, Wish]] = []
        self.setIcon(icon("search"))
        self.setFixedSize(44, 32)
        self.setAccessibleName(_("Kept searches"))
        self.setToolTip(_("Kept searches"))
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        vault.casework_changed.connect(self.reload)
        self._fill()
        self.reload()

    @property
    def names(self) -> list[str]:
        """Return the names of the kept searches."""
        return [name for name, _wish in self._known]

    def follow(self, wish: "Wish") -> None:
        """Know what is being looked for: that is what would be kept."""
        self._wish = wish
        self._keep.setEnabled(bool(wish))

    def reload(self) -> None:
        """Read the kept searches anew; where they can't be read there are none."""
        self._vault.read(self, saved_searches, self._show, lambda _error: self._show([]))

    def keep(self, name: str) -> None:
        """Keep what is looked for now under a name; one that was there under it is replaced."""
        wish, before = self._wish, dict(self._known).get(name)
        told = _('Keep the search "{name}"').format(name=page_text(name, 40))
        self._do(told, name, before, wish)

    def forget(self, name: str) -> None:
        """Forget a search."""
        before = dict(self._known).get(name)
        if before is not None:
            told = _('Forget the search "{name}"').format(name=page_text(name, 40))
            self._do(told, name, before, None)

    def _do(self, told: str, name: str, before: "Wish | None", after: "Wish | None") -> None:
        by = self._vault.desk.operator

        def put(desk: "Desk", wish: "Wish | None") -> None:
            if wish is None:
                forget_search(desk, name)
            else:
                save_search(desk, name, wish, by)

        deed = Deed(
            told,
            lambda desk: put(desk, after),
            lambda desk, _none: put(desk, before),
            self._vault.casework_changed.emit,
        )
        self._vault.deeds.do(deed)

    def _show(self, found: "list[SavedSearch]") -> None:
        self._known = [(one.name, dict(one.wanted)) for one in found]
        self._fill()

    def _fill(self) -> None:
        self._menu.clear()
        for name, wish in self._known:
            action = self._menu.addAction(page_text(name, 60))
            action.triggered.connect(partial(self.chosen.emit, wish))
        self._menu.addSeparator()
        self._keep = keep = self._menu.addAction(_("Keep this search..."))
        keep.setEnabled(bool(self._wish))
        keep.triggered.connect(lambda _checked: self._ask())
        if self._known:
            forget = self._menu.addMenu(_("Forget"))
            for name, _wish in self._known:
                forget.addAction(page_text(name, 60)).triggered.connect(partial(self.forget, name))

    def _ask(self) -> None:
        dialog = QInputDialog(self)
        dialog.setWindowTitle(_("Keep this search"))
        dialog.setLabelText(_("Name"))
        words = str(self._wish.get("words", ""))
        dialog.setTextValue((words or filter_words(self._wish, {}))[:_NAME])
        dialog.textValueSelected.connect(lambda name: self.keep(name) if name.strip() else None)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
