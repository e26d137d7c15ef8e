"""The fields that filter the captures: choices, prices, days. What they ask is named as options."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import QDate, QDateTime, QRegularExpression, QSignalBlocker
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from evidencekit.foundation.catalogue import _
from evidencekit.gui.theme import GAP

_SHORT, _PRICE_WIDTH = 12, 96
# One height for all: kinds of fields differ by themselves.
_CAPTION, _FIELD = 22, 34
_PRICE = r"([0-9]{1,12}(\.[0-9]{0,4})?)?"
_ISO = "yyyy-MM-dd"


class ChoiceField(QComboBox):
    """One of several or `any`; what is chosen stays chosen when others are offered."""

    def __init__(self, letters: int = _SHORT) -> None:
        super().__init__()
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(letters)
        self.offer(())

    @property
    def value(self) -> str:
        """Return what is chosen; empty: any."""
        return str(self.currentData() or "")

    def offer(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Offer these values under their words. Nothing is told of it."""
        kept, words = self.value, self.currentText()
        with QSignalBlocker(self):
            self.clear()
            self.addItem(_("any"), "")
            for value, text in pairs:
                self.addItem(text, value)
            self.choose(kept, words)

    def choose(self, value: str, words: str = "") -> None:
        """Choose a value; one that is not offered is added."""
        if self.findData(value) < 0:
            self.addItem(words or value, value)
        self.setCurrentIndex(self.findData(value))


class PriceField(QLineEdit):
    """A price as a decimal number, empty: any."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(_PRICE_WIDTH)
        self.setValidator(QRegularExpressionValidator(QRegularExpression(_PRICE), self))

    @property
    def value(self) -> str:
        """Return the price; empty: any."""
        return self.text()

    def choose(self, value: str) -> None:
        """Show a price."""
        self.setText(value)


class DayField(QWidget):
    """A day (UTC) that counts while its box is checked; the box is its caption."""

    def __init__(self, caption: str) -> None:
        super().__init__()
        self.box = QCheckBox(caption)
        self.day = QDateEdit(QDateTime.currentDateTimeUtc().date())
        self.day.setDisplayFormat(_ISO)
        self.day.setCalendarPopup(True)
        self.day.setEnabled(False)
        self.day.setAccessibleName(caption)
        tip = _("A day by UTC, as the custody log has it")
        self.box.setToolTip(tip)
        self.day.setToolTip(tip)
        self.box.toggled.connect(self.day.setEnabled)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(_under(self.box, self.day))

    def when_changed(self, then: Callable[..., object]) -> None:
        """Do `then` whenever what is asked may be another."""
        self.box.toggled.connect(then)
        self.day.dateChanged.connect(then)

    @property
    def value(self) -> str:
        """Return the day, YYYY-MM-DD; empty: any."""
        return self.day.date().toString(_ISO) if self.box.isChecked() else ""

    def choose(self, value: str) -> None:
        """Show a day, or that any will do."""
        if value:
            self.day.setDate(QDate.fromString(value, _ISO))
        self.box.setChecked(bool(value))


def captioned(caption: str, field: QWidget) -> QWidget:
    """Return a field under its caption, which names it."""
    field.setAccessibleName(caption)
    named = QLabel(caption)
    named.setBuddy(field)
    return _under(named, field)


def together(*parts: QWidget) -> QWidget:
    """Return parts beside each other, that no end of a line comes between."""
    made = QWidget()
    row = QHBoxLayout(made)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP + 4)
    for part in parts:
        row.addWidget(part)
    return made


def _under(caption: QWidget, field: QWidget) -> QWidget:
    made = QWidget()
    layout = QVBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(4)
    caption.setFixedHeight(_CAPTION)
    field.setFixedHeight(_FIELD)
    layout.addWidget(caption)
    layout.addWidget(field)
    return made
