"""The screenshot on the screen: strips, zoom, scrolling by keys, marks around words."""

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QGraphicsItem,
    QGraphicsScene,
    QGraphicsView,
    QStyleOptionGraphicsItem,
    QWidget,
)
from typing_extensions import override

from evidencekit.foundation.catalogue import _
from evidencekit.gui.theme import colours
from evidencekit.gui.viewer.pictures import Picture, Strip

LEAST, MOST = 25, 400
_STEPS = (25, 33, 50, 67, 75, 90, 100, 125, 150, 200, 300, 400)
_MARGIN = 12.0
_LEAST_DRAWN = 3
# A frame is as thick at 25 percent as at 100, so it takes more of the picture there.
_PEN = 8.0


class Canvas(QGraphicsView):
    """Shows one picture. `moved` comes when another part of it, or another size, is seen.

    `drawn` carries the place that a person drew, a `QRect` in pixels of the picture; `pointed` the
    point under a mouse that holds nothing, `clicked` one that was clicked and not dragged.
    """

    moved = Signal()
    drawn = Signal(QRect)
    pointed = Signal(QPointF)
    clicked = Signal(QPointF)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_("Screenshot of the page"))
        self.setScene(QGraphicsScene(self))
        self.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.setDragMode(QGraphicsView.DragMode.ScrollHandDrag)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.verticalScrollBar().valueChanged.connect(self.moved)
        self._fits = True
        self._marks: list[QGraphicsItem] = []
        self._strips: list[QGraphicsItem] = []
        self._draft = QRectF()
        self._pressed = QPoint()
        self.viewport().setMouseTracking(True)
        self.rubberBandChanged.connect(self._follow)

    def draw(self, wanted: bool) -> None:  # a button's toggled
        """Let a person draw a place with the mouse, or scroll by it again."""
        modes, shapes = QGraphicsView.DragMode, Qt.CursorShape
        self.setDragMode(modes.RubberBandDrag if wanted else modes.ScrollHandDrag)
        if wanted:
            self.viewport().setCursor(shapes.CrossCursor)

    def _follow(self, band: QRect, begun: QPointF, now: QPointF) -> None:
        """Keep what the band covers; when it goes away, that was drawn."""
        if not band.isNull():
            self._draft = QRectF(begun, now).normalized()
            return
        place = self._draft.intersected(self.scene().sceneRect()).toAlignedRect()
        place = place.intersected(self.scene().sceneRect().toRect())
        self._draft = QRectF()
        if min(place.width(), place.height()) >= _LEAST_DRAWN:
            self.drawn.emit(place)

    def show_picture(self, picture: Picture | None) -> None:
        """Show a picture from its top, as wide as the view; None clears it."""
        scene = self.scene()
        self.mark(())
        for old in self._strips:
            scene.removeItem(old)
        self._strips = []
        if picture is not None:
            scene.setSceneRect(0, 0, picture.width, picture.height)
            for strip in picture.strips:
                item = _StripItem(strip)
                scene.addItem(item)
                self._strips.append(item)
        self.fit_width()
        self.verticalScrollBar().setValue(0)

    @property
    def percent(self) -> int:
        """Return the zoom in percent."""
        return round(self.transform().m11() * 100)

    @property
    def fits(self) -> bool:
        """Say whether the picture follows the width of the view."""
        return self._fits

    @property
    def row(self) -> int:
        """Return the row of the picture at the upper edge of the view."""
        return max(round(self.mapToScene(QPoint(0, 0)).y()), 0)

    def fit_width(self) -> None:
        """Make the picture as wide as the view, never wider than it is."""
        self._fits = True
        wide = self.scene().sceneRect().width()
        room = self.viewport().width() - 2
        self._scale(min(room / wide, 1.0) if wide > 0 and room > 0 else 1.0)

    def zoom_to(self, percent: int) -> None:
        """Zoom to 25 to 400 percent."""
        self._fits = False
        self._scale(min(max(percent, LEAST), MOST) / 100)

    def zoom_by(self, steps: int) -> None:
        """Zoom in (above 0) or out by a step."""
        now = self.percent
        if steps > 0:
            self.zoom_to(next((one for one in _STEPS if one > now), MOST))
        else:
            self.zoom_to(next((one for one in reversed(_STEPS) if one < now), LEAST))

    def mark(self, places: Sequence[QRectF], *, go: bool = True) -> None:
        """Draw a frame around places of the picture and, with `go`, bring the first into view."""
        for item in self._marks:
            self.scene().removeItem(item)
        self._marks = [_Mark(place) for place in places]
        for item in self._marks:
            self.scene().addItem(item)
        if places and go:
            # The picture's own width must not make the view move sideways.
            self.ensureVisible(places[0], 0, max(self.viewport().height() // 3, 20))

    @property
    def marked(self) -> list[QRectF]:
        """Return the places with a frame around them."""
        return [item.boundingRect() for item in self._marks]

    @override
    def drawBackground(self, painter: QPainter, rect: QRectF | QRect) -> None:
        painter.fillRect(rect, QColor(colours().raised))

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._fits:
            self.fit_width()
        self.moved.emit()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom_by(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._pressed = event.position().toPoint()
        super().mousePressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        super().mouseMoveEvent(event)
        if not event.buttons():
            self.pointed.emit(self.mapToScene(event.position().toPoint()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        event.accept()
        at = event.position().toPoint()
        held = (at - self._pressed).manhattanLength() <= _LEAST_DRAWN
        if held and self.dragMode() is QGraphicsView.DragMode.ScrollHandDrag:
            self.clicked.emit(self.mapToScene(at))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        page = bar.pageStep() - 40
        goals = {
            Qt.Key.Key_Home: bar.minimum(),
            Qt.Key.Key_End: bar.maximum(),
            Qt.Key.Key_Space: bar.value() + page,
            Qt.Key.Key_PageDown: bar.value() + page,
            Qt.Key.Key_PageUp: bar.value() - page,
            Qt.Key.Key_Down: bar.value() + 60,
            Qt.Key.Key_Up: bar.value() - 60,
        }
        goal = goals.get(Qt.Key(event.key()))
        if goal is None or event.modifiers():
            super().keyPressEvent(event)
        else:
            bar.setValue(goal)

    def _scale(self, factor: float) -> None:
        row = self.mapToScene(QPoint(0, 0)).y()
        self.resetTransform()
        self.scale(factor, factor)
        bar = self.verticalScrollBar()
        bar.setValue(round(row * factor))
        self.moved.emit()


class _StripItem(QGraphicsItem):
    """A strip of the picture, drawn from the tile that holds it: nothing is copied."""

    def __init__(self, strip: Strip) -> None:
        super().__init__()
        self._tile = strip.image
        self._part = QRectF(0, strip.first, strip.image.width(), strip.height)
        self.setPos(0, strip.y)

    @override
    def boundingRect(self) -> QRectF:
        return QRectF(0, 0, self._part.width(), self._part.height())

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        painter.drawImage(self.boundingRect(), self._tile, self._part)


class _Mark(QGraphicsItem):
    """A frame in the accent colour of the theme, as thick at every zoom."""

    def __init__(self, place: QRectF) -> None:
        super().__init__()
        self._place = place.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        self.setZValue(1)

    @override
    def boundingRect(self) -> QRectF:
        return self._place.adjusted(-_PEN, -_PEN, _PEN, _PEN)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        pen = QPen(QColor(colours().accent), 3)
        pen.setCosmetic(True)
        painter.setPen(pen)
        fill = QColor(colours().accent)
        fill.setAlpha(36)
        painter.setBrush(fill)
        painter.drawRoundedRect(self._place, 3, 3)
