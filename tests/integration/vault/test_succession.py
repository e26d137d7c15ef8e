"""Keys that follow each other: in order, lost, revoked; every checker agrees."""

import functools
import hashlib
import os
import shutil
import subprocess

import keyring
import pytest

from evidencekit.domain.errors import (
    KeyMissing,
    NotFound,
    OperatorMissing,
    VaultDamaged,
    VaultRolledBack,
    WrongUse,
)
from evidencekit.evidence.custody import check_log, make_line
from evidencekit.evidence.keys import key_from_keyring, make_key
from evidencekit.evidence.report import Outcome, Verdict
from evidencekit.foundation.resources import resource
from evidencekit.services import keys
from evidencekit.services.custody_table import custody_rows
from evidencekit.vault.check import check_vault
from evidencekit.vault.create import NewVault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.layout import capture_file
from evidencekit.vault.succession import start_anew
from evidencekit.vault.vault import Vault
from fakes.memory_keyring import MemoryKeyring
from fakes.vaults import VaultRoom, put_bytes, stamp
from faults.test_vault_kills import die_before, ended
from integration.vault.test_recovery import move_to_staging, undone

CHECK = resource("vault", "check.sh")


@pytest.fixture
def room(tmp_path, clock):
    room = VaultRoom(tmp_path, clock)
    room.seal()
    return room


def rotated(room):
    with room.writing() as vault:
        return vault.rotate("ana")


def check(room, known=None, **said):
    return check_vault(room.path, known or room.known, deep=True, pause=lambda _s: None, **said)


def outcomes(report, name):
    return [one.outcome for one in report.checks if one.id == name]


def check_sh(room, fingerprint):
    words = ["sh", str(CHECK), "-k", fingerprint, str(room.path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    lines = done.stdout.splitlines()
    return next(line for line in lines if line.startswith("RESULT")), lines


def stranger(tmp_path):
    return KnownVaults(tmp_path / "another computer.json")


def test_a_key_changed_in_order_is_known_with_the_old_one(room, tmp_path):
    changed = rotated(room)
    room.seal()
    report = check(room)
    assert report.verdict is Verdict.PASSED
    assert outcomes(report, "custody.succession") == [Outcome.PASSED]
    for fingerprint in (room.made.fingerprint, changed.fingerprint):
        told = check(room, stranger(tmp_path), fingerprint=fingerprint)
        assert told.verdict is Verdict.PASSED
        assert check_sh(room, fingerprint)[0] == "RESULT passed"
    assert check(room, stranger(tmp_path)).verdict is Verdict.INDETERMINATE
    link = [one.item for one in report.checks if one.id == "custody.succession"]
    assert link == [f"custody/{changed.key_id}.jsonl:1"]


def test_only_the_new_key_writes_afterwards(room):
    before = room.log.read_bytes()
    with room.writing() as vault:
        changed = vault.rotate("ana")
        ended_log = room.log.read_bytes()
        sealed = vault.seal(room.draft())
        assert vault.key.key_id == changed.key_id
    (again,) = room.seal()
    assert room.log.read_bytes() == ended_log
    assert ended_log.startswith(before)
    captures = {entry.id: entry.key_id for entry in Vault.open_reading(room.path).captures()}
    assert captures[sealed.id] == captures[again.id] == changed.key_id
    assert sorted(captures.values()) != [changed.key_id] * 3
    last = check_log(ended_log, None).lines[-1]
    assert (last.kind, last.body["by"]) == ("key.succeeded", "ana")


def test_three_keys_a_removal_and_a_stamp_across_them(room, tmp_path):
    (entry,) = Vault.open_reading(room.path).captures()
    rotated(room)
    rotated(room)
    with room.writing() as vault:
        stamp(room, vault, tmp_path / "authority")
        vault.remove(entry.id, "ana", "asked to")
    report = check(room)
    assert report.ok
    assert [one.id for one in report.problems] == ["stamp.chain"]
    assert check(room, stranger(tmp_path), fingerprint=room.made.fingerprint).ok
    assert check_sh(room, room.made.fingerprint)[0] == "RESULT passed"


def test_a_lost_key_is_followed_and_that_stays_open(room, tmp_path, clock):
    keyring.set_keyring(MemoryKeyring())
    with pytest.raises(KeyMissing):
        room.writing()
    with pytest.raises(OperatorMissing):
        with_nobody(room)
    elsewhere = stranger(tmp_path)
    changed = start_anew(room.path, elsewhere, clock, "bo", None)
    assert changed.before == room.made.key_id
    with Vault.open_writing(room.path, elsewhere, clock) as vault:
        vault.seal(room.draft())
        assert not vault.recovery.happened
    nobody = KnownVaults(tmp_path / "nobody")
    for known, fingerprint in [(elsewhere, None), (nobody, changed.fingerprint)]:
        report = check(room, known, fingerprint=fingerprint)
        assert [one.id for one in report.problems] == ["custody.succession"]
        assert report.verdict is Verdict.INDETERMINATE
        assert "not shown" in report.problems[0].meaning
        assert outcomes(report, "key.revoked") == [Outcome.PASSED]
    # Who knows the old key alone knows nothing of the new one.
    report = check(room, KnownVaults(tmp_path / "third"), fingerprint=room.made.fingerprint)
    assert {one.id for one in report.problems} == {"custody.succession", "key.known"}
    result, lines = check_sh(room, changed.fingerprint)
    assert result == "RESULT indeterminate: see the lines NOTE"
    assert [line for line in lines if line.startswith("NOTE custody.succession")]
    assert check_sh(room, room.made.fingerprint)[0].startswith("RESULT indeterminate: compare")


def with_nobody(room):
    from evidencekit import bootstrap

    bootstrap.rotate_key(room.path, None, lost=True)


def test_a_key_that_is_here_is_not_lost(room, clock):
    before = room.log.read_bytes()
    with pytest.raises(WrongUse) as refused:
        start_anew(room.path, room.known, clock, "ana", None)
    assert refused.value.facts["detail"] == (
        f"--lost: the key {room.made.key_id} is on this computer"
    )
    assert room.log.read_bytes() == before
    assert len(list((room.path / "custody").iterdir())) == 1


def test_a_lost_key_is_not_followed_from_an_older_state(room, clock):
    room.seal()
    lines = room.log.read_bytes().splitlines(keepends=True)
    room.log.write_bytes(b"".join(lines[:-1]))
    keyring.set_keyring(MemoryKeyring())
    with pytest.raises(VaultRolledBack) as refused:
        start_anew(room.path, room.known, clock, "ana", None)
    assert refused.value.facts == {"path": room.path, "seq": len(lines) - 1}
    assert len(list((room.path / "custody").iterdir())) == 1


def test_a_lost_passphrase_and_a_torn_log(tmp_path, clock):
    room = VaultRoom(tmp_path, clock, passphrase="first words")
    room.seal()
    with room.log.open("ab") as log:
        log.write(b'{"at":')
    changed = start_anew(room.path, room.known, clock, "ana", "other words")
    assert changed.key_store == "file"
    with Vault.open_writing(room.path, room.known, clock, "other words") as vault:
        assert vault.key.key_id == changed.key_id
    assert [one.id for one in check(room).problems] == ["custody.succession"]


def first_key(room):
    return key_from_keyring(room.made.vault_id, room.made.key_id)


def forge(room, kind, body, key=None):
    """Append a line as whoever has kept the old private key would."""
    key = key or first_key(room)
    log = room.path / "custody" / f"{room.made.key_id}.jsonl"
    head = check_log(log.read_bytes(), None)
    moment = _moment(room)
    line = make_line(head.head, kind, body, moment, key)
    put_bytes(log, log.read_bytes() + line.raw + b"\n")


def _moment(room):
    from evidencekit.evidence.custody import moment

    return moment(room.clock, room.made.vault_id)


NOTE = {"about": None, "by": "thief", "text": "x"}


def test_a_line_behind_the_end_of_a_log_is_found(room):
    kept = first_key(room)
    changed = rotated(room)
    forge(room, "note", NOTE, kept)
    assert {one.id for one in check(room).problems} == {"custody.events"}
    result, lines = check_sh(room, changed.fingerprint)
    assert result == "RESULT failed: 1 problem(s)"
    assert [line for line in lines if line.startswith("BAD  custody.events")]


def test_what_a_revoked_key_signs_later_fails_by_its_place(room, tmp_path, clock):
    old = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    changed = start_anew(room.path, room.known, clock, "ana", None)
    new = keyring.get_keyring()
    keyring.set_keyring(old)
    forge(room, "note", NOTE)
    keyring.set_keyring(new)
    lines = len(room.log.read_bytes().splitlines())
    failed = [one for one in check(room).problems if one.outcome is Outcome.FAILED]
    assert [(one.id, one.item, one.expected) for one in failed] == [
        ("key.revoked", f"custody/{room.made.key_id}.jsonl:{lines}", room.made.key_id)
    ]
    assert "BAD  key.revoked" in "\n".join(check_sh(room, changed.fingerprint)[1])


def test_revoking_in_order(room, tmp_path):
    changed = rotated(room)
    with room.writing() as vault:
        for key_id, by, reason, fault in [
            (room.made.key_id, None, "left", OperatorMissing),
            (room.made.key_id, "ana", "tired", WrongUse),
            (changed.key_id, "ana", "left", WrongUse),
            ("0" * 16, "ana", "left", NotFound),
        ]:
            with pytest.raises(fault):
                keys.revoke(vault, key_id, by, reason)
        keys.revoke(vault, room.made.key_id, "ana", "left")
        with pytest.raises(WrongUse):
            keys.revoke(vault, room.made.key_id, "ana", "left")
    assert check(room).verdict is Verdict.PASSED
    named = [one.item for one in check(room).checks if one.id == "key.revoked"]
    assert named == [f"keys/{room.made.key_id}.pem"]
    assert "OK   key.revoked" in "\n".join(check_sh(room, changed.fingerprint)[1])
    views = keys.keys_of(Vault.open_reading(room.path))
    assert [(view.key.key_id, view.state) for view in views] == [
        (changed.key_id, "writing"),
        (room.made.key_id, "revoked"),
    ]


def test_a_stranger_cannot_revoke(room):
    kept = first_key(room)
    changed = rotated(room)
    body = {"by": "x", "key_id": changed.key_id, "reason": "lost"}
    forge(room, "key.revoked", body, kept)
    told = [one for one in check(room).problems if one.id == "key.revoked"]
    assert [(one.item, one.expected, one.found) for one in told] == [
        (f"custody/{room.made.key_id}.jsonl", changed.key_id, "stranger")
    ]
    assert "did not follow" in "\n".join(check_sh(room, changed.fingerprint)[1])


def test_a_log_that_goes_on_from_nowhere(room):
    changed = rotated(room)
    log = room.path / "custody" / f"{changed.key_id}.jsonl"
    # The old log cut before its last line: the new one remembers what was there.
    data = room.log.read_bytes().splitlines(keepends=True)
    room.log.write_bytes(b"".join(data[:-1]))
    found = [one for one in check(room).problems if one.outcome is Outcome.FAILED]
    assert {one.id for one in found} >= {"custody.succession", "custody.remembered"}
    last = hashlib.sha256(data[-1][:-1]).hexdigest()
    told = [(one.item, one.expected, one.found) for one in found if one.id == "custody.succession"]
    assert told == [(f"custody/{changed.key_id}.jsonl:1", last, None)]
    assert [x for x in check_sh(room, changed.fingerprint)[1] if x.startswith("BAD  custody.succ")]
    assert log.exists()


def test_the_next_log_taken_away(room, tmp_path):
    changed = rotated(room)
    (room.path / "custody" / f"{changed.key_id}.jsonl").unlink()
    for suffix in (".pem", ".crt"):
        (room.path / "keys" / f"{changed.key_id}{suffix}").unlink()
    report = check(room, stranger(tmp_path), fingerprint=room.made.fingerprint)
    item, code = f"custody/{changed.key_id}.jsonl", "custody.next_log_missing"
    assert [(one.id, one.item, one.meaning_code) for one in report.problems] == [
        ("custody.succession", item, code)
    ]
    assert "custody.remembered" in {one.id for one in check(room).problems}
    result, _lines = check_sh(room, room.made.fingerprint)
    assert result == "RESULT indeterminate: see the lines NOTE"


def test_a_demo_changes_its_key_too(tmp_path, clock):
    room = VaultRoom(tmp_path, clock, NewVault("Demo", "ana", demo=True), "words")
    with room.writing() as vault:
        changed = vault.rotate("ana", "words")
    assert changed.key_store == "file"
    assert [path.name for path in private_files(room)] == [f"{changed.key_id}.enc.pem"]
    room.seal()
    assert check(room).verdict is Verdict.INDETERMINATE
    assert check(room).demo


def private_files(room):
    return sorted(room.path.glob("keys/*.enc.pem"))


def test_the_old_private_key_is_erased_and_its_public_half_stays(room):
    backend = keyring.get_keyring()
    changed = rotated(room)
    user = f"{room.made.vault_id}/{changed.key_id}"
    assert [name for _service, name in backend.secrets] == [user]
    assert (room.path / "keys" / f"{room.made.key_id}.pem").exists()
    assert (room.path / "keys" / f"{room.made.key_id}.crt").exists()


def test_opening_erases_an_old_private_key_that_a_kill_left(room):
    old, backend = first_key(room), keyring.get_keyring()
    changed = rotated(room)
    assert old.keep_in_keyring(room.made.vault_id)
    left = room.path / "keys" / f"{old.key_id}.enc.pem"
    left.write_bytes(b"left")
    with room.writing() as vault:
        assert vault.key.key_id == changed.key_id
        assert not vault.recovery.happened
    assert [name for _service, name in backend.secrets] == [
        f"{room.made.vault_id}/{changed.key_id}"
    ]
    assert not left.exists()


def test_a_lost_key_is_not_erased(tmp_path, clock):
    room = VaultRoom(tmp_path, clock, passphrase="first words")
    changed = start_anew(room.path, room.known, clock, "ana", "other words")
    with Vault.open_writing(room.path, room.known, clock, "other words"):
        pass
    names = {path.name for path in private_files(room)}
    assert names == {f"{key_id}.enc.pem" for key_id in (room.made.key_id, changed.key_id)}


@pytest.mark.parametrize("staged", [(), ("", ".sig")])
def test_what_a_lost_key_began_is_given_up_by_the_next(tmp_path, clock, staged):
    room = VaultRoom(tmp_path, clock)
    room.seal()
    sealed = undone(room)
    move_to_staging(room, sealed, *staged)
    keyring.set_keyring(MemoryKeyring())
    changed = start_anew(room.path, room.known, clock, "ana", None)
    with room.writing() as vault:
        assert vault.recovery.lost == [sealed.id]
        told = vault.custody_of(vault._book().sealing[sealed.id])
        assert len(vault.captures()) == 1
    assert [(line.kind, line.body.get("reason")) for line in told] == [
        ("capture.sealing", None),
        ("capture.lost", "key_gone"),
    ]
    assert told[-1].is_signed_by(vault.key.public)
    assert "quarantine" in custody_rows(told, str)[-1].words
    suffix = ".part" if staged else ""
    kept = {path.name for path in (room.path / "quarantine").iterdir()}
    assert kept == {f"{sealed.id}.wacz{suffix}", f"{sealed.id}.wacz.sig{suffix}"}
    assert list((room.path / "staging").iterdir()) == []
    assert [one.id for one in check(room).problems] == ["custody.succession"]
    assert check_sh(room, changed.fingerprint)[0] == "RESULT indeterminate: see the lines NOTE"
    with room.writing() as vault:
        assert not vault.recovery.happened


def test_what_stays_unfinished_over_a_change_in_order_is_given_up(room):
    draft = room.draft()
    with room.writing() as vault:
        file = capture_file(draft.capture_id)
        body = {"bytes": 1, "file": file, "id": draft.capture_id, "sha256": "0" * 64}
        # As when the disk failed behind this line.
        vault._custody.append("capture.sealing", body)
        vault.rotate("ana")
    with room.writing() as vault:
        assert vault.recovery.lost == [draft.capture_id]
    assert check(room).verdict is Verdict.PASSED


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("lost", [False, True])
def test_a_change_killed_before_every_call(tmp_path, clock, lost):
    pattern = VaultRoom(tmp_path, clock, passphrase="words")
    pattern.seal()
    keep = tmp_path / "keep"
    shutil.copytree(pattern.path, keep)
    memory = (tmp_path / "known.json").read_bytes()
    kills, number = 0, 0
    while True:
        number += 1
        shutil.rmtree(pattern.path)
        shutil.copytree(keep, pattern.path)
        (tmp_path / "known.json").write_bytes(memory)
        _ids, killed = ended(*change_in_a_child(pattern, number, lost=lost))
        assert check(pattern).ok
        words = "other" if lost and len(list(pattern.path.glob("custody/*"))) > 1 else "words"
        with Vault.open_writing(pattern.path, pattern.known, clock, words) as vault:
            vault.seal(pattern.draft())
        with Vault.open_writing(pattern.path, pattern.known, clock, words) as vault:
            assert not vault.recovery.happened
            writing = vault.key.key_id
        report = check(pattern)
        assert report.ok
        if not lost:
            assert [path.name for path in private_files(pattern)] == [f"{writing}.enc.pem"]
        assert {one.id for one in report.problems} <= ({"custody.succession"} if lost else set())
        kills += killed
        if not killed:
            break
    assert kills > 15
    assert len(list(pattern.path.glob("custody/*"))) == 2


def change_in_a_child(room, number, *, lost):
    told, tell = os.pipe()
    pid = os.fork()
    if pid:
        os.close(tell)
        return pid, told
    try:
        prepare = functools.partial(die_before, number)
        if lost:
            prepare()
            start_anew(room.path, room.known, room.clock, "ana", "other")
        else:
            with room.writing() as vault:
                prepare()
                vault.rotate("ana", "words")
        os._exit(0)
    finally:
        os._exit(70)


def test_a_key_of_another_vault_is_no_orphan_of_ours(room):
    foreign = make_key()
    (room.path / "keys" / f"{foreign.key_id}.pem").write_bytes(foreign.public.pem)
    report = check(room)
    assert [one.id for one in report.problems] == ["custody.unfinished"]
    assert check_sh(room, room.made.fingerprint)[0] == "RESULT indeterminate: see the lines NOTE"
    with room.writing() as vault:
        assert vault.recovery.set_aside == [f"{foreign.key_id}.pem"]
    assert check(room).verdict is Verdict.PASSED


def test_the_sheet_for_letterhead_names_the_key(room):
    (view,) = keys.keys_of(Vault.open_reading(room.path))
    sheet = view.letterhead(str)
    assert view.groups[:39] in sheet
    assert view.groups[40:] in sheet
    assert (view.state, view.store, view.key.key_id in sheet) == ("writing", "keyring", True)
    assert "Müller" in view.subject


def test_a_line_that_names_the_next_key_and_lacks_its_end_counts(room):
    old = first_key(room)
    changed = rotated(room)
    room.log.write_bytes(room.log.read_bytes()[:-1])
    (room.path / "custody" / f"{changed.key_id}.jsonl").unlink()
    room.known = KnownVaults(room.path.parent / "another computer.json")
    assert old.keep_in_keyring(room.made.vault_id)
    with room.writing() as vault:
        assert vault.key.key_id == changed.key_id
        vault.seal(room.draft())
    assert first_key(room) is None
    assert check(room).verdict is Verdict.PASSED
    assert outcomes(check(room), "custody.succession") == [Outcome.PASSED]


def test_the_next_key_begins_behind_the_log_that_names_it(room):
    rotated(room)
    with room.writing() as vault:
        before = vault.key.key_id
        changed = vault.rotate("ana")
    (room.path / "custody" / f"{changed.key_id}.jsonl").unlink()
    room.known = KnownVaults(room.path.parent / "another computer.json")
    with room.writing() as vault:
        assert vault.key.key_id == changed.key_id
        (log,) = [one for one in vault._logs() if one.key_id == changed.key_id]
    assert log.after.key_id == before
    assert check(room).verdict is Verdict.PASSED


def test_the_third_key_revokes_the_first(room):
    rotated(room)
    rotated(room)
    with room.writing() as vault:
        keys.revoke(vault, room.made.key_id, "ana", "left")
    report = check(room)
    assert report.verdict is Verdict.PASSED
    assert outcomes(report, "key.revoked") == [Outcome.PASSED]


def test_a_log_whose_key_is_gone_is_not_followed(room, clock):
    (room.path / "keys" / f"{room.made.key_id}.pem").unlink()
    keyring.set_keyring(MemoryKeyring())
    before = room.log.read_bytes()
    with pytest.raises(VaultDamaged):
        start_anew(room.path, room.known, clock, "ana", None)
    assert room.log.read_bytes() == before
    assert len(list(room.path.glob("custody/*"))) == 1
