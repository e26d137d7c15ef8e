"""What the archives of others hold: responses of WACZ, WARC and MHTML files, read one by one.

Pure functions over one hostile file: they return plain data and write nothing. Nothing is ever
written under a name from inside.
"""

import email
import email.policy
import io
import zlib
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import BinaryIO

from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from evidencekit.domain.errors import ArchiveRefused
from evidencekit.evidence.foreign_warc import READ_FAULTS, MemberStream, warc_names
from evidencekit.evidence.records import Headers
from evidencekit.evidence.warc_read import MAX_RECORDS
from evidencekit.evidence.zip_strict import StrictZip

MAX_MHTML = 256 << 20
MAX_INFLATED = 8 << 30
_PIECE = 1 << 18
_ANSWERS = {"response", "revisit"}
# Of a record without its headers warcio asks None for more: that fault is the file's too.
# Over hostile headers and nesting the library's parser of mail falls in these ways.
_MAIL_FAULTS = (RecursionError, ValueError, LookupError, TypeError, AttributeError)
_FAULTS = (*READ_FAULTS, AttributeError, TypeError)


class ImportFault(Exception):
    """A file can't be read on; `code` is one word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class StoredResponse:
    """A response that an archive holds; the content coding of `body` is undone.

    `at` is what the archive says (WARC-Date), perhaps nothing. `cut`: the body exceeds the limit,
    or the record says that it was truncated. `same_as`: a revisit record without a body of its own,
    and the payload digest or the address (with a space and the time) of what it repeats.
    """

    url: str
    method: str
    status: int
    headers: Headers
    body: bytes
    at: str = ""
    cut: bool = False
    digest: str = ""
    same_as: str = ""

    @property
    def media_type(self) -> str:
        """Return the media type, lower case, without parameters."""
        return self.header("content-type").split(";")[0].strip().lower()

    def header(self, name: str) -> str:
        """Return the first header of this name (lower case); empty if there is none."""
        return next((value for key, value in self.headers if key.lower() == name), "")


def ends_whole(file: BinaryIO) -> bool:
    """Say whether a WARC file ends where a record does; warcio passes over a torn last one."""
    file.seek(0)
    packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    if not packed:
        file.seek(-1, io.SEEK_END)
        return file.read() == b"\n"
    return _last_inflated(file) == b"\n"


def _last_inflated(file: BinaryIO) -> bytes:
    """Return the last byte of the last gzip member; empty if it is torn."""
    member = zlib.decompressobj(16 + zlib.MAX_WBITS)
    last, inflated = b"", 0
    waiting = b""
    while data := waiting or file.read(_PIECE):
        if member.eof:
            member = zlib.decompressobj(16 + zlib.MAX_WBITS)
        try:
            plain = member.decompress(data, _PIECE)
        except zlib.error:
            return b""
        waiting = member.unused_data or member.unconsumed_tail
        last = plain[-1:] or last
        inflated += len(plain)
        if inflated > MAX_INFLATED:
            return b""
    return last if member.eof else b""


class _Records(ArchiveIterator):  # type: ignore[misc]  # warcio has no types
    """The records of warcio, which would print to standard error where a length is wrong."""

    INC_RECORD = ""


class ArchiveReading:
    """One pass over an archive. What was met on the way stands in the fields when it is over.

    `records` counts what was read; `software` is what the archive says made it; `fault` is set by
    what does not end the reading: `digest`.
    """

    def __init__(self, body_limit: int) -> None:
        self._limit = body_limit
        self._inflated = 0
        self.records = 0
        self.software: str | None = None
        self.fault: str | None = None

    def warc(self, file: BinaryIO) -> Iterator[StoredResponse]:
        """Give the responses of a WARC file, compressed or not. Raises ImportFault, OSError."""
        file.seek(0)
        yield from self._responses(file)

    def wacz(self, file: BinaryIO) -> Iterator[StoredResponse]:
        """Give the responses of all WARC files in a WACZ. Raises ImportFault, OSError."""
        try:
            archive = StrictZip(file, Path("import"))
            for name in warc_names(archive):
                with closing(io.BufferedReader(MemberStream(archive.pieces(name)))) as member:
                    yield from self._responses(member)
        except ArchiveRefused as refusal:
            raise ImportFault(str(refusal.facts["reason"])) from refusal

    def mhtml(self, file: BinaryIO) -> Iterator[StoredResponse]:
        """Give the parts of an MHTML file, the page first. Raises ImportFault, OSError."""
        file.seek(0)
        data = file.read(MAX_MHTML + 1)
        if len(data) > MAX_MHTML:
            raise ImportFault("too_large")
        try:
            yield from self._parts(data)
        except _MAIL_FAULTS as error:
            raise ImportFault("mhtml") from error

    def _parts(self, data: bytes) -> Iterator[StoredResponse]:
        message = email.message_from_bytes(data, policy=email.policy.default)
        self.software = _line(message, "from") or None
        page = _line(message, "snapshot-content-location")
        at = _line(message, "date")
        parts = [part for part in message.walk() if not part.is_multipart()]
        if not parts or not message.is_multipart():
            raise ImportFault("mhtml")
        for number, part in enumerate(parts):
            self.records += 1
            found = _part(part, page if number == 0 else "", at, self._limit)
            if found.url:
                yield found
        if any(part.defects for part in message.walk()):
            self.fault = "mhtml"

    def _responses(self, file: BinaryIO) -> Iterator[StoredResponse]:
        requests: dict[str, str] = {}
        waiting: list[tuple[str, StoredResponse]] = []
        try:
            records = _Records(file, check_digests=True)
            for record in records:
                self._count(record)
                if record.rec_type == "request":
                    self._take_request(record, requests)
                elif record.rec_type in _ANSWERS and record.http_headers is not None:
                    waiting.append((_said(record, "WARC-Record-ID"), self._response(record)))
                self._drain(record)
                # A request may stand before its response or after it: neighbours wait for it.
                while len(waiting) > _NEIGHBOURS:
                    yield _with_method(*waiting.pop(0), requests)
        except _FAULTS as error:
            yield from (_with_method(*one, requests) for one in waiting)
            raise ImportFault("warc") from error
        yield from (_with_method(*one, requests) for one in waiting)
        if records.err_count:
            self.fault = self.fault or "length"

    def _count(self, record: ArcWarcRecord) -> None:
        self.records += 1
        if self.records > MAX_RECORDS:
            raise ImportFault("too_many")
        if record.rec_type == "warcinfo" and self.software is None:
            text = record.content_stream().read(_PIECE).decode("utf-8", "replace")
            lines = (line.partition(":") for line in text.splitlines())
            found = (value.strip() for name, _c, value in lines if name.lower() == "software")
            self.software = next(found, None)

    def _take_request(self, record: ArcWarcRecord, requests: dict[str, str]) -> None:
        if record.http_headers is not None:
            method = str(record.http_headers.protocol)
            requests[_said(record, "WARC-Concurrent-To")] = method
            requests[f"{_address(record)} {_said(record, 'WARC-Date')}"] = method

    def _response(self, record: ArcWarcRecord) -> StoredResponse:
        body = record.content_stream().read(self._limit + 1)
        self._inflate(len(body))
        digest = _said(record, "WARC-Payload-Digest")
        same_as = ""
        if record.rec_type == "revisit":
            target = _said(record, "WARC-Refers-To-Target-URI").strip("<>")
            same_as = digest or f"{target} {_said(record, 'WARC-Refers-To-Date')}"
        return StoredResponse(
            url=_address(record),
            method="GET",
            status=_status(record.http_headers.get_statuscode()),
            headers=tuple((str(n), str(v)) for n, v in record.http_headers.headers),
            body=body[: self._limit],
            at=_said(record, "WARC-Date"),
            cut=len(body) > self._limit or bool(_said(record, "WARC-Truncated")),
            digest=digest,
            same_as=same_as,
        )

    def _drain(self, record: ArcWarcRecord) -> None:
        """Read a record to its end, counted: what is packed small may be endless."""
        while piece := record.raw_stream.read(_PIECE):
            self._inflate(len(piece))
        # Of other addresses than the web's warcio does not know where the payload begins.
        if record.digest_checker.passed is False and _address(record).startswith("http"):
            self.fault = "digest"
        if getattr(record.raw_stream, "limit", 0) > 0:
            # The file ends inside the record, which warcio takes for its end.
            raise ImportFault("cut")

    def _inflate(self, size: int) -> None:
        self._inflated += size
        if self._inflated > MAX_INFLATED:
            raise ImportFault("too_large")


# Others write a request up to a few records after its response (metadata between them).
_NEIGHBOURS = 64


def _with_method(
    identity: str, response: StoredResponse, requests: dict[str, str]
) -> StoredResponse:
    method = requests.get(identity) or requests.get(f"{response.url} {response.at}") or "GET"
    if method == response.method:
        return response
    fields = {name: getattr(response, name) for name in StoredResponse.__slots__}
    return StoredResponse(**{**fields, "method": method})


def _said(record: ArcWarcRecord, name: str) -> str:
    return str(record.rec_headers.get_header(name) or "")


def _address(record: ArcWarcRecord) -> str:
    return _said(record, "WARC-Target-URI").strip("<>")


def _status(text: object) -> int:
    try:
        return int(str(text or 0))
    except ValueError:
        return 0


def _part(part: EmailMessage, page: str, at: str, limit: int) -> StoredResponse:
    body = part.get_payload(decode=True)
    data = body if isinstance(body, bytes) else b""
    kind = _line(part, "content-type") or "application/octet-stream"
    place = page or _line(part, "content-location")
    if not place:
        # Frames of a saved page are named by cid: addresses.
        name = _line(part, "content-id").strip("<>")
        place = f"cid:{name}" if name else ""
    headers = (("Content-Type", kind),)
    return StoredResponse(place, "GET", 200, headers, data[:limit], at, len(data) > limit)


def _line(part: EmailMessage, name: str) -> str:
    """Return a header as one line; what can't be read is as if it were not there."""
    try:
        return " ".join(str(part.get(name) or "").split())
    except _MAIL_FAULTS:
        return ""
