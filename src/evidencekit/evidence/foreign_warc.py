"""WARC files of others, read by warcio out of a ZIP that was checked first."""

import io
import zlib
from collections.abc import Iterator

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException

from evidencekit.domain.errors import ArchiveRefused
from evidencekit.evidence.report import Check, failed, indeterminate, passed
from evidencekit.evidence.warc_read import MAX_RECORDS
from evidencekit.evidence.zip_strict import StrictZip

_PIECE = 1 << 16
# What warcio lets out when the bytes are not what they say.
READ_FAULTS = (ArchiveLoadFailed, StatusAndHeadersParserException, ValueError, EOFError, zlib.error)


class MemberStream(io.RawIOBase):
    """An entry of a ZIP as a file that is read once, from its beginning."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces = pieces
        self._waiting = b""
        self._position = 0

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def tell(self) -> int:
        """Return how much was read."""
        return self._position

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        """Fill `buffer` with what comes next; 0 at the end."""
        while not self._waiting:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._waiting = piece
        taken = self._waiting[: len(buffer)]
        self._waiting = self._waiting[len(taken) :]
        buffer[: len(taken)] = taken
        self._position += len(taken)
        return len(taken)


def warc_names(archive: StrictZip) -> list[str]:
    """Return the names of the WARC files in a WACZ."""
    return [
        name
        for name in archive.entries
        if name.startswith("archive/") and name.endswith((".warc", ".warc.gz"))
    ]


def warc_records(archive: StrictZip, name: str) -> Iterator[ArcWarcRecord]:
    """Give warcio's records; each must be read before the next. Raises ArchiveRefused."""
    stream = io.BufferedReader(MemberStream(archive.pieces(name)), _PIECE)
    try:
        records = ArchiveIterator(stream, check_digests=True)
        for count, record in enumerate(records):
            if count >= MAX_RECORDS:
                raise ArchiveRefused(path=name, reason="too_many", member=name)
            yield record
    except READ_FAULTS as error:
        raise ArchiveRefused(path=name, reason="warc", member=name) from error


def check_foreign_warcs(archive: StrictZip, item: str) -> Check:
    """Check the digests that the records carry; without any, nothing can be said."""
    seen = 0
    for name in warc_names(archive):
        try:
            for record in warc_records(archive, name):
                while record.raw_stream.read(_PIECE):
                    pass
                if record.digest_checker.passed is False:
                    return failed("warc.records", f"{item}!{name}", None, "digest")
                seen += record.digest_checker.passed is True
        except ArchiveRefused as refusal:
            return failed("warc.records", f"{item}!{name}", None, str(refusal.facts["reason"]))
    if not seen:
        return indeterminate("warc.records", item, None, "no_digests")
    return passed("warc.records", item)
