"""A clock that was set: the vault tells of it by itself; who does not tell is found."""

import os
from datetime import timedelta

import pytest

from evidencekit.domain.errors import DiskFull
from evidencekit.evidence.custody import check_log, make_line, moment
from evidencekit.evidence.report import Outcome, Verdict
from evidencekit.services.looking import show_capture
from evidencekit.vault.check import check_vault
from evidencekit.vault.vault import Vault
from fakes.vaults import VaultRoom

HOUR = timedelta(hours=1)
NOTE = {"about": None, "by": "ana", "text": "x"}


@pytest.fixture
def room(tmp_path, clock):
    return VaultRoom(tmp_path, clock)


def lines(room):
    return check_log(room.log.read_bytes(), None).lines


def checked(room):
    return check_vault(room.path, room.known, pause=lambda _s: None)


def test_a_step_is_told_before_the_next_line_and_is_no_trouble(room):
    room.seal()
    room.clock.set_wall(room.clock.now() - HOUR)
    with room.writing() as vault:
        vault.record("note", dict(NOTE))
        sealed = vault.seal(room.draft())
    told = [line for line in lines(room) if line.kind == "clock.step"]
    assert [line.body for line in told] == [{"step_ms": -3_600_000}]
    note = lines(room)[told[0].seq + 1]
    assert (note.kind, note.at, note.mono) == ("note", told[0].at, told[0].mono)
    report = checked(room)
    assert report.verdict is Verdict.PASSED
    assert "custody.clock" in {one.id for one in report.with_outcome(Outcome.PASSED)}
    shown = show_capture(Vault.open_reading(room.path), sealed.id)
    assert shown["clock_steps"] == [{"at": told[0].at, "step_ms": -3_600_000}]


def test_another_boot_tells_nothing(room):
    room.clock.set_wall(room.clock.now() + 5 * HOUR)
    room.clock.reboot()
    room.seal()
    assert "clock.step" not in {line.kind for line in lines(room)}
    assert checked(room).verdict is Verdict.PASSED


def test_a_log_that_was_backdated_with_the_key_is_told(room):
    room.seal()
    with room.writing() as vault:
        room.clock.set_wall(room.clock.now() - HOUR)
        at = moment(room.clock, vault.marker.vault_id)
        line = make_line(vault.head, "note", dict(NOTE), at, vault.key)
    with room.log.open("ab") as file:
        file.write(line.raw + b"\n")
    report = checked(room)
    (found,) = report.problems
    assert (found.id, found.outcome, found.expected) == (
        "custody.clock",
        Outcome.INDETERMINATE,
        "-3600000 ms",
    )
    assert found.item == f"custody/{room.log.name}:{line.seq + 1}"
    assert report.verdict is Verdict.INDETERMINATE
    assert "no line tells of it" in found.meaning


def test_a_step_can_not_be_recorded_from_outside(room):
    with room.writing() as vault, pytest.raises(ValueError, match=r"clock\.step"):
        vault.record("clock.step", {"step_ms": 1})


def test_a_full_disk_leaves_neither_line(room, monkeypatch):
    room.seal()
    before = room.log.read_bytes()
    room.clock.set_wall(room.clock.now() + HOUR)
    with room.writing() as vault:
        with monkeypatch.context() as patch:

            def full(_handle, _data):
                raise OSError(28, "full")

            patch.setattr(os, "write", full)
            with pytest.raises(DiskFull):
                vault.record("note", dict(NOTE))
        assert room.log.read_bytes() == before
        vault.record("note", dict(NOTE))
    assert [line.kind for line in lines(room)][-2:] == ["clock.step", "note"]


def test_a_step_that_is_told_wrong_is_named_with_what_was_told(room):
    room.seal()
    with room.writing() as vault:
        room.clock.set_wall(room.clock.now() - HOUR)
        at = moment(room.clock, vault.marker.vault_id)
        step = make_line(vault.head, "clock.step", {"step_ms": 5000}, at, vault.key)
        note = make_line(step.head, "note", dict(NOTE), at, vault.key)
    with room.log.open("ab") as file:
        file.write(step.raw + b"\n" + note.raw + b"\n")
    (found,) = checked(room).problems
    assert (found.id, found.expected, found.found) == ("custody.clock", "-3600000 ms", "5000 ms")
