"""All that a complaint rests on: what pre-flight looks at, what a packet is made of."""

from dataclasses import dataclass
from datetime import date

from evidencekit.casework.model import Complaint, EnclosureKind, Filer, Right, Seller
from evidencekit.casework.purchase_model import PurchaseProof
from evidencekit.casework.recipients import Recipient
from evidencekit.casework.right_standing import StandingPaper, standing_papers
from evidencekit.casework.rulebook import Rulebook
from evidencekit.casework.standing import StandingFact


@dataclass(frozen=True, slots=True)
class PageMarks:
    """Marks that a person drew over a page's picture: their number there, and their words.

    `left_out` says in one word why no packet shows them: `unreadable` or `other_original`.
    """

    number: int
    words: tuple[str, ...] = ()
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class CapturedPage:
    """A capture as a complaint names it: where the page stood at the end, and its kind.

    `url`, `page_kind` and `title` are empty, `captured_on` (UTC) None when the sealed file can't be
    read. `facts` are those that a person confirmed, corrected or entered, and only they are
    complained with; `unconfirmed` names those that were merely read. `started` (UTC text) and
    `state` are as sealed, empty when the sealed file can't be read; `marks` were drawn by then.
    """

    capture_id: str
    url: str
    page_kind: str
    title: str = ""
    captured_on: date | None = None
    facts: tuple[StandingFact, ...] = ()
    unconfirmed: tuple[str, ...] = ()
    started: str = ""
    state: str = ""
    marks: tuple[PageMarks, ...] = ()


@dataclass(frozen=True, slots=True)
class Dossier:
    """A complaint with everything it names. Once confirmed, `rights` say what was filed.

    `recipient` holds the rules as they stand today, each fact with status and sources, and `rules`
    is where they stand; `captures` and `pages` are in the order of the complaint. `secrets` are
    what no platform and no seller may see, pairs of a kind (as of `EnclosureKind`) and the words.
    `unusable` are papers of the rights that are missing or whose bytes are not those that were
    kept; `bought` says what test purchases about these captures or this seller prove.
    """

    complaint: Complaint
    rights: tuple[Right, ...]
    seller: Seller | None
    pages: tuple[CapturedPage, ...]
    recipient: Recipient
    rules: Rulebook
    secrets: tuple[tuple[EnclosureKind, str], ...] = ()
    unusable: frozenset[str] = frozenset()
    bought: tuple[PurchaseProof, ...] = ()

    @property
    def papers(self) -> list[StandingPaper]:
        """Return certificates and powers that the packet names, each with its hash."""
        return standing_papers(self.complaint, self.rights)

    @property
    def filer(self) -> Filer:
        """Return who files."""
        return self.complaint.filer

    @property
    def captures(self) -> tuple[str, ...]:
        """Return the capture ids, in the order of the exhibits."""
        return self.complaint.captures
