"""Which address is next, and when: one page at a time per host, with a pause between pages.

A host that answers 429 or 403 gets twice the pause, and after three such answers no more visits.
"""

from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import urlsplit

from evidencekit.foundation.clock import Clock

DELAY = 5.0
LEAST_DELAY = 2.0

_REFUSED = frozenset({429, 403})
_REFUSALS = 3
_AGAIN = frozenset({"timeout", "refused", "offline"})
_SECOND = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Job:
    """An address to visit: its place in the list, from 0; `retried`: the first visit failed."""

    number: int
    address: str
    retried: bool = False


def host_of(address: str) -> str:
    """Return the host of an address, in one spelling, without its port."""
    host = (urlsplit(address).hostname or "").rstrip(".")
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host


def is_loopback(address: str) -> bool:
    """Say whether an address leads to this computer, by its form: no name is looked up."""
    host = host_of(address)
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def delay_for(address: str, asked: float | None) -> float:
    """Return the seconds between pages of a host: as asked, at least 2 where it may be public."""
    if is_loopback(address):
        return asked or 0.0
    wanted = DELAY if asked is None else asked
    try:
        public = not ip_address(host_of(address)).is_private
    except ValueError:
        # A name is looked up by the engine alone: it counts as public.
        public = True
    return max(LEAST_DELAY, wanted) if public else wanted


@dataclass(slots=True)
class _Host:
    delay: float
    waiting: deque[Job] = field(default_factory=deque)
    busy: bool = False
    due_ns: int = 0
    refusals: int = 0


class Schedule:
    """The jobs that are left, host by host. One thread owns it; time is the clock's."""

    def __init__(self, jobs: Iterable[Job], delay: float | None, clock: Clock) -> None:
        self._clock = clock
        self._hosts: dict[str, _Host] = {}
        for job in jobs:
            pace = delay_for(job.address, delay)
            self._hosts.setdefault(host_of(job.address), _Host(pace)).waiting.append(job)
        self._begun_ns = clock.monotonic_ns()
        self._done = 0

    def take(self) -> Job | None:
        """Return the next job in the order asked whose host may be visited now, or None."""
        now = self._clock.monotonic_ns()
        ready = [one for one in self._idle() if one.due_ns <= now]
        if not ready:
            return None
        host = min(ready, key=lambda one: one.waiting[0].number)
        host.busy = True
        return host.waiting.popleft()

    def seconds_to_next(self) -> float | None:
        """Return the seconds until a host may be visited again; None when none waits for time."""
        due = [one.due_ns for one in self._idle()]
        return max(0.0, (min(due) - self._clock.monotonic_ns()) / _SECOND) if due else None

    def answered(self, job: Job, status: int | None) -> list[Job]:
        """Take note of a visit that is over; return the jobs that are given up for it."""
        host = self._release(job)
        if status in _REFUSED:
            host.refusals += 1
            host.delay *= 2
            host.due_ns = self._clock.monotonic_ns() + int(host.delay * _SECOND)
        if host.refusals < _REFUSALS:
            return []
        given_up = list(host.waiting)
        host.waiting.clear()
        return given_up

    def unanswered(self, job: Job, error: str | None) -> bool:
        """Take note of a visit without an answer; say whether it is made once more."""
        host = self._release(job)
        if job.retried or error not in _AGAIN:
            return False
        host.waiting.appendleft(Job(job.number, job.address, retried=True))
        self._done -= 1
        return True

    def seconds_left(self) -> float | None:
        """Return how long the rest may take at the pace so far; None while nothing is done."""
        if self._done <= 0:
            return None
        passed = (self._clock.monotonic_ns() - self._begun_ns) / _SECOND
        rest = sum(len(one.waiting) + one.busy for one in self._hosts.values())
        pauses = (one.delay * len(one.waiting) for one in self._hosts.values())
        return max(passed / self._done * rest, *pauses, 0.0)

    def _idle(self) -> list[_Host]:
        return [one for one in self._hosts.values() if one.waiting and not one.busy]

    def _release(self, job: Job) -> _Host:
        host = self._hosts[host_of(job.address)]
        host.busy = False
        host.due_ns = self._clock.monotonic_ns() + int(host.delay * _SECOND)
        self._done += 1
        return host
