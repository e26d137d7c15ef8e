"""How a capture becomes evidence: the order of writes of section 9, steps 2 to 7."""

import threading
from dataclasses import dataclass
from pathlib import Path

from evidencekit.evidence.manifest import SealContext
from evidencekit.evidence.records import CaptureDraft
from evidencekit.evidence.signature import Signer
from evidencekit.evidence.wacz import SealedFile, seal, sign_file
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.files import fsync_folder, rename
from evidencekit.vault.create import PROGRAM
from evidencekit.vault.layout import Layout, capture_file
from evidencekit.vault.log import CustodyLog
from evidencekit.vault.staged import make_folder, told_as_ours, write_part

READ_ONLY = 0o444


@dataclass(frozen=True, slots=True)
class SealedCapture:
    """A capture that is on the disk, signed and logged. `file` is its path in the vault."""

    id: str
    file: str
    sha256: str
    bytes: int
    sealed_at: str
    recovered: bool = False

    @property
    def body(self) -> dict[str, object]:
        """Return the body of `capture.sealing`."""
        return {"bytes": self.bytes, "file": self.file, "id": self.id, "sha256": self.sha256}


class Store:
    """Seals captures into one vault. Threads may share it."""

    def __init__(
        self, layout: Layout, vault_id: str, signer: Signer, clock: Clock, log: CustodyLog
    ) -> None:
        self._layout = layout
        self._vault_id = vault_id
        self._signer = signer
        self._clock = clock
        self._log = log
        self._turn = threading.Lock()

    def seal(self, draft: CaptureDraft) -> SealedCapture:
        """Seal a capture; when this returns nothing that happens to the computer undoes it.

        Raises CaptureTooLarge, BodyDamaged, DiskFull, VaultNotWritable; then the capture is not
        sealed, and either nothing of it is left or the next opening finishes it.
        """
        file = capture_file(draft.capture_id)
        wacz, signature = self._parts(draft.capture_id)
        with told_as_ours(self._layout.staging):
            try:
                sealed = seal(wacz, draft, self._signer, self._context())
                write_part(signature, sign_file(sealed, self._signer))
                fsync_folder(self._layout.staging)
            except BaseException:
                wacz.unlink(missing_ok=True)
                signature.unlink(missing_ok=True)
                raise
        with self._turn:
            return self._settle(draft.capture_id, file, sealed)

    def _context(self) -> SealContext:
        head = self._log.head
        return SealContext(self._vault_id, head.seq, head.hash, self._clock.now(), PROGRAM)

    def _parts(self, capture_id: str) -> tuple[Path, Path]:
        name = f"{capture_id}.wacz"
        return self._layout.staged(name), self._layout.staged(f"{name}.sig")

    def _settle(self, capture_id: str, file: str, sealed: SealedFile) -> SealedCapture:
        capture = SealedCapture(capture_id, file, sealed.sha256, sealed.bytes, "")
        try:
            self._log.append("capture.sealing", capture.body)
        except BaseException:
            for part in self._parts(capture_id):
                part.unlink(missing_ok=True)
            raise
        with told_as_ours(self._layout.at(file).parent):
            move_in(self._layout, capture_id, file)
        line = self._log.append("capture.sealed", capture.body | {"recovered": False})
        return SealedCapture(capture_id, file, sealed.sha256, sealed.bytes, line.at)


def move_in(layout: Layout, capture_id: str, file: str) -> None:
    """Step 5: read-only, `.sig` first, both under their names, folders flushed. Raises OSError.

    What already stands under its name stays: recovery calls this after any interruption.
    """
    target = layout.at(file)
    make_folder(layout, target.parent)
    for name in (f"{capture_id}.wacz.sig", f"{capture_id}.wacz"):
        part = layout.staged(name)
        if part.exists():
            part.chmod(READ_ONLY)
            rename(part, target.with_name(name))
    fsync_folder(target.parent)
    fsync_folder(layout.staging)
