"""The pages of a packet: cover, table of exhibits, exhibits, hashes, what it proves."""

from collections.abc import Callable, Sequence
from typing import BinaryIO

from reportlab.lib.colors import Color
from reportlab.platypus import Flowable, PageBreak, Spacer

from evidencekit.domain.times import utc_text
from evidencekit.foundation.catalogue import Catalogue
from evidencekit.packet import wording
from evidencekit.packet.attachments import Embedding
from evidencekit.packet.blocks import (
    BODY_TEXT,
    CELL,
    HEADING,
    MONO,
    SUB,
    TITLE,
    SignatureBox,
    UnseenField,
    banner,
    grid,
    heading,
    pairs,
    points,
    style,
)
from evidencekit.packet.jpeg import JPEG, SUFFIX, Jpeg, read_jpeg
from evidencekit.packet.layout import (
    ALERT,
    INNER,
    Frames,
    Mark,
    Pages,
    exhibit_mark,
    write_pages,
)
from evidencekit.packet.model import (
    DECLARANT,
    FIELD,
    LAWYER,
    TIMES,
    Exhibit,
    PacketContent,
    PacketFile,
    Screenshot,
)
from evidencekit.packet.png import Png, scan
from evidencekit.packet.slices import Cut, Slice, WholePage, cut
from evidencekit.packet.text import BOLD, paragraph
from evidencekit.packet.verify_text import commands

_REASON = style(7.5, BOLD, spaceBefore=5)
_NOTICE = Color(0.15, 0.30, 0.45)


def compose(
    file: BinaryIO,
    content: PacketContent,
    files: Sequence[PacketFile],
    manifest_sha256: str,
    words: Catalogue,
    embedding: Embedding | None = None,
) -> int:
    """Write the unsigned PDF to `file` and return its number of pages.

    `embedding` are the files that go into it. The same content gives the same bytes. Raises
    OSError, PngFault.
    """
    composer = _Composer(content, files, manifest_sha256, words.gettext)
    return write_pages(file, composer.frames(), composer.story, content.made, embedding)


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
        self.pngs: dict[str, Png | Jpeg] = {
            str(path): read_jpeg(path) if path.suffix == SUFFIX else scan(path)
            for path in sorted(pictures)
        }

    def frames(self) -> Frames:
        status = wording.status(self.content)
        mark = wording.watermark(self.content)
        return Frames(
            title=self.content.plan.title,
            packet_id=self.content.packet_id,
            page_of=self.say(wording.PAGE_OF),
            exhibit_page=self.say(wording.EXHIBIT_PAGE),
            banner=self.say(status) if mark else None,
            watermark=self.say(mark) if mark else None,
            keywords=f"manifest-sha256:{self.manifest}",
            language=self.content.plan.language.replace("_", "-"),
        )

    def story(self, pages: Pages) -> list[Flowable]:
        flow = [*self._cover(pages), PageBreak(), *self._contents(pages)]
        for exhibit in self.content.exhibits:
            flow += [PageBreak(), *self._exhibit(exhibit, pages)]
        flow += [PageBreak(), *self._hashes(), *self._signatures()]
        return [*flow, PageBreak(), *self._proof()]

    # Cover and contents

    def _cover(self, pages: Pages) -> list[Flowable]:
        plan, say = self.content.plan, self.say
        flow: list[Flowable] = [Mark(say(wording.COVER), None), Spacer(0, 30)]
        flow += [paragraph(plan.title, TITLE, 300), self._status(), Spacer(0, 14)]
        flow.append(pairs((say(name), value) for name, value in self._facts_of_cover(pages)))
        if plan.statement:
            flow += [paragraph(say(wording.STATEMENT), SUB), paragraph(plan.statement, BODY_TEXT)]
        return [*flow, *self._parts()]

    def _parts(self) -> list[Flowable]:
        """Return what each PDF of a submission in several says of all of them."""
        content, say = self.content, self.say
        if content.part is None or content.part.of == 1:
            return []
        head = (wording.PART_FILE, wording.EXHIBITS, wording.PART_HASH)
        rows = [
            (one.name, ", ".join(map(str, one.exhibits)), _grouped(one.pictures_sha256))
            for one in content.parts
        ]
        here = say(wording.PART).format(number=content.part.number, of=content.part.of)
        return [
            *(paragraph(here, SUB), paragraph(say(wording.PART_NOTE), CELL)),
            grid([tuple(map(say, head)), *rows], (110, 110, INNER - 220), MONO),
        ]

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
        colour = ALERT if wording.watermark(self.content) else _NOTICE
        return banner(self.say(wording.status(self.content)), colour)

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
        links = [exhibit_mark(one.number) for one in self.content.exhibits]
        table = grid([tuple(say(name) for name in head), *rows], widths, links=links)
        note = paragraph(say(wording.CONTENTS_NOTE), CELL)
        return [*heading(say(wording.CONTENTS)), table, Spacer(0, 8), note]

    # Exhibits

    def _exhibit(self, exhibit: Exhibit, pages: Pages) -> list[Flowable]:
        say = self.say
        name = say(wording.EXHIBIT).format(number=exhibit.number)
        flow: list[Flowable] = [Mark(name, exhibit.number), paragraph(name, TITLE)]
        flow.append(paragraph(exhibit.text("title") or exhibit.text("final_url"), HEADING, 300))
        flow.append(pairs(wording.identity(exhibit, say, pages.of(exhibit.number))))
        flow.append(paragraph(say(wording.FACTS), SUB))
        flow += self._facts(exhibit)
        flow.append(paragraph(say(wording.PROVENANCE), SUB))
        flow.append(pairs(wording.provenance(exhibit, say)))
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
        return [grid([head, *rows], widths), Spacer(0, 4), *told]

    def _screenshots(self, exhibit: Exhibit) -> list[Flowable]:
        shots = [(shot, self.pngs[str(shot.path)]) for shot in exhibit.screenshots]
        if not shots:
            return [paragraph(self.say(wording.NO_PICTURE), BODY_TEXT)]
        cuts = [(shot, png, cut(png)) for shot, png in shots]
        flow: list[Flowable] = [self._whole_page(cuts)]
        for shot, png, how in cuts:
            for part in range(len(how.parts)):
                caption = self._caption(shot, how, part)
                one = Slice(png, how, part, caption, y=shot.y, words=exhibit.text_boxes)
                flow += [PageBreak(), one]
        return flow

    def _whole_page(self, cuts: Sequence[tuple[Screenshot, Png | Jpeg, Cut]]) -> Flowable:
        told = self.say(wording.WHOLE_PAGE)
        return WholePage([(png, how) for _shot, png, how in cuts], told)

    def _caption(self, shot: Screenshot, how: Cut, part: int) -> str:
        top, rows = how.parts[part]
        words = wording.IMPORTED_SLICE if shot.converted == "import" else wording.SLICE
        caption = self.say(words).format(
            tile=shot.order,
            tiles=shot.of,
            part=part + 1,
            parts=len(how.parts),
            first=shot.y + top,
            last=shot.y + top + rows,
        )
        if shot.converted is None:
            return caption
        how_told = wording.SMALLER if shot.converted == JPEG else wording.CONVERTED
        return f"{caption} {self.say(how_told)}"

    # Appendix and proof

    def _hashes(self) -> list[Flowable]:
        say = self.say
        flow = heading(say(wording.APPENDIX))
        flow.append(pairs([(say(wording.MANIFEST_HASH), self.manifest)]))
        flow.append(paragraph(say(wording.FILES), SUB))
        head = (say(wording.FILE), say(wording.BYTES), "SHA-256")
        rows = [(file.name, str(file.bytes), file.sha256) for file in self.files]
        flow.append(grid([head, *rows], (INNER - 46 - 258, 46, 258), MONO))
        flow.append(paragraph(say(wording.PICTURES), SUB))
        shots = [(one.number, shot) for one in self.content.exhibits for shot in one.screenshots]
        tile_head = (say(wording.NUMBER), say(wording.TILE), say(wording.BYTES), "SHA-256")
        tiles = [(str(n), f"{s.order}/{s.of}", str(s.size), s.sha256) for n, s in shots]
        flow.append(grid([tile_head, *tiles], (60, INNER - 60 - 90 - 260, 90, 260), MONO))
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
        return [grid([head, *rows], (100, 120, INNER - 220), MONO)]

    def _signatures(self) -> list[Flowable]:
        """Return the page where others sign; nobody signs a draft."""
        if self.content.plan.draft:
            return []
        say = self.say
        flow: list[Flowable] = [PageBreak(), *heading(say(wording.SIGNATURES))]
        flow += [paragraph(say(wording.SIGNATURES_NOTE), BODY_TEXT), Spacer(0, 8)]
        boxes = ((DECLARANT, wording.DECLARANT), (LAWYER, wording.LAWYER))
        flow += [SignatureBox(field, say(words)) for field, words in boxes]
        flow.append(UnseenField(FIELD, say(wording.AUTHOR)))
        return [*flow, *(UnseenField(field, say(wording.TIME_STAMP)) for field in TIMES)]

    def _proof(self) -> list[Flowable]:
        flow: list[Flowable] = heading(self.say(wording.PROOF))
        for title, sentences in wording.proof(self.content):
            flow.append(paragraph(self.say(title), SUB))
            flow += points(self.say(one) for one in sentences)
        return flow


def _signer(content: PacketContent) -> list[tuple[str, str]]:
    if content.signer is None or content.plan.draft:
        return []
    fingerprint, subject = content.signer
    return [(wording.SIGNER, subject), (wording.SIGNER_FINGERPRINT, _grouped(fingerprint))]


def _grouped(digest: str) -> str:
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
