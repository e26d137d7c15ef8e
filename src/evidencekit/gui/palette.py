"""The command palette: every action that can be done now, found by a few letters of its name."""

import re
from collections.abc import Iterator

from PySide6.QtCore import QEvent, QObject, QSortFilterProxyModel, Qt, QTimer
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHeaderView,
    QLineEdit,
    QMenu,
    QMenuBar,
    QTreeView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from evidencekit.foundation.catalogue import _
from evidencekit.gui.parts import label
from evidencekit.gui.theme import EDGE, GAP

_SIZE = (620, 440)
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
_LETTER = re.compile(r"\(&\w\)")
_ACTION = Qt.ItemDataRole.UserRole


def actions_of(bar: QMenuBar, page: QWidget | None) -> dict[str, QAction]:
    """Return what can be done now by its name: the shown page's actions, then the menus'."""
    found: dict[str, QAction] = {}
    for name, action in (*_of_page(page), *_of_bar(bar)):
        if action.isEnabled():
            found.setdefault(name, action)
    return found


def _of_page(page: QWidget | None) -> Iterator[tuple[str, QAction]]:
    places = [page, *page.findChildren(QWidget)] if page is not None else []
    for place in places:
        if place.isVisible():
            yield from ((plain(one.text()), one) for one in place.actions() if one.text())


def _of_bar(bar: QMenuBar) -> Iterator[tuple[str, QAction]]:
    for action in bar.actions():
        menu = action.menu()
        if isinstance(menu, QMenu):
            yield from _of_menu(menu)


def _of_menu(menu: QMenu) -> Iterator[tuple[str, QAction]]:
    for action in menu.actions():
        inner = action.menu()
        if isinstance(inner, QMenu):
            yield from _of_menu(inner)
        elif action.text():
            yield f"{plain(menu.title())}: {plain(action.text())}", action


def plain(text: str) -> str:
    """Return an action's text without the marks of a menu."""
    # Chinese menus carry the letter of their key behind the word: "...(&V)".
    return _LETTER.sub("", text).replace("&", "").rstrip(".\u2026")


class _Finder(QSortFilterProxyModel):
    """Lets through what has every word that was typed, in any order."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._words: list[str] = []

    def look_for(self, text: str) -> None:
        self._words = text.casefold().split()
        self.invalidate()

    @override
    def filterAcceptsRow(self, row: int, parent: object) -> bool:
        name = self.sourceModel().index(row, 0).data().casefold()
        return all(word in name for word in self._words)


class Palette(QDialog):
    """Lists actions with their keys; Return does the one that is chosen, Esc leaves all alone."""

    def __init__(self, actions: dict[str, QAction], parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Commands"))
        self.resize(*_SIZE)
        self.field = QLineEdit()
        self.field.setPlaceholderText(_("What do you want to do?"))
        self.field.setAccessibleName(_("Find a command"))
        self.field.setAccessibleDescription(_("Up and Down choose, Return does it, Esc leaves."))
        self._finder = _Finder(self)
        self._finder.setSourceModel(_model(actions, self))
        self.list = self._make_list()
        self.none = label(_("No command has these words."), "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP)
        for part in (self.field, self.none, self.list):
            layout.addWidget(part)
        self.field.textChanged.connect(self._look)
        self.field.returnPressed.connect(self._do)
        self.field.installEventFilter(self)
        self.list.activated.connect(self._do)
        self._look("")

    @property
    def names(self) -> list[str]:
        """Return the names that are shown, in their order."""
        rows = range(self._finder.rowCount())
        return [str(self._finder.index(row, 0).data()) for row in rows]

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.key() in _MOVES:
            # The field keeps the focus while the keys move in the list.
            if event.type() is QEvent.Type.KeyPress:
                self.list.keyPressEvent(event)
            return True
        return super().eventFilter(watched, event)

    def _make_list(self) -> QTreeView:
        made = QTreeView()
        made.setModel(self._finder)
        made.setRootIsDecorated(False)
        made.setHeaderHidden(True)
        made.setUniformRowHeights(True)
        made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        made.header().setStretchLastSection(False)
        made.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        made.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        made.setAccessibleName(_("Commands"))
        made.setAccessibleDescription(_("What can be done now, with its keys"))
        return made

    def _look(self, text: str) -> None:
        self._finder.look_for(text)
        found = self._finder.rowCount() > 0
        self.none.setVisible(not found)
        if found:
            self.list.setCurrentIndex(self._finder.index(0, 0))

    def _do(self) -> None:
        chosen = self.list.currentIndex()
        if not chosen.isValid():
            return
        action = chosen.siblingAtColumn(0).data(_ACTION)
        self.accept()
        # After this dialog has gone, so that what it opens has the focus.
        QTimer.singleShot(0, action, action.trigger)


def _model(actions: dict[str, QAction], parent: QObject) -> QStandardItemModel:
    model = QStandardItemModel(parent)
    for name, action in actions.items():
        item = QStandardItem(name)
        item.setData(action, _ACTION)
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        model.appendRow([item, QStandardItem(keys)])
    return model
