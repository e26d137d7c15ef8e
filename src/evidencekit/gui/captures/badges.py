"""The letters of a card, and its badges: words on a coloured ground, painted once, then copied."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap

from evidencekit.gui.captures.cells import mark_of
from evidencekit.gui.captures.painted import blank, on_pixel
from evidencekit.gui.icons import icon
from evidencekit.gui.theme import colours

BADGE = 20
_MARK = 12
_EDGE, _BETWEEN = 7, 4
_AROUND = _MARK + _BETWEEN + 2 * _EDGE


class Letters:
    """The fonts of a card, made from that of its view. Making one takes as long as a line of it."""

    def __init__(self, font: QFont) -> None:
        self.title, self.price = sized(font, 14, heavy=True), sized(font, 13, heavy=True)
        self.site, self.small = sized(font, 13), sized(font, 12)


class Badges:
    """Badges in the colours in use and one font, for a screen of `ratio` pixels to a logical one.

    There are few words on them, so that none is forgotten.
    """

    def __init__(self, font: QFont, ratio: float) -> None:
        self._font, self._ratio = font, ratio
        self._made: dict[tuple[str, str], QPixmap] = {}

    def paint(self, painter: QPainter, room: QRect, words: str, tone: str) -> int:
        """Paint mark and words at the left of `room`; return where it ends."""
        metrics = QFontMetrics(self._font)
        shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width() - _AROUND)
        key = (shown, tone)
        if key not in self._made:
            size = QSize(metrics.horizontalAdvance(shown) + _AROUND, BADGE)
            self._made[key] = self._badge(size, *key)
        painter.drawPixmap(on_pixel(painter, room.topLeft()), self._made[key])
        return room.left() + round(self._made[key].deviceIndependentSize().width()) - 1

    def _badge(self, size: QSize, words: str, tone: str) -> QPixmap:
        made = blank(size, self._ratio)
        ground, colour = (QColor(str(getattr(colours(), one))) for one in (f"{tone}_back", tone))
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        box = QRect(QPoint(0, 0), size)
        painter.drawRoundedRect(box, BADGE / 2, BADGE / 2)
        mark = icon(mark_of(tone), colour.name()).pixmap(QSize(_MARK, _MARK), self._ratio)
        painter.drawPixmap(QPoint(_EDGE, (BADGE - _MARK) // 2), mark)
        painter.setPen(colour)
        painter.setFont(self._font)
        text = box.adjusted(_EDGE + _MARK + _BETWEEN, 0, 0, 0)
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, words)
        painter.end()
        return made


def sized(font: QFont, pixels: int, *, heavy: bool = False) -> QFont:
    """Return the font in so many pixels (logical), heavy or as usual."""
    made = QFont(font)
    made.setPixelSize(pixels)
    made.setWeight(QFont.Weight.DemiBold if heavy else QFont.Weight.Normal)
    return made
