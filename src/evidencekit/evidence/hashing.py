"""Files hashed whole, and ahead of those who ask: hashlib lets others work meanwhile."""

import hashlib
import os
import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

# A thread that comes back from a shorter piece than this mostly waits for the interpreter.
_PIECE = 1 << 20
# Threads are enough: hashing and reading leave the others running. More would only hold memory.
WORKERS = min(os.cpu_count() or 1, 4)
# What tells a file from another in its place, and from itself once it was changed.
_Identity = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Hashed:
    """A file as it was read: SHA-256 in hex, size in bytes."""

    sha256: str
    size: int


def hash_file(file: BinaryIO, stop: threading.Event | None = None) -> Hashed:
    """Hash an open file from where it stands. Raises OSError, also when `stop` is set meanwhile."""
    digest, size = hashlib.sha256(), 0
    piece = memoryview(bytearray(_PIECE))
    while count := file.readinto(piece):  # type: ignore[attr-defined]  # of all that are opened
        if stop is not None and stop.is_set():
            raise InterruptedError
        digest.update(piece[:count])
        size += count
    return Hashed(digest.hexdigest(), size)


class HashedAhead:
    """Hashes of files that will be asked for, begun at once on threads of their own.

    A context: whatever was not asked for by its end is given up. Safe to ask from many threads.
    """

    def __init__(self, paths: Iterable[Path] = ()) -> None:
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(WORKERS)
        self._begun = {path: self._pool.submit(self._hash, path) for path in paths}

    def of(self, path: Path, file: BinaryIO) -> Hashed:
        """Return the hash of `file`, just opened at `path`. Raises OSError.

        What no thread has come to is hashed here and now, so that no other file is waited for; and
        so is what is no longer the file that a thread has read.
        """
        begun = self._begun.pop(path, None)
        found = None if begun is None or begun.cancel() else begun.result()
        return found[1] if found and found[0] == _identity(file) else hash_file(file)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._stop.set()
        self._pool.shutdown(cancel_futures=True)

    def _hash(self, path: Path) -> tuple[_Identity, Hashed] | None:
        try:
            with path.open("rb", buffering=0) as file:
                return _identity(file), hash_file(file, self._stop)
        except OSError:
            # Whoever asks opens it again and is told why.
            return None


def _identity(file: BinaryIO) -> _Identity:
    told = os.fstat(file.fileno())
    return told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns
