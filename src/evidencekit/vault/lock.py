"""One writer at a time: a lock of the system, and a file that says who holds it (section 2)."""

import json
import os
from pathlib import Path
from types import TracebackType
from typing import Self

import filelock

from evidencekit.domain.errors import VaultLocked
from evidencekit.domain.times import utc_text
from evidencekit.evidence.canonical import JsonFault, read_json
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.files import write_all
from evidencekit.vault.layout import Layout
from evidencekit.vault.staged import told_as_ours

_MAX_HOLDER = 4096


class WriterLock:
    """The lock of one vault, held from `take` to `release` or the end of the process.

    The system's lock decides; the file beside it only tells people who holds it, so that a file
    left by a killed program keeps nobody out.
    """

    def __init__(self, layout: Layout) -> None:
        self._layout = layout
        self._lock = filelock.FileLock(layout.lock, timeout=0, thread_local=False)

    def take(self, program: str, clock: Clock) -> Self:
        """Take the lock or raise VaultLocked, naming program and process; VaultNotWritable."""
        with told_as_ours(self._layout.root):
            try:
                self._lock.acquire()
            except filelock.Timeout:
                raise VaultLocked(path=self._layout.root, **_holder(self._layout)) from None
            except NotImplementedError as error:
                raise OSError("no locks on this file system") from error
        try:
            with told_as_ours(self._layout.root):
                self._say_who(program, clock)
        except BaseException:
            self.release()
            raise
        return self

    def release(self) -> None:
        """Let the next writer in."""
        if self._lock.is_locked:
            _forget(self._layout.lock_holder)
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def _say_who(self, program: str, clock: Clock) -> None:
        words = {"program": program, "pid": os.getpid(), "since": utc_text(clock.now())}
        _forget(self._layout.lock_holder)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
        handle = os.open(self._layout.lock_holder, flags, 0o644)
        try:
            write_all(handle, json.dumps(words).encode())
        finally:
            os.close(handle)


def _holder(layout: Layout) -> dict[str, object]:
    try:
        with layout.lock_holder.open("rb") as file:
            words = read_json(file.read(_MAX_HOLDER), _MAX_HOLDER)
    except (OSError, JsonFault):
        return {"program": None, "pid": None}
    return {"program": words.get("program"), "pid": words.get("pid")}


def _forget(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        # It only informs; on Windows a scanner may hold it.
        return
