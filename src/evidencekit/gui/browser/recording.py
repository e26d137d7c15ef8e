"""The thread that records a page all its life and captures it when asked. No widget is touched."""

import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from evidencekit.capture.connection import DevToolsConnection, EngineGone
from evidencekit.capture.plan import CapturePlan
from evidencekit.capture.walls import Wall
from evidencekit.capture.withholding import WithholdRules
from evidencekit.domain.errors import Cancelled, EngineSelfTestFailed, EvidenceKitError
from evidencekit.foundation.clock import SystemClock
from evidencekit.gui.jobs import Task
from evidencekit.services.live_capture import LiveCapture, LiveStep, Recorded
from evidencekit.vault.vault import VaultWriter

_READY_SECONDS = 15.0
_PUMP_SECONDS = 0.2
_TELL_SECONDS = 0.25
_GONE_SECONDS = 1.0


class LivePage(DevToolsConnection, Protocol):
    """A page that a person uses; it may end and live again."""

    @property
    def is_gone(self) -> bool:
        """Say whether the page has no process now."""

    def wait_until_ready(self, seconds: float) -> bool:
        """Wait for the recorder to run; say whether it does. Raises EngineGone, Cancelled."""

    def wait_for_life(self, seconds: float) -> None:
        """Wait for the page to have a process again."""

    def cancel(self) -> None:
        """Make every wait raise Cancelled until `go_on`. From any thread."""

    def go_on(self) -> None:
        """Let waits wait again."""


class TestedBrowser(Protocol):
    """A browser whose recorder is tested before anything may be sealed."""

    @property
    def name(self) -> str:
        """Return what the browser is called."""

    def self_test(self) -> None:
        """Return when a page of known bytes was recorded whole. Raises EngineSelfTestFailed."""

    def cancel(self) -> None:
        """Make every wait raise Cancelled. From any thread."""


@dataclass(frozen=True, slots=True)
class RecordingNeeds:
    """What a recording works with; `release` gives the vault's writer back."""

    writer: VaultWriter
    release: ExitStack
    operator: str
    rules: WithholdRules


class Recording(QObject):
    """Records one page. Lives on the GUI thread, where its signals come; works in its own thread.

    `tested`: None, or why nothing may be sealed. `ready`: pages may load. `counted`: a `Recorded`.
    `stepped`: a `LiveStep`. `walled`: a `Wall` that the person is to solve, None: no more.
    `captured`: the `CaptureResult` and the error of its facts, if any.
    `refused`: why a capture came to nothing, Cancelled too. `lost`: the page's process is gone.
    `broken`: recording itself can't go on, and why. `ended`: the thread is over, always last.
    """

    tested = Signal(object)
    ready = Signal()
    counted = Signal(object)
    stepped = Signal(object)
    walled = Signal(object)
    captured = Signal(object, object)
    refused = Signal(object)
    lost = Signal()
    broken = Signal(object)
    ended = Signal()

    def __init__(
        self,
        connect: Callable[[], LivePage],
        browser: TestedBrowser,
        needs: RecordingNeeds,
    ) -> None:
        super().__init__()
        self._connect, self._browser, self._needs = connect, browser, needs
        self._connection: LivePage | None = None
        self._orders: SimpleQueue[tuple[Task, CapturePlan]] = SimpleQueue()
        self._closing, self._leaves = threading.Event(), threading.Event()
        self._told_at = 0.0
        self._told_last = Recorded(0, 0, 0)
        self._thread = threading.Thread(target=self._run, name="recording", daemon=True)

    def start(self) -> None:
        """Begin; connect to the signals first."""
        self._thread.start()

    def capture(self, task: Task, plan: CapturePlan) -> None:
        """Ask for a capture of what is shown, as `plan` has it; `task` can stop it."""
        self._orders.put((task, plan))

    def leave_wall(self) -> None:
        """Have the wall that waits for the person captured as it stands."""
        self._leaves.set()

    def cancel(self) -> None:
        """Have the capture under way end soon, whatever it waits for; recording goes on."""
        if self._connection is not None:
            self._connection.cancel()

    def end(self) -> None:
        """Stop all; `ended` comes when it has. What is being sealed is sealed first."""
        self._closing.set()
        self._browser.cancel()
        self.cancel()

    def wait(self, seconds: float) -> bool:
        """Wait for the end of the thread; say whether it is over."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    # ---- in the thread -------------------------------------------------------------------------

    def _run(self) -> None:
        try:
            with self._needs.release:
                self._record()
        except Cancelled:
            pass
        except Exception as error:  # noqa: BLE001  # shown to the person; a thread would swallow it
            self.broken.emit(error)
        finally:
            self.ended.emit()

    def _record(self) -> None:
        # First, and alone: a channel that discovers workers keeps a second one from starting.
        self._test()
        page, needs, clock = self._connected(), self._needs, SystemClock()
        live = LiveCapture(needs.writer, page, clock, needs.operator, needs.rules)
        try:
            self.ready.emit()
            while not self._closing.is_set():
                self._turn(live, page)
        finally:
            live.close()

    def _connected(self) -> LivePage:
        page = self._connection = self._connect()
        if self._closing.is_set():
            raise Cancelled
        if not page.wait_until_ready(_READY_SECONDS):
            engine = f"{page.engine.name} {page.engine.version}"
            raise EngineSelfTestFailed(engine=engine, detail="the channel does not answer")
        return page

    def _test(self) -> None:
        error: EvidenceKitError | None = None
        try:
            self._browser.self_test()
        except EngineSelfTestFailed as failed:
            error = failed
        except (EngineGone, TimeoutError) as failed:
            error = EngineSelfTestFailed(engine=self._browser.name, detail=str(failed))
        self.tested.emit(error)

    def _turn(self, live: LiveCapture, page: LivePage) -> None:
        try:
            task, plan = self._orders.get_nowait()
        except Empty:
            self._pump(live, page)
        else:
            self._capture(live, page, task, plan)
        self._tell(live)

    def _pump(self, live: LiveCapture, page: LivePage) -> None:
        try:
            live.pump(_PUMP_SECONDS)
        except Cancelled:
            self._go_on(page)
        except EngineGone:
            self.lost.emit()
            while page.is_gone and not self._closing.is_set():
                page.wait_for_life(_GONE_SECONDS)

    def _capture(self, live: LiveCapture, page: LivePage, task: Task, plan: CapturePlan) -> None:
        try:
            task.check()
            self._leaves.clear()
            result = live.capture(plan, _Watcher(self, task, self._leaves))
        except EvidenceKitError as error:
            self.refused.emit(error)
            if isinstance(error, Cancelled):
                self._go_on(page)
        else:
            self.captured.emit(result, live.facts_error)

    def _go_on(self, page: LivePage) -> None:
        """After a cancel of one capture the waits of the next must wait again."""
        if self._closing.is_set():
            raise Cancelled
        page.go_on()

    def _tell(self, live: LiveCapture) -> None:
        now, recorded = time.monotonic(), live.recorded
        if now - self._told_at >= _TELL_SECONDS and recorded != self._told_last:
            self._told_at, self._told_last = now, recorded
            self.counted.emit(recorded)


class _Watcher:
    """Tells a recording's signals of a capture, and the capture what the person wants."""

    def __init__(self, recording: Recording, task: Task, leaves: threading.Event) -> None:
        self._recording, self._task, self._leaves = recording, task, leaves

    @property
    def cancelled(self) -> bool:
        return self._task.cancelled

    @property
    def leaves_wall(self) -> bool:
        return self._leaves.is_set()

    def step(self, step: LiveStep) -> None:
        self._recording.stepped.emit(step)

    def wall(self, wall: Wall | None) -> None:
        self._recording.walled.emit(wall)
