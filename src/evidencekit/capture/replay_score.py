"""How much of a replayed page is what was sealed: lines of text and pixels, counted."""

import warnings
from collections import Counter
from collections.abc import Sequence
from itertools import zip_longest
from pathlib import Path

from PIL import Image, ImageChops

Share = dict[str, int]
"""`{"equal", "of"}`."""


def text_share(stored: str, shown: str) -> Share:
    """Return how many lines are in both texts, of the lines of the longer one."""
    one, other = _lines(stored), _lines(shown)
    equal = sum((one & other).values())
    return {"equal": equal, "of": max(one.total(), other.total())}


def pixel_share(stored: Sequence[Path], shown: Sequence[Path]) -> Share:
    """Return how many pixels are equal at their places, of all that either page has.

    Tiles are compared in their order. Raises OSError for a picture that can't be read.
    """
    equal = of = 0
    for one, other in zip_longest(stored, shown):
        left, right = _opened(one), _opened(other)
        of += _area(_larger(left, right))
        if left and right:
            equal += _equal(left, right)
    return {"equal": equal, "of": of}


def _lines(text: str) -> Counter[str]:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return Counter(line for line in lines if line)


def _opened(path: Path | None) -> Image.Image | None:
    if path is None:
        return None
    with warnings.catch_warnings():
        # A tile of 16,000 rows is large, not a bomb; Pillow still refuses twice its limit.
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        with Image.open(path, formats=("PNG",)) as picture:
            return picture.convert("RGB")


def _larger(one: Image.Image | None, other: Image.Image | None) -> tuple[int, int]:
    sizes = [picture.size for picture in (one, other) if picture]
    return max(width for width, _h in sizes), max(height for _w, height in sizes)


def _area(size: tuple[int, int]) -> int:
    return size[0] * size[1]


def _equal(one: Image.Image, other: Image.Image) -> int:
    box = (0, 0, min(one.width, other.width), min(one.height, other.height))
    red, green, blue = ImageChops.difference(one.crop(box), other.crop(box)).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return most.histogram()[0]
