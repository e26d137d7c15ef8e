"""Pictures of an exhibit with marks that a person drew over them, as one packet shows them."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from evidencekit.packet.marks import Drawn


class WhyLeft(StrEnum):
    """Why marks that are kept of a capture stand in no packet, or not in this one."""

    UNREADABLE = "unreadable"
    CHANGED = "changed"
    OTHER_ORIGINAL = "other_original"
    NOT_REDACTED = "not_redacted"


@dataclass(frozen=True, slots=True)
class MarkedPart:
    """A part of a picture with marks, made smaller (JPEG): `rows` of the page, first and last."""

    path: Path
    rows: tuple[int, int]
    marks: tuple[Drawn, ...]


@dataclass(frozen=True, slots=True)
class MarkedPicture:
    """A tile of the page with marks over it.

    `file`, `sha256` and `size` are those of the copy that is kept in the vault, `source_sha256`
    that of the picture in the capture. `path` is what this packet shows, None where it shows
    `parts` alone: in an archive the kept copy itself, else the marks drawn anew over the exhibit's
    own picture; `covered`: that picture is a redacted copy. `order`, `of`, `y` as of a Screenshot.
    """

    path: Path | None
    file: str
    sha256: str
    size: int
    source_sha256: str
    order: int
    of: int
    y: int
    covered: bool = False
    parts: tuple[MarkedPart, ...] = ()


@dataclass(frozen=True, slots=True)
class MarkedLayer:
    """What one person drew at one time: `file` and `sha256` of its log, `made` UTC text, by whom.

    `marks` are in pixels of the whole picture.
    """

    number: int
    made: str
    by: str
    file: str
    sha256: str
    marks: tuple[Drawn, ...]
    pictures: tuple[MarkedPicture, ...]


@dataclass(frozen=True, slots=True)
class LeftLayer:
    """Marks that are not shown: the number of their layer, and why."""

    number: int
    why: WhyLeft
