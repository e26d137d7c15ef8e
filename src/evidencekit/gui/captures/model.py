"""The captures of a vault as an item model: ids at once, rows when somebody looks at them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    Qt,
    QTimer,
    Signal,
)
from typing_extensions import override

from evidencekit.bootstrap.desk_finding import matching
from evidencekit.foundation.catalogue import _
from evidencekit.gui.captures.cells import COLUMNS, Index, Row, cell
from evidencekit.gui.open_vault import OpenVault

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import CaptureList, Desk
    from evidencekit.gui.jobs import Job
    from evidencekit.services.library import Wish
    from evidencekit.vault.book import CaptureEntry

ROW = Qt.ItemDataRole.UserRole
ID = Qt.ItemDataRole.UserRole + 1
PAGE = 200
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
        self._wish: Wish = {}
        self._usual: tuple[CaptureEntry, ...] = ()
        self._usual_places: dict[str, int] = {}
        self._hidden: frozenset[str] = frozenset()
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
        """Return how many captures there are, whether the filter lets them through or not.

        Those that are hidden count while they are asked for.
        """
        return len(self._entries if self._wish.get("hidden") else self._usual)

    @property
    def hidden_count(self) -> int:
        """Return how many captures are hidden, asked for or not."""
        return len(self._hidden)

    @property
    def wish(self) -> "Wish":
        """Return what is asked of the captures now, as `search` is asked it; empty: nothing."""
        return self._wish

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
        self._list, self._usual, self._hidden = found, found.entries, found.hidden
        self._usual_places = _rows_by_id(found.entries)
        self._entries = found.both or found.entries
        self._places = _rows_by_id(found.both) if found.both else self._usual_places
        self._fresh.clear()
        self._wanted.clear()
        self._ask()
        if self._shown:
            last = self.index(len(self._shown) - 1, len(COLUMNS) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
        self._read_next()

    def set_wish(self, wish: "Wish") -> None:
        """Let through what is asked for, as `search` is; empty: all that are not hidden."""
        if wish != self._wish:
            self._wish = wish
            self._ask()

    def is_hidden(self, capture_id: str) -> bool:
        """Say whether a capture is one that a person left out of lists."""
        return capture_id in self._hidden

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
        return None if row is None else cell(row, index.column(), role)

    # --- inside ---

    def _ask(self) -> None:
        """Ask the index what the filter lets through; an answer to an older question is dropped."""
        self._asking += 1
        self._rest.stop()
        if self._question is not None:
            self._question.cancel()
        self._counting, self.search_error = False, None
        self._searching = not self._wish.keys() <= {"hidden"}
        if self._searching:
            self.moved.emit()
            self._look_for(PAGE)
        elif self._wish:
            self._show(self._entries, self._places)
        else:
            self._show(self._usual, self._usual_places)

    def _look_for(self, most: int | None) -> None:
        """Ask for so many hits, the newest; None: for all."""
        this, wish, entries, places = self._asking, self._wish, self._entries, self._places
        found, fresh = self._list, self._fresh

        def work(desk: "Desk") -> _Hits:
            hits = matching(desk, wish, most)
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


def _rows_by_id(entries: "Sequence[CaptureEntry]") -> dict[str, int]:
    return {one.id: row for row, one in enumerate(entries)}


def _read_rows(desk: "Desk", found: "CaptureList", entries: "Sequence[CaptureEntry]") -> list[Row]:
    known = {str(row["id"]): row for row in desk.rows([one.id for one in entries])}
    rows = [known.get(one.id) or _bare(found, one) for one in entries]
    return [row | {"hidden": True} if row["id"] in found.hidden else row for row in rows]


def _bare(found: "CaptureList", entry: "CaptureEntry") -> Row:
    """Return the row of a capture of which nothing but its line in the log can be read."""
    stamped = found.stamped.get(entry.sha256)
    return {"id": entry.id, "captured": entry.at, "stamped": stamped.value if stamped else "none"}
