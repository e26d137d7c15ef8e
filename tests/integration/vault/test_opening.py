"""Making a vault, opening it, and every reason to refuse."""

import base64
import errno
import json
import os
import shutil
import subprocess
import sys

import keyring
import pytest

from evidencekit.bootstrap.desk import Desk
from evidencekit.domain.errors import (
    DemoMixed,
    DiskFull,
    FileMissing,
    FolderNotEmpty,
    KeyMissing,
    NotFound,
    PassphraseMissing,
    PassphraseWrong,
    VaultDamaged,
    VaultLocked,
    VaultMissing,
    VaultNewer,
    VaultNotLocal,
    VaultNotWritable,
    VaultRolledBack,
)
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.evidence.canonical import canonical
from evidencekit.evidence.custody import Head, make_line, moment
from evidencekit.evidence.keys import key_from_keyring, make_key
from evidencekit.evidence.report import Outcome, Verdict
from evidencekit.vault import log, staged
from evidencekit.vault import vault as vault_module
from evidencekit.vault.book import first_problem
from evidencekit.vault.check import check_vault
from evidencekit.vault.create import NewVault, create_vault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.key_store import KeyStore
from evidencekit.vault.vault import Vault
from fakes.vaults import WISH, VaultRoom, files, put_bytes

DEMO = NewVault("Demo", "nobody", demo=True)


@pytest.fixture
def room(tmp_path, clock):
    return VaultRoom(tmp_path, clock)


def test_a_new_vault_has_what_its_format_says(room):
    key_id = room.made.key_id
    assert set(files(room.path)) == {
        "vault.json", "README.txt", "README.zh.txt", "check.sh", "check.ps1",
        f"keys/{key_id}.pem", f"keys/{key_id}.crt", f"custody/{key_id}.jsonl",
    }  # fmt: skip
    assert room.made.key_store is KeyStore.KEYRING
    assert room.known.of(room.made.vault_id).keys == {key_id: room.made.fingerprint}
    assert Vault.open_reading(room.path).captures() == []


def test_a_sealed_capture_is_found_and_read(room):
    first, second = room.seal(2)
    vault = Vault.open_reading(room.path)
    assert [entry.id for entry in vault.captures()] == [second.id, first.id]
    entry = vault.find(first.id)
    assert (entry.sha256, entry.bytes, entry.at) == (first.sha256, first.bytes, first.sealed_at)
    with vault.open_capture(entry) as capture:
        assert capture.evidencekit["capture_id"] == first.id
        assert capture.evidencekit["vault_id"] == room.made.vault_id
    assert [line.kind for line in vault.custody_of(entry)] == ["capture.sealing", "capture.sealed"]
    assert vault.path_of(entry).stat().st_mode & 0o777 == 0o444
    assert list((room.path / "staging").iterdir()) == []
    with pytest.raises(NotFound):
        vault.find("c-01jdbq3zgmkx5w0r2t4y6a8b1d")


def test_only_an_empty_folder_becomes_a_vault(tmp_path, clock, room):
    with pytest.raises(FolderNotEmpty):
        create_vault(room.path, WISH, clock, room.known)
    (tmp_path / "empty").mkdir()
    create_vault(tmp_path / "empty", WISH, clock, room.known)


def test_without_a_keyring_a_passphrase_is_needed_and_nothing_is_left(tmp_path, clock):
    keyring.set_keyring(keyring.backends.fail.Keyring())
    known = KnownVaults(tmp_path / "known.json")
    with pytest.raises(PassphraseMissing):
        create_vault(tmp_path / "vault", WISH, clock, known)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "there").mkdir()
    with pytest.raises(PassphraseMissing):
        create_vault(tmp_path / "there", WISH, clock, known)
    assert list((tmp_path / "there").iterdir()) == []


def test_a_key_in_a_file_wants_its_passphrase(tmp_path, clock, memory_keyring):
    room = VaultRoom(tmp_path, clock, DEMO, "correct horse")
    secret = room.path / "keys" / f"{room.made.key_id}.enc.pem"
    assert room.made.key_store is KeyStore.FILE
    assert secret.stat().st_mode & 0o777 == 0o600
    assert memory_keyring.secrets == {}
    room.passphrase = None
    with pytest.raises(PassphraseMissing):
        room.writing()
    room.passphrase = "wrong"
    with pytest.raises(PassphraseWrong):
        room.writing()
    room.passphrase = "correct horse"
    with room.writing() as vault:
        assert vault.key.demo
    secret.unlink()
    with pytest.raises(KeyMissing):
        room.writing()


def test_a_key_that_is_held_writes_as_long_as_it_is_the_one_that_writes(tmp_path, clock):
    room = VaultRoom(tmp_path, clock, passphrase="correct horse")
    with room.writing() as vault:
        held = vault.key
    # Nothing is looked for: neither passphrase nor file is wanted any more.
    room.path.joinpath("keys", f"{held.key_id}.enc.pem").rename(tmp_path / "away")
    with Vault.open_writing(room.path, room.known, clock, None, held) as vault:
        assert vault.key is held
        vault.seal(room.draft())
        vault.rotate("ana", "correct horse")
    with pytest.raises(PassphraseMissing):
        Vault.open_writing(room.path, room.known, clock, None, held)
    with Vault.open_writing(room.path, room.known, clock, "correct horse", held) as vault:
        assert vault.key.key_id != held.key_id
    assert check_vault(room.path, room.known).verdict is Verdict.PASSED


def test_a_desk_asks_for_its_key_once(tmp_path, clock):
    room = VaultRoom(tmp_path, clock, passphrase="correct horse")
    desk = Desk.open(room.path, "correct horse")
    with desk.writing() as first:
        pass
    with desk.writing() as second:
        assert second.key is first.key


def test_a_desk_goes_through_the_log_once_for_all_that_it_lists(room, monkeypatch):
    with room.writing() as writer:
        one, two = (writer.seal(room.draft()) for _time in range(2))
    desk, read, times = Desk.open(room.path), vault_module.read_logs, []
    desk.captures()

    def counted(layout, *, signatures):
        times.append(layout)
        return read(layout, signatures=signatures)

    monkeypatch.setattr(vault_module, "read_logs", counted)
    listed = desk.captures()
    assert [entry.id for entry in listed.entries] == [two.id, one.id]
    assert (listed.waiting, listed.damaged_at) == (2, None)
    assert len(times) == 1


def test_refusals_leave_no_lock_and_no_change(room, memory_keyring):
    kept = dict(memory_keyring.secrets)
    memory_keyring.secrets.clear()
    before = files(room.path)
    with pytest.raises(KeyMissing):
        room.writing()
    memory_keyring.secrets.update(kept)
    after = files(room.path)
    assert after.pop("vault.lock") == b""
    assert after == before
    room.writing().close()


def test_no_vault_no_lock(tmp_path, clock):
    with pytest.raises(VaultMissing):
        Vault.open_writing(tmp_path, KnownVaults(tmp_path / "k"), clock)
    assert list(tmp_path.iterdir()) == []


def test_a_synced_vault_is_read_and_not_written(room):
    (room.path.parent / ".stfolder").touch()
    assert Vault.open_reading(room.path).captures() == []
    with pytest.raises(VaultNotLocal):
        room.writing()


def changed_marker(room, old, new):
    path = room.path / "vault.json"
    path.write_bytes(path.read_bytes().replace(old, new))


def test_a_newer_minor_is_read_and_not_written(room):
    changed_marker(room, b'"1.0"', b'"1.1"')
    assert Vault.open_reading(room.path).marker.is_newer_minor
    with pytest.raises(VaultNewer):
        room.writing()


def test_a_vault_turned_into_a_demo_is_refused(room):
    changed_marker(room, b"false", b"true")
    with pytest.raises((DemoMixed, KeyMissing)):
        room.writing()


def test_a_demo_turned_into_a_vault_is_refused(tmp_path, clock):
    room = VaultRoom(tmp_path, clock, DEMO, "x")
    changed_marker(room, b"true", b"false")
    with pytest.raises(DemoMixed):
        room.writing()


def test_a_broken_chain_stops_writing(room):
    room.seal()
    lines = room.log.read_bytes().splitlines(keepends=True)
    room.log.write_bytes(b"".join([lines[0], lines[2]]))
    with pytest.raises(VaultDamaged):
        room.writing()


def test_a_rollback_is_noticed(room):
    room.seal()
    before = room.log.read_bytes()
    room.seal()
    room.log.write_bytes(before)
    with pytest.raises(VaultRolledBack) as error:
        room.writing()
    assert error.value.facts["seq"] == 4


def test_a_whole_vault_put_back_from_a_copy_is_noticed(room, tmp_path):
    room.seal()
    shutil.copytree(room.path, tmp_path / "copy")
    room.seal()
    shutil.rmtree(room.path)
    shutil.copytree(tmp_path / "copy", room.path)
    # It agrees with itself in everything: only what is remembered outside tells.
    report = check_vault(room.path, room.known, pause=lambda _s: None)
    assert [(one.id, one.outcome) for one in report.problems] == [
        ("custody.remembered", Outcome.FAILED)
    ]
    assert report.problems[0].item == f"custody/{room.made.key_id}.jsonl:5"
    before = room.log.read_bytes()
    with pytest.raises(VaultRolledBack):
        room.writing()
    assert room.log.read_bytes() == before
    elsewhere = KnownVaults(tmp_path / "another computer.json")
    assert check_vault(room.path, elsewhere, pause=lambda _s: None).ok


def test_a_head_is_remembered_after_each_act(room):
    def remembered():
        return room.known.of(room.made.vault_id).heads[room.made.key_id]

    with room.writing() as vault:
        first = vault.seal(room.draft())
        assert remembered() == vault.head
        vault.remove(first.id, "ana", "asked to")
        assert remembered() == vault.head
        vault.record("note", {"about": None, "by": "ana", "text": "x"})
        assert remembered() != vault.head
    assert remembered() == vault.head


def test_the_memory_of_two_vaults_and_two_keys_is_kept_apart(tmp_path, clock):
    one = VaultRoom(tmp_path, clock)
    two = VaultRoom(tmp_path / "second", clock)
    two.known = one.known
    with two.writing() as vault:
        changed = vault.rotate("ana")
    assert one.known.of(one.made.vault_id).keys.keys() == {one.made.key_id}
    of_two = one.known.of(two.made.vault_id)
    assert of_two.heads.keys() == {two.made.key_id, changed.key_id}
    assert of_two.keys == {two.made.key_id: two.made.fingerprint} | {
        changed.key_id: changed.fingerprint
    }


CHILD = """
import sys
from pathlib import Path
from evidencekit.foundation.clock import SystemClock
from evidencekit.vault.layout import Layout
from evidencekit.vault.lock import WriterLock
with WriterLock(Layout(Path(sys.argv[1]))).take("another program", SystemClock()):
    print("taken", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_told_who_the_first_is(room):
    command = [sys.executable, "-c", CHILD, str(room.path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout.readline() == b"taken\n"
        with pytest.raises(VaultLocked) as error:
            room.writing()
        assert error.value.facts["program"] == "another program"
        assert error.value.facts["pid"] == child.pid
        assert Vault.open_reading(room.path).captures() == []
        child.kill()
    # What the killed one left says who held it, and keeps nobody out.
    assert json.loads((room.path / "vault.lock.json").read_bytes())["pid"] == child.pid
    with room.writing():
        holder = json.loads((room.path / "vault.lock.json").read_bytes())
        assert holder["pid"] == os.getpid()
        with pytest.raises(VaultLocked):
            room.writing()
    assert not (room.path / "vault.lock.json").exists()


def test_callers_write_no_lines_of_the_vaults_own(room):
    with room.writing() as vault:
        for kind, body in [("capture.sealed", {}), ("made.up", {}), ("note", {"by": "ana"})]:
            with pytest.raises(ValueError, match=r"not"):
                vault.record(kind, body)
        assert vault.head.seq == 0


def test_memory_that_cannot_be_read_is_set_aside(room):
    memory = room.path.parent / "known.json"
    memory.write_bytes(b"{")
    room.seal()
    assert memory.with_name("known.json.bad").read_bytes() == b"{"
    assert room.known.of(room.made.vault_id).heads[room.made.key_id].seq == 2


def spoiled(room, make):
    """Append a line that `make` changes, signed as it should be; return what opening says."""
    with room.writing() as vault:
        head, vault_id, key = vault.head, vault.marker.vault_id, vault.key
    body = {"about": None, "by": "ana", "text": "x"}
    line = make(make_line(head, "note", body, moment(room.clock, vault_id), key), key)
    with room.log.open("ab") as log:
        log.write(line + b"\n")
    with pytest.raises(VaultDamaged) as damaged:
        room.writing()
    return str(damaged.value.facts["detail"]), line


def newer(line, key):
    members = json.loads(line.raw) | {"v": 2}
    del members["sig"]
    signature = base64.b64encode(key.sign(canonical(members))).decode()
    return canonical(members | {"sig": signature})


def test_lines_of_a_newer_version_are_read_and_not_written_on(room):
    detail, line = spoiled(room, newer)
    assert detail == f"custody/{room.log.name}: newer lines"
    assert room.log.read_bytes().endswith(line + b"\n")
    assert first_problem(Vault.open_reading(room.path).logs()) is None


def test_a_last_line_of_another_hand_is_not_written_on(room):
    def forged(line, _key):
        members = {name: value for name, value in json.loads(line.raw).items() if name != "sig"}
        signature = base64.b64encode(make_key().sign(canonical(members))).decode()
        return canonical(members | {"sig": signature})

    detail, _line = spoiled(room, forged)
    assert detail == f"custody/{room.log.name}:2: signature"


def test_the_log_of_another_vault_is_not_written_on(room):
    marker = json.loads((room.path / "vault.json").read_bytes())
    other = new_id(IdKind.VAULT, room.clock.now())
    data = (room.path / "vault.json").read_bytes()
    put_bytes(room.path / "vault.json", data.replace(marker["vault_id"].encode(), other.encode()))
    key = key_from_keyring(room.made.vault_id, room.made.key_id)
    assert key.keep_in_keyring(other)
    with pytest.raises(VaultDamaged) as damaged:
        room.writing()
    assert damaged.value.facts["detail"] == f"custody/{room.log.name}: another vault"


def test_only_memory_that_has_its_form_counts(room):
    (room.known._path).write_text(
        json.dumps({"v": 1, "vaults": {room.made.vault_id: {
            "keys": {"a": 1, "b": "print"},
            "heads": {"a": {"seq": "1", "hash": "x"}, "b": {"seq": 1}, "c": 3,
                      "d": {"seq": 2, "hash": "y"}},
        }, "other": 3}})
    )  # fmt: skip
    kept = room.known.of(room.made.vault_id)
    assert kept.keys == {"b": "print"}
    assert kept.heads == {"d": Head(2, "y")}
    assert room.known.of("other").heads == {}
    room.known.forget_heads("nobody")
    assert room.known.of(room.made.vault_id).heads == kept.heads
    room.known.forget_heads(room.made.vault_id)
    assert room.known.of(room.made.vault_id).heads == {}
    assert room.known.of(room.made.vault_id).keys == kept.keys


def test_where_no_vault_can_be_made(tmp_path, clock):
    known = KnownVaults(tmp_path / "known.json")
    (tmp_path / "file").write_bytes(b"mine")
    with pytest.raises(FileMissing):
        create_vault(tmp_path / "file", WISH, clock, known)
    (tmp_path / "link").symlink_to(tmp_path / "nothing")
    with pytest.raises(FileMissing):
        create_vault(tmp_path / "link", WISH, clock, known)
    assert (tmp_path / "file").read_bytes() == b"mine"
    assert not (tmp_path / "nothing").exists()


def test_a_vault_that_could_not_be_made_leaves_a_folder_as_it_was(tmp_path, clock, memory_keyring):
    keyring.set_keyring(keyring.backends.fail.Keyring())
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / ".DS_Store").touch()
    with pytest.raises(PassphraseMissing):
        create_vault(folder, WISH, clock, KnownVaults(tmp_path / "known.json"))
    assert [path.name for path in folder.iterdir()] == [".DS_Store"]


def test_a_vault_that_could_not_be_remembered_leaves_no_file(tmp_path, clock):
    folder = tmp_path / "mine"
    folder.mkdir()
    (tmp_path / "file").touch()
    with pytest.raises(VaultNotWritable):
        create_vault(folder, WISH, clock, KnownVaults(tmp_path / "file" / "known.json"))
    assert list(folder.iterdir()) == []


def test_a_capture_is_sealed_though_its_head_can_not_be_remembered(room, tmp_path, expected_log):
    room.known = KnownVaults(tmp_path / "mind" / "known.json")
    (tmp_path / "mind").touch()
    with room.writing() as vault:
        sealed = vault.seal(room.draft())
    assert Vault.open_reading(room.path).find(sealed.id).sha256 == sealed.sha256
    reason = os.strerror(errno.EEXIST)
    said = f"The head of the vault could not be remembered: {reason}"
    # After the sealing, and at the end.
    assert [one.getMessage() for one in expected_log] == [said, said]


@pytest.mark.parametrize("where", [staged, log])
def test_a_capture_for_which_the_disk_is_full_leaves_nothing(room, monkeypatch, where):
    def full(_handle, _data):
        raise OSError(errno.ENOSPC, "no space")

    before = room.log.read_bytes()
    with room.writing() as vault:
        draft = room.draft()
        with monkeypatch.context() as patched:
            patched.setattr(where, "write_all", full)
            with pytest.raises(DiskFull):
                vault.seal(draft)
        assert list((room.path / "staging").iterdir()) == []
        assert list((room.path / "evidence").rglob("*.wacz*")) == []
        assert room.log.read_bytes() == before
        assert vault.seal(draft).id == draft.capture_id
    assert check_vault(room.path, room.known, deep=True, pause=lambda _s: None).ok
