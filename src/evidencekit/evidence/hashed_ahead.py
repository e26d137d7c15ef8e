"""Files hashed by threads ahead of those who ask: hashlib lets others work meanwhile."""

import threading
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, Self

from evidencekit.evidence.hashing import WORKERS, Hashed, Identity, hash_file, identity

# A thread that comes back from a shorter piece than this mostly waits for the interpreter.
_PIECE = 1 << 20


class HashedAhead:
    """Hashes of files that will be asked for, begun at once on threads of their own.

    A context: whatever was not asked for by its end is given up.
    """

    def __init__(self, paths: Iterable[Path] = ()) -> None:
        self._stop = threading.Event()
        self._pool = ThreadPoolExecutor(WORKERS)
        self._begun = {path: self._pool.submit(self._hash, path) for path in paths}

    def of(self, path: Path, file: BinaryIO) -> Hashed:
        """As `Ahead`: what no thread has come to yet is not waited for either."""
        begun = self._begun.pop(path, None)
        found = None if begun is None or begun.cancel() else begun.result()
        return found[1] if found and found[0] == identity(file) else hash_file(file)

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

    def _hash(self, path: Path) -> tuple[Identity, Hashed] | None:
        try:
            with path.open("rb", buffering=0) as file:
                return identity(file), hash_file(file, self._stop.is_set, _PIECE)
        except OSError:
            # Whoever asks opens it again and is told why.
            return None
