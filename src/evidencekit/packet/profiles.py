"""Profiles: the same matter in the order, numbering and extent that one sort of reader wants.

A table, no code: what a part says is in `parts/`, one module a part.
"""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """A part of a packet, one module of `parts/` each or a function of one."""

    COVER = "cover"
    CONTENTS = "contents"
    EVIDENCE_LIST = "evidence_list"
    NARRATIVE = "narrative"
    SELLERS = "sellers"
    METHOD = "method"
    COMPLETENESS = "completeness"
    PLATE = "plate"
    MARKS = "marks"
    THRESHOLD = "threshold"
    EXHIBITS = "exhibits"
    SHORT_EXHIBITS = "short_exhibits"
    VIEWING = "viewing"
    CERTIFICATE = "certificate"
    DECLARATION = "declaration"
    SEAL = "seal"
    SIGNATURES = "signatures"
    TRANSLATOR = "translator"
    CUSTODY = "custody"
    REDACTIONS = "redactions"
    HASHES = "hashes"
    CHECKING = "checking"
    PROOF = "proof"


class Numbering(StrEnum):
    """How exhibits are called: A, B, ... AA, or 1, 2 (with the word of the language before it)."""

    LETTERS = "letters"
    NUMBERS = "numbers"


@dataclass(frozen=True, slots=True)
class Profile:
    """One sort of packet.

    `archive`: captures, signatures and tokens go along, and operator and machine are named; without
    it the packet is a submission to somebody who may hand it to the seller: nothing of the kind is
    in it. `max_pages` is our figure for readers who take no more; `both_languages`: heads of tables
    in English and Chinese.
    """

    id: str
    parts: tuple[Part, ...]
    numbering: Numbering = Numbering.NUMBERS
    language: str | None = None
    archive: bool = True
    slip_sheets: bool = False
    bates: bool = False
    max_pages: int | None = None
    both_languages: bool = False


_END = (Part.SIGNATURES, Part.REDACTIONS, Part.HASHES, Part.CHECKING, Part.PROOF)
_HOW = (Part.METHOD, Part.COMPLETENESS)
_SHORT = (
    Part.COVER,
    Part.NARRATIVE,
    Part.CONTENTS,
    Part.MARKS,
    Part.SHORT_EXHIBITS,
    Part.REDACTIONS,
    Part.SIGNATURES,
    Part.PROOF,
)

INTERNAL = Profile(
    "internal",
    (
        Part.COVER,
        Part.CONTENTS,
        Part.SELLERS,
        Part.NARRATIVE,
        Part.THRESHOLD,
        Part.PLATE,
        Part.MARKS,
        Part.EXHIBITS,
        *_HOW,
        Part.CUSTODY,
        *_END,
    ),
)
PROFILES: dict[str, Profile] = {
    one.id: one
    for one in (
        Profile(
            "us_court",
            (
                Part.COVER,
                Part.CONTENTS,
                Part.SELLERS,
                Part.NARRATIVE,
                *_HOW,
                Part.PLATE,
                Part.MARKS,
                Part.THRESHOLD,
                Part.EXHIBITS,
                Part.VIEWING,
                Part.CERTIFICATE,
                Part.DECLARATION,
                Part.TRANSLATOR,
                Part.CUSTODY,
                *_END,
            ),
            numbering=Numbering.LETTERS,
            language="en",
            slip_sheets=True,
            bates=True,
        ),
        Profile(
            "cn_court",
            (
                Part.COVER,
                Part.EVIDENCE_LIST,
                Part.SELLERS,
                Part.NARRATIVE,
                Part.PLATE,
                Part.MARKS,
                Part.THRESHOLD,
                Part.EXHIBITS,
                *_HOW,
                Part.VIEWING,
                Part.TRANSLATOR,
                Part.SEAL,
                Part.CUSTODY,
                *_END,
            ),
            language="zh_CN",
            slip_sheets=True,
            bates=True,
            both_languages=True,
        ),
        Profile(
            "cn_authority",
            (
                Part.COVER,
                Part.SELLERS,
                Part.NARRATIVE,
                Part.THRESHOLD,
                Part.EVIDENCE_LIST,
                Part.PLATE,
                Part.MARKS,
                Part.EXHIBITS,
                *_HOW,
                Part.VIEWING,
                Part.SEAL,
                Part.CUSTODY,
                *_END,
            ),
            language="zh_CN",
            bates=True,
            both_languages=True,
        ),
        Profile(
            "authority",
            (
                Part.COVER,
                Part.SELLERS,
                Part.NARRATIVE,
                Part.CONTENTS,
                Part.PLATE,
                Part.MARKS,
                Part.THRESHOLD,
                Part.EXHIBITS,
                *_HOW,
                Part.VIEWING,
                Part.DECLARATION,
                Part.CUSTODY,
                *_END,
            ),
            bates=True,
        ),
        Profile("platform", _SHORT, archive=False, max_pages=10),
        Profile("email", _SHORT, archive=False, max_pages=10),
        INTERNAL,
    )
}
COURT = "court"
"""Stands for the court of the packet's language."""
NAMES = (COURT, *PROFILES)
_LETTERS = 26


def find_profile(name: str, language: str) -> Profile:
    """Return a profile; `court` is the Chinese court's where the packet is Chinese.

    Raises KeyError.
    """
    if name == COURT:
        name = "cn_court" if language == "zh_CN" else "us_court"
    return PROFILES[name]


def label_of(profile: Profile, number: int, prefix: str = "") -> str:
    """Return what the exhibit `number` (from 1) is called: `A`, `27` as `AA`, or `P-3`."""
    if profile.numbering is Numbering.NUMBERS:
        return f"{prefix}{number}"
    letters = ""
    while number > 0:
        number, rest = divmod(number - 1, _LETTERS)
        letters = chr(ord("A") + rest) + letters
    return f"{prefix}{letters}"
