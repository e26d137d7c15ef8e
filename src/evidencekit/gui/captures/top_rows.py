"""The first rows of a screenshot, scaled; what lies below them is never unpacked."""

import io
import struct
import zlib

from PIL import Image
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage

# Signature, then length, kind, content and CRC of the header (PNG, third edition, 5.2 and 11.2.1).
_BEFORE, _HEADER, _AFTER = slice(0, 12), slice(12, 29), slice(33, None)
_KIND_TO_WIDTH = struct.Struct(">4sII5s")
_LACED = 4  # of the five bytes behind the height
# Whole blocks of pixels become one first, until twice the size is left: as smooth, and sooner.
_GAP = 2.0


def top_rows(png: bytes, size: QSize) -> QImage:
    """Return what fits into `size` when the picture is as wide as it; null if it is no sound PNG.

    On any thread: it knows no object of Qt's that another thread could wait for.
    """
    try:
        kind, width, height, rest = _KIND_TO_WIDTH.unpack(png[_HEADER])
        rows = max(1, min(height, width * size.height() // max(size.width(), 1)))
        if not rest[_LACED]:
            # The same data under a header that asks for less of it.
            header = _KIND_TO_WIDTH.pack(kind, width, rows, rest)
            png = png[_BEFORE] + header + struct.pack(">I", zlib.crc32(header)) + png[_AFTER]
        with Image.open(io.BytesIO(png), formats=("PNG",)) as opened:
            opened.load()
            top = opened if opened.mode == "RGB" else opened.convert("RGB")
        if top.height > rows:
            top = top.crop((0, 0, width, rows))
        wide, high = size.width(), max(1, rows * size.width() // width)
        made = top.resize((wide, high), Image.Resampling.BOX, reducing_gap=_GAP)
    except (struct.error, OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError):
        return QImage()
    data = made.tobytes()
    return QImage(data, wide, high, wide * 3, QImage.Format.Format_RGB888).copy()
