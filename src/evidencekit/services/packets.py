"""Make a packet of captures: gathered from the vault, composed, signed, frozen, handed out."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from evidencekit.domain.errors import ArchiveRefused, FolderNotEmpty, WrongUse
from evidencekit.foundation.catalogue import catalogue
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.files import fsync_folder, rename
from evidencekit.packet.manifest import manifest
from evidencekit.packet.model import (
    ATTACHMENTS,
    MANIFEST,
    VERIFY,
    Exhibit,
    PacketFile,
    PacketPlan,
    PacketResult,
)
from evidencekit.packet.profiles import label_of
from evidencekit.packet.sign import PersonalSigner
from evidencekit.packet.verify_text import verify_file
from evidencekit.services.casework import CaseworkReading
from evidencekit.services.exhibits import Gathering
from evidencekit.services.marked_pictures import MarkedPictures, marked_for
from evidencekit.services.numbering import Numbering, bates_of, numbering_of
from evidencekit.services.packet_content import ContentReading
from evidencekit.services.packet_files import PacketFolder, papers_named
from evidencekit.services.packet_pdfs import PacketPdfs, PdfMade, refusing
from evidencekit.services.pdf_signing import PdfSigning
from evidencekit.services.stamping import Authority
from evidencekit.services.submission import require_archive_allowed, smaller
from evidencekit.vault.staged import free_name, told_as_ours
from evidencekit.vault.vault import VaultWriter

_SCRATCH = "pictures"


@dataclass(frozen=True, slots=True)
class Packets:
    """The use case: a packet for one recipient, whole or not there.

    `authority` is asked for the time of the PDF's signature; without an answer the PDF is signed
    all the same, and is told to be not timestamped.
    """

    vault: VaultWriter
    clock: Clock
    personal: PersonalSigner | None = None
    authority: Authority | None = None

    def make(self, plan: PacketPlan, out: Path) -> PacketResult:
        """Make the packet in the folder `out`, absent or empty; keep a frozen copy in the vault.

        A draft is watermarked, not signed, not kept, not logged. Raises FolderNotEmpty, WrongUse
        (no captures), NotFound, FileMissing, ArchiveRefused (a capture or picture that is not what
        was sealed, by name), ArchiveNotForRecipient, ExhibitTooLarge, DiskFull, VaultNotWritable.
        """
        if not plan.captures:
            raise WrongUse(detail="a packet without captures")
        require_archive_allowed(plan)
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise FolderNotEmpty(path=out)
        with told_as_ours(out.parent):
            out.parent.mkdir(parents=True, exist_ok=True)
        packet_id = self._free_id(plan)
        with self._work_folder(packet_id) as work, told_as_ours(out.parent):
            files, pdfs = self._compose(plan, packet_id, work)
            folder = None if plan.draft else self._freeze(plan, packet_id, work, files, pdfs)
            source = self.vault.layout.at(folder) if folder else work
            hand_out(source, out)
        digest = next(file.sha256 for file in files if file.name == MANIFEST)
        pages = sum(pdf.pages for pdf in pdfs)
        times = [pdf.time for pdf in pdfs]
        # Of several parts the weakest is told: not timestamped if one of them is not.
        time = None if None in times else max(filter(None, times))
        return PacketResult(packet_id, out, tuple(files), pages, digest, plan.draft, folder, time)

    @property
    def _signing(self) -> PdfSigning:
        return PdfSigning(self.vault, self.clock, self.personal, self.authority)

    def _free_id(self, plan: PacketPlan) -> str:
        about = plan.complaint or plan.case or "captures"
        name = f"{about}-{self.clock.now():%Y%m%dT%H%M%SZ}"
        return free_name(self.vault.layout.at("packets"), name).name

    @contextmanager
    def _work_folder(self, packet_id: str) -> Iterator[Path]:
        work = self.vault.layout.staged(packet_id)
        with told_as_ours(work):
            (work / _SCRATCH).mkdir(parents=True)
        try:
            yield work
        finally:
            shutil.rmtree(work, ignore_errors=True)

    def _compose(
        self, plan: PacketPlan, packet_id: str, work: Path
    ) -> tuple[list[PacketFile], list[PdfMade]]:
        """Return the packet's files, the PDFs first, and what is to be told of these."""
        words = catalogue(plan.language)
        casework = CaseworkReading(self.vault)
        numbering = numbering_of(self.vault, plan, casework)
        marks = marked_for(self.vault, plan, casework, work / _SCRATCH)
        exhibits, gathering = self._gathered(plan, numbering, work, marks)
        signer = (one.fingerprint, one.subject) if (one := self.personal) else None
        bates = bates_of(plan, numbering)
        reading = ContentReading(
            self.vault, self.clock, work / _SCRATCH, self.vault.key.public, casework
        )
        content = reading.content(plan, packet_id, exhibits, bates, signer)
        folder = PacketFolder(self.vault, work)
        # The key that signs the packet goes along, whichever sealed the captures.
        paths = {f"keys/{content.key_id}.pem"}
        if plan.archive:
            paths |= set(gathering.attachments(exhibits))
        files = [folder.copied(path) for path in sorted(paths)]
        files += [folder.copied(*paper) for paper in papers_named(plan.papers).items()]
        if plan.archive:
            _require_sealed(exhibits, files)
        files += folder.beside(content, words.gettext)
        signing = replace(self._signing, named=plan.archive)
        making = PacketPdfs(signing, words, work)
        content = making.parted(content, files)
        files.append(folder.put(VERIFY, verify_file(content, files, words.gettext)))
        told = folder.put(MANIFEST, manifest(content, files))
        pdfs = making.make(content, files, told)
        shutil.rmtree(work / _SCRATCH)
        return [*(pdf.file for pdf in pdfs), told, *files], pdfs

    def _gathered(
        self, plan: PacketPlan, numbering: Numbering, work: Path, marks: MarkedPictures | None
    ) -> tuple[tuple[Exhibit, ...], Gathering]:
        shape = plan.shape
        gathering = Gathering(
            self.vault,
            work / _SCRATCH,
            plan.facts_as_of,
            label=lambda number: label_of(shape, number, plan.prefix),
            redacted=plan.redacted,
            small=not shape.archive,
            marks=marks,
        )
        numbers = numbering.of(plan.captures)
        in_order = sorted(plan.captures, key=numbers.__getitem__)
        exhibits = tuple(gathering.exhibit(numbers[one], one) for one in in_order)
        if not plan.archive:
            with refusing(work):
                exhibits = tuple(map(smaller, exhibits))
        return exhibits, gathering

    def _freeze(
        self,
        plan: PacketPlan,
        packet_id: str,
        work: Path,
        files: Sequence[PacketFile],
        pdfs: Sequence[PdfMade],
    ) -> str:
        folder = f"packets/{packet_id}"
        for path in work.rglob("*"):
            if path.is_file():
                path.chmod(0o444)
        rename(work, self.vault.layout.at(folder))
        fsync_folder(self.vault.layout.at("packets"))
        for pdf in pdfs:
            self._record_signature(folder, pdf)
        digest = next(file.sha256 for file in files if file.name == MANIFEST)
        # The manifest names the rest: a line has a limit, a packet has none.
        signed = [pdf.file for pdf in pdfs]
        named = [file.to_json() for file in files if file in signed or file.name == MANIFEST]
        body: dict[str, object] = {
            "by": plan.operator,
            "case": plan.case,
            "complaint": plan.complaint,
            "files": named,
            "folder": folder,
            "manifest_sha256": digest,
        }
        self.vault.record("packet.made", body)
        return folder

    def _record_signature(self, folder: str, pdf: PdfMade) -> None:
        if pdf.unsigned is None:
            return
        body: dict[str, object] = {
            "bytes": pdf.file.bytes,
            "file": pdf.file.name,
            "folder": folder,
            "key_id": self._signing.fingerprint[:16],
            "sha256": pdf.file.sha256,
            "unsigned_bytes": pdf.unsigned.bytes,
            "unsigned_sha256": pdf.unsigned.sha256,
        }
        self.vault.record("packet.signed", body)


def _require_sealed(exhibits: Sequence[Exhibit], files: Sequence[PacketFile]) -> None:
    hashes = {file.name: file.sha256 for file in files}
    for one in exhibits:
        if hashes[f"{ATTACHMENTS}/{one.file}"] != one.sha256:
            raise ArchiveRefused(path=one.file, reason="changed", member=one.capture_id)


def hand_out(source: Path, out: Path) -> None:
    """Copy the packet to `out`: beside it first, so that a half copy never has its name."""
    aside = out.with_name(f".{out.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    try:
        shutil.copytree(source, aside, copy_function=shutil.copyfile)
        if out.is_dir():
            out.rmdir()
        rename(aside, out)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
    fsync_folder(out.parent)
