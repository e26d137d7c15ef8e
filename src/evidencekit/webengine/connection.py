"""A page of the embedded engine as a session sees it: called from its thread, never from the GUI's.

Implements `capture.connection.DevToolsConnection`.
"""

import json
import time
from collections.abc import Callable
from concurrent.futures import Future

from evidencekit.capture.connection import DevToolsError, EngineGone, EngineInfo, Json
from evidencekit.webengine.channel import Channel, Inbox
from evidencekit.webengine.profile import RequestList


class PageConnection:
    """One page and its channel; `dispose` lets go of both, `on_gui` runs it on the GUI thread."""

    def __init__(
        self,
        channel: Channel,
        inbox: Inbox,
        requests: RequestList,
        engine: EngineInfo,
        dispose: Callable[[], None],
        on_gui: Callable[[Callable[[], None]], None],
    ) -> None:
        self.inbox = inbox
        self._channel, self._requests, self._engine = channel, requests, engine
        self._dispose, self._on_gui = dispose, on_gui
        self._number = 0
        self._replies: dict[int, Json] = {}
        self._waiting: list[Json] = []
        self._closed = False

    @property
    def engine(self) -> EngineInfo:
        """Return which engine it is."""
        return self._engine

    def wait_until_ready(self, seconds: float) -> bool:
        """Wait for the recorder to run; say whether it does. Call it once, first of all.

        Raises EngineGone, Cancelled.
        """
        deadline = time.monotonic() + seconds
        while (left := deadline - time.monotonic()) > 0:
            self._take(left)
            if any(message["k"] == "ready" for message in self._waiting):
                return True
        return False

    def call(self, method: str, params: Json | None = None, *, limit: float = 30.0) -> Json:
        """Carry out a DevTools method on the page and return its result.

        `limit` in seconds. Raises DevToolsError, TimeoutError, EngineGone, Cancelled.
        """
        self._number += 1
        number = self._number
        self._replies.clear()  # of calls that were given up
        lost = self.inbox.losses
        if self.inbox.gone is not None:
            raise EngineGone(self.inbox.gone)
        self._channel.command(number, method, params or {})
        deadline = time.monotonic() + limit
        while number not in self._replies:
            left = deadline - time.monotonic()
            if self.inbox.losses > lost:
                # The next process never hears of it, and may be there before anybody looked.
                raise EngineGone(method)
            if left <= 0:
                raise TimeoutError(method)
            self._take(left)
        reply = self._replies[number]
        if "error" in reply:
            raise DevToolsError(f"{method}: {reply['error']}")
        result: Json = reply["result"]
        return result

    def messages(self, limit: float) -> list[Json]:
        """Wait up to `limit` seconds for messages; return all that are there, perhaps none.

        Raises EngineGone when the page's process ended and nothing is left to give, Cancelled.
        """
        deadline = time.monotonic() + limit
        while not self._waiting and (left := deadline - time.monotonic()) > 0:
            self._take(left)
        while not self.inbox.empty():
            self._take(0)
        if not self._waiting:
            self._take(0)
        given, self._waiting = self._waiting, []
        return given

    def requests_seen(self) -> list[tuple[str, str, str]]:
        """Return (method, url, resource type) of every request the browser process saw so far.

        Types are those of DevTools; that of the page's own document is `MainFrame`.
        """
        return list(self._requests.requests)

    def print_page(self) -> "Future[bytes]":
        """Begin to print the page to PDF (A4, as the page says it is to be printed)."""
        printed: Future[bytes] = Future()
        self._channel.print_page(printed)
        return printed

    def cancel(self) -> None:
        """Make every wait raise Cancelled until `go_on`. From any thread."""
        self.inbox.cancel()

    def go_on(self) -> None:
        """Let waits wait again."""
        self.inbox.cancelled = False

    @property
    def is_gone(self) -> bool:
        """Say whether the page has no process now."""
        return self.inbox.gone is not None

    def wait_for_life(self, seconds: float) -> None:
        """Wait for the page to have a process again."""
        self.inbox.wait_for_life(seconds)

    def close(self) -> None:
        """Give the page up. May be called twice."""
        self._on_gui(self.dispose)

    def dispose(self) -> None:
        """Do what `close` does, on the GUI thread."""
        if not self._closed:
            self._closed = True
            self._dispose()

    def _take(self, seconds: float) -> None:
        line = self.inbox.take(seconds)
        if not line:
            return
        for message in json.loads(line):
            if message["k"] != "reply":
                self._waiting.append(message)
            else:
                self._replies[message["id"]] = message
