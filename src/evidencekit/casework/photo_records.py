"""The genuine product's photos, and what people saw in pairs of pictures, in the database."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.tables import genuine_photos, photo_decisions
from evidencekit.domain.times import parse_utc, utc_text


class Verdict(StrEnum):
    """What a person saw in two pictures; `open` takes an earlier word back."""

    SAME = "same"
    DIFFERENT = "different"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class GenuinePhoto:
    """A photo of the genuine product: `file` in the vault, SHA-256 of its bytes, its hashes."""

    right_id: str
    file: str
    sha256: str
    views: tuple[int, ...]
    mirrored: tuple[int, ...]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PhotoDecision:
    """What a person saw in two pictures, each named by the SHA-256 of its bytes."""

    first: str
    second: str
    verdict: Verdict
    by: str
    at: datetime

    @property
    def pair(self) -> frozenset[str]:
        """Return the two pictures, in no order."""
        return frozenset({self.first, self.second})


def add_genuine(connection: sa.Connection, photo: GenuinePhoto) -> bool:
    """Add a photo of a right that is there; say whether it was new."""
    table = genuine_photos
    same = (table.c.right_id == photo.right_id) & (table.c.sha256 == photo.sha256)
    if connection.execute(sa.select(table.c.id).where(same)).first() is not None:
        return False
    row = {
        "right_id": photo.right_id,
        "file": photo.file,
        "sha256": photo.sha256,
        "hashes": [[f"{one:016x}" for one in part] for part in (photo.views, photo.mirrored)],
        "by": photo.by,
        "at": utc_text(photo.at),
    }
    connection.execute(table.insert().values(row | rows.stamped(photo.at)))
    return True


def genuine_of(connection: sa.Connection) -> list[GenuinePhoto]:
    """Return all photos of genuine products, the first one first."""
    query = genuine_photos.select().order_by(genuine_photos.c.id)
    found = []
    for row in connection.execute(query).mappings():
        views, mirrored = (tuple(int(one, 16) for one in part) for part in row["hashes"])
        at = parse_utc(row["at"])
        found.append(
            GenuinePhoto(
                row["right_id"], row["file"], row["sha256"], views, mirrored, row["by"], at
            )
        )
    return found


def add_photo_decision(connection: sa.Connection, decision: PhotoDecision) -> None:
    """Add what a person saw; it counts from now on."""
    row = {
        "first": decision.first,
        "second": decision.second,
        "verdict": decision.verdict.value,
        "by": decision.by,
        "at": utc_text(decision.at),
    }
    connection.execute(photo_decisions.insert().values(row | rows.stamped(decision.at)))


def photo_decisions_of(connection: sa.Connection) -> dict[frozenset[str], PhotoDecision]:
    """Return by pair of pictures what was said of it last."""
    query = photo_decisions.select().order_by(photo_decisions.c.id)
    said = [
        PhotoDecision(
            row["first"], row["second"], Verdict(row["verdict"]), row["by"], parse_utc(row["at"])
        )
        for row in connection.execute(query).mappings()
    ]
    return {one.pair: one for one in said}
