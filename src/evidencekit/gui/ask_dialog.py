"""A dialog that asks: what it is about, fields, a place for what is wrong, two buttons."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from evidencekit.foundation.catalogue import _
from evidencekit.gui.cases.pieces import words
from evidencekit.gui.parts import button, label
from evidencekit.gui.theme import EDGE, GAP

_WIDTH, _MOST_HIGH = 600, 460


class AskDialog(QDialog):
    """Fields below a title and its meaning; they scroll where there are many. Does not block."""

    def __init__(self, title: str, meaning: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(_WIDTH)
        self._page = QVBoxLayout(self)
        self._page.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        self._page.setSpacing(GAP + 4)
        self._page.addWidget(label(title, "title"))
        self._page.addWidget(words(meaning, "muted"))
        self._inner = QWidget()
        self.fields = QFormLayout(self._inner)
        self.fields.setContentsMargins(0, 0, GAP, 0)
        self.fields.setSpacing(GAP + 2)
        self.fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setWidget(self._inner)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setAccessibleName(title)
        self._page.addWidget(self._area, 1)
        self.trouble = words("", "muted")
        self._page.addWidget(self.trouble)

    def add_field(self, caption: str, field: QWidget) -> None:
        """Add a field under its caption."""
        field.setAccessibleName(caption)
        named = QLabel(caption)
        named.setBuddy(field)
        self.fields.addRow(named, field)

    def add_person(self, operator: str) -> QLineEdit:
        """Add and return the field for the name of whoever does it."""
        made = QLineEdit(operator)
        self.add_field(_("Your name, for the history"), made)
        return made

    def add_end(self, act: str, do: Callable[[], None], leave: str = "") -> None:
        """Add the buttons below all fields; `self.act` is the one that does it."""
        high = self._inner.sizeHint().height()
        self._area.setMinimumHeight(min(high, _MOST_HIGH))
        end = QHBoxLayout()
        end.addStretch(1)
        end.addWidget(button(leave or _("Cancel"), self.reject))
        self.act = button(act, do, primary=True)
        self.act.setDefault(True)
        end.addWidget(self.act)
        self._page.addLayout(end)

    def say(self, text: str) -> None:
        """Say what is wrong, or nothing."""
        self.trouble.setText(text)
        self.trouble.setAccessibleName(text)
