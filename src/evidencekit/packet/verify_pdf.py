"""The PDFs of a packet: signed by whom, over which manifest, with which files inside."""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evidencekit.evidence.report import (
    failed,
    indeterminate,
    not_checked,
    noted,
    passed_if,
)
from evidencekit.packet.model import MANIFEST, PDF, EmbeddedData, PdfFindings
from evidencekit.packet.packet_folder import COPY, PacketFindings, as_objects, as_text, plain_file
from evidencekit.packet.pdf_child import check_pdf_in_child

_PART = re.compile(r"packet-([1-9][0-9]{0,3})of([1-9][0-9]{0,3})\.pdf")


def pdf_names(document: dict[str, object]) -> list[str]:
    """Return the names of the packet's PDFs: one, or the parts that its manifest lists."""
    said = [as_text(one.get("name")) or "" for one in as_objects(document.get("parts"))]
    named = [_PART.fullmatch(name) for name in said]
    places = [(int(one[1]), int(one[2])) for one in named if one]
    # All parts of one count, or it is no list of parts.
    whole = places == [(place, len(said)) for place in range(1, len(said) + 1)]
    return said if said and whole else [PDF]


@dataclass(frozen=True, slots=True)
class Pdfs:
    """Checks the PDFs of a packet whose manifest is `document`, with the SHA-256 `digest`."""

    folder: Path
    document: dict[str, object]
    digest: str
    found: PacketFindings

    def check(self) -> None:
        """Add what is found; the fingerprint is that of the first PDF."""
        for name in pdf_names(self.document):
            self._check(name)

    def _check(self, name: str) -> None:
        checks = self.found.checks
        place = plain_file(self.folder, name)
        if place is None:
            checks.append(failed("packet.signature", name, None, "missing"))
            return
        self.found.checked += 1
        self.found.bytes_read += place.stat().st_size
        if self.document.get("draft") is True:
            # A draft is never signed: nobody answers for it.
            checks.append(indeterminate("packet.signature", name, None, "draft"))
            checks.append(not_checked("packet.manifest", MANIFEST))
            return
        pdf = check_pdf_in_child(place)
        if pdf.fault is not None or pdf.fingerprint is None:
            checks.append(failed("packet.signature", name, None, pdf.fault))
            checks.append(not_checked("packet.manifest", MANIFEST))
            return
        self.found.fingerprint = self.found.fingerprint or pdf.fingerprint
        self._check_embedded(name, place, pdf.embedded)
        self._check_signer(name, pdf)

    def _check_signer(self, name: str, pdf: PdfFindings) -> None:
        checks = self.found.checks
        checks += [noted("packet.signature", name, one) for one in (pdf.others or "").splitlines()]
        late = noted("packet.timestamp", name, pdf.time) if pdf.time else None
        checks.append(late or not_checked("packet.timestamp", name))
        person = self.document.get("signer")
        # Signed by a person's own certificate, if the manifest says so; else by the vault's key.
        signer = person if isinstance(person, dict) else self.document
        told = as_text(signer.get("fingerprint"))
        if signer is person and told == pdf.fingerprint:
            checks.append(noted("packet.signature", name, f"{pdf.subject}; {pdf.fingerprint}"))
        same = told == pdf.fingerprint
        checks.append(passed_if(same, "packet.signature", name, told, pdf.fingerprint))
        named = pdf.manifest_sha256
        fits = named == self.digest
        checks.append(passed_if(fits, "packet.manifest", MANIFEST, named, self.digest))

    def _check_embedded(self, name: str, place: Path, within: Sequence[EmbeddedData]) -> None:
        """Hold the files inside the PDF against the manifest: all, or none in a submission."""
        checks = self.found.checks
        if not within:
            checks.append(not_checked("packet.embedded", name))
            return
        listed = as_objects(self.document.get("files"))
        named = {str(one.get("name")): as_text(one.get("sha256")) for one in listed}
        named[MANIFEST] = self.digest
        for one in within:
            actual, known = _part_sha256(place, one, self.found), named.pop(one.name, None)
            item = f"{name}!{one.name}"
            checks.append(passed_if(actual == known, "packet.embedded", item, known, actual))
        checks += [failed("packet.embedded", f"{name}!{one}", None, "missing") for one in named]


def _part_sha256(place: Path, part: EmbeddedData, found: PacketFindings) -> str | None:
    digest, left = hashlib.sha256(), part.length
    try:
        with place.open("rb") as file:
            file.seek(part.offset)
            while left and (piece := file.read(min(left, COPY))):
                digest.update(piece)
                left -= len(piece)
    except (OSError, ValueError):
        return None
    found.bytes_read += part.length - left
    return None if left else digest.hexdigest()
