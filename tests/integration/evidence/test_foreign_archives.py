"""Eleven real files of other tools: what each comes to, and that a cut one is always noticed."""

import io
import json
import subprocess
import sys
import zipfile

import pytest
from warcio.archiveiterator import ArchiveIterator

from evidencekit.evidence.archive_kind import HEAD, ArchiveKind, kind_of
from evidencekit.evidence.lone_file import check_lone
from evidencekit.evidence.report import Outcome

NO_KEY = {"key.known": None}
DOMAIN = "domain btrix-sign-test.webrecorder.net"
# What stays open or failed, by name, and the exit of the command.
EXPECTED = {
    "aut-issue-514.warc": ({}, {}),
    "ipwb-frogtest.warc": ({}, {"warc.records": "no_digests: 2 of 2"}),
    "nodewarc-books-toscrape.warc": ({}, {"warc.records": "no_digests: 30 of 30"}),
    "pywacz-iana.warc": ({}, {}),
    "warcio-example.warc.gz": ({}, {}),
    "warcio-iana-chunked.warc": ({}, {}),
    "pywacz-valid-2.wacz": ({}, {"wacz.inner_signature": "none"}),
    "pywacz-valid-signed.wacz": (
        {},
        {
            "wacz.inner_signature": DOMAIN,
            "wacz.domain": "CN=DST Root CA X3,O=Digital Signature Trust Co.",
        },
    ),
    # Its signature and its token fit: what is wrong is that a test authority vouches for the
    # domain, one that calls itself so.
    "pywacz-invalid-signed.wacz": (
        {
            "wacz.domain": "test_root: CN=(STAGING) Pretend Pear X1,"
            "O=(STAGING) Internet Security Research Group,C=US"
        },
        {"wacz.inner_signature": DOMAIN},
    ),
}
SAVED_PAGES = ["mhtmlparser-hn.mhtml", "mhtmlparser-mdn.mhtml"]


def found(findings, outcome):
    return {check.id: check.found for check in findings.checks if check.outcome is outcome}


def checked(name, data):
    return check_lone(io.BytesIO(data), kind_of(name, data[:HEAD]), "", None)


def verify(*arguments):
    command = [sys.executable, "-P", "-m", "evidencekit", "--json", "verify", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_verdict_of_each_file(shared, name):
    findings = checked(name, (shared / "archives" / name).read_bytes())
    wrong, unknown = EXPECTED[name]
    assert found(findings, Outcome.FAILED) == wrong
    assert found(findings, Outcome.INDETERMINATE) == unknown
    assert (findings.claims, findings.key) == (None, None)


@pytest.mark.parametrize("name", EXPECTED)
def test_the_command_says_the_same(shared, name):
    wrong, unknown = EXPECTED[name]
    code, report = verify(shared / "archives" / name)
    assert (code, report["verdict"]) == ((1, "failed") if wrong else (0, "indeterminate"))
    said = {one["check"]: one["found"] for one in report["problems"]}
    assert said == wrong | unknown | NO_KEY


@pytest.mark.parametrize("name", SAVED_PAGES)
def test_a_saved_page_is_no_archive(shared, name, tmp_path):
    code, report = verify(shared / "archives" / name)
    assert (code, report["error"]["code"]) == (2, "file.not_an_archive")
    renamed = tmp_path / "page.wacz"
    renamed.write_bytes((shared / "archives" / name).read_bytes())
    assert verify(renamed)[1]["error"]["code"] == "file.not_an_archive"


@pytest.mark.parametrize("name", EXPECTED)
def test_a_cut_is_noticed_at_every_fiftieth(shared, name):
    data = (shared / "archives" / name).read_bytes()
    for part in range(50):
        cut = data[: len(data) * part // 50]
        findings = check_lone(io.BytesIO(cut), kind_of(name, cut[:HEAD]), "", None)
        assert found(findings, Outcome.FAILED), part


@pytest.mark.parametrize("name", [name for name in EXPECTED if ".warc" in name])
def test_a_flipped_bit_never_escapes_and_is_found_where_there_are_digests(shared, name):
    data = (shared / "archives" / name).read_bytes()
    for at in range(0, len(data), len(data) // 40):
        changed = bytearray(data)
        changed[at] ^= 0x10
        checked(name, bytes(changed))


@pytest.mark.parametrize("name", [name for name in EXPECTED if ".warc" in name])
def test_warcio_finds_the_same_digests_right(shared, name):
    with (shared / "archives" / name).open("rb") as file:
        theirs = set()
        for record in ArchiveIterator(file, check_digests=True):
            record.raw_stream.read()
            if record.rec_type in {"response", "resource"}:
                theirs.add(record.digest_checker.passed)
    ours = checked(name, (shared / "archives" / name).read_bytes()).checks[-1].outcome
    assert ours is {True: Outcome.PASSED, None: Outcome.INDETERMINATE}[theirs.pop()]
    assert not theirs


def test_the_name_decides_before_the_content():
    assert kind_of("a.WACZ", b"not a zip") is ArchiveKind.WACZ
    assert kind_of("a.warc.gz", b"") is ArchiveKind.WARC
    assert kind_of("a.bin", b"PK\x03\x04") is ArchiveKind.WACZ
    assert kind_of("a", b"WARC/1.1\r\n") is ArchiveKind.WARC
    assert kind_of("a.txt", b"hello") is None


def test_a_domain_form_with_another_member_is_no_domain_form(shared):
    rewritten = io.BytesIO()
    with (
        zipfile.ZipFile(shared / "archives" / "pywacz-valid-signed.wacz") as archive,
        zipfile.ZipFile(rewritten, "w") as copy,
    ):
        for info in archive.infolist():
            data = archive.read(info)
            if info.filename == "datapackage-digest.json":
                digest = json.loads(data)
                digest["signedData"]["another"] = "member"
                data = json.dumps(digest).encode()
            copy.writestr(info, data)
    checks = {check.id: check.outcome for check in checked("a.wacz", rewritten.getvalue()).checks}
    assert checks["wacz.inner_signature"] is Outcome.INDETERMINATE
    assert "wacz.domain" not in checks
