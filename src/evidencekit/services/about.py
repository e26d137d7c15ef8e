"""What a sealed capture says of itself: light to load, for whoever captures."""

from evidencekit.domain.errors import ArchiveRefused
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault


def about_capture(vault: Vault, entry: CaptureEntry) -> dict[str, object]:
    """Return what the sealed file says of itself (6.7); empty when it can't be read."""
    path = vault.layout.plain_file(entry.file)
    if path is None:
        return {}
    try:
        with vault.open_capture(entry) as capture:
            return capture.evidencekit
    except ArchiveRefused:
        # A list is no verification: what can't be read is shown as unknown here, named there.
        return {}
