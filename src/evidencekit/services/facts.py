"""Facts of captures: read once, kept as a derived file, its hash in custody."""

import json
from dataclasses import dataclass

from evidencekit.domain.times import utc_text
from evidencekit.evidence.canonical import indented
from evidencekit.evidence.http_form import ascii_address
from evidencekit.evidence.records import Headers
from evidencekit.evidence.wacz_file import WaczFile
from evidencekit.foundation.clock import Clock
from evidencekit.listing import (
    READER_VERSION,
    TEXT_VERSION,
    PageReading,
    fact_document,
    read_page,
)
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.library import about_capture
from evidencekit.vault.vault import Vault, VaultWriter

_OTHERS = {"import", "requests"}
_HTML = {"text/html", "application/xhtml+xml"}
_FILE = f"facts-{READER_VERSION}.json"
_TEXT_FILE = f"text-{TEXT_VERSION}.txt"


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
        kept = kept_facts(self.vault, entry.sha256)
        if kept is not None and _has_text(self.vault, entry):
            return kept
        page = read_capture(self.vault, entry)
        if not _has_text(self.vault, entry):
            text = page.text.encode(errors="replace")
            self.vault.add_derived(entry.sha256, _TEXT_FILE, "text", text)
        if kept is not None:
            return kept
        with self.vault.open_capture(entry) as capture:
            about = about_capture(capture.evidencekit)
        document = self._document(entry, page, about)
        if about["engine"] in _OTHERS:
            # What no browser of ours saw says so wherever its facts go.
            document["engine"] = about["engine"]
        self.vault.add_derived(entry.sha256, _FILE, "facts", indented(document))
        return document

    def _document(
        self, entry: CaptureEntry, page: PageReading, about: dict[str, object]
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
            "facts": {name: fact_document(fact) for name, fact in page.facts.items()},
            "contradictions": {
                name: [fact_document(fact) for fact in others]
                for name, others in page.contradictions.items()
            },
        }


def read_capture(vault: Vault, entry: CaptureEntry) -> PageReading:
    """Read the document as it stood after scripts, at the address it had. Writes nothing.

    Of an import the page in the original, of a capture without a browser what the server sent.
    """
    with vault.open_capture(entry) as capture:
        address = str(capture.evidencekit.get("final_url") or "") or None
        document, media = _document(capture, address or "")
    # Where no address is known, the page itself may name one.
    known = None if (address or "").startswith("urn:") else address
    return read_page(document, known, media)


def _document(capture: WaczFile, address: str) -> tuple[bytes, str]:
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


def kept_facts(vault: Vault, sha256: str) -> dict[str, object] | None:
    """Return the facts kept for the capture with this hash by this reader version, if any.

    A file that can't be read as ours counts as none here; `verify` names it.
    """
    path = vault.layout.plain_file(f"derived/{sha256}/{_FILE}")
    if path is None:
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return document if isinstance(document, dict) else None
