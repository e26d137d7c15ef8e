"""Notices by the system: only to one who looks elsewhere, never a name, and none when off."""

from datetime import date

import pytest
from PySide6.QtCore import QObject, Signal

from evidencekit.domain.errors import VaultMissing
from evidencekit.gui import preferences
from evidencekit.gui.jobs import Job, JobState
from evidencekit.gui.jobs_dialog import JobsDialog
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.notices import Notices

TODAY, TOMORROW = date(2026, 11, 27), date(2026, 11, 28)


class HeldTray(QObject):
    """The desktop's tray, at the edge of this program."""

    messageClicked = Signal()  # noqa: N815  # Qt's name

    def __init__(self):
        super().__init__()
        self.told, self.shown = [], False

    def show(self):
        self.shown = True

    def hide(self):
        self.shown = False

    def showMessage(self, title, words, _sign):  # noqa: N802  # as above
        assert self.shown
        self.told.append(f"{title}: {words}")


class Told:
    def __init__(self, window, tray):
        self.tray, self.rooms, self.away = tray, [], True
        self.notices = Notices(
            window, window.jobs, self.rooms.append, lambda: tray, lambda: self.away
        )


@pytest.fixture
def told(qtbot):
    window = MainWindow()
    window.show()
    made = Told(window, HeldTray())
    yield made
    qtbot.waitUntil(lambda: window.jobs.idle)
    window.close()
    window.deleteLater()


def run(qtbot, told, work, title="Capturing bag.example"):
    jobs, failed = told.notices._window.jobs, []
    job = jobs.write(told.notices, title, work, lambda _done: None, failed.append)
    with qtbot.waitSignal(jobs.ended):
        pass
    return job


@pytest.mark.parametrize(
    ("words", "place"),
    [("3/50", (3, 50)), ("3/50  a page", (3, 50)), ("3/50th", None), ("to 3/50", None), ("", None)],
)
def test_a_job_says_how_far_it_is_in_its_first_words(qapp, words, place):
    job = Job("Import", quiet=False)
    job.hear(words)
    assert job.place == place


def test_a_job_that_ended_is_told_without_its_name(qtbot, told):
    run(qtbot, told, lambda _task: None)
    assert told.tray.told == ["A job is done: Its result is in the window."]


def test_a_job_that_failed_is_told_too(qtbot, told):
    def work(_task):
        raise VaultMissing(path="/home/ana/brand-x")

    run(qtbot, told, work)
    (said,) = told.tray.told
    assert "no end" in said
    assert "ana" not in said


@pytest.mark.parametrize("state", [JobState.CANCELLED, JobState.DONE])
def test_what_was_stopped_and_what_nobody_asked_for_is_not_told(told, state):
    job = Job("Getting time stamps", quiet=False)
    job.unasked = state is JobState.DONE
    told.notices._window.jobs.adopt(job)
    job.state = state
    job.changed.emit()
    assert told.notices._window.jobs.past[-1] is job
    assert told.tray.told == []


def test_who_looks_at_the_window_is_not_told(qtbot, told):
    told.away = False
    run(qtbot, told, lambda _task: None)
    assert told.tray.told == []


def test_due_deadlines_are_told_once_a_day_and_when_there_are_more(told):
    tell, seen = told.notices.tell_due, told.tray.told
    tell(TODAY, 0, 0)
    assert seen == []
    for day, overdue, soon, count in (
        (TODAY, 1, 2, 1),
        (TODAY, 1, 2, 1),
        (TODAY, 0, 2, 1),
        (TODAY, 1, 2, 2),
        (TOMORROW, 1, 2, 3),
    ):
        tell(day, overdue, soon)
        assert len(seen) == count
    assert seen[0] == "Deadlines: Past: 1. Due within two weeks: 2."


def test_a_click_leads_to_what_was_told(qtbot, told):
    told.notices.tell_due(TODAY, 1, 0)
    told.tray.messageClicked.emit()
    assert told.rooms == ["deadlines"]
    run(qtbot, told, lambda _task: None)
    told.tray.messageClicked.emit()
    assert told.rooms == ["deadlines"]


def test_switched_off_nothing_is_told_and_no_tray_is_asked_for(qtbot, told):
    preferences.choose(notices=preferences.OFF)
    run(qtbot, told, lambda _task: None)
    told.notices.tell_due(TODAY, 1, 0)
    assert told.tray.told == []
    assert not told.tray.shown


def test_the_tray_is_left_when_the_window_goes(told):
    told.notices.tell_due(TODAY, 1, 0)
    assert told.tray.shown
    told.notices.close()
    assert not told.tray.shown


def test_the_list_of_jobs_shows_what_runs_and_how_the_others_ended(qtbot, told):
    from threading import Event

    go, jobs = Event(), told.notices._window.jobs

    def fail(_task):
        raise VaultMissing(path="/nowhere")

    def work(task):
        task.say("3/50 pages")
        go.wait(60)
        task.check()

    run(qtbot, told, fail, "First")
    dialog = JobsDialog(jobs, told.notices._window)
    dialog.show()
    assert not dialog.stop.isEnabled()
    job = jobs.write(told.notices, "Second", work, lambda _done: None)
    qtbot.waitUntil(lambda: job.place == (3, 50))
    cells = [[dialog.table.item(r, c).text() for c in range(3)] for r in range(2)]
    assert cells[0] == ["Second", "under way", "3/50 pages"]
    assert cells[1][:2] == ["First", "failed"]
    assert "/nowhere" in cells[1][2]
    strip = told.notices._window.status.jobs
    assert (strip._bar.value(), strip._bar.maximum()) == (3, 50)
    dialog.table.selectRow(0)
    dialog.stop.click()
    go.set()
    qtbot.waitUntil(lambda: job.state is JobState.CANCELLED)
    assert dialog.table.item(0, 1).text() == "stopped"
