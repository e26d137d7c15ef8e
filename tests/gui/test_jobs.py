"""Jobs: results come on the GUI thread, ends are told truly, a cancel is a state."""

import gc
from functools import partial
from threading import Event, current_thread, main_thread

import pytest
from PySide6.QtCore import QObject

from evidencekit.bootstrap.own_command import steps_told
from evidencekit.domain.errors import Cancelled, NotFound
from evidencekit.gui.jobs import Job, JobState, Task


@pytest.fixture
def owner(qapp):
    return QObject()


def test_a_result_comes_on_the_gui_thread_and_the_work_ran_elsewhere(qtbot, jobs, owner):
    seen = []
    jobs.read(
        owner,
        lambda _task: current_thread(),
        lambda worker: seen.append((worker, current_thread())),
    )
    qtbot.waitUntil(lambda: bool(seen))
    worker, here = seen[0]
    assert worker is not main_thread()
    assert here is main_thread()


def test_writing_goes_one_after_the_other(qtbot, jobs, owner):
    go, order, ends = Event(), [], []

    def first(_task):
        go.wait(60)
        order.append("first")

    jobs.write(owner, "one", first, ends.append)
    jobs.write(owner, "two", lambda _task: order.append("second"), ends.append)
    assert [job.title for job in jobs.running] == ["one", "two"]
    go.set()
    qtbot.waitUntil(lambda: len(ends) == 2)
    assert order == ["first", "second"]
    assert jobs.running == []


def test_an_error_of_ours_reaches_whoever_takes_care(qtbot, jobs, owner):
    caught = []

    def work(_task):
        raise NotFound(what="capture", id="c-1")

    jobs.write(owner, "look", work, lambda _result: None, caught.append)
    qtbot.waitUntil(lambda: bool(caught))
    assert isinstance(caught[0], NotFound)


def test_an_error_that_nobody_takes_is_reported(qtbot, jobs, owner, expected_log):
    def work(_task):
        raise ZeroDivisionError

    with qtbot.waitSignal(jobs.failed) as told:
        job = jobs.write(owner, "divide", work, lambda _result: None)
    assert isinstance(told.args[0], ZeroDivisionError)
    assert job.state is JobState.FAILED
    assert any("A job failed" in record.getMessage() for record in expected_log)


def test_a_cancelled_job_ends_as_cancelled_and_tells_no_result(qtbot, jobs, owner):
    begun, results, errors = Event(), [], []

    def work(task):
        begun.set()
        while not task.cancelled:
            begun.wait(0.01)
        raise Cancelled

    job = jobs.write(owner, "wait", work, results.append, errors.append)
    qtbot.waitUntil(begun.is_set)
    job.cancel()
    assert job.state is JobState.CANCELLING
    qtbot.waitUntil(lambda: job.state is JobState.CANCELLED)
    assert results == errors == jobs.running == []


def test_a_job_cancelled_before_its_turn_never_runs(qtbot, jobs, owner):
    go, ran = Event(), []
    jobs.write(owner, "first", lambda _task: go.wait(60), lambda _result: None)
    second = jobs.write(owner, "second", lambda _task: ran.append(1), lambda _result: None)
    second.cancel()
    go.set()
    qtbot.waitUntil(lambda: second.state is JobState.CANCELLED)
    assert ran == []


def test_nothing_is_told_to_an_owner_that_is_gone(qtbot, jobs):
    import shiboken6

    gone, go, results = QObject(), Event(), []
    job = jobs.read(gone, lambda _task: go.wait(60), results.append)
    shiboken6.delete(gone)
    go.set()
    qtbot.waitUntil(lambda: job.state is JobState.DONE)
    assert results == []


def test_words_of_the_work_are_heard(qtbot, jobs, owner):
    go = Event()

    def work(task):
        task.say("half")
        go.wait(60)

    job = jobs.write(owner, "work", work, lambda _result: None)
    qtbot.waitUntil(lambda: job.words == "half")
    assert job.state is JobState.RUNNING
    go.set()
    qtbot.waitUntil(lambda: job.state is JobState.DONE)


def test_a_job_of_somebody_else_is_shown_until_it_ends(qtbot, jobs):
    job = Job("the demo", quiet=False)
    jobs.adopt(job)
    assert jobs.running == [job]
    job.state = JobState.DONE
    job.changed.emit()
    assert jobs.running == []


def test_after_the_close_nothing_begins_and_the_end_is_told(qtbot, jobs, owner):
    ran, results, states = [], [], []
    with qtbot.waitSignal(jobs.closed):
        jobs.close()
    for start in (
        lambda: jobs.read(owner, lambda _task: ran.append("read"), results.append),
        lambda: jobs.write(owner, "late", lambda _task: ran.append("write"), results.append),
    ):
        job = start()
        job.changed.connect(lambda job=job: states.append(job.state))
        assert job.task.cancelled
        qtbot.waitUntil(lambda job=job: job.state is JobState.CANCELLED)
    assert states == [JobState.CANCELLED] * 2
    assert ran == results == []
    assert jobs.idle


def test_what_ends_while_all_is_closed_tells_no_result(qtbot, jobs, owner):
    begun, results = Event(), []

    def work(task):
        begun.set()
        while not task.cancelled:
            begun.wait(0.01)
        return "written"

    job = jobs.write(owner, "seal", work, results.append)
    qtbot.waitUntil(begun.is_set)
    jobs.close()
    qtbot.waitUntil(lambda: job.state is JobState.DONE)
    assert results == []


def test_what_a_job_knew_is_freed_on_the_gui_thread(qtbot, jobs, owner):
    freed = []

    class Known:
        def __del__(self):
            freed.append(current_thread())

    def work(_task, known):
        return Known()

    for _each in range(100):
        known = Known()
        jobs.read(owner, partial(work, known=known), lambda _result, known=known: None)
    del known
    qtbot.waitUntil(lambda: jobs.idle)
    # What it was given and what it made, by nobody's garbage collection.
    qtbot.waitUntil(lambda: len(freed) == 200)
    assert set(freed) == {main_thread()}


def test_a_job_that_failed_is_freed_on_the_gui_thread(qtbot, jobs, owner):
    freed, errors = [], []

    class Known:
        def __del__(self):
            freed.append(current_thread())

    def work(_task, known):
        raise NotFound(what="capture", id="c-1")

    for _each in range(20):
        jobs.read(owner, partial(work, known=Known()), print, errors.append)
    qtbot.waitUntil(lambda: len(errors) == 20)
    errors.clear()
    gc.collect()
    qtbot.waitUntil(lambda: len(freed) == 20)
    assert set(freed) == {main_thread()}


class HeardTask(Task):
    def __init__(self):
        super().__init__()
        self.heard = []

    def say(self, words):
        self.heard.append(words)


def test_a_task_of_many_steps_is_told_of_some_and_stopped_at_any():
    few, many = HeardTask(), HeardTask()
    told = steps_told(few)
    for done in range(4):
        told(done, 3)
    assert few.heard == ["0/3", "1/3", "2/3", "3/3"]
    told = steps_told(many)
    for done in range(1, 10_002):
        told(done, 10_001)
    assert 200 < len(many.heard) < 210
    assert many.heard[-1] == "10001/10001"
    many.cancel()
    with pytest.raises(Cancelled):
        told(7, 10_001)
