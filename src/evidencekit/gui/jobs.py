"""Long work away from the GUI thread: a job has words, a cancel, and an end that is said."""

import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from threading import Event
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

from evidencekit.domain.errors import Cancelled, EvidenceKitError

_log = logging.getLogger(__name__)

T = TypeVar("T")
_READERS = 2
_PAST = 20
_PLACE = re.compile(r"([0-9]+)/([0-9]+)\s")


class JobState(StrEnum):
    """How far a job is."""

    WAITING = "waiting"
    RUNNING = "running"
    CANCELLING = "cancelling"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Say whether nothing more comes."""
        return self in {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


class Task:
    """A job as its work sees it. For the worker's thread."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self._cancelled = Event()

    @property
    def cancelled(self) -> bool:
        """Say whether the person asked to stop."""
        return self._cancelled.is_set()

    def check(self) -> None:
        """Raise Cancelled when the person asked to stop."""
        if self.cancelled:
            raise Cancelled

    def say(self, words: str) -> None:
        """Tell the person what goes on: a few words, translated."""
        self._say(words)

    def cancel(self) -> None:
        """Ask to stop. From any thread."""
        self._cancelled.set()


class Job(QObject):
    """One piece of work as the GUI sees it. `changed` comes on the GUI thread.

    `title` is for the person; `quiet` keeps it out of the status bar (work that takes no time to
    speak of). `words` is what it said last; `unasked`: the app began it by itself. After the end
    `error` is what failed, if anything.
    """

    changed = Signal()
    _said = Signal(str)
    _ended = Signal(object, object)

    def __init__(self, title: str, *, quiet: bool) -> None:
        super().__init__()
        self.title, self.quiet = title, quiet
        self.state = JobState.WAITING
        self.words = ""
        self.unasked = False
        self.error: Exception | None = None
        self.task = Task(self._said.emit)
        self._said.connect(self._hear, Qt.ConnectionType.QueuedConnection)

    @property
    def place(self) -> tuple[int, int] | None:
        """Return how many of how many are done, where its words begin with that (`3/50 ...`)."""
        found = _PLACE.match(self.words)
        return (int(found[1]), int(found[2])) if found else None

    def cancel(self) -> None:
        """Ask the work to stop; it ends as `cancelled` when it did."""
        if not self.state.is_over:
            self.state = JobState.CANCELLING
            self.task.cancel()
            self.changed.emit()

    def _hear(self, words: str) -> None:
        self.words = words
        if self.state is JobState.WAITING:
            self.state = JobState.RUNNING
        self.changed.emit()


class Jobs(QObject):
    """All jobs of the app. Writing goes one after the other; two may read at a time.

    `changed` comes when a job that is not quiet begins, moves or ends; `failed` with the error when
    a job failed and nobody else takes care of it; `ended` with each that is over and not quiet;
    `closed` when nothing more begins. `past` are the last ones that ended, oldest first.
    """

    changed = Signal()
    failed = Signal(object)
    ended = Signal(object)
    closed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._writer = ThreadPoolExecutor(1, "write")
        self._readers = ThreadPoolExecutor(_READERS, "read")
        self._running: list[Job] = []
        self.past: list[Job] = []
        self._is_closed = False

    @property
    def running(self) -> list[Job]:
        """Return the jobs that are not over, oldest first, quiet ones left out."""
        return [job for job in self._running if not job.quiet]

    @property
    def idle(self) -> bool:
        """Say whether no job is under way, quiet ones included."""
        return not self._running

    def read(
        self,
        owner: QObject,
        work: Callable[[Task], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """Start quiet work that writes nothing; `then` gets its result on the GUI thread.

        Nothing is called once `owner` is gone or the job was cancelled.
        """
        return self._start(self._readers, Job("", quiet=True), owner, work, then, failed)

    def write(  # a job and its two ends
        self,
        owner: QObject,
        title: str,
        work: Callable[[Task], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None = None,
    ) -> Job:
        """Start work that is shown in the status bar and has its turn after what was asked before.

        `failed` gets every error but a cancel; without it the error is shown in a dialog.
        """
        return self._start(self._writer, Job(title, quiet=False), owner, work, then, failed)

    def adopt(self, job: Job) -> None:
        """Show a job that somebody else carries out (a process, a recording page)."""
        self._running.append(job)
        job.changed.connect(lambda: self._moved(job))
        self.changed.emit()

    def report(self, error: Exception) -> None:
        """Have an error shown to the person."""
        self.failed.emit(error)

    def cancel_all(self) -> None:
        """Ask every job to stop."""
        for job in list(self._running):
            job.cancel()

    def close(self) -> None:
        """Wait for what is under way; nothing new begins, no result is told any more.

        What is asked for later ends at once, cancelled.
        """
        self._is_closed = True
        self.closed.emit()
        self.cancel_all()
        # What waits has its turn and ends at once, cancelled: each job tells its end.
        self._readers.shutdown()
        self._writer.shutdown()

    def _start(  # as above
        self,
        pool: ThreadPoolExecutor,
        job: Job,
        owner: QObject,
        work: Callable[[Task], Any],
        then: Callable[[Any], None],
        failed: Callable[[Exception], None] | None,
    ) -> Job:
        def end(result: object, error: Exception | None) -> None:
            self._end(job, error)
            alive = shiboken6.isValid(owner) and not self._is_closed
            if job.state is JobState.DONE and alive:
                then(result)
            elif job.state is JobState.FAILED and failed is not None and alive:
                failed(error or RuntimeError())
            elif job.state is JobState.FAILED and not self._is_closed:
                self.report(error or RuntimeError())

        job._ended.connect(end, Qt.ConnectionType.QueuedConnection)  # noqa: SLF001
        self.adopt(job)
        if self._is_closed:
            job.cancel()
            job._ended.emit(None, Cancelled())  # noqa: SLF001
        else:
            pool.submit(_run, job, work)
        return job

    def _end(self, job: Job, error: Exception | None) -> None:
        job.error = error
        if isinstance(error, Cancelled) or (job.task.cancelled and error is None and job.quiet):
            job.state = JobState.CANCELLED
        else:
            job.state = JobState.FAILED if error else JobState.DONE
        job.changed.emit()

    def _moved(self, job: Job) -> None:
        over = job.state.is_over and job in self._running
        if over:
            self._running.remove(job)
        if job.quiet:
            return
        if over:
            self.past = [*self.past, job][-_PAST:]
        self.changed.emit()
        if over and not self._is_closed:
            self.ended.emit(job)


def _run(job: Job, work: Callable[[Task], object]) -> None:
    """Do the work in a pool's thread; whatever happens, the end is told."""
    result: object = None
    error: Exception | None = None
    try:
        job.task.check()
        job.task.say("")
        result = work(job.task)
    except EvidenceKitError as expected:
        error = expected
    except Exception as unexpected:  # noqa: BLE001  # a pool would swallow it
        _log.exception("A job failed")
        error = unexpected
    job._ended.emit(result, error)  # noqa: SLF001
