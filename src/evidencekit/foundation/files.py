"""Writing that is whole or not there, and durable when it says so.

Nothing else opens files of a vault for writing.
"""

import contextlib
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _

_TRIES, _PAUSE = 10, 0.05


def flush(handle: int) -> None:
    """Return when what was written to `handle` is on the disk, past its cache on macOS too."""
    if sys.platform == "darwin":
        import fcntl  # noqa: PLC0415  # Windows has none

        fcntl.fcntl(handle, fcntl.F_FULLFSYNC)
    else:
        os.fsync(handle)


def write_all(handle: int, data: bytes) -> None:
    """Write all of `data`, in one call where the system takes it so; not yet flushed."""
    rest = memoryview(data)
    while rest:
        rest = rest[os.write(handle, rest) :]


def rename(source: Path, target: Path) -> None:
    """Give `source` the name `target`, replacing what stood there; the folders are not flushed.

    On Windows a virus scanner may hold the file for a moment: tried 10 times.
    """
    for attempt in range(1, _TRIES + 1):
        try:
            source.replace(target)
        except PermissionError:
            if os.name != "nt" or attempt == _TRIES:
                raise
            time.sleep(_PAUSE)
        else:
            return


def fsync_folder(folder: Path) -> None:
    """Make renames in `folder` durable. Windows has no such call and needs none here."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        flush(handle)
    finally:
        os.close(handle)


def require_new(path: Path) -> None:
    """Raise WrongUse for a file that is there already: what a person made is never replaced."""
    if path.exists():
        raise WrongUse(detail=_("{path} is there already").format(path=path))


@contextlib.contextmanager
def written_aside(path: Path, mode: int = 0o644) -> Iterator[BinaryIO]:
    """Give a file to write; on success it is flushed to disk and takes the name `path`.

    On any error the part is removed and whatever stood at `path` still stands.
    """
    part = path.with_name(f".{path.name}.{os.urandom(4).hex()}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            flush(file.fileno())
        rename(part, path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    fsync_folder(path.parent)


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write `data` to `path` durably, replacing what stood there in one step."""
    with written_aside(path, mode) as file:
        file.write(data)
