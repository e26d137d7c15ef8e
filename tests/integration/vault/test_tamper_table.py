"""The tamper table (`docs/threat-model.md` 4), row by row: what finds each attack.

Not here, because no check can find them: a fake server, an old page passed off as new.
"""

import io
import re
import shutil
import zipfile
from datetime import UTC, datetime

import pytest

from evidencekit.evidence.check_wacz import check_capture
from evidencekit.evidence.custody import check_log, make_line, moment
from evidencekit.evidence.report import KeyTrust, Outcome, Verdict
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.signature import PublicKey, raw_from_der
from evidencekit.evidence.timestamp import read_certificates
from evidencekit.vault.check import check_vault
from evidencekit.vault.create import NewVault
from evidencekit.vault.heads import KnownVaults
from fakes.held_clock import HeldClock
from fakes.memory_keyring import MemoryKeyring
from fakes.vaults import VaultRoom, flipped, full_vault, put_bytes, stamp

# SEC 2 (version 2), 2.5.1.
ORDER = int("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77a"
            "ecec196accc52973", 16)  # fmt: skip


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    import keyring

    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    room, room.roots = full_vault(tmp_path_factory.mktemp("pattern"), HeldClock())
    room.keyring = keyring.get_keyring()
    yield room
    keyring.set_keyring(before)


@pytest.fixture
def room(pattern, tmp_path, memory_keyring):
    import keyring

    keyring.set_keyring(pattern.keyring)
    shutil.copytree(pattern.path, tmp_path / "vault")
    shutil.copy(pattern.path.parent / "known.json", tmp_path)
    copy = object.__new__(VaultRoom)
    copy.__dict__ |= pattern.__dict__
    copy.path = tmp_path / "vault"
    copy.known = KnownVaults(tmp_path / "known.json")
    copy.log = copy.path / "custody" / pattern.log.name
    return copy


def report(room, known=None, **how):
    if hasattr(room, "roots"):
        how = {"roots": Roots(read_certificates(room.roots.read_bytes()))} | how
    return check_vault(room.path, known or room.known, pause=lambda _s: None, **how)


def found(room, known=None, **how):
    """Return the ids of what failed, with the files named."""
    return {
        (check.id, check.item.partition("!")[0].partition(":")[0])
        for check in report(room, known, **how).with_outcome(Outcome.FAILED)
    }


def ids(room, known=None, **how):
    return {check for check, _item in found(room, known, **how)}


@pytest.fixture
def stranger(tmp_path):
    """A computer that has never seen the vault."""
    return KnownVaults(tmp_path / "nobody.json")


def captures(room):
    return sorted(room.path.glob("evidence/*/*/*.wacz"))


def name(room, path):
    return path.relative_to(room.path).as_posix()


def test_nothing_is_found_in_a_vault_that_nobody_touched(room):
    assert report(room, deep=True).problems == []


def test_a_bit_changed_in_a_capture(room):
    path = captures(room)[0]
    data = path.read_bytes()
    put_bytes(path, flipped(data, 500, 3))
    item = name(room, path)
    assert found(room) >= {
        ("wacz.hash", item),
        ("wacz.signature", f"{item}.sig"),
        ("wacz.members", item),
        ("warc.records", item),
    }


def repacked(data, change):
    """Return the archive with its list of (name, bytes) changed, in plain framing."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(one, archive.read(one)) for one in archive.namelist()]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for one, body in change(members):
            archive.writestr(one, body)
    return out.getvalue()


ARCHIVES = {
    "a file added": (lambda data: repacked(data, lambda m: [*m, ("extra/x.txt", b"x")]),
                     {"wacz.zip", "wacz.members"}),
    "a file taken out": (lambda data: repacked(data, lambda m: [*m[:3], *m[4:]]),
                         {"wacz.zip", "wacz.members"}),
    "entries in another order": (lambda data: repacked(data, lambda m: [*m[1:], m[0]]),
                                 {"wacz.zip"}),
    "other framing": (lambda data: repacked(data, lambda m: m), {"wacz.zip"}),
    "bytes behind the end": (lambda data: data + b"x", {"wacz.zip"}),
    "bytes before the begin": (lambda data: b"x" + data, {"wacz.zip"}),
}  # fmt: skip


@pytest.mark.parametrize("attack", ARCHIVES)
def test_the_archive_changed(room, attack, tmp_path):
    change, expected = ARCHIVES[attack]
    path = captures(room)[0]
    changed = change(path.read_bytes())
    put_bytes(path, changed)
    assert {"wacz.signature", "wacz.hash"} | expected <= ids(room)
    # And without the signature beside it, alone.
    alone = tmp_path / path.name
    alone.write_bytes(changed)
    failed = [one.id for one in check_capture(alone, "x").checks if one.outcome is Outcome.FAILED]
    assert expected <= set(failed)


def test_another_form_of_the_signature_changes_nothing(room):
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

    path = captures(room)[0]
    beside = path.with_name(f"{path.name}.sig")
    raw = raw_from_der(beside.read_bytes())
    r, s = int.from_bytes(raw[:48], "big"), int.from_bytes(raw[48:], "big")
    put_bytes(beside, encode_dss_signature(r, ORDER - s))
    # The file is known by its hash in the log, not by its signature.
    assert report(room, deep=True).problems == []


def test_a_whole_capture_deleted(room):
    path = captures(room)[0]
    path.unlink()
    path.with_name(f"{path.name}.sig").unlink()
    item = name(room, path)
    assert found(room) >= {("custody.file_missing", item), ("custody.file_missing", f"{item}.sig")}


def test_a_capture_deleted_and_the_log_cut_before_it(room, stranger):
    """The other capture and the stamped head still know of what is gone."""
    lines = room.log.read_bytes().splitlines(keepends=True)
    second = captures(room)[1]
    for path in (second, second.with_name(f"{second.name}.sig")):
        path.unlink()
    cut = next(n for n, line in enumerate(lines) if second.stem.encode() in line)
    room.log.write_bytes(b"".join(lines[:cut]))
    assert {"custody.witness", "custody.file_unknown"} <= ids(room, stranger)
    assert "custody.remembered" in ids(room)
    # Without the lists only a later capture, or this computer's memory, is left to say it.
    shutil.rmtree(room.path / "stamps")
    assert ids(room) == {"custody.remembered"}


def test_a_file_put_into_evidence_is_never_adopted(room):
    path = captures(room)[0]
    planted = path.with_name("c-01jdbq3zgmkx5w0r2t4y6a8b1d.wacz")
    shutil.copy(path, planted)
    assert ("custody.file_unknown", name(room, planted)) in found(room)
    with room.writing() as vault:
        assert not vault.recovery.happened
        assert len(vault.captures()) == 2
    assert planted.exists()
    assert ("custody.file_unknown", name(room, planted)) in found(room)


def lines_changed(room, change):
    lines = room.log.read_bytes().splitlines(keepends=True)
    room.log.write_bytes(b"".join(change(lines)))


LOGS = {
    "changed": (lambda ls: [*ls[:2], ls[2].replace(b'"recovered":false', b'"recovered":true '),
                            *ls[3:]], {"custody.form"}),
    "changed in form": (lambda ls: [*ls[:2], ls[2].replace(b'"recovered":false',
                                                           b'"recovered":true'), *ls[3:]],
                        {"custody.chain", "custody.signatures"}),
    "dropped": (lambda ls: [*ls[:2], *ls[3:]], {"custody.chain"}),
    "swapped": (lambda ls: [*ls[:2], ls[3], ls[2], *ls[4:]], {"custody.chain"}),
    "doubled": (lambda ls: [*ls[:3], *ls[2:]], {"custody.chain", "custody.events"}),
}  # fmt: skip


@pytest.mark.parametrize("attack", LOGS)
def test_a_log_line(room, attack):
    change, expected = LOGS[attack]
    lines_changed(room, change)
    item = name(room, room.log)
    assert found(room) >= {(check, item) for check in expected}


def test_the_last_line_changed_has_only_its_signature(room):
    lines_changed(room, lambda ls: [*ls[:-1], re.sub(rb'"mono":\d+', b'"mono":7', ls[-1])])
    assert ("custody.signatures", name(room, room.log)) in found(room)


def written_anew(room, text):
    """Write another history with the same key: as its holder could."""
    with room.writing() as vault:
        key = vault.key
    begun = room.log.read_bytes().splitlines(keepends=True)[0]
    head = check_log(begun, None).head
    note = {"about": None, "by": "ana", "text": text}
    line = make_line(head, "note", note, moment(room.clock, room.made.vault_id), key)
    room.log.write_bytes(begun + line.raw + b"\n")
    return line.head


def test_the_log_written_anew_with_the_key(room, stranger):
    written_anew(room, "it was otherwise")
    heads = {item for check, item in found(room, stranger) if check == "custody.witness"}
    assert any(item.startswith("stamps/heads/") for item in heads)


def test_two_histories_are_two_heads_with_one_number(room, stranger):
    mine = check_log(room.log.read_bytes(), None).lines[1]
    other = written_anew(room, "for somebody else")
    assert other.seq == mine.seq
    assert other.hash != mine.hash
    # Whoever holds a head of the one sees it in the other.
    stranger.remember(room.made.vault_id, room.made.fingerprint, mine.head)
    assert "custody.remembered" in ids(room, stranger)


def test_a_clock_that_was_ahead_of_the_token(tmp_path):
    room = VaultRoom(tmp_path, HeldClock(datetime(2048, 1, 1, tzinfo=UTC)))
    with room.writing() as vault:
        vault.seal(room.draft())
        room.roots = stamp(room, vault, tmp_path / "authority")
    open_ = {check.id for check in report(room).with_outcome(Outcome.INDETERMINATE)}
    assert "stamp.order" in open_


def test_all_of_it_signed_anew_with_another_key(room, tmp_path):
    forged = VaultRoom(tmp_path / "forged", HeldClock())
    forged.seal()
    assert "key.known" in ids(forged, forged.known, fingerprint=room.made.fingerprint)
    stolen = KnownVaults(tmp_path / "memory.json")
    text = (tmp_path / "known.json").read_text()
    (tmp_path / "memory.json").write_text(text.replace(room.made.vault_id, forged.made.vault_id))
    assert "key.known" in ids(forged, stolen)


def test_somebody_elses_capture_slipped_in(room, tmp_path):
    other = VaultRoom(tmp_path / "other", HeldClock())
    (theirs,) = other.seal()
    path = captures(room)[0]
    planted = path.with_name(f"{theirs.id}.wacz")
    shutil.copy(other.path / theirs.file, planted)
    assert ("custody.file_unknown", name(room, planted)) in found(room)
    planted.unlink()
    # Under the name of one of ours it is neither its bytes, nor its key, nor its vault.
    put_bytes(path, (other.path / theirs.file).read_bytes())
    assert {"wacz.hash", "wacz.signature", "wacz.metadata"} <= ids(room)


def stamp_file(room, suffix):
    return next(room.path.glob(f"stamps/*{suffix}"))


def second_token(room, folder):
    """Let another authority of openssl stamp another list; return token and chain."""
    other = VaultRoom(folder, HeldClock())
    with other.writing() as vault:
        vault.seal(other.draft())
        roots = stamp(other, vault, folder / "authority")
    return (stamp_file(other, ".tsr").read_bytes(), stamp_file(other, ".chain.pem").read_bytes(),
            roots)  # fmt: skip


def test_a_token_exchanged(room, tmp_path):
    token, _chain, _roots = second_token(room, tmp_path / "second")
    path = stamp_file(room, ".tsr")
    put_bytes(path, token)
    assert ("stamp.token", name(room, path)) in found(room)


def test_a_token_made_up(room):
    path = stamp_file(room, ".tsr")
    put_bytes(path, b"0\x03\x02\x01\x00")
    assert ("stamp.token", name(room, path)) in found(room)


def test_a_list_exchanged_under_its_token(room):
    path = stamp_file(room, ".sha256")
    lines = path.read_bytes().splitlines(keepends=True)
    put_bytes(path, b"".join(lines[:-1]))
    assert ("stamp.list", name(room, path)) in found(room)


def test_a_chain_exchanged(room, tmp_path):
    _token, chain, _roots = second_token(room, tmp_path / "second")
    path = stamp_file(room, ".chain.pem")
    put_bytes(path, chain)
    assert ("stamp.chain", name(room, path)) in found(room)


def test_a_token_of_an_authority_that_was_not_chosen(room, tmp_path):
    _token, _chain, roots = second_token(room, tmp_path / "second")
    wrong = Roots(read_certificates(roots.read_bytes()), strict=True)
    assert "stamp.chain" in ids(room, roots=wrong)


def test_a_vault_rolled_back(room, tmp_path):
    from evidencekit.domain.errors import VaultRolledBack

    backup = shutil.copytree(room.path, tmp_path / "backup")
    room.seal()
    shutil.rmtree(room.path)
    backup.rename(room.path)
    assert ids(room) == {"custody.remembered"}
    with pytest.raises(VaultRolledBack), room.writing():
        pass


def test_a_demo_passed_off_as_real(tmp_path):
    room = VaultRoom(tmp_path, HeldClock(), NewVault("Demo", "nobody", demo=True), "x")
    (sealed,) = room.seal()
    told = report(room)
    assert (told.ok, told.verdict, told.demo) == (True, Verdict.INDETERMINATE, True)
    marker = room.path / "vault.json"
    marker.write_bytes(marker.read_bytes().replace(b"true", b"false"))
    assert {"vault.identity", "wacz.metadata"} <= ids(room)
    assert report(room).verdict is Verdict.FAILED
    assert sealed.file


def test_the_script_and_the_readme_are_no_evidence(room):
    for path in (room.path / "check.sh", room.path / "README.txt"):
        path.write_text("exit 0\n")
    assert report(room, deep=True).problems == []


def test_the_keys_exchanged_with_everything(room, tmp_path, stranger):
    forged = VaultRoom(tmp_path / "forged", HeldClock())
    forged.seal()
    told = report(forged, stranger)
    assert (told.verdict, told.key_trust) == (Verdict.INDETERMINATE, KeyTrust.FROM_BUNDLE)
    key = PublicKey.from_pem(next(forged.path.glob("keys/*.pem")).read_bytes())
    assert [check.found for check in told.problems if check.id == "key.known"] == [key.fingerprint]


def test_the_key_file_alone_exchanged(room, tmp_path):
    forged = VaultRoom(tmp_path / "forged", HeldClock())
    path = room.path / "keys" / f"{room.made.key_id}.pem"
    put_bytes(path, next(forged.path.glob("keys/*.pem")).read_bytes())
    assert ("key.file", name(room, path)) in found(room)


def test_a_capture_alone_with_the_wrong_fingerprint(room, stranger):
    from evidencekit.services.verifying import verify_paths

    told = verify_paths(
        [captures(room)[0]], deep=False, fingerprint="0" * 64, roots=Roots(), known=stranger
    )
    assert [check.id for check in told.with_outcome(Outcome.FAILED)] == ["key.known"]
