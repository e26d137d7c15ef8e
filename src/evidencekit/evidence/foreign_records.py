"""WARC records of others, read strictly where a cut or a lie could hide (ISO 28500:2017).

warcio reads on over a clipped file and prints to standard error; here the first record that is
not whole ends the reading. Versions 0.17 to 1.1, plain or one gzip member a record.
"""

import base64
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidencekit.evidence.chunked import Dechunker
from evidencekit.evidence.warc_read import (
    MAX_EMPTY,
    MAX_HEAD,
    MAX_RECORDS,
    GzipMembers,
    WarcFault,
)

_MAX_HEADER = 64 << 10
_MAX_RATIO = 200
_LARGE = 64 << 20  # below this a high ratio is no bomb
_LINE_END, _BLANK, _MARK = b"\r\n", b"\r\n\r\n", b"WARC/"
_LENGTH = re.compile(r"\d{1,15}")
_VERSION = re.compile(r"WARC/[01]\.\d{1,2}")
_CHUNKED = re.compile(rb"(?im)^transfer-encoding:[^\r\n]*\bchunked\b")
_ALGORITHMS = {"md5", "sha1", "sha256", "sha384", "sha512"}
_ONCE = {"content-length", "warc-type", "warc-block-digest", "warc-payload-digest"}
_WEIGHTY = {"response", "resource", "conversion"}


@dataclass(slots=True)
class Survey:
    """What a file's records carry: `weighty` have a payload, `proven` of these a digest that fits.

    `plain` is the size of the records in bytes, `empty` counts those without a block.
    """

    records: int = 0
    empty: int = 0
    weighty: int = 0
    proven: int = 0
    plain: int = 0
    ending: bytes = b""


def survey_records(pieces: Iterator[bytes]) -> Survey:
    """Read all records of a WARC, plain or gzip by its first bytes.

    Raises WarcFault at the first record that is wrong, with code empty, gzip, cut, header, length,
    head, chunked, block_digest, payload_digest, two_in_one, ratio or too_many.
    """
    survey = Survey()
    first = next(pieces, b"")
    if not first:
        raise WarcFault("empty", 0)
    rest = _again(first, pieces)
    if first.startswith(b"\x1f\x8b"):
        _survey_members(GzipMembers(rest), survey)
        return survey
    source = _Source(rest, survey)
    while source.more():
        source.offset = source.taken
        _read_record(source, survey)
    return survey


def _survey_members(members: GzipMembers, survey: Survey) -> None:
    while members.more():
        source = _Source(members.inflated(), survey)
        source.offset = members.offset
        _read_record(source, survey)
        if source.more():
            raise source.fault("two_in_one")
        packed = members.offset + members.length
        if survey.plain > _LARGE and survey.plain > _MAX_RATIO * packed:
            raise source.fault("ratio")


def _again(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield from rest


class _Source:
    """Bytes to be read in the shapes of a record. `offset` is where the record begins."""

    def __init__(self, pieces: Iterator[bytes], survey: Survey) -> None:
        self._pieces = pieces
        self._waiting = b""
        self._survey = survey
        self.offset = 0
        self.taken = 0

    def more(self) -> bool:
        """Say whether anything follows."""
        return bool(self._waiting) or self._fill()

    def until_blank(self) -> bytes:
        """Take up to and with the next blank line."""
        while (end := self._waiting.find(_BLANK)) < 0:
            if len(self._waiting) > _MAX_HEADER or not self._fill():
                raise self.fault("header")
        return self._take(end + len(_BLANK))

    def peek(self, size: int) -> bytes:
        """Return the next bytes, fewer at the end, and leave them there."""
        while len(self._waiting) < size and self._fill():
            pass
        return self._waiting[:size]

    def exactly(self, size: int) -> Iterator[bytes]:
        """Give the next `size` bytes."""
        while size:
            if not self.more():
                raise self.fault("cut")
            piece = self._take(min(size, len(self._waiting)))
            size -= len(piece)
            yield piece

    def fault(self, code: str) -> WarcFault:
        """Return a fault of this record."""
        return WarcFault(code, self.offset)

    def _fill(self) -> bool:
        piece = next(self._pieces, b"")
        self._waiting += piece
        self._survey.plain += len(piece)
        return bool(piece)

    def _take(self, size: int) -> bytes:
        taken, self._waiting = self._waiting[:size], self._waiting[size:]
        self.taken += size
        return taken


def _read_record(source: _Source, survey: Survey) -> None:
    headers = _headers(source)
    length = headers.get("content-length", "")
    if not _LENGTH.fullmatch(length):
        raise source.fault("length")
    size, kind = int(length), headers.get("warc-type", "")
    survey.records += 1
    survey.empty += size == 0
    if survey.records > MAX_RECORDS or survey.empty > MAX_EMPTY:
        raise source.fault("too_many")
    block = _Block(headers, source)
    for piece in source.exactly(size):
        block.feed(piece)
    _take_ending(source, survey)
    proven = block.finish()
    if kind in _WEIGHTY:
        survey.weighty += 1
        survey.proven += proven


def _take_ending(source: _Source, survey: Survey) -> None:
    """Take what stands between two records: two line ends; one, where a writer forgot the other.

    Every record of a file must end as its first does, else a cut could hide there.
    """
    ending = source.peek(len(_BLANK))
    if ending[len(_LINE_END) :] != _LINE_END and source.peek(len(_MARK) + 2)[2:] in {_MARK, b""}:
        ending = ending[: len(_LINE_END)]
    survey.ending = survey.ending or ending
    if ending not in {_LINE_END, _BLANK} or ending != survey.ending:
        raise source.fault("length" if len(ending) >= len(survey.ending) else "cut")
    for _piece in source.exactly(len(ending)):
        pass


def _headers(source: _Source) -> dict[str, str]:
    raw = source.until_blank()[: -len(_BLANK)]
    try:
        version, *lines = raw.decode("utf-8").split("\r\n")
    except UnicodeDecodeError:
        raise source.fault("header") from None
    headers: dict[str, str] = {}
    for line in lines:
        name, colon, value = line.partition(":")
        if line[:1] in {" ", "\t"} and headers:
            continue  # a folded line (WARC 1.0); nothing that we read is ever folded
        key = name.strip().lower()
        if not key or not colon or (key in _ONCE and key in headers):
            raise source.fault("header")
        headers.setdefault(key, value.strip())
    if not _VERSION.fullmatch(version):
        raise source.fault("header")
    return headers


class _Block:
    """The block of a record as it passes: its digests, and the payload's inside."""

    def __init__(self, headers: dict[str, str], source: _Source) -> None:
        self._source = source
        self._kind = headers.get("warc-type", "")
        self._cut_short = "warc-truncated" in headers
        self._block = _Claim(headers.get("warc-block-digest"))
        # The payload of a revisit is another record's (6.7.2 of the standard).
        wanted = None if self._kind == "revisit" else headers.get("warc-payload-digest")
        self._payload, self._decoded = _Claim(wanted), _Claim(wanted)
        http = headers.get("content-type", "").lower().startswith("application/http")
        headed = http and self._kind in {"response", "request"}
        self._head: bytearray | None = bytearray() if headed else None
        self._chunks: Dechunker | None = None

    def feed(self, piece: bytes) -> None:
        """Take the next bytes of the block."""
        self._block.update(piece)
        if self._head is not None:
            searched = max(0, len(self._head) - len(_BLANK))
            self._head += piece
            end = self._head.find(_BLANK, searched)
            if end < 0:
                if len(self._head) > MAX_HEAD:
                    raise self._source.fault("head")
                return
            piece = self._begin_payload(end + len(_BLANK))
        self._payload.update(piece)
        if self._chunks:
            self._decoded.update(self._chunks.feed(piece))

    def finish(self) -> bool:
        """Say whether a digest fits; raise what is wrong with the block as a whole."""
        if self._head is not None:
            if self._kind == "response":
                raise self._source.fault("head")
            self._payload = _Claim(None)  # a request without a blank line has no payload
        if self._block.right() is False:
            raise self._source.fault("block_digest")
        payload = self._payload.right()
        if self._chunks and not self._chunks.plain:
            if not self._chunks.whole and not self._cut_short:
                raise self._source.fault("chunked")
            # Writers differ in whether the payload is the body as sent or decoded.
            payload = payload or self._decoded.right()
        if payload is False:
            raise self._source.fault("payload_digest")
        return bool(payload or self._block.right())

    def _begin_payload(self, end: int) -> bytes:
        whole = bytes(self._head or b"")
        head, rest = whole[:end], whole[end:]
        self._head = None
        if self._kind == "response":
            if not head.startswith(b"HTTP/"):
                raise self._source.fault("head")
            self._chunks = Dechunker() if _CHUNKED.search(head) else None
        return rest


class _Claim:
    """A digest that a record claims, `algorithm:value` with the value in hex, base32 or base64."""

    def __init__(self, claimed: str | None) -> None:
        name, _colon, self._value = (claimed or "").partition(":")
        name = name.strip().lower().replace("-", "")
        known = name in _ALGORITHMS and bool(self._value.strip())
        self._digest = hashlib.new(name, usedforsecurity=False) if known else None

    def update(self, piece: bytes) -> None:
        """Take the next bytes."""
        if self._digest:
            self._digest.update(piece)

    def right(self) -> bool | None:
        """Say whether the claim holds; None if there is none, or of an unknown algorithm."""
        if self._digest is None:
            return None
        return self._digest.digest() in _readings(self._value.strip())


def _readings(value: str) -> Iterator[bytes]:
    """Give the bytes that a digest can stand for: the standard fixes no encoding."""
    for read in (bytes.fromhex, _base32, _base64):
        try:
            yield read(value)
        except ValueError:
            continue


def _base32(value: str) -> bytes:
    return base64.b32decode(value + "=" * (-len(value) % 8), casefold=True)


def _base64(value: str) -> bytes:
    return base64.urlsafe_b64decode(value.replace("+", "-").replace("/", "_"))
