"""A long screenshot on several pages: slices with an overlap, a ruler in its own pixels."""

from dataclasses import dataclass

from reportlab.lib.colors import black

from evidencekit.packet.blocks import Figure
from evidencekit.packet.layout import BODY, GREY, INNER, LINE
from evidencekit.packet.png import Png
from evidencekit.packet.text import REGULAR, draw, width

_RULER, _CAPTION = 34.0, 16.0
_OVERLAP, _TICK = 60, 100
_SIZE = 6.0
_MAX_SCALE = 0.75  # points a pixel: 96 pixels an inch
_SHRINK = 0.9
_ROOM = BODY - _CAPTION - 2


class Slice(Figure):
    """A part of a picture: first row, number of rows. `y` is where the picture begins."""

    def __init__(self, png: Png, part: tuple[int, int], scale: float, y: int, caption: str) -> None:
        super().__init__(caption)
        self.png, self.scale, self.y, self.caption = png, scale, y, caption
        self.top, self.rows = part

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the size in points."""
        return INNER, self.rows * self.scale + _CAPTION

    def paint(self) -> None:
        """Draw caption, ruler and rows; nothing is drawn on the picture itself."""
        high = self.rows * self.scale
        self.canv.setFillColor(GREY)
        draw(self.canv, 0, high + 5, self.caption, REGULAR, 7.5)
        self._ruler(high)
        box = (_RULER, 0.0, self.png.width * self.scale, high)
        self.canv.draw_rows(self.png, box, self.top)
        self.canv.setStrokeColor(LINE)
        self.canv.setLineWidth(0.5)
        self.canv.rect(*box, stroke=1, fill=0)
        self.canv.setFillColor(black)

    def _ruler(self, high: float) -> None:
        self.canv.setStrokeColor(GREY)
        self.canv.setLineWidth(0.4)
        first = -(-(self.y + self.top) // _TICK) * _TICK
        for pixel in range(first, self.y + self.top + self.rows + 1, _TICK):
            at = high - (pixel - self.y - self.top) * self.scale
            self.canv.line(_RULER - 4, at, _RULER - 1, at)
            label = f"{pixel}"
            draw(
                self.canv, _RULER - 6 - width(label, REGULAR, _SIZE), at - 2, label, REGULAR, _SIZE
            )


@dataclass(frozen=True, slots=True)
class Cut:
    """How a picture is cut: `scale` in points a pixel, `parts` as first row and number of rows."""

    scale: float
    parts: tuple[tuple[int, int], ...]


def cut(png: Png) -> Cut:
    """Cut a picture into parts of a page each, equally high; each repeats 60 rows.

    It is drawn a tenth smaller where that saves a page.
    """
    widest = float(min((INNER - _RULER) / png.width, _MAX_SCALE))
    count = _count(png, widest)
    if count > 1 and _count(png, widest * _SHRINK) < count:
        count -= 1
    rows = -(-(png.height + _OVERLAP * (count - 1)) // count)
    scale = min(widest, _ROOM / rows)
    step = rows - _OVERLAP
    tops = [part * step for part in range(count)]
    return Cut(scale, tuple((top, min(rows, png.height - top)) for top in tops))


def _count(png: Png, scale: float) -> int:
    rows = int(_ROOM / scale)
    return max(1, -(-(png.height - _OVERLAP) // (rows - _OVERLAP)))
