"""PNG files passed into a PDF as they are: no decoding, no compressing, pixels equal by nature.

What PDF can't take as it is (alpha, 16 bit, interlaced) is converted once, and the packet says so.
"""

import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol

from PIL import Image, ImageOps

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_COPY = 1 << 20
_BETWEEN = 12  # CRC of one chunk, length and kind of the next
_SHORTER = "the picture became shorter"
_MAX_CHUNK = 1 << 30
_MAX_SIDE, _MAX_PIXELS = 65_000, 400_000_000
_COLOUR_SPACES = {0: "/DeviceGray", 2: "/DeviceRGB"}
_INDEXED, _ALPHA = 3, {4, 6}
_RGB_CHANNELS = 3


class PngFault(ValueError):
    """The file is no sound PNG; `code` says why in one word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Picture(Protocol):
    """Data on disk that goes into a PDF as it is; sizes in pixels."""

    @property
    def path(self) -> Path:
        """Return its file."""

    @property
    def width(self) -> int:
        """Return its width."""

    @property
    def height(self) -> int:
        """Return its height."""

    @property
    def dictionary(self) -> str:
        """Return the PDF dictionary of the image."""

    def chunks(self) -> Iterator[bytes]:
        """Give the data in pieces. Raises OSError."""


@dataclass(frozen=True, slots=True)
class Png:
    """A sound PNG: its numbers, and where its compressed data lies. `bits` a channel.

    `data` are the chunks in their order: offset and length of the first of `count` equal ones.
    """

    path: Path
    width: int
    height: int
    bits: int
    colour: int
    interlaced: bool
    palette: bytes
    transparent: bool
    data: tuple[tuple[int, int, int], ...]

    @property
    def obstacle(self) -> str | None:
        """Return why PDF can't take it as it is (`alpha`, `16_bit`, `interlaced`), or None."""
        if self.colour in _ALPHA or self.transparent:
            return "alpha"
        if self.bits > 8:  # noqa: PLR2004  # a byte
            return "16_bit"
        return "interlaced" if self.interlaced else None

    @property
    def size(self) -> int:
        """Return the length of the compressed data in bytes."""
        return sum(length * count for _offset, length, count in self.data)

    @property
    def dictionary(self) -> str:
        """Return the PDF dictionary of the image (PDF 32000-1, 7.4.4.4 predictors, 8.9.5)."""
        colours = _RGB_CHANNELS if self.colour == 2 else 1  # noqa: PLR2004  # PNG's RGB
        space = _COLOUR_SPACES.get(self.colour) or (
            f"[/Indexed /DeviceRGB {len(self.palette) // 3 - 1} <{self.palette.hex()}>]"
        )
        return (
            f"<< /Type /XObject /Subtype /Image /Width {self.width} /Height {self.height} "
            f"/BitsPerComponent {self.bits} /ColorSpace {space} /Filter /FlateDecode "
            f"/DecodeParms << /Predictor 15 /Colors {colours} /Columns {self.width} "
            f"/BitsPerComponent {self.bits} >> /Length {self.size} >>"
        )

    def chunks(self) -> Iterator[bytes]:
        """Give the compressed data in pieces of about 1 MiB. Raises OSError."""
        with self.path.open("rb") as file:
            for offset, length, count in self.data:
                step = length + _BETWEEN
                many = max(1, _COPY // step)
                for first in range(0, count, many):
                    file.seek(offset + first * step)
                    yield from _joined(file, length, min(many, count - first))


def _joined(file: BinaryIO, length: int, count: int) -> Iterator[bytes]:
    """Give the data of `count` chunks of one length: whole, or a single long one in pieces."""
    if count == 1:
        left = length
        while left:
            piece = file.read(min(left, _COPY))
            if not piece:
                raise OSError(_SHORTER)
            left -= len(piece)
            yield piece
        return
    step = length + _BETWEEN
    wanted = count * step - _BETWEEN
    block = memoryview(file.read(wanted))
    if len(block) < wanted:
        raise OSError(_SHORTER)
    yield b"".join(block[at : at + length] for at in range(0, wanted, step))


def scan(path: Path) -> Png:
    """Read a PNG's chunks, each with its CRC. Raises PngFault for a damaged one, OSError."""
    header, palette, transparent = b"", b"", False
    data: list[tuple[int, int, int]] = []
    with path.open("rb", buffering=_COPY) as file:
        if file.read(8) != _SIGNATURE:
            raise PngFault("not_png")
        kind, offset = b"", len(_SIGNATURE)
        while kind != b"IEND":
            kind, length, body = _chunk(file)
            offset += 8
            if kind == b"IHDR":
                header = body
            elif kind == b"PLTE":
                palette = body
            elif kind == b"tRNS":
                transparent = True
            elif kind == b"IDAT":
                _add(data, offset, length)
            offset += length + 4
    return _png(path, header, palette, transparent, tuple(data))


def _add(data: list[tuple[int, int, int]], offset: int, length: int) -> None:
    """Add a chunk: browsers write thousands of one length, which are told in one entry."""
    if data:
        first, before, count = data[-1]
        if before == length and first + count * (length + _BETWEEN) == offset:
            data[-1] = (first, before, count + 1)
            return
    data.append((offset, length, 1))


def _chunk(file: BinaryIO) -> tuple[bytes, int, bytes]:
    """Read a chunk: its kind, its length, and its first MiB, which is all but of long data."""
    head = file.read(8)
    if len(head) < 8:  # noqa: PLR2004  # length and kind
        raise PngFault("truncated")
    length, kind = struct.unpack(">I4s", head)
    if length > _MAX_CHUNK:
        raise PngFault("chunk")
    body = file.read(min(length, _COPY))
    found, left = zlib.crc32(body, zlib.crc32(kind)), length - len(body)
    while left and (piece := file.read(min(left, _COPY))):
        found, left = zlib.crc32(piece, found), left - len(piece)
    crc = file.read(4)
    if left or len(crc) < 4:  # noqa: PLR2004  # four bytes of CRC
        raise PngFault("truncated")
    if struct.unpack(">I", crc)[0] != found:
        raise PngFault("crc")
    return kind, length, body


def _png(
    path: Path,
    header: bytes,
    palette: bytes,
    transparent: bool,
    data: tuple[tuple[int, int, int], ...],
) -> Png:
    try:
        width, height, bits, colour, _z, _f, interlace = struct.unpack(">IIBBBBB", header)
    except struct.error:
        raise PngFault("header") from None
    sound = 0 < width <= _MAX_SIDE and 0 < height <= _MAX_SIDE and bits in {1, 2, 4, 8, 16}
    if not sound or width * height > _MAX_PIXELS or colour not in {0, 2, 3, 4, 6}:
        raise PngFault("header")
    if not data or (colour == _INDEXED and (not palette or len(palette) % 3)):
        raise PngFault("data")
    return Png(path, width, height, bits, colour, bool(interlace), palette, transparent, data)


def convert(png: Png, target: Path) -> Png:
    """Write `png` flattened on white as plain 8-bit RGB to `target`. Raises PngFault, OSError."""
    try:
        with Image.open(png.path, formats=["PNG"]) as picture:
            rgba = _in_8_bits(picture).convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        Image.alpha_composite(white, rgba).convert("RGB").save(target, "PNG")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PngFault("decode") from error
    return scan(target)


def from_picture(path: Path, target: Path) -> Png:
    """Write a PNG, JPEG or WebP of others as plain 8-bit RGB, upright. Raises PngFault, OSError."""
    try:
        with Image.open(path, formats=["PNG", "JPEG", "WEBP"]) as picture:
            if picture.width * picture.height > _MAX_PIXELS:
                raise PngFault("header")
            upright = ImageOps.exif_transpose(picture)
            rgba = _in_8_bits(upright).convert("RGBA")
        white = Image.new("RGBA", rgba.size, "white")
        Image.alpha_composite(white, rgba).convert("RGB").save(target, "PNG")
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PngFault("decode") from error
    return scan(target)


def _in_8_bits(picture: Image.Image) -> Image.Image:
    if not picture.mode.startswith("I"):
        return picture
    # Pillow would cut 16-bit grey at 255, which is nearly all white.
    return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
