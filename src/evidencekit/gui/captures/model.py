"""The captures of a vault as an item model: ids at once, rows when somebody looks at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QColor
from typing_extensions import override

from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.icons import icon
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import page_text
from evidencekit.gui.theme import colours
from evidencekit.gui.words import local_time, price_text, stamp_words, state_words, utc_time

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import CaptureList, Desk
    from evidencekit.gui.jobs import Job
    from evidencekit.vault.book import CaptureEntry

Row = dict[str, object]
Index = QModelIndex | QPersistentModelIndex

ROW = Qt.ItemDataRole.UserRole
ID = Qt.ItemDataRole.UserRole + 1
PAGE = 200
_MARKS = {"good": "check", "warn": "warning", "bad": "stop", "demo": "warning"}
COLUMNS = (
    N_("Title"),
    N_("Seller"),
    N_("Price"),
    N_("Site"),
    N_("Captured"),
    N_("State"),
    N_("Time stamp"),
)
_TITLE, SELLER, _PRICE, SITE, _CAPTURED, _STATE, _STAMP = range(len(COLUMNS))
# What was scrolled past long ago is not read any more.
_WANTED_AT_MOST = 6
# All hits are asked for when nobody has typed for so long (ms): a letter needs the newest alone.
_REST = 250
# So many hits come with their rows: more than a window shows of them.
_SEEN_FIRST = 40


@dataclass(frozen=True, slots=True)
class _Hits:
    """What a filter let through: places by id in `at`; `rows` is what was not known before."""

    shown: "Sequence[CaptureEntry]"
    at: dict[str, int]
    rows: list[Row]
    more: bool = False


class CaptureModel(QAbstractTableModel):
    """Sealed captures, newest first. Lives on the GUI thread; reads its rows in pages elsewhere.

    A row that was not read yet is None. The filter is asked of the vault's index, and what was
    shown stays until it has answered; the newest hits come first, the others when the typing rests.
    `moved` tells that counts are new.
    """

    moved = Signal()

    def __init__(self, vault: OpenVault, parent: QObject) -> None:
        super().__init__(parent)
        self._vault = vault
        self._entries: tuple[CaptureEntry, ...] = ()
        self._places: dict[str, int] = {}
        self._list: CaptureList | None = None
        self._rows: dict[str, Row] = {}
        self._fresh: set[str] = set()
        self._filter = ""
        self._asking = 0
        self._question: Job | None = None
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(lambda: self._look_for(None))
        self._searching = self._counting = False
        self.search_error: Exception | None = None
        self._shown: Sequence[CaptureEntry] = ()
        self._shown_at: dict[str, int] = {}
        self._wanted: dict[int, None] = {}
        self._reading = False
        self._round = 0

    # --- what the page asks ---

    @property
    def total(self) -> int:
        """Return how many captures there are, whether the filter lets them through or not."""
        return len(self._entries)

    @property
    def rows_read(self) -> int:
        """Return how many rows have been read since the list was last set."""
        return len(self._fresh)

    @property
    def searching(self) -> bool:
        """Say whether the answer to the filter is still to come."""
        return self._searching

    @property
    def counting(self) -> bool:
        """Say whether the newest hits are shown and more may follow."""
        return self._counting

    @property
    def ids(self) -> list[str]:
        """Return the ids of what is shown, in its order."""
        return [one.id for one in self._shown]

    def set_list(self, found: "CaptureList") -> None:
        """Show these captures. Rows known by now are shown until they are read again."""
        self._round += 1
        self._reading = False
        self._list, self._entries = found, found.entries
        self._places = _rows_by_id(found.entries)
        self._fresh.clear()
        self._wanted.clear()
        self._ask()
        if self._shown:
            last = self.index(len(self._shown) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self._read_next()

    def set_filter(self, text: str) -> None:
        """Let through what has `text` in a fact, title, address or page; empty: all."""
        text = " ".join(text.split())
        if text != self._filter:
            self._filter = text
            self._ask()

    def index_of(self, capture_id: str) -> QModelIndex:
        """Return the index of a capture; invalid if it is not shown."""
        at = self._shown_at.get(capture_id)
        return QModelIndex() if at is None else self.index(at, 0)

    def row(self, capture_id: str) -> Row | None:
        """Return what is known of a capture by now."""
        return self._rows.get(capture_id)

    def sha256(self, capture_id: str) -> str:
        """Return the SHA-256 of a capture's file; empty if it is not in the list."""
        place = self._places.get(capture_id)
        return "" if place is None else self._entries[place].sha256

    # --- what the views ask ---

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # Qt's own default
        return 0 if parent.isValid() else len(self._shown)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  # as above
        return 0 if parent.isValid() else len(COLUMNS)

    @override
    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return _(COLUMNS[section])

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or index.row() >= len(self._shown):
            return None
        entry = self._shown[index.row()]
        if role == ID:
            return entry.id
        if entry.id not in self._fresh:
            self._want(index.row())
        row = self._rows.get(entry.id)
        if role == ROW:
            return row
        return None if row is None else _cell(row, index.column(), role)

    # --- inside ---

    def _ask(self) -> None:
        """Ask the index what the filter lets through; an answer to an older question is dropped."""
        self._asking += 1
        self._rest.stop()
        if self._question is not None:
            self._question.cancel()
        self._searching, self._counting = bool(self._filter), False
        self.search_error = None
        if self._filter:
            self.moved.emit()
            self._look_for(PAGE)
        else:
            self._show(self._entries, self._places)

    def _look_for(self, most: int | None) -> None:
        """Ask for so many hits, the newest; None: for all."""
        this, words, entries, places = self._asking, self._filter, self._entries, self._places
        found, fresh = self._list, self._fresh

        def work(desk: "Desk") -> _Hits:
            hits = desk.matching(words, most)
            at = sorted(places[one] for one in hits if one in places)
            shown = [entries[place] for place in at]
            unread = [one for one in shown[:_SEEN_FIRST] if one.id not in fresh]
            rows = _read_rows(desk, found, unread) if found is not None and unread else []
            return _Hits(shown, _rows_by_id(shown), rows, more=len(hits) == most)

        def then(hits: _Hits) -> None:
            if this == self._asking:
                self._searching, self._counting = False, hits.more
                self._learn(hits.rows)
                self._show(hits.shown, hits.at)
                if self._counting:
                    self._rest.start()

        def failed(error: Exception) -> None:
            if this == self._asking:
                self.search_error = error
                then(_Hits([], {}, []))

        self._question = self._vault.read(self, work, then, failed)

    def _show(self, shown: "Sequence[CaptureEntry]", at: dict[str, int]) -> None:
        """Show these; what follows on what is shown already leaves it in its place."""
        ids, known = list(at), list(self._shown_at)
        if known and len(ids) > len(known) and ids[: len(known)] == known:
            self.beginInsertRows(QModelIndex(), len(known), len(ids) - 1)
            self._shown, self._shown_at = shown, at
            self.endInsertRows()
        elif ids != known:
            self.beginResetModel()
            self._shown, self._shown_at = shown, at
            self._wanted.clear()
            self.endResetModel()
        self._shown = shown
        self.moved.emit()

    def _want(self, row: int) -> None:
        page = row // PAGE
        self._wanted.pop(page, None)
        self._wanted[page] = None
        while len(self._wanted) > _WANTED_AT_MOST:
            self._wanted.pop(next(iter(self._wanted)))
        self._read_next()

    def _read_next(self) -> None:
        """Read the page that was asked for last."""
        if self._reading or self._list is None:
            return
        page = self._next_page()
        if page is None:
            return
        self._reading = True
        entries = self._shown[page * PAGE : (page + 1) * PAGE]
        found, this_round = self._list, self._round
        self._vault.read(
            self,
            lambda desk: _read_rows(desk, found, entries),
            lambda rows: self._take(rows, this_round),
            lambda _error: self._take([_bare(found, one) for one in entries], this_round),
        )

    def _next_page(self) -> int | None:
        while self._wanted:
            page, _none = self._wanted.popitem()
            if self._missing(page):
                return page
        return None

    def _missing(self, page: int) -> bool:
        entries = self._shown[page * PAGE : (page + 1) * PAGE]
        return any(one.id not in self._fresh for one in entries)

    def _learn(self, rows: list[Row]) -> None:
        """Keep these rows, and have the views show them where they are shown."""
        for row in rows:
            self._rows[str(row["id"])] = row
            self._fresh.add(str(row["id"]))
        at = [self._shown_at[one] for row in rows if (one := str(row["id"])) in self._shown_at]
        if at:
            last = self.index(max(at), len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(min(at), 0), last)

    def _take(self, rows: list[Row], of_round: int) -> None:
        if of_round != self._round:
            return
        self._reading = False
        self._learn(rows)
        self.moved.emit()
        self._read_next()


def site_of(row: Row) -> str:
    """Return the host that a capture's page came from, for reading; `-` where unknown."""
    try:
        return page_text(urlsplit(str(row.get("url") or "")).hostname, 80)
    except ValueError:
        return "-"


def title_of(row: Row) -> str:
    """Return a page's title for reading, or words that it has none or can't be known."""
    if row.get("title"):
        return page_text(row["title"])
    return _("Page without a title") if row.get("state") else _("Capture that can't be read")


def mark_of(tone: str) -> str:
    """Return the name of the icon that says a tone without its colour."""
    return _MARKS[tone]


def plain_tip(text: str) -> str:
    """Return a tooltip that shows `text` as it is: Qt would read markup in it."""
    return f"<p>{escape(text)}</p>"


def _rows_by_id(entries: "Sequence[CaptureEntry]") -> dict[str, int]:
    return {one.id: row for row, one in enumerate(entries)}


def _read_rows(desk: "Desk", found: "CaptureList", entries: "Sequence[CaptureEntry]") -> list[Row]:
    known = {str(row["id"]): row for row in desk.rows([one.id for one in entries])}
    return [known.get(one.id) or _bare(found, one) for one in entries]


def _bare(found: "CaptureList", entry: "CaptureEntry") -> Row:
    """Return the row of a capture of which nothing but its line in the log can be read."""
    stamped = found.stamped.get(entry.sha256)
    return {"id": entry.id, "captured": entry.at, "stamped": stamped.value if stamped else "none"}


def _cell(row: Row, column: int, role: int) -> object:
    roles = Qt.ItemDataRole
    if role == roles.DisplayRole:
        return _text(row, column)
    if role == roles.AccessibleTextRole:
        return ", ".join(_text(row, one) for one in range(len(COLUMNS)))
    if role == roles.ToolTipRole:
        return plain_tip(_when(row) if column == _CAPTURED else _text(row, column))
    if column in {_STATE, _STAMP}:
        tone = _words(row, column)[1]
        colour = str(getattr(colours(), tone))
        if role == roles.DecorationRole:
            return icon(mark_of(tone), colour)
        if role == roles.ForegroundRole:
            return QColor(colour)
    return None


def _text(row: Row, column: int) -> str:
    if column in {_STATE, _STAMP}:
        return _words(row, column)[0]
    if column == _TITLE:
        return title_of(row)
    if column == SITE:
        return site_of(row)
    if column == _CAPTURED:
        # Date and time of day; the offset and UTC are in the tooltip.
        return " ".join(local_time(row.get("captured")).split()[:2])
    return page_text(row.get("seller") if column == SELLER else price_text(row))


def _when(row: Row) -> str:
    at = row.get("captured")
    return f"{local_time(at)} = {utc_time(at)}"


def _words(row: Row, column: int) -> tuple[str, str]:
    return (
        state_words(row.get("state"), row.get("engine"))
        if column == _STATE
        else stamp_words(row.get("stamped"))
    )
