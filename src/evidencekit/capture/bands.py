"""Blank bands in the pictures of a page: rows of one colour where the layout says that text stands.

Rows are judged by their filtered bytes, as PNG stores them: nothing is decoded further.
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
    # What PNG sees above the first row is all zero.
    size, before, count = 1 + width * pixel, True, 0
    rest = b""
    for piece in _unpacked(data):
        rest += piece
        whole = len(rest) // size * size
        for at in range(0, whole, size):
            if count == height:
                return
            before, count = _plain(rest[at : at + size], pixel, before=before), count + 1
            yield before
        rest = rest[whole:]


def _plain(row: bytes, pixel: int, *, before: bool) -> bool:
    """Say whether a filtered row has one colour; `before`: the one above it has."""
    kind, data = row[0], row[1:]
    if kind == _NONE:
        return data == data[:pixel] * (len(data) // pixel)
    if kind == _UP:
        return before and data == data[:pixel] * (len(data) // pixel)
    if kind == _SUB or (kind == _PAETH and before):
        return not data[pixel:].strip(b"\0")
    return False


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
