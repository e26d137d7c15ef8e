"""Writing that is whole or not there, and durable when it says so.

Nothing else opens files of a vault for writing.
"""

import contextlib
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO


def fsync_folder(folder: Path) -> None:
    """Make renames in `folder` durable. Windows has no such call and needs none here."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


@contextlib.contextmanager
def written_aside(path: Path, mode: int = 0o644) -> Iterator[BinaryIO]:
    """Give a file to write; on success it is flushed to disk and takes the name `path`.

    On any error the part is removed and whatever stood at `path` still stands.
    """
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), mode)
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    fsync_folder(path.parent)


def write_whole(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Write `data` to `path` durably, replacing what stood there in one step."""
    with written_aside(path, mode) as file:
        file.write(data)
