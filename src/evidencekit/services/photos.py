"""Pictures that may show the same: candidates for a person's eye, who decides.

A candidate is a picture near by its hashes, or of the same bytes. It is never a match by itself.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.casework import database, rights
from evidencekit.casework.attachments import keep_paper, read_paper
from evidencekit.casework.photo_child import hash_in_child
from evidencekit.casework.photo_records import (
    GenuinePhoto,
    PhotoDecision,
    Verdict,
    add_genuine,
    add_photo_decision,
    genuine_of,
    photo_decisions_of,
)
from evidencekit.domain.errors import WrongUse
from evidencekit.domain.times import utc_text
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import Clock
from evidencekit.services.facts_kept import kept_facts
from evidencekit.services.persons import named
from evidencekit.services.photo_pages import KeptPicture, hash_galleries, kept_pictures
from evidencekit.services.reappearing import listing_of
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault, VaultWriter

if TYPE_CHECKING:
    from evidencekit.services.reappearing import Listing

MOST_CANDIDATES = 100


@dataclass(frozen=True, slots=True)
class PlacedPicture:
    """A picture with where it lies: in a capture, or among the genuine photos of a right."""

    sha256: str
    views: tuple[int, ...]
    mirrored: tuple[int, ...]
    capture_id: str | None = None
    right_id: str | None = None
    place: str = ""

    def to_json(self) -> dict[str, object]:
        """Return `{sha256, capture, right, place}`."""
        return {
            "sha256": self.sha256,
            "capture": self.capture_id,
            "right": self.right_id,
            "place": self.place,
        }


@dataclass(frozen=True, slots=True)
class PhotoCandidate:
    """Two pictures that may show the same. `bits` of 64 in which their nearest views differ."""

    picture: PlacedPicture
    other: PlacedPicture
    bits: int
    mirrored: bool
    decision: PhotoDecision | None = None

    def to_json(self) -> dict[str, object]:
        """Return an element of `photos --json`."""
        said = self.decision
        return {
            "picture": self.picture.to_json(),
            "other": self.other.to_json(),
            "same_bytes": self.picture.sha256 == self.other.sha256,
            "bits": self.bits,
            "mirrored": self.mirrored,
            "verdict": said.verdict.value if said else Verdict.OPEN.value,
            "by": said.by if said else None,
            "at": utc_text(said.at) if said else None,
        }


@dataclass(frozen=True, slots=True)
class Photos:
    """The use case, on a vault open for writing: what is hashed is kept.

    Raises VaultNewer, VaultDamaged, DiskFull, VaultNotWritable beside what a method names.
    """

    vault: VaultWriter
    clock: Clock

    def candidates(self, capture_id: str) -> list[PhotoCandidate]:
        """Return for the pictures of a capture those near them, nearest first. Raises NotFound."""
        entry = self.vault.find(capture_id)
        hash_galleries(self.vault, self.clock)
        return photo_candidates(self.vault, entry)

    def add_genuine(self, right_id: str, files: Sequence[Path], by: str | None) -> list[str]:
        """Keep photos of the genuine product of a right; return the SHA-256 of each.

        Raises NotFound, OperatorMissing, FileMissing, WrongUse for what is no PNG or JPEG picture.
        """
        person = named(by, "photos")
        papers = [read_paper(file, "photo", file.name) for file in files]
        answers = hash_in_child([paper.data for paper in papers])
        bad = next((f for f, a in zip(files, answers, strict=True) if "fault" in a), None)
        if bad is not None:
            raise WrongUse(detail=_("{file} is no picture that can be read").format(file=bad.name))
        at = self.clock.now()
        with database.writing(self.vault, self.clock) as connection:
            rights.find_right(connection, right_id)
            for paper, answer in zip(papers, answers, strict=True):
                keep_paper(self.vault, paper)
                digest = hashlib.sha256(paper.data).hexdigest()
                views, mirrored = (_hashes(answer[name]) for name in ("hashes", "mirrored"))
                photo = GenuinePhoto(right_id, paper.path, digest, views, mirrored, person, at)
                add_genuine(connection, photo)
        return [hashlib.sha256(paper.data).hexdigest() for paper in papers]

    def decide(self, first: str, second: str, verdict: Verdict, by: str | None) -> PhotoDecision:
        """Record what a person sees in two pictures. Raises OperatorMissing, WrongUse."""
        person = named(by, "photos")
        with database.writing(self.vault, self.clock) as connection:
            known = {one.sha256 for one in genuine_of(connection)}
            for entry in self.vault.captures():
                known |= {one.sha256 for one in kept_pictures(self.vault, entry)}
            missing = next((one for one in (first, second) if one not in known), None)
            if missing is not None or first == second:
                text = _("{sha256} is no other picture of this vault")
                raise WrongUse(detail=text.format(sha256=missing or second))
            made = PhotoDecision(first, second, verdict, person, self.clock.now())
            add_photo_decision(connection, made)
        return made


def photo_candidates(vault: Vault, entry: CaptureEntry) -> list[PhotoCandidate]:
    """Return the candidates among what is hashed. Captures of the same listing are left out."""
    from evidencekit.casework.photo_search import PictureIndex  # noqa: PLC0415  # numpy

    mine = _placed(entry, kept_pictures(vault, entry))
    with database.reading(vault) as connection:
        decided = photo_decisions_of(connection)
        genuine = genuine_of(connection)
    others = [*_genuine(genuine), *_of_others(vault, entry)]
    index = PictureIndex([one.views for one in others])
    found = [
        PhotoCandidate(
            picture,
            others[near.place],
            near.bits,
            near.mirrored,
            decided.get(frozenset({picture.sha256, others[near.place].sha256})),
        )
        for picture in mine
        for near in index.near(picture.views, picture.mirrored)
    ]
    found.sort(key=lambda one: (one.bits, one.other.right_id is None))
    return found[:MOST_CANDIDATES]


def _of_others(vault: Vault, entry: CaptureEntry) -> Iterator[PlacedPicture]:
    shown = _listing(vault, entry)
    for other in vault.captures():
        pictures = kept_pictures(vault, other)
        if other.id != entry.id and pictures:
            theirs = _listing(vault, other)
            if shown is None or theirs is None or not theirs.same_as(shown):
                yield from _placed(other, pictures)


def _placed(entry: CaptureEntry, pictures: Sequence[KeptPicture]) -> list[PlacedPicture]:
    return [
        PlacedPicture(one.sha256, one.views, one.mirrored, entry.id, None, one.url)
        for one in pictures
        if one.fault is None
    ]


def _genuine(photos: Sequence[GenuinePhoto]) -> list[PlacedPicture]:
    return [
        PlacedPicture(one.sha256, one.views, one.mirrored, None, one.right_id, one.file)
        for one in photos
    ]


def _listing(vault: Vault, entry: CaptureEntry) -> "Listing | None":
    """Return which listing a capture shows, None where that was not read."""
    facts = (kept_facts(vault, entry.sha256) or {}).get("facts")
    if not isinstance(facts, dict):
        return None
    shown = listing_of("", facts)
    return shown if shown.listing_id else None


def _hashes(said: object) -> tuple[int, ...]:
    return tuple(int(str(one), 16) for one in said) if isinstance(said, list) else ()
