"""Time for a packet that was signed without: its PDFs get a time stamp, and go out anew."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from evidencekit.domain.errors import FolderNotEmpty, NotFound, PacketNotStamped
from evidencekit.evidence.canonical import JsonFault, read_json
from evidencekit.evidence.timestamp import ReplyFault
from evidencekit.foundation.files import fsync_folder, rename
from evidencekit.packet.model import MANIFEST, PacketFile
from evidencekit.packet.packet_folder import MAX_READ
from evidencekit.packet.verify_pdf import pdf_names
from evidencekit.services.packet_pdfs import file_of
from evidencekit.services.packets import hand_out
from evidencekit.services.pdf_signing import PdfSigning
from evidencekit.vault.layout import is_vault_path
from evidencekit.vault.staged import told_as_ours
from evidencekit.vault.vault import VaultWriter


@dataclass(frozen=True, slots=True)
class StampedPacket:
    """A packet whose PDFs carry the authority's second `time` now; `files` are these PDFs."""

    packet_id: str
    out: Path
    files: tuple[PacketFile, ...]
    time: str
    folder: str

    def to_json(self) -> dict[str, object]:
        """Return the object of `packet --stamp --json`."""
        return {
            "packet_id": self.packet_id,
            "out": str(self.out),
            "files": [file.to_json() for file in self.files],
            "time": self.time,
            "folder": self.folder,
        }


@dataclass(frozen=True, slots=True)
class PacketStamping:
    """The use case: whatever was signed stays as it is, and the stamp stands behind it."""

    vault: VaultWriter
    signing: PdfSigning

    def stamp(self, packet_id: str, out: Path) -> StampedPacket:
        """Stamp the frozen packet, keep it so, and hand it out in the folder `out`.

        Done once more, it renews the stamp. Raises NotFound, FolderNotEmpty, PacketNotStamped (no
        good token came: nothing is changed), ArchiveRefused (a PDF that is not sound any more),
        DiskFull, VaultNotWritable.
        """
        folder = f"packets/{packet_id}"
        place = self.vault.layout.at(folder) if is_vault_path(folder) else None
        if place is None or "/" in packet_id or not (place / MANIFEST).is_file():
            raise NotFound(what="packet", id=packet_id)
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise FolderNotEmpty(path=out)
        work = self.vault.layout.staged(packet_id)
        with told_as_ours(work):
            work.mkdir(parents=True)
            try:
                return self._stamp(packet_id, place, work, out)
            finally:
                shutil.rmtree(work, ignore_errors=True)

    def _stamp(self, packet_id: str, place: Path, work: Path, out: Path) -> StampedPacket:
        folder, names = f"packets/{packet_id}", _names(place)
        try:
            found = [self.signing.stamp(place / name, work / name) for name in names]
        except ReplyFault as fault:
            raise PacketNotStamped(id=packet_id, reason=fault.reason.value) from fault
        times = sorted(one.time for one in found if one.time)
        files = []
        for name in names:
            before, after = file_of(place / name, name), file_of(work / name, name)
            (work / name).chmod(0o444)
            rename(work / name, place / name)
            self._record(folder, before, after)
            files.append(after)
        fsync_folder(place)
        with told_as_ours(out.parent):
            out.parent.mkdir(parents=True, exist_ok=True)
            hand_out(place, out)
        return StampedPacket(packet_id, out, tuple(files), times[-1], folder)

    def _record(self, folder: str, before: PacketFile, after: PacketFile) -> None:
        body: dict[str, object] = {
            "bytes": after.bytes,
            "file": after.name,
            "folder": folder,
            "key_id": self.signing.fingerprint[:16],
            "sha256": after.sha256,
            "unsigned_bytes": before.bytes,
            "unsigned_sha256": before.sha256,
        }
        self.vault.record("packet.signed", body)


def _names(place: Path) -> Sequence[str]:
    data = (place / MANIFEST).read_bytes()
    try:
        return pdf_names(read_json(data, MAX_READ))
    except JsonFault:
        return pdf_names({})
