"""Backups and restoring: whole, checked by `sha256sum`, never a half one that looks whole."""

import dataclasses
import errno
import hashlib
import json
import os
import shutil
import subprocess
from datetime import timedelta

import pytest

from evidencekit.cli import run_command_line
from evidencekit.domain.errors import (
    BackupDamaged,
    BackupOlder,
    Cancelled,
    DiskFull,
    FileMissing,
    FolderNotEmpty,
    PassphraseMissing,
    PassphraseWrong,
    VaultDamaged,
    VaultMissing,
    VaultRolledBack,
    WrongUse,
)
from evidencekit.evidence.report import Outcome, Verdict
from evidencekit.services.casework import Casework, CaseworkReading
from evidencekit.vault import copying
from evidencekit.vault.backup import back_up
from evidencekit.vault.check import check_vault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.restore import Restoring
from evidencekit.vault.vault import Vault
from fakes.vaults import VaultRoom, files, flipped, full_vault, put_bytes

SELLER = "platform: taobao\nshop_id: '7'\nname: 店\nurl: https://shop7.taobao.com/\n"


@pytest.fixture
def room(tmp_path, clock):
    room, _roots = full_vault(tmp_path, clock, passphrase="x")
    with room.writing() as vault:
        (tmp_path / "s.yaml").write_text(SELLER, encoding="utf-8")
        Casework(vault, clock).add("seller", tmp_path / "s.yaml")
    return room


def make(room, folder):
    room.clock.advance(timedelta(seconds=2))
    with room.writing() as vault:
        return back_up(vault, folder, room.clock, room.known, "ana")


def restoring(room, known=None, words="x"):
    return Restoring(known or room.known, room.clock, words)


def kinds(path):
    vault = Vault.open_reading(path)
    return [line.kind for log in vault._logs() for line in log.report.lines]


def test_a_backup_is_whole_and_sha256sum_checks_it(room, tmp_path):
    made = make(room, tmp_path / "disk")
    assert made.path.parent == tmp_path / "disk"
    done = subprocess.run(
        ["sha256sum", "--strict", "--quiet", "-c", "SHA256SUMS"],
        cwd=made.path,
        capture_output=True,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
    copied, vault = files(made.path), files(room.path)
    listed = copied.pop("SHA256SUMS")
    assert hashlib.sha256(listed).hexdigest() == made.manifest_sha256
    left = {name for name in vault if name not in copied}
    assert left <= {"vault.lock", "vault.lock.json"}
    log = f"custody/{room.log.name}"
    odd = {name for name in copied if copied[name] != vault[name]}
    assert odd <= {log, "casework.db"}
    assert vault[log].startswith(copied[log])
    line = json.loads(vault[log].splitlines()[-1])
    assert line["kind"] == "backup.made"
    assert line["body"] == {
        "by": "ana",
        "bytes": sum(map(len, copied.values())),
        "files": len(copied),
        "manifest_sha256": made.manifest_sha256,
    }
    for path in made.path.glob("evidence/*/*/*"):
        assert path.stat().st_mode & 0o777 == 0o444
    assert (made.ok, made.linked, made.skipped) == (True, 0, ())
    at = room.clock.now().strftime("%Y%m%dT%H%M%SZ")
    assert made.path.name == f"vault-{at}"
    assert made.to_json() == {
        "path": str(made.path),
        "files": len(copied),
        "bytes": sum(map(len, copied.values())),
        "linked": 0,
        "manifest_sha256": made.manifest_sha256,
        "ok": True,
        "skipped": [],
    }
    assert (made.path / "SHA256SUMS").stat().st_mode & 0o777 == 0o444
    lines = listed.decode().splitlines()
    assert lines == [f"{hashlib.sha256(copied[one]).hexdigest()}  {one}" for one in sorted(copied)]


def test_it_is_told_how_far_a_backup_is_and_one_that_is_stopped_leaves_nothing(room, tmp_path):
    steps = []
    before = kinds(room.path)
    room.clock.advance(timedelta(seconds=2))

    def back_up_until(last):
        def told(done, count):
            steps.append((done, count))
            if len(steps) == last:
                raise Cancelled

        with room.writing() as vault:
            return back_up(vault, tmp_path / "disk", room.clock, room.known, "ana", told)

    made = back_up_until(None)
    count = 2 * made.files
    assert steps == [(done, count) for done in range(count + 1)]
    assert kinds(room.path) == [*before, "backup.made"]
    # While it is copied, while it is read back, and once all of it is there.
    for last in (1, made.files - 1, made.files + 2, count + 1):
        room.clock.advance(timedelta(seconds=2))
        steps.clear()
        with pytest.raises(Cancelled):
            back_up_until(last)
        assert [one.name for one in (tmp_path / "disk").iterdir()] == [made.path.name]
    assert kinds(room.path) == [*before, "backup.made"]


def test_a_restoring_that_is_stopped_leaves_nothing(room, tmp_path):
    made, steps = make(room, tmp_path / "disk"), []
    to, log = tmp_path / "back", kinds(made.path)
    elsewhere = KnownVaults(tmp_path / "elsewhere.json")

    def stop_at(last):
        def told(done, count):
            steps.append((done, count))
            if done == last:
                raise Cancelled

        return dataclasses.replace(restoring(room, elsewhere), told=told)

    for last in (0, 2, made.files):
        with pytest.raises(Cancelled):
            stop_at(last).restore(made.path, to, operator="ana")
        assert not to.exists()
        assert not list(tmp_path.glob("back*"))
    steps.clear()
    stop_at(None).restore(made.path, to, operator="ana")
    assert steps == [(done, made.files) for done in range(made.files + 1)]
    assert kinds(to) == [*log, "vault.restored"]


def test_the_backup_of_a_database_that_is_open(room, tmp_path):
    made = make(room, tmp_path / "disk")
    reading = CaseworkReading(Vault.open_reading(made.path))
    assert [one["name"] for one in reading.listed("seller")] == ["店"]


def test_the_next_one_shares_what_is_sealed_and_only_what_is_sound(room, tmp_path):
    first = make(room, tmp_path / "disk")
    second = make(room, tmp_path / "disk")
    sealed = len(list(room.path.glob("evidence/*/*/*")))
    assert (first.linked, second.linked) == (0, sealed)
    rotten = min(second.path.glob("evidence/*/*/*.wacz"))
    put_bytes(rotten, flipped(rotten.read_bytes(), 5000, 1))
    third = make(room, tmp_path / "disk")
    assert third.linked == sealed - 1
    assert check_vault(third.path, KnownVaults(tmp_path / "none")).ok
    assert not check_vault(second.path, KnownVaults(tmp_path / "none")).ok


def test_what_changed_in_the_vault_since_is_copied_as_it_stands(room, tmp_path):
    make(room, tmp_path / "disk")
    changed = min(room.path.glob("evidence/*/*/*.wacz"))
    put_bytes(changed, flipped(changed.read_bytes(), 5000, 1))
    second = make(room, tmp_path / "disk")
    assert not second.ok
    copy = second.path / changed.relative_to(room.path)
    assert copy.read_bytes() == changed.read_bytes()
    assert copy.stat().st_nlink == 1


def test_verifying_a_backup_is_open_here_and_no_false_alarm(room, tmp_path):
    made = make(room, tmp_path / "disk")
    report = check_vault(made.path, room.known)
    assert report.ok
    assert "custody.remembered" in {one.id for one in report.with_outcome(Outcome.INDETERMINATE)}
    assert report.verdict is Verdict.INDETERMINATE
    (made.path / "SHA256SUMS").unlink()
    assert check_vault(made.path, room.known).verdict is Verdict.FAILED


def test_a_damaged_vault_is_copied_and_said_to_be_damaged(room, tmp_path):
    path = min(room.path.glob("evidence/*/*/*.wacz"))
    put_bytes(path, flipped(path.read_bytes(), 5000, 1))
    (room.path / "evidence" / "a link").symlink_to(path)
    (room.path / "staging" / "half.part").write_bytes(b"half")
    made = make(room, tmp_path / "disk")
    assert not made.ok
    assert made.skipped == ("evidence/a link",)
    assert made.to_json()["skipped"] == ["evidence/a link"]
    assert not (made.path / "staging" / "half.part").exists()


def test_not_into_the_vault(room):
    with pytest.raises(WrongUse) as refused:
        make(room, room.path / "backups")
    assert refused.value.facts["detail"] == f"{room.path / 'backups'}: inside the vault"
    assert "backup.made" not in kinds(room.path)


def test_restoring_on_another_computer(room, tmp_path):
    made = make(room, tmp_path / "disk")
    elsewhere = KnownVaults(tmp_path / "other" / "known.json")
    target = tmp_path / "new" / "vault"
    done = restoring(room, elsewhere).restore(made.path, target, operator="bo")
    assert (done.logged, done.remembered) == (True, None)
    assert done.report.ok
    assert done.report.checked > len(done.report.problems)
    assert done.to_json() == {
        "path": str(target),
        "vault_id": room.made.vault_id,
        "files": len(files(made.path)) - 1,
        "remembered": None,
        "logged": True,
        "verification": done.report.to_json(),
    }
    assert Vault.open_reading(target).logs()[0].report.lines[-1].body == {
        "by": "bo",
        "remembered": None,
    }
    assert kinds(target)[-1] == "vault.restored"
    assert not (target / "SHA256SUMS").exists()
    assert check_vault(target, elsewhere, deep=True).verdict is not Verdict.FAILED
    with Vault.open_writing(target, elsewhere, room.clock, "x") as vault:
        vault.seal(room.draft())
    assert check_vault(target, elsewhere, deep=True).ok
    modes = {path: path.stat().st_mode & 0o777 for path in target.rglob("*") if path.is_file()}
    for path, mode in modes.items():
        kind = path.relative_to(target).parts[0]
        if path.name.endswith(".enc.pem"):
            assert mode == 0o600
        elif kind in {"evidence", "derived"}:
            assert mode == 0o444, path
        elif kind in {"keys", "custody", "README.txt", "check.sh"}:
            assert mode == 0o644, path


def test_without_the_key_it_is_restored_for_reading(room, tmp_path):
    made = make(room, tmp_path / "disk")
    elsewhere = KnownVaults(tmp_path / "other" / "known.json")
    done = restoring(room, elsewhere, None).restore(made.path, tmp_path / "v", operator=None)
    assert not done.logged
    assert "vault.restored" not in kinds(tmp_path / "v")
    with pytest.raises(PassphraseMissing):
        Vault.open_writing(tmp_path / "v", elsewhere, room.clock)


def test_an_older_backup_is_asked_about_and_then_remembered(room, tmp_path):
    made = make(room, tmp_path / "disk")
    (lost,) = room.seal()
    target = tmp_path / "v"
    with pytest.raises(BackupOlder) as older:
        restoring(room).restore(made.path, target, operator=None)
    kept = made.path / "custody" / room.log.name
    last, seen = (len(path.read_bytes().splitlines()) - 1 for path in (kept, room.log))
    assert older.value.facts == {"path": made.path, "seq": seen, "last": last}
    assert not target.exists()
    seen = room.known.of(room.made.vault_id).heads[room.made.key_id]
    done = restoring(room).restore(made.path, target, operator=None, although_older=True)
    vault = Vault.open_reading(target)
    body = vault._logs()[0].report.lines[-1].body
    assert body == {
        "by": "ana",
        "remembered": {"head": seen.hash, "key_id": room.made.key_id, "seq": seen.seq},
    }
    assert done.remembered.head == seen
    assert done.to_json()["remembered"] == body["remembered"]
    assert lost.id not in {entry.id for entry in vault.captures()}
    with Vault.open_writing(target, room.known, room.clock, "x") as opened:
        opened.seal(room.draft())
    # What was given up is not gone on with.
    with pytest.raises(VaultRolledBack):
        room.writing()


def test_giving_entries_up_needs_the_key(room, tmp_path):
    made = make(room, tmp_path / "disk")
    for words, wanted in ((None, PassphraseMissing), ("y", PassphraseWrong)):
        with pytest.raises(wanted):
            restoring(room, None, words).restore(
                made.path, tmp_path / "v", operator=None, although_older=True
            )
    assert not (tmp_path / "v").exists()


def test_every_changed_file_of_a_backup_is_refused(room, tmp_path):
    made = make(room, tmp_path / "disk")
    elsewhere = KnownVaults(tmp_path / "other" / "known.json")
    for path in sorted(made.path.rglob("*")):
        if not path.is_file():
            continue
        data = path.read_bytes()
        for changed in (flipped(data, len(data) // 2, 0) if data else b"x", None):
            path.unlink()
            if changed is not None:
                path.write_bytes(changed)
            with pytest.raises((BackupDamaged, VaultDamaged, VaultMissing)):
                restoring(room, elsewhere).restore(made.path, tmp_path / "v", operator=None)
            path.unlink(missing_ok=True)
            path.write_bytes(data)
    assert not (tmp_path / "v").exists()
    assert list(tmp_path.glob("*.partial*")) == []


def test_what_agrees_with_its_list_and_is_no_sound_vault_is_refused(room, tmp_path):
    made = make(room, tmp_path / "disk")
    listed = made.path / "SHA256SUMS"
    gone = min(made.path.glob("evidence/*/*/*.wacz"))
    name = gone.relative_to(made.path).as_posix()
    gone.unlink()
    lines = listed.read_text().splitlines(keepends=True)
    put_bytes(listed, "".join(line for line in lines if not line.endswith(f"  {name}\n")).encode())
    elsewhere = KnownVaults(tmp_path / "other" / "known.json")
    with pytest.raises(BackupDamaged) as caught:
        restoring(room, elsewhere).restore(made.path, tmp_path / "v", operator=None)
    assert caught.value.facts["detail"] == f"{name}: custody.file_missing"


@pytest.mark.parametrize("good", [0, 3, 9])
def test_a_full_disk_leaves_nothing(room, tmp_path, monkeypatch, good):
    made = make(room, tmp_path / "disk")
    before = room.log.read_bytes()
    real, left = copying.write_all, []

    def write(handle, data):
        left.append(handle)
        if len(left) > good:
            raise OSError(errno.ENOSPC, "no space")
        real(handle, data)

    monkeypatch.setattr(copying, "write_all", write)
    with pytest.raises(DiskFull):
        make(room, tmp_path / "other")
    assert list((tmp_path / "other").iterdir()) == []
    assert room.log.read_bytes() == before
    left.clear()
    elsewhere = KnownVaults(tmp_path / "mind" / "known.json")
    with pytest.raises(DiskFull):
        restoring(room, elsewhere).restore(made.path, tmp_path / "v", operator=None)
    assert not list(tmp_path.glob("v*.partial")) + list(tmp_path.glob("v"))


def test_a_backup_that_would_become_an_export_is_refused(room, tmp_path):
    made = make(room, tmp_path / "disk")
    (made.path / "export.json").write_bytes(b"{}")
    listed = made.path / "SHA256SUMS"
    line = f"{hashlib.sha256(b'{}').hexdigest()}  export.json\n"
    put_bytes(listed, listed.read_bytes() + line.encode())
    elsewhere = KnownVaults(tmp_path / "other" / "known.json")
    with pytest.raises(BackupDamaged) as refused:
        restoring(room, elsewhere).restore(made.path, tmp_path / "v", operator=None)
    assert refused.value.facts == {"path": made.path, "detail": "export.json"}


def test_where_nothing_is_restored_from_or_to(room, tmp_path):
    made = make(room, tmp_path / "disk")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "x").touch()
    elsewhere = KnownVaults(tmp_path / "other" / "known.json")

    def told(kind, backup, to):
        with pytest.raises(kind) as refused:
            restoring(room, elsewhere).restore(backup, to, operator=None)
        return refused.value.facts

    full, new = tmp_path / "full", tmp_path / "v"
    assert told(FolderNotEmpty, made.path, full) == {"path": full}
    inside = made.path / "x"
    assert told(WrongUse, made.path, inside) == {"detail": f"--to {inside}: inside the backup"}
    unfinished = made.path.with_name("vault-1.partial")
    shutil.copytree(made.path, unfinished)
    half = {"path": unfinished, "detail": "not finished"}
    assert told(BackupDamaged, unfinished, new) == half
    unlisted = {"path": room.path, "detail": "SHA256SUMS"}
    assert told(BackupDamaged, room.path, new) == unlisted
    nothing = tmp_path / "none"
    assert told(FileMissing, nothing, new) == {"path": nothing, "detail": "no such folder"}
    one = min(made.path.glob("derived/*/*"))
    name = one.relative_to(made.path).as_posix()
    for data, word in ((b"other", "changed"), (None, "missing")):
        one.unlink()
        if data is not None:
            one.write_bytes(data)
        wanted = {"path": made.path, "detail": f"{name}: {word}"}
        assert told(BackupDamaged, made.path, new) == wanted


def test_the_commands(tmp_path, clock, capsys, monkeypatch):
    words = tmp_path / "words"
    words.write_text("x\n")
    monkeypatch.setenv("EVIDENCEKIT_PASSPHRASE_FILE", str(words))

    def run(*given):
        status = run_command_line([*map(str, given), "--json"])
        return status, json.loads(capsys.readouterr().out)

    vault = tmp_path / "v"
    assert run("init", vault, "--name", "N", "--operator", "Ana")[0] == 0
    status, made = run("backup", tmp_path / "disk", "--vault", vault)
    assert (status, made["ok"]) == (0, True)
    status, told = run("restore", made["path"], "--to", tmp_path / "w")
    assert (status, told["error"]["code"]) == (3, "backup.older")
    status, done = run("restore", made["path"], "--to", tmp_path / "w", "--although-older")
    assert (status, done["logged"], done["remembered"]["seq"]) == (0, True, 1)
    assert run("verify", tmp_path / "w")[1]["verdict"] == "passed"
    assert run_command_line(["backup", str(tmp_path / "disk"), "--vault", str(tmp_path / "w")]) == 0
    assert "SHA256SUMS" in capsys.readouterr().out


def test_only_what_is_sealed_and_was_there_before_is_shared(room, tmp_path):
    make(room, tmp_path / "disk")
    with room.writing() as vault:
        late = vault.seal(room.draft()).file
    second = make(room, tmp_path / "disk")
    shared = {
        path.relative_to(second.path).as_posix()
        for path in second.path.rglob("*")
        if path.is_file() and path.stat().st_nlink > 1
    }
    sealed = {path.relative_to(room.path).as_posix() for path in room.path.glob("evidence/*/*/*")}
    assert shared == sealed - {late, f"{late}.sig"}


def test_a_disk_that_knows_no_second_name_gets_a_second_copy(room, tmp_path, monkeypatch):
    first = make(room, tmp_path / "disk")

    def refused(_old, _new):
        raise OSError(errno.EPERM, "no such links here")

    monkeypatch.setattr(os, "link", refused)
    second = make(room, tmp_path / "disk")
    assert (second.linked, second.ok) == (0, True)
    (one, two) = (files(made.path / "evidence") for made in (first, second))
    assert one == two


def test_bytes_that_come_back_changed_are_no_backup(room, tmp_path, monkeypatch):
    real, before = copying.write_all, room.log.read_bytes()
    monkeypatch.setattr(
        copying, "write_all", lambda handle, data: real(handle, bytes(data).swapcase())
    )
    with pytest.raises(BackupDamaged) as caught:
        make(room, tmp_path / "disk")
    assert caught.value.facts["detail"] == "other bytes came back"
    assert list((tmp_path / "disk").iterdir()) == []
    assert room.log.read_bytes() == before


def test_only_a_whole_backup_of_this_vault_is_gone_on_from(room, tmp_path, clock):
    disk, other = tmp_path / "disk", VaultRoom(tmp_path / "o", clock)
    whole = make(room, disk).path
    theirs = make(other, disk).path
    theirs.rename(disk / "vault-7")
    (disk / "vault-8").mkdir()
    found = [make(room, disk)]
    assert found[0].linked
    for place in (whole, found[0].path):
        place.rename(tmp_path / place.name)
    (disk / "vault-9").symlink_to(tmp_path / whole.name)
    (tmp_path / found[0].path.name).rename(disk / "vault-x.partial")
    assert make(room, disk).linked == 0


def test_a_damaged_database_is_copied_as_it_lies_there(room, tmp_path):
    data = b"SQLite format 3\0" + b"x" * 5_000
    put_bytes(room.path / "casework.db", data)
    made = make(room, tmp_path / "disk")
    assert (made.path / "casework.db").read_bytes() == data


def test_what_is_remembered_and_in_the_backup_is_not_asked_about(room, tmp_path):
    made = make(room, tmp_path / "disk")
    elsewhere = KnownVaults(tmp_path / "other" / "known.json")
    head = Vault.open_reading(made.path)._logs()[0].report.lines[1].head
    elsewhere.remember(room.made.vault_id, room.made.fingerprint, head)
    done = restoring(room, elsewhere).restore(made.path, tmp_path / "v", operator=None)
    assert (done.remembered, done.logged) == (None, True)


def test_an_empty_folder_becomes_the_vault_and_nothing_else_does(room, tmp_path):
    made = make(room, tmp_path / "disk")
    elsewhere = KnownVaults(tmp_path / "other" / "known.json")
    target = tmp_path / "v"
    target.mkdir()
    (target / ".DS_Store").touch()
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(target)
    for odd in ("file", "link"):
        with pytest.raises(FolderNotEmpty):
            restoring(room, elsewhere).restore(made.path, tmp_path / odd, operator=None)
    restoring(room, elsewhere).restore(made.path, target, operator=None)
    assert check_vault(target, elsewhere).ok
    assert not (target / ".DS_Store").exists()
    with pytest.raises(FileMissing):
        restoring(room, elsewhere).restore(tmp_path / "none", tmp_path / "w", operator=None)
