"""The rail at the left: the pages of the app, one of them chosen."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QSizePolicy, QToolButton, QVBoxLayout

from evidencekit.foundation.catalogue import _
from evidencekit.gui.icons import icon
from evidencekit.gui.pages import Page
from evidencekit.gui.parts import set_role
from evidencekit.gui.theme import GAP, RAIL


class Rail(QFrame):
    """Buttons for the pages; `chosen` gives the name of the page that a person wants."""

    chosen = Signal(str)

    def __init__(self, pages: Sequence[Page]) -> None:
        super().__init__()
        set_role(self, "rail")
        # As wide as its longest word, in whatever language.
        self.setMinimumWidth(RAIL)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP, GAP, GAP, GAP)
        layout.setSpacing(GAP // 2)
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        for number, page in enumerate(pages, 1):
            made = self._button(page, f"Ctrl+{number}")
            self.buttons[page.name] = made
            layout.addWidget(made)
        layout.addStretch()

    def choose(self, name: str) -> None:
        """Show which page is open; no button for it leaves none chosen."""
        self._group.setExclusive(name in self.buttons)
        for known, made in self.buttons.items():
            made.setChecked(known == name)
        self._group.setExclusive(True)

    def _button(self, page: Page, keys: str) -> QToolButton:
        words = _(page.title)
        made = QToolButton()
        made.setText(words)
        made.setIcon(icon(page.icon))
        made.setIconSize(QSize(26, 20))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        made.setCheckable(True)
        made.setMinimumSize(RAIL - 2 * GAP, 38)
        made.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        made.setAccessibleName(words)
        made.setToolTip(f"{words} ({keys})")
        made.clicked.connect(lambda: self.chosen.emit(page.name))
        self._group.addButton(made)
        return made
