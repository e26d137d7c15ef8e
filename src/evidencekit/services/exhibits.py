"""Exhibits from captures: what a sealed file, its facts and its tokens say, pictures on disk."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from evidencekit.casework.standing import StandingFact
from evidencekit.domain.errors import ArchiveRefused
from evidencekit.evidence.text_boxes import KIND, MAX_BYTES
from evidencekit.evidence.wacz_file import ArtefactEntry, WaczFile
from evidencekit.packet.marking import reduced
from evidencekit.packet.model import Exhibit, Screenshot, ShownFact
from evidencekit.packet.png import PngFault, convert, scan
from evidencekit.packet.words_left import words_left
from evidencekit.services.imported_files import imported_of
from evidencekit.services.marked_pictures import MarkedPictures
from evidencekit.services.marking import Redacted, redacted_of
from evidencekit.services.reviewing import reviewed_facts, unconfirmed
from evidencekit.services.shown_picture import imported_picture
from evidencekit.services.time_bracket import tokens_of
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.tree import listed_in
from evidencekit.vault.vault import Vault

ORIGINAL = "import"


@dataclass(frozen=True, slots=True)
class Gathering:
    """Reads captures of `vault`; pictures go to `scratch`, which the caller removes.

    Facts are those that a person stood for at `facts_as_of`, or now. `label` makes a number what
    the reader sees. With `redacted` pictures are as a person redacted them, or none; with `small`
    there is a reduced one besides. `marks` reads what persons drew over them.
    """

    vault: Vault
    scratch: Path
    facts_as_of: datetime | None = None
    label: Callable[[int], str] = str
    redacted: bool = False
    small: bool = False
    marks: MarkedPictures | None = None

    def exhibit(self, number: int, capture_id: str) -> Exhibit:
        """Return the exhibit of a capture.

        Raises NotFound, FileMissing, ArchiveRefused for a bad file or picture, OSError.
        """
        entry = self.vault.find(capture_id)
        marked = redacted_of(self.vault, entry.sha256)
        with self.vault.open_capture(entry) as capture:
            shots = [self._picture(number, one, capture) for one in capture.tiles()]
            boxes = self._text_boxes(number, capture)
            about = capture.evidencekit
        shots += self._imported_picture(number, entry)
        originals = tuple(shots)
        if self.redacted or (self.small and marked):
            shots = self._as_redacted(number, shots, marked)
            boxes = self._words_left(boxes, shots, marked)
        drawn, left = self.marks.of(entry, originals, shots) if self.marks else ((), ())
        facts = reviewed_facts(self.vault, entry, self.facts_as_of).values()
        return Exhibit(
            number=number,
            capture_id=entry.id,
            file=entry.file,
            sha256=entry.sha256,
            size=entry.bytes,
            key_id=entry.key_id,
            about=about,
            facts=tuple(_shown(fact) for fact in facts if fact.counts),
            screenshots=tuple(shots),
            tokens=tokens_of(self.vault, entry),
            fingerprint=self._fingerprint(entry),
            imported=imported_of(self.vault, entry),
            unconfirmed=unconfirmed(facts),
            label=self.label(number),
            small=self._reduced(number, shots) if self.small else None,
            text_boxes=boxes,
            marked=drawn,
            marks_left=left,
        )

    def _as_redacted(
        self, number: int, shots: list[Screenshot], marked: Redacted | None
    ) -> list[Screenshot]:
        """Return the pictures of which a person made a redacted copy, each as that copy."""
        files = marked.pictures if marked else {}
        kept = [(shot, self.vault.layout.plain_file(files.get(shot.sha256, ""))) for shot in shots]
        copies = []
        for shot, path in kept:
            if path is not None:
                # Of two captures of one picture each has a redaction of its own.
                copy = self.scratch / f"{number}-redacted-{path.name}"
                shutil.copyfile(path, copy)
                copies.append(replace(shot, path=copy, converted="redacted"))
        return copies

    def _words_left(
        self, boxes: Path | None, shots: list[Screenshot], marked: Redacted | None
    ) -> Path | None:
        if boxes is None or not shots or marked is None:
            return None
        left = boxes.with_suffix(".left.json")
        wide = scan(shots[0].path).width
        left.write_bytes(words_left(boxes.read_bytes(), wide, marked.boxes, marked.struck))
        return left

    def _reduced(self, number: int, shots: list[Screenshot]) -> Path | None:
        if not shots:
            return None
        target = self.scratch / f"{number}-small.jpg"
        try:
            reduced(shots[0].path, target)
        except PngFault as fault:
            raise ArchiveRefused(
                path=shots[0].path.name, reason=fault.code, member=shots[0].urn
            ) from fault
        return target

    def attachments(self, exhibits: tuple[Exhibit, ...]) -> list[str]:
        """Return the paths in the vault of what goes with the exhibits, each once."""
        paths: set[str] = set()
        for one in exhibits:
            paths |= {one.file, f"{one.file}.sig", f"keys/{one.key_id}.pem"}
            for layer in one.marked:
                paths |= {layer.file, *(picture.file for picture in layer.pictures)}
            for got in one.imported:
                paths |= {path for path in (got.file, got.chain) if path}
            for token in one.tokens:
                paths |= {token.list, *(token.stem + end for end in (".tsq", ".tsr", ".chain.pem"))}
                paths |= set(token.revocation)
                listed = [line.path for line in listed_in(self.vault.layout, token.list)]
                paths |= {path for path in listed if path.startswith("stamps/heads/")}
        return sorted(paths)

    def _fingerprint(self, entry: CaptureEntry) -> str:
        keys = (log.key for log in self.vault.logs() if log.key_id == entry.key_id)
        return next((key.fingerprint for key in keys if key is not None), "")

    def _picture(self, number: int, entry: ArtefactEntry, capture: WaczFile) -> Screenshot:
        order = entry.details.get("order", 1)
        path = self.scratch / f"{number}-{order}.png"
        path.write_bytes(capture.artefact_body(entry))
        try:
            obstacle = scan(path).obstacle
            if obstacle:
                flat = self.scratch / f"{number}-{order}-flat.png"
                convert(scan(path), flat)
                path = flat
        except PngFault as fault:
            raise ArchiveRefused(path=path.name, reason=fault.code, member=entry.urn) from fault
        return Screenshot(
            path=path,
            urn=entry.urn,
            sha256=entry.sha256,
            size=entry.size,
            order=order,
            of=entry.details.get("of", 1),
            y=entry.details.get("y", 0),
            converted=obstacle,
        )

    def _text_boxes(self, number: int, capture: WaczFile) -> Path | None:
        entry = next((one for one in capture.artefacts() if one.kind == KIND), None)
        if entry is None or entry.size > MAX_BYTES:
            return None
        path = self.scratch / f"{number}-boxes.json"
        path.write_bytes(capture.artefact_body(entry))
        return path

    def _imported_picture(self, number: int, entry: CaptureEntry) -> list[Screenshot]:
        """Return a picture that was imported; one that can't be drawn is only attached."""
        one = imported_picture(self.vault, entry)
        if one is None:
            return []
        flat = self.scratch / f"{number}-flat.png"
        flat.write_bytes(one.png)
        return [
            Screenshot(
                path=flat,
                urn=one.urn,
                sha256=one.sha256,
                size=one.size,
                order=1,
                of=1,
                y=0,
                converted=ORIGINAL,
            )
        ]


def _shown(fact: StandingFact) -> ShownFact:
    content, box = fact.content, fact.box
    said = {part: str(content.get(part) or "") for part in ("raw", "where", "reader")}
    return ShownFact(
        name=fact.name,
        value=fact.text,
        standing=fact.action.value if fact.action else "",
        by=fact.by or "",
        box=f"{box.x}, {box.y}, {box.width}, {box.height}" if box else "",
        **said,
    )
