"""Captures hashed while the rest of the program still loads: imports little itself."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from evidencekit.evidence.hashing import Ahead


def hash_captures_ahead(folders: Sequence[Path]) -> AbstractContextManager[Ahead]:
    """Begin to hash what lies in these vaults as captures do, in the order of their logs."""
    from evidencekit.evidence.hashed_ahead import HashedAhead  # noqa: PLC0415  # if not aside

    return HashedAhead(_captures_in(folders))


def hash_captures_aside(words: Sequence[str]) -> AbstractContextManager[Ahead] | None:
    """Begin the same in children, for those of the command line's words that name a vault.

    The words are not understood here: a vault that is not asked for was read for nothing. None
    where no child can be forked, or no word names one with captures. Only from one thread.
    """
    named = [Path(word.partition("=")[2] or word) for word in words]
    vaults = [path for path in named if _told((path / "vault.json").is_file)]
    captures = list(_captures_in(vaults)) if hasattr(os, "fork") else []
    if not captures:
        return None
    from evidencekit.evidence.hashed_aside import HashedAside  # noqa: PLC0415  # POSIX

    return HashedAside(captures)


def _captures_in(folders: Sequence[Path]) -> Iterator[Path]:
    vaults = (folder.resolve() for folder in folders if _told(folder.is_dir))
    return (path for vault in vaults for path in _captures(vault / "evidence"))


def _captures(top: Path) -> Iterator[Path]:
    # A link, or a thing that is never read to its end, is no capture.
    if top.is_symlink():
        return
    for folder, below, names in os.walk(top):
        below.sort()
        for name in sorted(names):
            path = Path(folder, name)
            if path.suffix == ".wacz" and _told(path.is_file) and not path.is_symlink():
                yield path


def _told(question: Callable[[], bool]) -> bool:
    # Whatever can't be looked at is told by whoever is asked to check it.
    try:
        return question()
    except OSError:
        return False
