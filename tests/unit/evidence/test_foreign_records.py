"""WARC records of others: forms that are read, forms that are refused, and chunks."""

import base64
import contextlib
import gzip
import hashlib
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.evidence import foreign_records
from evidencekit.evidence.archive_kind import ArchiveKind
from evidencekit.evidence.chunked import Dechunker
from evidencekit.evidence.foreign_records import survey_records
from evidencekit.evidence.lone_file import check_lone
from evidencekit.evidence.warc_read import WarcFault
from fakes.bad_archives import http, record

CHUNKS = b"5\r\nhello\r\n6;x=1\r\n world\r\n0\r\nTrailer: 1\r\n\r\n"


def survey(data, step=11):
    return survey_records(data[at : at + step] for at in range(0, len(data), step))


def fault(data):
    with pytest.raises(WarcFault) as caught:
        survey(data)
    return caught.value.code


def counts(data):
    found = survey(data)
    return found.records, found.weighty, found.proven


@pytest.mark.parametrize("name", ["md5", "sha1", "sha-256", "SHA512"])
@pytest.mark.parametrize("form", ["hex", "HEX", "base32", "base64", "url"])
def test_digests_in_every_form(name, form):
    digest = hashlib.new(name.lower().replace("-", ""), b"hello", usedforsecurity=False).digest()
    value = {
        "hex": digest.hex(),
        "HEX": digest.hex().upper(),
        "base32": base64.b32encode(digest).decode(),
        "base64": base64.b64encode(digest).decode(),
        "url": base64.urlsafe_b64encode(digest).decode(),
    }[form]
    assert counts(record(WARC_Block_Digest=f"{name}:{value}")) == (1, 1, 1)
    wrong = value.replace(value[0], "B" if value[0] != "B" else "C", 1)
    assert fault(record(WARC_Block_Digest=f"{name}:{wrong}")) == "block_digest"


@pytest.mark.parametrize("data", [record(), record() + b"x" * 3_000_000])
def test_a_lone_warc_is_hashed_to_its_end_whatever_is_in_it(data):
    found = check_lone(io.BytesIO(data), ArchiveKind.WARC, "x.warc", None)
    assert (found.size, found.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert [one.item for one in found.checks] == ["x.warc", "x.warc"]


@pytest.mark.parametrize("claimed", ["crc32:00", "sha256", "", "xyz:abc"])
def test_unknown_digests_count_as_none(claimed):
    assert counts(record(WARC_Block_Digest=claimed or None)) == (1, 1, 0)


def test_what_is_not_a_payload_is_not_counted():
    assert counts(record() + record(WARC_Type="request")) == (2, 1, 1)
    assert counts(record(WARC_Type="revisit", WARC_Payload_Digest="sha1:other")) == (1, 0, 0)


@pytest.mark.parametrize("over", [CHUNKS, b"hello world"])
def test_a_chunked_payload_is_measured_as_sent_or_decoded(over):
    claimed = f"sha1:{hashlib.sha1(over, usedforsecurity=False).hexdigest()}"
    assert counts(http(CHUNKS, WARC_Payload_Digest=claimed)) == (1, 1, 1)
    assert fault(http(CHUNKS[:-1] + b"!", WARC_Payload_Digest=claimed)) in {
        "payload_digest",
        "chunked",
    }


def test_a_decoded_body_under_a_chunked_header():
    assert counts(http(b"<html>not chunked</html>")) == (1, 1, 1)


def test_a_body_that_says_it_was_truncated_may_lack_chunks():
    cut = CHUNKS[:12]
    assert fault(http(cut)) == "chunked"
    assert counts(http(cut, WARC_Truncated="length")) == (1, 1, 1)


def test_one_line_end_where_a_writer_forgot_the_other():
    one = record(end=b"\r\n")
    assert counts(one * 3)[0] == 3
    assert fault(one + record()) == "length"
    assert fault(record() * 2 + one) == "cut"
    assert fault(record(end=b"") * 2) == "length"


@pytest.mark.parametrize(
    "header",
    [
        b"WARC/2.0\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
        b"WARC/1.0\r\nno colon\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
        b"WARC/1.0\r\nContent-Length: 0\r\ncontent-length: 0\r\n\r\n\r\n\r\n",
        b"WARC/1.0\r\nX: \xff\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
        b"WARC/1.0\r\n" + b"x: y\r\n" * 20_000,
    ],
)
def test_headers_that_are_refused(header):
    assert fault(header) == "header"


def test_a_folded_header_line_is_passed_over():
    folded = record().replace(b"WARC-Date", b"X: a\r\n  b: c\r\nWARC-Date")
    assert counts(folded) == (1, 1, 1)


def test_a_head_without_end():
    assert fault(http(b"", head=b"HTTP/1.1 200 OK\r\n" + b"x" * (2 << 20))) == "head"
    no_blank = {"WARC_Type": "request", "Content_Type": "application/http"}
    assert counts(record(b"GET / HTTP/1.1\r\n", **no_blank))[0] == 1


def test_a_bomb_is_no_record(monkeypatch):
    monkeypatch.setattr(foreign_records, "_LARGE", 1 << 20)
    assert fault(gzip.compress(record(bytes(4 << 20)))) == "ratio"


def test_too_many_records(monkeypatch):
    monkeypatch.setattr(foreign_records, "MAX_RECORDS", 3)
    assert fault(record() * 4) == "too_many"


@given(st.binary(max_size=200), st.sampled_from([b"", record(), gzip.compress(record())]))
def test_any_bytes_are_read_or_refused(data, before):
    for given_bytes in (before + data, gzip.compress(data), http(data)):
        with contextlib.suppress(WarcFault):
            survey(given_bytes)


@given(st.lists(st.binary(min_size=1, max_size=40), max_size=6), st.integers(1, 50))
def test_chunks_come_back_whole_however_they_arrive(parts, step):
    sent = b"".join(b"%x\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"
    chunks = Dechunker()
    got = b"".join(chunks.feed(sent[at : at + step]) for at in range(0, len(sent), step))
    assert (got, chunks.whole, chunks.plain) == (b"".join(parts), True, False)


def test_a_size_line_that_never_ends():
    for begun in (b"", b"1\r\nx"):
        chunks = Dechunker()
        chunks.feed(begun + b"\r\n" * bool(begun) + b"f" * 9_000)
        assert not chunks.whole
        assert chunks.plain is (not begun)


@pytest.mark.parametrize("sent", [b"1\r\nx\r\nno size\r\nrest", b"1\r\nxx1\r\ny\r\n0\r\n\r\n"])
def test_what_follows_a_line_that_is_no_size_is_not_read(sent):
    chunks = Dechunker()
    assert (chunks.feed(sent), chunks.feed(b"1\r\nz\r\n"), chunks.whole) == (b"x", b"", False)
