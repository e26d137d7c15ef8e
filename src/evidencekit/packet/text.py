"""The only door between foreign text and a page: cleaned, every glyph there, then escaped.

A glyph that a font lacks would be silently blank, on paper and in the extracted text. So each
character is drawn by Noto Sans SC, else by DejaVu Sans, else its code is printed: `[U+1F600]`.
"""

import unicodedata
from functools import cache, lru_cache
from itertools import groupby
from xml.sax.saxutils import escape

from reportlab import rl_config
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from evidencekit.foundation.display_text import visible
from evidencekit.foundation.resources import resource
from evidencekit.packet.tags import Tag

REGULAR, BOLD, FALLBACK = "EK-SC", "EK-SC-Bold", "EK-DejaVu"
_FILES = {
    REGULAR: "NotoSansSC-Regular.ttf",
    BOLD: "NotoSansSC-Bold.ttf",
    FALLBACK: "DejaVuSans.ttf",
}
MAX_SHOWN = 4000
_MAX_LINES = 100
# reportlab writes four digits into ToUnicode: U+1F600 would be extracted as U+1F60 and a zero.
_LAST_PLAIN = 0xFFFF


@cache
def register_fonts() -> None:
    """Load the three fonts into reportlab, once a process (about a second)."""
    # Markup can't reach the parser of colours either.
    rl_config.toColorCanUse = None
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
    """A paragraph that is drawn for its tag; `to` is the bookmark that it is a link to, if any."""

    tag: Tag | None = None
    to: str | None = None
    words = ""

    def split(self, width: float, height: float) -> list["Text"]:
        """Return the parts of two pages: they are one element."""
        parts: list[Text] = super().split(width, height)
        for part in parts:
            part.tag, part.to, part.words = self.tag, self.to, self.words
        return parts

    def draw(self) -> None:
        """Draw it; drawn once more, as the header of a table on its next page, it is artifact."""
        tag, self.tag = self.tag, None
        if tag is None:
            super().draw()
            return
        with self.canv.tagged(tag):
            super().draw()
        if self.to is not None:
            self.canv.link(tag, self.to, self.words, (0, 0, self.width, self.height))


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
    for name, run in runs(shown(text, 300).replace("\n", " "), font):
        canvas.setFont(name, size)
        canvas.drawString(x, y, run)
        x += pdfmetrics.stringWidth(run, name, size)
    return x


def width(text: str, font: str, size: float) -> float:
    """Return the points that `draw` needs for `text`."""
    line = shown(text, 300).replace("\n", " ")
    return float(sum(pdfmetrics.stringWidth(run, name, size) for name, run in runs(line, font)))
