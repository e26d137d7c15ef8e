"""A file that somebody hands us: what kind of archive it is, and its checks (section 12)."""

import hashlib
import re
from collections.abc import Iterator
from enum import StrEnum
from pathlib import PurePath
from typing import BinaryIO

from evidencekit.evidence.check_wacz import CaptureFindings, check_lone_capture
from evidencekit.evidence.foreign_warc import check_warc_records
from evidencekit.evidence.report import not_checked

_PIECE = 1 << 20
HEAD = 4096
_MHTML = re.compile(rb"(?im)^content-type:[ \t]*multipart/related")
_ZIP, _GZIP, _WARC = b"PK\x03\x04", b"\x1f\x8b", b"WARC/"


class ArchiveKind(StrEnum):
    """The kinds of archives that can be checked."""

    WACZ = "wacz"
    WARC = "warc"


def kind_of(name: str, head: bytes) -> ArchiveKind | None:
    """Say what a file is, by its name, else by its first bytes (`HEAD` of them); None if neither.

    The name comes first, so that a damaged archive is told to be damaged, not to be none. A saved
    page (MHTML) is none, whatever it is called: it holds nothing to check it against.
    """
    if _MHTML.search(head):
        return None
    lower = PurePath(name).name.lower()
    if lower.endswith((".wacz", ".zip")) or head.startswith(_ZIP):
        return ArchiveKind.WACZ
    if lower.endswith((".warc", ".warc.gz")) or head.startswith((_WARC, _GZIP)):
        return ArchiveKind.WARC
    return None


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
