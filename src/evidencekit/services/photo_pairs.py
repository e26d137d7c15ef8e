"""Two pictures side by side, ready for the eye: decoded small, in a child, never in the app."""

from collections.abc import Iterable
from dataclasses import dataclass

from evidencekit.casework.photo_child import small_in_child
from evidencekit.domain.errors import ArchiveRefused, FileMissing
from evidencekit.foundation.clock import Clock
from evidencekit.services.photo_pages import picture_bytes
from evidencekit.services.photos import PhotoCandidate, Photos, PlacedPicture
from evidencekit.vault.vault import Vault, VaultWriter

MOST_PAIRS = 24
Cells = tuple[int, int, bytes]


@dataclass(frozen=True, slots=True)
class PhotoPair:
    """A candidate and both pictures: width, height, rows of RGB; None for one not there."""

    candidate: PhotoCandidate
    mine: Cells | None
    other: Cells | None


def pairs_of(
    vault: VaultWriter, clock: Clock, capture_id: str, seen: Iterable[PhotoPair] = ()
) -> list[PhotoPair]:
    """Return the nearest candidates of a capture with their pictures. Raises as `candidates`.

    A picture that was `seen` is not decoded again.
    """
    shown: dict[str, Cells | None] = {}
    for pair in seen:
        shown |= {pair.candidate.picture.sha256: pair.mine, pair.candidate.other.sha256: pair.other}

    def small(picture: PlacedPicture) -> Cells | None:
        if picture.sha256 not in shown:
            data = _bytes(vault, picture)
            shown[picture.sha256] = small_in_child(data) if data else None
        return shown[picture.sha256]

    found = Photos(vault, clock).candidates(capture_id)[:MOST_PAIRS]
    return [PhotoPair(one, small(one.picture), small(one.other)) for one in found]


def _bytes(vault: Vault, picture: PlacedPicture) -> bytes | None:
    try:
        if picture.capture_id is not None:
            return picture_bytes(vault, vault.find(picture.capture_id), picture.sha256)
        path = vault.layout.plain_file(picture.place)
        return path.read_bytes() if path else None
    except (ArchiveRefused, FileMissing, OSError):
        # What is not there is shown as not there; `verify` names the file.
        return None
