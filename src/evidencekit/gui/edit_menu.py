"""The edit menu: undo and redo, with the name of what it would be. A page's own history is first.

A page or a card may have a history of what is not kept yet (a draft, marks over a picture); while
it has the focus and something to undo, the menu is about that, else about the vault's deeds.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QMetaObject, QObject
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication

from evidencekit.foundation.catalogue import _
from evidencekit.gui.menus import Entry, Menus

if TYPE_CHECKING:
    from collections.abc import Callable

    from evidencekit.gui.deeds import Deeds
    from evidencekit.gui.open_vault import OpenVault

_UNDO, _REDO = ("Ctrl+Z",), ("Ctrl+Shift+Z", "Ctrl+Y")


class EditMenu(QObject):
    """Undo and redo of one window."""

    def __init__(self, menus: Menus, parent: QObject) -> None:
        super().__init__(parent)
        self._deeds: Deeds | None = None
        self._heard: list[QMetaObject.Connection] = []
        menu = menus.add(_("&Edit"), [])
        self.undo = menus.add_to(menu, Entry(_("Undo"), self._undo))
        self.redo = menus.add_to(menu, Entry(_("Redo"), self._redo))
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101  # there are windows
        app.focusChanged.connect(self._listen)
        self._say()

    def follow(self, vault: "OpenVault | None") -> None:
        """Be about the deeds at this vault from now on."""
        self._deeds = vault.deeds if vault is not None else None
        if self._deeds is not None:
            self._deeds.changed.connect(self._say)
        self._say()

    def _listen(self) -> None:
        """Hear of the histories around the focus: what they can do changes."""
        for one in self._heard:
            QObject.disconnect(one)
        self._heard = [one.changed.connect(self._say) for one in (*_own(_UNDO), *_own(_REDO))]
        self._say()

    def _say(self) -> None:
        deeds = self._deeds
        for action, keys, name, text, plain in (
            (self.undo, _UNDO, deeds.undo_name if deeds else "", _("Undo: {name}"), _("Undo")),
            (self.redo, _REDO, deeds.redo_name if deeds else "", _("Redo: {name}"), _("Redo")),
        ):
            own = next((one for one in _own(keys) if one.isEnabled()), None)
            # A key that two actions have works for none: the page's own has it then.
            action.setShortcuts([] if own else [QKeySequence(one) for one in keys])
            action.setEnabled(own is not None or bool(name))
            told = text.format(name=name.replace("&", "&&")) if name else plain
            action.setText(own.text() if own else told)

    def _undo(self) -> None:
        self._act(_UNDO, self._deeds.undo if self._deeds else None)

    def _redo(self) -> None:
        self._act(_REDO, self._deeds.redo if self._deeds else None)

    def _act(self, keys: tuple[str, ...], deed: "Callable[[], None] | None") -> None:
        own = next((one for one in _own(keys) if one.isEnabled()), None)
        if own is not None:
            own.trigger()
        elif deed is not None:
            deed()


def _own(keys: tuple[str, ...]) -> list[QAction]:
    """Return what the parts around the focus do by such a key themselves, the nearest first."""
    wanted = {QKeySequence(one) for one in keys}
    found, place = [], QApplication.focusWidget()
    while place is not None and not place.isWindow():
        found += [one for one in place.actions() if wanted & set(one.shortcuts())]
        place = place.parentWidget()
    return found
