"""Captures hashed while the rest of the program still loads: imports little itself."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from evidencekit.evidence.hashing import HashedAhead


def hash_captures_ahead(folders: Sequence[Path]) -> HashedAhead:
    """Begin to hash what lies in these vaults as captures do, in the order of their logs."""
    vaults = (folder.resolve() for folder in folders if folder.is_dir())
    return HashedAhead(path for vault in vaults for path in _captures(vault / "evidence"))


def _captures(top: Path) -> Iterator[Path]:
    # A link, or a thing that is never read to its end, is no capture.
    if top.is_symlink():
        return
    for folder, below, names in os.walk(top):
        below.sort()
        for name in sorted(names):
            path = Path(folder, name)
            if path.suffix == ".wacz" and path.is_file() and not path.is_symlink():
                yield path
