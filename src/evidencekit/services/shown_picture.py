"""The size of the picture on which a person points at a fact: screenshot, or imported picture."""

import io

from evidencekit.domain.errors import ArchiveRefused, FileMissing
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault

FORMATS = ("PNG", "JPEG", "WEBP", "GIF")


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
            return _header_size(capture.artefact_body(original)), True
    except (ArchiveRefused, FileMissing):
        return None, False


def _header_size(data: bytes) -> tuple[int, int] | None:
    """Return what the head of a picture says; nothing of it is decoded."""
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415  # only where one points

    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            return image.size
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return None
