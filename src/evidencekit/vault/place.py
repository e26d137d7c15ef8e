"""Whether a folder may hold a vault for writing: a local disk, not synced, really writable."""

import os
import re
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from evidencekit.domain.errors import VaultNotLocal, VaultNotWritable
from evidencekit.foundation.files import fsync_folder, rename
from evidencekit.vault.staged import write_part

_MOUNTS = Path("/proc/mounts")
_ESCAPED = re.compile(r"\\([0-7]{3})")
# Kinds of file systems whose other end is another computer, or the host of a virtual one.
_SHARES = frozenset(
    {"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs"}
    | {"lustre", "ncpfs", "davfs", "vboxsf", "fuse.sshfs", "fuse.rclone", "fuse.davfs2"}
    | {"fuse.gvfsd-fuse", "fuse.s3fs", "fuse.glusterfs", "fuse.ceph", "fuse.smbnetfs"}
    | {"fuse.curlftpfs", "fuse.google-drive-ocamlfuse", "fuse.onedriver", "fuse.vmhgfs-fuse"}
)
# What the services call their folders, and what they leave in the topmost one.
_SYNCED_NAMES = (
    ("OneDrive", re.compile(r"OneDrive( - .+|-.+)?")),
    ("Dropbox", re.compile(r"Dropbox( \(.+\))?")),
    ("iCloud", re.compile(r"iCloud ?Drive|com~apple~CloudDocs|Mobile Documents")),
    ("Google Drive", re.compile(r"Google ?Drive( File Stream|-.+| \(.+\))?|My Drive")),
    ("Nextcloud", re.compile(r"(Nextcloud|ownCloud)\d*")),
    ("CloudStorage", re.compile(r"CloudStorage")),
)
_SYNCED_MARKS = (
    ("Dropbox", ".dropbox"),
    ("Dropbox", ".dropbox.cache"),
    ("Nextcloud", ".sync_*.db"),
    ("Nextcloud", "._sync_*.db"),
    ("Nextcloud", ".nextcloudsync.log"),
    ("ownCloud", ".owncloudsync.log"),
    ("Syncthing", ".stfolder"),
    ("Google Drive", ".tmp.drivedownload"),
    ("OneDrive", ".849C9593-D756-4E56-8D6E-42412F2A707B"),
)
_REMOTE_DRIVE = 4


def require_local(folder: Path) -> None:
    """Raise VaultNotLocal if `folder`, which need not exist, is on a share or is synced."""
    place = folder.resolve()
    share = _share(place)
    if share:
        raise VaultNotLocal(path=folder, detail=share)
    service = synced_by(place)
    if service:
        raise VaultNotLocal(path=folder, detail=service)


def require_writable(folder: Path) -> None:
    """Write, flush, rename and remove a real file. Raises VaultNotWritable."""
    name = f"probe-{secrets.token_hex(4)}"
    part, done = folder / f"{name}.part", folder / name
    try:
        write_part(part, b"evidencekit\n")
        rename(part, done)
        fsync_folder(folder)
        whole = done.read_bytes() == b"evidencekit\n"
    except OSError as error:
        raise VaultNotWritable(path=folder, detail=error.strerror or error) from error
    finally:
        for leftover in (part, done):
            _remove(leftover)
    if not whole:
        raise VaultNotWritable(path=folder, detail="other bytes came back")


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise VaultNotWritable(path=path.parent, detail=error.strerror or error) from error


def synced_by(place: Path) -> str | None:
    """Name the cloud service that syncs `place` (resolved), told by names and marks; else None."""
    for folder in (place, *place.parents):
        for service, pattern in _SYNCED_NAMES:
            if pattern.fullmatch(folder.name):
                return service
    for folder in (place, *place.parents):
        for service in _marks_in(folder):
            return service
    return None


def _marks_in(folder: Path) -> Iterator[str]:
    try:
        names = {entry.name for entry in os.scandir(folder) if entry.name.startswith(".")}
    except OSError:
        return
    for service, mark in _SYNCED_MARKS:
        pattern = re.compile(re.escape(mark).replace(r"\*", ".*"))
        if any(pattern.fullmatch(name) for name in names):
            yield service


def share_among(place: PurePosixPath, mounts: str) -> str | None:
    """Return the kind of share that `place` is on, by the text of /proc/mounts; else None."""
    best, kind = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:  # noqa: PLR2004  # device, place, kind, ...
            continue
        point = PurePosixPath(_ESCAPED.sub(lambda found: chr(int(found[1], 8)), fields[1]))
        # Of mounts at one place the last one is seen.
        if place.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), fields[2]
    # What the whole system lives on counts as its disk: some sandboxes show theirs as 9p.
    return kind if kind in _SHARES and best > 1 else None


def _share(place: Path) -> str | None:
    if sys.platform == "win32":
        return _windows_share(place)
    try:
        mounts = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return None
    return share_among(PurePosixPath(place), mounts)


def _windows_share(place: Path) -> str | None:
    if place.drive.startswith("\\\\"):
        return place.drive
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415  # only Windows asks

        if ctypes.windll.kernel32.GetDriveTypeW(f"{place.drive}\\") == _REMOTE_DRIVE:
            return place.drive
    return None
