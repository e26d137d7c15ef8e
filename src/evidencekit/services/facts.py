"""Facts of captures: read once, kept as a derived file, its hash in custody."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evidencekit.domain.facts import Reading
from evidencekit.domain.times import utc_text
from evidencekit.evidence.canonical import indented
from evidencekit.evidence.http_form import ascii_address
from evidencekit.evidence.records import Headers
from evidencekit.evidence.text_boxes import Box
from evidencekit.evidence.wacz_file import WaczFile
from evidencekit.foundation.clock import Clock
from evidencekit.listing.page import PageReading
from evidencekit.listing.reading import read_page
from evidencekit.listing.report import fact_document
from evidencekit.listing.versions import READER_VERSION, TEXT_VERSION
from evidencekit.services.facts_kept import FILE, older_facts
from evidencekit.services.text_places import one_place, sealed_boxes
from evidencekit.vault.about import listed_about
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault, VaultWriter

_OTHERS = {"import", "requests"}
_HTML = {"text/html", "application/xhtml+xml"}
_TEXT_FILE = f"text-{TEXT_VERSION}.txt"
_SMALL = (
    b'<title>Lamp</title><h1><b itemprop="name">Lamp</b></h1><p>$1.00</p><p>Add to cart</p>',
    "https://shop.example/p/1",
    "text/html",
)


@dataclass(frozen=True, slots=True)
class Reread:
    """A capture's facts by these readers, and what they say otherwise than the readers before.

    `before` is the version of the newest older reading that is kept, None without one. `changed`
    holds `{name, before, after}`, each as a fact of the document or None.
    """

    entry: CaptureEntry
    document: dict[str, object]
    before: str | None
    changed: list[dict[str, object]]

    def to_json(self) -> dict[str, object]:
        """Return the object of `facts --json` for a capture."""
        kept = {key: self.document.get(key) for key in ("page_kind", "facts", "contradictions")}
        return {
            "file": self.entry.file,
            "sha256": self.entry.sha256,
            "id": self.entry.id,
            "reader": READER_VERSION,
            **kept,
            "before": self.before,
            "changed": self.changed,
        }


@dataclass(frozen=True, slots=True)
class FactReading:
    """The use case: reads what a capture shows and keeps it beside the evidence."""

    vault: VaultWriter
    clock: Clock

    def read(self, entry: CaptureEntry) -> dict[str, object]:
        """Return the facts of a capture, read now unless this reader version has read it before.

        The text of the page is kept with them, for search. Raises NotFound, FileMissing,
        ArchiveRefused, DiskFull, VaultNotWritable.
        """
        kept = self.vault.derived_json(entry.sha256, FILE)
        if kept is not None and _has_text(self.vault, entry):
            return kept
        page = read_capture(self.vault, entry)
        if not _has_text(self.vault, entry):
            text = page.text.encode(errors="replace")
            self.vault.add_derived(entry.sha256, _TEXT_FILE, "text", text)
        if kept is not None:
            return kept
        with self.vault.open_capture(entry) as capture:
            about = listed_about(capture.evidencekit)
            boxes, _width = sealed_boxes(capture)
        document = self._document(entry, page, about, boxes)
        if about["engine"] in _OTHERS:
            # What no browser of ours saw says so wherever its facts go.
            document["engine"] = about["engine"]
        self.vault.add_derived(entry.sha256, FILE, "facts", indented(document))
        return document

    def read_again(self, entry: CaptureEntry) -> Reread:
        """Read a capture with these readers; an older reading stays beside it. Raises as `read`."""
        older = older_facts(self.vault, entry.sha256)
        document = self.read(entry)
        before, said = older or (None, {})
        return Reread(entry, document, before, differences(said, document) if older else [])

    def _document(
        self,
        entry: CaptureEntry,
        page: PageReading,
        about: dict[str, object],
        boxes: Sequence[Box],
    ) -> dict[str, object]:
        return {
            "format": "1.0",
            "kind": "facts",
            "source": {"capture_id": entry.id, "sha256": entry.sha256},
            "made": utc_text(self.clock.now()),
            "by": f"evidencekit readers {READER_VERSION}",
            # What lists show of the capture, so that no index has to open the sealed file.
            "capture": about,
            "page_kind": page.page_kind.value,
            "facts": {name: _placed(fact, boxes) for name, fact in page.facts.items()},
            "contradictions": {
                name: [fact_document(fact) for fact in others]
                for name, others in page.contradictions.items()
            },
        }


def _placed(fact: Reading, boxes: Sequence[Box]) -> dict[str, object]:
    """Return a fact, with the place of its words on the page where only one place has them."""
    place = one_place(fact.raw, boxes)
    return fact_document(fact) | ({"text_box": list(place)} if place else {})


def load_readers() -> None:
    """Load what the first reading of a page in a process would load: platforms, suffixes, patterns.

    It takes ten times as long as a reading.
    """
    read_page(*_SMALL)


def read_wacz(path: Path) -> PageReading | None:
    """Read the document in a sealed file of ours; None for an archive of others.

    Raises FileMissing, ArchiveRefused.
    """
    with WaczFile.open(path) as capture:
        return _reading(capture) if capture.evidencekit else None


def read_capture(vault: Vault, entry: CaptureEntry) -> PageReading:
    """Read the document as it stood after scripts, at the address it had. Writes nothing.

    Of an import the page in the original, of a capture without a browser what the server sent.
    """
    with vault.open_capture(entry) as capture:
        return _reading(capture)


def _reading(capture: WaczFile) -> PageReading:
    address = str(capture.evidencekit.get("final_url") or "") or None
    document, media = document_of(capture, address or "")
    # Where no address is known, the page itself may name one.
    known = None if (address or "").startswith("urn:") else address
    return read_page(document, known, media)


def document_of(capture: WaczFile, address: str) -> tuple[bytes, str]:
    """Return the document that is read of a capture, and its media type; empty if it has none."""
    listed = {one.kind: one for one in capture.artefacts()}
    for kind in ("dom", "page", "import"):
        one = listed.get(kind)
        if kind == "dom" and one is not None:
            return capture.artefact_body(one), "text/html; charset=utf-8"
        if one is not None and one.content_type.split(";")[0].strip().lower() in _HTML:
            return capture.artefact_body(one), one.content_type
    engine = capture.evidencekit.get("engine")
    if isinstance(engine, dict) and engine.get("kind") == "requests":
        for response in capture.responses():
            if response.url == ascii_address(address) and response.media_type in _HTML:
                return response.body, dict(_lower(response.headers)).get("content-type", "")
    return b"", "text/html; charset=utf-8"


def _lower(headers: Headers) -> list[tuple[str, str]]:
    return [(name.lower(), value) for name, value in headers]


def _has_text(vault: Vault, entry: CaptureEntry) -> bool:
    return vault.layout.plain_file(f"derived/{entry.sha256}/{_TEXT_FILE}") is not None


def differences(before: dict[str, object], after: dict[str, object]) -> list[dict[str, object]]:
    """Return the facts whose value or bounds two readings of one capture tell differently."""
    old, new = before.get("facts"), after.get("facts")
    old, new = old if isinstance(old, dict) else {}, new if isinstance(new, dict) else {}
    names = dict.fromkeys([*new, *old])
    return [
        {"name": name, "before": old.get(name), "after": new.get(name)}
        for name in names
        if _said(old.get(name)) != _said(new.get(name))
    ]


def _said(fact: object) -> object:
    """Return what a fact says, apart from where and by whom it was read."""
    return {k: fact.get(k) for k in ("value", "low", "high")} if isinstance(fact, dict) else None
