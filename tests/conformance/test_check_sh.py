"""check.sh, by itself: it passes what is good, finds each flipped bit, and names the file."""

import random  # noqa: TID251  # seeded: the same positions in each run
import re
import shutil
import subprocess
import zipfile
from datetime import timedelta

import pytest

from evidencekit.evidence.custody import make_line, moment
from evidencekit.foundation.resources import resource
from evidencekit.vault.create import NewVault
from fakes.held_clock import HeldClock
from fakes.vaults import VaultRoom, bring, files, flipped, full_vault, put_bytes

SHELLS = [name for name in ("dash", "bash", "busybox") if shutil.which(name)]
CHECK = resource("vault", "check.sh")
NOT_PROVEN = (
    "This does not prove who held the key, that a shop sent these bytes, or that the goods are"
    " fake."
)


def run(*words, shell="sh"):
    command = ["busybox", "sh"] if shell == "busybox" else [shell]
    done = subprocess.run(
        [*command, str(CHECK), *map(str, words)], capture_output=True, text=True, check=False
    )
    return done.returncode, done.stdout.splitlines(), done.stderr


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    room, roots = full_vault(tmp_path_factory.mktemp("pattern"), HeldClock(), passphrase="x")
    bring(room, roots.parent)
    return room, roots


@pytest.fixture
def vault(pattern, tmp_path):
    target = tmp_path / "a vault"
    shutil.copytree(pattern[0].path, target)
    return target


@pytest.mark.parametrize("shell", SHELLS)
def test_a_good_vault(pattern, vault, shell):
    room, roots = pattern
    before = files(vault)
    mark = room.made.fingerprint
    code, lines, trouble = run("-k", mark.upper(), "-r", roots, vault, shell=shell)
    assert (code, trouble) == (0, "")
    certificate = next(vault.glob("stamps/imported/*.pdf")).relative_to(vault)
    assert [line for line in lines if not line.startswith("OK   ")] == [
        f"NOTE stamp.certificate {certificate}: a certificate of others: not checked here",
        f"KEY  fingerprint {mark}",
        "RESULT passed",
        NOT_PROVEN,
    ]
    said = {line.split()[1] for line in lines if line.startswith("OK ")}
    assert said >= {
        "vault.format", "vault.identity", "key.file", "custody.form", "custody.tail",
        "custody.chain", "custody.signatures", "custody.clock", "wacz.hash",
        "wacz.signature", "wacz.zip",
        "wacz.members", "wacz.digest", "wacz.inner_signature", "wacz.metadata",
        "custody.witness", "stamp.list", "stamp.request", "stamp.token", "stamp.chain",
        "stamp.imported", "stamp.revocation", "derived.hash", "custody.file_unknown",
    }  # fmt: skip
    assert files(vault) == before


def test_without_the_fingerprint_and_the_root_it_is_open(pattern, vault):
    code, lines, _trouble = run(vault)
    assert code == 0
    assert "RESULT indeterminate: compare the fingerprint" in lines
    assert [line for line in lines if line.startswith("NOTE stamp.chain")]


def test_another_fingerprint_fails(vault):
    code, lines, _trouble = run("-k", "0" * 64, vault)
    assert code == 1
    assert any(line.startswith("BAD  key.known") for line in lines)


KINDS = ["evidence/*/*/*.wacz", "evidence/*/*/*.wacz.sig", "custody/*", "keys/*[0-9a-f].pem",
         "stamps/*.sha256", "stamps/*.tsr", "stamps/*.tsq", "stamps/*.chain.pem",
         "stamps/*.crl", "stamps/heads/*", "derived/*/*", "stamps/imported/*.tsr",
         "stamps/imported/*.pem", "stamps/imported/*.pdf"]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_bit_is_found_and_its_file_named(vault, kind):
    path = min(one for one in vault.glob(kind) if ".enc." not in one.name)
    name = path.relative_to(vault).as_posix()
    data = path.read_bytes()
    seeded = random.Random(kind)  # noqa: S311
    places = [(seeded.randrange(len(data)), seeded.randrange(8)) for _each in range(3)]
    for position, bit in [*places, (len(data) - 1, 2)]:
        put_bytes(path, flipped(data, position, bit))
        code, lines, _trouble = run(vault)
        assert code == 1, (position, bit)
        assert any(line.startswith("BAD ") and name in line for line in lines), (position, bit)
        assert any(re.match(r"RESULT failed: \d+ problem", line) for line in lines)


def test_missing_unknown_and_linked_files(vault):
    first, second = sorted(vault.glob("evidence/*/*/*.wacz"))
    first.unlink()
    second.with_name(f"{second.name}.sig").rename(vault / "sig")
    second.with_name(f"{second.name}.sig").symlink_to(vault / "sig")
    (vault / "evidence" / "new\x1b[2Jline").touch()
    (vault / "derived" / ".DS_Store").touch()
    code, lines, _trouble = run(vault)
    bad = [line.partition(":")[0] for line in lines if line.startswith("BAD ")]
    assert code == 1
    assert f"BAD  custody.file_missing {first.relative_to(vault)}" in bad
    assert f"BAD  custody.file_missing {second.relative_to(vault)}.sig" in bad
    assert "BAD  custody.file_unknown evidence/new?[2Jline" in bad
    assert not any("DS_Store" in line for line in bad)


def test_a_cut_log(vault):
    log = next(vault.glob("custody/*"))
    log.write_bytes(b"".join(log.read_bytes().splitlines(keepends=True)[:2]))
    code, lines, _trouble = run(vault)
    assert code == 1
    bad = {line.split()[1] for line in lines if line.startswith("BAD ")}
    assert bad >= {"custody.witness", "custody.file_unknown"}


def test_an_unfinished_sealing_is_a_note(tmp_path, clock):
    room = VaultRoom(tmp_path, clock)
    room.seal()
    room.log.write_bytes(b"".join(room.log.read_bytes().splitlines(keepends=True)[:-1]))
    code, lines, _trouble = run(room.path)
    assert code == 0
    assert [line.split()[1] for line in lines if line.startswith("NOTE")] == ["custody.unfinished"]


@pytest.mark.parametrize("shell", SHELLS)
def test_a_clock_that_was_set_and_not_told_of_is_a_note(tmp_path, clock, shell):
    room = VaultRoom(tmp_path, clock)
    note = {"about": None, "by": "ana", "text": "x"}
    with room.writing() as vault:
        clock.set_wall(clock.now().replace(year=2024, month=2, day=29))
        vault.record("note", note)
        clock.set_wall(clock.now().replace(year=2025, month=1))
        line = make_line(vault.head, "note", note, moment(clock, vault.marker.vault_id), vault.key)
    with room.log.open("ab") as file:
        file.write(line.raw + b"\n")
    code, lines, trouble = run(room.path, shell=shell)
    moved = (clock.now() - clock.now().replace(year=2024, month=2)) // timedelta(milliseconds=1)
    assert (code, trouble) == (0, "")
    place = f"custody/{room.log.name}:{line.seq + 1}"
    said = f"the clock moved by {moved} ms since the line before, and no line tells of it"
    assert [one for one in lines if "custody.clock" in one] == [
        f"NOTE custody.clock {place}: {said}"
    ]


def test_a_demo_never_passes(tmp_path, clock):
    room = VaultRoom(tmp_path, clock, NewVault("Demo", "nobody", demo=True), "x")
    (sealed,) = room.seal()
    capture = room.path / sealed.file
    for words in [[room.path], [capture, room.path / f"keys/{room.made.key_id}.pem"]]:
        code, lines, _trouble = run("-k", room.made.fingerprint, *words)
        assert code == 0
        assert lines[-1] == "RESULT DEMO: proves nothing"
        assert not any("passed" in line for line in lines)
    marker = room.path / "vault.json"
    marker.write_bytes(marker.read_bytes().replace(b"true", b"false"))
    code, lines, _trouble = run(room.path)
    assert code == 1
    assert any(line.startswith("BAD  vault.demo") for line in lines)


def test_one_capture_on_its_own(pattern, vault, tmp_path):
    capture, key = min(vault.glob("evidence/*/*/*.wacz")), next(vault.glob("keys/*[0-9a-f].pem"))
    alone = tmp_path / capture.name
    shutil.copy(capture, alone)
    key_file = vault / "keys" / f"{pattern[0].made.key_id}.pem"
    code, lines, _trouble = run("-k", pattern[0].made.fingerprint, alone, key_file)
    assert (code, "RESULT passed" in lines) == (0, True)
    assert key.parent == key_file.parent
    data = alone.read_bytes()
    seeded = random.Random(1)  # noqa: S311
    for _each in range(8):
        put_bytes(alone, flipped(data, seeded.randrange(len(data)), seeded.randrange(8)))
        assert run(alone, key_file)[0] == 1


@pytest.mark.parametrize("shell", SHELLS)
def test_each_byte_around_the_members_counts_without_the_signature_beside(vault, tmp_path, shell):
    capture = min(vault.glob("evidence/*/*/*.wacz"))
    key = next(path for path in vault.glob("keys/*.pem") if ".enc" not in path.name)
    alone = tmp_path / capture.name
    data = capture.read_bytes()
    with zipfile.ZipFile(capture) as archive:
        directory = archive.start_dir
        headers = [info.header_offset for info in archive.infolist()]
    seeded = random.Random(shell)  # noqa: S311
    places = [start + seeded.randrange(30) for start in headers]
    places += [seeded.randrange(directory, len(data) - 22) for _each in range(6)]
    places += [len(data) - 22 + seeded.randrange(22) for _each in range(4)]
    for place in places:
        alone.write_bytes(flipped(data, place, seeded.randrange(8)))
        code, lines, _trouble = run(alone, key, shell=shell)
        assert code == 1, place
        assert any(line.startswith("BAD  wacz.zip") and alone.name in line for line in lines)


@pytest.mark.parametrize("words", [["-k", "12", "."], ["-x"], ["a", "b"], ["/nonexistent"]])
def test_wrong_use(words):
    assert run(*words)[0] == 2


def test_a_newer_format_is_said_to_be_newer(vault):
    marker = vault / "vault.json"
    marker.write_bytes(marker.read_bytes().replace(b'"1.0"', b'"2.0"'))
    assert run(vault)[0] == 3
