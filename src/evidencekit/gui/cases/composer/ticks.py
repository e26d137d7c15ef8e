"""A list of which some are chosen by a tick, with a picture each where there is one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QListWidget, QListWidgetItem

_KEY = Qt.ItemDataRole.UserRole
_FRAME = 4


@dataclass(frozen=True, slots=True)
class Tick:
    """One row: its key, its lines (safe to be shown)."""

    key: str
    text: str


class TickList(QListWidget):
    """Rows with a tick each, by Space or a click; as high as its rows, up to `most`.

    `changed` comes when a person ticks, `opened` gives the key of a row that was activated.
    """

    changed = Signal()
    opened = Signal(str)

    def __init__(self, name: str, most: int, picture: QSize | None = None) -> None:
        super().__init__()
        self._most = most
        self.setAccessibleName(name)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        if picture is not None:
            self.setIconSize(picture)
        self.itemChanged.connect(self._tell)
        self.itemActivated.connect(lambda item: self.opened.emit(str(item.data(_KEY))))

    @property
    def ticked(self) -> tuple[str, ...]:
        """Return the keys that are ticked, in the order of the rows."""
        on = Qt.CheckState.Checked
        return tuple(str(one.data(_KEY)) for one in self._items() if one.checkState() is on)

    def show_rows(self, rows: Sequence[Tick], ticked: Iterable[str]) -> None:
        """Show these rows; nothing is told of it."""
        self.blockSignals(True)
        self.clear()
        chosen = set(ticked)
        for row in rows:
            item = QListWidgetItem(row.text)
            item.setData(_KEY, row.key)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            on = row.key in chosen
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.addItem(item)
        self.blockSignals(False)
        self._fit()

    def tick(self, keys: Iterable[str]) -> None:
        """Tick these rows and no others; nothing is told of it."""
        chosen = set(keys)
        self.blockSignals(True)
        for item in self._items():
            on = item.data(_KEY) in chosen
            item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
        self.blockSignals(False)
        self.viewport().update()

    def set_picture(self, key: str, picture: QIcon) -> None:
        """Give a row its picture."""
        self.blockSignals(True)
        for item in self._items():
            if item.data(_KEY) == key:
                item.setIcon(picture)
        self.blockSignals(False)
        self._fit()

    def _items(self) -> Sequence[QListWidgetItem]:
        return [self.item(row) for row in range(self.count())]

    def _fit(self) -> None:
        heights = [self.sizeHintForRow(row) for row in range(min(self.count(), self._most))]
        self.setFixedHeight(max(32, sum(heights)) + _FRAME)
        self.viewport().update()

    def _tell(self, _item: QListWidgetItem) -> None:
        self.changed.emit()
