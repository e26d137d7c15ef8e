"""The pages of a packet: cover, table of exhibits, exhibits, hashes, what it proves."""

from collections.abc import Callable, Sequence
from typing import BinaryIO

from reportlab.lib.colors import Color
from reportlab.lib.enums import TA_CENTER
from reportlab.platypus import CondPageBreak, Flowable, PageBreak, Spacer

from evidencekit.domain.times import utc_text
from evidencekit.foundation.catalogue import Catalogue
from evidencekit.packet import wording
from evidencekit.packet.attachments import Embedding
from evidencekit.packet.blocks import (
    BODY_TEXT,
    CELL,
    HEADING,
    MONO,
    TITLE,
    SignatureBox,
    UnseenField,
    banner,
    grid,
    heading,
    pairs,
    style,
    sub,
)
from evidencekit.packet.jpeg import JPEG, SUFFIX, Jpeg, read_jpeg
from evidencekit.packet.layout import (
    ALERT,
    BODY,
    INNER,
    Frames,
    Mark,
    Pages,
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
from evidencekit.packet.parts.render import flowables
from evidencekit.packet.parts.table import FLOWING, PARTS
from evidencekit.packet.parts.telling import Telling
from evidencekit.packet.png import Png, scan
from evidencekit.packet.profiles import Part
from evidencekit.packet.slices import Beside, Cut, Slice, WholePage, cut
from evidencekit.packet.text import BOLD, paragraph

_SLIP, _SLIP_TITLE = style(34, BOLD, alignment=TA_CENTER), style(11, alignment=TA_CENTER)
_ROOM, _PICTURES_ROOM, _SENTENCE_ROOM, _GAP = 220.0, 380.0, 110.0, 18.0
_CHANGED = {"redacted": wording.REDACTED, JPEG: wording.SMALLER}
_NOTICE = Color(0.15, 0.30, 0.45)


def compose(  # noqa: PLR0913  # a file, what goes into it, and how
    file: BinaryIO,
    content: PacketContent,
    files: Sequence[PacketFile],
    manifest_sha256: str,
    words: Catalogue,
    embedding: Embedding | None = None,
    *,
    check: Callable[[], None] = lambda: None,
) -> int:
    """Write the unsigned PDF to `file` and return its number of pages.

    `embedding` are the files that go into it. The same content gives the same bytes. `check` is
    called many times a page and may end it by raising. Raises OSError, PngFault.
    """
    composer = _Composer(content, files, manifest_sha256, words.gettext)
    return write_pages(file, composer.frames(), composer.story, content.made, embedding, check)


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
        layers = [layer for one in content.exhibits for layer in one.marked]
        pictures |= {one.path for layer in layers for one in layer.pictures if one.path}
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
            labels=self.content.labels,
            bates=self.content.bates,
            language=self.content.plan.language.replace("_", "-"),
        )

    def story(self, pages: Pages) -> list[Flowable]:
        tell = Telling(self.content, self.files, self.manifest, self.say, pages, self.pngs)
        flow: list[Flowable] = []
        before: Part | None = None
        for part in self.content.plan.shape.parts:
            drawn = self._part(part, tell, pages)
            if drawn:
                # Whoever looks for an exhibit's last page shall find nothing else on it.
                flows = self._flows(part) and before is not Part.EXHIBITS
                parting = CondPageBreak(self._room(part)) if flows else PageBreak()
                # Dropped at the top of a page, as a spacer is not.
                drawn[0].spaceBefore = _GAP if flows else 0
                flow += [*([parting] if flow else []), *drawn]
                before = part
        return flow

    def _flows(self, part: Part) -> bool:
        archive = self.content.plan.shape.archive
        return part in FLOWING or self._is_sentence(part) or not archive

    def _is_sentence(self, part: Part) -> bool:
        """Say whether a part only says that there is nothing to show."""
        matter = self.content.matter
        compared = matter.plates or matter.products
        return (part is Part.PLATE and not compared) or (part is Part.THRESHOLD and not matter.sums)

    def _room(self, part: Part) -> float:
        if part in {Part.SHORT_EXHIBITS, Part.MARKS}:
            return _PICTURES_ROOM
        return _SENTENCE_ROOM if self._is_sentence(part) else _ROOM

    def _part(self, part: Part, tell: Telling, pages: Pages) -> list[Flowable]:
        if part is Part.COVER:
            return self._cover(pages)
        if part is Part.SIGNATURES:
            return self._signatures()
        if part is not Part.EXHIBITS:
            return flowables(PARTS[part](tell))
        slips = self.content.plan.shape.slip_sheets
        flow: list[Flowable] = []
        for exhibit in self.content.exhibits:
            flow += [*([PageBreak()] if flow else []), *self._exhibit(exhibit, pages, slips=slips)]
        return flow

    # Cover

    def _cover(self, pages: Pages) -> list[Flowable]:
        plan, say = self.content.plan, self.say
        flow: list[Flowable] = [Mark(say(wording.COVER), None), Spacer(0, 30)]
        flow += [paragraph(plan.title, TITLE, 300), self._status(), Spacer(0, 6)]
        flow += [paragraph(say(wording.UNREVIEWED), CELL), Spacer(0, 10)]
        flow.append(pairs((say(name), value) for name, value in self._facts_of_cover(pages)))
        if plan.statement:
            flow += [*sub(say(wording.STATEMENT)), paragraph(plan.statement, BODY_TEXT)]
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
            *sub(here),
            paragraph(say(wording.PART_NOTE), CELL),
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
            (wording.PREPARED_BY, _preparer(content)),
            (wording.PREPARED_ON, utc_text(content.made)),
            (wording.PACKET_ID, content.packet_id),
            (wording.EXHIBITS, str(len(content.exhibits))),
            (wording.PAGES, str(pages.total)),
            (wording.MANIFEST_HASH, _grouped(self.manifest)),
            (wording.FINGERPRINT, _grouped(content.fingerprint)),
            *_signer(content),
            (wording.ARCHIVE, self._archive()),
        ]
        return [(name, value) for name, value in rows if value]

    def _archive(self) -> str:
        one = self.content.archive
        if one is None:
            return ""
        told, digest = self.say(wording.ARCHIVE_HASH), _grouped(one.manifest_sha256)
        return told.format(packet=one.packet_id, hash=digest)

    def _status(self) -> Flowable:
        colour = ALERT if wording.watermark(self.content) else _NOTICE
        return banner(self.say(wording.status(self.content)), colour)

    # Exhibits

    def _exhibit(self, exhibit: Exhibit, pages: Pages, *, slips: bool) -> list[Flowable]:
        say = self.say
        name = say(wording.EXHIBIT).format(number=exhibit.called)
        flow: list[Flowable] = [Mark(name, exhibit.number)]
        if slips:
            flow += [Spacer(0, BODY * 0.36), paragraph(name, _SLIP), Spacer(0, 12)]
            flow += [paragraph(exhibit.text("title"), _SLIP_TITLE, 300), PageBreak()]
        flow += [paragraph(name, TITLE)]
        flow.append(paragraph(exhibit.text("title") or exhibit.text("final_url"), HEADING, 300))
        flow += self._identity(exhibit, pages)
        flow += sub(say(wording.FACTS))
        flow += self._facts(exhibit)
        flow += sub(say(wording.PROVENANCE))
        archive = self.content.plan.archive
        flow.append(pairs(wording.provenance(exhibit, say, named=archive)))
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

    def _identity(self, exhibit: Exhibit, pages: Pages) -> list[Flowable]:
        """Return what the exhibit is, and beside it the whole page in one small picture."""
        rows = wording.identity(exhibit, self.say, pages.of(exhibit.number))
        if not exhibit.screenshots:
            return [pairs(rows)]
        tiles = [(png, how) for _shot, png, how in self._cuts(exhibit)]
        return [Beside(rows, WholePage(tiles, self.say(wording.WHOLE_PAGE)))]

    def _cuts(self, exhibit: Exhibit) -> list[tuple[Screenshot, Png | Jpeg, Cut]]:
        shots = [(shot, self.pngs[str(shot.path)]) for shot in exhibit.screenshots]
        return [(shot, png, cut(png)) for shot, png in shots]

    def _screenshots(self, exhibit: Exhibit) -> list[Flowable]:
        if not exhibit.screenshots:
            return [paragraph(self.say(wording.NO_PICTURE), BODY_TEXT)]
        flow: list[Flowable] = []
        for shot, png, how in self._cuts(exhibit):
            for part in range(len(how.parts)):
                caption = self._caption(shot, how, part)
                one = Slice(png, how, part, caption, y=shot.y, words=exhibit.text_boxes)
                flow += [PageBreak(), one]
        return flow

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
        return f"{caption} {self.say(_CHANGED.get(shot.converted, wording.CONVERTED))}"

    def _signatures(self) -> list[Flowable]:
        """Return the page where others sign; nobody signs a draft."""
        if self.content.plan.draft:
            return []
        say = self.say
        flow: list[Flowable] = heading(say(wording.SIGNATURES))
        flow += [paragraph(say(wording.SIGNATURES_NOTE), BODY_TEXT), Spacer(0, 8)]
        boxes = ((DECLARANT, wording.DECLARANT), (LAWYER, wording.LAWYER))
        flow += [SignatureBox(field, say(words)) for field, words in boxes]
        flow.append(UnseenField(FIELD, say(wording.AUTHOR)))
        return [*flow, *(UnseenField(field, say(wording.TIME_STAMP)) for field in TIMES)]


def _preparer(content: PacketContent) -> str:
    """Return who made it; who worked at which desk is nobody's business outside."""
    if not content.plan.archive:
        return ""
    return f"{content.plan.operator}, {content.organisation}"


def _signer(content: PacketContent) -> list[tuple[str, str]]:
    if content.signer is None or content.plan.draft:
        return []
    fingerprint, subject = content.signer
    return [(wording.SIGNER, subject), (wording.SIGNER_FINGERPRINT, _grouped(fingerprint))]


def _grouped(digest: str) -> str:
    return " ".join(digest[at : at + 4] for at in range(0, len(digest), 4))
