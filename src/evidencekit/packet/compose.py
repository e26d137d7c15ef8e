"""The pages of a packet: cover, table of exhibits, exhibits, hashes, what it proves."""

from collections.abc import Callable, Iterable, Sequence
from typing import BinaryIO

from reportlab.lib.colors import Color, white
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, LongTable, PageBreak, Spacer, TableStyle

from evidencekit.domain.times import utc_text
from evidencekit.foundation.catalogue import Catalogue
from evidencekit.packet import wording
from evidencekit.packet.layout import ALERT, INNER, LINE, Frames, Mark, Pages, write_pages
from evidencekit.packet.model import Exhibit, PacketContent, PacketFile
from evidencekit.packet.png import Png, scan
from evidencekit.packet.slices import Slice, cut
from evidencekit.packet.text import BOLD, REGULAR, paragraph
from evidencekit.packet.verify_text import commands

_CELL = 600


def _style(size: float, font: str = REGULAR, **more: object) -> ParagraphStyle:
    given = {"leading": size * 1.45, "wordWrap": "CJK", **more}
    return ParagraphStyle(f"{font}-{size}", fontName=font, fontSize=size, **given)


BODY_TEXT, CELL, LABEL = _style(9.5, spaceAfter=5), _style(8), _style(8, BOLD)
MONO, _REASON = _style(7), _style(7.5, BOLD, spaceBefore=5)
TITLE, HEADING = _style(20, BOLD, spaceAfter=10), _style(14, BOLD, spaceAfter=8)
SUB = _style(10.5, BOLD, spaceBefore=10, spaceAfter=4, keepWithNext=1)
_POINT = _style(9.5, leftIndent=12, firstLineIndent=-12, spaceAfter=4)
_STATUS = _style(11, BOLD, textColor=white)
_HEAD = Color(0.93, 0.94, 0.96)


def compose(
    file: BinaryIO,
    content: PacketContent,
    files: Sequence[PacketFile],
    manifest_sha256: str,
    words: Catalogue,
) -> int:
    """Write the unsigned PDF to `file` and return its number of pages.

    The same content gives the same bytes. Raises OSError, PngFault.
    """
    composer = _Composer(content, files, manifest_sha256, words.gettext)
    return write_pages(file, composer.frames(), composer.story, content.made)


class _Composer:
    def __init__(
        self,
        content: PacketContent,
        files: Sequence[PacketFile],
        manifest_sha256: str,
        say: Callable[[str], str],
    ) -> None:
        self.content, self.files, self.manifest = content, files, manifest_sha256
        self.say = say
        pictures = {shot.path for one in content.exhibits for shot in one.screenshots}
        self.pngs: dict[str, Png] = {str(path): scan(path) for path in sorted(pictures)}

    def frames(self) -> Frames:
        banner = wording.status(self.content)
        mark = wording.watermark(self.content)
        return Frames(
            title=self.content.plan.title,
            packet_id=self.content.packet_id,
            page_of=self.say(wording.PAGE_OF),
            exhibit_page=self.say(wording.EXHIBIT_PAGE),
            banner=self.say(banner) if mark else None,
            watermark=self.say(mark) if mark else None,
            keywords=f"manifest-sha256:{self.manifest}",
        )

    def story(self, pages: Pages) -> list[Flowable]:
        flow = [*self._cover(pages), PageBreak(), *self._contents(pages)]
        for exhibit in self.content.exhibits:
            flow += [PageBreak(), *self._exhibit(exhibit, pages)]
        flow += [PageBreak(), *self._hashes(), PageBreak(), *self._proof()]
        return flow

    def _heading(self, text: str, style: ParagraphStyle = HEADING) -> list[Flowable]:
        return [Mark(text, None), paragraph(text, style)]

    # Cover and contents

    def _cover(self, pages: Pages) -> list[Flowable]:
        plan, say = self.content.plan, self.say
        flow: list[Flowable] = [Mark(say(wording.COVER), None), Spacer(0, 30)]
        flow += [paragraph(plan.title, TITLE, 300), self._status(), Spacer(0, 14)]
        flow.append(self._pairs((say(name), value) for name, value in self._facts_of_cover(pages)))
        if plan.statement:
            flow += [paragraph(say(wording.STATEMENT), SUB), paragraph(plan.statement, BODY_TEXT)]
        return flow

    def _facts_of_cover(self, pages: Pages) -> list[tuple[str, str]]:
        content, plan = self.content, self.content.plan
        rows = [
            (wording.RECIPIENT, plan.recipient or ""),
            (wording.REFERENCE, plan.reference or ""),
            *plan.parties,
            (wording.CASE, plan.case or ""),
            (wording.COMPLAINT, plan.complaint or ""),
            (wording.PREPARED_BY, f"{plan.operator}, {content.organisation}"),
            (wording.PREPARED_ON, utc_text(content.made)),
            (wording.PACKET_ID, content.packet_id),
            (wording.EXHIBITS, str(len(content.exhibits))),
            (wording.PAGES, str(pages.total)),
            (wording.MANIFEST_HASH, _grouped(self.manifest)),
            (wording.FINGERPRINT, _grouped(content.fingerprint)),
            *_signer(content),
        ]
        return [(name, value) for name, value in rows if value]

    def _status(self) -> Flowable:
        text = paragraph(self.say(wording.status(self.content)), _STATUS)
        table = LongTable([[text]], colWidths=[INNER])
        colour = ALERT if wording.watermark(self.content) else Color(0.15, 0.30, 0.45)
        table.setStyle(
            TableStyle(
                [
                    ("FONTNAME", (0, 0), (-1, -1), REGULAR),
                    ("BACKGROUND", (0, 0), (-1, -1), colour),
                    ("PADDING", (0, 0), (-1, -1), 8),
                ]
            )
        )
        return table

    def _contents(self, pages: Pages) -> list[Flowable]:
        say = self.say
        head = (wording.NUMBER, wording.LISTING, wording.CAPTURED, wording.PAGES, "SHA-256")
        rows = [
            (
                str(one.number),
                f"{one.text('title')}\n{one.text('final_url')}",
                one.text("started"),
                pages.of(one.number),
                f"{one.sha256[:16]}…",
            )
            for one in self.content.exhibits
        ]
        widths = (28, INNER - 28 - 112 - 44 - 96, 112, 44, 96)
        table = self._table([tuple(say(name) for name in head), *rows], widths)
        note = paragraph(say(wording.CONTENTS_NOTE), CELL)
        return [*self._heading(say(wording.CONTENTS)), table, Spacer(0, 8), note]

    # Exhibits

    def _exhibit(self, exhibit: Exhibit, pages: Pages) -> list[Flowable]:
        say = self.say
        name = say(wording.EXHIBIT).format(number=exhibit.number)
        flow: list[Flowable] = [Mark(name, exhibit.number), paragraph(name, TITLE)]
        flow.append(paragraph(exhibit.text("title") or exhibit.text("final_url"), HEADING, 300))
        flow.append(self._pairs(wording.identity(exhibit, say, pages.of(exhibit.number))))
        flow.append(paragraph(say(wording.FACTS), SUB))
        flow += self._facts(exhibit)
        flow.append(paragraph(say(wording.PROVENANCE), SUB))
        flow.append(self._pairs(wording.provenance(exhibit, say)))
        flow += self._screenshots(exhibit)
        return [*flow, Mark(None, exhibit.number, ends=True)]

    def _facts(self, exhibit: Exhibit) -> list[Flowable]:
        left_out = wording.left_out(exhibit, self.say)
        if not exhibit.facts:
            return [paragraph(left_out or self.say(wording.NO_FACTS), BODY_TEXT)]
        head = tuple(self.say(name) for name in wording.FACT_HEAD)
        rows = [
            (
                wording.fact_name(fact.name, self.say),
                fact.value,
                fact.raw,
                wording.fact_ground(fact, self.say),
            )
            for fact in exhibit.facts
        ]
        widths = (72, 120, INNER - 72 - 120 - 150, 150)
        notes = [self.say(wording.FACTS_NOTE), left_out]
        told = [paragraph(note, CELL) for note in notes if note]
        return [self._table([head, *rows], widths), Spacer(0, 4), *told]

    def _screenshots(self, exhibit: Exhibit) -> list[Flowable]:
        flow: list[Flowable] = []
        for shot in exhibit.screenshots:
            png = self.pngs[str(shot.path)]
            how = cut(png)
            for part, (top, rows) in enumerate(how.parts, 1):
                words = wording.IMPORTED_SLICE if shot.converted == "import" else wording.SLICE
                caption = self.say(words).format(
                    tile=shot.order,
                    tiles=shot.of,
                    part=part,
                    parts=len(how.parts),
                    first=shot.y + top,
                    last=shot.y + top + rows,
                )
                if shot.converted:
                    caption = f"{caption} {self.say(wording.CONVERTED)}"
                flow += [PageBreak(), Slice(png, (top, rows), how.scale, shot.y, caption)]
        return flow or [paragraph(self.say(wording.NO_PICTURE), BODY_TEXT)]

    # Appendix and proof

    def _hashes(self) -> list[Flowable]:
        say = self.say
        flow = self._heading(say(wording.APPENDIX))
        flow.append(self._pairs([(say(wording.MANIFEST_HASH), self.manifest)]))
        flow.append(paragraph(say(wording.FILES), SUB))
        head = (say(wording.FILE), say(wording.BYTES), "SHA-256")
        rows = [(file.name, str(file.bytes), file.sha256) for file in self.files]
        flow.append(self._table([head, *rows], (INNER - 46 - 258, 46, 258), MONO))
        flow.append(paragraph(say(wording.PICTURES), SUB))
        shots = [(one.number, shot) for one in self.content.exhibits for shot in one.screenshots]
        tile_head = (say(wording.NUMBER), say(wording.TILE), say(wording.BYTES), "SHA-256")
        tiles = [(str(n), f"{s.order}/{s.of}", str(s.size), s.sha256) for n, s in shots]
        flow.append(self._table([tile_head, *tiles], (60, INNER - 60 - 90 - 260, 90, 260), MONO))
        flow.append(paragraph(say(wording.TOKENS), SUB))
        flow += self._tokens()
        flow.append(paragraph(say(wording.CHECKING), SUB))
        for line in commands(self.content, self.manifest, say):
            flow.append(paragraph(line, _REASON if line.startswith("#") else MONO))
        return flow

    def _tokens(self) -> list[Flowable]:
        tokens = {token: None for one in self.content.exhibits for token in one.tokens}
        got = {one: None for each in self.content.exhibits for one in each.imported}
        if not tokens and not got:
            return [paragraph(self.say(wording.NO_TOKENS), BODY_TEXT)]
        head = (self.say(wording.AUTHORITY), self.say(wording.TOKEN_TIME), self.say(wording.LIST))
        rows = [(one.authority, one.gen_time, one.list) for one in tokens]
        elsewhere = self.say(wording.ELSEWHERE)
        rows += [(elsewhere, one.gen_time or "-", one.file) for one in got]
        return [self._table([head, *rows], (100, 120, INNER - 220), MONO)]

    def _proof(self) -> list[Flowable]:
        flow = self._heading(self.say(wording.PROOF))
        for heading, sentences in wording.proof(self.content):
            flow.append(paragraph(self.say(heading), SUB))
            flow += [paragraph(f"•  {self.say(one)}", _POINT) for one in sentences]
        return flow

    # Tables

    def _pairs(self, rows: Iterable[tuple[str, str]]) -> Flowable:
        cells = [[paragraph(n, LABEL, 80), paragraph(v, CELL, _CELL)] for n, v in rows]
        table = LongTable(cells, colWidths=[120, INNER - 120])
        table.setStyle(TableStyle([*_PLAIN, ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE)]))
        return table

    def _table(
        self,
        rows: Sequence[tuple[str, ...]],
        widths: tuple[float, ...],
        style: ParagraphStyle = CELL,
    ) -> Flowable:
        cells = [[paragraph(text, LABEL, 80) for text in rows[0]]]
        cells += [[paragraph(text, style, _CELL) for text in row] for row in rows[1:]]
        table = LongTable(cells, colWidths=widths, repeatRows=1)
        shade = ("BACKGROUND", (0, 0), (-1, 0), _HEAD)
        table.setStyle(TableStyle([*_PLAIN, shade, ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE)]))
        return table


_PLAIN = (
    # Or Helvetica, which is never embedded, is named on each page.
    ("FONTNAME", (0, 0), (-1, -1), REGULAR),
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), 4),
    ("RIGHTPADDING", (0, 0), (-1, -1), 4),
    ("TOPPADDING", (0, 0), (-1, -1), 2.5),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3.5),
)


def _signer(content: PacketContent) -> list[tuple[str, str]]:
    if content.signer is None or content.plan.draft:
        return []
    fingerprint, subject = content.signer
    return [(wording.SIGNER, subject), (wording.SIGNER_FINGERPRINT, _grouped(fingerprint))]


def _grouped(digest: str) -> str:
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
