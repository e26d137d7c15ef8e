"""Vector-like drawing with Pillow for the pictures of the sample shop: paths, leather, scenes.

All shapes are paths on a board of 800 by 800, in the letters of SVG (M L C Z), drawn at twice the
size. The same Pillow gives the same bytes.
"""

import colorsys
import hashlib
import itertools
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

ROOT = Path(__file__).resolve().parents[1]
FONT = ROOT / "resources" / "fonts" / "NotoSansSC-Bold.ttf"
SIDE, TIMES = 800, 2
FULL = SIDE * TIMES

Colour = tuple[int, int, int]
Point = tuple[float, float]


def hexed(text: str) -> Colour:
    """Return the colour of `rrggbb`."""
    red, green, blue = bytes.fromhex(text)
    return red, green, blue


def shade(colour: Colour, by: float) -> Colour:
    """Return a lighter (by > 0) or darker colour of the same hue."""
    hue, light, rich = colorsys.rgb_to_hls(*(part / 255 for part in colour))
    light = light + (1 - light) * by if by > 0 else light * (1 + by)
    red, green, blue = colorsys.hls_to_rgb(hue, light, rich)
    return round(red * 255), round(green * 255), round(blue * 255)


def bezier(a: Point, b: Point, c: Point, d: Point) -> Iterator[Point]:
    """Give the points of a cubic curve after its first."""
    for step in range(1, 33):
        t = step / 32
        u = 1 - t
        parts = (u**3, 3 * u * u * t, 3 * u * t * t, t**3)
        yield (
            sum(k * p[0] for k, p in zip(parts, (a, b, c, d), strict=True)),
            sum(k * p[1] for k, p in zip(parts, (a, b, c, d), strict=True)),
        )


def points(path: str) -> list[Point]:
    """Return the points of a path of M, L and C."""
    found: list[Point] = []
    for letter, rest in re.findall(r"([MLC])([^MLCZ]*)", path):
        n = [float(word) * TIMES for word in rest.split()]
        pairs = list(zip(n[::2], n[1::2], strict=True))
        if letter == "C":
            for at in range(0, len(pairs), 3):
                found.extend(bezier(found[-1], pairs[at], pairs[at + 1], pairs[at + 2]))
        else:
            found.extend(pairs)
    return found


def box(left: float, top: float, right: float, bottom: float, r: float) -> str:
    """Return the path of a box with round corners."""
    k = r * 0.45
    return (
        f"M{left + r} {top} L{right - r} {top}"
        f" C{right - k} {top} {right} {top + k} {right} {top + r}"
        f" L{right} {bottom - r} C{right} {bottom - k} {right - k} {bottom} {right - r} {bottom}"
        f" L{left + r} {bottom} C{left + k} {bottom} {left} {bottom - k} {left} {bottom - r}"
        f" L{left} {top + r} C{left} {top + k} {left + k} {top} {left + r} {top} Z"
    )


def grain(seed: str, amplitude: float) -> Image.Image:
    """Return a leather-like texture around middle grey, the same for the same seed."""
    small = FULL // 2
    noise = Image.frombytes("L", (small, small), hashlib.shake_256(seed.encode()).digest(small**2))
    noise = noise.filter(ImageFilter.GaussianBlur(1.1)).resize(
        (FULL, FULL), Image.Resampling.BICUBIC
    )
    return noise.point(lambda value: round(128 + (value - 128) * amplitude))


def ramp(top: Colour, bottom: Colour) -> Image.Image:
    """Return a board that goes from one colour at the top to another."""
    line = Image.linear_gradient("L").resize((FULL, FULL))
    return Image.composite(
        Image.new("RGB", (FULL, FULL), bottom), Image.new("RGB", (FULL, FULL), top), line
    )


class Layer:
    """A transparent board on which one thing is drawn."""

    def __init__(self, seed: str) -> None:
        self.image = Image.new("RGBA", (FULL, FULL))
        self.grain = grain(seed, 0.4)

    def shape(self, path: str, colour: Colour, *, depth: float = 0.22, rough: bool = True) -> None:
        """Fill a path with light from above, a soft dark edge and, if rough, leather."""
        mask = Image.new("L", (FULL, FULL))
        outline = points(path)
        ImageDraw.Draw(mask).polygon(outline, fill=255)
        left, top, right, bottom = mask.getbbox() or (0, 0, 1, 1)
        lit = Image.linear_gradient("L").resize((right - left, bottom - top))
        light = Image.new("RGB", lit.size, shade(colour, depth))
        dark = Image.new("RGB", lit.size, shade(colour, -depth))
        body = Image.new("RGB", (FULL, FULL), colour)
        body.paste(Image.composite(dark, light, lit), (left, top))
        if rough:
            body = ImageChops.overlay(body, Image.merge("RGB", [self.grain] * 3))
        inner = mask.filter(ImageFilter.GaussianBlur(11))
        edge = ImageChops.multiply(body, Image.new("RGB", (FULL, FULL), (150, 146, 150)))
        body = Image.composite(body, edge, inner.point(lambda v: min(255, max(0, (v - 120) * 2))))
        self.image.paste(body, (0, 0), mask)

    def line(self, path: str, colour: Colour, width: float, *, round_ends: bool = True) -> None:
        """Draw a path as a line."""
        pen, drawn = ImageDraw.Draw(self.image), points(path)
        pen.line(drawn, fill=colour, width=round(width * TIMES), joint="curve")
        if round_ends:
            r = width * TIMES / 2
            for x, y in (drawn[0], drawn[-1]):
                pen.ellipse((x - r, y - r, x + r, y + r), fill=colour)

    def strap(self, path: str, colour: Colour, width: float) -> None:
        """Draw a strap: a dark edge, the leather, a light along it."""
        self.line(path, shade(colour, -0.45), width + 3)
        self.line(path, colour, width)
        self.line(path, shade(colour, 0.16), width * 0.4)

    def stitches(self, path: str, colour: Colour, width: float = 2.4) -> None:
        """Sew along a path."""
        pen, left, on = ImageDraw.Draw(self.image), 11.0 * TIMES, True
        drawn = points(path)
        for start, end in itertools.pairwise(drawn):
            length, gone = math.dist(start, end), 0.0
            while length - gone > 0:
                step = min(left, length - gone)
                a, b = (
                    tuple(s + (e - s) * at / length for s, e in zip(start, end, strict=True))
                    for at in (gone, gone + step)
                )
                if on:
                    pen.line([a, b], fill=colour, width=round(width * TIMES))
                gone, left = gone + step, left - step
                if left <= 0:
                    on, left = not on, (7.0 if on else 11.0) * TIMES

    def words(self, text: str, at: Point, size: float, colour: Colour) -> None:
        """Write centred words."""
        font = ImageFont.truetype(str(FONT), round(size * TIMES))
        place = (at[0] * TIMES, at[1] * TIMES)
        ImageDraw.Draw(self.image).text(place, text, colour, font, anchor="mm")

    def metal(self, path: str, colour: Colour = (208, 172, 98)) -> None:
        """Fill a path with polished metal."""
        self.shape(path, colour, depth=0.42, rough=False)

    def plate(self, text: str, at: Point, wide: float) -> None:
        """Fix a metal plate with the brand's name."""
        x, y = at
        self.metal(box(x - wide / 2, y - 17, x + wide / 2, y + 17, 7))
        self.words(text, (x, y - 1), 17, (92, 66, 22))


@dataclass(frozen=True, slots=True)
class Scene:
    """Where a thing stands: wall, floor, and the line between, in board units; an arch or none."""

    wall: str
    floor: str
    line: float = 590
    arch: str | None = None

    def draw(self) -> Image.Image:
        """Return the empty scene."""
        wall, floor = hexed(self.wall), hexed(self.floor)
        board = ramp(shade(wall, 0.3), wall)
        if self.arch:
            mask = Image.new("L", (FULL, FULL))
            path = f"M150 {self.line} L150 330 C150 20 650 20 650 330 L650 {self.line} Z"
            ImageDraw.Draw(mask).polygon(points(path), fill=255)
            board.paste(ramp(shade(hexed(self.arch), 0.18), hexed(self.arch)), (0, 0), mask)
        line = round(self.line * TIMES)
        board.paste(
            ramp(shade(floor, 0.2), shade(floor, -0.08)).resize((FULL, FULL - line)), (0, line)
        )
        if not self.arch:  # A studio has no edge between wall and floor.
            soft = board.filter(ImageFilter.GaussianBlur(90))
            board = Image.blend(board, soft, 0.94)
        return board


def put(board: Image.Image, layer: Layer, at: Point = (0, 0), size: float = 1.0) -> None:
    """Stand a thing in a scene, with its shadow under and behind it."""
    side = round(FULL * size)
    thing = layer.image.resize((side, side), Image.Resampling.LANCZOS)
    x, y = round(at[0] * TIMES), round(at[1] * TIMES)
    alpha = thing.getchannel("A")
    left, _top, right, bottom = alpha.getbbox() or (0, 0, side, side)
    for blur, dark, down in ((46, 0.34, 26), (10, 0.2, 8)):
        shadow = Image.new("L", (FULL, FULL))
        shadow.paste(alpha.point(lambda v, dark=dark: round(v * dark)), (x, y + down))
        shadow = shadow.filter(ImageFilter.GaussianBlur(blur))
        board.paste((38, 30, 26), (0, 0), shadow)
    ground = Image.new("L", (FULL, FULL))
    ImageDraw.Draw(ground).ellipse(
        (x + left + 10, y + bottom - 34, x + right - 10, y + bottom + 34), fill=150
    )
    board.paste((30, 24, 20), (0, 0), ground.filter(ImageFilter.GaussianBlur(22)))
    board.paste(thing, (x, y), thing)
