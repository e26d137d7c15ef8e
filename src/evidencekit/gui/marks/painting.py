"""Marks painted on the screen as `packet.marking` draws them on a copy of the picture.

Their colours are their own, whatever the theme: they lie on a foreign page.
"""

from math import atan2, cos, pi, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from evidencekit.foundation.catalogue import _
from evidencekit.gui.marks.geometry import handles
from evidencekit.gui.marks.sheet import Mark
from evidencekit.gui.theme import colours
from evidencekit.packet.marks import LETTERS, LINE, POINT, REASONS, RED, Drawn, Shape

# On the screen, at every zoom.
HANDLE = 10.0
_TAG = 12
_FAR, _TAG_ROOM = 40.0, 1600.0
_VEIL = QColor(0, 0, 0, 130)
_ABOVE_KEPT, _KEPT = 3.0, 2.0


def extent(drawn: Drawn) -> QRectF:
    """Return all that a mark covers, in pixels of the picture."""
    x, y, wide, high = drawn.place
    if drawn.shape is Shape.NUMBER:
        return QRectF(x - POINT, y - POINT, 2 * POINT, 2 * POINT)
    if drawn.shape is Shape.TEXT:
        return _text_ground(drawn)
    if drawn.shape is Shape.ARROW:
        around = QRectF(QPointF(x, y), QPointF(wide, high)).normalized()
        return around.adjusted(-POINT, -POINT, POINT, POINT)
    return QRectF(x, y, wide, high)


class MarkItem(QGraphicsItem):
    """A mark that is not kept yet; the chosen one has a dashed frame and handles."""

    def __init__(self, mark: Mark) -> None:
        super().__init__()
        self.mark, self.is_chosen = mark, False
        self.setZValue(_ABOVE_KEPT)

    def follow(self, mark: Mark, *, chosen: bool) -> None:
        """Show the mark as it is now."""
        if (mark, chosen) != (self.mark, self.is_chosen):
            self.prepareGeometryChange()
            self.mark, self.is_chosen = mark, chosen
            self.update()

    @override
    def boundingRect(self) -> QRectF:
        # A handle is as large at 25 percent as at 100, so it takes more of the picture there.
        around = extent(self.mark.drawn).adjusted(-_FAR, -_FAR, _FAR, _FAR)
        if self.mark.drawn.shape is Shape.REDACT:
            return around.adjusted(0, -_FAR, max(_TAG_ROOM - around.width(), 0), _FAR)
        return around

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.mark.drawn.shape is Shape.REDACT:
            self._paint_veil(painter)
        else:
            paint_mark(painter, self.mark.drawn)
        if self.is_chosen:
            _paint_frame(painter, self.mark.drawn)

    def _paint_veil(self, painter: QPainter) -> None:
        """Show what will be black, and still what lies under it; the reason stands in words."""
        place = extent(self.mark.drawn)
        painter.fillRect(place, _VEIL)
        painter.fillRect(place, Qt.BrushStyle.BDiagPattern)
        for colour, width in (("white", 4), ("black", 2)):
            painter.setPen(_thin(colour, width))
            painter.drawRect(place)
        why = self.mark.of.why
        _paint_tag(painter, place, _(REASONS[why]) if why else _("no reason yet"))


class KeptItem(QGraphicsItem):
    """A mark of a kept layer, just as it is in the derived picture."""

    def __init__(self, drawn: Drawn) -> None:
        super().__init__()
        self._drawn = drawn
        self.setZValue(_KEPT)

    @override
    def boundingRect(self) -> QRectF:
        return extent(self._drawn).adjusted(-LINE, -LINE, LINE, LINE)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_mark(painter, self._drawn)


def paint_mark(painter: QPainter, drawn: Drawn) -> None:
    """Paint a mark as it will be in the derived picture."""
    x, y, wide, high = drawn.place
    if drawn.shape is Shape.REDACT:
        painter.fillRect(QRectF(x, y, wide, high), QColor("black"))
    elif drawn.shape is Shape.BOX:
        half = LINE / 2
        painter.setBrush(Qt.BrushStyle.NoBrush)
        pen = QPen(QColor(*RED), LINE)
        pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.setPen(pen)
        painter.drawRect(QRectF(x + half, y + half, max(wide - LINE, 1), max(high - LINE, 1)))
    elif drawn.shape is Shape.ARROW:
        _paint_arrow(painter, QPointF(x, y), QPointF(wide, high))
    elif drawn.shape is Shape.NUMBER:
        painter.setPen(QPen(QColor("white"), 2))
        painter.setBrush(QColor(*RED))
        painter.drawEllipse(QPointF(x, y), POINT - 1, POINT - 1)
        painter.setFont(_font())
        painter.drawText(extent(drawn), Qt.AlignmentFlag.AlignCenter, drawn.words)
    else:
        painter.setPen(QPen(QColor(*RED), 1))
        painter.setBrush(QColor("white"))
        painter.drawRect(_text_ground(drawn))
        painter.setFont(_font())
        painter.drawText(QPointF(x, y + QFontMetricsF(_font()).ascent()), drawn.words)


def _paint_arrow(painter: QPainter, tail: QPointF, head: QPointF) -> None:
    painter.setPen(QPen(QColor(*RED), LINE))
    painter.drawLine(tail, head)
    course = atan2(head.y() - tail.y(), head.x() - tail.x())
    wings = [
        head - QPointF(POINT * cos(course + side), POINT * sin(course + side))
        for side in (pi / 7, -pi / 7)
    ]
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(*RED))
    painter.drawPolygon(QPolygonF([head, *wings]))


def _paint_frame(painter: QPainter, drawn: Drawn) -> None:
    """Frame a chosen mark, light under dark so that it is seen on any page, with its handles."""
    accent = colours().accent
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, style in (("white", Qt.PenStyle.SolidLine), (accent, Qt.PenStyle.DashLine)):
        pen = _thin(colour, 2)
        pen.setStyle(style)
        painter.setPen(pen)
        painter.drawRect(extent(drawn))
    half = HANDLE / 2 / max(painter.transform().m11(), 0.01)
    painter.setPen(_thin(accent, 2))
    painter.setBrush(QColor("white"))
    for place in handles(drawn).values():
        painter.drawRect(QRectF(place.x() - half, place.y() - half, 2 * half, 2 * half))


def _paint_tag(painter: QPainter, place: QRectF, words: str) -> None:
    """Write words above a place, or below it where no room is; as large at every zoom."""
    painter.save()
    seen = painter.transform().mapRect(place)
    painter.resetTransform()
    font = QFont(painter.font())
    font.setPixelSize(_TAG)
    painter.setFont(font)
    ground = QRectF(painter.fontMetrics().boundingRect(words)).adjusted(-5, -2, 5, 2)
    if seen.top() < ground.height():
        # Above it the picture, or the view, has no room.
        ground.moveTopLeft(seen.bottomLeft())
    else:
        ground.moveBottomLeft(seen.topLeft())
    painter.fillRect(ground, QColor("black"))
    painter.setPen(QColor("white"))
    painter.drawText(ground, Qt.AlignmentFlag.AlignCenter, words)
    painter.restore()


def _thin(colour: str, width: int) -> QPen:
    pen = QPen(QColor(colour), width)
    pen.setCosmetic(True)
    return pen


def _font() -> QFont:
    font = QFont("Noto Sans SC")
    font.setPixelSize(LETTERS)
    font.setBold(True)
    return font


def _text_ground(drawn: Drawn) -> QRectF:
    x, y, _wide, _high = drawn.place
    metrics = QFontMetricsF(_font())
    inked = metrics.tightBoundingRect(drawn.words or "-")
    return inked.translated(x, y + metrics.ascent()).adjusted(-4, -3, 4, 3)
