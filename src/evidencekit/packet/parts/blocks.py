"""What a part is made of: headings, texts, tables, pictures, boxes for ink. No page is known here.

`render.py` turns them into what the composer draws; the same blocks make the document for editors.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evidencekit.packet.png import Picture
    from evidencekit.packet.slices import Cut

Rows = Sequence[tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Title:
    """The heading of a part, an entry of the outline."""

    text: str


@dataclass(frozen=True, slots=True)
class Sub:
    """A heading inside a part."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `small` in the type of tables."""

    text: str
    small: bool = False


@dataclass(frozen=True, slots=True)
class Notice:
    """A sentence in a frame that must not be missed."""

    text: str


@dataclass(frozen=True, slots=True)
class Points:
    """Sentences, each with a mark before it; `numbered` counts them from 1."""

    texts: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Pairs:
    """Names and values, one a row."""

    rows: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a head that is repeated; `widths` are shares of the page, `mono` for hashes.

    `links` are bookmarks that the first cells of the rows lead to.
    """

    head: tuple[str, ...]
    rows: Rows
    widths: tuple[float, ...]
    mono: bool = False
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Blanks:
    """Lines to be filled in by hand: what stands before each."""

    labels: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SealBox:
    """A frame left empty for ink; `text` stands at its lower edge."""

    text: str


@dataclass(frozen=True, slots=True)
class Commands:
    """Lines for a shell; those that begin with `#` say why."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Callout:
    """A number on a picture at a share of its width and height (0 to 1, from the upper left)."""

    number: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Panel:
    """One side of a plate: a picture (None: an empty frame with `empty`), what stands under it."""

    head: str
    path: Path | None
    lines: tuple[str, ...]
    callouts: tuple[Callout, ...] = ()
    empty: str = ""


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Two panels of equal width."""

    left: Panel
    right: Panel


@dataclass(frozen=True, slots=True)
class Grid:
    """Small pictures with words under them, two a row."""

    panels: tuple[Panel, ...]


@dataclass(frozen=True, slots=True)
class Wide:
    """One panel, as wide as the page."""

    panel: Panel


@dataclass(frozen=True, slots=True)
class Shot:
    """A part of a whole picture in its own pixels, with a ruler: number `part` of `cut`.

    `alt` says in words what it shows, `y` where the picture begins on the page, `words` is the file
    of the page's text boxes, None where there is none.
    """

    picture: "Picture"
    cut: "Cut"
    part: int
    caption: str
    alt: str
    y: int
    words: Path | None


@dataclass(frozen=True, slots=True)
class Break:
    """What follows begins a page."""


Block = (
    Title
    | Sub
    | Text
    | Notice
    | Points
    | Pairs
    | Table
    | Blanks
    | SealBox
    | Commands
    | SideBySide
    | Grid
    | Wide
    | Shot
    | Break
)
