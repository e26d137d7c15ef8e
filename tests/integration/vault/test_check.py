"""The whole-vault check: every kind of damage found, named, and nothing else."""

import hashlib
import os
import random  # noqa: TID251  # seeded: the same positions in each run
import shutil

import pytest

from evidencekit.evidence.report import Outcome, TimeTrust, Verdict
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import read_certificates
from evidencekit.vault.check import check_vault
from evidencekit.vault.create import NewVault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.vault import Vault
from fakes.held_clock import HeldClock
from fakes.vaults import VaultRoom, files, flipped, full_vault, put_bytes


@pytest.fixture(scope="module")
def pattern(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pattern")
    room, room.roots = full_vault(folder, HeldClock(), passphrase="x")
    return room


@pytest.fixture
def room(pattern, tmp_path):
    """A copy of one full vault, with the memory of the computer that made it."""
    shutil.copytree(pattern.path, tmp_path / "vault")
    shutil.copy(pattern.path.parent / "known.json", tmp_path)
    copy = object.__new__(VaultRoom)
    copy.clock, copy.made, copy.passphrase = pattern.clock, pattern.made, "x"
    copy.path, copy.roots = tmp_path / "vault", pattern.roots
    copy.known = KnownVaults(tmp_path / "known.json")
    copy.log = copy.path / "custody" / pattern.log.name
    return copy


def trusted(room):
    return Roots(read_certificates(room.roots.read_bytes()))


def check(room, **how):
    if hasattr(room, "roots"):
        how = {"roots": trusted(room)} | how
    return check_vault(room.path, room.known, pause=lambda _s: None, **how)


def test_a_good_vault_passes_and_nothing_is_written(room):
    before = files(room.path)
    report = check(room, deep=True)
    assert report.problems == []
    assert report.verdict is Verdict.PASSED
    assert report.time_trust is TimeTrust.KNOWN_ROOT
    assert report.fingerprints == (room.made.fingerprint,)
    assert files(room.path) == before


def test_plain_leaves_the_inside_of_good_captures_and_says_so(room):
    plain = {c.id for c in check(room).with_outcome(Outcome.NOT_CHECKED)}
    deep = {c.id for c in check(room, deep=True).with_outcome(Outcome.NOT_CHECKED)}
    assert {"wacz.members", "warc.records"} <= plain
    assert not {"wacz.members", "warc.records"} & deep


KINDS = ["*/*/*.wacz", "*/*/*.wacz.sig", "custody/*", "keys/*.pem", "stamps/*.sha256",
         "stamps/*.tsr", "stamps/*.tsq", "stamps/*.chain.pem", "stamps/heads/*", "derived/*/*",
         "vault.json"]  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_a_flipped_bit_is_found_and_its_file_named(room, kind):
    if kind == "keys/*.pem":
        path = room.path / "keys" / f"{room.made.key_id}.pem"
    else:
        pattern = f"evidence/{kind}" if "wacz" in kind else kind
        path = min(room.path.glob(pattern))
    name = path.relative_to(room.path).as_posix()
    data = path.read_bytes()
    seeded = random.Random(kind)  # noqa: S311
    places = [(seeded.randrange(len(data)), seeded.randrange(8)) for _each in range(12)]
    places.append((len(data) - 1, 0))
    for position, bit in places:
        changed = flipped(data, position, bit)
        if kind == "vault.json" and _is_a_choice(data, changed):
            continue
        put_bytes(path, changed)
        report = check(room)
        assert report.verdict is Verdict.FAILED, (position, bit)
        named = {name, room.log.relative_to(room.path).as_posix()} if _is_marker(name) else {name}
        items = {c.item.partition(":")[0].partition("!")[0] for c in report.problems}
        assert items & named, (position, bit)
    put_bytes(path, data)
    assert check(room).problems == []


def _is_marker(name):
    # Whose word is wrong, vault.json's or the log's, cannot be told: either may be named.
    return name == "vault.json"


def _is_a_choice(old, new):
    # Name and operator may be anything (section 3); so may the day that no line repeats.
    start = old.index(b' "created"')
    return old[:start] == new[:start]


def test_a_flip_inside_a_capture_says_where_inside(room):
    path = next(room.path.glob("evidence/*/*/*.wacz"))
    data = path.read_bytes()
    put_bytes(path, flipped(data, data.index(b"WARC File") if b"WARC File" in data else 200, 1))
    found = {c.id for c in check(room).with_outcome(Outcome.FAILED)}
    assert {"wacz.hash", "wacz.signature"} <= found
    assert found & {"wacz.zip", "wacz.members", "warc.records"}


@pytest.mark.parametrize("suffix", ["", ".sig"])
def test_a_missing_file_is_named(room, suffix):
    path = next(room.path.glob(f"evidence/*/*/*.wacz{suffix}"))
    path.unlink()
    problems = [(c.id, c.item) for c in check(room).with_outcome(Outcome.FAILED)]
    assert ("custody.file_missing", path.relative_to(room.path).as_posix()) in problems


def test_strangers_and_links_are_unknown_and_leavings_of_systems_are_not(room):
    (room.path / "evidence" / ".DS_Store").touch()
    (room.path / "stamps" / "Thumbs.db").touch()
    assert check(room).problems == []
    (room.path / "evidence" / "link").symlink_to("/etc")
    (room.path / "derived" / os.fsdecode(b"\xff.txt")).touch()
    found = [(c.id, c.item) for c in check(room).problems]
    assert found == [
        ("custody.file_unknown", "derived/\ufffd.txt"),
        ("custody.file_unknown", "evidence/link"),
    ]


def test_a_capture_that_is_only_a_link_is_missing(room):
    path = next(room.path.glob("evidence/*/*/*.wacz"))
    path.rename(room.path / "elsewhere")
    path.symlink_to(room.path / "elsewhere")
    assert "custody.file_missing" in [c.id for c in check(room).with_outcome(Outcome.FAILED)]


def cut_log(room, lines):
    data = room.log.read_bytes().splitlines(keepends=True)
    room.log.write_bytes(b"".join(data[:lines]))


def test_a_cut_log_contradicts_memory_captures_and_lists(room):
    second = sorted(room.path.glob("evidence/*/*/*.wacz"))[1]
    # Up to the first capture: the second remembers a later head and is itself unknown.
    cut_log(room, 2)
    elsewhere = KnownVaults(room.path.parent / "no.json")
    report = check_vault(room.path, elsewhere, pause=lambda _s: None)
    found = {(c.id, c.item) for c in report.with_outcome(Outcome.FAILED)}
    assert ("custody.file_unknown", second.relative_to(room.path).as_posix()) in found
    assert any(check_id == "custody.witness" and "heads" in item for check_id, item in found)
    found = {c.id for c in check(room).with_outcome(Outcome.FAILED)}
    assert "custody.remembered" in found


def test_a_rewritten_log_is_contradicted_by_the_captures(tmp_path, clock):
    """Whoever has the key writes another history; the captures remember the first."""
    room = VaultRoom(tmp_path, clock)
    with room.writing() as vault:
        vault.record("note", {"about": None, "by": "ana", "text": "first"})
        kept = vault.seal(room.draft())
        key = vault.key
    before = room.log.read_bytes().splitlines()
    _rewrite(room, before[0] + b"\n", key, kept)
    report = check_vault(room.path, KnownVaults(tmp_path / "no.json"), pause=lambda _s: None)
    found = [(c.id, c.item, c.expected, c.found) for c in report.with_outcome(Outcome.FAILED)]
    now = room.log.read_bytes().splitlines()
    heads = [hashlib.sha256(line).hexdigest() for line in (before[1], now[1])]
    assert found == [("custody.witness", kept.file, *heads)]


def _rewrite(room, begun, key, kept):
    from evidencekit.evidence.custody import check_log, make_line, moment

    head, lines = check_log(begun, None).head, [begun]
    note = {"about": None, "by": "ana", "text": "other"}
    events = [("note", note), ("capture.sealing", kept.body)]
    for kind, body in [*events, ("capture.sealed", kept.body | {"recovered": False})]:
        line = make_line(head, kind, body, moment(room.clock, room.made.vault_id), key)
        lines.append(line.raw + b"\n")
        head = line.head
    room.log.write_bytes(b"".join(lines))


def test_whose_key_it_is(room):
    other = KnownVaults(room.path.parent / "no.json")
    right, wrong = room.made.fingerprint, "0" * 64

    def verdict(known, fingerprint=None):
        how = {"fingerprint": fingerprint, "roots": trusted(room), "pause": lambda _s: None}
        return check_vault(room.path, known, **how).verdict

    assert verdict(other) is Verdict.INDETERMINATE
    assert verdict(other, right) is Verdict.PASSED
    assert verdict(other, wrong) is Verdict.FAILED
    assert verdict(room.known, wrong) is Verdict.FAILED


def test_all_of_it_signed_anew_with_another_key_is_not_this_vault(room, tmp_path, clock):
    forged = VaultRoom(tmp_path / "forged", clock)
    text = (room.path.parent / "known.json").read_text()
    memory = tmp_path / "memory.json"
    memory.write_text(text.replace(room.made.vault_id, forged.made.vault_id))
    report = check_vault(forged.path, KnownVaults(memory), pause=lambda _s: None)
    assert "key.known" in [c.id for c in report.with_outcome(Outcome.FAILED)]


def test_a_demo_never_passes(tmp_path, clock):
    room = VaultRoom(tmp_path, clock, NewVault("Demo", "nobody", demo=True), "x")
    room.seal()
    for fingerprint in (None, room.made.fingerprint):
        report = check(room, deep=True, fingerprint=fingerprint)
        assert report.ok
        assert report.verdict is Verdict.INDETERMINATE
        assert report.demo
        assert [c.id for c in report.problems] == ["vault.demo"]


def test_a_demo_that_says_it_is_none_fails(tmp_path, clock):
    room = VaultRoom(tmp_path, clock, NewVault("Demo", "nobody", demo=True), "x")
    room.seal()
    marker = room.path / "vault.json"
    marker.write_bytes(marker.read_bytes().replace(b"true", b"false"))
    assert check(room).verdict is Verdict.FAILED


def test_a_newer_vault_is_said_to_be_newer(room):
    marker = room.path / "vault.json"
    marker.write_bytes(marker.read_bytes().replace(b'"1.0"', b'"2.0"'))
    (problem,) = check(room).problems
    assert (problem.id, problem.found) == ("vault.format", "2.0")


@pytest.mark.parametrize("folder", ["custody", "keys", "evidence", "stamps", "derived"])
def test_a_folder_that_is_gone_is_missed(room, folder):
    shutil.rmtree(room.path / folder)
    assert check(room).verdict is Verdict.FAILED


def test_a_second_look_tells_a_writer_at_work_from_damage(room):
    whole = room.log.read_bytes()
    room.log.write_bytes(whole + b'{"at":')
    looks = []

    def meanwhile(seconds):
        looks.append(seconds)
        room.log.write_bytes(whole)

    report = check_vault(room.path, room.known, roots=trusted(room), pause=meanwhile)
    assert report.problems == []
    assert looks == [0.2]


def test_captures_of_a_key_that_is_gone_are_not_checked_and_said_to_be(room):
    (room.path / "keys" / f"{room.made.key_id}.pem").unlink()
    report = check(room)
    assert ("key.file", Outcome.FAILED) in {(c.id, c.outcome) for c in report.checks}
    for path in room.path.glob("evidence/*/*/*.wacz"):
        name = path.relative_to(room.path).as_posix()
        assert ("wacz.hash", name, Outcome.NOT_CHECKED) in {
            (c.id, c.item, c.outcome) for c in report.checks
        }


def test_a_demo_capture_in_a_vault_that_is_none_is_named(room, clock):
    """Sealed, logged and signed with the vault's own key, as only its holder could."""
    from evidencekit.evidence.keys import make_key
    from evidencekit.evidence.manifest import SealContext
    from evidencekit.evidence.wacz import seal

    path = min(room.path.glob("evidence/*/*/*.wacz"))
    target = room.path.parent / path.name
    context = SealContext(room.made.vault_id, 0, "0" * 64, clock.now(), "x")
    seal(target, room.draft(), make_key(demo=True), context)
    put_bytes(path, target.read_bytes())
    found = {(c.id, c.item) for c in check(room).with_outcome(Outcome.FAILED)}
    assert ("vault.demo", path.relative_to(room.path).as_posix()) in found


def test_the_checks_come_in_the_order_of_the_log(room):
    order = [entry.file for entry in Vault.open_reading(room.path).captures()][::-1]
    named = [c.item for c in check(room, deep=True).checks if c.id == "wacz.hash"]
    assert named == order
    assert len(named) == 2


def test_a_capture_that_can_not_be_read_is_named(room, monkeypatch):
    wacz = next(room.path.glob("evidence/*/*/*.wacz"))
    opened = type(wacz).open

    def unreadable(path, *words, **more):
        if path == wacz:
            raise OSError(5, "bad sector")
        return opened(path, *words, **more)

    monkeypatch.setattr(type(wacz), "open", unreadable)
    report = check_vault(room.path, room.known, pause=lambda _s: None)
    found = [(one.id, one.item, one.found) for one in report.problems]
    item = wacz.relative_to(room.path).as_posix()
    assert ("custody.file_missing", item, "unreadable") in found
    assert report.verdict is Verdict.FAILED


def test_a_vault_without_keys_and_logs_has_lost_its_log(room):
    shutil.rmtree(room.path / "keys")
    shutil.rmtree(room.path / "custody")
    report = check_vault(room.path, room.known, pause=lambda _s: None)
    assert ("custody.form", "custody") in [(one.id, one.item) for one in report.problems]
    assert report.verdict is Verdict.FAILED
