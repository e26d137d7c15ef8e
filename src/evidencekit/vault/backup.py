"""A whole copy of a vault, with a list of hashes that `sha256sum -c` reads (section 15)."""

import hashlib
import os
import shutil
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from evidencekit.domain.errors import BackupDamaged, WrongUse
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.files import fsync_folder, rename
from evidencekit.vault.check import check_vault
from evidencekit.vault.copying import (
    Told,
    copy_database,
    copy_file,
    flush_folders,
    hash_file,
    place_in,
    tell_nobody,
)
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.layout import BACKUP_LIST, Layout
from evidencekit.vault.staged import free_name, told_as_ours, write_part
from evidencekit.vault.tree import read_list, read_small, tree
from evidencekit.vault.vault import VaultWriter

PARTIAL = ".partial"
MAX_LIST = 256 << 20
_DATABASE = "casework.db"
_LEFT = frozenset(
    {"vault.lock", "vault.lock.json", BACKUP_LIST, f"{_DATABASE}-journal", f"{_DATABASE}-wal"}
)


@dataclass(frozen=True, slots=True)
class BackupResult:
    """A backup that stands. `linked` files are the same as in the backup before, on one disk once.

    `ok`: nothing failed when the copy was verified as a vault; a damaged vault is copied all the
    same. `skipped` are names that no file of a vault has, links among them.
    """

    path: Path
    files: int
    bytes: int
    linked: int
    manifest_sha256: str
    ok: bool
    skipped: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """Return the object of `backup --json`."""
        return {
            "path": str(self.path),
            "files": self.files,
            "bytes": self.bytes,
            "linked": self.linked,
            "manifest_sha256": self.manifest_sha256,
            "ok": self.ok,
            "skipped": list(self.skipped),
        }


@dataclass(slots=True)
class _Copied:
    hashes: dict[str, str]
    size: int = 0
    linked: int = 0


def back_up(
    vault: VaultWriter,
    folder: Path,
    clock: Clock,
    known: KnownVaults,
    operator: str,
    told: Told = tell_nobody,
) -> BackupResult:
    """Copy the vault to `folder/<its name>-<time>`, check the copy, then log `backup.made`.

    Until it is whole, on the disk and hashed again it is called `.partial`. `told` hears of each
    file that is copied and of each that is read back. Raises WrongUse (inside the vault),
    BackupDamaged (other bytes came back), DiskFull, VaultNotWritable.
    """
    if folder.resolve().is_relative_to(vault.root):
        raise WrongUse(detail=f"{folder}: inside the vault")
    with told_as_ours(folder):
        folder.mkdir(parents=True, exist_ok=True)
        before = _previous(vault, folder)
        name = f"{vault.root.name}-{clock.now().astimezone(UTC):%Y%m%dT%H%M%SZ}"
        target = free_name(folder, name)
        work = Layout(target.with_name(f"{target.name}{PARTIAL}"))
        work.root.mkdir()
        try:
            copied, skipped = _copy(vault, work, before, told)
            listed = _write_list(work, copied.hashes)
            _read_back(work, copied.hashes, told)
            ok = check_vault(work.root, known).ok
            count = len(copied.hashes)
            told(2 * count, 2 * count)
            rename(work.root, target)
        except BaseException:
            shutil.rmtree(work.root, ignore_errors=True)
            raise
        fsync_folder(folder)
    digest = hashlib.sha256(listed).hexdigest()
    vault.record(
        "backup.made",
        {"by": operator, "bytes": copied.size, "files": count, "manifest_sha256": digest},
    )
    return BackupResult(target, count, copied.size, copied.linked, digest, ok, skipped)


def read_backup_list(layout: Layout) -> dict[str, str] | None:
    """Return the hashes of a backup by path, None if there is no list or it is not in the form."""
    data = read_small(layout, BACKUP_LIST, MAX_LIST)
    listed = read_list(data) if data is not None else None
    return {one.path: one.sha256 for one in listed} if listed else None


def _copy(
    vault: VaultWriter, work: Layout, before: tuple[Layout, dict[str, str]] | None, told: Told
) -> tuple[_Copied, tuple[str, ...]]:
    copied, skipped = _Copied({}), []
    wanted = [path for path in sorted(tree(vault.layout, "")) if not _is_left(path)]
    for done, path in enumerate(wanted):
        told(done, 2 * len(wanted))
        source = vault.layout.plain_file(path)
        if source is None:
            skipped.append(path)
            continue
        target = place_in(work, path)
        old = _same_before(before, path, source)
        if old is not None and _linked(old, target):
            copied.hashes[path] = before[1][path] if before else ""
            copied.linked += 1
            copied.size += target.stat().st_size
            continue
        how = copy_database if path == _DATABASE else copy_file
        copied.hashes[path], size = how(source, target, path)
        copied.size += size
    flush_folders(work, copied.hashes)
    return copied, tuple(skipped)


def _is_left(path: str) -> bool:
    return path in _LEFT or path.startswith("staging/")


def _same_before(
    before: tuple[Layout, dict[str, str]] | None, path: str, source: Path
) -> Path | None:
    """Return the file of the backup before that has this sealed file's bytes, read again now."""
    if before is None or not path.startswith("evidence/") or path not in before[1]:
        return None
    layout, hashes = before
    place = layout.plain_file(path)
    if place is None or hash_file(source) != hashes[path] or hash_file(place) != hashes[path]:
        return None
    return place


def _linked(old: Path, target: Path) -> bool:
    try:
        os.link(old, target)
    except OSError:
        # Another disk, or a file system without such links.
        return False
    return True


def _write_list(work: Layout, hashes: dict[str, str]) -> bytes:
    lines = "".join(f"{digest}  {path}\n" for path, digest in sorted(hashes.items()))
    write_part(work.root / BACKUP_LIST, lines.encode(), 0o444)
    fsync_folder(work.root)
    return lines.encode()


def _read_back(work: Layout, hashes: dict[str, str], told: Told) -> None:
    for done, (path, digest) in enumerate(hashes.items(), len(hashes)):
        told(done, 2 * len(hashes))
        if hash_file(work.at(path)) != digest:
            raise BackupDamaged(path=work.at(path), detail="other bytes came back")


def _previous(vault: VaultWriter, folder: Path) -> tuple[Layout, dict[str, str]] | None:
    """Return the newest whole backup of this vault in `folder`, with its hashes."""
    marker = vault.layout.marker.read_bytes()
    for place in sorted(folder.glob(f"{vault.root.name}-*"), reverse=True):
        layout = Layout(place)
        if place.name.endswith(PARTIAL) or place.is_symlink():
            continue
        hashes = read_backup_list(layout)
        if hashes is not None and hashes.get("vault.json") == hashlib.sha256(marker).hexdigest():
            return layout, hashes
    return None
