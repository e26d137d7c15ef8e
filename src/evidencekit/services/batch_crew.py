"""Threads that visit pages beside each other in one browser; pictures are taken one at a time."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import Protocol, Self

from evidencekit.capture.connection import DevToolsConnection, EngineInfo, Json
from evidencekit.domain.errors import Cancelled
from evidencekit.services.batch import Visit
from evidencekit.services.capturing import Browser, CaptureResult

_PICTURE = "Page.captureScreenshot"


class StoppableBrowser(Browser, Protocol):
    """A browser whose waits a person can stop."""

    def when_cancelled(self, call: Callable[[], None]) -> None:
        """Have `call` run, from any thread, when the person stops the work, or at once."""

    def when_loaded(self, call: Callable[[], None]) -> None:
        """Have `call` run, from any thread and at once done, whenever a page has loaded."""


class ThreadCrew:
    """Carries out visits in threads; use as a context manager, which ends when all have ended."""

    def __init__(
        self, work: Callable[[Visit], CaptureResult], most: int, browser: StoppableBrowser | None
    ) -> None:
        self._work, self._most = work, most
        self._running = 0
        self._ended: SimpleQueue[tuple[Visit, CaptureResult] | BaseException] = SimpleQueue()
        self._pool = ThreadPoolExecutor(most, "visit")
        if browser is not None:
            browser.when_cancelled(lambda: self._ended.put(Cancelled()))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._pool.shutdown(cancel_futures=True)

    @property
    def free(self) -> bool:
        """Say whether another visit may begin."""
        return self._running < self._most

    @property
    def busy(self) -> bool:
        """Say whether a visit is under way."""
        return self._running > 0

    def start(self, visit: Visit) -> None:
        """Begin a visit."""
        self._running += 1
        self._pool.submit(self._carry_out, visit)

    def wait(self, seconds: float | None) -> tuple[Visit, CaptureResult] | None:
        """Wait for a visit to end, at most `seconds`. Raises what it raised, and Cancelled."""
        try:
            ended = self._ended.get(timeout=seconds)
        except Empty:
            return None
        if isinstance(ended, BaseException):
            raise ended
        self._running -= 1
        return ended

    def _carry_out(self, visit: Visit) -> None:
        try:
            self._ended.put((visit, self._work(visit)))
        except BaseException as error:  # noqa: BLE001  # it belongs to who waits
            self._ended.put(error)


class PicturesInTurn:
    """A browser whose pages take their pictures one after another.

    They are drawn by the processor: beside each other each takes longer, past its limit at last.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._turn = threading.Lock()

    def open_page(self) -> DevToolsConnection:
        """Return a fresh page, its recorder running."""
        return _InTurn(self._browser.open_page(), self._turn)

    def self_test(self) -> None:
        """Return when the recorder's self-test was passed. Raises EngineSelfTestFailed."""
        self._browser.self_test()


class _InTurn:
    def __init__(self, connection: DevToolsConnection, turn: threading.Lock) -> None:
        self._connection, self._turn = connection, turn

    @property
    def engine(self) -> EngineInfo:
        return self._connection.engine

    def call(self, method: str, params: Json | None = None, *, limit: float = 30.0) -> Json:
        if method != _PICTURE:
            return self._connection.call(method, params, limit=limit)
        with self._turn:
            return self._connection.call(method, params, limit=limit)

    def messages(self, limit: float) -> list[Json]:
        return self._connection.messages(limit)

    def requests_seen(self) -> list[tuple[str, str, str]]:
        return self._connection.requests_seen()

    def print_page(self) -> "Future[bytes]":
        return self._connection.print_page()

    def close(self) -> None:
        self._connection.close()
