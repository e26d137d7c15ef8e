"""One stage of the board: its name and count, its cards, and what can be dropped there."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QPoint, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
)
from typing_extensions import override

from evidencekit.foundation.catalogue import ngettext
from evidencekit.gui.captures.thumbnails import Thumbnails
from evidencekit.gui.cases.board.painting import WORDS, CardPainter
from evidencekit.gui.cases.board.says import CardWords
from evidencekit.gui.parts import label, set_role, tip
from evidencekit.gui.theme import GAP

if TYPE_CHECKING:
    from evidencekit.casework.stages import Stage

CARD = "application/x-evidencekit-card"
_KEY = Qt.ItemDataRole.UserRole
# More than this nobody reads in a column; how many there are besides is said.
MOST_CARDS = 100
_NARROWEST = 118
_SIDEWAYS: dict[int, int] = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class CardList(QListWidget):
    """The cards of a stage.

    `entered` comes with the focus, `sideways` gives -1 or 1 by arrow key, `opened` the key of a
    card that is activated, `dropped` that of one let go here, `hovered` whether one is over it.
    """

    entered = Signal()
    sideways = Signal(int)
    opened = Signal(str)
    dropped = Signal(str)
    hovered = Signal(bool)

    def __init__(self, thumbnails: Thumbnails) -> None:
        super().__init__()
        set_role(self, "column")
        self.setItemDelegate(CardPainter(thumbnails, self))
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragDrop)
        self.itemActivated.connect(lambda item: self.opened.emit(str(item.data(_KEY))))
        self.show_cards(())

    def show_cards(self, cards: Sequence[CardWords]) -> None:
        """Show these cards; the same ones stay in their place. Without any, Tab passes by."""
        if [one.key for one in cards] != self.keys:
            self.clear()
            for words in cards:
                QListWidgetItem(self).setData(_KEY, words.key)
        for at, words in enumerate(cards):
            item = self.item(at)
            item.setText(words.name)
            item.setData(WORDS, words)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, words.spoken)
            item.setToolTip(tip(words.spoken))
        focus = Qt.FocusPolicy
        self.setFocusPolicy(focus.StrongFocus if cards else focus.NoFocus)

    @property
    def keys(self) -> list[str]:
        """Return the keys, top to bottom."""
        return [str(self.item(at).data(_KEY)) for at in range(self.count())]

    @property
    def chosen(self) -> str | None:
        """Return the key of the chosen card, None where none is."""
        items = self.selectedItems()
        return str(items[0].data(_KEY)) if items else None

    def choose(self, key: str) -> None:
        """Choose a card and bring it into view."""
        self.setCurrentRow(self.keys.index(key))
        self.scrollToItem(self.currentItem())

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if self.chosen is None and self.count():
            self.setCurrentRow(max(self.currentRow(), 0))
            self.currentItem().setSelected(True)
        self.entered.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _SIDEWAYS.get(event.key())
        # On a Mac arrow keys count as those of the keypad.
        if step and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.sideways.emit(step)
        else:
            super().keyPressEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # How high a card is depends on how wide it is.
        self.scheduleDelayedItemsLayout()

    @override
    def startDrag(self, actions: Qt.DropAction) -> None:
        if not self.selectedItems():
            return
        item = self.selectedItems()[0]
        data = QMimeData()
        data.setData(CARD, str(item.data(_KEY)).encode())
        drag = QDrag(self)
        drag.setMimeData(data)
        place = self.visualItemRect(item)
        drag.setPixmap(self.viewport().grab(place))
        drag.setHotSpot(QPoint(place.width() // 2, GAP))
        drag.exec(Qt.DropAction.MoveAction)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._take(event)
        self.hovered.emit(event.isAccepted())

    @override
    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._take(event)

    @override
    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        self.hovered.emit(False)

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        self._take(event)
        self.hovered.emit(False)
        if event.isAccepted():
            self.dropped.emit(bytes(event.mimeData().data(CARD).data()).decode())

    def _take(self, event: QDropEvent) -> None:
        """Accept a card of this board, and nothing else."""
        source = event.source()
        ours = isinstance(source, CardList) and source.window() is self.window()
        event.setDropAction(Qt.DropAction.MoveAction)
        event.setAccepted(ours and event.mimeData().hasFormat(CARD))


class Column(QFrame):
    """A stage with its heading."""

    def __init__(self, stage: "Stage", thumbnails: Thumbnails) -> None:
        super().__init__()
        self.stage = stage
        self.setMinimumWidth(_NARROWEST)
        set_role(self, "column")
        self.name, self.count = label(stage.words, "strong", wraps=True), label("", "muted")
        self.cards = CardList(thumbnails)
        self.cards.hovered.connect(self._show_hover)
        self.more = label("", "muted", wraps=True)
        self.more.setContentsMargins(GAP, 0, GAP, 0)
        head = QHBoxLayout()
        head.setContentsMargins(GAP, 0, GAP, 0)
        head.setSpacing(4)
        head.addWidget(self.name, 1)
        head.addWidget(self.count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2, GAP, 2, GAP)
        layout.setSpacing(GAP)
        layout.addLayout(head)
        layout.addWidget(self.cards, 1)
        layout.addWidget(self.more)

    def show_cards(self, cards: Sequence[CardWords]) -> None:
        """Show the first of these cards, and how many there are besides."""
        count, rest = len(cards), len(cards) - MOST_CARDS
        self.count.setText(str(count))
        told = ngettext("{count} seller", "{count} sellers", count).format(count=count)
        self.cards.setAccessibleName(f"{self.stage.words}: {told}")
        self.cards.show_cards(cards[:MOST_CARDS])
        text = ngettext("and {count} more", "and {count} more", rest).format(count=rest)
        self.more.setText(text)
        self.more.setVisible(rest > 0)

    def _show_hover(self, over: bool) -> None:  # a signal's
        set_role(self, "column-over" if over else "column")
