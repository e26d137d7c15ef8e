"""A person speaks of facts: confirms, corrects, enters them, says that one is not on the page.

Every word is a row of `casework.db` and a line of custody; what was read stays as it was read.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from evidencekit.casework import complaints, database
from evidencekit.casework.fact_reviews import add_review, reviews_of, reviews_of_each
from evidencekit.casework.fact_values import entered_value, require_name
from evidencekit.casework.standing import (
    FactAction,
    FactReview,
    PictureBox,
    StandingFact,
    fact_content,
    last_words,
    standing_facts,
)
from evidencekit.domain.errors import FactInUse, OperatorMissing, WrongUse
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import Clock
from evidencekit.services.facts_kept import kept_facts
from evidencekit.services.shown_picture import picture_size
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault, VaultWriter

# Lists of addresses are for the program; nobody confirms them by eye.
_NOT_REVIEWED = frozenset({"image_urls"})
_AT_ONCE = 500


def standing_of(
    vault: Vault, connection: sa.Connection, entry: CaptureEntry, until: datetime | None = None
) -> dict[str, StandingFact]:
    """Return how the facts of a capture stand, at `until` if given. Writes nothing."""
    return standing_facts(_read(vault, entry), reviews_of(connection, entry.sha256), until)


def standing_of_each(
    vault: Vault, connection: sa.Connection, entries: Sequence[CaptureEntry]
) -> Iterator[dict[str, StandingFact]]:
    """Give for each of many captures what `standing_of` does; the database is asked for lots."""
    for start in range(0, len(entries), _AT_ONCE):
        lot = entries[start : start + _AT_ONCE]
        said = reviews_of_each(connection, [one.sha256 for one in lot])
        for one in lot:
            yield standing_facts(_read(vault, one), said.get(one.sha256, ()))


def reviewed_facts(
    vault: Vault, entry: CaptureEntry, until: datetime | None = None
) -> dict[str, StandingFact]:
    """Do as `standing_of`, opening `casework.db`. Raises VaultNewer, VaultDamaged."""
    with database.reading(vault) as connection:
        return standing_of(vault, connection, entry, until)


def unconfirmed(facts: Iterable[StandingFact]) -> tuple[str, ...]:
    """Return the names of facts that were read and of which nobody spoke."""
    return tuple(one.name for one in facts if one.action is None and one.name not in _NOT_REVIEWED)


def review_document(vault: Vault, capture_id: str) -> dict[str, object]:
    """Return the object of `facts review --json`. Raises NotFound, VaultNewer, VaultDamaged."""
    entry = vault.find(capture_id)
    facts = reviewed_facts(vault, entry)
    return {
        "capture_id": entry.id,
        "sha256": entry.sha256,
        "facts": {
            name: fact.to_json() for name, fact in facts.items() if name not in _NOT_REVIEWED
        },
    }


@dataclass(frozen=True, slots=True)
class FactReviewing:
    """The use case, on a vault open for writing; `by` is the person who speaks.

    Every method raises OperatorMissing, NotFound, WrongUse, VaultNewer, VaultDamaged, DiskFull,
    VaultNotWritable; on any error no word of it is kept.
    """

    vault: VaultWriter
    clock: Clock

    def confirm(self, capture_id: str, names: Sequence[str], by: str | None) -> list[FactReview]:
        """Confirm facts as they were read; no names: all readings of which nobody spoke yet."""
        entry = self.vault.find(capture_id)
        with self._writing() as connection:
            standing = standing_of(self.vault, connection, entry)
            chosen = tuple(names) or unconfirmed(standing.values())
            read = _read(self.vault, entry)
            missing = [name for name in chosen if name not in read or name in _NOT_REVIEWED]
            if missing or not chosen:
                raise WrongUse(detail=_not_read(entry, missing))
            said = [(name, fact_content(_fact(read, name)), None) for name in chosen]
            return self._keep(connection, entry, FactAction.CONFIRMED, said, by)

    def correct(
        self, capture_id: str, name: str, text: str, by: str | None, box: PictureBox | None = None
    ) -> FactReview:
        """Put another value in the place of one that was read, or that a person gave before."""
        return self._give(capture_id, name, text, by, box)

    def enter(
        self, capture_id: str, name: str, text: str, by: str | None, box: PictureBox | None = None
    ) -> FactReview:
        """Give a fact that nobody read; of a picture that was imported with its place on it."""
        return self._give(capture_id, name, text, by, box, entering=True)

    def not_on_page(
        self, capture_id: str, names: Collection[str], by: str | None
    ) -> list[FactReview]:
        """Say that the page does not show what was read, or what a person gave before."""
        entry = self.vault.find(capture_id)
        with self._writing() as connection:
            known = standing_of(self.vault, connection, entry)
            missing = [name for name in names if name not in known]
            if missing or not names:
                raise WrongUse(detail=_not_read(entry, missing))
            said = [(name, None, None) for name in names]
            return self._keep(connection, entry, FactAction.NOT_ON_PAGE, said, by)

    def undo(self, capture_id: str, name: str, by: str | None) -> FactReview:
        """Take back the last word on a fact. Raises FactInUse once a complaint rests on it."""
        entry = self.vault.find(capture_id)
        with self._writing() as connection:
            word = last_words(reviews_of(connection, entry.sha256)).get(name)
            if word is None:
                text = _("nobody spoke of {fact} of {id}")
                raise WrongUse(detail=text.format(fact=name, id=entry.id))
            self._require_unused(connection, word)
            said = [(name, None, None)]
            undoes = word.record_sha256
            return self._keep(connection, entry, FactAction.UNDONE, said, by, undoes)[0]

    def _give(  # what a person says of one fact, and where
        self,
        capture_id: str,
        name: str,
        text: str,
        by: str | None,
        box: PictureBox | None,
        *,
        entering: bool = False,
    ) -> FactReview:
        entry = self.vault.find(capture_id)
        with self._writing() as connection:
            known = standing_of(self.vault, connection, entry)
            require_name(name, frozenset(known))
            if entering == (name in known):
                raise WrongUse(detail=_other_way(name, entry, entering=entering))
            _require_place(self.vault, entry, box, entering=entering)
            content = entered_value(name, text) | {"raw": text.strip()}
            action = FactAction.ENTERED if entering else FactAction.CORRECTED
            return self._keep(connection, entry, action, [(name, content, box)], by)[0]

    def _writing(self) -> AbstractContextManager[sa.Connection]:
        return database.writing(self.vault, self.clock)

    def _require_unused(self, connection: sa.Connection, word: FactReview) -> None:
        for one in complaints.list_complaints(connection):
            filed = one.confirmed_at is not None and one.confirmed_at >= word.at
            if filed and word.capture_id in one.captures:
                raise FactInUse(fact=word.fact, complaint=one.id)

    def _keep(
        self,
        connection: sa.Connection,
        entry: CaptureEntry,
        action: FactAction,
        said: Sequence[tuple[str, dict[str, object] | None, PictureBox | None]],
        by: str | None,
        undoes: str | None = None,
    ) -> list[FactReview]:
        if by is None or not by.strip():
            raise OperatorMissing(action="facts")
        at = self.clock.now()
        reviews = [
            FactReview(entry.id, entry.sha256, name, action, content, box, by.strip(), at, undoes)
            for name, content, box in said
        ]
        for one in reviews:
            add_review(connection, one, at)
        # Last within the transaction: a line alone says truly that the person spoke.
        for one in reviews:
            body: dict[str, object] = {
                "action": action.value,
                "by": one.by,
                "capture": one.capture_id,
                "capture_sha256": one.capture_sha256,
                "fact": one.fact,
                "record_sha256": one.record_sha256,
            }
            self.vault.record("facts.confirmed", body)
        return reviews


def _read(vault: Vault, entry: CaptureEntry) -> dict[str, object]:
    facts = (kept_facts(vault, entry.sha256) or {}).get("facts")
    return facts if isinstance(facts, dict) else {}


def _fact(read: dict[str, object], name: str) -> dict[str, object]:
    fact = read[name]
    return fact if isinstance(fact, dict) else {}


def _require_place(
    vault: Vault, entry: CaptureEntry, box: PictureBox | None, *, entering: bool
) -> None:
    size, imported = picture_size(vault, entry)
    if box is None:
        if entering and imported:
            text = _("{id} is a picture that was imported: say where on it this stands (a box)")
            raise WrongUse(detail=text.format(id=entry.id))
        return
    sound = min(box.x, box.y) >= 0 and min(box.width, box.height) > 0
    if size is None or not sound or box.x + box.width > size[0] or box.y + box.height > size[1]:
        text = _("the box does not lie on the picture of {id}, which is {width} x {height} pixels")
        width, height = size or (0, 0)
        raise WrongUse(detail=text.format(id=entry.id, width=width, height=height))


def _not_read(entry: CaptureEntry, missing: Sequence[str]) -> str:
    if not missing:
        return _("no reading of {id} waits for a word").format(id=entry.id)
    return _("{id} has no such reading: {facts}").format(id=entry.id, facts=", ".join(missing))


def _other_way(name: str, entry: CaptureEntry, *, entering: bool) -> str:
    if entering:
        return _("{fact} of {id} is known already: correct it").format(fact=name, id=entry.id)
    return _("{fact} of {id} was not read: enter it").format(fact=name, id=entry.id)
