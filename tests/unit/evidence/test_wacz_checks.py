"""Manifest, list of pages and index: where a limit lies, and each fault in its own word."""

import gzip
import io

import pytest

from evidencekit.evidence import check_manifest, check_pages, check_warc
from evidencekit.evidence.check_wacz import check_lone_capture
from evidencekit.evidence.report import Outcome
from fakes.bad_archives import CDX, IDX, MANIFEST, PAGES, having, packed, parts, with_package


def found(data):
    """Return what failed, each with what was found, and the verdict."""
    checks = check_lone_capture(io.BytesIO(data), "x.wacz", None).checks
    return {one.id: one.found for one in checks if one.outcome is Outcome.FAILED}


GOOD = packed(parts())


def test_what_is_whole_fails_nowhere():
    assert found(GOOD) == {}


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (b'{"url": "http://a/", "ts": 1}', "ts"),
        (b'{"url": "http://a/"}', "ts"),
        (b'{"url": "http://a/", "ts": "2026-11-23"}', "ts"),
        (b'{"url": 1, "ts": "2026-11-23T22:00:00Z"}', "url"),
        (b'{"url": "http://a/", "ts": "2026-11-23T22:00:00Z"}', "other_page"),
        (b"", "other_page"),
        (b"{", "syntax"),
    ],
)
def test_each_fault_of_a_page_has_its_word(line, word):
    raw = b'{"format": "json-pages-1.0"}\n' + line + b"\n"
    assert found(having(**{"pages.jsonl": raw}))["wacz.pages"] == word


@pytest.mark.parametrize("raw", [b"", b"\n", b'{"format": "json-pages-2.0"}\n'])
def test_a_list_of_pages_begins_with_its_format(raw):
    assert found(having(**{"pages.jsonl": raw}))["wacz.pages"] == "header"


@pytest.mark.parametrize(
    "raw",
    [
        parts()[CDX][:-9],
        gzip.compress(gzip.decompress(parts()[CDX])[:-1], mtime=0),
        b"no gzip",
        gzip.compress("\u00fc {}\n".encode(), mtime=0),
        gzip.compress(b"no brace\n", mtime=0),
        gzip.compress(b'key 1 {"url": "x"}\n', mtime=0),
    ],
)
def test_an_index_that_is_cut_or_is_none_is_unreadable(raw):
    assert found(having(**{"index.cdx.gz": raw}))["warc.index"] == "unreadable"


def test_a_list_of_the_index_that_is_not_of_it():
    assert found(having(**{"index.idx": parts()[IDX] + b"\n"}))["warc.index"] == "other_index"
    assert found(having(**{"index.idx": None}))["warc.index"] == "missing"


@pytest.mark.parametrize(
    ("module", "limit", "member", "check"),
    [
        (check_manifest, "MAX_MANIFEST", MANIFEST, "wacz.zip"),
        (check_manifest, "MAX_DIGEST", "datapackage-digest.json", "wacz.zip"),
        (check_pages, "MAX_PAGES", PAGES, "wacz.pages"),
        (check_warc, "MAX_INDEX", CDX, "warc.index"),
    ],
)
def test_a_limit_is_the_most_that_is_read(monkeypatch, module, limit, member, check):
    size = len(parts()[member])
    if limit == "MAX_INDEX":
        size = max(len(parts()[name]) for name in (CDX, IDX))
        size = max(size, len(gzip.decompress(parts()[CDX])))
    monkeypatch.setattr(module, limit, size)
    assert found(GOOD) == {}
    monkeypatch.setattr(module, limit, len(parts()[member]) - 1)
    assert check in found(GOOD)


def test_the_limits_are_those_of_the_format():
    """Section 10 names them; a larger one would let a file of others cost more."""
    assert check_manifest.MAX_MANIFEST == 16 << 20
    assert check_manifest.MAX_DIGEST == 64 << 10
    assert check_warc.MAX_INDEX == 128 << 20


def claim(name, value):
    return with_package(lambda package: package["evidencekit"].update({name: value}))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("format", 1),
        ("capture_id", None),
        ("vault_id", []),
        ("key_id", {}),
        ("demo", 0),
        ("custody", {"seq": True, "head": "3" * 64}),
        ("custody", {"seq": "1", "head": "3" * 64}),
        ("custody", {"seq": 1}),
        ("custody", []),
        ("vault_id", "v" * 201),
    ],
)
def test_claims_of_another_form_are_no_claims(name, value):
    assert found(claim(name, value))["wacz.metadata"] == "evidencekit"


def test_a_claim_may_have_200_characters():
    assert "wacz.metadata" not in found(claim("vault_id", "v" * 200))


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("format", "2.0", "2.0"),
        ("format", "10.0", "10.0"),
        ("key_id", "0" * 16, None),
        ("final_url", "http://other.example/", "mainPageUrl"),
    ],
)
def test_claims_that_contradict_the_rest(name, value, told):
    said = found(claim(name, value))["wacz.metadata"]
    assert said == told or (told is None and len(said) == 16)


def test_a_later_format_of_this_kind_is_read():
    assert "wacz.metadata" not in found(claim("format", "1.9"))
