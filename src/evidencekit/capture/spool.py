"""Bodies on their way to a capture: one file each, hashed while they are written."""

import errno
import hashlib
import shutil
from pathlib import Path
from typing import BinaryIO

from evidencekit.domain.errors import DiskFull
from evidencekit.evidence.records import Body, BytesBody, FileBody

EMPTY = BytesBody(b"")


class SpoolFile:
    """A body that is being written. `close` gives what is there so far; `drop` takes it back."""

    def __init__(self, spool: "Spool", path: Path) -> None:
        self.size = 0
        self._spool, self._path = spool, path
        self._hash = hashlib.sha256()
        self._file: BinaryIO | None = None

    def write(self, data: bytes) -> None:
        """Add bytes. Raises DiskFull."""
        try:
            if self._file is None:
                self._file = self._path.open("xb")
            elif self._file.closed:
                self._file = self._path.open("ab")
            self._file.write(data)
        except OSError as error:
            raise _disk_error(error, self._path, len(data)) from error
        self._hash.update(data)
        self.size += len(data)
        self._spool.bytes_kept += len(data)

    def close(self) -> Body:
        """Return the body written so far; what is added later makes another. Raises DiskFull."""
        if self._file is None:
            return EMPTY
        try:
            self._file.close()
        except OSError as error:
            raise _disk_error(error, self._path, 0) from error
        return FileBody(self._path, self.size, self._hash.hexdigest())

    def drop(self) -> None:
        """Delete what was written."""
        if self._file is not None:
            self._file.close()
            self._path.unlink(missing_ok=True)
            self._spool.bytes_kept -= self.size


class Spool:
    """A folder of bodies, named by number: no name from outside is used.

    `bytes_kept` counts what is being written too.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0
        self.bytes_kept = 0

    def begin(self) -> SpoolFile:
        """Return an empty body to write; it has a file once it has bytes."""
        self._number += 1
        return SpoolFile(self, self._folder / f"body-{self._number:06d}")

    def store(self, data: bytes) -> Body:
        """Write a whole body. Raises DiskFull."""
        if not data:
            return EMPTY
        file = self.begin()
        file.write(data)
        return file.close()

    def forget(self, body: Body) -> None:
        """Delete a body that is not needed any more."""
        if isinstance(body, FileBody):
            body.path.unlink(missing_ok=True)
            self.bytes_kept -= body.size


def _disk_error(error: OSError, path: Path, needed: int) -> Exception:
    if error.errno not in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}:
        return error
    try:
        free: int | None = shutil.disk_usage(path.parent).free
    except OSError:
        free = None
    return DiskFull(path=path.parent, needed=needed, free=free)
