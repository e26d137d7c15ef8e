"""The top of a screenshot as a small picture: what it shows, and what is no picture."""

import io
import struct
import zlib

import pytest
from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor

from evidencekit.gui.captures.top_rows import top_rows

SIZE = QSize(100, 50)


def png(rows, width=400, **how):
    """Return a PNG that is red for its first `rows` rows and blue below."""
    image = Image.new("RGB", (width, 1000), "blue")
    image.paste("red", (0, 0, width, rows))
    out = io.BytesIO()
    image.save(out, "PNG", **how)
    return out.getvalue()


def test_only_the_top_is_seen_and_in_its_own_shape():
    made = top_rows(png(200), SIZE)
    assert made.size() == SIZE
    assert {made.pixelColor(x, y).name() for x in (0, 99) for y in (0, 49)} == {"#ff0000"}
    assert top_rows(png(100), SIZE).pixelColor(50, 49) == QColor("blue")


def test_a_picture_lower_than_its_place_is_shown_whole():
    image, out = Image.new("L", (400, 20), 255), io.BytesIO()
    image.save(out, "PNG")
    assert top_rows(out.getvalue(), SIZE).size() == QSize(100, 5)


def test_nothing_below_the_top_is_unpacked():
    whole = png(200, compress_level=0)
    broken = bytearray(whole)
    broken[-5000:-4000] = b"\xff" * 1000
    assert top_rows(bytes(broken), SIZE) == top_rows(whole, SIZE)


def test_a_picture_in_passes_is_read_whole():
    # One pixel wide, red above and blue below, in the passes of a laced PNG (8.2).
    passes = ((0, 8), (4, 12), (2, 6, 10, 14), range(1, 16, 2))
    rows = b"".join(b"\0\xff\0\0" if y < 8 else b"\0\0\0\xff" for part in passes for y in part)
    head = struct.pack(">IIBBBBB", 1, 16, 8, 2, 0, 0, 1)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    laced = b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    made = top_rows(laced, QSize(4, 8))
    assert made.size() == QSize(4, 8)
    assert {made.pixelColor(x, y).name() for x in (0, 3) for y in (0, 7)} == {"#ff0000"}


@pytest.mark.parametrize("cut", [0, 7, 20, 33, 60])
def test_what_is_no_sound_png_gives_no_picture(cut):
    assert top_rows(png(200)[:cut], SIZE).isNull()


def test_what_is_no_png_gives_no_picture():
    out = io.BytesIO()
    Image.new("RGB", (40, 40)).save(out, "JPEG")
    for data in (out.getvalue(), b"\x89PNG\r\n\x1a\n" + bytes(100), bytes(200)):
        assert top_rows(data, SIZE).isNull()
