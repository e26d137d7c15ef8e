"""The PDF of an archive packet on its own: its files laid out for checking in a private folder."""

import errno
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from evidencekit.domain.errors import ArchiveRefused, NotAnArchive
from evidencekit.packet.model import MANIFEST, PDF, EmbeddedData
from evidencekit.packet.packet_folder import COPY, is_packet_name
from evidencekit.packet.pdf_child import check_pdf_in_child
from evidencekit.services.laying_out import has_odd_part
from evidencekit.vault.staged import told_as_ours

_MOST_NAME = 200


@contextmanager
def unpacked(path: Path) -> Iterator[Path]:
    """Give a private folder that is the packet in the PDF at `path`; it goes at the end.

    Where each file lies in the PDF, a child has found; here its bytes are copied, and nothing is
    read in them. Raises NotAnArchive (no packet of ours, or none with its files inside),
    ArchiveRefused (a name that no packet has), DiskFull, VaultNotWritable.
    """
    found = check_pdf_in_child(path)
    if not any(one.name == MANIFEST for one in found.embedded):
        raise NotAnArchive(path=path)
    _require_names(path, found.embedded)
    with tempfile.TemporaryDirectory(prefix="evidencekit-") as top:
        folder = Path(top)
        with told_as_ours(folder):
            size = path.stat().st_size
            if shutil.disk_usage(folder).free < 2 * size:
                raise OSError(errno.ENOSPC, "no room to lay out the packet")
            shutil.copyfile(path, folder / PDF)
            for one in found.embedded:
                _copy(path, one, folder)
        yield folder


def _require_names(path: Path, files: Sequence[EmbeddedData]) -> None:
    names = [one.name.lower() for one in files]
    for name in names:
        parts = name.split("/")
        above = {"/".join(parts[:count]) for count in range(1, len(parts))}
        safe = is_packet_name(name) and len(name) <= _MOST_NAME and not has_odd_part(name)
        if not safe or name == PDF or above & set(names) or names.count(name) > 1:
            raise ArchiveRefused(path=path, reason="name", member=name)
    if sum(one.length for one in files) > path.stat().st_size:
        raise ArchiveRefused(path=path, reason="size", member=PDF)


def _copy(path: Path, one: EmbeddedData, folder: Path) -> None:
    target = folder.joinpath(*one.name.split("/"))
    target.parent.mkdir(parents=True, exist_ok=True)
    left = one.length
    with path.open("rb") as given, target.open("xb") as copy:
        given.seek(one.offset)
        while left and (piece := given.read(min(left, COPY))):
            copy.write(piece)
            left -= len(piece)
