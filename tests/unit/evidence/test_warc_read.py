"""Hostile records, each refused with its own reason; addresses of any kind."""

import contextlib
import gzip
import hashlib
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.evidence import warc_read
from evidencekit.evidence.cdxj import IndexEntry, sort_key
from evidencekit.evidence.http_form import ascii_address, request_head, response_head
from evidencekit.evidence.warc import WarcWriter
from evidencekit.evidence.warc_read import WarcFault, read_records
from fakes.drafts import AT, an_exchange

BODY = b"hello"
DIGEST = f"sha256:{hashlib.sha256(BODY).hexdigest()}"


def record(block=BODY, end=b"\r\n\r\n", version="WARC/1.1", **changes):
    headers = {
        "WARC-Type": "resource",
        "WARC-Target-URI": "urn:x",
        "WARC-Date": "2026-11-23T22:00:04.123Z",
        "WARC-Payload-Digest": DIGEST,
        "WARC-Block-Digest": DIGEST,
        "Content-Type": "text/plain",
        "Content-Length": "5",
    } | {name.replace("_", "-"): value for name, value in changes.items()}
    lines = [version, *(f"{n}: {v}" for n, v in headers.items() if v is not None)]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + block + end


def read(data, step=7):
    return list(read_records(data[at : at + step] for at in range(0, len(data), step)))


BAD = {
    "gzip": record(),
    "cut": gzip.compress(record())[:-9],
    "header": gzip.compress(record(version="WARC/1.0")),
    "length": gzip.compress(record(Content_Length="4")),
    "head": gzip.compress(record(Content_Type="application/http", end=b"\r\n")),
    "block_digest": gzip.compress(record(WARC_Block_Digest="sha256:00")),
    "payload_digest": gzip.compress(record(WARC_Payload_Digest=None)),
}


@pytest.mark.parametrize("code", BAD)
def test_each_fault_has_its_reason(code):
    with pytest.raises(WarcFault) as fault:
        read(gzip.compress(record()) + BAD[code])
    assert fault.value.code == code
    assert fault.value.offset == len(gzip.compress(record()))


@pytest.mark.parametrize(
    "wrong",
    [
        {"Content_Length": "6"},
        {"Content_Length": "-1"},
        {"Content_Length": str(2**63)},
        {"Content_Length": None},
        {"end": b""},
        {"end": b"\r\n\r\n" + record()},
        {"Content_Type": "application/http", "block": b"a\r\n\r\n", "Content_Length": "2"},
    ],
    ids=str,
)
def test_lengths_that_lie(wrong):
    with pytest.raises(WarcFault) as fault:
        read(gzip.compress(record(**wrong)))
    assert fault.value.code == "length"


def test_headers_without_end_or_twice():
    for data in (
        b"WARC/1.1\r\n" + b"a: b\r\n" * 20_000,
        record().replace(b"\r\n", b"\r\nX: 1\r\nx: 2\r\n", 1),
    ):
        good = gzip.compress(record())
        with pytest.raises(WarcFault) as fault:
            read(good + gzip.compress(data), 1000)
        assert (fault.value.code, fault.value.offset) == ("header", len(good))


@pytest.mark.parametrize("kind", ["response", "resource"])
def test_only_a_handshake_of_a_socket_lacks_the_hash_of_its_payload(kind):
    def without(**changes):
        return gzip.compress(record(WARC_Type=kind, WARC_Payload_Digest=None, **changes))

    for address in ("ws://a.example/", "wss://a.example/"):
        assert len(read(without(WARC_Target_URI=address))) == 1
    for address in ("https://a.example/", "urn:wss:x", None):
        with pytest.raises(WarcFault) as fault:
            read(without(WARC_Target_URI=address))
        assert fault.value.code == "payload_digest"
    # A wrong one is wrong there too.
    wrong = record(WARC_Target_URI="wss://a/", WARC_Payload_Digest="sha256:00")
    with pytest.raises(WarcFault, match="payload_digest"):
        read(gzip.compress(wrong))
    metadata = record(WARC_Type="metadata", WARC_Payload_Digest=None)
    assert len(read(gzip.compress(metadata))) == 1


def test_too_many_records(monkeypatch):
    monkeypatch.setattr(warc_read, "MAX_RECORDS", 3)
    with pytest.raises(WarcFault) as fault:
        read(gzip.compress(record()) * 4)
    assert fault.value.code == "too_many"


@pytest.mark.parametrize("level", [0, 6])
@pytest.mark.parametrize("step", [1, 1000, 1 << 20])
def test_what_was_written_is_read(level, step):
    writer = WarcWriter("c-1")
    body = bytes(300_000)
    kind = "image/png" if level == 0 else "text/html"
    data = b"".join(writer.exchange(an_exchange(body=body, content_type=kind)))
    response, request, metadata = read(data, step)
    assert [one.kind for one in (response, request, metadata)] == [
        "response",
        "request",
        "metadata",
    ]
    assert (response.payload_size, response.status) == (len(body), 200)
    assert request.headers["warc-concurrent-to"] == response.headers["warc-record-id"]
    assert metadata.headers["warc-refers-to"] == response.headers["warc-record-id"]
    assert response.headers["warc-ip-address"] == "203.0.113.7"
    (entry,) = writer.index
    assert (entry.offset, entry.length) == (response.offset, response.length)
    assert entry.record_digest == f"sha256:{response.member_sha256}"
    assert (len(data) > len(body)) is (level == 0)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    for bytes_of_it in (data, gzip.compress(data), gzip.compress(record()) + data):
        with contextlib.suppress(WarcFault):
            read(bytes_of_it, 50)


def test_a_bomb_costs_no_memory():
    bomb = zlib.compressobj(9, zlib.DEFLATED, 31)
    data = bomb.compress(record(block=b"", end=b"") + bytes(1 << 26)) + bomb.flush()
    with pytest.raises(WarcFault):
        read(data, 1 << 16)


addresses = st.text(max_size=60) | st.text(max_size=60).map("https://".__add__)


@given(addresses, st.sampled_from(["GET", "POST", "A B\n"]))
def test_any_address_has_one_line_in_the_index(address, method):
    url = ascii_address(address)
    assert url.isascii()
    entry = IndexEntry(
        url, "2026-11-23T22:00:04.123Z", "x", 200, "d", 0, 1, "r", ascii_address(method), "f"
    )
    line = entry.line()
    assert line.isascii()
    assert line.isprintable()
    _key, time, rest = line.split(" ", 2)
    assert time == "20261123220004123"
    assert rest.startswith("{")


def test_sort_keys_are_those_of_other_indexers():
    assert sort_key("https://shop.example/i?b=2&a=1") == "example,shop)/i?a=1&b=2"
    assert sort_key("urn:view:https://a/") == "urn:view:https://a/"
    assert sort_key("http://a:99999999/") == "http://a:99999999/"
    entry = IndexEntry("https://a.example/x", "0", "x", 200, "d", 0, 1, "r", "POST", "f")
    assert entry.line().startswith("example,a)/x?__wb_method=post ")


names = st.text(max_size=12)


@given(names, names, names)
def test_any_header_stays_one_header(name, value, reason):
    one = an_exchange(
        reason=reason,
        response_headers=((name, value),),
        request_headers=((name, value),),
        method="GET",
    )
    for head in (response_head(one), request_head(one)):
        assert head.count(b"\r\n") == 3 + (name.lower() == "content-length" and value != "0")
        assert head.replace(b"\r\n", b"").count(b"\n") == 0
        assert b"\0" not in head


def test_lengths_that_are_not_the_stored_one_are_kept_aside():
    one = an_exchange(
        body=b"12345",
        response_headers=(
            ("content-length", "9"),
            ("Content-Length", "5"),
            ("transfer-encoding", "chunked"),
        ),
        request_headers=(("content-length", "77"),),
        url="https://a.example?x=1",
        at=AT,
    )
    assert response_head(one).split(b"\r\n")[1:-2] == [
        b"x-orig-content-length: 9",
        b"content-length: 5",
        b"x-orig-Content-Length: 5",
        b"x-orig-transfer-encoding: chunked",
    ]
    assert request_head(one) == (
        b"GET /?x=1 HTTP/1.1\r\nx-orig-content-length: 77\r\ncontent-length: 0\r\n\r\n"
    )


def test_a_header_that_is_not_ascii_is_refused_at_its_record():
    good = gzip.compress(record())
    with pytest.raises(WarcFault) as fault:
        read(good + gzip.compress(record().replace(b"urn:x", b"urn:\xff")))
    assert (fault.value.code, fault.value.offset) == ("header", len(good))


def test_an_address_that_can_not_be_taken_apart_is_asked_for_as_the_root():
    head = request_head(an_exchange("http://[broken/path?query"))
    assert head.startswith(b"GET / HTTP/1.1\r\n")
    head = request_head(an_exchange("http://a.example/path?query#part"))
    assert head.startswith(b"GET /path?query HTTP/1.1\r\n")
    assert request_head(an_exchange("http://a.example")).startswith(b"GET / HTTP/1.1\r\n")
