"""Figures as a PDF for a file or a meeting: named values, tables, and what they do not say."""

from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import CondPageBreak, Flowable, Spacer

from evidencekit import __version__
from evidencekit.domain.times import utc_seconds
from evidencekit.foundation.catalogue import _, current_language
from evidencekit.packet.blocks import BODY_TEXT, SUB, TITLE, grid, pairs
from evidencekit.packet.layout import INNER, Frames, Mark, write_pages
from evidencekit.packet.text import paragraph

_LEAST = 64.0
_HEADING = ParagraphStyle("block", parent=SUB, keepWithNext=0)


@dataclass(frozen=True, slots=True)
class Figures:
    """A block of figures. `head` empty: `rows` are pairs of a name and a value.

    `shares` is how much of the width each column takes; together 1.
    """

    title: str
    rows: tuple[tuple[str, ...], ...]
    head: tuple[str, ...] = ()
    shares: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class FiguresPaper:
    """The whole paper: `notes` say below the figures what they rest on; `banner` on each page."""

    title: str
    blocks: tuple[Figures, ...]
    notes: tuple[str, ...]
    banner: str | None = None


def write_figures_pdf(file: BinaryIO, paper: FiguresPaper, made: datetime) -> int:
    """Write the paper to `file`; return the number of pages. The same words give the same bytes.

    `made` (aware) is this computer's clock. Raises OSError.
    """
    frames = Frames(
        title=paper.title,
        packet_id=f"evidencekit {__version__}",
        page_of=_("Page {page} of {total}"),
        exhibit_page="",
        banner=paper.banner,
        watermark=None,
        keywords="",
        language=current_language().replace("_", "-"),
    )
    return write_pages(file, frames, lambda _pages: _story(paper, made), made)


def _story(paper: FiguresPaper, made: datetime) -> list[Flowable]:
    flow: list[Flowable] = [Mark(paper.title, None), Spacer(0, 4), paragraph(paper.title, TITLE)]
    made_on = _("Made on {day} (this computer's clock)").format(day=utc_seconds(made))
    flow.append(paragraph(made_on, BODY_TEXT))
    for block in paper.blocks:
        # A long table begins where it stands; its title alone must not end a page.
        flow += [CondPageBreak(_LEAST), paragraph(block.title, _HEADING, 400)]
        if not block.head:
            flow.append(pairs((name, value) for name, value in block.rows))
        elif block.rows:
            widths = tuple(INNER * part for part in block.shares)
            flow.append(grid([block.head, *block.rows], widths))
        else:
            flow.append(paragraph(_("Nothing yet."), BODY_TEXT))
    flow.append(paragraph(_("What to know of these figures"), SUB))
    flow += [paragraph(note, BODY_TEXT, 1000) for note in paper.notes]
    return flow
