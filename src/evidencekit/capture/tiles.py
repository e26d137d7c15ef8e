"""How a full page is cut into pictures: whole rows, no overlap, no gap. Arithmetic only."""

from dataclasses import dataclass
from fractions import Fraction

MAX_ROWS = 4_000
"""Most rows of pixels in one picture; 16,000 are allowed (`docs/vault-format.md` 6.5).

The engine reads a picture back and packs it on the window's thread, which stands still meanwhile
(45 ms for 4,000 rows, 130 ms for 12,400), and holds it several times over.
"""


@dataclass(frozen=True, slots=True)
class Tile:
    """One picture of a page. `order` from 1 to `of`; `y`, `height` in whole CSS px."""

    order: int
    of: int
    y: int
    height: int


def tiles(height: int, ratio: float = 1.0) -> tuple[Tile, ...]:
    """Cut a page of `height` CSS px at `ratio` device pixels each; none when nothing is there.

    Every cut falls on a whole row of device pixels; only the last tile may be lower than others.
    """
    if height <= 0:
        return ()
    pixels = max(Fraction(ratio).limit_denominator(64), Fraction(1, 64))
    unit = pixels.denominator
    step = max(int(MAX_ROWS / pixels) // unit, 1) * unit
    starts = range(0, height, step)
    return tuple(
        Tile(order, len(starts), y, min(step, height - y)) for order, y in enumerate(starts, 1)
    )
