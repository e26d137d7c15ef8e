"""Redactions and annotations of a capture's pictures, as derived files that name their source."""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.casework.forms import Form, read_form
from evidencekit.domain.errors import ArchiveRefused, OperatorMissing, WrongUse
from evidencekit.domain.times import utc_text
from evidencekit.foundation.catalogue import N_, _
from evidencekit.foundation.clock import Clock
from evidencekit.packet.marking import render
from evidencekit.packet.marks import REASONS, Drawn, Reason, marks_of, touches
from evidencekit.packet.matter import Redaction
from evidencekit.packet.png import PngFault
from evidencekit.services.shown_picture import imported_picture
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault, VaultWriter

if TYPE_CHECKING:
    from evidencekit.packet.model import Exhibit

_MOST = 99
_REDACTION, _ANNOTATION = "redaction", "annotation"
_HASH_SHOWN = 40


@dataclass(frozen=True, slots=True)
class MarkedPicture:
    """A derived picture: its path in the vault, its hash, the PNG in the capture it is from."""

    file: str
    sha256: str
    source: str
    order: int


@dataclass(frozen=True, slots=True)
class MarkedCapture:
    """What was made: `kind` redaction or annotation, the log's path, the pictures."""

    capture_id: str
    kind: str
    log: str
    pictures: tuple[MarkedPicture, ...]

    def to_json(self) -> dict[str, object]:
        """Return the object of `redact` and `annotate --json`."""
        return {
            "id": self.capture_id,
            "kind": self.kind,
            "log": self.log,
            "pictures": [
                {"file": one.file, "sha256": one.sha256, "source_sha256": one.source}
                for one in self.pictures
            ],
        }


@dataclass(frozen=True, slots=True)
class Marking:
    """The use case, on a vault open for writing."""

    vault: VaultWriter
    clock: Clock

    def redact(self, capture_id: str, form: Path, by: str | None) -> MarkedCapture:
        """Make a redacted copy of a capture's pictures as a form says. Raises as `mark`."""
        return self.mark(capture_id, _REDACTION, read_form(form, _REDACTION), by)

    def annotate(self, capture_id: str, form: Path, by: str | None) -> MarkedCapture:
        """Draw arrows, boxes, numbers and words on copies of pictures. Raises as `mark`."""
        return self.mark(capture_id, _ANNOTATION, read_form(form, _ANNOTATION), by)

    def mark(self, capture_id: str, kind: str, marks: Form, by: str | None) -> MarkedCapture:
        """Make copies of pictures with `marks`, which are as `forms.held` gives them.

        Of a redaction every picture of the page is made anew, and the last one counts, alone; of
        an annotation those that a mark touches. An imported picture is marked upright, as it is
        shown. Raises OperatorMissing, FileMissing, WrongUse (also where no picture is), NotFound,
        ArchiveRefused, DiskFull.
        """
        drawn = [one.drawn for one in marks_of(kind, marks)]
        if not by:
            raise OperatorMissing(action=kind)
        entry = self.vault.find(capture_id)
        number = _next(self.vault, entry, kind)
        work = self.vault.layout.staged(f"{entry.id}-{kind}")
        work.mkdir(parents=True)
        try:
            made = list(self._draw(entry, kind, number, drawn, work))
            if not made:
                raise WrongUse(detail=_("no picture of this capture lies where the boxes are"))
            pictures = tuple(self._keep(entry, kind, one) for one in made)
        finally:
            shutil.rmtree(work, ignore_errors=True)
        document = self._log(entry, kind, marks, pictures, by)
        log = self.vault.add_derived(entry.sha256, f"{kind}-{number}.json", kind, document)
        return MarkedCapture(entry.id, kind, log, pictures)

    def _draw(
        self, entry: CaptureEntry, kind: str, number: int, drawn: Sequence[Drawn], work: Path
    ) -> Iterator[tuple[Path, str, int]]:
        source = work / "source.png"
        for one in self._pictures(entry, source):
            here = [mark for mark in drawn if touches(mark, one.top, one.height)]
            # Of a redaction every part of the page is made anew, what no box touches too.
            if not here and kind != _REDACTION:
                continue
            name = f"{kind}-{number}-{one.sha256[:_HASH_SHOWN]}.png"
            try:
                render(source, here, one.top, work / name)
            except PngFault as fault:
                raise ArchiveRefused(path=entry.file, reason=fault.code, member=one.urn) from fault
            yield work / name, one.sha256, one.order

    def _pictures(self, entry: CaptureEntry, target: Path) -> Iterator["_Source"]:
        """Give the pictures of a capture, each as a PNG in `target`, the next over the last."""
        with self.vault.open_capture(entry) as capture:
            for tile in capture.tiles():
                target.write_bytes(capture.artefact_body(tile))
                order, top = tile.details.get("order", 1), tile.details.get("y", 0)
                high = tile.details.get("height", 0)
                yield _Source(tile.urn, tile.sha256, order, top, high)
        original = imported_picture(self.vault, entry)
        if original is not None:
            target.write_bytes(original.png)
            yield _Source(original.urn, original.sha256, 1, 0, original.height)

    def _keep(self, entry: CaptureEntry, kind: str, made: tuple[Path, str, int]) -> MarkedPicture:
        path, source, order = made
        data = path.read_bytes()
        file = self.vault.add_derived(entry.sha256, path.name, kind, data)
        return MarkedPicture(file, hashlib.sha256(data).hexdigest(), source, order)

    def _log(
        self,
        entry: CaptureEntry,
        kind: str,
        marks: Form,
        pictures: Sequence[MarkedPicture],
        by: str,
    ) -> bytes:
        document = {
            "format": "1.0",
            "kind": kind,
            "source": {"capture_id": entry.id, "sha256": entry.sha256},
            "made": utc_text(self.clock.now()),
            "by": by,
            **_told(marks),
            "pictures": [
                {
                    "file": one.file.rpartition("/")[2],
                    "sha256": one.sha256,
                    "source_sha256": one.source,
                    "order": one.order,
                }
                for one in pictures
            ],
        }
        return (json.dumps(document, ensure_ascii=False, indent=1) + "\n").encode()


@dataclass(frozen=True, slots=True)
class _Source:
    """A picture of a capture: its URI, its hash there, which one it is, where it begins."""

    urn: str
    sha256: str
    order: int
    top: int
    height: int


@dataclass(frozen=True, slots=True)
class Redacted:
    """The last redaction of a capture: its log, and the redacted pictures by their source's hash.

    `boxes` are x, y, width, height in pixels of the whole picture, `struck` words for every text.
    """

    log: Form
    pictures: dict[str, str]

    @property
    def boxes(self) -> list[tuple[int, int, int, int]]:
        """Return the boxes under which nothing is left."""
        return [_four(one["box"]) for one in self.log.get("redact", [])]

    @property
    def struck(self) -> tuple[str, ...]:
        """Return the words that are taken out of every text."""
        return tuple(self.log.get("strike", ()))


def redacted_of(vault: Vault, sha256: str) -> Redacted | None:
    """Return the last redaction of the capture with this SHA-256, None if there is none."""
    for number in range(_MOST, 0, -1):
        path = vault.layout.plain_file(f"derived/{sha256}/redaction-{number}.json")
        if path is not None:
            log = json.loads(path.read_bytes())
            folder = f"derived/{sha256}/"
            named = {one["source_sha256"]: folder + one["file"] for one in log["pictures"]}
            return Redacted(log, named)
    return None


def redactions_of(
    vault: Vault, exhibit: "Exhibit", say: Callable[[str], str]
) -> Iterator[Redaction]:
    """Give what was taken out of an exhibit: what, why and when, in the language of `say`."""
    found = redacted_of(vault, exhibit.sha256)
    if found is None:
        return
    at = str(found.log["made"])
    for one in found.log.get("redact", []):
        what = f"{one.get('what', '')} ({', '.join(map(str, one['box']))})".strip()
        yield Redaction(exhibit.number, what, say(REASONS[Reason(one["why"])]), at)
    for _word in found.struck:
        # The word itself is what must not be printed.
        yield Redaction(exhibit.number, say(N_("a word, in every text")), "", at)


def _next(vault: Vault, entry: CaptureEntry, kind: str) -> int:
    folder = vault.layout.at(f"derived/{entry.sha256}")
    for number in range(1, _MOST + 1):
        # A picture whose log was never written has used its number up too.
        if not any(folder.glob(f"{kind}-{number}[.-]*")):
            return number
    raise WrongUse(detail=_("this capture was marked {count} times").format(count=_MOST))


def _told(marks: Form) -> Form:
    return {
        name: [_in_pixels(one) if isinstance(one, dict) else one for one in many]
        for name, many in marks.items()
    }


def _in_pixels(one: Form) -> Form:
    places: Form = {name: [*map(int, one[name])] for name in ("box", "at") if name in one}
    return {**one, **places}


def _four(box: Sequence[str]) -> tuple[int, int, int, int]:
    x, y, wide, high = map(int, box)
    return x, y, wide, high
