"""What the pages of every document are made of: styles, headings, tables, points, banners, figures.

Each block says what it is, so that the PDF is tagged without another word: a paragraph is what its
style's `role` says, `pairs` and `grid` are tables with header cells, `points` is a list, and a
drawing is a `Figure` with words for whoever can't see it. A part of a packet is made of these, anew
in each of the two passes. A paragraph of a table or list of its own has `within` to say of which.
"""

from abc import abstractmethod
from collections.abc import Iterable, Sequence

from reportlab.lib.colors import Color, white
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, LongTable, TableStyle

from evidencekit.packet.layout import INNER, LINE, Mark
from evidencekit.packet.tags import Tag
from evidencekit.packet.text import BOLD, REGULAR, draw, paragraph


def style(size: float, font: str = REGULAR, **more: object) -> ParagraphStyle:
    """Return a style of `size` points; `role` in `more` is what its paragraphs are (else `P`)."""
    given = {"leading": size * 1.45, "wordWrap": "CJK", **more}
    return ParagraphStyle(f"{font}-{size}", fontName=font, fontSize=size, **given)


BODY_TEXT, CELL, LABEL = style(9.5, spaceAfter=5), style(8), style(8, BOLD)
MONO = style(7)
TITLE = style(20, BOLD, spaceAfter=10, role="H1")
HEADING = style(14, BOLD, spaceAfter=8, role="H2")
SUB = style(10.5, BOLD, spaceBefore=10, spaceAfter=4, keepWithNext=1, role="H3")
_SUB_ALONE = style(10.5, BOLD, spaceBefore=10, spaceAfter=4, role="H3")
_NEAR = 110.0
_STATUS = style(11, BOLD, textColor=white)
_POINT = style(9.5, leftIndent=12, firstLineIndent=-12, spaceAfter=4, role="LBody")
_HEAD = Color(0.93, 0.94, 0.96)
_SIGN_WIDE, _SIGN_HIGH, _SIGN_HEAD, _SIGN_GAP = 260.0, 64.0, 18.0, 14.0
_NAME_ROOM, _CELL_ROOM, _LABEL_WIDTH = 200, 600, 120.0
_PLAIN = (
    # Or Helvetica, which is never embedded, is named on each page.
    ("FONTNAME", (0, 0), (-1, -1), REGULAR),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 2.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
)


def heading(text: str, look: ParagraphStyle = HEADING) -> list[Flowable]:
    """Return a heading that stands in the outline too."""
    return [Mark(text, None), paragraph(text, look)]


def sub(text: str) -> list[Flowable]:
    """Return a heading inside a part, with room below it for the beginning of what follows."""
    # Kept with all that follows, a long table would leave half a page empty.
    return [CondPageBreak(_NEAR), paragraph(text, _SUB_ALONE, _NAME_ROOM)]


class _Rows(LongTable):  # type: ignore[misc]  # reportlab has no types
    """A table that is not drawn where pages are only counted: then its height is all it has."""

    def draw(self) -> None:
        """Draw the rows and what stands in them."""
        if not self.canv.counts_only:
            super().draw()


def banner(text: str, colour: Color, look: ParagraphStyle = _STATUS) -> Flowable:
    """Return a line of white words in a coloured box, as wide as the page."""
    table = _Rows([[paragraph(text, look)]], colWidths=[INNER])
    table.setStyle(
        TableStyle(
            [
                ("FONTNAME", (0, 0), (-1, -1), REGULAR),
                ("BACKGROUND", (0, 0), (-1, -1), colour),
                ("PADDING", (0, 0), (-1, -1), 8),
            ]
        )
    )
    return table


def points(sentences: Iterable[str], *, numbered: bool = False) -> list[Flowable]:
    """Return a list of points; `numbered` from 1."""
    whole = Tag("L")
    marked = ((f"{n}." if numbered else "•", one) for n, one in enumerate(sentences, 1))
    return [paragraph(f"{m}  {one}", _POINT, within=Tag("LI", whole)) for m, one in marked]


def pairs(
    rows: Iterable[tuple[str, str]], label_width: float = _LABEL_WIDTH, wide: float = INNER
) -> Flowable:
    """Return a table of two columns, `wide` in all: what it is, in bold, and what is said of it."""
    whole, cells = Tag("Table"), []
    for name, value in rows:
        row = Tag("TR", whole)
        head, body = _header(row, "Row"), Tag("TD", row)
        cells.append(
            [
                paragraph(name, LABEL, _NAME_ROOM, within=head),
                paragraph(value, CELL, _CELL_ROOM, within=body),
            ]
        )
    table = _Rows(cells, colWidths=[label_width, wide - label_width])
    table.setStyle(TableStyle(_PLAIN))
    return table


def grid(
    rows: Sequence[tuple[str, ...]],
    widths: Sequence[float],
    look: ParagraphStyle = CELL,
    links: Sequence[str | None] = (),
) -> Flowable:
    """Return a table whose first row names its columns and is repeated on each page.

    `widths` in points. `links` are bookmarks that the first cells of the other rows lead to.
    """
    whole = Tag("Table")
    top = Tag("TR", whole)
    named = [paragraph(text, LABEL, _NAME_ROOM, within=_header(top, "Column")) for text in rows[0]]
    cells = [named]
    for place, texts in enumerate(rows[1:]):
        row = Tag("TR", whole)
        to = links[place] if place < len(links) else None
        cells.append(
            [
                paragraph(
                    text, look, _CELL_ROOM, within=Tag("TD", row), to=to if not column else None
                )
                for column, text in enumerate(texts)
            ]
        )
    table = _Rows(cells, colWidths=widths, repeatRows=1)
    table.setStyle(TableStyle([*_PLAIN, ("BACKGROUND", (0, 0), (-1, 0), _HEAD)]))
    return table


def _header(row: Tag, scope: str) -> Tag:
    return Tag("TH", row, attributes=f"<< /O /Table /Scope /{scope} >>")


class Figure(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Something drawn: `alt` says in words what it shows (ISO 14289-1, 7.3); subclasses `paint`."""

    def __init__(self, alt: str) -> None:
        super().__init__()
        self.tag = Tag("Figure", alt=alt)

    @abstractmethod
    def paint(self) -> None:
        """Draw it on `self.canv`, its lower left corner at 0, 0."""

    def draw(self) -> None:
        """Draw it for its tag."""
        with self.canv.tagged(self.tag):
            self.paint()


class SignatureBox(Flowable):  # type: ignore[misc]  # reportlab has no types
    """A frame in which somebody signs later, with `words` over it that say who and as what.

    The field is part of what we sign; a signature anywhere else would break ours.
    """

    def __init__(self, field: str, words: str) -> None:
        super().__init__()
        self.field, self.words = field, words

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the size in points."""
        return INNER, _SIGN_HIGH + _SIGN_HEAD + _SIGN_GAP

    def draw(self) -> None:
        """Draw words and frame, and add the field."""
        with self.canv.tagged(Tag("P")):
            draw(self.canv, 0, _SIGN_HIGH + _SIGN_GAP + 5, self.words, BOLD, 9.5)
        self.canv.setStrokeColor(LINE)
        self.canv.setLineWidth(0.7)
        self.canv.rect(0, _SIGN_GAP, _SIGN_WIDE, _SIGN_HIGH, stroke=1, fill=0)
        box = (0.0, _SIGN_GAP, _SIGN_WIDE, _SIGN_GAP + _SIGN_HIGH)
        self.canv.reserve(self.field, self.words, box, Tag("Form"))


class UnseenField(Flowable):  # type: ignore[misc]  # reportlab has no types
    """The field of our own signature: it takes no room and is not seen."""

    def __init__(self, field: str, words: str) -> None:
        super().__init__()
        self.field, self.words = field, words

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return no size."""
        return 0, 0

    def draw(self) -> None:
        """Add the field."""
        self.canv.reserve(self.field, self.words, (0.0, 0.0, 0.0, 0.0), Tag("Form"))
