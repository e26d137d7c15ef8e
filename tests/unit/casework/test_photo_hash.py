"""Pictures found again by their hashes; hostile ones end nothing but a child."""

import io
import struct
import sys
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageOps

from evidencekit.casework import photo_child
from evidencekit.casework.photo_child import hash_in_child, small_in_child
from evidencekit.casework.photo_hash import PictureFault, hash_picture
from evidencekit.casework.photo_search import PictureIndex
from fakes.photos import photo


def png(image, form="PNG"):
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def beside(picture, other):
    page = Image.new("RGB", (picture.width * 2 + 10, picture.height), "white")
    page.paste(picture, (0, 0))
    page.paste(other, (picture.width + 10, 0))
    return page


ASKED = photo(1)
INDEX = PictureIndex([hash_picture(png(photo(seed))).views for seed in range(8)])
EDITS = {
    "as it is": lambda p: p,
    "small": lambda p: p.resize((120, 88)),
    "border": lambda p: ImageOps.expand(p, 30, "white"),
    "cut": lambda p: p.crop((24, 18, 276, 202)),
    "mirrored": ImageOps.mirror,
    "grey": lambda p: p.convert("L"),
    "corner": lambda p: p.crop((0, 0, 260, 190)),
    "half of a pair": lambda p: beside(p, photo(99)),
    "no foot": lambda p: p.crop((0, 0, 300, 180)),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_picture_is_found_again_and_first(edit):
    found = hash_picture(png(EDITS[edit](ASKED)))
    near = INDEX.near(found.views, found.mirrored)
    assert near[0].place == 1
    assert near[0].mirrored is (edit == "mirrored")


def test_jpeg_webp_and_gif_are_read_too():
    for form in ("JPEG", "WEBP", "GIF"):
        found = hash_picture(png(ASKED, form))
        assert INDEX.near(found.views, found.mirrored)[0].place == 1


@given(st.lists(st.integers(0, 2**64 - 1), min_size=1, max_size=40), st.integers(0, 2**64 - 1))
def test_the_search_is_that_of_counting_bits_one_by_one(views, asked):
    index = PictureIndex([[one] for one in views])
    found = {one.place: one.bits for one in index.near([asked], [asked], 30)}
    plain = {n: (one ^ asked).bit_count() for n, one in enumerate(views)}
    assert found == {n: bits for n, bits in plain.items() if bits <= 30}


def test_an_empty_index_finds_nothing():
    assert PictureIndex([]).near([1], [2]) == []


def bomb(width, height):
    def chunk(kind, body):
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(99)))


HOSTILE = {
    "format": b"<svg/>",
    "too_large": bomb(40_000, 40_000),
    "too_small": png(photo(1).resize((20, 200))),
    "flat": png(Image.new("RGB", (200, 200), "red")),
}


@pytest.mark.parametrize("fault", HOSTILE)
def test_a_picture_that_gets_no_hashes_says_why(fault):
    with pytest.raises(PictureFault, match=fault):
        hash_picture(HOSTILE[fault])


def test_a_child_hashes_the_good_and_names_the_bad():
    answers = hash_in_child([png(ASKED), *HOSTILE.values(), b""])
    good = hash_picture(png(ASKED))
    assert answers[0]["hashes"] == [f"{one:016x}" for one in good.views]
    assert answers[0]["mirrored"] == [f"{one:016x}" for one in good.mirrored]
    assert [one["fault"] for one in answers[1:]] == [*HOSTILE, "format"]
    assert hash_in_child([]) == []


def test_a_picture_for_the_eye_is_plain_cells_and_a_bad_one_is_none():
    width, height, cells = small_in_child(png(ASKED, "JPEG"))
    assert (width, height, len(cells)) == (300, 220, 300 * 220 * 3)
    assert [small_in_child(one) for one in (*HOSTILE.values(), b"")][:2] == [None, None]


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits a process's memory")
def test_a_child_that_dies_takes_only_its_own_picture_along(monkeypatch):
    monkeypatch.setattr(photo_child, "MEMORY", 8 << 20)
    large = png(photo(2, (3000, 3000)))
    assert [one["fault"] for one in hash_in_child([large, large])] == ["child_memory"] * 2
