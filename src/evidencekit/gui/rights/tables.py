"""A table that is read, not written: each row as high as its words need."""

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtWidgets import (
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)
from typing_extensions import override

# Left and right of a cell, as the style sheet has it: Qt measures words without it.
_PADDING = 10


def read_table(
    name: str, headings: Sequence[str], rows: Iterable[Sequence[str]], wide: int = 1
) -> QTableWidget:
    """Return a table whose last `wide` columns share the room that is left."""
    cells = list(rows)
    table = QTableWidget(len(cells), len(headings))
    table.setAccessibleName(name)
    table.setHorizontalHeaderLabels(list(headings))
    table.verticalHeader().hide()
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setShowGrid(False)
    table.setTabKeyNavigation(False)
    table.setItemDelegate(_Whole(table))
    for at, row in enumerate(cells):
        for place, text in enumerate(row):
            table.setItem(at, place, QTableWidgetItem(text))
    header = table.horizontalHeader()
    table.resizeColumnsToContents()
    for place in range(len(headings) - wide, len(headings)):
        header.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
    table.setWordWrap(True)
    # The rows know their height only once the last columns know their width.
    table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    return table


class _Whole(QStyledItemDelegate):
    """Measures words in the room that they are drawn in, so that none is cut off."""

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        inner = QStyleOptionViewItem(option)
        inner.rect = option.rect.adjusted(0, 0, -_PADDING, 0)
        return super().sizeHint(inner, index)
