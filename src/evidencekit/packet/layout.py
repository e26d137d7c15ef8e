"""The frame of every page: margins, header, banner, watermark, `page x of y`; two passes.

The first pass only counts, so that the second can say how many pages there are, and where.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import BinaryIO

from reportlab.lib.colors import Color, black, white
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate

from evidencekit import __version__
from evidencekit.packet.attachments import Embedding
from evidencekit.packet.model import Bates
from evidencekit.packet.spool import PacketCanvas
from evidencekit.packet.text import BOLD, REGULAR, draw, register_fonts, shown, width

WIDTH, HEIGHT = A4
MARGIN, HEAD, FOOT = 48.0, 64.0, 46.0
INNER = WIDTH - 2 * MARGIN
BODY = HEIGHT - HEAD - FOOT
GREY, LINE, ALERT = Color(0.35, 0.35, 0.35), Color(0.75, 0.75, 0.75), Color(0.70, 0.10, 0.10)
_PALE = Color(0.93, 0.93, 0.93)
_SMALL, _TITLE = 7.5, 300


@dataclass(slots=True)
class Pages:
    """Where things stand: counted by the first pass, printed by the second."""

    total: int = 0
    first: dict[int, int] = field(default_factory=dict)
    last: dict[int, int] = field(default_factory=dict)

    def of(self, exhibit: int) -> str:
        """Return the pages of an exhibit, `5–9`."""
        first, last = self.first.get(exhibit, 0), self.last.get(exhibit, 0)
        return f"{first}–{last}" if last > first else f"{first}"


@dataclass(frozen=True, slots=True)
class Frames:
    """What stands on each page around its body. `banner` is None on a real, final packet.

    `keywords` stand in the document's information dictionary; `language` is a tag of BCP 47.
    `labels` are what exhibits are called, by number; `bates` the matter's page numbers.
    """

    title: str
    packet_id: str
    page_of: str
    exhibit_page: str
    banner: str | None
    watermark: str | None
    keywords: str
    language: str
    labels: Mapping[int, str] = field(default_factory=dict)
    bates: Bates | None = None


def exhibit_mark(number: int) -> str:
    """Return the bookmark of an exhibit's first page."""
    return f"exhibit-{number}"


class Mark(Flowable):  # type: ignore[misc]  # reportlab has no types
    """Takes no room: an entry of the outline, and the beginning or end of an exhibit."""

    def __init__(self, outline: str | None, exhibit: int | None, *, ends: bool = False) -> None:
        super().__init__()
        self.outline, self.exhibit, self.ends = outline, exhibit, ends

    def wrap(self, _width: float, _height: float) -> tuple[float, float]:
        """Return no size."""
        return 0, 0

    def draw(self) -> None:
        """Put the entry into the outline."""
        if self.outline is not None:
            self.canv.marks += 1
            key = f"mark-{self.canv.marks}"
            if self.exhibit is not None:
                key = exhibit_mark(self.exhibit)
            self.canv.bookmarkPage(key)
            self.canv.addOutlineEntry(self.outline, key, 0, closed=False)


class _Document(BaseDocTemplate):  # type: ignore[misc]  # reportlab has no types
    def __init__(
        self, frames: Frames, pages: Pages, counted: Pages, check: Callable[[], None]
    ) -> None:
        super().__init__(
            "packet.pdf",
            pagesize=A4,
            invariant=1,
            title=shown(frames.title, _TITLE).replace("\n", " "),
            author="evidencekit",
            creator="evidencekit",
            producer=f"evidencekit {__version__}",
            subject=frames.packet_id,
            keywords=frames.keywords,
        )
        self.frames, self.pages, self.counted, self.check = frames, pages, counted, check
        frame = Frame(MARGIN, FOOT, INNER, BODY, *([0] * 4), id="body")
        self.addPageTemplates(PageTemplate("page", [frame], onPage=_behind, onPageEnd=_around))

    def afterFlowable(self, flowable: Flowable) -> None:  # noqa: N802  # reportlab's name
        self.check()
        if isinstance(flowable, Mark) and flowable.exhibit is not None:
            if not flowable.ends:
                self.counted.first[flowable.exhibit] = self.page
            self.counted.last[flowable.exhibit] = self.page
        self.counted.total = self.page


def _behind(canvas: Canvas, document: _Document) -> None:
    if document.frames.watermark is None:
        return
    canvas.saveState()
    canvas.setFillColor(_PALE)
    canvas.translate(WIDTH / 2, HEIGHT / 2)
    canvas.rotate(55)
    words = document.frames.watermark
    size = min(150.0, 700 / max(width(words, BOLD, 1), 1))
    draw(canvas, -width(words, BOLD, size) / 2, -size / 3, words, BOLD, size)
    canvas.restoreState()


def _around(canvas: Canvas, document: _Document) -> None:
    frames, page = document.frames, document.page
    canvas.saveState()
    canvas.setFillColor(GREY)
    draw(canvas, MARGIN, HEIGHT - 30, _fitting(frames.title, INNER * 0.62), REGULAR, _SMALL)
    _right(canvas, HEIGHT - 30, frames.packet_id)
    draw(canvas, MARGIN, 24, _exhibit_page(document), REGULAR, _SMALL)
    _right(canvas, 24, frames.page_of.format(page=page, total=document.pages.total))
    if frames.bates is not None:
        number = frames.bates.on(page)
        draw(canvas, (WIDTH - width(number, BOLD, 9)) / 2, 23, number, BOLD, 9)
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.line(MARGIN, 36, WIDTH - MARGIN, 36)
    if frames.banner is None:
        canvas.line(MARGIN, HEIGHT - 38, WIDTH - MARGIN, HEIGHT - 38)
    else:
        _banner(canvas, frames.banner)
    canvas.restoreState()


def _exhibit_page(document: _Document) -> str:
    pages, here = document.pages, document.page
    for number, first in pages.first.items():
        last = pages.last[number]
        if first <= here <= last:
            return document.frames.exhibit_page.format(
                number=document.frames.labels.get(number, str(number)),
                page=here - first + 1,
                total=last - first + 1,
            )
    return ""


def _banner(canvas: Canvas, words: str) -> None:
    canvas.setFillColor(ALERT)
    canvas.rect(MARGIN, HEIGHT - 52, INNER, 15, stroke=0, fill=1)
    canvas.setFillColor(white)
    draw(canvas, MARGIN + 6, HEIGHT - 48, words, BOLD, 8.5)
    canvas.setFillColor(black)


def _right(canvas: Canvas, y: float, text: str) -> None:
    draw(canvas, WIDTH - MARGIN - width(text, REGULAR, _SMALL), y, text, REGULAR, _SMALL)


def _fitting(text: str, room: float) -> str:
    if width(text, REGULAR, _SMALL) <= room:
        return text
    while text and width(f"{text}…", REGULAR, _SMALL) > room:
        text = text[:-1]
    return f"{text}…"


def write_pages(
    file: BinaryIO,
    frames: Frames,
    story: Callable[[Pages], list[Flowable]],
    made: datetime,
    embedding: Embedding | None = None,
    check: Callable[[], None] = lambda: None,
) -> int:
    """Write the PDF to `file`; return the number of pages. `story` is asked twice.

    The files of `embedding` go into it. `check` is called many times a page and may end it by
    raising. Raises OSError.
    """
    register_fonts()
    counted = Pages()
    for target in (None, file):
        pages, counted = counted, Pages()
        document = _Document(frames, pages, counted, check)

        def canvas(*_args: object, to: BinaryIO | None = target, **_kw: object) -> PacketCanvas:
            made_for = PacketCanvas(to, made, A4, frames.language)
            made_for.embedding = embedding
            return made_for

        document.build(story(pages), canvasmaker=canvas)
    return counted.total
