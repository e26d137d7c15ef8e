"""The nouns of casework as frozen objects; times are aware UTC, dates are calendar dates."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from evidencekit.casework.purchase_model import KeptFile
from evidencekit.casework.right_parts import (
    ClassGoods,
    Holder,
    LanguageVersion,
    Licensee,
    MarkType,
    PowerOfAttorney,
    Recordal,
    RegistryId,
    RightPaper,
    Work,
)
from evidencekit.domain.money import Money


class RightKind(StrEnum):
    """What sort of right; a notice names one sort where the recipient wants one."""

    TRADEMARK = "trademark"
    COPYRIGHT = "copyright"
    DESIGN = "design"
    PATENT = "patent"


class RightStatus(StrEnum):
    """Where a right stands in its register, as the user read it there."""

    REGISTERED = "registered"
    PENDING = "pending"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    UNREGISTERED = "unregistered"


class Capacity(StrEnum):
    """As what a filer files."""

    OWNER = "owner"
    AGENT = "agent"


class ComplaintState(StrEnum):
    """How far a complaint is. Before it is exported it can go back to draft, after that never."""

    DRAFT = "draft"
    CHECKED = "checked"
    CONFIRMED = "confirmed"
    EXPORTED = "exported"
    SUBMITTED = "submitted"
    ANSWERED = "answered"
    VERIFIED_GONE = "verified_gone"
    REAPPEARED = "reappeared"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


class Claim(StrEnum):
    """What is said to be wrong; counterfeit: the goods bear a mark that is not theirs."""

    COUNTERFEIT = "counterfeit"
    TRADEMARK = "trademark"
    COPYRIGHT = "copyright"
    DESIGN = "design"
    PATENT = "patent"


class EnclosureKind(StrEnum):
    """What a paper is that goes with a complaint. The last three are confidential."""

    TEST_PURCHASE = "test_purchase"
    APPRAISAL = "appraisal"
    COMPARISON = "comparison"
    TRANSLATION = "translation"
    OTHER = "other"
    SECURITY_FEATURES = "security_features"
    IDENTITY = "identity"
    BUYER_ACCOUNT = "buyer_account"


class RegisterKind(StrEnum):
    """On which register of the United States a mark stands; some recipients refuse the second."""

    PRINCIPAL = "principal"
    SUPPLEMENTAL = "supplemental"


@dataclass(frozen=True, slots=True)
class Right:
    """A right as its register has it. `jurisdiction` is a two-letter code (ISO 3166, WIPO ST.3).

    `territories` are the countries where a right of a regional or international office holds;
    `certificate` is a path in the vault; `own_work_url` where the owner shows a work of copyright.
    `powers` are all that name the right, also those that came with another; `register_extract` is a
    capture of the office's page.
    """

    id: str
    kind: RightKind
    jurisdiction: str
    office: str
    reg_no: str
    mark_text: str
    classes: tuple[int, ...]
    goods: str
    owner_as_registered: str
    reg_date: date | None
    expiry: date | None
    status: RightStatus
    territories: tuple[str, ...]
    certificate: str | None
    register_kind: RegisterKind | None = None
    own_work_url: str = ""
    app_no: str = ""
    mark_type: MarkType | None = None
    register_extract: str | None = None
    class_goods: tuple[ClassGoods, ...] = ()
    versions: tuple[LanguageVersion, ...] = ()
    licensees: tuple[Licensee, ...] = ()
    recordals: tuple[Recordal, ...] = ()
    registry_ids: tuple[RegistryId, ...] = ()
    work: Work | None = None
    holder: Holder | None = None
    papers: tuple[RightPaper, ...] = ()
    powers: tuple[PowerOfAttorney, ...] = ()

    @property
    def words(self) -> str:
        """Return what it is called on paper: the mark if it is one, the number in its register."""
        number = f"{self.office} {self.reg_no}".strip() + f" ({self.jurisdiction})"
        return f"{self.mark_text} · {number}" if self.mark_text else number


@dataclass(frozen=True, slots=True)
class Seller:
    """Who offers: platform and shop id together are one seller."""

    id: str
    platform: str
    shop_id: str
    name: str
    url: str


class CaseState(StrEnum):
    """Whether a case is worked on; one that was merged shows in the other."""

    OPEN = "open"
    ARCHIVED = "archived"
    MERGED = "merged"


@dataclass(frozen=True, slots=True)
class Case:
    """One enforcement matter. `right` is its first right, `rights` are all.

    Rights, sellers and captures are also those of the cases that were merged into it.
    """

    id: str
    name: str
    right: str
    sellers: tuple[str, ...]
    captures: tuple[str, ...]
    rights: tuple[str, ...] = ()
    counsel: str = ""
    state: CaseState = CaseState.OPEN
    merged_into: str | None = None
    merged: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filer:
    """Who files, and as what."""

    name: str
    capacity: Capacity


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A paper that goes with a complaint: `file` in the vault, `name` as it was called.

    `language` is a code (`zh`, `en`), empty when not known; `translator` who translated it: a
    person's name, or `machine`; empty for no translation, or when nobody said.
    """

    file: str
    name: str
    kind: EnclosureKind
    language: str = ""
    translator: str = ""


@dataclass(frozen=True, slots=True)
class FiledRight:
    """What a complaint said of a right when it was confirmed; later edits do not reach it.

    `certificate` and `power` are the papers it rested on, paths in the vault.
    """

    right: str
    owner_as_registered: str
    reg_no: str
    expiry: date | None
    certificate: str | None = None
    power: str | None = None


class ViewedIn(StrEnum):
    """How it is known that a person was shown a listing's picture.

    In the window the program showed it; on the command line the person says so.
    """

    WINDOW = "window"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Viewing:
    """A named person was shown the picture of one listing and said that it infringes."""

    capture: str
    by: str
    at: datetime
    how: ViewedIn


@dataclass(frozen=True, slots=True)
class Declared:
    """A declaration as a named person was shown it in full and accepted it."""

    declaration: str
    text: str
    language: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Batch:
    """Which part of a complaint that one notice could not hold: `number` of `of`, from 1."""

    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Reopening:
    """A confirmation that was taken back before any packet was made of it."""

    confirmed_by: str
    confirmed_at: datetime
    content_sha256: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Transition:
    """A state that a complaint came to; `by` is None where the program found it so."""

    state: ComplaintState
    by: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Complaint:
    """One notice to one recipient. `filed`, `confirmed_by`, `confirmed_at`: once confirmed.

    `holder` is the owner as the notice names it, `explanation` its words; empty: not given.
    `declarations` are free sentences of the form, `declared` those that a person accepted.
    `amends` is the complaint in whose place this one stands; `viewings` are one a capture.
    `transitions` are all states it came to, in order; those before version 0009 were not kept.
    """

    id: str
    recipient: str
    language: str
    seller: str | None
    rights: tuple[str, ...]
    captures: tuple[str, ...]
    filer: Filer
    declarations: tuple[str, ...]
    state: ComplaintState = ComplaintState.DRAFT
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    content_sha256: str | None = None
    filed: tuple[FiledRight, ...] = ()
    holder: str = ""
    claim: Claim | None = None
    explanation: str = ""
    declared: tuple[Declared, ...] = ()
    viewings: tuple[Viewing, ...] = ()
    batch: Batch | None = None
    amends: str | None = None
    reopened: tuple[Reopening, ...] = ()
    enclosures: tuple[Enclosure, ...] = ()
    transitions: tuple[Transition, ...] = ()


class RecheckResult(StrEnum):
    """What a listing was found to be when it was visited again. A wall or an error is unknown."""

    GONE = "gone"
    THERE = "there"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Recheck:
    """One visit to a reported listing: the captures before and now, what was found.

    `capture_now` is None when nothing answered. `reason` is a code that says why the result is
    unknown, else None. `at` is when the visit began.
    """

    capture_before: str
    capture_now: str | None
    result: RecheckResult
    reason: str | None
    by: str
    at: datetime


class StepKind(StrEnum):
    """What happened to a complaint after its packet was made."""

    SUBMITTED = "submitted"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    COUNTER_NOTICE = "counter_notice"
    REPLIED = "replied"
    GONE = "gone"
    REAPPEARED = "reappeared"
    AUTHORITY_CASE = "authority_case"
    SEIZED = "seized"
    WITHDRAWN = "withdrawn"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a complaint, as a person recorded it.

    `on` is the day it happened (where the recipient is), `captures` those it concerns, none: all.
    `reference` is the recipient's number; `reason` the recipient's words, `rule` the pre-flight
    rule that would have caught it; `pieces` and `value` are of a seizure. `files` are papers that
    came with it: a receipt, the text of a counter-notice.
    """

    complaint: str
    kind: StepKind
    on: date
    by: str
    at: datetime
    captures: tuple[str, ...] = ()
    reference: str = ""
    reason: str = ""
    rule: str | None = None
    pieces: int | None = None
    value: Money | None = None
    files: tuple[KeptFile, ...] = ()


@dataclass(frozen=True, slots=True)
class StepWish:
    """What a person says happened. `on` None is today; `captures` empty is all of them.

    `rule` is a pre-flight rule, or a recipient's code for why it refused, of which the rule is kept
    that would have caught it. `files` are PDF, PNG or JPEG files of this computer.
    """

    kind: StepKind
    on: date | None = None
    captures: tuple[str, ...] = ()
    reference: str = ""
    reason: str = ""
    rule: str | None = None
    pieces: int | None = None
    value: Money | None = None
    files: tuple[Path, ...] = ()
