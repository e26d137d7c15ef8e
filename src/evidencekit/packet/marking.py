"""Redactions and annotations on a copy of a picture: pixels replaced, nothing kept beside them.

The source is never touched; the copy is a new PNG without any metadata.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import atan2, cos, pi, sin
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from evidencekit.foundation.catalogue import N_
from evidencekit.foundation.resources import resource
from evidencekit.packet.jpeg import SUFFIX
from evidencekit.packet.png import Png, PngFault, scan

_RED = (190, 20, 20)
_LINE = 4
_SIZE = 26
_POINT = 22
_SMALLER = (900, 1100)


class Reason(StrEnum):
    """Why something is taken out: the list that every redaction starts from."""

    PERSONAL_CONTACT = "personal_contact"
    ID_NUMBER = "id_number"
    TEST_BUYER_ACCOUNT = "test_buyer_account"
    SECURITY_FEATURE = "security_feature"
    REVIEWER = "reviewer"
    CHAT = "chat"
    DELIVERY_ADDRESS = "delivery_address"
    OTHER = "other"


REASONS = {
    Reason.PERSONAL_CONTACT: N_("personal contact"),
    Reason.ID_NUMBER: N_("identity number"),
    Reason.TEST_BUYER_ACCOUNT: N_("account of the test buyer"),
    Reason.SECURITY_FEATURE: N_("security feature"),
    Reason.REVIEWER: N_("name or picture of a reviewer"),
    Reason.CHAT: N_("chat"),
    Reason.DELIVERY_ADDRESS: N_("delivery address"),
    Reason.OTHER: N_("another reason"),
}


class Shape(StrEnum):
    """What is drawn."""

    REDACT = "redact"
    BOX = "box"
    ARROW = "arrow"
    NUMBER = "number"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Drawn:
    """One mark, in pixels of the whole picture.

    `place` is x, y, width, height of a redaction or box; x, y of tail and head of an arrow; x, y
    and two zeros of a number or text. `words` are what a number or text shows.
    """

    shape: Shape
    place: tuple[int, int, int, int]
    words: str = ""

    @property
    def rows(self) -> tuple[int, int]:
        """Return the first row it touches, and the first behind it."""
        if self.shape is Shape.ARROW:
            return min(self.place[1], self.place[3]) - _POINT, max(self.place[1::2]) + _POINT
        if self.shape in {Shape.NUMBER, Shape.TEXT}:
            return self.place[1] - _SIZE, self.place[1] + 2 * _SIZE
        return self.place[1], self.place[1] + self.place[3]


def touches(mark: Drawn, top: int, height: int) -> bool:
    """Say whether a mark reaches into the tile that begins at row `top`."""
    first, behind = mark.rows
    return first < top + height and behind > top


def render(source: Path, marks: Sequence[Drawn], top: int, target: Path) -> Png:
    """Draw the marks on a copy of the PNG at `source`, whose first row is row `top` of the page.

    Raises PngFault for a damaged picture, OSError.
    """
    scan(source)
    try:
        with Image.open(source, formats=["PNG"]) as picture:
            # A new picture takes the pixels over and nothing else.
            copy = Image.new("RGB", picture.size, "white")
            flat = picture.convert("RGBA")
            copy.paste(flat, mask=flat.getchannel("A"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PngFault("decode") from error
    pen = ImageDraw.Draw(copy)
    for mark in marks:
        _draw(pen, mark, top)
    copy.save(target, "PNG")
    return scan(target)


def _draw(pen: ImageDraw.ImageDraw, mark: Drawn, top: int) -> None:
    x, y, wide, high = mark.place
    y -= top
    if mark.shape is Shape.REDACT:
        pen.rectangle((x, y, x + wide - 1, y + high - 1), fill="black")
    elif mark.shape is Shape.BOX:
        pen.rectangle((x, y, x + wide - 1, y + high - 1), outline=_RED, width=_LINE)
    elif mark.shape is Shape.ARROW:
        _arrow(pen, (x, y), (wide, high - top))
    elif mark.shape is Shape.NUMBER:
        round_about = (x - _POINT, y - _POINT, x + _POINT, y + _POINT)
        pen.ellipse(round_about, fill=_RED, outline="white", width=2)
        pen.text((x, y), mark.words, fill="white", font=_font(), anchor="mm")
    else:
        left, upper, right, lower = pen.textbbox((x, y), mark.words, font=_font())
        pen.rectangle((left - 4, upper - 3, right + 4, lower + 3), fill="white", outline=_RED)
        pen.text((x, y), mark.words, fill=_RED, font=_font())


def _arrow(pen: ImageDraw.ImageDraw, tail: tuple[int, int], head: tuple[int, int]) -> None:
    pen.line((*tail, *head), fill=_RED, width=_LINE)
    course = atan2(head[1] - tail[1], head[0] - tail[0])
    wings = [
        (head[0] - _POINT * cos(course + side), head[1] - _POINT * sin(course + side))
        for side in (pi / 7, -pi / 7)
    ]
    pen.polygon([head, *wings], fill=_RED)


def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(resource("fonts", "NotoSansSC-Bold.ttf")), _SIZE)


def reduced(source: Path, target: Path, area: tuple[int, int, int, int] | None = None) -> None:
    """Write a part of a PNG or of a JPEG of ours, made smaller, as a JPEG without metadata.

    `area` is x, y, width, height in its pixels; without one it is the upper part, a square. Raises
    PngFault for a damaged picture, OSError.
    """
    kind = "JPEG" if source.suffix == SUFFIX else "PNG"
    if kind == "PNG":
        scan(source)
    try:
        with Image.open(source, formats=[kind]) as picture:
            x, y, wide, high = area or (0, 0, picture.width, min(picture.height, picture.width))
            part = picture.crop((x, y, x + wide, y + high))
            flat = Image.new("RGB", part.size, "white")
            rgba = part.convert("RGBA")
            flat.paste(rgba, mask=rgba.getchannel("A"))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PngFault("decode") from error
    flat.thumbnail(_SMALLER)
    flat.save(target, "JPEG", quality=82, subsampling=0)
