"""The rail at the left: the rooms of the app, one of them chosen."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QFrame, QToolButton, QVBoxLayout

from evidencekit.gui.icons import icon
from evidencekit.gui.parts import set_role
from evidencekit.gui.theme import GAP

_WIDTH = 148


class Rail(QFrame):
    """Buttons for the rooms; `chosen` gives the name of the room that a person wants."""

    chosen = Signal(str)

    def __init__(self, rooms: list[tuple[str, str, str]]) -> None:
        """Make it of rooms: name, icon, words."""
        super().__init__()
        set_role(self, "rail")
        self.setFixedWidth(_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP, GAP, GAP, GAP)
        layout.setSpacing(GAP // 2)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        for number, (name, mark, words) in enumerate(rooms, 1):
            made = self._button(name, mark, words, f"Ctrl+{number}")
            self.buttons[name] = made
            layout.addWidget(made)
        layout.addStretch()

    def choose(self, name: str) -> None:
        """Show which room is open; no button for it leaves none chosen."""
        self._group.setExclusive(name in self.buttons)
        for known, made in self.buttons.items():
            made.setChecked(known == name)
        self._group.setExclusive(True)

    def _button(self, name: str, mark: str, words: str, keys: str) -> QToolButton:
        made = QToolButton()
        made.setText(words)
        made.setIcon(icon(mark))
        made.setIconSize(QSize(20, 20))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setCheckable(True)
        made.setMinimumSize(_WIDTH - 2 * GAP, 38)
        made.setAccessibleName(words)
        made.setToolTip(f"{words} ({keys})")
        made.clicked.connect(lambda: self.chosen.emit(name))
        QShortcut(QKeySequence(keys), self, lambda: self.chosen.emit(name))
        self._group.addButton(made)
        return made
