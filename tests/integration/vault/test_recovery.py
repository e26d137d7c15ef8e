"""What an interruption left is put right once, and the second time there is nothing to do."""

import shutil
from pathlib import Path

import keyring
import pytest

from evidencekit.domain.errors import VaultDamaged, VaultNotWritable
from evidencekit.evidence.custody import check_log
from evidencekit.evidence.report import Verdict
from evidencekit.vault.check import check_vault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.layout import capture_file
from evidencekit.vault.succession import start_anew
from evidencekit.vault.vault import Vault
from fakes.memory_keyring import MemoryKeyring
from fakes.vaults import VaultRoom, flipped, put_bytes


@pytest.fixture
def room(tmp_path, clock):
    return VaultRoom(tmp_path, clock)


def undone(room, lines=1):
    """Seal a capture and take back its last lines, as a kill would have left it."""
    (sealed,) = room.seal()
    # The computer had not remembered yet either.
    data = room.log.read_bytes().splitlines(keepends=True)
    kept = b"".join(data[:-lines])
    room.log.write_bytes(kept)
    head = check_log(kept, None).head
    room.known.remember(room.made.vault_id, room.made.fingerprint, head)
    return sealed


def recovered(room):
    with room.writing() as vault:
        done = vault.recovery
    with room.writing() as vault:
        assert not vault.recovery.happened
    assert list((room.path / "staging").iterdir()) == []
    return done


def verdict(room):
    return check_vault(room.path, room.known, deep=True, pause=lambda _s: None).verdict


def move_to_staging(room, sealed, *suffixes):
    for suffix in suffixes:
        name = f"{sealed.id}.wacz{suffix}"
        source = room.path / f"{sealed.file}{suffix}"
        source.rename(room.path / "staging" / f"{name}.part")


@pytest.mark.parametrize("staged", [(), ("",), ("", ".sig")])
def test_a_sealing_is_finished_wherever_its_files_are(room, staged):
    sealed = undone(room)
    move_to_staging(room, sealed, *staged)
    report = check_vault(room.path, room.known, pause=lambda _s: None)
    assert [check.id for check in report.problems] == ["custody.unfinished"]
    assert recovered(room).finished == [sealed.id]
    entry = Vault.open_reading(room.path).find(sealed.id)
    assert entry.recovered
    last = check_log(room.log.read_bytes(), None).lines[-1]
    assert (last.kind, last.body) == ("capture.sealed", sealed.body | {"recovered": True})
    assert (room.path / entry.file).stat().st_mode & 0o777 == 0o444
    assert verdict(room) is Verdict.PASSED


@pytest.mark.parametrize(
    ("damage", "reason"),
    [("flip", "changed"), ("flip_sig", "changed"), ("no_sig", "missing"), ("none", "missing")],
)
def test_a_sealing_that_cannot_be_finished_is_given_up(room, damage, reason):
    sealed = undone(room)
    wacz, sig = room.path / sealed.file, room.path / f"{sealed.file}.sig"
    if damage.startswith("flip"):
        target = sig if damage == "flip_sig" else wacz
        put_bytes(target, flipped(target.read_bytes(), 50, 3))
    if damage in {"no_sig", "none"}:
        sig.unlink()
    if damage == "none":
        wacz.unlink()
    done = recovered(room)
    assert done.lost == [sealed.id]
    last = check_log(room.log.read_bytes(), None).lines[-1]
    lost = {"id": sealed.id, "reason": reason, "sha256": sealed.sha256}
    assert (last.kind, last.body) == ("capture.lost", lost)
    left = {"no_sig": [""], "none": []}.get(damage, ["", ".sig"])
    assert done.set_aside == [f"{sealed.id}.wacz{suffix}" for suffix in left]
    assert Vault.open_reading(room.path).captures() == []
    assert list((room.path / "evidence").rglob("*.wacz*")) == []
    assert len(list((room.path / "quarantine").iterdir())) == len(done.set_aside)
    assert verdict(room) is Verdict.PASSED


def test_a_torn_line_is_kept_aside_and_cut(room):
    room.seal()
    whole = room.log.read_bytes()
    with room.log.open("ab") as log:
        log.write(b'{"at":"2026-11')
    assert "custody.tail" in [check.id for check in _problems(room)]
    done = recovered(room)
    assert room.log.read_bytes() == whole
    name = f"custody-{room.made.key_id}-{len(whole)}.torn"
    assert done.set_aside == [name]
    assert (room.path / "quarantine" / name).read_bytes() == b'{"at":"2026-11'


def test_a_line_that_only_lacks_its_end_is_completed(room):
    room.seal()
    whole = room.log.read_bytes()
    room.log.write_bytes(whole[:-1])
    assert not recovered(room).happened
    assert room.log.read_bytes() == whole
    # The same line once more is whole, and yet not the next one.
    with room.log.open("ab") as log:
        log.write(whole.splitlines()[-1])
    assert recovered(room).set_aside
    assert room.log.read_bytes() == whole


def test_what_nobody_knows_is_set_aside_but_not_evidence(room):
    (sealed,) = room.seal()
    stray = ["staging/x.part", "stamps/x.tsr", f"derived/{sealed.sha256}/facts-1.json"]
    for name in [*stray, "evidence/2026/stray.wacz"]:
        (room.path / name).parent.mkdir(exist_ok=True)
        (room.path / name).write_bytes(b"x")
    wanted = ["x.part", f"derived_{sealed.sha256}_facts-1.json", "stamps_x.tsr"]
    assert recovered(room).set_aside == wanted
    assert {path.name for path in (room.path / "quarantine").iterdir()} == set(wanted)
    assert [(c.id, c.item) for c in _problems(room)] == [
        ("custody.file_unknown", "evidence/2026/stray.wacz")
    ]
    assert not any((room.path / name).exists() for name in stray)


def _problems(room):
    return check_vault(room.path, room.known, pause=lambda _s: None).problems


def test_a_line_with_a_hole_is_cut_like_a_torn_one(room):
    room.seal()
    whole = room.log.read_bytes()
    holed = b'{"at":"2026-11-05T04:03:02.678Z","bo' + bytes(200) + b'"v":1}\n'
    room.log.write_bytes(whole + holed)
    with room.writing() as vault:
        (name,) = vault.recovery.set_aside
    assert room.log.read_bytes() == whole
    assert (room.path / "quarantine" / name).read_bytes() == holed
    with room.writing() as vault:
        assert not vault.recovery.happened


def test_a_hole_is_cut_too_where_nothing_is_remembered(room, tmp_path):
    room.seal()
    whole = room.log.read_bytes()
    room.log.write_bytes(whole + b'{"at":"' + bytes(200) + b'"v":1}\n')
    room.known = KnownVaults(tmp_path / "another.json")
    with room.writing() as vault:
        assert len(vault.recovery.set_aside) == 1
    assert room.log.read_bytes() == whole


def test_a_hole_in_a_line_that_is_remembered_is_damage(room):
    room.seal()
    whole = room.log.read_bytes()
    changed = whole[:-40] + b"\0" + whole[-39:]
    room.log.write_bytes(changed)
    with pytest.raises(VaultDamaged), room.writing():
        pass
    assert room.log.read_bytes() == changed


def test_what_the_system_puts_everywhere_is_left_in_staging(room):
    stray = room.path / "staging" / ".DS_Store"
    stray.touch()
    with room.writing() as vault:
        assert not vault.recovery.happened
    assert stray.exists()


def test_what_a_key_of_another_line_began_stays_as_it_is(room, tmp_path, clock):
    room.seal()
    copied = tmp_path / "elsewhere" / "vault"
    shutil.copytree(room.path, copied)
    # The key is lost to two computers, and each goes on from there by itself.
    keyring.set_keyring(MemoryKeyring())
    theirs = KnownVaults(tmp_path / "theirs.json")
    changed = start_anew(copied, theirs, clock, "bo", None)
    draft = room.draft()
    with Vault.open_writing(copied, theirs, clock) as vault:
        name = draft.capture_id
        body = {"bytes": 1, "file": capture_file(name), "id": name, "sha256": "0" * 64}
        vault._custody.append("capture.sealing", body)
    keyring.set_keyring(MemoryKeyring())
    start_anew(room.path, room.known, clock, "ana", None)
    for path in copied.glob(f"*/{changed.key_id}.*"):
        shutil.copy(path, room.path / path.relative_to(copied))
    with room.writing() as vault:
        assert not vault.recovery.happened
        assert vault._book().sealing[name].key_id == changed.key_id
    assert ("custody.unfinished", name) in {
        (one.id, one.item.rpartition("/")[2].partition(".")[0]) for one in _problems(room)
    }


def test_a_vault_that_can_not_be_put_right_is_let_go(room):
    sealed = undone(room)
    move_to_staging(room, sealed, "", ".sig")
    year = room.path / "evidence" / sealed.file.split("/")[1]
    shutil.rmtree(year)
    year.write_bytes(b"in the way")
    handles = len(list(Path("/proc/self/fd").iterdir()))
    with pytest.raises(VaultNotWritable):
        room.writing()
    assert len(list(Path("/proc/self/fd").iterdir())) == handles
    year.unlink()
    assert recovered(room).finished == [sealed.id]
    assert verdict(room) is Verdict.PASSED
