"""What the frozen packets of a vault tell: which archive a submission belongs to, which wait."""

import hashlib
from dataclasses import dataclass

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader

from evidencekit.packet.model import MANIFEST, ArchivePacket, PacketPlan
from evidencekit.packet.packet_folder import as_objects, as_text
from evidencekit.packet.verify_pdf import pdf_names
from evidencekit.services.casework import CaseworkReading
from evidencekit.services.numbering import frozen_of, read_object
from evidencekit.vault.vault import Vault


@dataclass(frozen=True, slots=True)
class WaitingPacket:
    """A frozen packet of which a PDF carries no authority's time; `pdfs` names those."""

    packet_id: str
    made: str
    title: str
    complaint: str | None
    case: str | None
    pdfs: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Return an element of `packet --waiting --json`."""
        return {
            "packet_id": self.packet_id,
            "made": self.made,
            "title": self.title,
            "complaint": self.complaint,
            "case": self.case,
            "pdfs": list(self.pdfs),
        }


def archive_of(vault: Vault, plan: PacketPlan, casework: CaseworkReading) -> ArchivePacket | None:
    """Return the last archive of the plan's matter that holds all its captures, if there is one."""
    found = None
    for folder, manifest in frozen_of(vault, plan, casework):
        held = {one.get("capture_id") for one in as_objects(manifest.get("exhibits"))}
        if manifest.get("archive") is True and held >= set(plan.captures):
            data = vault.layout.at(f"{folder}/{MANIFEST}").read_bytes()
            found = ArchivePacket(_id(folder), hashlib.sha256(data).hexdigest())
    return found


def waiting_packets(vault: Vault) -> list[WaitingPacket]:
    """Return the frozen packets that wait for an authority's time, in their order.

    Whether a token that is there holds, is for `verify`. A PDF that can't be read waits for none.
    """
    found = []
    for folder in vault.packet_folders():
        path = vault.layout.plain_file(f"{folder}/{MANIFEST}")
        manifest = read_object(path.read_bytes()) if path else {}
        waiting = tuple(
            one for one in pdf_names(manifest) if _has_no_time(vault, f"{folder}/{one}")
        )
        if manifest and waiting:
            found.append(
                WaitingPacket(
                    _id(folder),
                    as_text(manifest.get("made")) or "",
                    as_text(manifest.get("title")) or "",
                    as_text(manifest.get("complaint")),
                    as_text(manifest.get("case")),
                    waiting,
                )
            )
    return found


def _has_no_time(vault: Vault, file: str) -> bool:
    path = vault.layout.plain_file(file)
    if path is None:
        return False
    try:
        with path.open("rb") as pdf:
            return not PdfFileReader(pdf).embedded_timestamp_signatures
    except (PdfError, KeyError, ValueError, TypeError):
        return False


def _id(folder: str) -> str:
    return folder.rpartition("/")[2]
