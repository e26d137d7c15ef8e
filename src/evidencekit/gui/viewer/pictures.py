"""Tiles of a screenshot as strips for the screen. For a worker's thread: images, no pixmaps.

A PNG comes from a hostile page's capture: its size is looked at before anything is decoded.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize
from PySide6.QtGui import QImage, QImageReader

from evidencekit.foundation.catalogue import _

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Tile

STRIP = 512
_SIDE = 16_384
_MEGABYTES = 512
_MOST_PIXELS = 160_000_000


@dataclass(frozen=True, slots=True)
class Strip:
    """A part of the picture from row `y` down: `height` rows of `image` from row `first` on.

    It has one row more than its share, against seams.
    """

    y: int
    image: QImage
    first: int
    height: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A screenshot ready for the screen, in pixels. `problems` say in words what is not there."""

    strips: tuple[Strip, ...]
    width: int
    height: int
    problems: tuple[str, ...]


def parts_named(shown: Mapping[str, Any]) -> int:
    """Return how many parts of the full screenshot the object of `show --json` speaks of."""
    about = shown.get("provenance")
    named = about.get("artefacts") if isinstance(about, dict) else None
    parts = [one.get("of") for one in named if isinstance(one, dict)] if named else []
    return max((part for part in parts if isinstance(part, int)), default=0)


def picture_of(tiles: Sequence["Tile"], expected: int) -> Picture:
    """Decode the tiles of one screenshot; one of another size than was sealed is left out.

    `expected` is how many parts the capture says it has.
    """
    QImageReader.setAllocationLimit(_MEGABYTES)
    strips: list[Strip] = []
    problems: list[str] = []
    pixels = below = width = 0
    for number, tile in enumerate(tiles, 1):
        if tile.y != below:
            problems.append(_missing(below, tile.y))
        below = tile.y + tile.height
        pixels += tile.width * tile.height
        image = _decoded(tile) if pixels <= _MOST_PIXELS else None
        if image is None:
            problems.append(_not_shown(number, too_much=pixels > _MOST_PIXELS))
            continue
        width = max(width, tile.width)
        strips += _cut(image, tile.y)
    if len(tiles) < expected:
        problems.append(
            _("{found} of {expected} parts of the screenshot are here.").format(
                found=len(tiles), expected=expected
            )
        )
    return Picture(tuple(strips), width, max(below, 0), tuple(problems))


def _decoded(tile: "Tile") -> QImage | None:
    """Return the picture, or None unless it is a PNG of just the size that was sealed for it."""
    buffer = QBuffer()
    buffer.setData(QByteArray(tile.png))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(b"png"))
    reader.setAutoDetectImageFormat(False)
    fits = 0 < tile.width <= _SIDE and 0 < tile.height <= _SIDE
    if not fits or reader.size() != QSize(tile.width, tile.height):
        return None
    image = reader.read()
    if image.isNull():
        return None
    # In place: a copy takes as long as a fifth of the decoding.
    image.convertTo(QImage.Format.Format_RGB32)
    return image


def _cut(image: QImage, top: int) -> list[Strip]:
    height = image.height()
    return [Strip(top + y, image, y, min(STRIP + 1, height - y)) for y in range(0, height, STRIP)]


def _missing(first: int, last: int) -> str:
    if last < first:
        return _("Parts of the screenshot overlap at row {row}.").format(row=last)
    return _("Rows {first} to {last} of the screenshot are missing.").format(
        first=first, last=last - 1
    )


def _not_shown(number: int, *, too_much: bool) -> str:
    if too_much:
        return _("Part {number} of the screenshot is too large to be shown here.").format(
            number=number
        )
    return _("Part {number} of the screenshot is not the picture that was sealed.").format(
        number=number
    )
