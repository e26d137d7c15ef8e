"""A file hashed whole, and what those keep to who do it before they are asked."""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, NamedTuple, Protocol

# It stays in the core's own cache; larger ones are no quicker.
_PIECE = 1 << 18
# More workers than this would wait for the disk.
WORKERS = min(os.cpu_count() or 1, 4)
# What tells a file from another in its place, and from itself once it was changed.
Identity = tuple[int, int, int, int]


class Hashed(NamedTuple):
    """A file as it was read: SHA-256 in hex, size in bytes.

    A tuple: dataclasses take half as long to load as all that is loaded before children hash.
    """

    sha256: str
    size: int


class Ahead(Protocol):
    """Knows, or will know, the hashes of files that will be asked for."""

    def of(self, path: Path, file: BinaryIO) -> Hashed:
        """Return the hash of `file`, just opened at `path`; never that of another. Raises OSError.

        Safe to ask from many threads. What is not known, and what is no longer the file that was
        read, is hashed here and now.
        """


def hash_file(
    file: BinaryIO, given_up: Callable[[], bool] = lambda: False, piece: int = _PIECE
) -> Hashed:
    """Hash an open file from where it stands, in pieces of so many bytes.

    Raises OSError; InterruptedError once it is `given_up`.
    """
    digest, size = hashlib.sha256(), 0
    part = memoryview(bytearray(piece))
    while count := file.readinto(part):  # type: ignore[attr-defined]  # of all that are opened
        if given_up():
            raise InterruptedError
        digest.update(part[:count])
        size += count
    return Hashed(digest.hexdigest(), size)


def identity(file: BinaryIO) -> Identity:
    """Return what an open file is now."""
    told = os.fstat(file.fileno())
    return told.st_dev, told.st_ino, told.st_size, told.st_mtime_ns
