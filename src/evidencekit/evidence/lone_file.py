"""A file that somebody hands us, checked on its own (section 12)."""

import hashlib
from collections.abc import Iterator
from typing import BinaryIO

from evidencekit.evidence.archive_kind import ArchiveKind
from evidencekit.evidence.check_wacz import CaptureFindings, check_lone_capture
from evidencekit.evidence.foreign_warc import check_warc_records
from evidencekit.evidence.report import not_checked

_PIECE = 1 << 20


def check_lone(
    file: BinaryIO, kind: ArchiveKind, item: str, signature: bytes | None
) -> CaptureFindings:
    """Check an open file of anybody's, from its beginning; never raises for a bad one."""
    if kind is ArchiveKind.WACZ:
        return check_lone_capture(file, item, signature)
    pieces = _Hashed(file)
    records = check_warc_records(pieces.read(), item)
    for _rest in pieces.read():
        pass
    checks = (not_checked("wacz.hash", item), records)
    return CaptureFindings(checks, pieces.digest.hexdigest(), pieces.size, None, None)


class _Hashed:
    """A file whose bytes are hashed as they pass."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self.digest = hashlib.sha256()
        self.size = 0

    def read(self) -> Iterator[bytes]:
        while piece := self._file.read(_PIECE):
            self.digest.update(piece)
            self.size += len(piece)
            yield piece
