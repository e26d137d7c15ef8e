"""Redactions and annotations on a copy of a picture: pixels replaced, nothing kept beside them.

The source is never touched; the copy is a new PNG without any metadata.
"""

from collections.abc import Iterator, Sequence
from math import atan2, cos, pi, sin
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from evidencekit.foundation.resources import resource
from evidencekit.packet.jpeg import SUFFIX
from evidencekit.packet.marks import LETTERS, LINE, POINT, RED, Drawn, Shape
from evidencekit.packet.png import Png, PngFault, scan

_SMALLER = (900, 1100)
# What is shown around marks: a margin, the least width and height, and how far apart two marks of
# one part may be; in pixels.
_MARGIN, _LEAST = 90, (640, 300)
_APART, _TALLEST = 240, 1400


def render(source: Path, marks: Sequence[Drawn], top: int, target: Path) -> Png:
    """Draw the marks on a copy of the PNG at `source`, whose first row is row `top` of the page.

    Raises PngFault for a damaged picture, OSError.
    """
    scan(source)
    try:
        with Image.open(source, formats=["PNG"]) as picture:
            # A new picture takes the pixels over and nothing else.
            copy = _on_white(picture)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PngFault("decode") from error
    pen = ImageDraw.Draw(copy)
    for mark in marks:
        _draw(pen, mark, top)
    copy.save(target, "PNG")
    return scan(target)


def _on_white(picture: Image.Image) -> Image.Image:
    """Return the pixels on white, and nothing else that the picture holds."""
    made = Image.new("RGB", picture.size, "white")
    if picture.mode == "RGB" and "transparency" not in picture.info:
        # By way of alpha the same would come, later.
        made.paste(picture)
    else:
        flat = picture.convert("RGBA")
        made.paste(flat, mask=flat.getchannel("A"))
    return made


def _draw(pen: ImageDraw.ImageDraw, mark: Drawn, top: int) -> None:
    x, y, wide, high = mark.place
    y -= top
    if mark.shape is Shape.REDACT:
        pen.rectangle((x, y, x + wide - 1, y + high - 1), fill="black")
    elif mark.shape is Shape.BOX:
        pen.rectangle((x, y, x + wide - 1, y + high - 1), outline=RED, width=LINE)
    elif mark.shape is Shape.ARROW:
        _arrow(pen, (x, y), (wide, high - top))
    elif mark.shape is Shape.NUMBER:
        round_about = (x - POINT, y - POINT, x + POINT, y + POINT)
        pen.ellipse(round_about, fill=RED, outline="white", width=2)
        pen.text((x, y), mark.words, fill="white", font=_font(), anchor="mm")
    else:
        left, upper, right, lower = pen.textbbox((x, y), mark.words, font=_font())
        pen.rectangle((left - 4, upper - 3, right + 4, lower + 3), fill="white", outline=RED)
        pen.text((x, y), mark.words, fill=RED, font=_font())


def _arrow(pen: ImageDraw.ImageDraw, tail: tuple[int, int], head: tuple[int, int]) -> None:
    pen.line((*tail, *head), fill=RED, width=LINE)
    course = atan2(head[1] - tail[1], head[0] - tail[0])
    wings = [
        (head[0] - POINT * cos(course + side), head[1] - POINT * sin(course + side))
        for side in (pi / 7, -pi / 7)
    ]
    pen.polygon([head, *wings], fill=RED)


def extent(mark: Drawn) -> tuple[int, int, int, int]:
    """Return what a mark covers: left, top, right, lower edge, in pixels of the whole picture."""
    x, y, wide, high = mark.place
    if mark.shape is Shape.ARROW:
        across, down = sorted((x, wide)), sorted((y, high))
        return across[0] - POINT, down[0] - POINT, across[1] + POINT, down[1] + POINT
    if mark.shape is Shape.NUMBER:
        return x - POINT, y - POINT, x + POINT, y + POINT
    if mark.shape is Shape.TEXT:
        blank = ImageDraw.Draw(Image.new("1", (1, 1)))
        left, top, right, lower = blank.textbbox((x, y), mark.words, font=_font())
        return int(left) - 4, int(top) - 3, int(right) + 4, int(lower) + 3
    return x, y, x + wide, y + high


Area = tuple[int, int, int, int]


def around(
    marks: Sequence[Drawn], top: int, size: tuple[int, int]
) -> Iterator[tuple[Area, tuple[Drawn, ...]]]:
    """Give the parts of a picture that marks stand in: x, y, width, height, and which they are.

    Marks near each other are in one part. `top` is the picture's first row on the page, `size` its
    width and height.
    """
    placed = sorted(((extent(one), one) for one in marks), key=lambda one: (one[0][1], one[0][0]))
    groups: list[list[tuple[Area, Drawn]]] = []
    for one in placed:
        before = groups[-1] if groups else None
        lowest = max(box[3] for box, _mark in before) if before else 0
        near = before is not None and one[0][1] - lowest <= _APART
        if before and near and one[0][3] - before[0][0][1] <= _TALLEST:
            before.append(one)
        else:
            groups.append([one])
    for group in groups:
        boxes = [box for box, _mark in group]
        left, right = min(box[0] for box in boxes), max(box[2] for box in boxes)
        upper, lower = min(box[1] for box in boxes) - top, max(box[3] for box in boxes) - top
        x, wide = _span(left, right, size[0], _LEAST[0])
        y, high = _span(upper, lower, size[1], _LEAST[1])
        yield (x, y, wide, high), tuple(mark for _box, mark in group)


def _span(first: int, last: int, whole: int, least: int) -> tuple[int, int]:
    """Return where a part begins and how long it is: a margin around it, at least so long."""
    more = max(_MARGIN, (least - (last - first)) // 2)
    begin = min(max(0, first - more), max(0, whole - least))
    return begin, max(1, min(whole, max(last + more, begin + least)) - begin)


def _font() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(resource("fonts", "NotoSansSC-Bold.ttf")), LETTERS)


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
            flat = _on_white(picture.crop((x, y, x + wide, y + high)))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise PngFault("decode") from error
    flat.thumbnail(_SMALLER)
    flat.save(target, "JPEG", quality=82, subsampling=0)
