"""What a desk gives to look at: plain data, read away from the GUI thread."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from evidencekit.domain.capture import Stamped
from evidencekit.foundation.catalogue import current_language
from evidencekit.vault.book import CaptureEntry

if TYPE_CHECKING:
    from evidencekit.casework.dossier import CapturedPage, Dossier
    from evidencekit.casework.finding import Finding
    from evidencekit.casework.model import Case, Complaint, Right, Seller
    from evidencekit.vault.book import Book


@dataclass(frozen=True, slots=True)
class Tile:
    """A part of the full-page screenshot: PNG bytes, where it begins, its size in pixels."""

    y: int
    width: int
    height: int
    png: bytes


@dataclass(frozen=True, slots=True)
class CaptureList:
    """The sealed captures at one moment, newest first; `stamped` by the SHA-256 of their file.

    `damaged_at` is where the custody log can't be read, if so: captures may be missing then.
    `hidden` are the ids of those that a person left out of lists; `both` are all, newest first,
    where some are.
    """

    entries: tuple[CaptureEntry, ...]
    stamped: dict[str, Stamped]
    damaged_at: str | None = None
    hidden: frozenset[str] = frozenset()
    both: tuple[CaptureEntry, ...] = ()

    @classmethod
    def of(cls, book: "Book", stamped: dict[str, Stamped], damaged_at: str | None) -> "CaptureList":
        """Return what the logs tell, once folded."""
        both = tuple(book.listed(hidden=True))
        hidden = frozenset(one.id for one in both if one.id in book.hidden)
        if not hidden:
            return cls(both, stamped, damaged_at)
        entries = tuple(one for one in both if one.id not in hidden)
        return cls(entries, stamped, damaged_at, hidden, both)

    @property
    def waiting(self) -> int:
        """Return how many have no time token yet."""
        proved = {Stamped.STAMPED, Stamped.DEMO}
        return sum(self.stamped.get(one.sha256) not in proved for one in self.entries)


@dataclass(frozen=True, slots=True)
class CaseView:
    """A case with what it names. `complaints` are those about any of its captures, newest first."""

    case: "Case"
    right: "Right"
    sellers: tuple["Seller", ...]
    complaints: tuple["Complaint", ...]


@dataclass(frozen=True, slots=True)
class ComplaintView:
    """A complaint as pre-flight sees it today; nothing is written by looking.

    `language` and `profiles` are those that its packet may have, the recipient's own first.
    """

    complaint: "Complaint"
    recipient: str
    findings: tuple["Finding", ...]
    pages: tuple["CapturedPage", ...]
    language: str
    profiles: tuple[str, ...]

    @classmethod
    def of(cls, dossier: "Dossier", today: date) -> "ComplaintView":
        """Return a complaint as its recipient's rules see it on a day, UTC."""
        from evidencekit.casework.preflight import preflight
        from evidencekit.services.packet_profiles import language_for, profiles_for

        findings = tuple(preflight(dossier, today))
        recipient = dossier.recipient.called(current_language())
        language = language_for(dossier.complaint.language)
        profiles = profiles_for(dossier.recipient, language)
        return cls(dossier.complaint, recipient, findings, dossier.pages, language, profiles)

    @property
    def blocked(self) -> bool:
        """Say whether pre-flight refuses it."""
        return any(finding.level == "block" for finding in self.findings)
