"""Captures put together by somebody who knows the format: each untrue word has its check."""

import base64
import hashlib
import json
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from evidencekit.evidence.canonical import indented
from evidencekit.evidence.check_wacz import check_capture
from evidencekit.evidence.report import Outcome
from evidencekit.evidence.signature import raw_from_der
from evidencekit.evidence.wacz import MEMBERS, seal
from evidencekit.evidence.zip_store import StoreZip
from fakes.drafts import CAPTURE_ID, a_context, a_draft, a_key

KEY = a_key()
MANIFEST, DIGEST = "datapackage.json", "datapackage-digest.json"
ORDER = int("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77a"
            "ecec196accc52973", 16)  # fmt: skip


@pytest.fixture(scope="module")
def members(tmp_path_factory):
    path = tmp_path_factory.mktemp("sealed") / f"{CAPTURE_ID}.wacz"
    seal(path, a_draft(), KEY, a_context())
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in MEMBERS}


def forged(tmp_path, members, *, manifest=None, digest=None, signed=None, files=None):
    """Write the capture anew with changed members; what hangs on them is made to fit.

    `manifest`, `digest` and `signed` change those objects in place; `files` the members written.
    """
    package = json.loads(members[MANIFEST])
    if manifest:
        manifest(package)
    told = json.loads(members[DIGEST])
    raw = indented(package)
    told["hash"] = told["signedData"]["hash"] = f"sha256:{hashlib.sha256(raw).hexdigest()}"
    signature = raw_from_der(KEY.sign(told["hash"].encode()))
    told["signedData"]["signature"] = base64.b64encode(signature).decode()
    for change, target in ((digest, told), (signed, told["signedData"])):
        if change:
            change(target)
    written = members | {MANIFEST: raw, DIGEST: indented(told)}
    if files:
        written = files(written)
    path = tmp_path / f"{CAPTURE_ID}.wacz"
    with path.open("wb") as file:
        archive = StoreZip(file)
        for name, data in written.items():
            archive.add(name, [data])
        archive.finish()
    return path


def wrong(path):
    checks = check_capture(path, "x").checks
    return {check.id for check in checks if check.outcome is Outcome.FAILED}


def test_put_together_without_a_change_it_passes(tmp_path, members):
    assert wrong(forged(tmp_path, members)) == set()


def put(*names, value):
    """Return a change that puts `value` at the place that `names` lead to."""

    def change(target):
        for name in names[:-1]:
            target = target[name]
        target[names[-1]] = value

    return change


def without(*names):
    def change(target):
        for name in names[:-1]:
            target = target[name]
        del target[names[-1]]

    return change


MANIFESTS = {
    "no custody": (without("evidencekit", "custody"), "wacz.metadata"),
    "seq is true": (put("evidencekit", "custody", "seq", value=True), "wacz.metadata"),
    "head is a number": (put("evidencekit", "custody", "head", value=1), "wacz.metadata"),
    "demo is a word": (put("evidencekit", "demo", value="no"), "wacz.metadata"),
    "a newer major": (put("evidencekit", "format", value="2.0"), "wacz.metadata"),
    "another key id": (put("evidencekit", "key_id", value="0" * 16), "wacz.metadata"),
    "another page": (put("mainPageUrl", value="https://example.org/"), "wacz.metadata"),
    "a file not listed": (without("resources", 3), "wacz.members"),
    "a file listed twice": (lambda p: p["resources"].append(p["resources"][0]), "wacz.members"),
    "a path twice": (put("resources", 3, "path", value="indexes/index.idx"), "wacz.members"),
    "a path that climbs": (put("resources", 3, "path", value="../pages.jsonl"), "wacz.members"),
    "no hash": (without("resources", 0, "hash"), "wacz.members"),
    "another kind of hash": (put("resources", 0, "hash", value="md5:0"), "wacz.members"),
    "an empty hash": (put("resources", 0, "hash", value=""), "wacz.members"),
    "other bytes": (put("resources", 0, "bytes", value=1), "wacz.members"),
    "no list": (put("resources", value="all"), "wacz.members"),
    "no list of objects": (put("resources", 0, value="x"), "wacz.members"),
    "an artefact not there": (
        lambda p: p["evidencekit"]["artefacts"].append(p["evidencekit"]["artefacts"][0]),
        "warc.artefacts",
    ),
}


@pytest.mark.parametrize("name", MANIFESTS)
def test_a_manifest_that_is_signed_and_untrue(tmp_path, members, name):
    change, check = MANIFESTS[name]
    assert check in wrong(forged(tmp_path, members, manifest=change))


def raw(r, s):
    return base64.b64encode(r.to_bytes(48, "big") + s.to_bytes(48, "big")).decode()


def spki(key, form=PublicFormat.SubjectPublicKeyInfo):
    return base64.b64encode(key.public_key().public_bytes(Encoding.DER, form)).decode()


NO_POINT = KEY.public.spki[:-1] + bytes([KEY.public.spki[-1] ^ 1])
SIGNED = {
    "another member": (put("domain", value="x"), "wacz.digest"),
    "a member missing": (without("created"), "wacz.digest"),
    "another version": (put("version", value="0.2.0"), "wacz.digest"),
    "another time": (put("created", value="2026-11-23T22:00:07Z"), "wacz.digest"),
    "another program": (put("software", value="x"), "wacz.digest"),
    "another hash": (put("hash", value="sha256:" + "0" * 64), "wacz.inner_signature"),
    "no base64": (put("signature", value="!"), "wacz.inner_signature"),
    "no text": (put("signature", value=1), "wacz.inner_signature"),
    "a short signature": (put("signature", value="AAAA"), "wacz.inner_signature"),
    "padding bits": (put("signature", value=raw(1, 1)[:-1] + "B"), "wacz.inner_signature"),
    "r is 0": (put("signature", value=raw(0, 1)), "wacz.inner_signature"),
    "s is 0": (put("signature", value=raw(1, 0)), "wacz.inner_signature"),
    "r is n": (put("signature", value=raw(ORDER, 1)), "wacz.inner_signature"),
    "s is beyond n": (put("signature", value=raw(1, ORDER + 1)), "wacz.inner_signature"),
    "another key": (put("publicKey", value=spki(ec.generate_private_key(ec.SECP384R1()))),
                    "wacz.inner_signature"),
    "another curve": (put("publicKey", value=spki(ec.generate_private_key(ec.SECP256R1()))),
                      "wacz.inner_signature"),
    "another kind of key": (put("publicKey", value=spki(rsa.generate_private_key(65537, 2048))),
                            "wacz.inner_signature"),
    "no key": (put("publicKey", value=""), "wacz.inner_signature"),
    "not on the curve": (
        lambda s: s.update(publicKey=base64.b64encode(NO_POINT).decode()),
        "wacz.inner_signature",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SIGNED)
def test_signed_data_that_is_not_what_it_should_be(tmp_path, members, name):
    change, check = SIGNED[name]
    assert check in wrong(forged(tmp_path, members, signed=change))


DIGESTS = {
    "another path": put("path", value="x.json"),
    "another hash": put("hash", value="sha256:" + "0" * 64),
    "another member": put("more", value=1),
    "members in another order": lambda told: told.update(path=told.pop("path")),
}


@pytest.mark.parametrize("name", DIGESTS)
def test_a_digest_file_that_is_not_what_it_should_be(tmp_path, members, name):
    assert "wacz.digest" in wrong(forged(tmp_path, members, digest=DIGESTS[name]))


def renamed(files, old, new):
    return {new if name == old else name: data for name, data in files.items()}


FILES = {
    "no digest file": (lambda f: {n: d for n, d in f.items() if n != DIGEST}, "wacz.digest"),
    "a digest file that is no JSON": (lambda f: f | {DIGEST: b"{"}, "wacz.digest"),
    "a digest file in other form": (lambda f: f | {DIGEST: f[DIGEST] + b"\n"}, "wacz.digest"),
    "a manifest in other form": (lambda f: f | {MANIFEST: f[MANIFEST] + b"\n"}, "wacz.digest"),
    "a manifest that is no JSON": (lambda f: f | {MANIFEST: b"[]"}, "wacz.members"),
    "no pages": (lambda f: {n: d for n, d in f.items() if "pages" not in n}, "wacz.zip"),
    "another file": (lambda f: f | {"extra/x.txt": b"x"}, "wacz.zip"),
    "another order": (lambda f: dict(reversed(f.items())), "wacz.zip"),
    "another name": (lambda f: renamed(f, MEMBERS[2], "indexes/index.cdx"), "wacz.zip"),
    "no WARC": (lambda f: {n: d for n, d in f.items() if n != MEMBERS[0]}, "warc.records"),
}


@pytest.mark.parametrize("name", FILES)
def test_other_files_than_the_six(tmp_path, members, name):
    change, check = FILES[name]
    assert check in wrong(forged(tmp_path, members, files=change))
