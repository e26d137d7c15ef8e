"""The size of the picture on which a person points at a fact: screenshot, or imported picture."""

import io
import tempfile
from dataclasses import dataclass
from pathlib import Path

from evidencekit.domain.errors import ArchiveRefused, FileMissing
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault

FORMATS = ("PNG", "JPEG", "WEBP")
# Exif 2.32, 4.6.4: the first four values turn no side into the other.
_ORIENTATION, _LYING = 0x0112, frozenset({5, 6, 7, 8})


def picture_size(vault: Vault, entry: CaptureEntry) -> tuple[tuple[int, int] | None, bool]:
    """Return width and height in pixels, None where there is no picture; is it an import's?

    Raises nothing for a bad file: it has no picture then, and `verify` names it.
    """
    try:
        with vault.open_capture(entry) as capture:
            tiles = capture.tiles()
            if tiles:
                wide = max(one.details.get("width", 0) for one in tiles)
                high = max(one.details.get("y", 0) + one.details.get("height", 0) for one in tiles)
                return (wide, high), False
            original = next((one for one in capture.artefacts() if one.kind == "import"), None)
            if original is None or not original.content_type.startswith("image/"):
                return None, False
            return header_size(capture.artefact_body(original)), True
    except (ArchiveRefused, FileMissing):
        return None, False


def header_size(data: bytes) -> tuple[int, int] | None:
    """Return what the head of a picture says, as it stands upright; nothing of it is decoded."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  # only where one points

    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            width, height = image.size
            lies = image.getexif().get(_ORIENTATION) in _LYING
            return (height, width) if lies else (width, height)
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None


@dataclass(frozen=True, slots=True)
class ImportedPicture:
    """An imported picture upright as a plain PNG; `sha256` and `size` are of the original."""

    urn: str
    sha256: str
    size: int
    width: int
    height: int
    png: bytes


def imported_picture(vault: Vault, entry: CaptureEntry) -> ImportedPicture | None:
    """Return the picture that a capture was imported from, None without one that can be read.

    Raises FileMissing, ArchiveRefused.
    """
    from evidencekit.packet.png import PngFault, from_picture  # noqa: PLC0415  # Pillow

    with vault.open_capture(entry) as capture:
        original = next((one for one in capture.artefacts() if one.kind == "import"), None)
        if original is None or not original.content_type.startswith("image/"):
            return None
        data = capture.artefact_body(original)
    with tempfile.TemporaryDirectory(prefix="evidencekit-") as folder:
        given, flat = Path(folder) / "original", Path(folder) / "flat.png"
        given.write_bytes(data)
        try:
            png = from_picture(given, flat)
        except PngFault:
            return None
        return ImportedPicture(
            original.urn, original.sha256, original.size, png.width, png.height, flat.read_bytes()
        )
