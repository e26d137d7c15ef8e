"""One flipped bit anywhere is found: by the hash and the signature, and without both."""

import hashlib
import zipfile

import pytest

from evidencekit.evidence.check_wacz import Expected, check_capture
from evidencekit.evidence.hashing import hash_file
from evidencekit.evidence.report import Outcome
from evidencekit.evidence.wacz import seal, sign_file
from fakes.drafts import CAPTURE_ID, VAULT_ID, a_context, a_draft, a_key

ITEM = f"evidence/2026/11/{CAPTURE_ID}.wacz"
FLIPS = 90


@pytest.fixture(scope="module")
def original(tmp_path_factory):
    target, key = tmp_path_factory.mktemp("sealed") / f"{CAPTURE_ID}.wacz", a_key()
    done = seal(target, a_draft(), key, a_context())
    return target, key, sign_file(done, key), done.sha256


def regions(path):
    """Give name, first and last byte of each kind of place in the file."""
    with zipfile.ZipFile(path) as archive:
        infos, directory = archive.infolist(), archive.start_dir
    for info in infos:
        data = info.header_offset + 30 + len(info.filename)
        yield f"header of {info.filename}", info.header_offset, data
        yield info.filename, data, data + info.file_size
    yield "directory", directory, path.stat().st_size


def places(name, begin, end):
    """Seeded, spread over the region."""
    for number in range(FLIPS):
        drawn = int.from_bytes(hashlib.sha256(f"{name}/{number}".encode()).digest()[:8], "big")
        yield begin + drawn % (end - begin), 1 << (drawn >> 60 & 7)


def failures(findings):
    return {check.id for check in findings.checks if check.outcome is Outcome.FAILED}


def test_the_untouched_file_passes_everything(original, tmp_path):
    path, key, signature, sha256 = original
    (path.parent / f"{path.name}.sig").write_bytes(signature)
    findings = check_capture(path, ITEM, Expected(sha256, key.public), deep=True)
    assert {check.outcome for check in findings.checks} == {Outcome.PASSED}
    assert len(findings.checks) == 11
    assert findings.claims.custody_head == "3" * 64
    quick = check_capture(path, ITEM, Expected(sha256, key.public))
    assert [check.id for check in quick.checks if check.outcome is Outcome.PASSED] == [
        "wacz.hash",
        "wacz.signature",
        "wacz.metadata",
    ]
    assert quick.claims == findings.claims


def test_each_flipped_bit_is_found(original, tmp_path):
    path = original[0]
    data, copy = path.read_bytes(), tmp_path / f"{CAPTURE_ID}.wacz"
    missed = []
    for name, begin, end in regions(path):
        for at, bit in places(name, begin, end):
            changed = bytearray(data)
            changed[at] ^= bit
            copy.write_bytes(changed)
            alone = failures(check_capture(copy, ITEM))
            if not alone:
                missed.append((name, at, bit, "alone"))
    assert missed == []


@pytest.mark.parametrize("place", [0, 100, -1])
def test_quick_finds_a_flip_by_hash_and_signature(original, tmp_path, place):
    path, key, signature, sha256 = original
    copy = tmp_path / path.name
    changed = bytearray(path.read_bytes())
    changed[place] ^= 4
    copy.write_bytes(changed)
    copy.with_name(f"{copy.name}.sig").write_bytes(signature)
    found = failures(check_capture(copy, ITEM, Expected(sha256, key.public)))
    assert {"wacz.hash", "wacz.signature"} <= found


def test_each_bit_of_the_signature_counts(original, tmp_path):
    path, key, signature, sha256 = original
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    beside = copy.with_name(f"{copy.name}.sig")
    for at in range(len(signature)):
        changed = bytearray(signature)
        changed[at] ^= 1 << at % 8
        beside.write_bytes(changed)
        found = failures(check_capture(copy, ITEM, Expected(sha256, key.public)))
        assert found == {"wacz.signature"}, at
    beside.unlink()
    assert failures(check_capture(copy, ITEM, Expected(sha256, key.public))) == {"wacz.signature"}


def test_a_file_sealed_with_another_key_is_found(original, tmp_path):
    path, _key, _signature, _sha256 = original
    other, target = a_key(), tmp_path / path.name
    done = seal(target, a_draft(), other, a_context())
    target.with_name(f"{target.name}.sig").write_bytes(sign_file(done, other))
    expected = Expected(done.sha256, original[1].public)
    found = failures(check_capture(target, ITEM, expected, deep=True))
    assert found == {"wacz.signature", "wacz.inner_signature", "wacz.metadata"}


@pytest.mark.parametrize(
    ("vault_id", "demo", "name"),
    [("v-other", None, CAPTURE_ID), (VAULT_ID, True, CAPTURE_ID), (VAULT_ID, False, "c-other")],
)
def test_a_capture_of_another_vault_or_name_is_found(original, tmp_path, vault_id, demo, name):
    path, key, signature, sha256 = original
    copy = tmp_path / f"{name}.wacz"
    copy.write_bytes(path.read_bytes())
    copy.with_name(f"{copy.name}.sig").write_bytes(signature)
    expected = Expected(sha256, key.public, vault_id, demo)
    assert failures(check_capture(copy, ITEM, expected)) == {"wacz.metadata"}


def test_truncation_is_found_at_every_fiftieth(original, tmp_path):
    path = original[0]
    data, copy = path.read_bytes(), tmp_path / path.name
    for part in range(50):
        copy.write_bytes(data[: len(data) * part // 50])
        assert failures(check_capture(copy, ITEM)) == {"wacz.zip"}, part


def test_a_file_replaced_while_it_is_read_is_not_two_files(original, tmp_path):
    """Hash, signature and inside are those of the file that was opened first."""
    path, key, signature, sha256 = original
    copy = tmp_path / path.name
    copy.write_bytes(path.read_bytes())
    copy.with_name(f"{copy.name}.sig").write_bytes(signature)

    class Replaced:
        def of(self, place, file):
            (tmp_path / "other").write_bytes(b"another")
            (tmp_path / "other").replace(place)
            return hash_file(file)

    expected = Expected(sha256, key.public)
    findings = check_capture(copy, ITEM, expected, deep=True, ahead=Replaced())
    assert failures(findings) == set()
    assert findings.sha256 == sha256
