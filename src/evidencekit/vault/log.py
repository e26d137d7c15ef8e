"""The custody log of one key as a file that only grows (`docs/vault-format.md` 5)."""

import os
import threading
from pathlib import Path

from evidencekit.domain.errors import VaultNotWritable
from evidencekit.evidence.clock_steps import STEP, step_ms
from evidencekit.evidence.custody import CustodyLine, Head, make_line, moment
from evidencekit.evidence.signature import Signer
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.files import flush, write_all
from evidencekit.vault.kinds import KINDS, body_is_sound
from evidencekit.vault.staged import told_as_ours

MAX_LOG = 2 << 30


class CustodyLog:
    """A log open for appending. Threads may share it: lines are appended one at a time.

    The caller holds the vault's lock and has mended the tail: `last` and `size` are the file's.
    """

    def __init__(  # what a line is made of, no more
        self, path: Path, vault_id: str, signer: Signer, clock: Clock, last: CustodyLine, size: int
    ) -> None:
        self.path = path
        self._vault_id = vault_id
        self._signer = signer
        self._clock = clock
        self._last = last
        self._size = size
        self._turn = threading.Lock()
        flags = os.O_WRONLY | os.O_APPEND | getattr(os, "O_BINARY", 0)
        with told_as_ours(path):
            self._handle: int | None = os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))

    @property
    def head(self) -> Head:
        """Return the last line that is on the disk."""
        return self._last.head

    def append(self, kind: str, body: dict[str, object]) -> CustodyLine:
        """Sign a line, write it in one go, flush; when this returns it is on the disk.

        Where the clock was moved since the last line, `clock.step` goes before it, in the same go.
        Raises ValueError for a body that is not its kind's, DiskFull and VaultNotWritable. After
        an error the log stands as before; if even that is unsure, it takes no more lines.
        """
        if kind not in KINDS or not body_is_sound(kind, body):
            raise ValueError(f"not a body of {kind}")
        with self._turn, told_as_ours(self.path):
            at = moment(self._clock, self._vault_id)
            lines, after = [], self._last
            step = step_ms(self._last, at)
            if step:
                lines.append(make_line(after.head, STEP, {"step_ms": step}, at, self._signer))
                after = lines[-1]
            lines.append(make_line(after.head, kind, body, at, self._signer))
            data = b"".join(line.raw + b"\n" for line in lines)
            self._write(data)
            self._last = lines[-1]
            self._size += len(data)
            return self._last

    def close(self) -> None:
        """Close the file; nothing is pending."""
        with self._turn:
            self._close()

    def _write(self, data: bytes) -> None:
        if self._handle is None:
            raise VaultNotWritable(path=self.path, detail="the log is closed")
        try:
            write_all(self._handle, data)
            flush(self._handle)
        except OSError:
            self._take_back(self._handle)
            raise

    def _take_back(self, handle: int) -> None:
        # A line that was not acknowledged must not become the one that the next line follows.
        try:
            os.ftruncate(handle, self._size)
            flush(handle)
        except OSError:
            self._close()

    def _close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
