"""A dialog that asks: what it is about, fields, a place for what is wrong, two buttons."""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
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
from evidencekit.gui.parts import button, label
from evidencekit.gui.theme import EDGE, GAP

_WIDTH, _SHORT = 600, 18


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
        self._page.addWidget(label(meaning, "muted", wraps=True))
        inner = QWidget()
        self.fields = QFormLayout(inner)
        self.fields.setContentsMargins(0, 0, GAP, 0)
        self.fields.setSpacing(GAP + 2)
        self.fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setWidget(inner)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setAccessibleName(title)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._page.addWidget(area, 1)
        self.trouble = label("", "muted", wraps=True)
        self._page.addWidget(self.trouble)

    def add_field(self, caption: str, field: QWidget) -> None:
        """Add a field under its caption."""
        field.setAccessibleName(caption)
        if isinstance(field, QComboBox):
            # A long choice must not make the dialog wider than its page.
            field.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            field.setMinimumContentsLength(_SHORT)
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
