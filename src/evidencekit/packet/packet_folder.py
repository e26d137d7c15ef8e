"""A packet's folder as a stranger hands it over: plain files, a manifest of any content."""

import hashlib
import re
from dataclasses import dataclass, field
from pathlib import Path

from evidencekit.evidence.report import Check, TimeTrust

MAX_READ = 16 << 20
COPY = 1 << 20
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")


@dataclass(slots=True)
class PacketFindings:
    """What was found. `fingerprint` is of the key that signed the PDF, None if none did."""

    checks: list[Check] = field(default_factory=list)
    fingerprint: str | None = None
    vault_id: str | None = None
    demo: bool = False
    time_trust: TimeTrust = TimeTrust.NONE
    checked: int = 0
    bytes_read: int = 0


def is_packet_name(name: str) -> bool:
    """Say whether a packet may hold a file of this name: letters, digits, `.`, `-`, `_`, `/`."""
    return _NAME.fullmatch(name) is not None


def plain_file(folder: Path, name: str) -> Path | None:
    """Return the plain file `name` of the packet, reached without any link, or None."""
    if not is_packet_name(name):
        return None
    place = folder
    for part in name.split("/"):
        place /= part
        if place.is_symlink():
            return None
    return place if place.is_file() else None


def file_names(folder: Path) -> set[str]:
    """Return the names of everything in the packet that is no folder."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or not path.is_dir()
    }


def read_file(folder: Path, name: str) -> bytes:
    """Return a plain file of at most 16 MiB; empty if it is none."""
    place = plain_file(folder, name)
    try:
        return place.read_bytes() if place and place.stat().st_size <= MAX_READ else b""
    except OSError:
        return b""


def file_sha256(place: Path, found: PacketFindings) -> str | None:
    """Return the hash of a file, counting what was read; None if it can't be read."""
    digest = hashlib.sha256()
    try:
        with place.open("rb") as file:
            while piece := file.read(COPY):
                digest.update(piece)
                found.bytes_read += len(piece)
    except OSError:
        return None
    return digest.hexdigest()


def as_text(value: object) -> str | None:
    """Return a text of the manifest, None for anything else."""
    return value if isinstance(value, str) else None


def as_objects(value: object) -> list[dict[str, object]]:
    """Return the objects in a list of the manifest."""
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []
