"""Capture what a person looks at: their page is recorded all along, and sealed when they ask."""

import logging
import shutil
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlsplit

from evidencekit.capture.connection import DevToolsConnection, EngineGone, EngineInfo, Json
from evidencekit.capture.page_view import PageScript
from evidencekit.capture.plan import CapturePlan
from evidencekit.capture.recorder import Recorder
from evidencekit.capture.session import capture_current
from evidencekit.capture.walls import Wall
from evidencekit.capture.withholding import WithholdRules
from evidencekit.domain.errors import Cancelled, EvidenceKitError
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.foundation.clock import Clock
from evidencekit.services.capturing import CaptureResult, keep
from evidencekit.services.facts import FactReading
from evidencekit.services.ground import stated_ground
from evidencekit.vault.vault import VaultWriter

_log = logging.getLogger(__name__)

_SETTLE = 8.0
_TICK = 0.1
# They may come long before the capture.
_TOLD_LATER = frozenset({"person", "devtools", "unwatched"})


class LiveStep(StrEnum):
    """What a capture does now, in this order; a wall is not scrolled."""

    SETTLE = "settle"
    READ = "read"
    SCROLL = "scroll"
    LOOK = "look"
    SEAL = "seal"
    FACTS = "facts"


@dataclass(frozen=True, slots=True)
class Recorded:
    """What was recorded of the page that is shown: whole responses begun, bytes of bodies."""

    responses: int
    bytes: int
    open_requests: int


class Watcher(Protocol):
    """Who looks on during a capture; called in the thread that captures."""

    @property
    def cancelled(self) -> bool:
        """Say whether the capture is to be given up."""

    @property
    def leaves_wall(self) -> bool:
        """Say whether a wall is to be captured as it stands."""

    def step(self, step: LiveStep) -> None:
        """Hear of a step as it begins."""

    def wall(self, wall: Wall | None) -> None:
        """Hear that a wall waits for the person to solve it; None: no more."""


class LiveCapture:
    """A page under a person's hands, recorded into a spool of the vault. One thread owns it.

    Make it before the page loads anything. `facts_error`: why the facts of the last capture could
    not be read, which takes nothing from the capture.
    """

    def __init__(
        self,
        vault: VaultWriter,
        connection: DevToolsConnection,
        clock: Clock,
        operator: str,
        rules: WithholdRules,
    ) -> None:
        self._vault, self._clock, self._operator, self._rules = vault, clock, operator, rules
        self._spool = vault.spool_folder(new_id(IdKind.CAPTURE, clock.now()))
        self._recorder = Recorder(self._spool, rules, clock)
        self._page = _ToldConnection(connection)
        self.facts_error: EvidenceKitError | None = None

    @property
    def recorded(self) -> Recorded:
        """Return how much was recorded of the page that is shown."""
        kept = self._recorder.bytes_kept
        return Recorded(self._page.tally.responses, kept, self._recorder.open_requests())

    def pump(self, seconds: float) -> None:
        """Take what the page tells, waiting at most `seconds` for something.

        Raises EngineGone, Cancelled, DiskFull.
        """
        self._recorder.take(self._page.messages(seconds))

    def capture(self, plan: CapturePlan, watcher: Watcher) -> CaptureResult:
        """Capture the page as it is shown, without loading it again, and seal it.

        A wall waits for the person, and what is behind it is captured. Raises Cancelled, DiskFull,
        NotAnAddress (nothing was visited) and what sealing raises; then nothing is sealed.
        """
        self.facts_error = None
        capture_id = new_id(IdKind.CAPTURE, self._clock.now())
        spool = self._vault.spool_folder(capture_id)
        self._page.told = told = watcher.step
        try:
            told(LiveStep.SETTLE)
            self._settle(plan, watcher)
            outcome = capture_current(
                self._page,
                self._recorder,
                plan,
                spool=spool,
                clock=self._clock,
                rules=self._rules,
                cancel=lambda: watcher.cancelled,
                attendant=_Attendant(watcher, self._page.acts, self._origin()),
            )
            if watcher.cancelled:
                raise Cancelled
            told(LiveStep.SEAL)
            result = keep(
                self._vault, capture_id, outcome, self._operator, stated_ground(self._vault)
            )
        finally:
            self._page.told = None
            shutil.rmtree(spool, ignore_errors=True)
        self._read_facts(result, told)
        return result

    def close(self) -> None:
        """Forget what was recorded and not sealed."""
        self._recorder.discard()
        shutil.rmtree(self._spool, ignore_errors=True)

    def _origin(self) -> str:
        document = self._recorder.document()
        return urlsplit(document.url).netloc if document else ""

    def _settle(self, plan: CapturePlan, watcher: Watcher) -> None:
        """Let a page that still loads come to rest; one that never does is captured as it is."""
        end = self._clock.monotonic_ns() + int(min(_SETTLE, plan.settle) * 1e9)
        while not self._recorder.idle_for(plan.quiet) and self._clock.monotonic_ns() < end:
            if watcher.cancelled:
                raise Cancelled
            try:
                self.pump(_TICK)
            except EngineGone:
                # The capture meets it too, and says so in its state.
                return

    def _read_facts(self, result: CaptureResult, told: Callable[[LiveStep], None]) -> None:
        if result.sealed is None:
            return
        told(LiveStep.FACTS)
        try:
            FactReading(self._vault, self._clock).read(self._vault.find(result.sealed.id))
        except EvidenceKitError as error:
            _log.info("The facts of %s were not read: %s", result.sealed.id, error)
            self.facts_error = error


class _Attendant:
    """The watcher as a session knows a person; `acts` are those at the site of the page.

    What the watch over a browser's window found holds for any page.
    """

    def __init__(self, watcher: Watcher, acts: Iterable[Json], origin: str) -> None:
        self._watcher = watcher
        self.acts = [
            one
            for one in acts
            if one["k"] != "person" or urlsplit(str(one.get("url", ""))).netloc == origin
        ]

    @property
    def leaves_wall(self) -> bool:
        return self._watcher.leaves_wall

    def wall(self, wall: Wall | None) -> None:
        self._watcher.wall(wall)


class _Tally:
    """Counts the responses of the document that is shown, by what the channel tells."""

    def __init__(self) -> None:
        self._asked: dict[str, None] = {}
        self._answered: set[str] = set()

    @property
    def responses(self) -> int:
        return len(self._answered)

    def take(self, message: Json) -> None:
        kind, request = message.get("k"), str(message.get("nid", ""))
        if kind == "sent":
            self._asked.setdefault(request)
        elif kind == "received":
            self._answered.add(request)
        elif kind == "event" and message.get("method") == "Page.frameNavigated":
            self._committed(message.get("params", {}).get("frame", {}))

    def _committed(self, frame: Json) -> None:
        if frame.get("parentId"):
            return
        asked, document = list(self._asked), str(frame.get("loaderId", ""))
        start = asked.index(document) if document in self._asked else len(asked)
        self._asked = dict.fromkeys(asked[start:])
        self._answered &= set(self._asked)


class _ToldConnection:
    """A connection that counts responses, and tells steps by what is asked of the page."""

    def __init__(self, connection: DevToolsConnection) -> None:
        self._connection = connection
        self._scripts = {
            PageScript.load(name).source: step
            for name, step in (
                ("facts", LiveStep.READ),
                ("scroll", LiveStep.SCROLL),
                ("dom", LiveStep.LOOK),
            )
        }
        self.tally = _Tally()
        self.acts: list[Json] = []
        self.told: Callable[[LiveStep], None] | None = None

    @property
    def engine(self) -> EngineInfo:
        return self._connection.engine

    def call(self, method: str, params: Json | None = None, *, limit: float = 30.0) -> Json:
        if self.told is not None:
            given = params or {}
            code = given.get("expression") or given.get("functionDeclaration") or ""
            self._tell(self.told, method, str(code))
        return self._connection.call(method, params, limit=limit)

    def messages(self, limit: float) -> list[Json]:
        given = self._connection.messages(limit)
        for message in given:
            self.tally.take(message)
            if message.get("k") in _TOLD_LATER:
                self.acts.append(message)
        return given

    def requests_seen(self) -> list[tuple[str, str, str]]:
        return self._connection.requests_seen()

    def print_page(self) -> "Future[bytes]":
        return self._connection.print_page()

    def close(self) -> None:
        self._connection.close()

    def _tell(self, told: Callable[[LiveStep], None], method: str, code: str) -> None:
        if method == "Page.captureScreenshot":
            told(LiveStep.LOOK)
        elif code:
            for source, step in self._scripts.items():
                if code.startswith(source):
                    told(step)
