"""Writing WARC/1.1 (ISO 28500:2017): one gzip member a record, ids derived, never random."""

import hashlib
import json
import uuid
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from evidencekit.domain.errors import BodyDamaged
from evidencekit.domain.times import utc_text
from evidencekit.evidence.canonical import repaired
from evidencekit.evidence.cdxj import IndexEntry
from evidencekit.evidence.http_form import (
    ascii_address,
    media_type,
    request_head,
    response_head,
)
from evidencekit.evidence.records import Artefact, Body, BytesBody, Exchange, Headers

WARC_NAME = "data.warc.gz"
SOCKET_SCHEMES = ("ws:", "wss:")

_COMPRESSED_KINDS = ("image/", "video/", "audio/", "font/")
_COMPRESSED_TYPES = {
    "application/zip",
    "application/wacz",
    "application/gzip",
    "application/x-gzip",
    "application/pdf",
    "application/octet-stream",
    "application/wasm",
    "application/font-woff",
    "application/font-woff2",
}
_PLAIN_PICTURES = {"image/svg+xml", "image/bmp", "image/x-icon", "image/vnd.microsoft.icon"}
# The engine packs screenshots in haste: half of a small one can be saved, little of a large one.
_DRAWN = ("view", "fullpage")
_SMALL = 1 << 18
_GZIP = 16 + zlib.MAX_WBITS


@dataclass(frozen=True, slots=True)
class Record:
    """A record before it is written: its block is `head` and then `body`."""

    kind: str
    at: str
    uri: str
    own: Headers
    head: bytes
    body: Body
    content_type: str
    media: str
    payload: bool = False
    status: int = 200
    method: str = "GET"


class WarcWriter:
    """Turns records into gzip members and remembers where they lie. Writes nothing itself."""

    def __init__(self, capture_id: str) -> None:
        self._capture_id = capture_id
        self._number = 0
        self._offset = 0
        self.index: list[IndexEntry] = []

    def info(self, software: str, at: str) -> Iterator[bytes]:
        """Give the `warcinfo` record, the first."""
        text = f"software: {software}\r\nformat: WARC File Format 1.1\r\n".encode()
        media = "application/warc-fields"
        yield from self._write(Record("warcinfo", at, "", (), b"", BytesBody(text), media, media))

    def exchange(self, exchange: Exchange) -> Iterator[bytes]:
        """Give response, request and metadata of an exchange, neighbours in this order."""
        response = self._next_id()
        yield from self._write(_response(exchange))
        yield from self._write(_request(exchange, response))
        yield from self._write(_metadata(exchange, response))

    def artefact(self, artefact: Artefact, page: str, at: str) -> Iterator[bytes]:
        """Give the `resource` record of an artefact of the page with the address `page`."""
        own = (("WARC-Refers-To-Target-URI", ascii_address(page)),)
        uri = ascii_address(artefact.urn)
        media = artefact.content_type.split(";")[0].strip().lower()
        kind = artefact.content_type
        drawn = artefact.kind.startswith(_DRAWN) and artefact.body.size <= _SMALL
        record = Record("resource", at, uri, own, b"", artefact.body, kind, media, payload=True)
        yield from self._write(record, 6 if drawn else _level(media))

    def _next_id(self) -> str:
        identity = uuid.uuid5(uuid.NAMESPACE_URL, f"{self._capture_id}/{self._number + 1}")
        return f"<urn:uuid:{identity}>"

    def _write(self, record: Record, level: int | None = None) -> Iterator[bytes]:
        header = _header(record, self._next_id())
        self._number += 1
        level = _level(record.media) if level is None else level
        compressor = zlib.compressobj(level, zlib.DEFLATED, _GZIP)
        digest, length = hashlib.sha256(), 0
        for piece in _plain(record, header):
            packed = compressor.compress(piece)
            digest.update(packed)
            length += len(packed)
            if packed:
                yield packed
        packed = compressor.flush()
        digest.update(packed)
        length += len(packed)
        yield packed
        if record.payload:
            self.index.append(_indexed(record, digest.hexdigest(), self._offset, length))
        self._offset += length


def _indexed(record: Record, digest: str, offset: int, length: int) -> IndexEntry:
    return IndexEntry(
        url=record.uri,
        at=record.at,
        mime=record.media,
        status=record.status,
        digest=f"sha256:{record.body.sha256}",
        offset=offset,
        length=length,
        record_digest=f"sha256:{digest}",
        method=record.method,
        filename=WARC_NAME,
    )


def _response(exchange: Exchange) -> Record:
    own = []
    if exchange.remote_ip:
        own.append(("WARC-IP-Address", ascii_address(exchange.remote_ip)))
    own += [("WARC-Protocol", ascii_address(protocol)) for protocol in exchange.protocols]
    if exchange.truncated_by:
        own.append(("WARC-Truncated", exchange.truncated_by))
    return Record(
        kind="response",
        at=utc_text(exchange.at),
        uri=ascii_address(exchange.url),
        own=tuple(own),
        head=response_head(exchange),
        body=exchange.body,
        content_type="application/http; msgtype=response",
        media=media_type(exchange.response_headers),
        payload=True,
        status=exchange.status,
        method=ascii_address(exchange.method),
    )


def _request(exchange: Exchange, response: str) -> Record:
    return Record(
        kind="request",
        at=utc_text(exchange.at),
        uri=ascii_address(exchange.url),
        own=(("WARC-Concurrent-To", response),),
        head=request_head(exchange),
        body=BytesBody(exchange.request_body),
        content_type="application/http; msgtype=request",
        media="text/plain",
    )


def _metadata(exchange: Exchange, response: str) -> Record:
    said = {
        "source": exchange.source,
        "exact": exchange.exact,
        "wire_bytes": exchange.wire_bytes,
        "from": exchange.origin,
        "frame": exchange.frame,
        "initiator": exchange.initiator,
        "body": exchange.body_state,
        "withheld": [
            {"where": item.where, "name": item.name, "bytes": item.size}
            for item in exchange.withheld
        ],
    }
    text = json.dumps(repaired(said), ensure_ascii=False, separators=(",", ":"))
    return Record(
        kind="metadata",
        at=utc_text(exchange.at),
        uri=ascii_address(exchange.url),
        own=(("WARC-Refers-To", response),),
        head=b"",
        body=BytesBody(text.encode()),
        content_type="application/json",
        media="application/json",
    )


def _header(record: Record, identity: str) -> bytes:
    lines = [
        "WARC/1.1",
        f"WARC-Type: {record.kind}",
        f"WARC-Record-ID: {identity}",
        f"WARC-Date: {record.at}",
    ]
    if record.uri:
        lines.append(f"WARC-Target-URI: {record.uri}")
    lines += [f"{name}: {value}" for name, value in record.own]
    # Readers take no head off what is not http: for them all of a handshake would be payload.
    if record.payload and not record.uri.startswith(SOCKET_SCHEMES):
        lines.append(f"WARC-Payload-Digest: sha256:{record.body.sha256}")
    lines += [
        f"WARC-Block-Digest: sha256:{_block_digest(record)}",
        f"Content-Type: {record.content_type}",
        f"Content-Length: {len(record.head) + record.body.size}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii", "replace")


def _block_digest(record: Record) -> str:
    if not record.head:
        return record.body.sha256
    # The digest stands before the block, so a body after a head is read twice.
    digest = hashlib.sha256(record.head)
    for piece in record.body.pieces():
        digest.update(piece)
    return digest.hexdigest()


def _plain(record: Record, header: bytes) -> Iterator[bytes]:
    yield header + record.head
    yield from _true_pieces(record.body, record.uri)
    yield b"\r\n\r\n"


def _true_pieces(body: Body, address: str) -> Iterator[bytes]:
    """Give the body; raise BodyDamaged if it is not what its size and hash promised."""
    pieces: Iterable[bytes] = body.pieces()
    digest, size = hashlib.sha256(), 0
    for piece in pieces:
        digest.update(piece)
        size += len(piece)
        yield piece
    if size != body.size or digest.hexdigest() != body.sha256:
        raise BodyDamaged(address=address)


def _level(media: str) -> int:
    if media in _PLAIN_PICTURES:
        return 6
    return 0 if media in _COMPRESSED_TYPES or media.startswith(_COMPRESSED_KINDS) else 6
