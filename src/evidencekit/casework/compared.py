"""A point of comparison in a person's words, and which part of a picture a plate shows."""

from collections.abc import Sequence
from dataclasses import dataclass

Area = tuple[int, int, int, int]
Spot = tuple[int, int]
Size = tuple[int, int]


@dataclass(frozen=True, slots=True)
class ComparedPoint:
    """One point in a person's words; places in pixels of each whole picture, None: not marked.

    `confidential` ones leave in no packet that could reach a platform or a seller.
    """

    words: str
    photo: Spot | None = None
    suspect: Spot | None = None
    confidential: bool = False


def shown_area(area: Area | None, size: Size) -> Area:
    """Return the part of a picture that a plate shows: as said, or the upper part, a square."""
    return area or (0, 0, size[0], min(size[1], size[0]))


def area_around(spots: Sequence[Spot], size: Size, known: Area | None = None) -> Area | None:
    """Return an area that has all spots of a picture: the known one if it does, else a new one.

    A new one is as wide as the picture and at least as high as wide, where the picture is.
    """
    x, y, wide, high = shown_area(known, size)
    if all(x <= spot[0] < x + wide and y <= spot[1] < y + high for spot in spots):
        return known
    first, last = min(spot[1] for spot in spots), max(spot[1] for spot in spots) + 1
    high = max(last - first, min(size))
    top = min(max((first + last - high) // 2, 0), size[1] - high)
    return 0, top, size[0], high
