"""The two views of the captures: a grid of cards that fills its width, and a list of lines."""

from functools import partial

from PySide6.QtCore import QAbstractItemModel, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListView,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeView,
)
from typing_extensions import override

from evidencekit.foundation.catalogue import _
from evidencekit.gui import preferences
from evidencekit.gui.captures.cells import COLUMNS, SELLER, SITE, Index
from evidencekit.gui.captures.delegate import CARD_AT_LEAST, SPACE, CardDelegate, paint_focus
from evidencekit.gui.captures.thumbnails import Thumbnails
from evidencekit.gui.theme import colours

# As wide as `app.qss` has the bars of this page.
_BAR = 10
_BATCH = 1_000
_LINE = 38
_WIDTHS = (210, 92, 98, 116, 144, 108, 128)
# Columns that a narrow window does without, the first of them first.
_GIVEN_UP = (SITE, SELLER)
_WIDER_AT_MOST = 80


class LineDelegate(QStyledItemDelegate):
    """A line of the list, high enough to be hit; chosen ones on one even ground."""

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(colours().chosen))
            option.state &= ~QStyle.StateFlag.State_Selected
        option.state &= ~QStyle.StateFlag.State_HasFocus
        super().paint(painter, option, index)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(super().sizeHint(option, index).width(), _LINE)


class CaptureGrid(QListView):
    """Captures as cards."""

    def __init__(self, model: QAbstractItemModel, thumbnails: Thumbnails) -> None:
        super().__init__()
        self.setModel(model)
        self._cards = CardDelegate(thumbnails, self)
        self.setItemDelegate(self._cards)
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        # A hundred thousand cards laid out at once would hold up each letter of a search.
        self.setLayoutMode(QListView.LayoutMode.Batched)
        self.setBatchSize(_BATCH)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalScrollBar().setSingleStep(CARD_AT_LEAST // 4)
        self.setMouseTracking(True)
        self.setAccessibleName(_("Captures, as a grid"))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        # Room for the scroll bar is kept, so that cards are of one size with and without it.
        width = self.width() - _BAR - 1
        columns = max(width // (CARD_AT_LEAST + SPACE), 1)
        card = max(width // columns - SPACE, CARD_AT_LEAST)
        self._cards.set_width(card)
        self.setGridSize(self._cards.card + QSize(SPACE, SPACE))
        super().resizeEvent(event)

    @override
    def keyboardSearch(self, search: str) -> None:
        """Letters are shortcuts here; searching by them would read every capture."""

    def lay_out_all(self) -> None:
        """Lay out every card now, so that any place can be scrolled to."""
        self.setLayoutMode(QListView.LayoutMode.SinglePass)
        self.doItemsLayout()
        self.setLayoutMode(QListView.LayoutMode.Batched)


class CaptureTable(QTreeView):
    """Captures as lines."""

    def __init__(self, model: QAbstractItemModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setItemDelegate(LineDelegate(self))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsMovable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for column, width in enumerate(_WIDTHS):
            header.resizeSection(column, width)
        header.setMinimumSectionSize(60)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.setAccessibleName(_("Captures, as a list"))
        self._unwanted = {COLUMNS.index(one) for one in preferences.hidden_columns(COLUMNS)}
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(
            lambda at: self.column_menu().popup(header.viewport().mapToGlobal(at))
        )

    def lay_out_all(self) -> None:
        """Lay out every line now, so that any place can be scrolled to."""
        self.doItemsLayout()

    def column_menu(self) -> QMenu:
        """Return a menu that shows and hides columns; the title always stays."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for column, name in enumerate(COLUMNS[1:], 1):
            action = menu.addAction(_(name))
            action.setCheckable(True)
            action.setChecked(column not in self._unwanted)
            action.toggled.connect(partial(self._want, column))
        return menu

    def _want(self, column: int, wanted: bool) -> None:  # a signal's
        self._unwanted = self._unwanted - {column} if wanted else self._unwanted | {column}
        preferences.choose(hidden_columns=tuple(COLUMNS[one] for one in sorted(self._unwanted)))
        self._fit()

    @override
    def drawRow(self, painter: QPainter, options: QStyleOptionViewItem, index: Index) -> None:
        super().drawRow(painter, options, index)
        here = index.row() == self.currentIndex().row()
        if here and self.hasFocus() and not self.selectionModel().isSelected(index):
            painter.save()
            paint_focus(painter, options.rect.adjusted(1, 1, -2, -2))
            painter.restore()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit()
        super().resizeEvent(event)

    def _fit(self) -> None:
        """Hide what is not wanted; in a narrow window the pane beside it tells the rest."""
        for column in range(len(COLUMNS)):
            self.setColumnHidden(column, column in self._unwanted)
        shown = [width for one, width in enumerate(_WIDTHS) if one not in self._unwanted]
        spare = self.width() - _BAR - sum(shown)
        for column in _GIVEN_UP:
            if column not in self._unwanted:
                self.setColumnHidden(column, spare < 0)
                spare += _WIDTHS[column] if spare < 0 else 0
        wider = min(max(spare // 6, 0), _WIDER_AT_MOST)
        for column in _GIVEN_UP:
            self.header().resizeSection(column, _WIDTHS[column] + wider)

    @override
    def keyboardSearch(self, search: str) -> None:
        """Letters are shortcuts here; searching by them would read every capture."""
