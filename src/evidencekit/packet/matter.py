"""What a packet says of the matter around its exhibits: rights, sellers, sums, people, custody."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evidencekit.casework.sheet_answers import SheetAnswer
    from evidencekit.casework.thresholds import Missing, ThresholdSheet


@dataclass(frozen=True, slots=True)
class Action:
    """A line of a capture's action log: what the program did to the page, and how it ended."""

    at: str
    did: str
    target: str
    result: Mapping[str, object]
    script_sha256: str | None = None


@dataclass(frozen=True, slots=True)
class WireValue:
    """A value as the screen showed it, whether the server's bytes hold it, and in which record."""

    name: str
    shown: str
    result: str
    record: str


@dataclass(frozen=True, slots=True)
class Visit:
    """How a capture came about, from its own records.

    `watched`: the page was open before a person when it was captured, the program loaded nothing.
    """

    actions: tuple[Action, ...] = ()
    wire: tuple[WireValue, ...] = ()
    watched: bool = False


@dataclass(frozen=True, slots=True)
class NamedRight:
    """A right as the packet names it; texts as the register has them, days or None."""

    kind: str
    mark: str
    number: str
    office: str
    jurisdiction: str
    classes: tuple[int, ...]
    goods: str
    owner: str
    expiry: date | None


@dataclass(frozen=True, slots=True)
class IndexedSeller:
    """A seller, the numbers of the exhibits that show it; `known` False: as the page names it."""

    name: str
    platform: str
    shop_id: str
    url: str
    exhibits: tuple[int, ...]
    known: bool = True


@dataclass(frozen=True, slots=True)
class Viewer:
    """A person who says to have looked at a capture's picture: who, when, in which way."""

    capture_id: str
    by: str
    at: datetime
    how: str


@dataclass(frozen=True, slots=True)
class Sums:
    """The threshold sheet of a seller, `right` by its number, shops and grounds as named.

    `answers` are what persons said that no figure shows, `lacking` what they have to say yet.
    """

    seller: str
    right: str
    shops: tuple[str, ...]
    grounds: tuple[str, ...]
    sheet: "ThresholdSheet"
    answers: "tuple[SheetAnswer, ...]" = ()
    lacking: "tuple[Missing, ...]" = ()


@dataclass(frozen=True, slots=True)
class CustodyOf:
    """The custody of one artefact, by its path; `rows` are number, time, words, by whom."""

    file: str
    rows: tuple[tuple[str, str, str, str], ...]


@dataclass(frozen=True, slots=True)
class PlatePicture:
    """A picture of a plate: on disk, its source in words, SHA-256 of the source.

    `cropped`: a part of it, as a person chose it.
    """

    path: Path
    source: str
    sha256: str
    cropped: bool = False


@dataclass(frozen=True, slots=True)
class PlatePoint:
    """One point of comparison; places are shares of width and height (0 to 1), None: not marked.

    `confidential` ones stand in archives alone.
    """

    words: str
    genuine: tuple[float, float] | None = None
    suspect: tuple[float, float] | None = None
    confidential: bool = False


@dataclass(frozen=True, slots=True)
class Plate:
    """Genuine left, suspect right; `by` is the person who compared, empty where nobody did."""

    exhibit: int
    genuine: PlatePicture
    suspect: PlatePicture
    points: tuple[PlatePoint, ...] = ()
    by: str = ""


@dataclass(frozen=True, slots=True)
class GenuineProduct:
    """A product of a right, as its register tells it: what may be told, nothing confidential.

    `prices` are triples of a price, the day and the source.
    """

    name: str
    sku: str
    features: str
    prices: tuple[tuple[str, str, str], ...]
    photos: tuple[PlatePicture, ...] = ()


@dataclass(frozen=True, slots=True)
class Redaction:
    """What was taken out of a picture or text of an exhibit: what, why, when (UTC text).

    By whom stands in the vault's own log: no name of ours goes to strangers.
    """

    exhibit: int
    what: str
    why: str
    at: str


@dataclass(frozen=True, slots=True)
class Matter:
    """Everything a packet knows beside its exhibits; all of it may be empty, and that is said."""

    rights: tuple[NamedRight, ...] = ()
    sellers: tuple[IndexedSeller, ...] = ()
    viewers: tuple[Viewer, ...] = ()
    sums: tuple[Sums, ...] = ()
    custody: tuple[CustodyOf, ...] = ()
    plates: tuple[Plate, ...] = ()
    products: tuple[GenuineProduct, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    visits: Mapping[int, Visit] = field(default_factory=dict)
