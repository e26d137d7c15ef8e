"""Sign the PDF of a packet: with which key, at whose time, and checked before anybody gets it."""

from dataclasses import dataclass
from pathlib import Path

from pyhanko.sign import signers

from evidencekit.domain.errors import ArchiveRefused
from evidencekit.evidence.timestamp import ReplyFault
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.files import flush
from evidencekit.packet.check_pdf import check_pdf
from evidencekit.packet.model import PDF, PdfFindings
from evidencekit.packet.pades import Stamper, stamp_pdf
from evidencekit.packet.sign import PersonalSigner, device_signer, sign
from evidencekit.services.revocation import RevocationLists, fetch_crl
from evidencekit.services.stamping import Authority
from evidencekit.vault.vault import VaultWriter


@dataclass(frozen=True, slots=True)
class PdfSigning:
    """Signs with the vault's key or a person's own; asks `authority`, if there is one, for time.

    Not `named`, the vault's certificate in the PDF names the organisation and no person.
    """

    vault: VaultWriter
    clock: Clock
    personal: PersonalSigner | None = None
    authority: Authority | None = None
    named: bool = True

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint of the key that signs."""
        return self.personal.fingerprint if self.personal else self.vault.key.public.fingerprint

    def sign(self, unsigned: Path, signed: Path, manifest_sha256: str) -> PdfFindings:
        """Write the signed PDF, and return what its own check found; `time` None: not timestamped.

        Without an answer of the authority it is signed all the same. Raises ArchiveRefused (what
        was signed does not verify), OSError.
        """
        try:
            self._write(unsigned, signed, self._stamper())
        except ReplyFault:
            self._write(unsigned, signed, None)
        return self._checked(signed, manifest_sha256)

    def stamp(self, signed: Path, stamped: Path) -> PdfFindings:
        """Write `signed` with the authority's time over it, and return what its check found.

        Raises ReplyFault, ArchiveRefused (it was no sound packet), OSError.
        """
        before, stamper = check_pdf(signed), self._stamper()
        if before.fault is not None or stamper is None:
            raise ArchiveRefused(path=signed, reason=before.fault, member=PDF)
        with stamped.open("w+b") as file:
            stamp_pdf(signed, file, stamper)
            file.flush()
            flush(file.fileno())
        found = check_pdf(stamped)
        if found.fingerprint != before.fingerprint or found.time is None:
            raise ArchiveRefused(path=stamped, reason=found.fault, member=PDF)
        return found

    def _stamper(self) -> Stamper | None:
        if self.authority is None:
            return None
        return Stamper(self.authority, RevocationLists(fetch_crl).over)

    def _write(self, unsigned: Path, signed: Path, stamper: Stamper | None) -> None:
        with signed.open("w+b") as file:
            sign(unsigned, file, self._signer(), stamper)
            file.flush()
            flush(file.fileno())

    def _signer(self) -> signers.Signer:
        if self.personal is not None:
            return self.personal.signer
        return device_signer(self.vault.key, self._certificate())

    def _certificate(self) -> bytes:
        key, marker = self.vault.key, self.vault.marker
        if not self.named:
            return key.certificate(marker.name, marker.name, self.clock.now())
        place = self.vault.layout.plain_file(f"keys/{key.key_id}.crt")
        # The certificate can always be made again: it only carries the key.
        if place is not None:
            return place.read_bytes()
        return key.certificate(marker.operator, marker.name, self.clock.now())

    def _checked(self, signed: Path, manifest_sha256: str) -> PdfFindings:
        found = check_pdf(signed)
        if found.fingerprint != self.fingerprint or found.manifest_sha256 != manifest_sha256:
            raise ArchiveRefused(path=signed, reason=found.fault, member=PDF)
        return found
