"""A sealed capture of format 1.0, word by word: every record, index, manifest as it was agreed.

`tests/fixtures/written` holds the text of a capture with one of everything. It changes with the
format page alone.
"""

import gzip
import hashlib
import json
import zipfile
import zlib
from datetime import timedelta
from pathlib import Path

import pytest

from evidencekit.evidence.records import Artefact, BytesBody, FailedRequest, Gap, Withheld
from evidencekit.evidence.wacz import MEMBERS, seal
from fakes.drafts import AT, COOKIE, PICTURE, a_context, a_draft, a_key, an_about, an_exchange

AGREED = Path(__file__).parents[2] / "fixtures" / "written"
PAGE = "https://shop.example/item/7"
WRITTEN = (
    an_exchange(
        "https://shop.example/old?id=7#top",
        b"",
        status=302,
        reason="Found",
        body_state="redirect",
        protocols=(),
        remote_ip=None,
    ),
    an_exchange(
        PAGE,
        "<h1>假货</h1>".encode(),
        request_headers=(("Host", "shop.example"), ("content-length", "0")),
        response_headers=(
            ("Content-Type", " Text/HTML ; charset=gbk"),
            ("transfer-encoding", "chunked"),
            ("Content-Length", "3"),
            ("content-length", " 4"),
        ),
        withheld=(COOKIE, Withheld("query", "token", 40)),
        wire_bytes=900,
        initiator="https://shop.example/old",
    ),
    an_exchange("https://cdn.example/p.png?w=1&h=2", PICTURE[:600], "image/png", origin="prefetch"),
    an_exchange(
        "https://shop.example/api",
        b'{"price":"12.50"}',
        "application/json",
        method="POST",
        status=404,
        reason="",
        source="network",
        exact=False,
        request_body=b"id=7",
        request_headers=(("Content-Length", "44"), ("X-A", "b")),
        at=AT + timedelta(microseconds=877_000),
        frame="2",
    ),
    an_exchange(
        "https://shop.example/find?q=1",
        b"{}",
        "",
        method="PUT",
        response_headers=(("content-length", "2"),),
    ),
    an_exchange(
        "https://shop.example/live",
        b"data: 1\n\n",
        "text/event-stream",
        source="stream",
        body_state="truncated",
        truncated_by="time",
    ),
    an_exchange(
        "wss://shop.example/socket",
        b"",
        status=101,
        reason="Switching Protocols",
        response_headers=(("Upgrade", "websocket"),),
        body_state="none",
    ),
)
KEPT = (
    Artefact("view", f"urn:view:{PAGE}", "image/png", BytesBody(PICTURE[:300])),
    Artefact(
        "fullpage",
        f"urn:fullpage:{PAGE}?红",
        "image/png",
        BytesBody(PICTURE[:400]),
        {"width": 20, "height": 30, "order": 1, "of": 1, "y": 0},
    ),
    Artefact("text", f"urn:text:{PAGE}", "Text/Plain; charset=utf-8", BytesBody("货".encode())),
    Artefact("ws", f"urn:ws:1:{PAGE}", "application/x-ndjson", BytesBody(b'{"n":1}\n{"n":2}\n')),
    Artefact("actions", f"urn:actions:{PAGE}", "application/x-ndjson", BytesBody(b'{"a":1}\n')),
)
GAPS = (
    Gap("https://shop.example/live", "GET", "EventSource", 200, "open_at_end"),
    Gap("https://shop.example/big.mp4", "GET", "Media", None, "too_large"),
)
FAILED = (FailedRequest("https://ads.example/x", "GET", "Script", "net::ERR_BLOCKED"),)
WITHHELD = (
    COOKIE,
    COOKIE,
    Withheld("form_value", "password", 33),
    Withheld("form_value", "pin", 32),
)


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The members of one sealed capture by name, and its key."""
    target, key = tmp_path_factory.mktemp("written") / "c.wacz", a_key()
    draft = a_draft(
        about=an_about(url="https://shop.example/old?id=7#top", final_url=PAGE, state="complete"),
        exchanges=WRITTEN,
        artefacts=KEPT,
        gaps=GAPS,
        failed_requests=FAILED,
        withheld=WITHHELD,
    )
    seal(target, draft, key, a_context())
    with zipfile.ZipFile(target) as archive:
        assert tuple(archive.namelist()) == MEMBERS
        return {name: archive.read(name) for name in MEMBERS} | {"key": key}


def agreed(name, text):
    assert text == (AGREED / name).read_text(encoding="utf-8")


def members_of(data):
    """Return the gzip members of a WARC as (offset, length, plain bytes)."""
    found, offset = [], 0
    while offset < len(data):
        unpacking = zlib.decompressobj(31)
        plain = unpacking.decompress(data[offset:]) + unpacking.flush()
        length = len(data) - offset - len(unpacking.unused_data)
        found.append((offset, length, plain))
        offset += length
    return found


def readable(plain):
    """Return a record as text; what is no text, by its length and hash."""
    head, _blank, block = plain.partition(b"\r\n\r\n")
    inner, body = b"", block
    if block.startswith((b"HTTP/", b"GET ", b"POST ", b"PUT ")):
        inner, blank, body = block.partition(b"\r\n\r\n")
        inner += blank
    try:
        text = body.decode()
    except UnicodeDecodeError:
        text = f"<{len(body)} bytes {hashlib.sha256(body).hexdigest()}>"
    return (head + b"\r\n\r\n" + inner).decode() + text


def test_every_record(written):
    records = [readable(plain) for _at, _length, plain in members_of(written[MEMBERS[0]])]
    agreed("records.txt", "=====\n".join(one.replace("\r\n", "⏎\n") for one in records))


def test_what_is_compressed_already_is_stored_as_it_is(written):
    """Level 0 adds its frame to the bytes; all else shrinks, screenshots too."""
    members = members_of(written[MEMBERS[0]])
    for _offset, length, plain in members:
        received = b"WARC-Type: response" in plain and b"Content-Type: image/png" in plain
        assert (length > len(plain)) == received, plain[:300]
    assert any(length > len(plain) for _offset, length, plain in members)


def test_the_index(written):
    lines = gzip.decompress(written[MEMBERS[1]]).decode().splitlines()
    records = {at: (length, plain) for at, length, plain in members_of(written[MEMBERS[0]])}
    texts = []
    for line in lines:
        said = json.loads(line[line.index(" {") :])
        at = int(said["offset"])
        length, plain = records[at]
        raw = written[MEMBERS[0]][at : at + length]
        assert int(said["length"]) == length
        assert said["recordDigest"] == f"sha256:{hashlib.sha256(raw).hexdigest()}"
        assert f"WARC-Target-URI: {said['url']}\r\n".encode() in plain
        # These vary with the library that compresses.
        varied = dict.fromkeys(("length", "offset", "recordDigest"), "-")
        texts.append(line.partition(" {")[0] + " " + json.dumps(said | varied))
        assert line.endswith(" " + json.dumps(said))
    agreed("index.cdxj", "".join(f"{one}\n" for one in texts))


def test_the_list_of_the_index(written):
    meta, line, end = written[MEMBERS[2]].decode().split("\n")
    assert (meta, end) == ('!meta 0 {"format": "cdxj-gzip-1.0", "filename": "index.cdx.gz"}', "")
    first = gzip.decompress(written[MEMBERS[1]]).decode().partition(" {")[0]
    digest = hashlib.sha256(written[MEMBERS[1]]).hexdigest()
    said = f'{{"offset": 0, "length": {len(written[MEMBERS[1]])}, "digest": "sha256:{digest}"'
    assert line == f'{first} {said}, "filename": "index.cdx.gz"}}'


def test_the_pages(written):
    agreed("pages.jsonl", written[MEMBERS[3]].decode())


def test_the_manifest(written):
    text = written[MEMBERS[4]].decode()
    for member in MEMBERS[:3]:
        size, digest = len(written[member]), hashlib.sha256(written[member]).hexdigest()
        name = member.rpartition("/")[2]
        entry = f'   "hash": "sha256:{digest}",\n   "bytes": {size}\n'
        assert f'   "name": "{name}",\n   "path": "{member}",\n{entry}' in text
        text = text.replace(entry, '   "hash": "-",\n   "bytes": -\n')
    agreed("datapackage.json", text.replace(written["key"].key_id, "KEY"))
