"""The only door between foreign text and a page: cleaned, every glyph there, then escaped.

A glyph that a font lacks would be silently blank, on paper and in the extracted text. So each
character is drawn by Noto Sans SC, else by DejaVu Sans, else its code is printed: `[U+1F600]`.
"""

import unicodedata
from functools import cache, lru_cache
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from evidencekit.foundation.display_text import visible
from evidencekit.foundation.resources import resource
from evidencekit.packet.right_to_left import begins_right, drawn_order, runs_left
from evidencekit.packet.tags import Tag

REGULAR, BOLD, FALLBACK = "EK-SC", "EK-SC-Bold", "EK-DejaVu"
_FILES = {
    REGULAR: "NotoSansSC-Regular.ttf",
    BOLD: "NotoSansSC-Bold.ttf",
    FALLBACK: "DejaVuSans.ttf",
}
MAX_SHOWN = 4000
_MAX_LINES, _MAX_LINE = 100, 300
# reportlab writes four digits into ToUnicode: U+1F600 would be extracted as U+1F60 and a zero.
_LAST_PLAIN = 0xFFFF


@cache
def register_fonts() -> None:
    """Load the three fonts into reportlab, once a process (about a second)."""
    # Markup can't reach the parser of colours either.
    rl_config.toColorCanUse = None
    # Base 85 is for mail of another age, and a quarter longer.
    rl_config.useA85 = 0
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(resource("fonts", file))))
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFontFamily(name, normal=name, bold=BOLD, italic=name, boldItalic=BOLD)


@cache
def _drawn_by(font: str, char: str) -> bool:
    if ord(char) > _LAST_PLAIN:
        return False
    register_fonts()
    face = pdfmetrics.getFont(font).face
    glyph = face.charToGlyph.get(ord(char), 0)
    if not glyph:
        return False
    # A glyph without an outline is as blank as none: soft hyphen, fillers, joiners.
    has_outline: bool = face.glyphPos[glyph] != face.glyphPos[glyph + 1]
    return has_outline or unicodedata.category(char) == "Zs"


def shown(text: str, limit: int = MAX_SHOWN) -> str:
    """Return `text` as it can be drawn, in at most about `limit` characters; line feeds stay.

    A cut text ends in `… (+N)`, N being the characters of `text` left out.
    """
    pieces: list[str] = []
    length = lines = 0
    for position, char in enumerate(text):
        piece = _shown_char(char)
        length, lines = length + len(piece), lines + (piece == "\n")
        if length > limit or lines > _MAX_LINES:
            return f"{''.join(pieces)}… (+{len(text) - position})"
        pieces.append(piece)
    return "".join(pieces)


@lru_cache(maxsize=1 << 16)
def _shown_char(char: str) -> str:
    if char == "\n":
        return char
    if char in "\t\r":
        return " "
    return char if is_drawn(char) and visible(char) == char else f"[U+{ord(char):04X}]"


def is_drawn(char: str) -> bool:
    """Say whether one of our fonts draws `char`."""
    return any(_drawn_by(font, char) for font in (REGULAR, FALLBACK))


def runs(text: str, font: str = REGULAR) -> list[tuple[str, str]]:
    """Split what `shown` returned into runs of one font each: pairs of a font's name and text."""
    grouped = groupby(text, lambda char: font if _drawn_by(font, char) else FALLBACK)
    return [(name, "".join(chars)) for name, chars in grouped]


class Text(Paragraph):  # type: ignore[misc]  # reportlab has no types
    """A paragraph that is drawn for its tag; `to` is the bookmark that it is a link to, if any.

    `instead` is what it is read as where that is not what is drawn, letter by letter.
    """

    tag: Tag | None = None
    to: str | None = None
    words = ""
    instead: str | None = None
    _laid: tuple[float, object] | None = None

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Return the size in points. Tables ask for each cell's again and again: it is kept."""
        if self._laid != (width, getattr(self, "blPara", None)):
            super().wrap(width, height)
            self._laid = (width, self.blPara)
        return self.width, self.height

    def split(self, width: float, height: float) -> list["Text"]:
        """Return the parts of two pages: they are one element, which is read once."""
        parts: list[Text] = super().split(width, height)
        for place, part in enumerate(parts):
            part.tag, part.to, part.words = self.tag, self.to, self.words
            if self.instead is not None:
                part.instead = self.instead if not place else " "
        return parts

    def draw(self) -> None:
        """Draw it; drawn once more, as the header of a table on its next page, it is artifact.

        Where pages are only counted it is not drawn: its size is all that counts.
        """
        if self.canv.counts_only:
            return
        tag, self.tag = self.tag, None
        if tag is None:
            super().draw()
            return
        with self.canv.tagged(tag), self.canv.read_as(self.instead):
            super().draw()
        if self.to is not None:
            self.canv.link(tag, self.to, self.words, (0, 0, self.width, self.height))


class _Laid(Text):
    """A paragraph with text from right to left: broken into lines first, each ordered then."""

    def __init__(self, text: str, style: ParagraphStyle) -> None:
        self._told, self._width = text, 0.0
        self._right = begins_right(text)
        self._look = style.clone(style.name, alignment=TA_RIGHT) if self._right else style
        super().__init__("", self._look)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Return the size in points, laid out for this width."""
        if width != self._width:
            self._width = width
            lines = [
                line for text in self._told.split("\n") for line in _lines(text, self._look, width)
            ]
            ordered = (drawn_order(line, right=self._right) for line in lines)
            marked = "<br/>".join(_marked(line, self._look.fontName) for line in ordered)
            kept = self.tag, self.to, self.words, self.instead
            Paragraph.__init__(self, marked, self._look)
            self.tag, self.to, self.words, self.instead = kept
        size: tuple[float, float] = super().wrap(width, height)
        return size

    def split(self, width: float, height: float) -> list[Text]:
        """Return the parts of two pages, as they are laid out."""
        self.wrap(width, height)
        plain = Text(None, self._look, frags=self.frags)
        plain.tag, plain.to, plain.words, plain.instead = (
            *(self.tag, self.to, self.words),
            self.instead,
        )
        return plain.split(width, height)


def _lines(text: str, style: ParagraphStyle, room: float) -> list[str]:
    """Break a paragraph without line feeds at its blanks, and a word that has no room anywhere."""
    lines, line = [], ""
    for word in text.split(" "):
        longer = f"{line} {word}" if line else word
        if line and _run_width(longer, style) > room:
            lines.append(line)
            longer = word
        while len(longer) > 1 and _run_width(longer, style) > room:
            cut = max(1, int(len(longer) * room / _run_width(longer, style)) - 1)
            lines.append(longer[:cut])
            longer = longer[cut:]
        line = longer
    return [*lines, line]


def _run_width(text: str, style: ParagraphStyle) -> float:
    pieces = runs(drawn_order(text, right=False), style.fontName)
    return float(sum(pdfmetrics.stringWidth(run, name, style.fontSize) for name, run in pieces))


def paragraph(
    text: str,
    style: ParagraphStyle,
    limit: int = MAX_SHOWN,
    *,
    within: Tag | None = None,
    to: str | None = None,
) -> Text:
    """Return the paragraph that shows `text`, whatever stands in it; nothing in it is markup.

    It is tagged as its style's `role` says (`ParagraphStyle(..., role="H1")`), else `P`, in the
    element `within` or in the document itself. `to` is a bookmark of this document to lead to.
    """
    told = shown(text, limit)
    if runs_left(told):
        made: Text = _Laid(told, style)
        made.instead = told
    else:
        lines = [_marked(line, style.fontName) for line in told.split("\n")]
        made = Text("<br/>".join(lines), style)
    made.tag = Tag(getattr(style, "role", "P"), within)
    if to is not None:
        made.tag, made.to, made.words = Tag("Link", made.tag), to, told.replace("\n", " ")
    return made


def _marked(line: str, font: str) -> str:
    pieces = []
    for name, run in runs(line, font):
        plain = escape(run)
        pieces.append(plain if name == font else f'<font name="{name}">{plain}</font>')
    return "".join(pieces)


def draw(canvas: Canvas, x: float, y: float, text: str, font: str, size: float) -> float:
    """Draw one line at `x`, `y` (points); return where it ends."""
    line = _one_line(text)
    instead = line if runs_left(line) else None
    with canvas.read_as(instead):
        for name, run in runs(drawn_order(line, right=False) if instead else line, font):
            canvas.setFont(name, size)
            canvas.drawString(x, y, run)
            x += pdfmetrics.stringWidth(run, name, size)
    return x


def width(text: str, font: str, size: float) -> float:
    """Return the points that `draw` needs for `text`."""
    line = _one_line(text)
    line = drawn_order(line, right=False) if runs_left(line) else line
    return float(sum(pdfmetrics.stringWidth(run, name, size) for name, run in runs(line, font)))


def _one_line(text: str) -> str:
    return shown(text, _MAX_LINE).replace("\n", " ")
