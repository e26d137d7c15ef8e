"""The PDFs of a packet in its work folder: composed, signed, checked; one, or the parts it has."""

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from evidencekit.domain.errors import ArchiveRefused
from evidencekit.foundation.catalogue import Catalogue
from evidencekit.foundation.files import rename
from evidencekit.packet.attachments import Embedding
from evidencekit.packet.compose import compose
from evidencekit.packet.model import PDF, PacketContent, PacketFile
from evidencekit.packet.png import PngFault
from evidencekit.services.pdf_signing import PdfSigning
from evidencekit.services.submission import Parting, part_of

_UNSIGNED, _TRIAL = "unsigned.pdf", "trial.pdf"


@dataclass(frozen=True, slots=True)
class PdfMade:
    """A PDF, its pages, what it was before it was signed (None: a draft), the time on it."""

    file: PacketFile
    pages: int
    unsigned: PacketFile | None = None
    time: str | None = None


@dataclass(frozen=True, slots=True)
class PacketPdfs:
    """Makes the PDFs of one packet in the folder `work`."""

    signing: PdfSigning
    words: Catalogue
    work: Path

    def parted(self, content: PacketContent, files: Sequence[PacketFile]) -> PacketContent:
        """Return the content with its parts, if it needs several.

        Raises ExhibitTooLarge, ArchiveRefused (a picture that can't be read), OSError.
        """
        if content.plan.archive:
            return content
        with refusing(self.work):
            return Parting(files, self.words, self.work / _TRIAL).parted(content)

    def make(
        self, content: PacketContent, files: Sequence[PacketFile], told: PacketFile
    ) -> list[PdfMade]:
        """Write all PDFs, in their order; `told` is the manifest.

        Raises ArchiveRefused (a picture that can't be read, a signature that does not verify),
        OSError.
        """
        if not content.parts:
            return [self._one(content, PDF, files, told)]
        return [self._one(part_of(content, part), part.name, files, told) for part in content.parts]

    def _one(
        self, content: PacketContent, name: str, files: Sequence[PacketFile], told: PacketFile
    ) -> PdfMade:
        plan, unsigned, target = content.plan, self.work / _UNSIGNED, self.work / name
        # A draft is nobody's archive.
        whole = plan.archive and not plan.draft
        inside = Embedding(self.work, [*files, told]) if whole else None
        with refusing(self.work), unsigned.open("wb") as file:
            pages = compose(file, content, files, told.sha256, self.words, inside)
        if plan.draft:
            rename(unsigned, target)
            return PdfMade(file_of(target, name), pages)
        found = self.signing.sign(unsigned, target, told.sha256)
        before = file_of(unsigned, _UNSIGNED)
        unsigned.unlink()
        return PdfMade(file_of(target, name), pages, before, found.time)


@contextmanager
def refusing(work: Path) -> Iterator[None]:
    """Raise ArchiveRefused for a picture that can't be read."""
    try:
        yield
    except PngFault as fault:
        raise ArchiveRefused(path=work, reason=fault.code, member="png") from fault


def file_of(path: Path, name: str) -> PacketFile:
    """Return what the manifest would say of the file at `path` under `name`. Raises OSError."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return PacketFile(name, digest, path.stat().st_size)
