"""The nearest pictures by their hashes: every one is compared, none is missed by an index."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]

# Measured on photos and edits apart from those this was written with: benchmarks/photos.py.
MOST_BITS = 8
_BLOCK = 65_536


@dataclass(frozen=True, slots=True)
class Near:
    """A picture near the one asked for: its place in the index, bits between the nearest views."""

    place: int
    bits: int
    mirrored: bool


class PictureIndex:
    """The views of many pictures, each with equally many."""

    def __init__(self, pictures: Sequence[Sequence[int]]) -> None:
        self._count = len(pictures)
        flat = [view for views in pictures for view in views]
        self._views: Words = np.array(flat, dtype=np.uint64)
        self._each = len(flat) // self._count if self._count else 1

    def near(
        self, views: Sequence[int], mirrored: Sequence[int], most_bits: int = MOST_BITS
    ) -> list[Near]:
        """Return the pictures with a view at most so many bits from one asked for, nearest first.

        `views` are those of the picture, `mirrored` those of its mirror image.
        """
        if not self._count:
            return []
        plain, turned = self._least(views), self._least(mirrored)
        least = np.minimum(plain, turned)
        places = np.flatnonzero(least <= most_bits)
        found = [
            Near(int(place), int(least[place]), bool(turned[place] < plain[place]))
            for place in places
        ]
        return sorted(found, key=lambda one: (one.bits, one.place))

    def _least(self, asked: Sequence[int]) -> NDArray[np.uint8]:
        """Return for each picture the bits between its nearest view and the nearest asked for."""
        least = np.full(len(self._views), 64, dtype=np.uint8)
        for view in asked:
            nearest(self._views, view, least)
        by_picture: NDArray[np.uint8] = least.reshape(self._count, self._each).min(axis=1)
        return by_picture


def nearest(words: Words, view: int, least: NDArray[np.uint8]) -> None:
    """Lower `least` to the bits between each word and `view`, block by block within the cache."""
    wanted = np.uint64(view)
    for start in range(0, len(words), _BLOCK):
        part = slice(start, start + _BLOCK)
        np.minimum(least[part], np.bitwise_count(words[part] ^ wanted), out=least[part])
