"""The ZIP of an exported case laid out for checking: read strictly, in a private folder."""

import errno
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from evidencekit.domain.errors import ArchiveRefused
from evidencekit.evidence.zip_strict import StrictZip, ZipFault
from evidencekit.vault.layout import is_vault_path
from evidencekit.vault.scope import EXPORT
from evidencekit.vault.staged import told_as_ours

_MARKER, _PDF = "vault.json", b"%PDF-"
_TOPS = frozenset({"keys", "custody", "evidence", "stamps", "derived", "packets"})
_FILES = frozenset({_MARKER, EXPORT, "README.txt", "README.zh.txt", "check.sh", "check.ps1"})
_MAX_NAME = 200
# Windows takes these for devices, whatever stands behind the dot.
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def is_export_zip(path: Path) -> bool:
    """Say whether this is called a ZIP and holds what an export holds, or can't be read as one."""
    if path.suffix.lower() != ".zip" or not path.is_file():
        return False
    try:
        with StrictZip.open(path) as archive:
            return EXPORT in archive.entries and _MARKER in archive.entries
    except ArchiveRefused:
        return True


def is_pdf(path: Path) -> bool:
    """Say whether a file begins as a PDF does."""
    try:
        with path.open("rb") as file:
            return file.read(len(_PDF)) == _PDF
    except OSError:
        return False


@contextmanager
def laid_out(path: Path) -> Iterator[Path]:
    """Give a private folder with the files of the export in the ZIP at `path`; it goes at the end.

    Nothing is written under a name that is not of the forms that an export has. Raises FileMissing,
    ArchiveRefused, DiskFull, VaultNotWritable.
    """
    with tempfile.TemporaryDirectory(prefix="evidencekit-") as top:
        folder = Path(top)
        with StrictZip.open(path) as archive, told_as_ours(folder):
            names = _checked_names(path, list(archive.entries))
            size = sum(entry.size for entry in archive.entries.values())
            if shutil.disk_usage(folder).free < size:
                raise OSError(errno.ENOSPC, "no room to lay out the export")
            for name in names:
                _lay_out(archive, name, folder)
        yield folder


def _checked_names(path: Path, names: Sequence[str]) -> Sequence[str]:
    # Some file systems take two spellings of a name for one file.
    seen = {name.lower() for name in names}
    for name in names:
        parts = name.lower().split("/")
        above = {"/".join(parts[:count]) for count in range(1, len(parts))}
        if not _is_ours(name) or above & seen:
            raise ArchiveRefused(path=path, reason=ZipFault.NAME.value, member=name)
    if len(seen) < len(names):
        raise ArchiveRefused(path=path, reason=ZipFault.DUPLICATE.value, member="")
    return names


def _is_ours(name: str) -> bool:
    top, _slash, rest = name.partition("/")
    place = top in _TOPS if rest else name in _FILES
    return place and is_vault_path(name) and len(name) <= _MAX_NAME and not has_odd_part(name)


def has_odd_part(name: str) -> bool:
    """Say whether a part of a name means something else to Windows than a file of that name."""
    return any(_DEVICE.fullmatch(part) or part.endswith(".") for part in name.split("/"))


def _lay_out(archive: StrictZip, name: str, folder: Path) -> None:
    target = folder.joinpath(*name.split("/"))
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as file:
        for piece in archive.pieces(name):
            file.write(piece)
