"""What a right is made of beside its main fields: papers, powers, language versions, recordals."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class MarkType(StrEnum):
    """What a trade mark consists of."""

    WORD = "word"
    FIGURE = "figure"
    COMBINED = "combined"


class PaperKind(StrEnum):
    """What a paper of a right is; the certificate and a power of attorney prove standing."""

    CERTIFICATE = "certificate"
    POWER = "power"
    MARK_IMAGE = "mark_image"
    RENEWAL = "renewal"
    ASSIGNMENT = "assignment"
    NAME_CHANGE = "name_change"
    MADRID_EXTENSION = "madrid_extension"
    TRANSLATION = "translation"
    CLAIMS_CHART = "claims_chart"
    REGISTER_COPY = "register_copy"
    OTHER = "other"


class HolderType(StrEnum):
    """What an owner is."""

    PERSON = "person"
    COMPANY = "company"


@dataclass(frozen=True, slots=True)
class ClassGoods:
    """The goods of one class of the Nice Classification, 1 to 45."""

    number: int
    goods: str


@dataclass(frozen=True, slots=True)
class LanguageVersion:
    """The right in another language, as a register or a sworn translator has it."""

    language: str
    mark_text: str = ""
    owner: str = ""
    goods: str = ""


@dataclass(frozen=True, slots=True)
class Licensee:
    """Who may use the right; whoever sells by this licence does not infringe it."""

    name: str
    territory: str = ""
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Recordal:
    """A right as a customs authority keeps it."""

    authority: str
    number: str
    expiry: date | None = None


@dataclass(frozen=True, slots=True)
class RegistryId:
    """The number under which a platform's own brand registry knows the right."""

    platform: str
    number: str


@dataclass(frozen=True, slots=True)
class Work:
    """What a copyright is in. `first_publication` as far as it is known: a year, or a day."""

    title: str = ""
    author: str = ""
    work_type: str = ""
    first_publication: str = ""
    description: str = ""
    claim_statement: str = ""


@dataclass(frozen=True, slots=True)
class Holder:
    """The owner as forms ask for it. Platforms pass `public_email` on to sellers."""

    type: HolderType | None = None
    country: str = ""
    address: str = ""
    registration_no: str = ""
    tax_id: str = ""
    public_email: str = ""
    private_email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class PowerOfAttorney:
    """A power of attorney: `file` in the vault, the agent, its days (inclusive), what it names.

    `rights` are ids or registration numbers, `recipients` recipient ids. `ended_on` is the day on
    which it was withdrawn. `notarised`, `apostille`: None is not known.
    """

    file: str
    agent: str
    valid_from: date | None
    valid_to: date | None
    rights: tuple[str, ...]
    recipients: tuple[str, ...]
    language: str = ""
    scope: str = ""
    translation: str | None = None
    notarised: bool | None = None
    apostille: bool | None = None
    ended_on: date | None = None

    def names(self, right_id: str, reg_no: str) -> bool:
        """Say whether it names a right, by id or number."""
        return right_id in self.rights or (reg_no != "" and reg_no in self.rights)


@dataclass(frozen=True, slots=True)
class RightPaper:
    """A paper of a right beside certificate and powers; `name` is what its file was called."""

    kind: PaperKind
    file: str
    name: str
    language: str
    valid_to: date | None
    remark: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class RightChange:
    """What a named person changed of a right: by field what stood there before, and after."""

    fields: dict[str, list[object]]
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PaperWish:
    """A paper as a person adds it. Agent, recipients and the flags are of a power of attorney.

    `rights` empty is the right that it is added to.
    """

    kind: PaperKind
    language: str = ""
    remark: str = ""
    agent: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    rights: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    notarised: bool | None = None
    apostille: bool | None = None
