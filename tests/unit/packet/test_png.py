"""PNG files: sound ones pass as they are, the rest is converted or refused by name."""

import io

import pytest
from PIL import Image

from evidencekit.packet.png import PngFault, convert, scan
from fakes.pictures import chromium, png


def put(tmp_path, data, name="p.png"):
    (tmp_path / name).write_bytes(data)
    return tmp_path / name


@pytest.mark.parametrize("mode", ["RGB", "L", "P", "1"])
def test_plain_pictures_pass(tmp_path, mode):
    found = scan(put(tmp_path, chromium(png(mode=mode))))
    assert (found.width, found.height, found.obstacle) == (320, 900, None)
    assert sum(map(len, found.chunks())) == found.size


@pytest.mark.parametrize("mode", ["RGBA", "LA"])
def test_what_pdf_cannot_take_is_converted(tmp_path, mode):
    found = scan(put(tmp_path, png(40, 50, mode)))
    assert found.obstacle == "alpha"
    flat = convert(found, tmp_path / "flat.png")
    assert (flat.width, flat.height, flat.obstacle) == (40, 50, None)


def test_16_bit_grey_keeps_its_shade(tmp_path):
    out = io.BytesIO()
    Image.new("I;16", (4, 4), 0x8000).save(out, "PNG")
    found = scan(put(tmp_path, out.getvalue()))
    assert found.obstacle == "16_bit"
    convert(found, tmp_path / "flat.png")
    with Image.open(tmp_path / "flat.png") as flat:
        assert flat.getpixel((1, 1)) == (0x80, 0x80, 0x80)


def test_transparency_becomes_white(tmp_path):
    out = io.BytesIO()
    Image.new("RGBA", (2, 2), (255, 0, 0, 0)).save(out, "PNG")
    convert(scan(put(tmp_path, out.getvalue())), tmp_path / "flat.png")
    with Image.open(tmp_path / "flat.png") as flat:
        assert flat.getpixel((1, 1)) == (255, 255, 255)


def test_every_flipped_byte_and_every_cut_is_refused(tmp_path):
    data = chromium(png(8, 40), 64)
    for at in range(len(data)):
        changed = bytearray(data)
        changed[at] ^= 0x10
        with pytest.raises(PngFault):
            scan(put(tmp_path, bytes(changed)))
        with pytest.raises(PngFault):
            scan(put(tmp_path, data[:at]))
