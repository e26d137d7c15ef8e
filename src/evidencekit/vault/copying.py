"""Files copied from one folder to another under the names that a vault has, hashed on the way."""

import hashlib
import os
import sqlite3
from collections.abc import Callable, Iterable
from contextlib import closing
from pathlib import Path

from evidencekit.foundation.files import flush, fsync_folder, write_all
from evidencekit.vault.layout import Layout

# Hears how many steps of how many are done; what it raises ends the copying, nothing stays of it.
Told = Callable[[int, int], None]
_PIECE = 1 << 20
_FINAL = frozenset({"evidence", "derived", "packets"})
_READ_ONLY, _OWN, _PLAIN = 0o444, 0o600, 0o644


def tell_nobody(_done: int, _count: int) -> None:
    """Hear how far the copying is, for nobody."""


def copy_file(source: Path, target: Path, path: str) -> tuple[str, int]:
    """Copy a file durably to the new file `target`; return SHA-256 and size. Raises OSError.

    `path` is its name in the vault: what is evidence stays read-only, a key file is its owner's.
    """
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    handle = os.open(target, flags, _mode(path))
    digest, size = hashlib.sha256(), 0
    try:
        with source.open("rb") as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                size += len(piece)
                write_all(handle, piece)
        flush(handle)
    finally:
        os.close(handle)
    return digest.hexdigest(), size


def copy_database(source: Path, target: Path, path: str) -> tuple[str, int]:
    """Copy an SQLite file as one moment saw it; one that is damaged is copied as it lies there."""
    try:
        with (
            closing(sqlite3.connect(f"{source.as_uri()}?mode=rw", uri=True)) as one,
            closing(sqlite3.connect(target)) as two,
        ):
            one.backup(two)
    except sqlite3.DatabaseError:
        target.unlink(missing_ok=True)
        return copy_file(source, target, path)
    with target.open("rb+") as file:
        flush(file.fileno())
    return hash_file(target), target.stat().st_size


def hash_file(place: Path) -> str:
    """Return the SHA-256 of a file. Raises OSError."""
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def place_in(layout: Layout, path: str) -> Path:
    """Return where `path` lies in a copy, its folder made. Raises OSError."""
    target = layout.at(path)
    target.parent.mkdir(parents=True, exist_ok=True)
    return target


def flush_folders(layout: Layout, paths: Iterable[str]) -> None:
    """Make the names of all `paths` durable. Raises OSError."""
    folders = {above for path in paths for above in layout.at(path).parents}
    for folder in sorted(folders, key=lambda one: len(one.parts), reverse=True):
        if folder.is_relative_to(layout.root):
            fsync_folder(folder)


def _mode(path: str) -> int:
    if path.endswith(".enc.pem"):
        return _OWN
    return _READ_ONLY if path.partition("/")[0] in _FINAL else _PLAIN
