"""A verification as a PDF: the whole verdict on the first page, problems and items after it."""

from collections.abc import Sequence
from datetime import datetime
from typing import BinaryIO

from reportlab.lib.colors import Color, white
from reportlab.platypus import Flowable, KeepTogether, PageBreak, Spacer

from evidencekit import __version__
from evidencekit.domain.times import utc_seconds
from evidencekit.evidence.report import Verdict
from evidencekit.evidence.report_text import ProblemText, ReportText
from evidencekit.foundation.catalogue import _, current_language
from evidencekit.packet.blocks import (
    BODY_TEXT,
    CELL,
    MONO,
    SUB,
    TITLE,
    banner,
    grid,
    heading,
    pairs,
    style,
)
from evidencekit.packet.layout import ALERT, INNER, Frames, Mark, Pages, write_pages
from evidencekit.packet.text import BOLD, paragraph

# No green at all, and the words say it without any colour.
_COLOURS = {
    Verdict.PASSED: Color(0.15, 0.30, 0.45),
    Verdict.INDETERMINATE: Color(0.33, 0.34, 0.36),
    Verdict.FAILED: ALERT,
}
_STATUS = style(13, BOLD, textColor=white)
_WORD = style(9, BOLD, role="H3")
_LABELS = 170.0
_PATHS, _PRINTS, _ITEMS = 4, 3, 2000


def write_report_pdf(
    file: BinaryIO,
    text: ReportText,
    paths: Sequence[str],
    made: datetime,
    *,
    verdict: Verdict,
    against: Sequence[str] = (),
) -> int:
    """Write the report to `file`; return the number of pages. The same words give the same bytes.

    `paths` are what was checked, as the person named it; `made` (aware) is this computer's clock;
    `against` are the words for what was given to check against.
    Raises OSError.
    """
    frames = Frames(
        title=_("Verification report"),
        packet_id=f"evidencekit {__version__}",
        page_of=_("Page {page} of {total}"),
        exhibit_page="",
        banner=text.banner,
        watermark=_("DEMO") if text.banner else None,
        keywords="",
        language=current_language().replace("_", "-"),
    )

    def story(_pages: Pages) -> list[Flowable]:
        flow = _first_page(text, _about(text, paths, made, against), verdict=verdict)
        for title, told in ((_("Problems"), text.problems), (_("To be known"), text.notes)):
            if told:
                flow += [PageBreak(), *_in_full(title, told)]
        return [*flow, PageBreak(), *_items(text)]

    return write_pages(file, frames, story, made)


def _first_page(
    text: ReportText, about: Sequence[tuple[str, str]], *, verdict: Verdict
) -> list[Flowable]:
    flow: list[Flowable] = [Mark(_("Verdict"), None), Spacer(0, 8)]
    flow += [
        paragraph(_("Verification report"), TITLE),
        banner(text.verdict, _COLOURS[verdict], _STATUS),
    ]
    flow += [Spacer(0, 12), pairs(about, _LABELS), Spacer(0, 6)]
    flow.append(paragraph(_("What was checked"), SUB))
    head = (_("What"), _("Items"), _("Checks"))
    rows = [(group.title, str(len(group.items)), group.counts) for group in text.groups]
    flow.append(grid([head, *rows], (150, 60, INNER - 210)))
    if text.left:
        flow.append(paragraph(_("Not checked, and why"), SUB))
        flow.append(pairs(((reason, names) for names, reason in text.left), _LABELS))
    flow.append(paragraph(_("What this does not prove"), SUB))
    flow.append(paragraph(text.does_not_prove, BODY_TEXT))
    return flow


def _about(
    text: ReportText, paths: Sequence[str], made: datetime, against: Sequence[str]
) -> list[tuple[str, str]]:
    shown = [*paths[:_PATHS], *(["…"] if len(paths) > _PATHS else [])]
    prints = [*text.fingerprints[:_PRINTS], *(["…"] if len(text.fingerprints) > _PRINTS else [])]
    rows = [
        (_("Looked at"), "\n".join(shown)),
        (_("On (this computer's clock)"), utc_seconds(made)),
        (_("Against"), "\n".join(against)),
        (_("Extent"), text.extent),
        (_("Key"), text.key),
        (_("Fingerprint to compare"), "\n".join(prints)),
        (_("Time"), text.time),
    ]
    return [(name, value) for name, value in rows if value]


def _in_full(title: str, told: Sequence[ProblemText]) -> list[Flowable]:
    flow: list[Flowable] = heading(title)
    for one in told[:_ITEMS]:
        head = [paragraph(f"{one.mark}: {one.item}", _WORD, 400), paragraph(one.meaning, BODY_TEXT)]
        rows = [(_("check"), one.check), *one.details]
        flow.append(KeepTogether([*head, pairs(rows, _LABELS), Spacer(0, 10)]))
    return [*flow, *_more(len(told))]


def _items(text: ReportText) -> list[Flowable]:
    flow: list[Flowable] = heading(_("Items"))
    head = (_("State"), _("Item"), _("Checks"))
    for group in text.groups:
        flow.append(paragraph(group.title, SUB))
        rows = [(item.mark, item.item, item.counts) for item in group.items[:_ITEMS]]
        flow.append(grid([head, *rows], (60, INNER - 210, 150), MONO))
        flow += _more(len(group.items))
    return flow


def _more(count: int) -> list[Flowable]:
    rest = count - _ITEMS
    return [paragraph(f"… (+{rest})", CELL)] if rest > 0 else []
