"""The app asks by itself for time stamps that are due, and never for more."""

import dataclasses
import shutil

import pytest

from evidencekit.bootstrap.desk import Desk
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.foundation.clock import SystemClock
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.stamp_timer import EVERY, MANY, StampTimer
from fakes.drafts import a_draft

QUICK = 20


@pytest.fixture
def started(jobs):
    """Titles of the jobs that were begun, as the status bar shows them."""
    titles, known = [], []

    def look():
        begun = [job for job in jobs.running if job not in known]
        known.extend(begun)
        titles.extend(job.title for job in begun)

    jobs.changed.connect(look)
    return titles


def seal(desk):
    name = new_id(IdKind.CAPTURE, SystemClock().now())
    with desk.writing() as writer:
        writer.seal(dataclasses.replace(a_draft(), capture_id=name))


def looking(qtbot, stamps):
    """Have it look now, and wait until it has looked."""
    with qtbot.waitSignal(stamps.timer.timeout):
        stamps.timer.start(QUICK)
    qtbot.waitUntil(lambda: stamps._vault.jobs.idle and not stamps._under_way)
    assert stamps.timer.isActive()
    assert stamps.timer.interval() == EVERY


def test_what_is_due_is_asked_for_and_shown(qtbot, writable_vault, started):
    stamps = StampTimer(writable_vault)
    looking(qtbot, stamps)
    assert started == []
    seal(writable_vault.desk)
    assert writable_vault.desk.captures().waiting == 1
    with qtbot.waitSignal(writable_vault.captures_changed):
        stamps.timer.start(QUICK)
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)
    assert started == ["Getting time stamps"]
    assert writable_vault.desk.captures().waiting == 0
    looking(qtbot, stamps)
    assert len(started) == 1


def test_a_capture_puts_it_off_so_that_more_share_a_token_but_not_for_ever(qtbot, writable_vault):
    stamps = StampTimer(writable_vault)
    for count in (1, MANY - 1, MANY):
        stamps.timer.start(QUICK * 1000)
        stamps._changes = count - 1
        writable_vault.captures_changed.emit()
        assert stamps.timer.interval() == (EVERY if count < MANY else QUICK * 1000)
    stamps.stop()
    writable_vault.captures_changed.emit()
    assert not stamps.timer.isActive()


def test_it_waits_while_somebody_writes(qtbot, writable_vault, started):
    stamps = StampTimer(writable_vault)
    seal(writable_vault.desk)
    from threading import Event

    go = Event()
    writable_vault.jobs.write(stamps, "other", lambda _task: go.wait(60), lambda _done: None)
    with qtbot.waitSignal(stamps.timer.timeout):
        stamps.timer.start(QUICK)
    assert started == ["other"]
    go.set()
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)
    looking(qtbot, stamps)
    assert started == ["other", "Getting time stamps"]


def test_a_locked_key_is_no_question_and_no_second_try(qtbot, jobs, own_demo, started):
    shutil.move(own_demo / "DEMO-passphrase.txt", own_demo / "away.txt")
    asked = []
    vault = OpenVault(
        Desk.open(own_demo / "vault"), jobs, lambda wrong, _then: asked.append(wrong), jobs
    )
    seal(Desk.open(own_demo / "vault", (own_demo / "away.txt").read_text().strip()))
    stamps = StampTimer(vault)
    for _each in range(2):
        looking(qtbot, stamps)
        assert started == ["Getting time stamps"]
    assert asked == []
    vault.desk.unlock((own_demo / "away.txt").read_text().strip())
    vault.captures_changed.emit()
    looking(qtbot, stamps)
    assert len(started) == 2
    assert vault.desk.captures().waiting == 0


def test_it_ends_with_the_jobs_of_its_vault_and_asks_no_more(qtbot, writable_vault, started):
    stamps = StampTimer(writable_vault)
    seal(writable_vault.desk)
    writable_vault.jobs.close()
    assert not stamps.timer.isActive()
    stamps._look()
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)
    assert started == []


def test_the_window_has_one_for_its_vault_and_none_once_closed(qtbot, own_demo):
    window = MainWindow()
    qtbot.addWindow(window)
    window.open_vault(own_demo / "vault")
    qtbot.waitUntil(lambda: window.vault is not None and window.jobs.idle)
    first = window.vault.findChild(StampTimer)
    assert first.timer.isActive()
    window.close()
    assert not first.timer.isActive()
