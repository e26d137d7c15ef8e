"""Cards as they were painted last, so that scrolling only has to move them."""

from collections import OrderedDict

from PySide6.QtCore import QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap


class PaintedCards:
    """The cards seen last, at most `budget` bytes of pictures.

    A card is told by its capture and by all that is `seen` on it and not on every card alike.
    """

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._cards: OrderedDict[str, tuple[object, QPixmap]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._cards)

    def clear(self) -> None:
        """Forget every card: they look otherwise now."""
        self._cards.clear()

    def get(self, capture_id: str, seen: object) -> QPixmap | None:
        """Return a card on which just this is seen; None if it must be painted."""
        known = self._cards.get(capture_id)
        if known is None or known[0] != seen:
            return None
        self._cards.move_to_end(capture_id)
        return known[1]

    def keep(self, capture_id: str, seen: object, card: QPixmap) -> None:
        """Keep a card that was just painted, and give up those that were not seen for longest."""
        self._cards[capture_id] = (seen, card)
        self._cards.move_to_end(capture_id)
        size = card.width() * card.height() * card.depth() // 8
        while len(self._cards) > max(self._budget // max(size, 1), 1):
            self._cards.popitem(last=False)


def blank(size: QSize, ratio: float) -> QPixmap:
    """Return an empty card of this size in logical pixels, `ratio` pixels of the screen to each."""
    made = QPixmap((QSize(size) * ratio).expandedTo(QSize(1, 1)))
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    return made


def on_pixel(painter: QPainter, at: QPoint) -> QPointF:
    """Return the place nearest to `at` where a pixel of the screen begins.

    On a screen of one and a half pixels to a logical one, letters would else be blurred.
    """
    there = painter.deviceTransform()
    back, fine = there.inverted()
    return back.map(QPointF(there.map(QPointF(at)).toPoint())) if fine else QPointF(at)
