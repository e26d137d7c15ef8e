"""Asks by what law and which figures of one's own a seller's sheet is reckoned."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QWidget,
)

from evidencekit.bootstrap.seller_desk import SheetLook
from evidencekit.casework.thresholds import Rate, UnitCost
from evidencekit.domain.money import amount_of
from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.days import day_fault, day_in, is_day
from evidencekit.gui.parts import page_text
from evidencekit.gui.theme import GAP

if TYPE_CHECKING:
    from evidencekit.bootstrap.seller_desk import LawChoice

_LINES, _ROW = 4, 34
_AMOUNT, _DAY = 88, 116


class FiguresDialog(AskDialog):
    """Asks for law and day, a rate for each foreign currency, the cost, whose counts are mixed.

    `listings` are names by the captures of each; `then` gets what is chosen, and may become another
    while this is open.
    """

    def __init__(
        self,
        parent: QWidget,
        look: SheetLook,
        laws: Sequence["LawChoice"],
        currencies: Sequence[str],
        listings: Mapping[tuple[str, ...], str],
        then: Callable[[SheetLook], None],
    ) -> None:
        super().__init__(_("Figures of the sheet"), _what_they_do(), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.then, self._laws = then, {one.id: one for one in laws}
        self.law, self.day = QComboBox(), QLineEdit(look.on.isoformat() if look.on else "")
        for one in laws:
            self.law.addItem(page_text(one.name, 80), one.id)
        self.law.setCurrentIndex(max(0, self.law.findData(look.law)))
        self.day.setPlaceholderText(_("today"))
        self.rates = {one: _Sourced(dated=True) for one in currencies}
        self.cost = _Sourced(dated=False)
        self.add_field(_("Law"), self.law)
        self.add_field(_("Day of the law"), self.day)
        for row in (*self.rates.values(), self.cost):
            self.add_field("-", row)
        self.mixed = _mixed(listings, look.mixed)
        if listings:
            self.add_field(_("Counts cover other variants too"), self.mixed)
        for rate in look.rates:
            if rate.currency in self.rates:
                self.rates[rate.currency].fill(rate.value, rate.source, rate.day)
        if look.cost:
            self.cost.fill(look.cost.amount, look.cost.source)
        self.add_end(_("Reckon with these"), self._finish)
        self.law.currentIndexChanged.connect(self._begin_anew)
        for line in (self.day, *(one for row in self._rows for one in row.lines)):
            line.textChanged.connect(self._look)
        self._name()
        self._look()

    @property
    def _currency(self) -> str:
        chosen = self._laws.get(str(self.law.currentData()))
        return chosen.currency if chosen else ""

    @property
    def _rows(self) -> "list[_Sourced]":
        return [*self.rates.values(), self.cost]

    def _begin_anew(self) -> None:
        """Forget what was said in the currency of another law."""
        for row in self._rows:
            row.clear()
        self._name()
        self._look()
        self.fit()

    def _name(self) -> None:
        law = self._currency
        for currency, row in self.rates.items():
            told = _("1 {currency} in {law}").format(currency=currency, law=law)
            self._call(row, told)
            self.fields.setRowVisible(row, currency != law)
        self._call(self.cost, _("Cost of a unit, {law}").format(law=law))

    def _call(self, row: "_Sourced", name: str) -> None:
        caption = self.fields.labelForField(row)
        assert isinstance(caption, QLabel)  # noqa: S101  # it was made with its row
        caption.setText(name)
        row.call(name)

    def _look(self) -> None:
        fault = "" if is_day(self.day.text()) else day_fault()
        fault = fault or next(filter(None, (row.fault for row in self._rows)), "")
        self.say(fault)
        self.act.setEnabled(not fault)

    def _finish(self) -> None:
        rates = tuple(
            Rate(currency, row.amount, row.on, row.source.text().strip())
            for currency, row in self.rates.items()
            if row.said and currency != self._currency
        )
        cost = UnitCost(self.cost.amount, self.cost.source.text().strip())
        ticked = (self.mixed.item(at) for at in range(self.mixed.count()))
        mixed = tuple(
            capture
            for one in ticked
            if one.checkState() is Qt.CheckState.Checked
            for capture in one.data(Qt.ItemDataRole.UserRole)
        )
        on = day_in(self.day.text())
        law = str(self.law.currentData())
        self.then(SheetLook(law, on, rates, cost if self.cost.said else None, mixed))
        self.accept()


class _Sourced(QWidget):
    """An amount with its source, and with its day where it has one; `fault` says what is amiss."""

    def __init__(self, *, dated: bool) -> None:
        super().__init__()
        self._figure, self._day, self.source = QLineEdit(), QLineEdit(), QLineEdit()
        self._dated = dated
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        self._figure.setFixedWidth(_AMOUNT)
        self._day.setFixedWidth(_DAY)
        self._figure.setPlaceholderText("7.12" if dated else "12.50")
        self._day.setPlaceholderText("2027-01-31")
        self.source.setPlaceholderText(_("who says so"))
        self.lines = [self._figure, *([self._day] if dated else []), self.source]
        for line in self.lines[:-1]:
            layout.addWidget(line)
        layout.addWidget(self.source, 1)
        self.setFocusProxy(self._figure)

    def call(self, name: str) -> None:
        """Name each line after what it is of."""
        self.setAccessibleName(name)
        self._figure.setAccessibleName(name)
        self._day.setAccessibleName(_("{name}: its day").format(name=name))
        self.source.setAccessibleName(_("{name}: who says so").format(name=name))

    def fill(self, amount: Decimal, source: str, day: date | None = None) -> None:
        """Write what is known."""
        self._figure.setText(f"{amount:f}")
        self._day.setText(day.isoformat() if day else "")
        self.source.setText(source)

    def clear(self) -> None:
        """Leave nothing said."""
        for line in self.lines:
            line.clear()

    @property
    def said(self) -> bool:
        """Say whether anything was written."""
        return any(line.text().strip() for line in self.lines)

    @property
    def amount(self) -> Decimal:
        """Return the amount, zero where none can be read."""
        try:
            return amount_of(self._figure.text().strip())
        except ValueError:
            return Decimal(0)

    @property
    def on(self) -> date:
        """Return the day. Raises ValueError where none can be read."""
        return date.fromisoformat(self._day.text().strip())

    @property
    def fault(self) -> str:
        """Say what is missing of what was begun, empty where nothing is."""
        if not self.said:
            return ""
        if not self.amount:
            return _("An amount is written 7.12.")
        if self._dated and not (self._day.text().strip() and is_day(self._day.text())):
            return day_fault()
        return "" if self.source.text().strip() else _("A figure rests on something: say on what.")


def _mixed(listings: Mapping[tuple[str, ...], str], mixed: Sequence[str]) -> QListWidget:
    """Return the listings with a box each, ticked where a count is said to be of more goods."""
    made, known = QListWidget(), set(mixed)
    high = min(len(listings), _LINES) * _ROW + GAP
    made.setMaximumHeight(high)
    # It gives way first where the dialog is a little short.
    made.setMinimumHeight(high - GAP)
    made.setUniformItemSizes(True)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    for captures, name in listings.items():
        row = QListWidgetItem(page_text(name, 120), made)
        row.setFlags(row.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        ticked = bool(known & set(captures))
        row.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
        row.setData(Qt.ItemDataRole.UserRole, captures)
    made.setCurrentRow(0)
    return made


def _what_they_do() -> str:
    return _(
        "For this look and for the sheet that is saved; nothing of it is kept. A price in another "
        "currency counts only with a rate that has a day and a source, and gains are reckoned only "
        "with a cost that has its source."
    )
