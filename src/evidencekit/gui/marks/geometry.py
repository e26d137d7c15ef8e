"""Where marks lie and how a hand moves them: pixels of the picture, nothing is drawn here."""

from dataclasses import replace

from PySide6.QtCore import QPointF, QRect, QRectF

from evidencekit.packet.marks import POINTS, Drawn, Shape

LEAST = 4
# Which edge a handle moves: -1 the left or upper one, 1 the right or lower one, 0 neither.
Handle = tuple[int, int]
_AROUND: tuple[Handle, ...] = tuple(
    (x, y) for y in (-1, 0, 1) for x in (-1, 0, 1) if (x, y) != (0, 0)
)
TAIL, HEAD = (-1, -1), (1, 1)


def drawn_between(shape: Shape, begun: QPointF, now: QPointF, room: QRect) -> Drawn:
    """Return what a hand draws from one point to another, inside the picture."""
    first, last = _inside(begun, room), _inside(now, room)
    if shape in POINTS:
        return Drawn(shape, (*last, 0, 0))
    if shape is Shape.ARROW:
        return Drawn(shape, (*first, *last))
    x, y = min(first[0], last[0]), min(first[1], last[1])
    wide, high = abs(first[0] - last[0]), abs(first[1] - last[1])
    return Drawn(shape, (x, y, max(wide, LEAST), max(high, LEAST)))


def moved(drawn: Drawn, by: QPointF, room: QRect) -> Drawn:
    """Return a mark moved, as far as the picture reaches."""
    x, y, wide, high = drawn.place
    dx, dy = round(by.x()), round(by.y())
    if drawn.shape is Shape.ARROW:
        dx = _held(dx, -min(x, wide), room.width() - 1 - max(x, wide))
        dy = _held(dy, -min(y, high), room.height() - 1 - max(y, high))
        return replace(drawn, place=(x + dx, y + dy, wide + dx, high + dy))
    dx = _held(dx, -x, room.width() - max(wide, 1) - x)
    dy = _held(dy, -y, room.height() - max(high, 1) - y)
    return replace(drawn, place=(x + dx, y + dy, wide, high))


def resized(drawn: Drawn, handle: Handle, by: QPointF, room: QRect) -> Drawn:
    """Return a mark of which one handle was moved; a point has no size."""
    x, y, wide, high = drawn.place
    if drawn.shape in POINTS:
        return drawn
    if drawn.shape is Shape.ARROW:
        begun = QPointF(x, y) if handle == TAIL else QPointF(wide, high)
        end = _inside(begun + by, room)
        return replace(drawn, place=(*end, wide, high) if handle == TAIL else (x, y, *end))
    left, right = _edges(x, x + wide, handle[0], round(by.x()), room.width())
    top, bottom = _edges(y, y + high, handle[1], round(by.y()), room.height())
    return replace(drawn, place=(left, top, right - left, bottom - top))


def handles(drawn: Drawn) -> dict[Handle, QPointF]:
    """Return where a mark can be taken to change its size."""
    x, y, wide, high = drawn.place
    if drawn.shape in POINTS:
        return {}
    if drawn.shape is Shape.ARROW:
        return {TAIL: QPointF(x, y), HEAD: QPointF(wide, high)}
    middle = QRectF(x, y, wide, high).center()
    half = QPointF(wide / 2, high / 2)
    return {
        (h, v): QPointF(middle.x() + h * half.x(), middle.y() + v * half.y()) for h, v in _AROUND
    }


def _edges(low: int, high: int, side: int, by: int, most: int) -> tuple[int, int]:
    if side < 0:
        return _held(low + by, 0, high - LEAST), high
    if side > 0:
        return low, _held(high + by, low + LEAST, most)
    return low, high


def _inside(point: QPointF, room: QRect) -> tuple[int, int]:
    return (
        _held(round(point.x()), 0, room.width() - 1),
        _held(round(point.y()), 0, room.height() - 1),
    )


def _held(value: int, least: int, most: int) -> int:
    return max(least, min(value, most))
