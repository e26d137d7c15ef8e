"""What kind of archive a file is that somebody hands us: light to load, nothing is read yet."""

import re
from enum import StrEnum
from pathlib import PurePath

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
