"""Blocks as what the composer draws. The only module of the parts that knows reportlab."""

from collections.abc import Sequence
from functools import singledispatch
from io import BytesIO

from PIL import Image
from reportlab.lib.colors import Color, black, white
from reportlab.lib.utils import ImageReader
from reportlab.platypus import (
    CondPageBreak,
    Flowable,
    KeepTogether,
    LongTable,
    PageBreak,
    Spacer,
    TableStyle,
)
from reportlab.platypus import Table as PlainTable

from evidencekit.packet.blocks import (
    BODY_TEXT,
    CELL,
    LABEL,
    MONO,
    Figure,
    grid,
    heading,
    pairs,
    points,
    style,
    sub,
)
from evidencekit.packet.layout import ALERT, INNER, LINE
from evidencekit.packet.parts.blocks import (
    Blanks,
    Block,
    Break,
    Callout,
    Commands,
    Grid,
    Notice,
    Pairs,
    Panel,
    Points,
    SealBox,
    Shot,
    SideBySide,
    Sub,
    Table,
    Text,
    Title,
    Wide,
)
from evidencekit.packet.png import scan
from evidencekit.packet.slices import Slice
from evidencekit.packet.text import BOLD, REGULAR, draw, paragraph, width

_REASON = style(7.5, BOLD, spaceBefore=5)
_GAP = 14.0
_HALF = (INNER - _GAP) / 2
_PLATE_HIGH, _GRID_HIGH, _EMPTY_HIGH = 380.0, 205.0, 120.0
_WIDE, _WIDE_HIGH = INNER - 8, 250.0
_SEAL = 130.0
_MARKER = 7.5
_LINE_ROOM, _MARKS_ROOM = 220, 1200
_EMPTY = Color(0.96, 0.96, 0.97)
_PLAIN = (
    ("FONTNAME", (0, 0), (-1, -1), REGULAR),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
)


def flowables(blocks: Sequence[Block]) -> list[Flowable]:
    """Return what draws the blocks, in their order. Raises PngFault, OSError for a bad picture."""
    return [one for block in blocks for one in _drawn(block)]


@singledispatch
def _drawn(block: object) -> list[Flowable]:
    raise TypeError(type(block))


@_drawn.register
def _title(block: Title) -> list[Flowable]:
    return heading(block.text)


@_drawn.register
def _sub(block: Sub) -> list[Flowable]:
    return sub(block.text)


@_drawn.register
def _text(block: Text) -> list[Flowable]:
    return [paragraph(block.text, CELL if block.small else BODY_TEXT)]


@_drawn.register
def _notice(block: Notice) -> list[Flowable]:
    table = LongTable([[paragraph(block.text, LABEL)]], colWidths=[INNER])
    frame = ("BOX", (0, 0), (-1, -1), 0.8, ALERT)
    table.setStyle(TableStyle([*_PLAIN, frame, ("PADDING", (0, 0), (-1, -1), 6)]))
    return [Spacer(0, 3), table, Spacer(0, 6)]


@_drawn.register
def _points(block: Points) -> list[Flowable]:
    return points(block.texts, numbered=block.numbered)


@_drawn.register
def _pairs(block: Pairs) -> list[Flowable]:
    return [pairs(block.rows), Spacer(0, 5)] if block.rows else []


@_drawn.register
def _table(block: Table) -> list[Flowable]:
    whole = sum(block.widths)
    widths = [INNER * one / whole for one in block.widths]
    look = MONO if block.mono else CELL
    return [grid([block.head, *block.rows], widths, look, block.links), Spacer(0, 6)]


@_drawn.register
def _blanks(block: Blanks) -> list[Flowable]:
    cells = [[paragraph(label, LABEL, 80), ""] for label in block.labels]
    table = PlainTable(cells, colWidths=[150, INNER - 150], rowHeights=[28] * len(cells))
    line = ("LINEBELOW", (1, 0), (1, -1), 0.7, black)
    table.setStyle(TableStyle([*_PLAIN, ("VALIGN", (0, 0), (-1, -1), "BOTTOM"), line]))
    return [CondPageBreak(28 * len(cells) + 12), Spacer(0, 6), table, Spacer(0, 6)]


@_drawn.register
def _seal(block: SealBox) -> list[Flowable]:
    return [CondPageBreak(_SEAL + 12), Spacer(0, 8), _Seal(block.text), Spacer(0, 8)]


@_drawn.register
def _commands(block: Commands) -> list[Flowable]:
    return [paragraph(one, _REASON if one.startswith("#") else MONO) for one in block.lines]


@_drawn.register
def _side_by_side(block: SideBySide) -> list[Flowable]:
    return [_row((block.left, block.right), _PLATE_HIGH), Spacer(0, 8)]


@_drawn.register
def _grid(block: Grid) -> list[Flowable]:
    pairs = [block.panels[at : at + 2] for at in range(0, len(block.panels), 2)]
    return [one for pair in pairs for one in (_row(pair, _GRID_HIGH), Spacer(0, 6))]


@_drawn.register
def _wide(block: Wide) -> list[Flowable]:
    inside = _panel(block.panel, _WIDE_HIGH, _WIDE, _MARKS_ROOM)
    return [KeepTogether(inside), Spacer(0, 8)]


@_drawn.register
def _shot(block: Shot) -> list[Flowable]:
    place = block.picture, block.cut, block.part
    drawn = Slice(*place, block.caption, y=block.y, words=block.words)
    drawn.tag.alt = block.alt
    return [Spacer(0, 4), drawn]


@_drawn.register
def _break(_block: Break) -> list[Flowable]:
    return [PageBreak()]


def _row(panels: Sequence[Panel], high: float) -> Flowable:
    cells = [[_panel(one, high) for one in panels] + [""] * (2 - len(panels))]
    table = PlainTable(cells, colWidths=[_HALF + _GAP / 2] * 2)
    table.setStyle(TableStyle([*_PLAIN, ("LEFTPADDING", (0, 0), (-1, -1), 0)]))
    return table


def _panel(
    panel: Panel, high: float, wide: float = _HALF - 6, room: int = _LINE_ROOM
) -> list[Flowable]:
    lines = [paragraph(line, MONO, room) for line in panel.lines]
    return [paragraph(panel.head, LABEL, 120), Spacer(0, 3), _Picture(panel, high, wide), *lines]


class _Picture(Figure):
    """A picture fitted into a width, numbers beside a line on it; or an empty frame."""

    def __init__(self, panel: Panel, high: float, wide: float) -> None:
        super().__init__(" ".join((panel.head, *panel.lines)) if panel.path else panel.empty)
        self.panel, self.wide = panel, wide
        self.high, self.size = high, (1, 1)
        if panel.path is not None:
            with Image.open(panel.path) as picture:
                self.size = picture.size
        self.scale = min(self.wide / self.size[0], high / self.size[1])

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the size in points."""
        if self.panel.path is None:
            return self.wide, min(self.high, _EMPTY_HIGH)
        return self.wide, self.size[1] * self.scale + 4

    def paint(self) -> None:
        """Draw the picture, a thin frame around it, and the callouts."""
        if self.panel.path is None:
            return self._draw_empty()
        wide, high = self.size[0] * self.scale, self.size[1] * self.scale
        box = (0.0, 3.0, wide, high)
        if self.panel.path.suffix == ".png":
            self.canv.draw_rows(scan(self.panel.path), box, 0)
        else:
            # Read here, since reportlab would name it by its path.
            data = BytesIO(self.panel.path.read_bytes())
            self.canv.drawImage(ImageReader(data), *box)
        self.canv.setStrokeColor(LINE)
        self.canv.setLineWidth(0.5)
        self.canv.rect(*box, stroke=1, fill=0)
        for one in self.panel.callouts:
            self._callout(one, box)
        return None

    def _draw_empty(self) -> None:
        high = min(self.high, _EMPTY_HIGH)
        self.canv.setFillColor(_EMPTY)
        self.canv.setStrokeColor(LINE)
        self.canv.rect(0, 0, self.wide, high - 4, stroke=1, fill=1)
        self.canv.setFillColor(black)
        words = paragraph(self.panel.empty, CELL, 300)
        _wide, tall = words.wrap(self.wide - 16, high)
        words.drawOn(self.canv, 8, (high - tall) / 2)

    def _callout(self, one: Callout, box: tuple[float, float, float, float]) -> None:
        x = box[0] + one.x * box[2]
        y = box[1] + (1 - one.y) * box[3]
        self.canv.setFillColor(ALERT)
        self.canv.setStrokeColor(white)
        self.canv.setLineWidth(1)
        self.canv.circle(x, y, _MARKER, stroke=1, fill=1)
        self.canv.setFillColor(white)
        label = str(one.number)
        draw(self.canv, x - width(label, BOLD, 8) / 2, y - 3, label, BOLD, 8)
        self.canv.setFillColor(black)


class _Seal(Figure):
    """An empty frame for ink: nothing of ours is ever printed in it."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return the size in points."""
        return INNER, _SEAL

    def paint(self) -> None:
        """Draw the frame at the right, its words below it."""
        left = INNER - _SEAL - 40
        self.canv.setDash(3, 3)
        self.canv.setLineWidth(0.8)
        self.canv.rect(left, 16, _SEAL + 40, _SEAL - 18, stroke=1, fill=0)
        self.canv.setDash()
        draw(self.canv, left, 3, self.text, REGULAR, 8)
