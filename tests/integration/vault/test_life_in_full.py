"""Every line that a vault's life leaves in its logs, every file with its mode, word by word."""

import errno
import hashlib
import json
import os
import re

import keyring
import pytest

from evidencekit.domain.errors import (
    CaptureRemoved,
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
    VaultNewer,
    VaultNotWritable,
    VaultRolledBack,
)
from evidencekit.vault import staged, succession
from evidencekit.vault import vault as opening
from evidencekit.vault.create import PROGRAM, create_vault
from evidencekit.vault.succession import start_anew
from evidencekit.vault.vault import Vault
from fakes.memory_keyring import MemoryKeyring
from fakes.vaults import WISH, VaultRoom, bring, put_bytes, stamp


@pytest.fixture
def room(tmp_path, clock):
    return VaultRoom(tmp_path, clock)


def lines_of(vault):
    return [(line.kind, line.body) for log in vault.logs() for line in log.report.lines]


def spki_of(room, key_id):
    pem = (room.path / "keys" / f"{key_id}.pem").read_text()
    return "".join(pem.split("\n")[1:-2])


def begun(room, key_id, after=None):
    return (
        "log.begun",
        {
            "after": after,
            "demo": False,
            "format": "1.0",
            "key_id": key_id,
            "program": PROGRAM,
            "spki": spki_of(room, key_id),
            "vault_id": room.made.vault_id,
        },
    )


def test_sealed_derived_removed(room):
    with room.writing() as vault:
        one = vault.seal(room.draft())
        vault.add_derived(one.sha256, "facts-1.json", "facts", b"{}")
        vault.remove(one.id, "bo", "asked to")
    body = {"bytes": one.bytes, "file": one.file, "id": one.id, "sha256": one.sha256}
    path = f"derived/{one.sha256}/facts-1.json"
    digest = "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
    assert lines_of(Vault.open_reading(room.path)) == [
        begun(room, room.made.key_id),
        ("capture.sealing", body),
        ("capture.sealed", body | {"recovered": False}),
        (
            "derived.made",
            {"file": path, "kind": "facts", "sha256": digest, "source": one.sha256},
        ),
        (
            "capture.removed",
            {"id": one.id, "sha256": one.sha256, "by": "bo", "reason": "asked to"},
        ),
    ]


def test_stamped_and_brought(room, tmp_path):
    room.seal()
    with room.writing() as vault:
        stamp(room, vault, tmp_path / "authority")
    bring(room, tmp_path / "authority")
    vault = Vault.open_reading(room.path)
    said = {kind: body for kind, body in lines_of(vault) if kind.startswith("stamp.")}
    (entry,) = vault.captures()

    def digest(path):
        return hashed(room.path / path)

    listed = next(room.path.glob("stamps/*.sha256")).relative_to(room.path).as_posix()
    stem = f"{listed.removesuffix('.sha256')}.local"
    assert said["stamp.requested"] == {
        "authority": "local",
        "list": listed,
        "list_sha256": digest(listed),
        "tsq_sha256": digest(f"{stem}.tsq"),
    }
    received = dict(said["stamp.received"])
    assert re.fullmatch(r"20\d\d-\d\d-\d\dT\d\d:\d\d:\d\dZ", received.pop("gen_time"))
    assert received == {
        "authority": "local",
        "chain_sha256": digest(f"{stem}.chain.pem"),
        "list": listed,
        "list_sha256": digest(listed),
        "policy": "1.2.3.4",
        "recovered": False,
        "revocation": [{"file": f"{stem}.1.crl", "sha256": digest(f"{stem}.1.crl")}],
        "serial": received["serial"],
        "tsr_sha256": digest(f"{stem}.tsr"),
    }
    head = next(room.path.glob("stamps/heads/*"))
    names = [line.split("  ")[1] for line in (room.path / listed).read_text().splitlines()]
    assert names == [head.relative_to(room.path).as_posix(), entry.file]
    imported = {body["kind"]: body for kind, body in lines_of(vault) if kind == "stamp.imported"}
    for kind, suffix in [("certificate", "pdf"), ("token", "tsr"), ("chain", "pem")]:
        body = dict(imported[kind])
        timed = body.pop("gen_time")
        assert bool(timed) == (kind == "token")
        digest_of = digest(body["file"])
        assert body == {
            "by": "ana",
            "capture_sha256": entry.sha256,
            "file": f"stamps/imported/{digest_of}.{suffix}",
            "id": entry.id,
            "kind": kind,
            "sha256": digest_of,
        }


def hashed(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def last_of(room, number):
    log = Vault.open_reading(room.path).logs()[number]
    return {"head": log.report.head.hash, "key_id": log.key_id, "seq": log.report.head.seq}


def test_a_key_changed_and_one_lost(room, clock):
    with room.writing() as vault:
        changed = vault.rotate("ana")
    assert (changed.before, changed.fingerprint[:16]) == (room.made.key_id, changed.key_id)
    keyring.set_keyring(MemoryKeyring())
    anew = start_anew(room.path, room.known, clock, "bo", None)
    assert (anew.before, anew.fingerprint[:16]) == (changed.key_id, anew.key_id)
    assert (changed.key_store, anew.key_store) == ("keyring", "keyring")
    assert lines_of(Vault.open_reading(room.path)) == [
        begun(room, room.made.key_id),
        ("key.succeeded", {"by": "ana", "spki": spki_of(room, changed.key_id)}),
        begun(room, changed.key_id, last_of(room, 0)),
        begun(room, anew.key_id, last_of(room, 1)),
        ("key.revoked", {"by": "bo", "key_id": changed.key_id, "reason": "lost"}),
    ]
    heads = [log.report.head for log in Vault.open_reading(room.path).logs()]
    of = room.known.of(room.made.vault_id)
    assert of.heads == dict(
        zip((room.made.key_id, changed.key_id, anew.key_id), heads, strict=True)
    )
    assert of.keys[anew.key_id] == anew.fingerprint


def test_the_modes_of_files(room, tmp_path):
    with room.writing() as vault:
        one = vault.seal(room.draft())
        vault.add_derived(one.sha256, "facts-1.json", "facts", b"{}")
        stamp(room, vault, tmp_path / "authority")
        assert (room.path / "vault.lock.json").stat().st_mode & 0o777 == 0o644
    modes = {
        path.relative_to(room.path).as_posix(): path.stat().st_mode & 0o777
        for path in room.path.rglob("*")
        if path.is_file() and path.name != "vault.lock"
    }
    kept = re.compile(r"(evidence|derived|stamps)/.*")
    assert {name for name, mode in modes.items() if mode == 0o444} == {
        name for name in modes if kept.fullmatch(name)
    }
    assert {mode for name, mode in modes.items() if not kept.fullmatch(name)} == {0o644}
    assert (tmp_path / "known.json").stat().st_mode & 0o777 == 0o600


def test_the_memory_of_this_computer(room, tmp_path):
    head = Vault.open_reading(room.path).logs()[0].report.head
    assert json.loads((tmp_path / "known.json").read_bytes()) == {
        "v": 1,
        "vaults": {
            room.made.vault_id: {
                "keys": {room.made.key_id: room.made.fingerprint},
                "heads": {room.made.key_id: {"seq": 0, "hash": head.hash}},
            }
        },
    }


def test_who_holds_the_lock(room):
    with room.writing():
        assert json.loads((room.path / "vault.lock.json").read_bytes()) == {
            "program": PROGRAM,
            "pid": os.getpid(),
            "since": "2026-11-05T04:03:02.678Z",
        }
        with pytest.raises(VaultLocked) as locked:
            room.writing()
    assert locked.value.facts == {"path": room.path, "program": PROGRAM, "pid": os.getpid()}


# --- what a refusal tells ---


def told(kind, do):
    with pytest.raises(kind) as refused:
        do()
    return refused.value.facts


def test_what_is_not_there(room):
    (one,) = room.seal()
    vault = Vault.open_reading(room.path)
    unknown = "c-01jdbq3zgmkx5w0r2t4y6a8b1d"
    assert told(NotFound, lambda: vault.find(unknown)) == {"what": "capture", "id": unknown}
    entry = vault.find(one.id)
    (room.path / one.file).unlink()
    gone = {"path": room.path / one.file, "detail": "missing"}
    assert told(FileMissing, lambda: vault.path_of(entry)) == gone
    with room.writing() as writer:
        writer.remove(one.id, "bo", "asked to")
    at = vault.logs()[0].report.lines[-1].at
    assert told(CaptureRemoved, lambda: vault.find(one.id)) == {
        "id": one.id,
        "at": at,
        "by": "bo",
        "reason": "asked to",
    }


def test_a_key_that_is_not_to_be_had(tmp_path, clock, memory_keyring):
    room = VaultRoom(tmp_path, clock, passphrase="words")
    key_id = room.made.key_id
    room.passphrase = None
    assert told(PassphraseMissing, room.writing) == {"key_id": key_id}
    room.passphrase = "others"
    assert told(PassphraseWrong, room.writing) == {"key_id": key_id}
    (room.path / "keys" / f"{key_id}.enc.pem").unlink()
    assert told(KeyMissing, room.writing) == {"key_id": key_id}
    room.log.rename(tmp_path / "log")
    assert told(KeyMissing, room.writing) == {"key_id": None}


def test_a_vault_that_is_not_to_be_written(room, tmp_path, clock):
    place = room.path / "vault.json"
    good = place.read_bytes()
    put_bytes(place, good.replace(b'"1.0"', b'"1.7"'))
    assert told(VaultNewer, room.writing) == {"path": room.path, "format": "1.7", "known": "1.0"}
    put_bytes(place, good)
    room.seal()
    whole = room.log.read_bytes()
    item = f"custody/{room.log.name}"
    lines = whole.splitlines(keepends=True)
    room.log.write_bytes(lines[0] + lines[2])
    wanted = {"path": room.path, "detail": f"{item}:2: custody.chain"}
    assert told(VaultDamaged, room.writing) == wanted
    room.log.write_bytes(lines[0])
    assert told(VaultRolledBack, room.writing) == {"path": room.path, "seq": 2}
    room.log.write_bytes(whole)
    full = told(FolderNotEmpty, lambda: create_vault(room.path, WISH, clock, room.known))
    assert full == {"path": room.path}
    (tmp_path / "file").touch()
    other = told(FileMissing, lambda: create_vault(tmp_path / "file", WISH, clock, room.known))
    assert other == {"path": tmp_path / "file", "detail": "not a folder"}


def test_a_demo_mark_that_the_log_does_not_bear(tmp_path, clock, memory_keyring):
    room = VaultRoom(tmp_path, clock, passphrase="words")
    place = room.path / "vault.json"
    put_bytes(place, place.read_bytes().replace(b"false", b"true"))
    assert told(DemoMixed, room.writing) == {"what": f"custody/{room.log.name}"}


def refusing(number):
    def refuse(*_words, **_more):
        raise OSError(number, os.strerror(number))

    return refuse


@pytest.mark.parametrize(
    ("number", "kind"), [(errno.EROFS, VaultNotWritable), (errno.ENOSPC, DiskFull)]
)
def test_a_disk_that_refuses_is_named_with_the_place(room, monkeypatch, clock, number, kind):
    def facts(do, place):
        said = told(kind, do)
        assert said.pop("path") == place
        if kind is DiskFull:
            assert said.pop("needed") is None
            assert said.pop("free") > 0
        else:
            assert said.pop("detail") == os.strerror(number)
        assert said == {}

    with monkeypatch.context() as patched:
        patched.setattr(opening, "make_folder", refusing(number))
        facts(room.writing, room.path)
    with room.writing() as vault:
        sealed = vault.seal(room.draft())
        with monkeypatch.context() as patched:
            patched.setattr(staged, "write_part", refusing(number))
            derived = f"derived/{sealed.sha256}/facts-1.json"
            facts(
                lambda: vault.add_derived(sealed.sha256, "facts-1.json", "facts", b"{}"),
                room.path / derived,
            )
        with monkeypatch.context() as patched:
            patched.setattr(opening, "take_away", refusing(number))
            facts(lambda: vault.remove(sealed.id, "bo", "asked to"), room.path)
        with monkeypatch.context() as patched:
            patched.setattr(opening, "erase_key", refusing(number))
            facts(lambda: vault.rotate("ana"), room.path)
    keyring.set_keyring(MemoryKeyring())
    with monkeypatch.context() as patched:
        patched.setattr(succession, "keep_key", refusing(number))
        facts(lambda: start_anew(room.path, room.known, clock, "bo", None), room.path)


def test_what_the_log_does_not_take(room):
    with room.writing() as vault:
        with pytest.raises(ValueError, match=r"^capture\.sealed is not recorded from outside$"):
            vault.record("capture.sealed", {})
        with pytest.raises(ValueError, match=r"^not a body of note$"):
            vault.record("note", {"by": "ana"})
        path = f"derived/{'0' * 64}/.x"
        with pytest.raises(ValueError, match=re.escape(path)):
            vault.add_derived("0" * 64, ".x", "facts", b"{}")
    with pytest.raises(VaultNotWritable) as closed:
        vault.record("note", {"about": None, "by": "ana", "text": "x"})
    assert closed.value.facts == {"path": room.log, "detail": "the log is closed"}
