"""Long work away from the GUI thread: a job has words, a cancel, and an end that is said."""

import logging
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from itertools import count
from queue import SimpleQueue
from threading import Event
from typing import Any, Generic, TypeVar

import shiboken6
from PySide6.QtCore import QMetaObject, QObject, Qt, Signal

from evidencekit.domain.errors import Cancelled, EvidenceKitError

_log = logging.getLogger(__name__)

T = TypeVar("T")
_READERS = 2
_PAST = 20
_PLACE = re.compile(r"([0-9]+)/([0-9]+)(?:\s|$)")


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

    def __init__(self) -> None:
        self._cancelled = Event()
        self._line: tuple[_Line, int] | None = None

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
        if self._line is not None:
            line, number = self._line
            line.tell(number, words)

    def cancel(self) -> None:
        """Ask to stop. From any thread."""
        self._cancelled.set()

    def speak_on(self, line: "_Line", number: int) -> None:
        """Have what it says heard; until then it speaks to nobody."""
        self._line = line, number


class Job(QObject):
    """One piece of work as the GUI sees it. `changed` comes on the GUI thread.

    `title` is for the person; `quiet` keeps it out of the status bar (work that takes no time to
    speak of). `words` is what it said last; `unasked`: the app began it by itself. After the end
    `error` is what failed, if anything.
    """

    changed = Signal()

    def __init__(self, title: str, *, quiet: bool) -> None:
        super().__init__()
        self.title, self.quiet = title, quiet
        self.state = JobState.WAITING
        self.words = ""
        self.unasked = False
        self.error: Exception | None = None
        self.task = Task()

    @property
    def place(self) -> tuple[int, int] | None:
        """Return how many of how many are done, where its words begin with that (`3/50`)."""
        found = _PLACE.match(self.words)
        return (int(found[1]), int(found[2])) if found else None

    def cancel(self) -> None:
        """Ask the work to stop; it ends as `cancelled` when it did."""
        if not self.state.is_over:
            self.state = JobState.CANCELLING
            self.task.cancel()
            self.changed.emit()

    def hear(self, words: str) -> None:
        """Take in what its work said."""
        self.words = words
        if self.state is JobState.WAITING:
            self.state = JobState.RUNNING
        self.changed.emit()


class _Work(Generic[T]):
    """Work, who wants to know how it ends, and how it went, in no object of Qt's.

    A worker is never the last to hold what these know (pages, windows): Qt's objects may not be
    freed on its thread. So they are let go of on the GUI thread, and the worker keeps the shell.
    """

    def __init__(
        self,
        task: Task,
        do: Callable[[Task], T],
        owner: QObject,
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None,
    ) -> None:
        self.task = task
        self.do: Callable[[Task], T] | None = do
        self.owner: QObject | None = owner
        self.then: Callable[[T], None] | None = then
        self.failed = failed
        self.result: T | None = None
        self.error: Exception | None = None

    def run(self) -> None:
        """Do the work in a pool's thread; whatever happens, the end is kept."""
        try:
            self.task.check()
            self.task.say("")
            self.result = self.do(self.task) if self.do else None
        except EvidenceKitError as expected:
            self.error = expected
        except Exception as unexpected:  # noqa: BLE001  # a pool would swallow it
            _log.exception("A job failed")
            self.error = unexpected

    def let_go(self) -> None:
        """Forget all. On the GUI thread."""
        self.do = self.owner = self.then = self.failed = self.result = self.error = None


class _Bell(QObject):
    """Calls the GUI thread. It carries nothing: Qt would free it on any thread."""

    rang = Signal()


class _Line:
    """What workers tell the GUI thread: the number of a job and its words, or its ended work."""

    def __init__(self) -> None:
        self.bell = _Bell()
        self._told: SimpleQueue[tuple[int, str | _Work[Any]]] = SimpleQueue()

    def tell(self, number: int, what: "str | _Work[Any]") -> None:
        """Have it heard. From any thread."""
        self._told.put((number, what))
        self.bell.rang.emit()

    def take(self) -> "tuple[int, str | _Work[Any]]":
        """Return what was told first: one for each ring of the bell."""
        return self._told.get_nowait()


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
        self._line = _Line()
        self._line.bell.rang.connect(self._hear, Qt.ConnectionType.QueuedConnection)
        self._numbers = count()
        self._running: dict[int, Job] = {}
        self._links: dict[int, QMetaObject.Connection] = {}
        self.past: list[Job] = []
        self._is_closed = False

    @property
    def running(self) -> list[Job]:
        """Return the jobs that are not over, oldest first, quiet ones left out."""
        return [job for job in self._running.values() if not job.quiet]

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
        self._adopt(job)

    def report(self, error: Exception) -> None:
        """Have an error shown to the person."""
        self.failed.emit(error)

    def cancel_all(self) -> None:
        """Ask every job to stop."""
        for job in list(self._running.values()):
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
        work: Callable[[Task], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None] | None,
    ) -> Job:
        number = self._adopt(job)
        asked = _Work(job.task, work, owner, then, failed)
        if self._is_closed:
            job.cancel()
            asked.error = Cancelled()
            self._line.tell(number, asked)
        else:
            pool.submit(_run, asked, self._line, number)
        return job

    def _adopt(self, job: Job) -> int:
        number = next(self._numbers)
        self._running[number] = job
        self._links[number] = job.changed.connect(lambda: self._moved(number))
        job.task.speak_on(self._line, number)
        self.changed.emit()
        return number

    def _hear(self) -> None:
        number, what = self._line.take()
        job = self._running.get(number)
        if not isinstance(what, _Work):
            if job is not None:
                job.hear(what)
            return
        try:
            if job is not None:
                self._end(job, what)
        finally:
            what.let_go()

    def _end(self, job: Job, work: _Work[Any]) -> None:
        job.error = error = work.error
        if isinstance(error, Cancelled) or (job.task.cancelled and error is None and job.quiet):
            job.state = JobState.CANCELLED
        else:
            job.state = JobState.FAILED if error else JobState.DONE
        job.changed.emit()
        if self._is_closed:
            return
        alive = shiboken6.isValid(work.owner)
        if job.state is JobState.DONE and alive and work.then is not None:
            work.then(work.result)
        elif error is not None and job.state is JobState.FAILED:
            if alive and work.failed is not None:
                work.failed(error)
            else:
                self.report(error)

    def _moved(self, number: int) -> None:
        job = self._running.get(number)
        if job is None:
            return
        over = job.state.is_over
        if over:
            del self._running[number]
            # Python does not see what a signal holds: else neither would ever be freed.
            QObject.disconnect(self._links.pop(number))
        if job.quiet:
            return
        if over:
            self.past = [*self.past, job][-_PAST:]
        self.changed.emit()
        if over and not self._is_closed:
            self.ended.emit(job)


def _run(work: _Work[Any], line: _Line, number: int) -> None:
    work.run()
    line.tell(number, work)
