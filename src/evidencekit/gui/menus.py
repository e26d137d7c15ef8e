"""The menus of the main window, made of entries. What they hold the command palette lists too."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of a menu: its words, what it does, its key, whether it wants an open vault."""

    name: str
    act: Callable[[], object]
    keys: str = ""
    wants_vault: bool = False


class Menus:
    """Adds menus to a window and remembers which of their actions want a vault."""

    def __init__(self, window: QMainWindow) -> None:
        self._window = window
        self._wanting: list[QAction] = []

    def add(self, title: str, entries: Sequence[Entry | None]) -> QMenu:
        """Add a menu; None is a line between two entries."""
        menu = self._window.menuBar().addMenu(title)
        for entry in entries:
            if entry is None:
                menu.addSeparator()
            else:
                self.add_to(menu, entry)
        return menu

    def add_to(self, menu: QMenu, entry: Entry) -> QAction:
        """Add one entry to a menu and return its action."""
        made = QAction(entry.name, self._window)
        # The signal's `checked` is nobody's business.
        made.triggered.connect(lambda _checked: entry.act())
        if entry.keys:
            made.setShortcut(QKeySequence(entry.keys))
        menu.addAction(made)
        if entry.wants_vault:
            self._wanting.append(made)
        return made

    def follow(self, *, is_open: bool) -> None:
        """Let what wants a vault be done, or not."""
        for action in self._wanting:
            action.setEnabled(is_open)
