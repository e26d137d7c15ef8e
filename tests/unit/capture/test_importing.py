"""What a file from elsewhere is: by its bytes; broken ones are told of, never raised."""

import gzip
import hashlib

import pytest

from evidencekit.capture import importing_records
from evidencekit.capture.importing import ImportKind, examine
from evidencekit.capture.importing_child import examine_in_child
from fakes.archives import Answer, archive_web_page, browsertrix, records, scoop, warc_gz, zipped

PAGE = b"<!doctype html><title>Listing 1</title><h1>Listing 1</h1>"
KINDS = {
    "aut-issue-514.warc": ("warc", 8, "https://wiki.archiveteam.org/"),
    "ipwb-frogtest.warc": ("warc", 6, "http://matkelly.com/frogsLeft"),
    "mhtmlparser-hn.mhtml": ("mhtml", 5, "https://news.ycombinator.com/"),
    "mhtmlparser-mdn.mhtml": (
        "mhtml",
        17,
        "https://developer.mozilla.org/en-US/docs/Web/API/Element/scrollIntoView",
    ),
    "nodewarc-books-toscrape.warc": ("warc", 60, "http://books.toscrape.com/"),
    "pywacz-iana.warc": ("warc", 118, "https://example.com/"),
    "pywacz-invalid-signed.wacz": ("wacz", 4, "https://example.com/"),
    "pywacz-valid-2.wacz": ("wacz", 4, "http://www.example.com/"),
    "pywacz-valid-signed.wacz": ("wacz", 4, "https://example.com/"),
    "warcio-example.warc.gz": ("warc", 6, "http://example.com/"),
    "warcio-iana-chunked.warc": ("warc", 3, "http://www.iana.org/"),
}
HEADS = {
    b"%PDF-1.7\n": (ImportKind.PDF, "application/pdf"),
    b"\x89PNG\r\n\x1a\nIHDR": (ImportKind.IMAGE, "image/png"),
    b"\xff\xd8\xff\xe0\x00\x10JFIF": (ImportKind.IMAGE, "image/jpeg"),
    b"RIFF\x00\x00\x00\x00WEBPVP8 ": (ImportKind.IMAGE, "image/webp"),
    b"\x00\x00\x00\x18ftypmp42": (ImportKind.VIDEO, "video/mp4"),
    b"\x00\x00\x00\x14ftypqt  ": (ImportKind.VIDEO, "video/quicktime"),
    b"\x1aE\xdf\xa3\x01": (ImportKind.VIDEO, "video/webm"),
    b"-----BEGIN CERTIFICATE-----\n": (ImportKind.OTHER, "application/octet-stream"),
    b"\x30\x82\x01\x00": (ImportKind.OTHER, "application/octet-stream"),
    b"<!DOCTYPE html><html><!--\n Page saved with SingleFile \n url: https://a.example/ -->": (
        ImportKind.SINGLE_FILE,
        "text/html",
    ),
    b"\xef\xbb\xbf <!-- saved from url=(0021)https://a.example/ -->\n<html>": (
        ImportKind.HTML,
        "text/html",
    ),
    b"Subject: x\r\n\r\n<html>": (ImportKind.OTHER, "application/octet-stream"),
    gzip.compress(b"not a WARC"): (ImportKind.OTHER, "application/gzip"),
}

SITE = [
    Answer("https://shop.example/ad", b"<p>an ad"),
    Answer("https://shop.example/old", status=301, headers=[("Location", "/item/1")]),
    Answer("https://shop.example/item/1", PAGE),
]


def looked(path):
    with path.open("rb") as file:
        return examine(file)


def at(tmp_path, data, name="file"):
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", KINDS)
def test_each_archive_of_others_is_read_to_its_end(shared, name):
    found = looked(shared / "archives" / name)
    assert (found.kind.value, found.records, found.url) == KINDS[name]
    assert found.fault is None
    assert b"<" in found.page


@pytest.mark.parametrize("head", HEADS, ids=lambda head: repr(head[:12]))
def test_the_bytes_tell_the_kind_and_the_name_does_not(tmp_path, head):
    found = looked(at(tmp_path, head, "evidence.warc.gz"))
    assert (found.kind, found.media_type) == HEADS[head]


def test_a_zip_is_a_wacz_only_by_what_is_inside(tmp_path):
    assert looked(at(tmp_path, zipped({"holiday.txt": "x"}))).kind is ImportKind.OTHER


@pytest.mark.parametrize("name", [name for name in KINDS if "mhtml" not in name])
def test_a_clipped_archive_keeps_its_kind_and_says_so(shared, tmp_path, name):
    data = (shared / "archives" / name).read_bytes()
    found = looked(at(tmp_path, data[: len(data) * 2 // 3]))
    assert found.kind.value == KINDS[name][0]
    assert found.fault


def test_a_changed_body_is_told_by_its_digest(tmp_path):
    changed = b"".join(records(SITE)).replace(b"Listing 1", b"Listing 2")
    assert looked(at(tmp_path, changed)).fault == "digest"


@pytest.mark.parametrize("name", sorted(KINDS))
def test_damage_anywhere_never_raises(shared, tmp_path, name):
    data = (shared / "archives" / name).read_bytes()
    for round_ in range(25):
        dice = hashlib.shake_256(f"{name} {round_}".encode()).digest(900)
        numbers = [int.from_bytes(dice[at : at + 4]) for at in range(0, 900, 4)]
        changed = bytearray(data[: 20 + numbers[0] % len(data) if round_ % 3 == 0 else None])
        for number in numbers[1 : 1 + (1, 5, 200)[round_ % 3]]:
            changed[number % len(changed)] = number >> 24
        found = looked(at(tmp_path, bytes(changed)))
        assert found.kind in ImportKind


@pytest.mark.parametrize("form", [browsertrix, scoop, archive_web_page])
def test_the_page_that_a_wacz_names_is_found_behind_its_redirect(tmp_path, form):
    found = looked(at(tmp_path, form(SITE, "https://shop.example/old#top")))
    assert (found.url, found.page, found.fault) == ("https://shop.example/item/1", PAGE, None)
    assert found.software


def test_in_a_child_a_file_is_looked_at_as_here(shared):
    for name in ("mhtmlparser-hn.mhtml", "pywacz-valid-2.wacz"):
        path = shared / "archives" / name
        assert examine_in_child(path) == looked(path)


@pytest.mark.parametrize("charset", [b"gb18030", b"x-of-nobody", b"mac-japanese", b"hz", b"idna"])
def test_mail_of_any_character_set_is_read_in_a_child_as_here(tmp_path, charset):
    sender = b"From: =?%s?B?suLK1A==?=\r\nMIME-Version: 1.0\r\n" % charset
    kind = b'Content-Type: multipart/related; boundary=b; type="text/html"\r\n\r\n--b\r\n'
    part = b"Content-Type: text/html; charset=%s\r\nContent-Location: https://shop.example/\r\n\r\n"
    path = at(tmp_path, sender + kind + part % charset + b"<html>\xb2\xe2</html>\r\n--b--\r\n")
    here, there = looked(path), examine_in_child(path)
    assert (there.kind, there.fault, there.page) == (here.kind, None, here.page)
    if charset == b"gb18030":
        assert there == here


def test_a_child_that_ends_without_an_answer_is_the_fault_of_the_file(tmp_path):
    mail = b"Content-Type: multipart/related; boundary=b\r\n\r\n--b\r\n\r\n" + b"x" * (60 << 20)
    path = at(tmp_path, mail)
    starved = examine_in_child(path, memory=64 << 20)
    assert (starved.kind, starved.fault, starved.page) == (ImportKind.MHTML, "child_crash", None)
    stopped = examine_in_child(at(tmp_path, warc_gz(SITE)), seconds=0)
    assert (stopped.kind, stopped.fault) == (ImportKind.WARC, "child_time")


def test_mail_nested_without_end_is_a_fault_of_the_file(tmp_path):
    head = b"MIME-Version: 1.0\r\nContent-Location: https://shop.example/\r\n"
    nested = b"".join(
        head + b"Content-Type: multipart/related; boundary=b%d\r\n\r\n--b%d\r\n" % (n, n)
        for n in range(3000)
    )
    found = looked(at(tmp_path, nested))
    assert (found.kind, found.fault) == (ImportKind.MHTML, "mhtml")


def test_a_bomb_inside_an_archive_ends_the_reading_not_the_program(tmp_path, monkeypatch):
    monkeypatch.setattr(importing_records, "MAX_INFLATED", 1 << 20)
    bomb = Answer("https://shop.example/", b"\0" * (3 << 20), "application/octet-stream")
    found = looked(at(tmp_path, warc_gz([bomb, *SITE])))
    assert (found.fault, found.page) == ("too_large", None)
