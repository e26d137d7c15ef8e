"""A test purchase: the order, what happened to the parcel and in whose hands it was, in order."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from evidencekit.domain.money import Money
from evidencekit.domain.times import utc_text
from evidencekit.evidence.canonical import canonical


class EntryKind(StrEnum):
    """What an entry of a purchase records."""

    PARCEL = "parcel"
    TRACKING = "tracking"
    HANDOVER = "handover"
    OPENED = "opened"
    PHOTO = "photo"
    STORED = "stored"
    APPRAISAL = "appraisal"
    NOTARY = "notary"
    NOTE = "note"
    UNDONE = "undone"


class AppraisalResult(StrEnum):
    """What an appraisal says of the goods."""

    COUNTERFEIT = "counterfeit"
    GENUINE = "genuine"
    UNCLEAR = "unclear"


@dataclass(frozen=True, slots=True)
class EntryForm:
    """Which fields an entry of a kind must have, and which it may."""

    needed: frozenset[str]
    allowed: frozenset[str]


def _form(needed: str = "", allowed: str = "") -> EntryForm:
    must = frozenset(needed.split())
    return EntryForm(must, must | frozenset(allowed.split()))


_RECEIPT = frozenset({EntryKind.PARCEL, EntryKind.OPENED})
_DAY = len("2026-11-27")
FORMS: dict[EntryKind, EntryForm] = {
    EntryKind.PARCEL: _form("when", "carrier tracking_no sender received_by condition"),
    EntryKind.TRACKING: _form("when status", "carrier tracking_no place"),
    EntryKind.HANDOVER: _form("when giver taker", "seal_no place"),
    EntryKind.OPENED: _form("when opened_by", "witness seal_no place"),
    EntryKind.PHOTO: _form("shows", "when"),
    EntryKind.STORED: _form("when place", "seal_no"),
    EntryKind.APPRAISAL: _form("when result signer basis", "position words seal_no"),
    EntryKind.NOTARY: _form("when reference", "notary place"),
    EntryKind.NOTE: _form("words", "when"),
    EntryKind.UNDONE: _form("number words"),
}


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file of an entry: where it is in the vault, its hash, what it was called."""

    file: str
    sha256: str
    name: str


@dataclass(frozen=True, slots=True)
class PurchaseEntry:
    """One thing that happened to a purchase, as a named person recorded it; never changed.

    `said` has the fields of `FORMS`; `when` is a day, or a time with its offset from UTC.
    """

    number: int
    purchase: str
    kind: EntryKind
    said: dict[str, str]
    files: tuple[KeptFile, ...]
    by: str
    at: datetime

    @property
    def content(self) -> dict[str, object]:
        """Return what is kept, and hashed."""
        return {
            "v": 1,
            "purchase": self.purchase,
            "kind": self.kind.value,
            "said": self.said,
            "files": [[one.file, one.sha256, one.name] for one in self.files],
            "by": self.by,
            "at": utc_text(self.at),
        }

    @property
    def record_sha256(self) -> str:
        """Return the SHA-256 of the entry's canonical JSON."""
        return hashlib.sha256(canonical(self.content)).hexdigest()


@dataclass(frozen=True, slots=True)
class Purchase:
    """A test purchase. `account` is whose account bought: confidential, it leaves with no packet.

    `entries` are all, `undone` the numbers of those that were taken back.
    """

    id: str
    case: str | None
    seller: str | None
    capture: str | None
    order_no: str
    ordered_on: date | None
    paid_on: date | None
    paid: Money | None
    account: str
    note: str
    entries: tuple[PurchaseEntry, ...] = ()

    @property
    def undone(self) -> frozenset[int]:
        """Return the numbers of entries that were taken back."""
        taken = (one for one in self.entries if one.kind is EntryKind.UNDONE)
        return frozenset(int(one.said["number"]) for one in taken)

    @property
    def standing(self) -> list[PurchaseEntry]:
        """Return the entries that nobody took back."""
        undone = self.undone
        kept = (one for one in self.entries if one.kind is not EntryKind.UNDONE)
        return [one for one in kept if one.number not in undone]

    @property
    def proof(self) -> "PurchaseProof":
        """Return what it proves."""
        came = [one for one in self.standing if one.kind in _RECEIPT]
        appraisals = [one for one in self.standing if one.kind is EntryKind.APPRAISAL]
        last = appraisals[-1] if appraisals else None
        return PurchaseProof(
            self.id,
            bool(came or last),
            AppraisalResult(last.said["result"]) if last else None,
            ordered_on=self.ordered_on.isoformat() if self.ordered_on else "",
            received_on=came[0].said["when"][:_DAY] if came else "",
            appraised_on=last.said["when"][:_DAY] if last else "",
            signer=last.said["signer"] if last else "",
            receipt_papers=tuple(file.sha256 for one in came for file in one.files),
            appraisal_papers=tuple(file.sha256 for file in last.files) if last else (),
        )


@dataclass(frozen=True, slots=True)
class PurchaseProof:
    """What a purchase proves: whether goods came, and what the last appraisal says of them.

    Days are as they were recorded (where it happened), empty when not known; papers are SHA-256 of
    the files kept with the entries.
    """

    purchase: str
    received: bool
    appraisal: AppraisalResult | None
    ordered_on: str = ""
    received_on: str = ""
    appraised_on: str = ""
    signer: str = ""
    receipt_papers: tuple[str, ...] = ()
    appraisal_papers: tuple[str, ...] = ()
