"""Reading our own WARC strictly: each gzip member one record, each length and digest checked."""

import hashlib
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass

from evidencekit.evidence.warc import SOCKET_SCHEMES

MAX_RECORDS = 1_000_000
MAX_EMPTY = 10_000  # records without a block say nothing and only cost time
MAX_HEAD = 1 << 20

_PIECE = 1 << 20
_MAX_HEADER = 64 << 10
_GZIP = 16 + zlib.MAX_WBITS
_END_OF_HEAD = b"\r\n\r\n"
_LENGTH = re.compile(r"\d{1,15}")
_STATUS = re.compile(rb"HTTP/1\.1 (\d{3})(?: |\r)")


class WarcFault(ValueError):
    """A record breaks the rules; `code` says which, `offset` where its gzip member begins."""

    def __init__(self, code: str, offset: int) -> None:
        super().__init__(code)
        self.code = code
        self.offset = offset


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """A record that was read to its end. Digests are hex SHA-256; names of headers lower case.

    `head` is the HTTP head of a request or response; `payload_size` what comes after it.
    """

    headers: dict[str, str]
    head: bytes
    payload_size: int
    payload_sha256: str
    offset: int
    length: int
    member_sha256: str

    @property
    def kind(self) -> str:
        """Return the WARC-Type."""
        return self.headers.get("warc-type", "")

    @property
    def uri(self) -> str:
        """Return the WARC-Target-URI."""
        return self.headers.get("warc-target-uri", "")

    @property
    def status(self) -> int:
        """Return the HTTP status of a response, 200 of anything else."""
        found = _STATUS.match(self.head)
        return int(found[1]) if found and self.kind == "response" else 200


def read_records(pieces: Iterator[bytes]) -> Iterator[ReadRecord]:
    """Give the records of a compressed WARC.

    Raises WarcFault with code gzip, cut, header, length, head, block_digest, payload_digest or
    too_many, at the first record that is wrong.
    """
    members = GzipMembers(pieces, hashed=True)
    count = empty = 0
    while members.more():
        record = _read(members)
        count += 1
        empty += record.headers["content-length"] == "0"
        if count > MAX_RECORDS or empty > MAX_EMPTY:
            raise WarcFault("too_many", members.offset)
        yield record


class GzipMembers:
    """Gzip members one after the other, inflated in small pieces; `digest` only where `hashed`."""

    def __init__(self, pieces: Iterator[bytes], *, hashed: bool = False) -> None:
        self._pieces = pieces
        self._hashed = hashed
        self._waiting: bytes = b""
        self.offset = 0
        self.length = 0
        self.digest = hashlib.sha256()

    def more(self) -> bool:
        """Say whether another member follows; the one before must be read to its end."""
        self.offset += self.length
        self.length = 0
        if not self._waiting:
            self._waiting = next(self._pieces, b"")
        return bool(self._waiting)

    def inflated(self) -> Iterator[bytes]:
        """Give the bytes of the next member."""
        inflate = zlib.decompressobj(_GZIP)
        self.digest = hashlib.sha256()
        while not inflate.eof:
            data = self._waiting or next(self._pieces, b"")
            try:
                plain = inflate.decompress(data, _PIECE)
            except zlib.error as error:
                raise WarcFault("gzip", self.offset) from error
            if not data and not plain:
                raise WarcFault("cut", self.offset)
            # One of the two is empty: there is unused data only after the end of a member.
            self._waiting = inflate.unused_data or inflate.unconsumed_tail
            used = len(data) - len(self._waiting)
            if self._hashed:
                self.digest.update(memoryview(data)[:used])
            self.length += used
            if plain:
                yield plain


def _read(members: GzipMembers) -> ReadRecord:
    offset = members.offset
    plain = members.inflated()
    header, rest = _until_blank(plain, b"", _MAX_HEADER, WarcFault("header", offset))
    headers = _headers(header, offset)
    left = _content_length(headers, offset)
    block, payload = hashlib.sha256(), hashlib.sha256()
    head = b""
    if headers.get("content-type", "").startswith("application/http"):
        head, rest = _until_blank(plain, rest, MAX_HEAD, WarcFault("head", offset))
        left -= len(head)
        block.update(head)
    if left < 0:
        raise WarcFault("length", offset)
    size = left
    after = b""
    for piece in _chained(rest, plain):
        mine = piece[:left]
        block.update(mine)
        if head:
            payload.update(mine)
        left -= len(mine)
        after += piece[len(mine) :]
        if len(after) > len(_END_OF_HEAD):
            break
    if left or after != _END_OF_HEAD:
        raise WarcFault("length", offset)
    if not head:
        payload = block  # without a head the payload is the whole block
    record = ReadRecord(
        headers=headers,
        head=head,
        payload_size=size,
        payload_sha256=payload.hexdigest(),
        offset=offset,
        length=members.length,
        member_sha256=members.digest.hexdigest(),
    )
    _check_digests(record, block.hexdigest())
    return record


def _check_digests(record: ReadRecord, block: str) -> None:
    if record.headers.get("warc-block-digest") != f"sha256:{block}":
        raise WarcFault("block_digest", record.offset)
    wanted = record.headers.get("warc-payload-digest")
    socket = record.headers.get("warc-target-uri", "").startswith(SOCKET_SCHEMES)
    due = record.kind in {"response", "resource"} and not socket
    if (wanted is not None or due) and wanted != f"sha256:{record.payload_sha256}":
        raise WarcFault("payload_digest", record.offset)


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


def _until_blank(
    plain: Iterator[bytes], got: bytes, limit: int, fault: WarcFault
) -> tuple[bytes, bytes]:
    """Return the bytes up to and with the first blank line, and what was read after it."""
    while True:
        end = got.find(_END_OF_HEAD)
        if end >= 0:
            cut = end + len(_END_OF_HEAD)
            return got[:cut], got[cut:]
        if len(got) > limit:
            raise fault
        piece = next(plain, b"")
        if not piece:
            raise fault
        got += piece


def _headers(header: bytes, offset: int) -> dict[str, str]:
    try:
        version, *lines = header[: -len(_END_OF_HEAD)].decode("ascii").split("\r\n")
    except UnicodeDecodeError:
        raise WarcFault("header", offset) from None
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(": ")
        again = name.lower() in headers and name.lower() != "warc-protocol"
        if not name or not colon or again:
            raise WarcFault("header", offset)
        headers[name.lower()] = value
    if version != "WARC/1.1":
        raise WarcFault("header", offset)
    return headers


def _content_length(headers: dict[str, str], offset: int) -> int:
    text = headers.get("content-length", "")
    if not _LENGTH.fullmatch(text):
        raise WarcFault("length", offset)
    return int(text)
