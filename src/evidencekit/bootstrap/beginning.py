"""What is looked at before a vault is made: the place where it is to lie, the keyring for its key.

Making it looks again; this is for telling a person in time.
"""

import errno
import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from evidencekit.domain.errors import (
    EvidenceKitError,
    FileMissing,
    FolderNotEmpty,
    VaultNotWritable,
)


@dataclass(frozen=True, slots=True)
class Place:
    """A folder for a new vault, absolute: the bytes that are free there, why it can't be there.

    `free` None: not known. `trouble` None: nothing speaks against it.
    """

    folder: Path
    free: int | None
    trouble: EvidenceKitError | None


def look_at_place(folder: Path) -> Place:
    """Look at a folder that need not exist, without writing."""
    place = folder.expanduser().absolute()
    try:
        return Place(place, *_seen(place))
    except OSError as error:
        return Place(place, None, FileMissing(path=place, detail=error.strerror or error))


def try_keyring() -> str | None:
    """Return the name of this computer's keyring if it gave back what it was given; else None."""
    import keyring

    from evidencekit.evidence.os_keyring import keyring_works

    return str(keyring.get_keyring().name) if keyring_works() else None


def _seen(place: Path) -> tuple[int | None, EvidenceKitError | None]:
    from evidencekit.vault.layout import IGNORED
    from evidencekit.vault.place import require_local

    there = next(one for one in (place, *place.parents) if one.exists())
    free = shutil.disk_usage(there).free
    try:
        require_local(place)
    except EvidenceKitError as error:
        return free, error
    if not there.is_dir():
        return free, FileMissing(path=there, detail="not a folder")
    if place == there and {one.name for one in place.iterdir()} - IGNORED:
        return free, FolderNotEmpty(path=place)
    if not os.access(there, os.W_OK):
        return free, VaultNotWritable(path=there, detail=os.strerror(errno.EACCES))
    return free, None
