"""A dialog that asks: what it is about, fields, a place for what is wrong, two buttons."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QShowEvent
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
from typing_extensions import override

from evidencekit.foundation.catalogue import _
from evidencekit.gui.parts import button, label
from evidencekit.gui.theme import EDGE, GAP

_WIDTH, _SHORT, _HIGHEST = 600, 18, 480


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
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        self.fields = QFormLayout()
        self.fields.setSpacing(GAP + 2)
        column.addLayout(self.fields)
        # Room that is left stays below the fields, not between them.
        column.addStretch(1)
        self.fields.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._area = _Fields(title, inner)
        self._page.addWidget(self._area, 1)
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

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # By itself Qt gives a new dialog two thirds of a small screen at most.
        self.fit()

    def fit(self) -> None:
        """Grow to the fields that are there now; what was wider or higher stays so."""
        if not self.isVisible():
            return
        self._area.updateGeometry()
        self._page.activate()
        self.resize(self.size().expandedTo(self.sizeHint()))

    def say(self, text: str) -> None:
        """Say what is wrong, or nothing."""
        self.trouble.setText(text)
        self.trouble.setAccessibleName(text)


class PersonDialog(AskDialog):
    """Asks who does something that is said already; `then` gets the name. Made for once."""

    def __init__(
        self, title: str, meaning: str, parent: QWidget, then: Callable[[str], None]
    ) -> None:
        super().__init__(title, meaning, parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then = then

    def end_with_person(self, operator: str, act: str) -> None:
        """Add the field for the name, and the buttons, below all other fields."""
        self.by = self.add_person(operator)
        self.by.textChanged.connect(self._look)
        self.add_end(act, self._finish)
        self._look()

    def _look(self) -> None:
        fault = "" if self.by.text().strip() else _("A name is needed.")
        self.say(fault)
        self.act.setEnabled(not fault)

    def _finish(self) -> None:
        self._then(self.by.text().strip())
        self.accept()


class _Fields(QScrollArea):
    """Where the fields are: as high as they are, up to a limit; beyond it they scroll."""

    def __init__(self, name: str, inner: QWidget) -> None:
        super().__init__()
        self._inner = inner
        self.setWidgetResizable(True)
        self.setWidget(inner)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().rangeChanged.connect(self._make_room)

    @override
    def sizeHint(self) -> QSize:
        # Qt's own is of the moment when it was first asked, before there were fields.
        inner = self._inner.sizeHint()
        return QSize(inner.width(), min(inner.height(), _HIGHEST))

    def _make_room(self, _least: int, most: int) -> None:
        """Keep the fields clear of the bar while there is one; else they end where buttons do."""
        layout = self._inner.layout()
        assert layout is not None  # noqa: S101  # given with the widget
        layout.setContentsMargins(0, 0, GAP if most else 0, 0)
