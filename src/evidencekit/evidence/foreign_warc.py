"""WARC files of others: read by warcio out of a ZIP that was checked first, and checked."""

import io
import zlib
from collections.abc import Iterator

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.recordloader import ArcWarcRecord
from warcio.statusandheaders import StatusAndHeadersParserException

from evidencekit.domain.errors import ArchiveRefused
from evidencekit.evidence.check_manifest import Measured
from evidencekit.evidence.foreign_records import survey_records
from evidencekit.evidence.report import Check, Outcome, failed, indeterminate, passed
from evidencekit.evidence.warc_read import MAX_RECORDS, WarcFault
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


def check_warc_records(pieces: Iterator[bytes], item: str) -> Check:
    """Check lengths, framing and digests of a WARC of others; `pieces` are its bytes.

    Indeterminate where a payload carries no digest: nothing can be said of it then.
    """
    try:
        survey = survey_records(pieces)
    except WarcFault as fault:
        return failed("warc.records", item, None, f"{fault.code} at {fault.offset}")
    if not survey.weighty or survey.proven < survey.weighty:
        found = f"{survey.weighty - survey.proven} of {survey.weighty}"
        return indeterminate("warc.records", item, None, f"no_digests: {found}")
    return passed("warc.records", item)


def check_foreign_warcs(archive: StrictZip, item: str, measured: Measured) -> Check:
    """Check the WARC files in a WACZ of others; the worst of them is told."""
    checks = [
        check_warc_records(measured[name].pieces(), f"{item}!{name}")
        for name in warc_names(archive)
    ]
    for outcome in (Outcome.FAILED, Outcome.INDETERMINATE):
        for check in checks:
            if check.outcome is outcome:
                return check
    return passed("warc.records", item) if checks else failed("warc.records", item, None, "no_warc")
