"""A chart of bars with its table behind it: what the eye sees, and the figures to the last one."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)
from typing_extensions import override

from evidencekit.foundation.catalogue import _
from evidencekit.gui.parts import button, card, label
from evidencekit.gui.theme import GAP, colours

_ROW, _BAR, _NAMES = 30, 14, 0.34
_ROUND = 4.0
_TABLE_ROW, _TABLE_HEAD = 32, 34


@dataclass(frozen=True, slots=True)
class BarRow:
    """One bar: a safe name, how much of the width it takes (0 to 1, None: not known), its words.

    `cells` are what the table says of it.
    """

    name: str
    part: float | None
    words: str
    cells: tuple[str, ...]


class Bars(QWidget):
    """Horizontal bars, one a row, each with its name before and its words behind."""

    def __init__(self, name: str, rows: Sequence[BarRow]) -> None:
        super().__init__()
        self._rows = tuple(rows)
        spoken = "; ".join(f"{one.name}: {one.words}" for one in self._rows)
        self.setAccessibleName(f"{name}. {spoken}")
        self.setMinimumWidth(260)

    @override
    def sizeHint(self) -> QSize:
        return QSize(420, max(1, len(self._rows)) * _ROW)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(260, max(1, len(self._rows)) * _ROW)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = QFont(self.font())
        font.setPixelSize(13)
        painter.setFont(font)
        widest = max(
            (painter.fontMetrics().horizontalAdvance(one.words) for one in self._rows), default=0
        )
        for at, one in enumerate(self._rows):
            self._paint_row(painter, one, at * _ROW, widest)
        painter.end()

    def _paint_row(self, painter: QPainter, row: BarRow, top: int, widest: int) -> None:
        c, metrics = colours(), painter.fontMetrics()
        names = int(self.width() * _NAMES)
        room = self.width() - names - widest - 3 * GAP
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(c.text))
        shown = metrics.elidedText(row.name, Qt.TextElideMode.ElideRight, names - GAP)
        painter.drawText(
            QRectF(0, top, names, _ROW), int(middle | Qt.AlignmentFlag.AlignLeft), shown
        )
        ground = QRectF(names, top + (_ROW - _BAR) / 2, max(room, 0), _BAR)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.raised))
        painter.drawRoundedRect(ground, _ROUND, _ROUND)
        if row.part:
            filled = QRectF(ground)
            filled.setWidth(max(_ROUND * 2, ground.width() * min(row.part, 1.0)))
            painter.setBrush(QColor(c.accent))
            painter.drawRoundedRect(filled, _ROUND, _ROUND)
        painter.setPen(QColor(c.text if row.part is not None else c.muted))
        place = QRectF(names + room + GAP, top, widest + 2 * GAP, _ROW)
        painter.drawText(place, int(middle | Qt.AlignmentFlag.AlignLeft), row.words)


def bars_card(title: str, head: Sequence[str], rows: Sequence[BarRow]) -> QFrame:
    """Return a card with the chart, and a button that shows its table in the chart's place."""
    frame, layout = card()
    frame.setAccessibleName(title)
    top = QHBoxLayout()
    top.addWidget(label(title, "heading"))
    top.addStretch(1)
    chart, table = Bars(title, rows), _table(title, head, rows)
    stack = QStackedWidget()
    for one in (chart, table):
        stack.addWidget(one)
    words = (_("As a table"), _("As bars"))

    def turn() -> None:
        stack.setCurrentIndex(1 - stack.currentIndex())
        other.setText(words[stack.currentIndex()])
        other.setAccessibleName(f"{words[stack.currentIndex()]}: {title}")
        stack.setFixedHeight((table if stack.currentIndex() else chart).sizeHint().height())

    other = button(words[0], turn)
    other.setAccessibleName(f"{words[0]}: {title}")
    top.addWidget(other)
    layout.addLayout(top)
    stack.setFixedHeight(chart.sizeHint().height())
    layout.addWidget(stack)
    return frame


def _table(title: str, head: Sequence[str], rows: Sequence[BarRow]) -> QTableWidget:
    table = _FittingTable(len(rows), len(head))
    table.setAccessibleName(title)
    table.setHorizontalHeaderLabels(list(head))
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setTabKeyNavigation(False)
    table.setShowGrid(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(_TABLE_ROW)
    table.horizontalHeader().setStretchLastSection(True)
    table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
    for at, row in enumerate(rows):
        for column, text in enumerate((row.name, *row.cells)):
            table.setItem(at, column, QTableWidgetItem(text))
    table.resizeColumnsToContents()
    return table


class _FittingTable(QTableWidget):
    """A table that asks for the height of its rows."""

    @override
    def sizeHint(self) -> QSize:
        return QSize(420, self.rowCount() * _TABLE_ROW + _TABLE_HEAD + 20)
