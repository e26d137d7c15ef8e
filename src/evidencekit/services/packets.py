"""Make a packet of captures: gathered from the vault, composed, signed, frozen, handed out."""

import hashlib
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pyhanko.sign import signers

from evidencekit.domain.errors import ArchiveRefused, FolderNotEmpty, WrongUse
from evidencekit.foundation.catalogue import Catalogue, catalogue
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.files import flush, fsync_folder, rename
from evidencekit.packet.attachments import Embedding
from evidencekit.packet.check_pdf import check_pdf
from evidencekit.packet.compose import compose
from evidencekit.packet.manifest import manifest
from evidencekit.packet.model import (
    ATTACHMENTS,
    MANIFEST,
    PDF,
    VERIFY,
    Exhibit,
    PacketContent,
    PacketFile,
    PacketPlan,
    PacketResult,
)
from evidencekit.packet.png import PngFault
from evidencekit.packet.profiles import label_of
from evidencekit.packet.sign import PersonalSigner, device_signer, sign
from evidencekit.packet.verify_text import verify_file
from evidencekit.services.exhibits import Gathering
from evidencekit.services.numbering import Numbering, bates_of, numbering_of
from evidencekit.services.packet_content import ContentReading
from evidencekit.services.packet_files import PacketFolder, papers_named
from evidencekit.vault.staged import free_name, told_as_ours
from evidencekit.vault.vault import VaultWriter

_UNSIGNED, _SCRATCH = "unsigned.pdf", "pictures"


@dataclass(frozen=True, slots=True)
class Packets:
    """The use case: a packet for one recipient, whole or not there."""

    vault: VaultWriter
    clock: Clock
    personal: PersonalSigner | None = None

    def make(self, plan: PacketPlan, out: Path) -> PacketResult:
        """Make the packet in the folder `out`, absent or empty; keep a frozen copy in the vault.

        A draft is watermarked, not signed, not kept, not logged. Raises FolderNotEmpty, WrongUse
        (no captures), NotFound, FileMissing, ArchiveRefused (a capture or picture that is not what
        was sealed, by name), DiskFull, VaultNotWritable.
        """
        if not plan.captures:
            raise WrongUse(detail="a packet without captures")
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise FolderNotEmpty(path=out)
        with told_as_ours(out.parent):
            out.parent.mkdir(parents=True, exist_ok=True)
        packet_id = self._free_id(plan)
        with self._work_folder(packet_id) as work, told_as_ours(out.parent):
            files, pages, unsigned = self._compose(plan, packet_id, work)
            folder = self._freeze(plan, packet_id, work, files, unsigned) if unsigned else None
            source = self.vault.layout.at(folder) if folder else work
            _hand_out(source, out)
        digest = next(file.sha256 for file in files if file.name == MANIFEST)
        return PacketResult(packet_id, out, tuple(files), pages, digest, plan.draft, folder)

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
    ) -> tuple[list[PacketFile], int, PacketFile | None]:
        """Return the packet's files, its pages, and what the PDF was before it was signed."""
        words = catalogue(plan.language)
        numbering = numbering_of(self.vault, plan)
        exhibits, gathering = self._gathered(plan, numbering, work)
        signer = (one.fingerprint, one.subject) if (one := self.personal) else None
        bates = bates_of(plan, numbering)
        reading = ContentReading(self.vault, self.clock, work / _SCRATCH)
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
        files.append(folder.put(VERIFY, verify_file(content, files, words.gettext)))
        told = folder.put(MANIFEST, manifest(content, files))
        pages, unsigned = self._pdf(content, files, told, work, words)
        shutil.rmtree(work / _SCRATCH)
        return [_hashed(work / PDF, PDF), told, *files], pages, unsigned

    def _gathered(
        self, plan: PacketPlan, numbering: Numbering, work: Path
    ) -> tuple[tuple[Exhibit, ...], Gathering]:
        shape = plan.shape
        gathering = Gathering(
            self.vault,
            work / _SCRATCH,
            plan.facts_as_of,
            label=lambda number: label_of(shape, number, plan.prefix),
            redacted=plan.redacted,
            small=not shape.archive,
        )
        numbers = numbering.of(plan.captures)
        in_order = sorted(plan.captures, key=numbers.__getitem__)
        return tuple(gathering.exhibit(numbers[one], one) for one in in_order), gathering

    def _pdf(
        self,
        content: PacketContent,
        files: Sequence[PacketFile],
        told: PacketFile,
        work: Path,
        words: Catalogue,
    ) -> tuple[int, PacketFile | None]:
        unsigned = work / _UNSIGNED
        try:
            with unsigned.open("wb") as file:
                # A draft is nobody's archive, nor is what goes to strangers.
                kept = content.plan.archive and not content.plan.draft
                whole = Embedding(work, [*files, told]) if kept else None
                pages = compose(file, content, files, told.sha256, words, whole)
        except PngFault as fault:
            raise ArchiveRefused(path=work, reason=fault.code, member="png") from fault
        if content.plan.draft:
            rename(unsigned, work / PDF)
            return pages, None
        with (work / PDF).open("w+b") as file:
            sign(unsigned, file, self._signer(content))
            file.flush()
            flush(file.fileno())
        found = check_pdf(work / PDF)
        if found.fingerprint != self._fingerprint() or found.manifest_sha256 != told.sha256:
            raise ArchiveRefused(path=work / PDF, reason=found.fault, member=PDF)
        before = _hashed(unsigned, _UNSIGNED)
        unsigned.unlink()
        return pages, before

    def _signer(self, content: PacketContent) -> signers.Signer:
        if self.personal is not None:
            return self.personal.signer
        return device_signer(self.vault.key, self._certificate(content))

    def _fingerprint(self) -> str:
        """Return the fingerprint of the key that signs the PDF."""
        return self.personal.fingerprint if self.personal else self.vault.key.public.fingerprint

    def _certificate(self, content: PacketContent) -> bytes:
        key, marker = self.vault.key, self.vault.marker
        if not content.plan.archive:
            # The vault's certificate names its operator; this one only whose vault it is.
            return key.certificate(marker.name, marker.name, content.made)
        place = self.vault.layout.plain_file(f"keys/{key.key_id}.crt")
        # The certificate can always be made again: it only carries the key.
        if place is not None:
            return place.read_bytes()
        return key.certificate(marker.operator, marker.name, self.clock.now())

    def _freeze(
        self,
        plan: PacketPlan,
        packet_id: str,
        work: Path,
        files: Sequence[PacketFile],
        unsigned: PacketFile,
    ) -> str:
        folder = f"packets/{packet_id}"
        for path in work.rglob("*"):
            if path.is_file():
                path.chmod(0o444)
        rename(work, self.vault.layout.at(folder))
        fsync_folder(self.vault.layout.at("packets"))
        self._record_signature(folder, files, unsigned)
        digest = next(file.sha256 for file in files if file.name == MANIFEST)
        # The manifest names the rest: a line has a limit, a packet has none.
        named = [file.to_json() for file in files if file.name in {PDF, MANIFEST}]
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

    def _record_signature(
        self, folder: str, files: Sequence[PacketFile], unsigned: PacketFile
    ) -> None:
        signed = next(file for file in files if file.name == PDF)
        body: dict[str, object] = {
            "bytes": signed.bytes,
            "file": PDF,
            "folder": folder,
            "key_id": self._fingerprint()[:16],
            "sha256": signed.sha256,
            "unsigned_bytes": unsigned.bytes,
            "unsigned_sha256": unsigned.sha256,
        }
        self.vault.record("packet.signed", body)


def _require_sealed(exhibits: Sequence[Exhibit], files: Sequence[PacketFile]) -> None:
    hashes = {file.name: file.sha256 for file in files}
    for one in exhibits:
        if hashes[f"{ATTACHMENTS}/{one.file}"] != one.sha256:
            raise ArchiveRefused(path=one.file, reason="changed", member=one.capture_id)


def _hashed(path: Path, name: str) -> PacketFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return PacketFile(name, digest, path.stat().st_size)


def _hand_out(source: Path, out: Path) -> None:
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
