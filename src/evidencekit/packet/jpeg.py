"""Smaller pictures for a submission: JPEG copies of PNG files, put into the PDF as they are.

They are copies for sending, and the packet says so: the picture that counts is in the capture.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from evidencekit.packet.png import Png, PngFault

JPEG, SUFFIX = "jpeg", ".jpg"
# Coloured letters on a coloured ground stay legible only with all the colours (4:4:4).
_QUALITY, _ALL_COLOURS = 85, 0
_COPY = 1 << 20


@dataclass(frozen=True, slots=True)
class Jpeg:
    """A JPEG of ours: three channels, 8 bits."""

    path: Path
    width: int
    height: int

    @property
    def size(self) -> int:
        """Return the length of its data in bytes. Raises OSError."""
        return self.path.stat().st_size

    @property
    def dictionary(self) -> str:
        """Return the PDF dictionary of the image (ISO 32000-1, 7.4.8)."""
        return (
            f"<< /Type /XObject /Subtype /Image /Width {self.width} /Height {self.height} "
            f"/BitsPerComponent 8 /ColorSpace /DeviceRGB /Filter /DCTDecode /Length {self.size} >>"
        )

    def chunks(self) -> Iterator[bytes]:
        """Give the data in pieces of at most 1 MiB. Raises OSError."""
        with self.path.open("rb") as file:
            while piece := file.read(_COPY):
                yield piece


def as_jpeg(png: Png, target: Path) -> Jpeg:
    """Write a copy of `png`, which has no `obstacle`, to `target`. Raises PngFault, OSError."""
    try:
        with Image.open(png.path, formats=["PNG"]) as picture:
            picture.convert("RGB").save(
                target, "JPEG", quality=_QUALITY, subsampling=_ALL_COLOURS, optimize=False
            )
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PngFault("decode") from error
    return Jpeg(target, png.width, png.height)


def read_jpeg(path: Path) -> Jpeg:
    """Return the JPEG that `as_jpeg` wrote. Raises PngFault."""
    try:
        with Image.open(path, formats=["JPEG"]) as picture:
            return Jpeg(path, *picture.size)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise PngFault("decode") from error
