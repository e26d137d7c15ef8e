"""Lists whose rows say two things, one below the other, the second with a badge at its end."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QPen
from PySide6.QtWidgets import (
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)
from typing_extensions import override

from evidencekit.gui.theme import GAP, colours

_HEIGHT = 54
# Where the two lines stand, from the top of a row: whatever script, at the same place.
_FIRST, _SECOND = 22, 42
_KEY = Qt.ItemDataRole.UserRole
_ROW = Qt.ItemDataRole.UserRole + 1
_FRAME = 8


@dataclass(frozen=True, slots=True)
class Row:
    """One row; its texts are safe to be shown. `tone` is that of `parts.badge`."""

    key: str
    first: str
    second: str = ""
    badge: str = ""
    tone: str = "plain"

    @property
    def spoken(self) -> str:
        """Return the whole row as one line, for who does not see it."""
        return ", ".join(part for part in (self.first, self.second, self.badge) if part)


class RowList(QListWidget):
    """A list of rows. `chosen` gives the key of the current row, `opened` that of one activated.

    `shown` comes when other rows stand here.

    With `most` it is as high as its rows, up to that many; without, it takes what room there is.
    """

    chosen = Signal(str)
    opened = Signal(str)
    shown = Signal()

    def __init__(self, name: str, most: int | None = None) -> None:
        super().__init__()
        self._most = most
        self.setAccessibleName(name)
        self.setItemDelegate(_Painter(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.currentItemChanged.connect(self._tell)
        self.itemActivated.connect(lambda item: self.opened.emit(str(item.data(_KEY))))

    def show_rows(self, rows: Sequence[Row], chosen: str | None = None) -> None:
        """Show these rows and make `chosen` the current one, silently."""
        self.blockSignals(True)
        if [row.key for row in rows] != self.keys():
            self.clear()
            for row in rows:
                self.addItem(QListWidgetItem())
                self.item(self.count() - 1).setData(_KEY, row.key)
        for at, row in enumerate(rows):
            self.set_row(at, row)
        if chosen in self.keys():
            self.setCurrentRow(self.keys().index(str(chosen)))
        self.blockSignals(False)
        self._fit()
        self.shown.emit()

    @property
    def chosen_keys(self) -> list[str]:
        """Return the keys of the rows that are chosen, top to bottom."""
        items = (self.item(at) for at in range(self.count()))
        return [str(item.data(_KEY)) for item in items if item.isSelected()]

    def set_row(self, at: int, row: Row) -> None:
        """Say something else in the row at an index."""
        item = self.item(at)
        item.setData(_ROW, row)
        item.setText(row.first)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, row.spoken)

    def keys(self) -> list[str]:
        """Return the keys, top to bottom."""
        return [str(self.item(at).data(_KEY)) for at in range(self.count())]

    def row_at(self, at: int) -> Row:
        """Return what the row at an index says."""
        found = self.item(at).data(_ROW)
        assert isinstance(found, Row)  # noqa: S101  # nothing else is put there
        return found

    def choose(self, key: str) -> None:
        """Make a row the current one, as a person would."""
        if key in self.keys():
            self.setCurrentRow(self.keys().index(key))

    def _tell(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(_KEY)))

    def _fit(self) -> None:
        if self._most is not None:
            self.setFixedHeight(max(1, min(self.count(), self._most)) * _HEIGHT + _FRAME)


class _Painter(QStyledItemDelegate):
    """Paints a row in the theme's colours."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(120, _HEIGHT)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        row = index.data(_ROW)
        if not isinstance(row, Row):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        font: QFont = option.font
        self._ground(painter, option, rect)
        inner = rect.adjusted(GAP + 4, 0, -GAP - 4, 0)
        _paint_line(painter, inner, font, row.first, top=True)
        if row.badge:
            inner.setRight(_paint_badge(painter, inner, font, row) - GAP)
        _paint_line(painter, inner, font, row.second, top=False)
        painter.restore()

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem, rect: QRect) -> None:
        c = colours()
        state: QStyle.StateFlag = option.state
        flag = QStyle.StateFlag
        if not state & (flag.State_Selected | flag.State_MouseOver):
            return
        # Which row the keys move is seen by its edge, too.
        edge = state & flag.State_HasFocus and state & flag.State_Selected
        painter.setPen(QPen(QColor(c.accent), 1) if edge else Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.chosen if state & flag.State_Selected else c.raised))
        painter.drawRoundedRect(QRectF(rect).adjusted(2.5, 1.5, -2.5, -1.5), 6, 6)


def _paint_line(painter: QPainter, rect: QRect, font: QFont, text: str, *, top: bool) -> None:
    used = QFont(font)
    if top:
        used.setWeight(QFont.Weight.DemiBold)
    else:
        used.setPixelSize(13)
    painter.setFont(used)
    painter.setPen(QColor(colours().text if top else colours().muted))
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect.left(), rect.top() + (_FIRST if top else _SECOND), shown)


def _paint_badge(painter: QPainter, rect: QRect, font: QFont, row: Row) -> int:
    """Paint the badge at the end of the second line; return where it begins."""
    c = colours()
    back = c.raised if row.tone == "plain" else str(getattr(c, f"{row.tone}_back"))
    ink = c.muted if row.tone == "plain" else str(getattr(c, row.tone))
    used = QFont(font)
    used.setPixelSize(12)
    used.setWeight(QFont.Weight.DemiBold)
    painter.setFont(used)
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(row.badge) + 18, 20.0
    middle = rect.top() + _SECOND - metrics.capHeight() / 2
    box = QRectF(rect.right() - width, middle - height / 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(back))
    painter.drawRoundedRect(box, height / 2, height / 2)
    painter.setPen(QColor(ink))
    painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), row.badge)
    return int(box.left())
