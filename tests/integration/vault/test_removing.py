"""A capture removed on purpose: the signed line stays, and every checker says so."""

import functools
import os
import subprocess

import pytest

from evidencekit.domain.errors import (
    CaptureInPacket,
    CaptureRemoved,
    NotFound,
    OperatorMissing,
    WrongUse,
)
from evidencekit.evidence.report import Verdict
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import read_certificates
from evidencekit.foundation.catalogue import catalogue
from evidencekit.foundation.resources import resource
from evidencekit.packet.model import PacketPlan
from evidencekit.services.looking import custody_of, show_capture
from evidencekit.services.packets import Packets
from evidencekit.services.removing import Removing
from evidencekit.vault.check import check_vault
from evidencekit.vault.stamps import StampLists
from evidencekit.vault.vault import Vault
from fakes.pictures import a_page, png
from fakes.readings import listed
from fakes.vaults import VaultRoom, files, full_vault, put_bytes
from faults.test_vault_kills import die_before, ended

WHY = 'court order 12","sha256":"0\n王'
CHECK = resource("vault", "check.sh")


@pytest.fixture
def full(tmp_path, clock):
    return full_vault(tmp_path, clock)


def report_of(room, roots=None):
    trusted = Roots(tuple(read_certificates(roots.read_bytes()))) if roots else Roots()
    return check_vault(room.path, room.known, roots=trusted, pause=lambda _s: None)


def remove(room, capture_id, **said):
    with room.writing() as vault:
        return Removing(vault).remove(capture_id, "ana", WHY, **said)


def check_sh(room):
    words = ["sh", str(CHECK), "-k", room.made.fingerprint, str(room.path)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def first_of(room):
    return Vault.open_reading(room.path).captures()[-1]


def test_the_file_goes_and_the_line_stays(full):
    room, roots = full
    entry = first_of(room)
    before = files(room.path)
    done = remove(room, entry.id)
    after = files(room.path)
    derived = f"derived/{entry.sha256}/facts-1.json"
    assert set(done.files) == {entry.file, f"{entry.file}.sig", derived}
    gone = before.keys() - after.keys()
    assert gone == set(done.files)
    report = report_of(room, roots)
    assert (report.verdict, report.problems) == (Verdict.PASSED, [])
    (note,) = report.notes
    assert (note.id, note.item) == ("custody.removed", entry.file)
    assert "court order 12" in note.found
    assert "on purpose" in note.meaning
    assert report.to_json()["notes"] == [note.to_json()]


def test_check_sh_says_the_same(full):
    room, _roots = full
    entry = first_of(room)
    remove(room, entry.id)
    code, lines = check_sh(room)
    assert code == 0
    assert "RESULT passed" in lines
    notes = [line for line in lines if line.startswith("NOTE custody")]
    assert [line.split()[:3] for line in notes] == [["NOTE", "custody.removed", f"{entry.file}:"]]


def test_lists_leave_it_out_and_show_says_so(full):
    room, _roots = full
    entry = first_of(room)
    remove(room, entry.id)
    vault = Vault.open_reading(room.path)
    assert entry.id not in [row["id"] for row in listed(vault, hidden=True)]
    shown = show_capture(vault, entry.id)
    assert shown["removed"]["reason"] == WHY
    assert (shown["sha256"], shown["provenance"], shown["facts"]) == (entry.sha256, {}, None)
    with pytest.raises(CaptureRemoved):
        vault.find(entry.id)
    assert vault.removed()[entry.id].by == "ana"


def test_a_removed_file_that_comes_back_is_said_and_taken_away(full):
    room, roots = full
    entry = first_of(room)
    data = (room.path / entry.file).read_bytes()
    remove(room, entry.id)
    put_back = room.path / entry.file
    put_back.touch()
    put_bytes(put_back, data)
    report = report_of(room, roots)
    assert [(one.id, one.item) for one in report.problems] == [("custody.unfinished", entry.file)]
    assert "removed" in report.problems[0].meaning
    assert [line for line in check_sh(room)[1] if "custody.unfinished" in line]
    with room.writing() as vault:
        assert vault.recovery.removed == [entry.file]
    assert not put_back.exists()
    assert report_of(room, roots).verdict is Verdict.PASSED


def test_what_a_list_says_of_another_file_still_fails(full):
    room, roots = full
    entry = first_of(room)
    remove(room, entry.id)
    (listed,) = room.path.glob("stamps/*.sha256")
    put_bytes(listed, listed.read_bytes().replace(entry.sha256.encode(), b"0" * 64))
    assert "stamp.list" in {one.id for one in report_of(room, roots).problems}
    assert [line for line in check_sh(room)[1] if line.startswith("BAD  stamp.list")]


def test_a_file_missing_without_a_line_is_still_missing(full):
    room, roots = full
    entry = first_of(room)
    (room.path / entry.file).unlink()
    assert "custody.file_missing" in {one.id for one in report_of(room, roots).problems}


def test_a_removal_forged_without_the_key_fails(full):
    room, roots = full
    entry = first_of(room)
    remove(room, entry.id)
    put_bytes(room.log, room.log.read_bytes().replace(b"court order", b"court 0rder"))
    assert "custody.signatures" in {one.id for one in report_of(room, roots).problems}


def test_a_line_that_removes_nothing_is_told(full):
    room, _roots = full
    with room.writing() as vault:
        body = {"by": "ana", "id": room.draft().capture_id, "reason": "x", "sha256": "0" * 64}
        vault._custody.append("capture.removed", body)
    assert "custody.events" in {one.id for one in report_of(room).problems}


def test_it_takes_a_person_a_reason_and_a_capture(full):
    room, _roots = full
    before = room.log.read_bytes()
    entry = first_of(room)
    with room.writing() as vault:
        removing = Removing(vault)
        for by, reason, fault in [
            (None, "x", OperatorMissing),
            ("ana", " ", WrongUse),
            ("ana", "x" * 2001, WrongUse),
        ]:
            with pytest.raises(fault):
                removing.remove(entry.id, by, reason)
        with pytest.raises(NotFound):
            removing.remove(room.draft().capture_id, "ana", "x")
    assert room.log.read_bytes() == before


@pytest.fixture
def packed(tmp_path, clock):
    """Return a room, the capture that stands in its packet, one that does not, the packet."""
    room = VaultRoom(tmp_path, clock)
    names = [room.draft().capture_id, room.draft().capture_id]
    with room.writing() as vault:
        packed, other = (vault.seal(a_page(name, png())) for name in names)
        plan = PacketPlan(title="P", captures=(packed.id,), operator="ana")
        made = Packets(vault, clock).make(plan, tmp_path / "out")
    return room, packed, other, made


def test_a_capture_in_a_packet_takes_a_second_word(packed):
    room, first, second, made = packed
    with pytest.raises(CaptureInPacket) as refused:
        remove(room, first.id)
    assert refused.value.facts["packets"] == made.folder
    assert remove(room, second.id).packets == ()
    copy = room.path / made.folder / "attachments" / first.file
    assert remove(room, first.id, although_in_packet=True).packets == (made.folder,)
    assert copy.is_file()
    assert report_of(room).verdict is Verdict.PASSED


def test_a_packet_that_cannot_be_read_counts(packed):
    room, _first, second, made = packed
    put_bytes(room.path / made.folder / "manifest.json", b"{")
    with pytest.raises(CaptureInPacket):
        remove(room, second.id)


def test_removed_captures_are_in_no_later_list(tmp_path, clock):
    room = VaultRoom(tmp_path, clock)
    first, second = room.seal(2)
    remove(room, first.id)
    with room.writing() as vault:
        StampLists(vault, clock).make_lists()
    (listed,) = room.path.glob("stamps/*.sha256")
    assert first.sha256 not in listed.read_text()
    assert second.sha256 in listed.read_text()
    assert report_of(room).ok


def test_hiding_leaves_the_evidence_and_can_be_undone(full):
    room, roots = full
    entry = first_of(room)
    for hidden in (True, True, False):
        with room.writing() as vault:
            Removing(vault).hide(entry.id, "ana", "blank page", hidden=hidden)
        vault = Vault.open_reading(room.path)
        shown = entry.id in [row["id"] for row in listed(vault)]
        assert shown is not hidden
        assert entry.id in [row["id"] for row in listed(vault, hidden=True)]
        assert show_capture(vault, entry.id)["hidden"] is hidden
    rows = custody_of(Vault.open_reading(room.path), entry.id, str)
    assert [row.kind for row in rows].count("capture.hidden") == 2
    assert report_of(room, roots).verdict is Verdict.PASSED


def test_the_custody_of_a_capture_reads_as_a_table(full):
    room, _roots = full
    entry = first_of(room)
    remove(room, entry.id)
    vault = Vault.open_reading(room.path)
    rows = custody_of(vault, entry.id, str)
    assert [row.kind for row in rows] == [
        "capture.sealing",
        "capture.sealed",
        "derived.made",
        "capture.removed",
    ]
    assert rows[1].words == f"Sealed as {entry.file}."
    assert (rows[-1].by, rows[0].by) == ("ana", "")
    assert "\n" not in rows[-1].words
    chinese = custody_of(vault, entry.id, catalogue("zh_CN").gettext)
    assert all(one.words != other.words for one, other in zip(rows, chinese, strict=True))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_removal_killed_before_every_call(tmp_path, clock):
    room = VaultRoom(tmp_path, clock)
    kills, number = 0, 0
    while True:
        number += 1
        (sealed,) = room.seal()
        with room.writing() as vault:
            vault.add_derived(sealed.sha256, "facts-1.json", "facts", b"{}")
        _ids, killed = ended(*remove_in_a_child(room, sealed.id, number))
        assert report_of(room).ok
        with room.writing() as vault:
            gone = sealed.id in vault.removed()
        left = [name for name in files(room.path) if sealed.id in name or sealed.sha256 in name]
        assert len(left) == (0 if gone else 3)
        assert report_of(room).verdict is Verdict.PASSED
        kills += killed
        if not killed:
            break
    assert gone
    assert kills > 10


def remove_in_a_child(room, capture_id, number):
    told, tell = os.pipe()
    pid = os.fork()
    if pid:
        os.close(tell)
        return pid, told
    try:
        prepare = functools.partial(die_before, number)
        with room.writing() as vault:
            prepare()
            Removing(vault).remove(capture_id, "ana", WHY)
        os._exit(0)
    finally:
        os._exit(70)
