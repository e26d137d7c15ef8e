"""Hashes by which a picture is found again after it was cut, framed, scaled or marked.

Each of 24 views of a picture (whole, border trimmed off, centre crops, each side and each corner
cut off, quarters and halves, since it may be one of several in a collage) gets a perceptual hash of
64 bits: signs of the low frequencies of a cosine transform against their median. Pictures whose
hashes lie near each other may show the same; whether they do a person says.
"""

import io
import math
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps, UnidentifiedImageError

Grey = NDArray[np.float64]

VIEWS = 24
MOST_PIXELS = 64_000_000
MOST_BYTES = 32 << 20
FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_WORK, _SIDE, _LOW = 384, 32, 8
_SMALLEST, _FLAT, _EMPTY = 24, 3.0, 12.0
_CROPS = (0.0, 0.04, 0.08, 0.12, 0.16)
# Left, top, right, low: shares of the picture that are cut off.
_CUTS = (
    *((0, 0, 0, 0.2), (0, 0.2, 0, 0), (0.12, 0, 0, 0), (0, 0, 0.12, 0)),
    *((x, y, 0.1 - x, 0.1 - y) for x in (0, 0.1) for y in (0, 0.1)),
    *((x, y, 0.2 - x, 0.2 - y) for x in (0, 0.2) for y in (0, 0.2)),
    *((x, y, 0.5 - x, 0.5 - y) for x in (0, 0.5) for y in (0, 0.5)),
    *((0, 0, 0.5, 0), (0.5, 0, 0, 0)),
)
_SHOWN = 420
_BORDER, _INSIDE, _LEAST_LEFT = 18, 0.02, 0.2


@dataclass(frozen=True, slots=True)
class PictureHashes:
    """The hashes of a picture's views, and of the same views of its mirror image; its size."""

    width: int
    height: int
    views: tuple[int, ...]
    mirrored: tuple[int, ...]


class PictureFault(ValueError):
    """A picture that gets no hashes; the text is a code: format, too_large, too_small, flat."""


def hash_picture(data: bytes) -> PictureHashes:
    """Return the hashes of a picture's first frame. Raises PictureFault; MemoryError as it comes.

    For hostile bytes call it in `photo_child`: decoders have faults of their own.
    """
    picture, width, height = _decoded(data)
    if min(width, height) < _SMALLEST:
        raise PictureFault("too_small")
    if float(np.asarray(picture, dtype=np.float64).std()) < _FLAT:
        raise PictureFault("flat")
    return PictureHashes(width, height, _views(picture), _views(ImageOps.mirror(picture)))


def small_picture(data: bytes) -> tuple[int, int, bytes]:
    """Return a picture for the eye, no side over 420 pixels: width, height, rows of RGB.

    Raises PictureFault.
    """
    if len(data) > MOST_BYTES:
        raise PictureFault("too_large")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise PictureFault("too_large")
            image.draft("RGB", (_SHOWN * 2, _SHOWN * 2))
            given = image.convert("RGBA")
            given.thumbnail((_SHOWN, _SHOWN))
            paper = Image.new("RGBA", given.size, "white")
            shown = Image.alpha_composite(paper, given).convert("RGB")
            return shown.width, shown.height, shown.tobytes()
    except Image.DecompressionBombError:
        raise PictureFault("too_large") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        if isinstance(error, PictureFault):
            raise
        raise PictureFault("format") from None


def _decoded(data: bytes) -> tuple[Image.Image, int, int]:
    """Return the picture in greys, no side longer than 384 pixels, and its own size."""
    if len(data) > MOST_BYTES:
        raise PictureFault("too_large")
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            width, height = image.size
            if width * height > MOST_PIXELS:
                raise PictureFault("too_large")
            # A JPEG is decoded no larger than is needed.
            image.draft("RGB", (_WORK * 2, _WORK * 2))
            return _grey(image), width, height
    except Image.DecompressionBombError:
        raise PictureFault("too_large") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        if isinstance(error, PictureFault):
            raise
        raise PictureFault("format") from None


def _grey(image: Image.Image) -> Image.Image:
    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        # What is seen through is paper: shops show goods on white.
        given = image.convert("RGBA")
        paper = Image.new("RGBA", given.size, "white")
        image = Image.alpha_composite(paper, given)
    grey = image.convert("L")
    grey.thumbnail((_WORK, _WORK), Image.Resampling.BOX)
    return grey


def _views(whole: Image.Image) -> tuple[int, ...]:
    bare = _trimmed(whole)
    wide, high = bare.size
    views = [whole]
    for share in _CROPS:
        x, y = int(wide * share), int(high * share)
        views.append(bare.crop((x, y, wide - x, high - y)))
    for left, top, right, low in _CUTS:
        views.append(
            bare.crop(
                (
                    int(wide * left),
                    int(high * top),
                    wide - int(wide * right),
                    high - int(high * low),
                )
            )
        )
    # A part with nearly nothing on it is like any other such part: the whole stands for it.
    return tuple(_hash(view if _is_full(view) else whole) for view in views)


def _is_full(view: Image.Image) -> bool:
    return float(np.asarray(view, dtype=np.float64).std()) >= _EMPTY


def _trimmed(grey: Image.Image) -> Image.Image:
    """Return the picture without a border of one colour, if it has one that leaves enough."""
    cells = np.asarray(grey, dtype=np.int16)
    edge = np.concatenate([cells[0], cells[-1], cells[:, 0], cells[:, -1]])
    differs = np.abs(cells - np.median(edge)) > _BORDER
    rows = np.flatnonzero(differs.mean(axis=1) > _INSIDE)
    columns = np.flatnonzero(differs.mean(axis=0) > _INSIDE)
    high, wide = cells.shape
    if len(rows) < _LEAST_LEFT * high or len(columns) < _LEAST_LEFT * wide:
        return grey
    return grey.crop((int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1))


def _hash(view: Image.Image) -> int:
    small = view.resize((_SIDE, _SIDE), Image.Resampling.LANCZOS)
    base = _cosines()
    low = base @ np.asarray(small, dtype=np.float64) @ base.T
    bits = (low > np.median(low)).ravel()
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


@cache
def _cosines() -> Grey:
    """Return the first 8 rows of the cosine transform (type II) of 32 values."""
    at = np.arange(_SIDE) + 0.5
    return np.cos(math.pi / _SIDE * np.outer(np.arange(_LOW), at))
