"""A long screenshot on several pages: slices with an overlap, a ruler in its own pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from reportlab.lib.colors import black
from reportlab.platypus import Flowable

from evidencekit.packet.blocks import Figure, pairs, style
from evidencekit.packet.layout import ALERT, BODY, GREY, INNER, LINE
from evidencekit.packet.png import Picture
from evidencekit.packet.text import REGULAR, draw, paragraph, width
from evidencekit.packet.text_layer import Piece, draw_words

_RULER, _CAPTION = 34.0, 16.0
_OVERLAP, _TICK = 60, 100
_SIZE = 6.0
SMALL = 128.0
"""The width of the picture of a whole page, with the numbers beside it and its caption."""
_SMALL_HIGH, _SMALL_WIDE, _SMALL_GAP = 260.0, SMALL - 18, 5.0
_LABELS, _BETWEEN = 92.0, 14.0
_SMALL_CAPTION = style(7, textColor=GREY)
_MAX_SCALE = 0.75  # points a pixel: 96 pixels an inch
_SHRINK = 0.9
_ROOM = BODY - _CAPTION - 2


class Slice(Figure):
    """A part of a picture: its place in the cut. `y` is where the picture begins on the page.

    `words` is the file of the page's text boxes, None where the capture has none.
    """

    def __init__(
        self, png: Picture, cut: "Cut", part: int, caption: str, *, y: int, words: Path | None
    ) -> None:
        super().__init__(caption)
        self.png, self.scale, self.y, self.caption = png, cut.scale, y, caption
        self.top, self.rows = cut.parts[part]
        self.words, self.owned = words, cut.owned(part)

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
        if self.words is not None and not self.canv.counts_only:
            first, last = (self.y + row for row in self.owned)
            place = Piece(first, last, self.y + self.top, _RULER, high, self.scale, self.png.width)
            draw_words(self.canv, self.words, place)
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


class WholePage(Figure):
    """All of a page in one small picture, beside it where it is cut; no data is stored for it."""

    def __init__(self, tiles: Sequence[tuple[Picture, "Cut"]], caption: str) -> None:
        super().__init__(caption)
        self.tiles, self.caption = tiles, paragraph(caption, _SMALL_CAPTION)
        # The figure's own words say the same to whoever can't see it.
        self.caption.tag = None
        rows = sum(png.height for png, _cut in tiles)
        widest = max(png.width for png, _cut in tiles)
        self.scale = min(_SMALL_HIGH / rows, _SMALL_WIDE / widest)
        self.high, self.told = rows * self.scale, 0.0

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the size in points."""
        self.told = self.caption.wrap(SMALL, BODY)[1]
        return SMALL, self.high + self.told + _SMALL_GAP

    def paint(self) -> None:
        """Draw caption, tiles, and where each part begins."""
        self.caption.drawOn(self.canv, 0, self.high + _SMALL_GAP)
        number, top = 0, self.high
        for png, how in self.tiles:
            wide, high = png.width * self.scale, png.height * self.scale
            box = (0.0, top - high, wide, high)
            self.canv.draw_rows(png, box, 0)
            self.canv.setStrokeColor(LINE)
            self.canv.setLineWidth(0.5)
            self.canv.rect(*box, stroke=1, fill=0)
            room = 0.0
            for part in range(len(how.parts)):
                number += 1
                at = top - how.owned(part)[0] * self.scale
                self.canv.setStrokeColor(ALERT)
                self.canv.line(wide, at, wide + 6, at)
                # Where parts are low their numbers would cover each other.
                if not part or room - at >= _SIZE:
                    draw(self.canv, wide + 8, at - _SIZE, f"{number}", REGULAR, _SIZE)
                    room = at
            top -= high
        self.canv.setFillColor(black)


class Beside(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Names and values with the whole page at their right; above them where a page is too low."""

    def __init__(self, rows: Sequence[tuple[str, str]], page: WholePage) -> None:
        super().__init__()
        self.rows, self.page = rows, page
        self.table = pairs(rows, _LABELS, INNER - SMALL - _BETWEEN)
        self.low, self.beside = 0.0, 0.0

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Return the size in points."""
        self.low = self.table.wrap(INNER - SMALL - _BETWEEN, height)[1]
        self.beside = self.page.wrap(width, height)[1]
        return INNER, max(self.low, self.beside)

    def split(self, _width: float, height: float) -> list[Flowable]:
        """Return picture and table below each other: a table goes on, on the next page."""
        return [self.page, pairs(self.rows)] if self.beside <= height else []

    def draw(self) -> None:
        """Draw both, their upper edges at one height."""
        high = max(self.low, self.beside)
        self.table.drawOn(self.canv, 0, high - self.low)
        self.page.drawOn(self.canv, INNER - SMALL, high - self.beside)


@dataclass(frozen=True, slots=True)
class Cut:
    """How a picture is cut: `scale` in points a pixel, `parts` as first row and number of rows."""

    scale: float
    parts: tuple[tuple[int, int], ...]

    def owned(self, part: int) -> tuple[int, int]:
        """Return the rows, first and behind the last, whose words are written on that part.

        The middle of an overlap parts them: each word is written once, whole in the picture.
        """
        top, rows = self.parts[part]
        half = _OVERLAP // 2
        last = part == len(self.parts) - 1
        return top + half * bool(part), top + rows - half * (not last)


def cut(png: Picture) -> Cut:
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


def _count(png: Picture, scale: float) -> int:
    rows = int(_ROOM / scale)
    return max(1, -(-(png.height - _OVERLAP) // (rows - _OVERLAP)))
