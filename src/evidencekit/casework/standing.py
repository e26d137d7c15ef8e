"""What a person said of facts, and how a fact stands after it. Readings themselves never change."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from evidencekit.domain.times import utc_text
from evidencekit.evidence.canonical import canonical

_PARTS = ("value", "low", "high", "raw", "where", "reader")


class FactAction(StrEnum):
    """What a person did with a fact."""

    CONFIRMED = "confirmed"
    CORRECTED = "corrected"
    ENTERED = "entered"
    NOT_ON_PAGE = "not_on_page"
    UNDONE = "undone"


# What may stand in a complaint and be counted; a reading alone may not.
COUNTED = frozenset({FactAction.CONFIRMED, FactAction.CORRECTED, FactAction.ENTERED})


@dataclass(frozen=True, slots=True)
class PictureBox:
    """A place on a picture, in the picture's own pixels."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class FactReview:
    """One word of a named person on one fact of one capture, for ever.

    `content` is the fact as it stands after it: value, low, high, raw, where, reader; None when it
    is not on the page or an earlier word is undone. `undoes` is that word's `record_sha256`.
    """

    capture_id: str
    capture_sha256: str
    fact: str
    action: FactAction
    content: dict[str, object] | None
    box: PictureBox | None
    by: str
    at: datetime
    undoes: str | None = None

    @property
    def record_sha256(self) -> str:
        """Return the SHA-256 of the record's canonical JSON; custody names it by this."""
        box = self.box
        record: dict[str, object] = {
            "v": 1,
            "capture": self.capture_id,
            "capture_sha256": self.capture_sha256,
            "fact": self.fact,
            "action": self.action.value,
            "content": self.content,
            "box": [box.x, box.y, box.width, box.height] if box else None,
            "by": self.by,
            "at": utc_text(self.at),
            "undoes": self.undoes,
        }
        return hashlib.sha256(canonical(record)).hexdigest()


@dataclass(frozen=True, slots=True)
class StandingFact:
    """A fact as it stands. `action` None: it was read, and nobody spoke of it.

    `content` as in `FactReview`; of a fact that is not on the page what was read, if anything.
    """

    name: str
    content: dict[str, object]
    action: FactAction | None = None
    by: str | None = None
    at: datetime | None = None
    box: PictureBox | None = None

    @property
    def counts(self) -> bool:
        """Say whether it may enter a complaint."""
        return self.action in COUNTED

    @property
    def text(self) -> str:
        """Return the value for reading; of a bucket its low end and `+`; empty if there is none."""
        value = self.content.get("value")
        if isinstance(value, bool):
            return str(value).lower()
        if value is None and self.content.get("low") is not None:
            # A bucket: its low end is what the page shows, and no more.
            return f"{self.content['low']}+"
        return "" if value is None else str(value)

    def to_json(self) -> dict[str, object]:
        """Return the object of `facts review --json`; a box is `[x, y, width, height]`."""
        box = self.box
        return {
            **{part: self.content.get(part) for part in _PARTS},
            "standing": self.action.value if self.action else "read",
            "by": self.by,
            "at": utc_text(self.at) if self.at else None,
            "box": [box.x, box.y, box.width, box.height] if box else None,
        }


def fact_content(read: Mapping[str, object]) -> dict[str, object]:
    """Return of a fact as it was read what a record keeps."""
    return {part: read[part] for part in _PARTS if read.get(part) is not None}


def last_words(
    reviews: Iterable[FactReview], until: datetime | None = None
) -> dict[str, FactReview]:
    """Return by fact the last word that was not undone; `reviews` of one capture in their order.

    `until` looks back: what was said later, and what was undone later, counts for nothing.
    """
    said = [one for one in reviews if until is None or one.at <= until]
    words = [one for one in said if one.action is not FactAction.UNDONE]
    undone = {one.undoes for one in said if one.undoes}
    if undone:
        # Only then: the record of each word is written out and hashed for it.
        words = [one for one in words if one.record_sha256 not in undone]
    return {one.fact: one for one in words}


def standing_facts(
    read: Mapping[str, object], reviews: Iterable[FactReview], until: datetime | None = None
) -> dict[str, StandingFact]:
    """Return how each fact stands: `read` are the facts of a kept reading, by name."""
    known = {name: fact for name, fact in read.items() if isinstance(fact, dict)}
    found = {name: StandingFact(name, fact_content(fact)) for name, fact in known.items()}
    for name, word in last_words(reviews, until).items():
        content = word.content if word.content is not None else fact_content(known.get(name, {}))
        found[name] = StandingFact(name, content, word.action, word.by, word.at, word.box)
    return found
