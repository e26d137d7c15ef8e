"""The fields that filter the captures: choices, names, prices, days; by the names of options."""

from collections.abc import Callable, Iterable

from PySide6.QtCore import (
    QDate,
    QDateTime,
    QRegularExpression,
    QSignalBlocker,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import QRegularExpressionValidator
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QCompleter,
    QDateEdit,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from evidencekit.foundation.catalogue import _
from evidencekit.gui.parts import page_text
from evidencekit.gui.theme import GAP

_SHORT, _PRICE_WIDTH, _NAME_WIDTH = 12, 96, 190
_NAME_CAP = 120
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


class NameField(QLineEdit):
    """A name, completed with any of those that are known; empty: any.

    `settled`: it is whole, by Enter, by leaving the field, by a choice, by clearing it. Where only
    one known name fits what was typed, it is that.
    """

    settled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[str, str] = {}
        self._names = QStringListModel(self)
        self.setFixedWidth(_NAME_WIDTH)
        self.setPlaceholderText(_("any"))
        self.setClearButtonEnabled(True)
        completer = QCompleter(self._names, self)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)
        completer.activated.connect(self._take_known)
        self.editingFinished.connect(self._finish)
        self.textChanged.connect(self._see)

    @property
    def value(self) -> str:
        """Return the name, as its page has it where it is known; empty: any."""
        text = self.text().strip()
        return self._known.get(text, text)

    def offer(self, names: Iterable[str]) -> None:
        """Offer these names of pages; what stands in the field stays."""
        known = {page_text(one, _NAME_CAP): one for one in names}
        self._names.setStringList(list(known))
        shown = self.text()
        self._known = ({shown: self.value} if shown in self._known else {}) | known

    def choose(self, value: str) -> None:
        """Show a name; one that is not offered is added."""
        shown = page_text(value, _NAME_CAP) if value else ""
        self._known.setdefault(shown, value)
        self.setText(shown)

    def _take_known(self, shown: str) -> None:
        self.setText(shown)
        self.settled.emit()

    def _finish(self) -> None:
        text, completer = self.text().strip(), self.completer()
        completer.setCompletionPrefix(text)
        if text and text not in self._known and completer.completionCount() == 1:
            self.setText(completer.currentCompletion())
        self.settled.emit()

    def _see(self, text: str) -> None:
        if not text:
            self.settled.emit()


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
