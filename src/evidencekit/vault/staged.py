"""Files of a vault written in `staging/` first, then given their name (section 2)."""

import errno
import hashlib
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from evidencekit.domain.errors import DiskFull, VaultNotWritable
from evidencekit.foundation.files import flush, fsync_folder, rename, write_all
from evidencekit.vault.layout import Layout

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


@contextmanager
def told_as_ours(folder: Path) -> Iterator[None]:
    """Turn the system's refusal to write into DiskFull or VaultNotWritable."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFull(path=folder, needed=None, free=_free(folder)) from error
        raise VaultNotWritable(path=folder, detail=error.strerror or error) from error


def _free(folder: Path) -> int | None:
    # What could not be written is not there: the disk is that of the folder around it.
    for place in (folder, *folder.parents):
        with suppress(OSError):
            return shutil.disk_usage(place).free
    return None


def write_part(part: Path, data: bytes, mode: int = 0o644) -> None:
    """Write a new part, flushed. On an error none is left. Raises OSError."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)
    # No link that lies in staging under this name is followed.
    handle = os.open(part, flags | getattr(os, "O_NOFOLLOW", 0), mode)
    try:
        try:
            write_all(handle, data)
            flush(handle)
        finally:
            os.close(handle)
    except OSError:
        part.unlink(missing_ok=True)
        raise


def part_of(layout: Layout, path: str) -> Path:
    """Return the part of a small file: one a path, not one a name.

    Files of one name are written for several captures at once, by the threads of a batch.
    """
    name = path.rpartition("/")[2]
    return layout.staged(f"{hashlib.sha256(path.encode()).hexdigest()[:12]}-{name}")


def put(layout: Layout, path: str, data: bytes, mode: int = 0o644) -> None:
    """Write a whole small file of the vault durably, replacing what stood there. Raises OSError."""
    target = layout.at(path)
    make_folder(layout, target.parent)
    part = part_of(layout, path)
    write_part(part, data, mode)
    try:
        rename(part, target)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    fsync_folder(target.parent)


def make_folder(layout: Layout, folder: Path) -> None:
    """Make `folder` and those above it in the vault, durably. Raises OSError."""
    if folder == layout.root or folder.is_dir():
        return
    make_folder(layout, folder.parent)
    folder.mkdir(exist_ok=True)
    fsync_folder(folder.parent)


def set_aside(layout: Layout, path: Path, name: str | None = None) -> str:
    """Move `path` into quarantine under a free name, durably; return that name. Raises OSError."""
    make_folder(layout, layout.quarantine)
    target = free_name(layout.quarantine, name or path.name)
    rename(path, target)
    fsync_folder(layout.quarantine)
    fsync_folder(path.parent)
    return target.name


def free_name(folder: Path, name: str) -> Path:
    """Return `folder/name`, or with `-2`, `-3` ... behind it if that is taken."""
    target, number = folder / name, 1
    while os.path.lexists(target):
        number += 1
        target = folder / f"{name}-{number}"
    return target
