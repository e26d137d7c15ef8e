"""A verification as a PDF: the whole verdict on the first page, problems and items after it."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import BinaryIO

from reportlab.lib.colors import Color, white
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, KeepTogether, LongTable, PageBreak, Spacer, TableStyle

from evidencekit import __version__
from evidencekit.domain.times import utc_seconds
from evidencekit.evidence.report import Verdict
from evidencekit.evidence.report_text import ProblemText, ReportText
from evidencekit.foundation.catalogue import _
from evidencekit.packet.compose import BODY_TEXT, CELL, HEADING, LABEL, MONO, SUB, TITLE
from evidencekit.packet.layout import ALERT, INNER, LINE, Frames, Mark, Pages, write_pages
from evidencekit.packet.text import BOLD, REGULAR, paragraph

# No green at all, and the words say it without any colour.
_COLOURS = {
    Verdict.PASSED: Color(0.15, 0.30, 0.45),
    Verdict.INDETERMINATE: Color(0.33, 0.34, 0.36),
    Verdict.FAILED: ALERT,
}
_HEAD = Color(0.93, 0.94, 0.96)
_STATUS = ParagraphStyle(
    "status", fontName=BOLD, fontSize=13, leading=19, textColor=white, wordWrap="CJK"
)
_WORD = ParagraphStyle("word", fontName=BOLD, fontSize=9, leading=13, wordWrap="CJK")
_PATHS, _PRINTS, _ITEMS = 4, 3, 2000


def write_report_pdf(
    file: BinaryIO, text: ReportText, paths: Sequence[str], made: datetime, *, verdict: Verdict
) -> int:
    """Write the report to `file`; return the number of pages. The same words give the same bytes.

    `paths` are what was checked, as the person named it; `made` (aware) is this computer's clock.
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
    )

    def story(_pages: Pages) -> list[Flowable]:
        flow = _first_page(text, paths, made, verdict=verdict)
        for title, told in ((_("Problems"), text.problems), (_("To be known"), text.notes)):
            if told:
                flow += [PageBreak(), *_in_full(title, told)]
        return [*flow, PageBreak(), *_items(text)]

    return write_pages(file, frames, story, made)


def _first_page(
    text: ReportText, paths: Sequence[str], made: datetime, *, verdict: Verdict
) -> list[Flowable]:
    flow: list[Flowable] = [Mark(_("Verdict"), None), Spacer(0, 8)]
    flow += [paragraph(_("Verification report"), TITLE), _status(text.verdict, verdict)]
    flow += [Spacer(0, 12), pairs_table(_about(text, paths, made)), Spacer(0, 6)]
    flow.append(paragraph(_("What was checked"), SUB))
    head = (_("What"), _("Items"), _("Checks"))
    rows = [(group.title, str(len(group.items)), group.counts) for group in text.groups]
    flow.append(rows_table([head, *rows], (150, 60, INNER - 210)))
    if text.left:
        flow.append(paragraph(_("Not checked, and why"), SUB))
        flow.append(pairs_table((reason, names) for names, reason in text.left))
    flow.append(paragraph(_("What this does not prove"), SUB))
    flow.append(paragraph(text.does_not_prove, BODY_TEXT))
    return flow


def _about(text: ReportText, paths: Sequence[str], made: datetime) -> list[tuple[str, str]]:
    shown = [*paths[:_PATHS], *(["…"] if len(paths) > _PATHS else [])]
    prints = [*text.fingerprints[:_PRINTS], *(["…"] if len(text.fingerprints) > _PRINTS else [])]
    rows = [
        (_("Looked at"), "\n".join(shown)),
        (_("On (this computer's clock)"), utc_seconds(made)),
        (_("Extent"), text.extent),
        (_("Key"), text.key),
        (_("Fingerprint to compare"), "\n".join(prints)),
        (_("Time"), text.time),
    ]
    return [(name, value) for name, value in rows if value]


def _status(words: str, verdict: Verdict) -> Flowable:
    table = LongTable([[paragraph(words, _STATUS)]], colWidths=[INNER])
    colour = _COLOURS[verdict]
    table.setStyle(
        TableStyle(
            [
                ("FONTNAME", (0, 0), (-1, -1), REGULAR),
                ("BACKGROUND", (0, 0), (-1, -1), colour),
                ("PADDING", (0, 0), (-1, -1), 10),
            ]
        )
    )
    return table


def _in_full(title: str, told: Sequence[ProblemText]) -> list[Flowable]:
    flow: list[Flowable] = [Mark(title, None), paragraph(title, HEADING)]
    for one in told[:_ITEMS]:
        head = [paragraph(f"{one.mark}: {one.item}", _WORD, 400), paragraph(one.meaning, BODY_TEXT)]
        rows = [(_("check"), one.check), *one.details]
        flow.append(KeepTogether([*head, pairs_table(rows), Spacer(0, 10)]))
    return [*flow, *_more(len(told))]


def _items(text: ReportText) -> list[Flowable]:
    flow: list[Flowable] = [Mark(_("Items"), None), paragraph(_("Items"), HEADING)]
    head = (_("State"), _("Item"), _("Checks"))
    for group in text.groups:
        flow.append(paragraph(group.title, SUB))
        rows = [(item.mark, item.item, item.counts) for item in group.items[:_ITEMS]]
        flow.append(rows_table([head, *rows], (60, INNER - 210, 150), MONO))
        flow += _more(len(group.items))
    return flow


def _more(count: int) -> list[Flowable]:
    rest = count - _ITEMS
    return [paragraph(f"… (+{rest})", CELL)] if rest > 0 else []


def pairs_table(rows: Iterable[tuple[str, str]]) -> Flowable:
    """Return names and values, one below the other."""
    cells = [[paragraph(name, LABEL, 200), paragraph(value, CELL, 600)] for name, value in rows]
    table = LongTable(cells, colWidths=[170, INNER - 170])
    table.setStyle(TableStyle([*_PLAIN, _RULES]))
    return table


def rows_table(
    rows: Sequence[tuple[str, ...]], widths: tuple[float, ...], style: ParagraphStyle = CELL
) -> Flowable:
    """Return a table whose first row is its head, which stands again on each page."""
    cells = [[paragraph(text, LABEL, 80) for text in rows[0]]]
    cells += [[paragraph(text, style, 400) for text in row] for row in rows[1:]]
    table = LongTable(cells, colWidths=widths, repeatRows=1)
    table.setStyle(TableStyle([*_PLAIN, ("BACKGROUND", (0, 0), (-1, 0), _HEAD), _RULES]))
    return table


_RULES = ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE)
_PLAIN = (
    # Or Helvetica, which is never embedded, is named on each page.
    ("FONTNAME", (0, 0), (-1, -1), REGULAR),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 2.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
)
