"""A visit as it runs: the page, what is known so far, the time left, and waiting.

Everything waits here, by messages of the engine and with a limit.
"""

import base64
import contextlib
import hashlib
import math
from collections.abc import Callable
from dataclasses import dataclass, field

from evidencekit.capture.actions import ActionLog, Result
from evidencekit.capture.certificates import MOST_SITES, chain_in, origin_of
from evidencekit.capture.connection import DevToolsConnection, DevToolsError, Json
from evidencekit.capture.lateness import Lateness
from evidencekit.capture.page_view import PageScript, PageView
from evidencekit.capture.plan import CapturePlan
from evidencekit.capture.recorder import Recorder
from evidencekit.domain.errors import Cancelled
from evidencekit.foundation.clock import Clock

_POLL = 0.02
_MOMENT = 0.1
_LEAST = 0.5
_MOST_NOTES = 50
# Of the budget: joining, checking and writing what was seen comes after the last step.
_FOR_THE_END = 0.08
_SECOND = 1_000_000_000
# What the person's own browser tells beside: of its windows, of a frame that does not answer.
_WATCHED = {
    "devtools": "devtools_open",
    "unwatched": "unattended_window",
    "frame_unread": "dom_part_missing",
}


@dataclass(slots=True)
class Visit:
    """Owned by the session's thread. Its waits raise Cancelled, DiskFull, EngineGone.

    `stopped_by`: the first limit hit (height, width, time, growth, bytes); `full`: that of bytes
    was. `asked` is the address that the log names. `restless`: the page never came to rest, and
    nothing waits for that again. `last_end`: how the last step ended. `person`: what a person did
    meanwhile, for the provenance. `distrusted`: the chains of sites that were refused for them.
    """

    connection: DevToolsConnection
    recorder: Recorder
    plan: CapturePlan
    clock: Clock
    cancel: Callable[[], bool]
    asked: str
    restless: bool = False
    full: bool = False
    last_end: str = ""
    stopped_by: str | None = None
    scrolled_to: int = 0
    warnings: set[str] = field(default_factory=set)
    person: list[Json] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    distrusted: dict[str, list[bytes]] = field(default_factory=dict)
    log: ActionLog = field(init=False)
    view: PageView = field(init=False)
    _lateness: Lateness = field(init=False)
    _ends_ns: int = field(init=False)
    _step_ends_ns: int | None = None

    def __post_init__(self) -> None:
        self.log = ActionLog(self.clock)
        self.view = PageView(self.connection, self._step_left)
        self._lateness = Lateness()
        steps = self.plan.seconds * (1 - _FOR_THE_END)
        self._ends_ns = self.clock.monotonic_ns() + int(steps * _SECOND)

    @property
    def out_of_time(self) -> bool:
        """Say whether the budget of the whole visit is spent."""
        return self.clock.monotonic_ns() >= self._ends_ns

    def left(self, limit: float) -> float:
        """Return the seconds that a step may take: `limit`, or less when the budget is short."""
        rest = (self._ends_ns - self.clock.monotonic_ns()) / _SECOND
        # A page that did not answer in time is not waited for again.
        least = _MOMENT if self.last_end == "limit" else _LEAST
        return min(limit, max(least, rest))

    def _step_left(self) -> float:
        if self._step_ends_ns is None:
            return math.inf
        return (self._step_ends_ns - self.clock.monotonic_ns()) / _SECOND

    def may_answer_late(self) -> bool:
        """Say whether the page can still bring something by itself when it is at rest."""
        document = self.recorder.document()
        refreshes = document is not None and any(
            name.lower() == "refresh" for name, _value in document.headers
        )
        return refreshes or self._lateness.of(self.recorder.active_bodies())

    def give(self, ns: int) -> None:
        """Give back time that a person took."""
        self._ends_ns += ns

    def stop(self, by: str) -> None:
        """Note that a limit was hit; the first one counts."""
        self.stopped_by = self.stopped_by or by
        self.warnings.add("stopped_by_limit")

    def pump(self, limit: float = _POLL) -> None:
        """Take what the engine says, waiting at most `limit` seconds for something."""
        if self.cancel():
            raise Cancelled
        messages = self.connection.messages(limit)
        self.recorder.take(messages)
        for message in messages:
            self.see(message)
        if self.recorder.bytes_kept > self.plan.bytes and not self.full:
            self.full = True
            self.stop("bytes")
            with contextlib.suppress(DevToolsError, TimeoutError):
                self.view.stop_loading(self.left(5))

    def wait(self, until: Callable[[], bool], limit: float) -> bool:
        """Wait until something holds, at most `limit` seconds; say whether it does."""
        end = self.clock.monotonic_ns() + int(limit * _SECOND)
        while not until():
            rest = (end - self.clock.monotonic_ns()) / _SECOND
            if rest <= 0 or self.full:
                return False
            self.pump(min(_POLL, rest))
        return True

    def step(self, did: str, limit: float, work: Callable[[float], Result]) -> bool:
        """Do a step and log it with its limit and end; say whether it was done.

        `work` takes the seconds it may use. A refusal of the engine or a limit ends the step only.
        """
        begun, allowed = self.clock.monotonic_ns(), self.left(limit)
        self._step_ends_ns = begun + int(allowed * _SECOND)
        try:
            result = work(allowed)
        except DevToolsError as error:
            result = {"end": "refused", "why": str(error)[:300]}
        except TimeoutError:
            result = {"end": "limit"}
        finally:
            self._step_ends_ns = None
        took = (self.clock.monotonic_ns() - begun) // 1_000_000
        measures: Result = {"limit_ms": round(allowed * 1000), "took_ms": took}
        self.log.add(did, self.asked, result | measures, self._script(did))
        self.last_end = str(result["end"])
        return self.last_end == "done"

    def run(self, name: str, given: Json, limit: float) -> Json:
        """Run a script of ours in the main frame. Raises as PageView does, and DevToolsError."""
        answer = self.view.run(PageScript.load(name), given, limit)
        if not isinstance(answer, dict):
            raise DevToolsError(f"{name}: no answer")
        return answer

    @staticmethod
    def _script(did: str) -> str | None:
        name = _SCRIPTS.get(did)
        return PageScript.load(name).sha256 if name else None

    def take_act(self, message: Json) -> None:
        """Log and keep what a person did: so far, a certificate that was accepted."""
        told = {name: str(message.get(name, "")) for name in ("did", "at", "url", "why")}
        chain = [str(one) for one in message.get("chain", ())]
        digests = [hashlib.sha256(base64.b64decode(one)).hexdigest() for one in chain]
        own = digests[0] if digests else None
        result: Result = {"end": "done", "why": told["why"], "when": told["at"], "sha256": own}
        self.log.add(f"person_{told['did']}", told["url"], result)
        self.warnings.add(told["did"])
        self.person.append(told | {"sha256": digests, "chain": chain})

    def tell_flood(self) -> None:
        """Log how often the page wished what was refused too often to be logged each time."""
        for what in sorted(set(self.notes)):
            times = self.notes.count(what)
            if times > _MOST_NOTES:
                result: Result = {"end": "done", "times": times}
                self.log.add(f"refuse_{what}", self.asked, result)

    def see(self, message: Json) -> None:
        """Take a message that is not the recorder's alone."""
        if message.get("k") == "person":
            self.take_act(message)
        if message.get("k") in _WATCHED:
            self.warnings.add(_WATCHED[str(message["k"])])
        if message.get("k") == "distrusted" and len(self.distrusted) < MOST_SITES:
            origin = origin_of(str(message.get("url", "")))
            if origin is not None:
                self.distrusted[origin] = chain_in(message.get("chain", ()))
        if message.get("k") == "note":
            what = str(message.get("what", ""))
            self.notes.append(what)
            if self.notes.count(what) <= _MOST_NOTES:
                self.log.add(f"refuse_{what}", str(message.get("url", "")), {"end": "done"})


# Which script a step of the log runs in the page.
_SCRIPTS = {
    "consent_look": "consent",
    "consent_refuse": "consent",
    "expand": "expand",
    "photos": "photos",
    "photos_ask": "ask",
    "read_page": "facts",
    "read_page_again": "facts",
    "scroll": "scroll",
    "scroll_parts": "parts",
    "back_to_top": "scroll",
    "fonts": "fonts",
    "dom": "dom",
    "screen": "screen",
    "text": "text",
    "unfold": "shell",
}
