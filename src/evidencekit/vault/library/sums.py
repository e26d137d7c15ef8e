"""A checksum of every page of the index, beside it: SQLite itself sees only damage to its order.

Kept in step by what the write-ahead log says was written; where that is not known there are no
sums, and all pages are summed anew after the next check.
"""

import struct
import zlib
from array import array
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import sqlalchemy as sa

from evidencekit.foundation.files import write_whole

_SUFFIX = "-sums"
_MAGIC = b"evidencekit index sums 1\n"
_WAL_HEAD, _FRAME_HEAD = 32, 24
_AT_ONCE = 4 << 20


class Sums:
    """The checksums of one index file (CRC-32 a page). Callers hold the lock of the index.

    All raise OSError as the disk does.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file = path.with_name(path.name + _SUFFIX)

    def agree(self) -> bool | None:
        """Say whether the file is what was written; None when there are no sums to tell by."""
        known = self._known()
        if known is None:
            return None
        size, sums = known
        return self._path.stat().st_size == size * len(sums) and self._all(size) == sums

    def follow(self, connection: sa.Connection) -> None:
        """Bring the sums into step after a transaction was committed; no transaction is open."""
        written = self._written()
        row = connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").one()
        _busy, logged, moved = (int(part) for part in row)
        known = self._known()
        # Somebody still reads the older state, or no log tells what was written.
        if known is None or written is None or logged < 0 or logged != moved:
            self.drop()
            return
        size, sums = known
        pages = self._path.stat().st_size // size
        sums = sums[:pages] + array("I", [0] * max(0, pages - len(sums)))
        with self._path.open("rb") as file:
            for number in sorted(written):
                if number <= pages:
                    file.seek((number - 1) * size)
                    sums[number - 1] = zlib.crc32(file.read(size))
        self._keep(size, sums)

    def make(self, connection: sa.Connection) -> None:
        """Sum all pages, where everything that was written is in the file itself."""
        row = connection.exec_driver_sql("PRAGMA wal_checkpoint(PASSIVE)").one()
        _busy, logged, moved = (int(part) for part in row)
        if logged == moved:
            size = int(connection.exec_driver_sql("PRAGMA page_size").scalar_one())
            self._keep(size, self._all(size))

    def drop(self) -> None:
        """Forget the sums."""
        self._file.unlink(missing_ok=True)

    def _all(self, size: int) -> "array[int]":
        found = array("I")
        with self._path.open("rb") as file:
            while some := file.read(_AT_ONCE // size * size):
                view = memoryview(some)
                starts = range(0, len(some), size)
                found.extend(zlib.crc32(view[at : at + size]) for at in starts)
        return found

    def _written(self) -> set[int] | None:
        """Return the pages that the log names, of earlier rounds too; None when there is no log."""
        log = self._path.with_name(self._path.name + "-wal")
        try:
            with log.open("rb") as file:
                head = file.read(_WAL_HEAD)
                if len(head) < _WAL_HEAD:
                    return set()
                (size,) = struct.unpack_from(">I", head, 8)
                return set(_frames(file, log.stat().st_size, size))
        except FileNotFoundError:
            return None

    def _known(self) -> "tuple[int, array[int]] | None":
        try:
            data = self._file.read_bytes()
        except FileNotFoundError:
            return None
        head = len(_MAGIC) + 8
        if not data.startswith(_MAGIC) or len(data) < head or (len(data) - head) % 4:
            return None
        size, whole = struct.unpack_from("<II", data, len(_MAGIC))
        if size < 512 or whole != zlib.crc32(data[head:]):  # noqa: PLR2004  # the least page
            return None
        return size, array("I", struct.unpack_from(f"<{(len(data) - head) // 4}I", data, head))

    def _keep(self, size: int, sums: "array[int]") -> None:
        data = struct.pack(f"<{len(sums)}I", *sums)
        write_whole(self._file, _MAGIC + struct.pack("<II", size, zlib.crc32(data)) + data)


def _frames(log: BinaryIO, whole: int, size: int) -> Iterator[int]:
    """Yield the page number of each frame of a write-ahead log (SQLite file format, 4.1)."""
    for at in range(_WAL_HEAD, whole - _FRAME_HEAD, size + _FRAME_HEAD):
        log.seek(at)
        (number,) = struct.unpack(">I", log.read(4))
        yield number
