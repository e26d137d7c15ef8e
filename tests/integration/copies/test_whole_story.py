"""Two keys, a removed capture, revocation lists, imported tokens: in each kind of copy."""

import shutil
import subprocess
from datetime import timedelta
from types import SimpleNamespace

import keyring
import pytest

from evidencekit.domain.ids import IdKind, new_id
from evidencekit.evidence.report import Outcome
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import read_certificates
from evidencekit.packet.model import PacketPlan
from evidencekit.services.casework import Casework
from evidencekit.services.exporting import Exporting
from evidencekit.services.keys import revoke
from evidencekit.services.packets import Packets
from evidencekit.services.removing import Removing
from evidencekit.services.verifying import verify_paths
from evidencekit.vault.backup import back_up
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.restore import Restoring
from evidencekit.vault.vault import Vault
from fakes.drafts import AT
from fakes.held_clock import HeldClock
from fakes.memory_keyring import MemoryKeyring
from fakes.pictures import a_page, png
from fakes.vaults import VaultRoom, bring, files, flipped, put_bytes, stamp

pytestmark = pytest.mark.usefixtures("asked_once")

CASE = "name: Story\nright: {right}\ncaptures: [{ids}]\n"
RIGHT = "kind: trademark\njurisdiction: CN\nowner_as_registered: X\nstatus: registered\n"


def _seal(room, vault):
    room.clock.advance(timedelta(seconds=2))
    name = new_id(IdKind.CAPTURE, room.clock.now())
    return vault.seal(a_page(name, png(200, 300)))


def _stamped(room, folder):
    room.clock.advance(timedelta(seconds=2))
    with room.writing() as vault:
        return stamp(room, vault, folder).read_text()


def _story(folder):
    """Captures by key 1: old, gone (removed), other (of no case); by key 2: new. All stamped."""
    room = VaultRoom(folder, HeldClock(AT), passphrase="x")
    with room.writing() as vault:
        old, gone = (_seal(room, vault) for _each in range(2))
        for one in (old, gone):
            vault.add_derived(one.sha256, "facts-1.json", "facts", b'{"format": "1.0"}')
    pems = _stamped(room, folder / "first")
    bring(room, folder / "first", b"%PDF-1.7 over what goes")
    with room.writing() as vault:
        other = _seal(room, vault)
        vault.add_derived(other.sha256, "facts-1.json", "facts", b'{"format": "1.0"}')
    bring(room, folder / "first", b"%PDF-1.7 other's")
    with room.writing() as vault:
        first = vault.key.key_id
        changed = vault.rotate("ana", "x")
    with room.writing() as vault:
        new = _seal(room, vault)
    pems += _stamped(room, folder / "second")
    bring(room, folder / "second")
    with room.writing() as vault:
        casework = Casework(vault, room.clock)
        form = folder / "form.yaml"
        form.write_text(RIGHT)
        right = casework.add("right", form)["id"]
        form.write_text(CASE.format(right=right, ids=f"{old.id}, {gone.id}, {new.id}"))
        case = casework.add("case", form)["id"]
        Removing(vault).remove(gone.id, "ana", "not ours")
        revoke(vault, first, "ana", "left")
    roots = folder / "roots.pem"
    roots.write_text(pems)
    return SimpleNamespace(
        room=room, folder=folder, roots=roots, old=old, gone=gone, other=other, new=new, case=case,
        first=first, key=changed.key_id, fingerprint=changed.fingerprint,
    )  # fmt: skip


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    told = _story(tmp_path_factory.mktemp("story"))
    told.keyring = keyring.get_keyring()
    yield told
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def _own_keyring(told, memory_keyring):
    keyring.set_keyring(told.keyring)


def verify(told, path, *, stranger=False, key=None):
    known = KnownVaults(told.folder / "nothing.json") if stranger else told.room.known
    roots = Roots(read_certificates(told.roots.read_bytes()), strict=True)
    return verify_paths([path], deep=True, fingerprint=key, roots=roots, known=known)


def check_sh(told, folder, *words):
    given = ["-k", told.fingerprint, "-r", told.roots, *words]
    done = subprocess.run(
        ["sh", folder / "check.sh", *map(str, given)], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def both_pass(told, folder):
    report = verify(told, folder)
    assert report.problems == []
    code, lines = check_sh(told, folder)
    assert (code, [one for one in lines if one.startswith("BAD")]) == (0, [])
    assert "RESULT passed" in lines
    return report, lines


def test_the_vault_itself(told):
    report, lines = both_pass(told, told.room.path)
    passed = {one.id for one in report.checks if one.outcome is Outcome.PASSED}
    assert {"key.revoked", "custody.succession", "custody.removed", "stamp.imported"} <= passed
    assert any(one.startswith("OK   stamp.revocation ") for one in lines)


@pytest.fixture(scope="module")
def exported(told):
    keyring.set_keyring(told.keyring)
    told.room.clock.advance(timedelta(seconds=2))
    with told.room.writing() as vault:
        return Exporting(vault, told.room.clock).export(told.case, told.folder / "case.zip", "ana")


@pytest.fixture
def unpacked(exported, tmp_path):
    subprocess.run(["unzip", "-q", exported.path, "-d", tmp_path / "x"], check=True)
    return tmp_path / "x"


def test_an_export_has_what_proves_its_captures_and_nothing_of_others(told, exported, unpacked):
    assert exported.captures == tuple(sorted((told.old.id, told.new.id)))
    assert exported.removed == (told.gone.id,)
    report = verify(told, exported.path)
    assert report.problems == []
    both_pass(told, unpacked)
    inside = files(unpacked)
    bound = {str(body["file"]): body for body in _imported(told)}
    brought = {name for name in inside if name.startswith("stamps/imported/")}
    assert brought == {name for name, one in bound.items() if one["id"] == told.new.id}
    assert len(brought) < len(bound)
    for ending in (".1.crl", ".jsonl", ".pem"):
        assert sum(name.endswith(ending) for name in inside) >= 2, ending


def _imported(told):
    vault = Vault.open_reading(told.room.path)
    lines = [line for log in vault.logs() for line in log.report.lines]
    return [line.body for line in lines if line.kind == "stamp.imported"]


def test_each_file_of_the_export_that_proves_a_time_or_a_key_counts(told, unpacked):
    for name, data in files(unpacked).items():
        if not name.startswith(("stamps/", "keys/")) or name.endswith(".crt"):
            continue
        put_bytes(unpacked / name, flipped(data, len(data) // 2, 3))
        assert not verify(told, unpacked).ok, name
        if name.endswith((".crl", ".pdf", ".tsr")):
            code, lines = check_sh(told, unpacked)
            assert code == 1, name
            assert any(line.startswith("BAD ") and name in line for line in lines), lines
        (unpacked / name).unlink()
        assert not verify(told, unpacked).ok, name
        (unpacked / name).write_bytes(data)
    both_pass(told, unpacked)


@pytest.fixture(scope="module")
def packets(told):
    """A packet by key 2 of captures of both keys, and one of captures of key 1 alone."""
    keyring.set_keyring(told.keyring)
    made = {}
    for name, ids in {
        "both": (told.old.id, told.new.id),
        "one": (told.old.id, told.other.id),
    }.items():
        told.room.clock.advance(timedelta(seconds=2))
        with told.room.writing() as vault:
            plan = PacketPlan(title="Story", captures=ids, operator="ana")
            made[name] = Packets(vault, told.room.clock).make(plan, told.folder / name)
    return made


@pytest.mark.parametrize("name", ["both", "one"])
def test_a_packet_takes_along_what_proves_its_captures(told, packets, tmp_path, name):
    folder = shutil.copytree(packets[name].out, tmp_path / "copy")
    report = verify(told, folder)
    assert (report.problems, report.verdict, report.time_trust) == ([], "passed", "known_root")
    passed = {
        (one.id, one.item.rpartition(".")[2]) for one in report.checks if one.outcome == "passed"
    }
    assert {("stamp.revocation", "crl"), ("stamp.token", "tsr"), ("stamp.chain", "tsr")} <= passed
    names = files(folder)
    assert sum(one.endswith(".pdf") for one in names) == 2
    for path, data in names.items():
        if "/stamps/" in path:
            put_bytes(folder / path, flipped(data, len(data) // 2, 1))
            assert not verify(told, folder).ok, path
            put_bytes(folder / path, data)


@pytest.mark.parametrize("name", ["both", "one"])
def test_the_commands_of_a_packet_of_two_keys_work_as_they_stand(told, packets, tmp_path, name):
    folder = shutil.copytree(packets[name].out, tmp_path / "copy")
    shutil.copyfile(told.roots, folder / "ROOTS.pem")
    text = (folder / "VERIFY.txt").read_text()
    starts = ("openssl", "grep", "(cd", "sha256sum", "pdfsig", "! ")
    commands = [line for line in text.splitlines() if line.startswith(starts)]
    for line in commands:
        done = subprocess.run(["sh", "-c", line], cwd=folder, capture_output=True, check=False)
        assert done.returncode == 0, (line, done)
    prints = [line for line in commands if line.startswith("openssl pkey")]
    said = [
        subprocess.run(["sh", "-c", one], cwd=folder, capture_output=True, check=True)
        for one in prints
    ]
    assert [one.stdout[:16].decode() for one in said] == [told.key, told.first]
    assert sum(line.startswith("openssl crl") for line in commands) == 2
    pdf = subprocess.run(["pdftotext", folder / "packet.pdf", "-"], capture_output=True, check=True)
    words = " ".join(pdf.stdout.decode().split())
    assert "Each capture was signed with the key that its exhibit names" in words
    assert "They were signed with the key whose fingerprint the cover names" not in words


def test_a_backup_and_what_is_restored_from_it(told, tmp_path):
    told.room.clock.advance(timedelta(seconds=2))
    with told.room.writing() as vault:
        made = back_up(vault, tmp_path / "disk", told.room.clock, told.room.known, "ana")
    assert (made.ok, made.skipped) == (True, ())
    report = verify(told, made.path)
    assert {one.id for one in report.problems} == {"custody.remembered"}
    elsewhere = KnownVaults(tmp_path / "other.json")
    restoring = Restoring(elsewhere, told.room.clock, "x")
    done = restoring.restore(made.path, tmp_path / "v", operator="bo")
    assert done.logged
    report = verify(told, tmp_path / "v", stranger=True, key=told.fingerprint)
    assert report.problems == []
    code, lines = check_sh(told, tmp_path / "v")
    assert (code, "RESULT passed" in lines) == (0, True)
    with Vault.open_writing(tmp_path / "v", elsewhere, told.room.clock, "x") as vault:
        assert vault.key.key_id == told.key
        _seal(told.room, vault)
    assert verify(told, tmp_path / "v", stranger=True, key=told.fingerprint).ok
