"""Manifest, list of pages and index: where a limit lies, and each fault in its own word."""

import base64
import gzip
import hashlib
import io
import json
import zipfile

import pytest

from evidencekit.evidence import check_manifest, check_pages, check_warc
from evidencekit.evidence.canonical import indented
from evidencekit.evidence.check_wacz import Expected, check_capture, check_lone_capture
from evidencekit.evidence.keys import make_key
from evidencekit.evidence.report import Outcome
from evidencekit.evidence.signature import PublicKey
from evidencekit.evidence.wacz import MEMBERS
from fakes.bad_archives import (
    CDX,
    DIGEST,
    IDX,
    MANIFEST,
    PAGES,
    having,
    packed,
    parts,
    with_package,
)
from fakes.drafts import CAPTURE_ID


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


def test_a_fault_of_the_pages_is_told_of_their_list():
    where = f"x.wacz!{PAGES}"
    header = b'{"format": "json-pages-1.0"}\n'
    other = header + b'{"url": "http://a/", "ts": "2026-11-23T22:00:00Z"}\n'
    for raw, word in ((other, "other_page"), (header + b"{", "syntax"), (b"{}", "header")):
        assert whole(having(**{"pages.jsonl": raw}), "wacz.pages") == (where, None, word)
    missing = having(**{"pages.jsonl": None})
    assert whole(missing, "wacz.pages")[0] == where


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


def outcomes(data):
    checks = check_lone_capture(io.BytesIO(data), "x.wacz", None).checks
    return [(one.id, one.item, one.outcome.value) for one in checks]


def test_what_could_not_be_checked_is_said_of_each_check():
    less = packed({name: data for name, data in parts().items() if name != MEMBERS[0]})
    assert outcomes(less)[-3:] == [
        ("warc.records", f"x.wacz!{MEMBERS[0]}", "failed"),
        ("warc.index", "x.wacz", "not_checked"),
        ("warc.artefacts", "x.wacz", "not_checked"),
    ]
    assert outcomes(GOOD[:-9]) == [
        ("wacz.hash", "x.wacz", "not_checked"),
        ("wacz.signature", "x.wacz.sig", "not_checked"),
        ("wacz.zip", "x.wacz", "failed"),
        ("wacz.metadata", "x.wacz", "not_checked"),
        ("wacz.members", "x.wacz", "not_checked"),
        ("wacz.pages", "x.wacz", "not_checked"),
        ("wacz.digest", "x.wacz", "not_checked"),
        ("wacz.inner_signature", "x.wacz", "not_checked"),
        ("warc.records", "x.wacz", "not_checked"),
        ("warc.index", "x.wacz", "not_checked"),
        ("warc.artefacts", "x.wacz", "not_checked"),
    ]
    assert outcomes(GOOD) == [
        ("wacz.hash", "x.wacz", "not_checked"),
        ("wacz.signature", "x.wacz.sig", "not_checked"),
        ("wacz.zip", "x.wacz", "passed"),
        ("wacz.members", "x.wacz", "passed"),
        ("wacz.pages", "x.wacz", "passed"),
        ("wacz.digest", "x.wacz", "passed"),
        ("wacz.inner_signature", f"x.wacz!{DIGEST}", "passed"),
        ("wacz.metadata", "x.wacz", "passed"),
        ("warc.records", "x.wacz", "passed"),
        ("warc.index", "x.wacz", "passed"),
        ("warc.artefacts", "x.wacz", "passed"),
    ]


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


def whole(data, check):
    """Return where a check failed, what was expected and what found."""
    checks = check_lone_capture(io.BytesIO(data), "x.wacz", None).checks
    (one,) = [one for one in checks if one.id == check and one.outcome is Outcome.FAILED]
    return one.item, one.expected, one.found


def manifest(data=GOOD):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return json.loads(archive.read(MANIFEST))


def sha256(data):
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


def test_other_members_are_named_with_those_that_should_be():
    turned = dict(reversed(parts().items()))
    names = ", ".join(MEMBERS), ", ".join(turned)
    assert whole(packed(turned), "wacz.zip") == ("x.wacz", *names)


def test_headers_that_differ_from_ours_are_named():
    inside = GOOD.index(b"PK\x03\x04", 9)
    name = MEMBERS[1]
    changed = GOOD[: inside + 4] + b"\x0a" + GOOD[inside + 5 :]
    assert whole(changed, "wacz.zip") == (f"x.wacz!{name}", None, "local_header")
    directory = GOOD.rindex(b"PK\x01\x02")
    changed = GOOD[: directory + 6] + b"\x0a" + GOOD[directory + 7 :]
    assert whole(changed, "wacz.zip") == ("x.wacz", None, "central_directory")


def resource(**changes):
    return with_package(lambda package: package["resources"][0].update(changes))


def test_a_fault_of_a_member_says_which_and_what():
    first, *_rest = manifest()["resources"]
    where, zeros = f"x.wacz!{first['path']}", "sha256:" + "0" * 64
    assert whole(resource(hash=zeros), "wacz.members") == (where, zeros, first["hash"])
    assert whole(resource(bytes=7), "wacz.members") == (where, first["hash"], "bytes")
    said = whole(resource(hash="md5:0"), "wacz.members")
    assert said == (where, "md5:0", "hash_form")


def test_a_fault_of_the_list_of_members_is_told_of_the_manifest():
    where = f"x.wacz!{MANIFEST}"
    said = whole(with_package(lambda package: package.update(resources={})), "wacz.members")
    assert said == (where, None, "resources")
    said = whole(with_package(lambda package: package.update(profile="x")), "wacz.members")
    assert said == (where, "data-package", "profile")
    twice = with_package(lambda package: package["resources"].append(package["resources"][0]))
    assert whole(twice, "wacz.members") == (where, None, "twice")
    assert whole(having(**{"datapackage.json": b"{"}), "wacz.members") == (where, None, "syntax")


def test_a_member_too_many_and_one_too_few_are_named():
    path = manifest()["resources"][-1]["path"]
    more = with_package(lambda package: package["resources"].pop())
    assert whole(more, "wacz.members") == (f"x.wacz!{path}", None, "unlisted")
    less = packed({name: data for name, data in parts().items() if name != path})
    assert whole(less, "wacz.members") == (f"x.wacz!{path}", None, "missing")


@pytest.mark.parametrize("profile", ["data-package", "wacz-package", "multi-wacz-package"])
def test_each_profile_of_a_wacz_is_one(profile):
    data = with_package(lambda package: package.update(profile=profile))
    assert "wacz.members" not in found(data)
    data = with_package(lambda package: package.pop("profile", None))
    assert "wacz.members" not in found(data)


def test_a_digest_of_another_manifest_says_both():
    raw = parts()[MANIFEST] + b"\n"
    where = f"x.wacz!{DIGEST}"
    said = whole(having(**{"datapackage.json": raw}), "wacz.digest")
    assert said == (where, sha256(parts()[MANIFEST]), sha256(raw))
    said = whole(having(**{"datapackage_digest.json": b"{"}), "wacz.digest")
    assert said == (where, sha256(parts()[MANIFEST]), "syntax")
    said = whole(having(**{"datapackage_digest.json": None}), "wacz.digest")
    assert said == (where, sha256(parts()[MANIFEST]), "missing")


def digest_having(change):
    digest = json.loads(parts()[DIGEST])
    change(digest)
    return having(**{"datapackage_digest.json": indented(digest)})


@pytest.mark.parametrize(
    "change",
    [
        lambda digest: digest.update(more=1),
        lambda digest: digest["signedData"].update(version="0.2.0"),
        lambda digest: digest["signedData"].update(created="2026-11-23T22:00:07Z"),
        lambda digest: digest["signedData"].update(software="another"),
        lambda digest: digest["signedData"].update(more=1),
    ],
)
def test_a_digest_file_has_one_form(change):
    assert whole(digest_having(change), "wacz.digest") == (f"x.wacz!{DIGEST}", None, "form")


def test_the_digest_file_names_the_manifest():
    data = digest_having(lambda digest: digest.update(path="other.json"))
    assert whole(data, "wacz.digest")[0] == f"x.wacz!{DIGEST}"


def test_json_of_another_form_is_not_ours():
    loose = json.dumps(json.loads(parts()[DIGEST])).encode()
    said = whole(having(**{"datapackage_digest.json": loose}), "wacz.digest")
    assert said == (f"x.wacz!{DIGEST}", None, "form")


def test_faults_of_the_signature_inside_are_told_of_the_digest_file():
    where = f"x.wacz!{DIGEST}"

    def signed(**changes):
        data = digest_having(lambda digest: digest["signedData"].update(changes))
        return whole(data, "wacz.inner_signature")

    key = PublicKey.from_spki(
        base64.b64decode(json.loads(parts()[DIGEST])["signedData"]["publicKey"])
    )
    assert signed(domainCert="x") == (where, None, "two_forms")
    assert signed(publicKey="!") == (where, None, "no_key")
    assert signed(publicKey="AAAA") == (where, None, "not_a_key")
    assert signed(signature="AAAA") == (where, None, "length")
    assert signed(signature=7) == (where, None, "base64")
    assert signed(hash="sha256:0") == (where, key.fingerprint, "does not verify")


def test_a_capture_of_another_key_than_expected_says_both(tmp_path):
    path = tmp_path / f"{CAPTURE_ID}.wacz"
    path.write_bytes(GOOD)
    mine, other = claims_of(GOOD), make_key().public
    checks = check_capture(path, "x.wacz", Expected("0" * 64, other)).checks
    told = {
        one.id: (one.item, one.expected, one.found) for one in checks if one.outcome == "failed"
    }
    inner = told["wacz.inner_signature"]
    assert inner[:2] == (f"x.wacz!{DIGEST}", other.fingerprint)
    assert inner[2][:16] == mine["key_id"]
    assert told["wacz.metadata"] == ("x.wacz", other.key_id, mine["key_id"])


def claims_of(data):
    return manifest(data)["evidencekit"]


def test_contradictions_in_what_a_capture_says_are_told_with_both():
    own = claims_of(GOOD)["key_id"]
    assert whole(claim("format", "2.0"), "wacz.metadata") == ("x.wacz", "1.0", "2.0")
    assert whole(claim("key_id", "0" * 16), "wacz.metadata") == ("x.wacz", "0" * 16, own)
    said = whole(claim("final_url", "http://b/"), "wacz.metadata")
    assert said == ("x.wacz", None, "mainPageUrl")
    said = whole(claim("demo", 0), "wacz.metadata")
    assert said == (f"x.wacz!{MANIFEST}", None, "evidencekit")
