"""A submission: smaller pictures, and as many PDFs as the recipient's limits ask for.

An archive goes to a court, an authority, one's own lawyer. Whoever may hand what he gets to the
seller gets a submission, without captures.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from evidencekit.domain.errors import ArchiveNotForRecipient
from evidencekit.foundation.catalogue import N_, Catalogue, _
from evidencekit.packet.compose import compose
from evidencekit.packet.jpeg import JPEG, SUFFIX, as_jpeg
from evidencekit.packet.marked import MarkedPicture
from evidencekit.packet.model import Exhibit, Limits, PacketContent, PacketFile, PacketPlan, PartOf
from evidencekit.packet.png import scan
from evidencekit.packet.split import Group, Size, parts_of, split
from evidencekit.services.packet_profiles import MAY_HAND_ON

INSIDE = (
    N_("the operator's name"),
    N_("the computer, its programs, fonts and time zone"),
    N_("addresses in the local network and the certificates that were met"),
    N_("pages as an account saw them, if somebody was logged in"),
    N_("the whole responses of every site that the page asked"),
)
_NO_HASH = "0" * 64


def require_archive_allowed(plan: PacketPlan) -> None:
    """Raise ArchiveNotForRecipient for an archive that may come to the seller."""
    if plan.archive and plan.recipient_kind in MAY_HAND_ON:
        told = ", ".join(_(one) for one in INSIDE)
        raise ArchiveNotForRecipient(recipient=plan.recipient or "?", inside=told)


def smaller(exhibit: Exhibit) -> Exhibit:
    """Return the exhibit with JPEG copies of its pictures, beside these. Raises PngFault, OSError.

    The hashes stay those of the pictures in the capture.
    """
    shots = []
    for shot in exhibit.screenshots:
        path = shot.path.with_suffix(SUFFIX)
        as_jpeg(scan(shot.path), path)
        shot.path.unlink()
        shots.append(replace(shot, path=path, converted=shot.converted or JPEG))
    marked = tuple(
        replace(layer, pictures=tuple(map(_smaller_marked, layer.pictures)))
        for layer in exhibit.marked
    )
    return replace(exhibit, screenshots=tuple(shots), marked=marked)


def _smaller_marked(picture: MarkedPicture) -> MarkedPicture:
    if picture.path is None:
        return picture
    path = picture.path.with_suffix(SUFFIX)
    as_jpeg(scan(picture.path), path)
    picture.path.unlink()
    return replace(picture, path=path)


@dataclass(frozen=True, slots=True)
class Parting:
    """Finds the parts of a submission by writing them; `trial` is a file for that."""

    files: Sequence[PacketFile]
    words: Catalogue
    trial: Path

    def parted(self, content: PacketContent) -> PacketContent:
        """Return the content with its parts. Raises ExhibitTooLarge, PngFault, OSError."""
        limits = content.plan.limits or Limits()

        def write(groups: tuple[Group, ...], place: int) -> Size:
            parts = parts_of(groups)
            whole = replace(content, parts=parts)
            with self.trial.open("wb") as file:
                pages = compose(
                    file, part_of(whole, parts[place]), self.files, _NO_HASH, self.words
                )
            return Size(self.trial.stat().st_size, pages)

        groups = split(content.exhibits, limits, write)
        self.trial.unlink(missing_ok=True)
        return replace(content, parts=parts_of(groups) if len(groups) > 1 else ())


def part_of(content: PacketContent, part: PartOf) -> PacketContent:
    """Return the content of one of its parts."""
    exhibits = tuple(one for one in content.exhibits if one.number in part.exhibits)
    return replace(content, exhibits=exhibits, part=part)
