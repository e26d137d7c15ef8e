"""Rows of one colour in a PNG, whatever filters its maker chose."""

import io
import struct
import zlib

import pytest
from PIL import Image

from evidencekit.capture.bands import Band, plain_bands, without_their_text
from evidencekit.evidence.records import BytesBody


def picture(mode="RGB"):
    """400 rows: 0-99 noise, 100-349 plain in two colours, then noise."""
    image = Image.effect_noise((64, 400), 90).convert(mode)
    image.paste((200, 10, 10), (0, 100, 64, 200))
    image.paste((10, 10, 200), (0, 200, 64, 350))
    return image


def chunk(kind, data):
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def filtered(image, kind):
    """The PNG with one filter for all rows."""
    width, height = image.size
    rows, above = b"", bytes(3 * width)
    for y in range(height):
        row = image.crop((0, y, width, y + 1)).tobytes()
        left, corner = bytes(3) + row, bytes(3) + above
        if kind == 1:
            guess = left
        elif kind == 2:
            guess = above
        elif kind == 4:
            guess = map(paeth, left, above, corner)
        else:
            guess = bytes(len(row))
        pairs = zip(row, guess, strict=False)
        rows += bytes([kind]) + bytes((a - b) % 256 for a, b in pairs)
        above = row
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


def paeth(a, b, c):
    ways = [abs(a + b - c - one) for one in (a, b, c)]
    return (a, b, c)[ways.index(min(ways))]


@pytest.mark.parametrize("kind", [0, 1, 2])
def test_a_run_of_plain_rows_is_found(kind):
    assert plain_bands(BytesBody(filtered(picture(), kind))) == [Band(100, 250)]


def test_a_filter_that_looks_around_needs_a_plain_row_above():
    image = picture()
    image.paste((9, 9, 9), (0, 0, 64, 100))
    assert plain_bands(BytesBody(filtered(image, 4))) == [Band(0, 350)]


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_band_at_the_end_counts_and_a_short_one_does_not(mode):
    out = io.BytesIO()
    image = Image.effect_noise((64, 500), 90).convert(mode)
    image.paste((1, 2, 3), (0, 20, 64, 219))
    image.paste((1, 2, 3), (0, 290, 64, 500))
    image.save(out, "PNG")
    [band] = plain_bands(BytesBody(out.getvalue()))
    assert (band.y + band.height, 200 <= band.height <= 210) == (500, True)


@pytest.mark.parametrize("data", [b"", b"\x89PNG\r\n\x1a\n", filtered(picture(), 0)[:300]])
def test_what_can_not_be_read_has_no_bands(data):
    assert plain_bands(BytesBody(data)) == []


def test_only_bands_with_lines_of_text_are_told():
    bands = [Band(0, 300), Band(1000, 300)]
    lines = [(5_010 + 20 * n, 16) for n in range(3)]
    assert without_their_text(bands, lines, 5_000, 1) == [Band(0, 300)]
    assert without_their_text(bands, lines, 4_500, 2) == [Band(1000, 300)]
    assert without_their_text(bands, lines[:2], 5_000, 1) == []
