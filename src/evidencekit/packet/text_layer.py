"""The words of a page, unseen, over its picture: a screenshot that is searched and copied from.

They stand where the capture's own text boxes say, one run a box, as wide as the box. They are
what the page said and no recognition of letters; nothing of them is drawn (text rendering mode 3,
ISO 32000-1, 9.3.6). A line that our fonts can't draw whole says its characters beside the drawing
(`ActualText`, 14.9.4).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from evidencekit.evidence.text_boxes import Box, read_text_boxes
from evidencekit.foundation.display_text import visible
from evidencekit.packet.right_to_left import runs_left
from evidencekit.packet.text import is_drawn, runs

_ASCENT, _DESCENT = 0.8, 0.2
_LONGEST = 2000
_NARROWEST, _WIDEST = 1.0, 10_000.0


@dataclass(frozen=True, slots=True)
class Piece:
    """Where a part of a page's picture is drawn: rows `first` to `last` own their words.

    `x` and `y` are the upper left corner of row `top` in points, `scale` points a pixel of the
    picture, which is `width` pixels wide.
    """

    first: int
    last: int
    top: int
    x: float
    y: float
    scale: float
    width: int


def draw_words(canvas: Canvas, boxes: Path, piece: Piece) -> None:
    """Draw the boxes of the file `boxes` whose middle is in the rows of `piece`. Raises OSError."""
    found, page_width = _read(boxes)
    if not page_width:
        return
    factor = piece.width / page_width
    for box in _between(found, piece, factor):
        high, wide = box.height * factor * piece.scale, box.width * factor * piece.scale
        left = piece.x + box.x * factor * piece.scale
        bottom = piece.y - (box.y * factor - piece.top) * piece.scale - high
        _draw(canvas, box.text, (left, bottom, wide, high))


@lru_cache(maxsize=1)
def _read(path: Path) -> tuple[tuple[Box, ...], int]:
    # One page at a time: its parts are drawn one after the other.
    return read_text_boxes(path.read_bytes())


def _between(boxes: Sequence[Box], piece: Piece, factor: float) -> Iterator[Box]:
    for box in boxes:
        middle = (box.y + box.height / 2) * factor
        if box.width > 0 and box.height > 0 and piece.first <= middle < piece.last:
            yield box


def _draw(canvas: Canvas, said: str, place: tuple[float, float, float, float]) -> None:
    text = visible(" ".join(said.split()), _LONGEST)
    if not text:
        return
    left, bottom, wide, high = place
    plain = all(map(is_drawn, text)) and not runs_left(text)
    pieces = runs(text if plain else "." * len(text))
    size = high * _ASCENT
    natural = sum(pdfmetrics.stringWidth(run, name, size) for name, run in pieces)
    stretch = min(max(100 * wide / natural, _NARROWEST), _WIDEST) if natural else 100
    with canvas.read_as(None if plain else text):
        canvas.unseen((left, bottom + high * _DESCENT), pieces, size, stretch)
