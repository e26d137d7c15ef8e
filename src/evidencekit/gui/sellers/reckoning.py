"""How the sums were reckoned: a row a figure that counts, or a capture that does not, and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QVBoxLayout, QWidget
from typing_extensions import override

from evidencekit.casework.counting import Period
from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.parts import button, label, page_text, tip
from evidencekit.gui.pieces import named_values, words
from evidencekit.gui.theme import GAP
from evidencekit.gui.viewer.tables import quiet_table
from evidencekit.gui.words import local_time, paired, sentences

if TYPE_CHECKING:
    from evidencekit.casework.counting import Counted, CountedListing
    from evidencekit.services.thresholds import SellerSheet

_ROW, _MOST_ROWS_SEEN = 32, 8
_WIDTHS = (150, 148, 108, 178, 92)
_COLUMNS = (*(N_("Listing"), N_("Units"), N_("Price"), N_("Amount"), N_("Captured"), N_("Note")),)
_AT, _NOTE = 4, 5
_SOLD, _STOCK, _NOTHING = "sold", "stock", ""
_WHATS = {_SOLD: N_("sold"), _STOCK: N_("in stock")}
_SPOKEN = (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole)
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Seen:
    """A capture as a person knows it: the title of its listing, when it was captured (UTC text)."""

    title: str
    at: str


@dataclass(frozen=True, slots=True)
class Reckoned:
    """One row. `what` is sold, stock or empty: nothing of the capture counts; `note` says why."""

    listing: str
    capture: str
    what: str = _NOTHING
    counted: "Counted | None" = None
    note: str = ""


def rows_of(made: "SellerSheet") -> Iterator[Reckoned]:
    """Give what a sheet rests on, listing by listing, then what does not count at all."""
    for one in made.sheet.listings:
        yield from _listing(one)
    for lack in made.missing:
        capture = dict(lack.details).get("capture")
        if capture:
            yield Reckoned("", capture, note=lack.words)


def _listing(one: "CountedListing") -> Iterator[Reckoned]:
    name = f"{one.platform} {one.item_id}"
    for counted in one.sold:
        yield Reckoned(name, counted.capture_id, _SOLD, counted, _of_sold(one, counted))
    if not one.sold:
        told = _("How many were sold was not read, or nobody confirmed it.")
        yield Reckoned(name, one.captures[-1], _SOLD, note=told)
    if one.stock:
        note = "" if one.stock.amount.is_read else _no_price()
        yield Reckoned(name, one.stock.capture_id, _STOCK, one.stock, note)
    else:
        told = _("How many are in stock was not read, or nobody confirmed it.")
        yield Reckoned(name, one.captures[-1], _STOCK, note=told)
    used = {counted.capture_id for counted in (*one.sold, *([one.stock] if one.stock else ()))}
    for capture in one.captures:
        if used and capture not in used:
            yield Reckoned(name, capture, note=_("Another capture of this listing counts."))


def _of_sold(one: "CountedListing", counted: "Counted") -> str:
    entered = _("Entered by hand by {names}.").format(names=", ".join(one.entered_by))
    return sentences(
        "" if counted.price.is_read else _no_price(),
        _("A count of 30 days.") if one.period is Period.LAST_30_DAYS else "",
        _("It covers other variants too, so the low end is zero.")
        if one.is_mixed and counted.amount.low == 0
        else "",
        entered if one.entered_by else "",
    )


def _no_price() -> str:
    return _("Its price was not read, nobody confirmed it, or its rate is missing.")


class ReckonedModel(QAbstractTableModel):
    """The rows of a sheet as a table; words are made for what is looked at alone."""

    def __init__(self, seen: Mapping[str, Seen], parent: QWidget) -> None:
        super().__init__(parent)
        self._seen, self._currency = seen, ""
        self.rows: list[Reckoned] = []

    def show_sheet(self, made: "SellerSheet") -> None:
        """Show another sheet."""
        self.beginResetModel()
        self.rows, self._currency = list(rows_of(made)), made.sheet.currency
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # as Qt has it
        return 0 if parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008  # as Qt has it
        return 0 if parent.isValid() else len(_COLUMNS)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        text = self.text(index.row(), index.column())
        if role == Qt.ItemDataRole.DisplayRole and index.column() == _AT:
            # The day is enough for the eye; the time is in the tooltip, and spoken.
            return text.partition(" ")[0]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tip(text)
        return text if role in _SPOKEN else None

    @override
    def headerData(
        self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> object:
        if side is not Qt.Orientation.Horizontal or role not in _SPOKEN:
            return None
        named = _(_COLUMNS[section])
        return f"{named} ({self._currency})" if section in {2, 3} and self._currency else named

    def text(self, at: int, column: int) -> str:
        """Return what stands in a cell."""
        row, seen = self.rows[at], self._seen.get(self.rows[at].capture)
        if column == 0:
            return page_text(seen.title if seen and seen.title else row.listing or row.capture, 120)
        if column == _AT:
            return local_time(seen.at) if seen else page_text(row.capture)
        if column == _NOTE:
            return page_text(row.note, 400) if row.note else ""
        figures = (row.counted.units, row.counted.price, row.counted.amount) if row.counted else ()
        if column == 1:
            units = figures[0].words if figures else _("not read")
            return paired(_(_WHATS[row.what]), units) if row.what else _("does not count")
        return figures[column - 1].words if figures else ""


class Reckoning(QWidget):
    """A part that opens by the button `more`: the four sums, and the table.

    `open_wanted` gives a row's capture.
    """

    open_wanted = Signal(str)

    def __init__(self, seen: Mapping[str, Seen]) -> None:
        super().__init__()
        self._made: SellerSheet | None = None
        self.model = ReckonedModel(seen, self)
        self.table = quiet_table(_("How this was reckoned"), self.model)
        for column, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(column, width)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.table.activated.connect(lambda _index: self.open_chosen())
        self.table.selectionModel().currentChanged.connect(lambda *_both: self._look())
        self.note = words("", "muted")
        self.show_capture = button(_("Open the capture"), self.open_chosen)
        self.more = button(_("How this was reckoned"), self._fill)
        self.more.setCheckable(True)
        names = [_("What was sold"), _("What is on offer")]
        names += [_("Sold and on offer together"), _("Illegal gains")]
        self._sums = [label("", selectable=True) for _name in names]
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, GAP)
        inside.setSpacing(GAP)
        inside.addLayout(named_values(list(zip(names, self._sums, strict=True))))
        inside.addWidget(self.table)
        inside.addWidget(self.note)
        inside.addWidget(self.show_capture, 0, Qt.AlignmentFlag.AlignLeft)
        self.show_sheet(None)

    @property
    def is_open(self) -> bool:
        """Say whether the part is open, or would be if there were a sheet."""
        return self.more.isChecked()

    def show_sheet(self, made: "SellerSheet | None") -> None:
        """Show how a sheet came about; open stays open. None: there is none."""
        self._made = made
        self.more.setEnabled(made is not None)
        self._fill()

    def turn(self) -> None:
        """Open it, or close it again."""
        self.more.toggle()
        self._fill()

    def open_chosen(self) -> None:
        """Ask for the capture of the chosen row."""
        at = self.table.currentIndex().row()
        if at >= 0:
            self.open_wanted.emit(self.model.rows[at].capture)

    def _fill(self) -> None:
        """Fill in what is open; what is closed costs nothing."""
        shown = self._made is not None and self.is_open
        self.setVisible(shown)
        if self._made is None or not shown:
            return
        chosen = self.table.currentIndex().row()
        before = self.model.rows[chosen] if chosen >= 0 else None
        self.model.show_sheet(self._made)
        if before in self.model.rows:
            self.table.selectRow(self.model.rows.index(before))
        high = (min(len(self.model.rows), _MOST_ROWS_SEEN) + 1) * _ROW + 2 * GAP
        self.table.setFixedHeight(high)
        self.table.setVisible(bool(self.model.rows))
        self.show_capture.setVisible(bool(self.model.rows))
        self._show_sums(self._made)
        self._look()

    def _show_sums(self, made: "SellerSheet") -> None:
        sheet = made.sheet
        figures = (sheet.sales, sheet.unsold, sheet.volume, sheet.gains)
        for shown, figure in zip(self._sums, figures, strict=True):
            shown.setText(f"{figure.words} {sheet.currency}" if figure.is_read else figure.words)
            shown.setAccessibleName(shown.text())

    def _look(self) -> None:
        at = self.table.currentIndex().row()
        note = self.model.text(at, _NOTE) if at >= 0 else ""
        self.note.setText(note)
        self.note.setAccessibleName(note)
        self.note.setVisible(bool(note))
        self.show_capture.setEnabled(at >= 0)
