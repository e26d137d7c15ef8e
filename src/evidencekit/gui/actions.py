"""An action of a page: a name for the palette, a key that works while the page has the focus."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


def add_action(place: QWidget, name: str, act: Callable[[], object], *keys: str) -> QAction:
    """Give `place` an action; its keys work in it and in what it holds.

    The command palette lists it by `name` while `place` is shown.
    """
    made = QAction(name, place)
    made.setShortcuts([QKeySequence(one) for one in keys])
    made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
    # The signal's `checked` is nobody's business.
    made.triggered.connect(lambda _checked: act())
    place.addAction(made)
    return made
