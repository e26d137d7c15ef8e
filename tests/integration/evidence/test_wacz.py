"""Sealing a draft and reading it back."""

import gzip
import hashlib
import json
import tracemalloc
import zipfile
from dataclasses import dataclass, replace

import pytest

from evidencekit.domain.errors import ArchiveRefused, BodyDamaged, CaptureTooLarge, FileMissing
from evidencekit.evidence import wacz
from evidencekit.evidence.check_wacz import check_capture
from evidencekit.evidence.records import BytesBody, Gap
from evidencekit.evidence.report import Outcome
from evidencekit.evidence.wacz import MEMBERS, seal
from evidencekit.evidence.wacz_file import WaczFile
from fakes.drafts import (
    AT,
    CAPTURE_ID,
    HTML,
    PAGE,
    PICTURE,
    VAULT_ID,
    a_context,
    a_draft,
    a_key,
    an_about,
    an_exchange,
)

ASCII_PAGE = PAGE.replace("红", "%E7%BA%A2")


def sealed(tmp_path, key=None, name="c.wacz", **changes):
    target = tmp_path / name
    seal(target, a_draft(**changes), key or a_key(), a_context())
    return target


def test_two_seals_of_one_draft_differ_in_the_digest_file_only(tmp_path):
    key = a_key()
    first, second = (zipfile.ZipFile(sealed(tmp_path, key, name)) for name in ("a", "b"))
    with first, second:
        assert tuple(first.namelist()) == MEMBERS
        differ = [name for name in MEMBERS if first.read(name) != second.read(name)]
    assert differ == ["datapackage-digest.json"]


def test_the_length_is_the_sum_of_6_1(tmp_path):
    path = sealed(tmp_path)
    with zipfile.ZipFile(path) as archive:
        total = sum(76 + 2 * len(i.filename) + i.file_size for i in archive.infolist())
    assert path.stat().st_size == 22 + total


def test_the_eight_lines_that_check_sh_reads(tmp_path):
    key = a_key()
    with zipfile.ZipFile(sealed(tmp_path, key)) as archive:
        lines = archive.read("datapackage.json").decode().split("\n")
    at = lines.index(' "evidencekit": {')
    assert lines[at + 1 : at + 9] == [
        '  "format": "1.0",',
        f'  "capture_id": "{CAPTURE_ID}",',
        f'  "vault_id": "{VAULT_ID}",',
        f'  "key_id": "{key.key_id}",',
        '  "demo": false,',
        '  "custody": {',
        '   "seq": 1,',
        f'   "head": "{"3" * 64}"',
    ]
    assert lines[at + 9] == "  },"


def test_what_was_sealed_is_read_back(tmp_path):
    with WaczFile.open(sealed(tmp_path)) as file:
        assert file.evidencekit["final_url"] == PAGE
        assert file.pages() == [
            {"id": CAPTURE_ID, "url": PAGE, "ts": an_about()["started"], "title": "假货 listing"}
        ]
        responses = list(file.responses())
        assert [(one.status, one.body) for one in responses[:3]] == [
            (302, b""),
            (200, HTML),
            (200, PICTURE),
        ]
        assert responses[1].url == ASCII_PAGE
        assert responses[1].media_type == "text/html"
        assert ("x-orig-Content-Encoding", "br") in responses[1].headers
        assert ("x-orig-Content-Length", "17") in responses[1].headers
        assert ("Content-Length", str(len(HTML))) in responses[1].headers
        assert [one.cut for one in responses] == [False, False, False, False, True]
        assert file.artefact("view") == PICTURE
        assert file.artefact("mhtml") is None
        assert [one.details["y"] for one in file.tiles()] == [0, 30]
        assert file.artefact_body(file.tiles()[1]) == PICTURE[:555]


def test_the_manifest_counts_what_is_there(tmp_path):
    with WaczFile.open(sealed(tmp_path)) as file:
        said = file.evidencekit
    assert said["counts"] == {
        "requests": 6,
        "responses": 5,
        "bytes": len(HTML) + len(PICTURE) + 17 + 9,
        "exact": 4,
        "redirects": 1,
        "ws_frames": 0,
        "gaps": 1,
        "failed": 1,
        "withheld": 2,
    }
    assert said["withheld"] == [
        {"where": "form_value", "name": "password", "count": 1, "bytes": 32},
        {"where": "request_header", "name": "cookie", "count": 1, "bytes": 812},
    ]
    assert said["actions"]["lines"] == 2
    assert list(said)[:6] == ["format", "capture_id", "vault_id", "key_id", "demo", "custody"]
    assert list(said)[-5:] == ["artefacts", "screen_wire", "actions", "warnings", "ground"]


def test_complete_is_never_said_with_a_gap(tmp_path):
    gap = Gap("https://a.example/", "GET", "Image", None, "not_seen")
    path = sealed(tmp_path, about=an_about(state="complete"), gaps=(gap,))
    with WaczFile.open(path) as file:
        assert file.evidencekit["state"] == "complete_with_gaps"


def test_lone_surrogates_are_repaired_and_told(tmp_path):
    path = sealed(tmp_path, about=an_about(title="bad \ud800 title"))
    with WaczFile.open(path) as file:
        assert file.evidencekit["title"] == "bad \ufffd title"
        assert file.evidencekit["warnings"] == ["clock", "text_repaired"]


def test_hostile_headers_and_addresses_stay_inside_their_record(tmp_path):
    nasty = an_exchange(
        "https://a.example/\r\nWARC-Type: warcinfo\r\n\r\n\x00 ü\ud800",
        reason="OK\r\nX: y",
        response_headers=(("a b\r\n", "1\r\n2\x00"), ("\ud800", "\udfff")),
        request_headers=((":authority", "x\n"),),
    )
    path = sealed(tmp_path, exchanges=(nasty,))
    findings = check_capture(path, "c.wacz")
    assert [one for one in findings.checks if one.outcome is Outcome.FAILED] == []
    with WaczFile.open(path) as file:
        (response,) = file.responses()
    assert response.url.startswith("https://a.example/%0D%0AWARC-Type:%20warcinfo")
    assert response.headers == (("a%20b%0D%0A", "1%0D%0A2%00"), ("%EF%BF%BD", "\ufffd"))


def test_index_members_hold_3000_lines(tmp_path):
    many = tuple(an_exchange(f"https://a.example/{n}", b"") for n in range(3001))
    path = sealed(tmp_path, exchanges=many, artefacts=())
    with zipfile.ZipFile(path) as archive:
        lines = gzip.decompress(archive.read("indexes/index.cdx.gz")).split(b"\n")[:-1]
        members = archive.read("indexes/index.idx").decode().split("\n")[1:-1]
    assert lines == sorted(lines)
    assert len(lines) == 3001
    assert [json.loads(one[one.index(" {") :])["filename"] for one in members] == [
        "index.cdx.gz"
    ] * 2


def test_a_body_that_changed_in_the_spool_is_refused_and_leaves_nothing(tmp_path):
    class Changed(BytesBody):
        @property
        def sha256(self):
            return hashlib.sha256(b"as it was").hexdigest()

    with pytest.raises(BodyDamaged):
        sealed(tmp_path, exchanges=(replace(an_exchange(), body=Changed(b"now")),))
    assert list(tmp_path.iterdir()) == []


def test_a_capture_over_its_limit_is_refused_and_leaves_nothing(tmp_path):
    with pytest.raises(CaptureTooLarge):
        seal(tmp_path / "c", a_draft(), a_key(), a_context(), limit=10_000)
    assert list(tmp_path.iterdir()) == []


def test_an_entry_that_may_reach_4_gib_has_headers_of_the_other_form(tmp_path, monkeypatch):
    draft = a_draft()
    size = sum(one.body.size for one in (*draft.exchanges, *draft.artefacts))
    needed = {}
    for limit in (size, size + 1):
        monkeypatch.setattr(wacz, "LIMIT_32", limit)
        data = sealed(tmp_path, name=str(limit)).read_bytes()
        needed[limit] = int.from_bytes(data[4:6], "little")
    assert needed == {size: 45, size + 1: 20}


def test_a_file_that_is_there_is_never_overwritten(tmp_path):
    (tmp_path / "c.wacz").write_bytes(b"evidence")
    with pytest.raises(FileExistsError):
        sealed(tmp_path)
    assert (tmp_path / "c.wacz").read_bytes() == b"evidence"


@dataclass(frozen=True)
class Generated:
    """A body that is nowhere whole."""

    size: int
    sha256: str

    def pieces(self):
        piece = bytes(1 << 20)
        for _number in range(self.size >> 20):
            yield piece


def test_a_body_of_300_mb_is_sealed_in_little_memory(tmp_path):
    size, digest = 300 << 20, hashlib.sha256()
    for _number in range(300):
        digest.update(bytes(1 << 20))
    video = replace(
        an_exchange("https://a.example/v.mp4", b"", "video/mp4"),
        body=Generated(size, digest.hexdigest()),
    )
    tracemalloc.start()
    path = sealed(tmp_path, exchanges=(video,))
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert path.stat().st_size > size
    assert peak < 20 << 20


def test_reading_refuses_what_is_no_wacz(tmp_path):
    with pytest.raises(FileMissing):
        WaczFile.open(tmp_path / "none.wacz")
    (tmp_path / "x.wacz").write_bytes(b"no zip")
    with pytest.raises(ArchiveRefused) as refused:
        WaczFile.open(tmp_path / "x.wacz")
    assert refused.value.facts["reason"] == "no_end"


@pytest.mark.parametrize("kind", ["valid-signed", "invalid-signed", "valid-2"])
def test_files_of_others_are_read(shared, kind):
    with WaczFile.open(shared / "archives" / f"pywacz-{kind}.wacz") as file:
        assert file.pages()
        assert all(one.body for one in file.responses())


def test_no_cut_or_changed_foreign_file_escapes_with_a_traceback(shared, tmp_path):
    data = (shared / "archives" / "pywacz-valid-2.wacz").read_bytes()
    copy = tmp_path / "f.wacz"
    for at in range(0, len(data), 9):
        changed = bytearray(data)
        changed[at] ^= 0x41
        copy.write_bytes(changed)
        check_capture(copy, "f.wacz")
        try:
            with WaczFile.open(copy) as file:
                file.pages()
                list(file.responses())
        except ArchiveRefused:
            pass


def test_the_clock_of_the_exchange_is_in_the_record(tmp_path):
    with WaczFile.open(sealed(tmp_path)) as file:
        assert next(file.responses()).at == "2026-11-23T22:00:04.123Z"
    assert AT.microsecond == 123_000


def test_the_manifest_tells_times_to_the_second(tmp_path):
    with WaczFile.open(sealed(tmp_path)) as file:
        said = file.manifest
    assert said["created"] == "2026-11-23T22:00:06Z"
    assert said["mainPageDate"] == "2026-11-23T22:00:00Z"
