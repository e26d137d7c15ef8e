"""Blank bands in the pictures of a page: rows of one colour where the layout says that text stands.

Rows are judged by their filtered bytes, as PNG stores them. Only the filter that looks up is
undone, where the row above is known: some engines use no other.
"""

import struct
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidencekit.evidence.records import Body

_PIECE = 1 << 20
_HEAD = 33
_PIXEL = {2: 3, 6: 4}
_LEAST = 200
_LINES = 3
_NONE, _SUB, _UP, _AVERAGE, _PAETH = range(5)


@dataclass(frozen=True, slots=True)
class Band:
    """Rows of a picture that have one colour each, pixels."""

    y: int
    height: int


def plain_bands(body: Body, least: int = _LEAST) -> list[Band]:
    """Return the runs of at least `least` rows of one colour each; [] for a PNG of another form."""
    bands: list[Band] = []
    start = y = 0
    for y, plain in enumerate(_plain_rows(body), 1):  # its last value is the height
        if not plain:
            if y - 1 - start >= least:
                bands.append(Band(start, y - 1 - start))
            start = y
    if y - start >= least:
        bands.append(Band(start, y - start))
    return bands


def without_their_text(
    bands: Iterable[Band], boxes: Iterable[tuple[int, int]], top: int, ratio: float
) -> list[Band]:
    """Return the bands in which lines of text ought to be seen.

    `boxes` are y and height of lines, CSS px of the full page; `top` is where the picture begins.
    """
    lines = sorted(((y - top) * ratio, (y - top + height) * ratio) for y, height in boxes)
    return [
        band
        for band in bands
        if sum(band.y < y and end < band.y + band.height for y, end in lines) >= _LINES
    ]


def _plain_rows(body: Body) -> Iterator[bool]:
    data = b"".join(body.pieces())
    width, height, depth, colour, _method, _filter, interlace = struct.unpack(
        ">IIBBBBB", data[16:29].ljust(13, b"\0")
    )
    pixel = _PIXEL.get(colour)
    if pixel is None or depth != 8 or interlace or not width:  # noqa: PLR2004  # bits
        return
    size, count, row = 1 + width * pixel, 0, _Row(width * pixel, pixel)
    rest = b""
    for piece in _unpacked(data):
        rest += piece
        whole = len(rest) // size * size
        for at in range(0, whole, size):
            if count == height:
                return
            row.next(rest[at], rest[at + 1 : at + size])
            count += 1
            yield row.plain
        rest = rest[whole:]


class _Row:
    """One row after the other: whether it has one colour, and its bytes as a number, if known.

    What PNG sees above the first row is all zero.
    """

    def __init__(self, length: int, pixel: int) -> None:
        self.plain = True
        self._length, self._pixel = length, pixel
        self._value: int | None = 0
        self._low = int.from_bytes(b"\x7f" * length)
        self._high = int.from_bytes(b"\x80" * length)

    def next(self, kind: int, data: bytes) -> None:
        """Go on to the row below, given as it is filtered."""
        if kind == _NONE:
            self._set(data)
        elif kind == _UP:
            self._add(data)
        elif kind == _SUB or (kind == _PAETH and self.plain):
            self.plain = not data[self._pixel :].strip(b"\0")
            first = data[: self._pixel] * (self._length // self._pixel)
            self._value = int.from_bytes(first) if self.plain and kind == _SUB else None
        else:
            self.plain, self._value = False, None

    def _add(self, data: bytes) -> None:
        if not data.strip(b"\0"):
            return
        if self._value is None:
            self.plain = self.plain and self._constant(data)
            return
        # All bytes at once, none carrying into the next.
        one, other = self._value, int.from_bytes(data)
        both = (one & self._low) + (other & self._low) ^ (one ^ other) & self._high
        self._set(both.to_bytes(self._length))

    def _set(self, data: bytes) -> None:
        self.plain, self._value = self._constant(data), int.from_bytes(data)

    def _constant(self, data: bytes) -> bool:
        return data == data[: self._pixel] * (self._length // self._pixel)


def _unpacked(data: bytes) -> Iterator[bytes]:
    unpack, at = zlib.decompressobj(), _HEAD
    try:
        while at + 8 <= len(data):
            (length,) = struct.unpack(">I", data[at : at + 4])
            if data[at + 4 : at + 8] == b"IDAT":
                waiting = data[at + 8 : at + 8 + length]
                while waiting:
                    yield unpack.decompress(waiting, _PIECE)
                    waiting = unpack.unconsumed_tail
            at += length + 12
    except zlib.error:
        return
