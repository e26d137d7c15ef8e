"""DevTools messages over two file handles that only the browser has the other ends of.

Each message is JSON with a zero byte behind it. What the browser says is taken on one thread, and
all that follows from it happens there, under `lock`.
"""

import json
import os
import threading
from collections.abc import Callable

from evidencekit.capture.connection import Json

Then = Callable[[Json], None]
# Session, method, params.
Listener = Callable[[str, str, Json], None]

_PIECE = 1 << 20


def _nothing(_answer: Json) -> None:
    pass


class Pipe:
    """The two handles; they are closed when the browser has closed its own.

    Until `listen` names somebody, what a session says goes to the listener of "", the browser's.
    """

    def __init__(self, reading: int, writing: int) -> None:
        self._reading, self._writing = reading, writing
        self.lock = threading.RLock()
        self._sending = threading.Lock()
        self._number = 0
        self._waiting: dict[int, Then] = {}
        self._listeners: dict[str, Listener] = {}
        self._ended: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self._read, name="browser-pipe", daemon=True)

    def start(self, browser: Listener, ended: Callable[[], None]) -> None:
        """Begin to take messages; `ended` is called when no more can come."""
        self._listeners[""], self._ended = browser, ended
        self._thread.start()

    def listen(self, session: str, listener: Listener) -> None:
        """Have `listener` hear what a session says."""
        self._listeners[session] = listener

    def forget(self, session: str) -> None:
        """Hear no more of a session."""
        self._listeners.pop(session, None)

    def send(
        self, method: str, params: Json | None = None, session: str = "", then: Then = _nothing
    ) -> None:
        """Ask for something; `then` gets the answer, on the pipe's thread. From any thread.

        When the browser is gone there is never an answer; who waits hears of that by `ended`.
        """
        message: Json = {"method": method, "params": params or {}}
        if session:
            message["sessionId"] = session
        with self._sending:
            self._number += 1
            self._waiting[self._number] = then
            data = memoryview(json.dumps(message | {"id": self._number}).encode() + b"\0")
            try:
                while data:
                    data = data[os.write(self._writing, data) :]
            except OSError:
                self._waiting.pop(self._number, None)

    def join(self, seconds: float) -> bool:
        """Wait for the browser to close its ends; say whether it did."""
        self._thread.join(seconds)
        return not self._thread.is_alive()

    def _read(self) -> None:
        parts: list[bytes] = []
        while data := self._piece():
            *whole, rest = data.split(b"\0")
            for message in whole:
                self._take(b"".join([*parts, message]))
                parts = []
            parts.append(rest)
        with self._sending:
            os.close(self._reading)
            os.close(self._writing)
            self._writing = -1
        with self.lock:
            self._ended()

    def _piece(self) -> bytes:
        try:
            return os.read(self._reading, _PIECE)
        except OSError:
            return b""

    def _take(self, data: bytes) -> None:
        # The browser relays what a hostile page said: a message that has not the form of one is
        # passed over, and what it would have told of is missing, which is found out at the end.
        try:
            message = json.loads(data)
            with self.lock:
                self._dispatch(message)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return

    def _dispatch(self, message: Json) -> None:
        if "id" in message:
            self._waiting.pop(message["id"], _nothing)(message)
            return
        session = message.get("sessionId", "")
        listener = self._listeners.get(session) or self._listeners[""]
        listener(session, message["method"], message.get("params") or {})
