"""The bare DevTools channel: a hidden page of this process, no port (capture-targets.md, 0 and 2).

`setInspectedPage` loads the DevTools front end in a page of ours; a script injected at document
creation stops that load and keeps only its two doors, `DevToolsHost` and `DevToolsAPI`. So nobody
but us sends commands. Lives on the GUI thread. A channel dies when its page adopts a popup's
contents: attach only afterwards.
"""

import json
import threading
from collections.abc import Sequence
from concurrent.futures import Future
from functools import partial
from queue import Empty, SimpleQueue

from PySide6.QtCore import QByteArray, QObject, Qt, QTimer, Signal
from PySide6.QtWebEngineCore import QWebEnginePage, QWebEngineProfile, QWebEngineScript
from typing_extensions import override

from evidencekit.capture.connection import EngineGone, Json
from evidencekit.domain.errors import Cancelled
from evidencekit.foundation.resources import resource
from evidencekit.webengine.process import memory_used

_MARK = "\x01"
_DRAIN_MS = 50
# A whole body lies in this process, perhaps twice, before it is told of.
_OLD_MS = 400
_MOST_GROWTH = 400 << 20


# Garbage is collected on any thread: what the GUI thread is about to free is held until it has.
_ending: "set[Channel]" = set()


class Inbox:
    """Lines on their way from the GUI thread to the session's; safe between the two.

    Lines are decoded by whoever takes them, so that the GUI thread stays free.
    """

    def __init__(self) -> None:
        self._lines: SimpleQueue[str] = SimpleQueue()
        self._lives = threading.Event()
        self.cancelled = False
        self.gone: str | None = None
        self.losses = 0

    def put(self, line: str) -> None:
        """Add a line; an empty one only wakes the taker."""
        self._lines.put(line)

    def put_message(self, message: Json) -> None:
        """Add a message of our own, as if the channel had sent it."""
        self.put(json.dumps([message]))

    def empty(self) -> bool:
        """Say whether no line waits."""
        return self._lines.empty()

    def cancel(self) -> None:
        """Make every wait from now on raise Cancelled."""
        self.cancelled = True
        self.put("")

    def lose(self, why: str) -> None:
        """Say that the page's process is gone; what came before it is still given."""
        self.losses += 1
        self.gone = why
        self._lives.clear()
        self.put("")

    def revive(self) -> None:
        """Say that the page has a process again."""
        self.gone = None
        self._lives.set()

    def wait_for_life(self, seconds: float) -> None:
        """Wait for `revive`."""
        self._lives.wait(seconds)

    def take(self, seconds: float) -> str | None:
        """Return the next line, waiting for it; None when there is none in time.

        Raises Cancelled, and EngineGone when nothing is left.
        """
        if self.cancelled:
            raise Cancelled
        try:
            if seconds <= 0 or self.gone is not None:
                return self._lines.get_nowait()
            return self._lines.get(timeout=seconds)
        except Empty:
            if self.gone is not None:
                raise EngineGone(self.gone) from None
            return None


class _HiddenPage(QWebEnginePage):
    """The page that would show the DevTools front end; its console is our way out."""

    def __init__(self, profile: QWebEngineProfile, channel: "Channel") -> None:
        super().__init__(profile, channel)
        self._channel = channel

    @override
    def javaScriptConsoleMessage(
        self,
        level: QWebEnginePage.JavaScriptConsoleMessageLevel,
        message: str,
        _line: int,
        _source: str,
    ) -> None:
        if message.startswith(_MARK):
            self._channel.heard(message[1:])


class Channel(QObject):
    """Carries commands to the page and lines back. Make and use it on the GUI thread.

    Only `command`, `tell` and `print_page` may be called from elsewhere.
    """

    _wanted = Signal(str)
    _print_wanted = Signal(object)

    def __init__(
        self, page: QWebEnginePage, inbox: Inbox, scripts: Sequence[str] = ("recorder",)
    ) -> None:
        super().__init__()
        self._inbox, self._inspected = inbox, page
        self._memory_before = memory_used()
        self._profile = QWebEngineProfile(self)
        self._hidden = _HiddenPage(self._profile, self)
        for name in scripts:
            self._hidden.scripts().insert(_script(name))
        self._wanted.connect(self._send, Qt.ConnectionType.QueuedConnection)
        self._print_wanted.connect(self._print, Qt.ConnectionType.QueuedConnection)
        self._drain = QTimer(self, interval=_DRAIN_MS)
        self._drain.timeout.connect(self._flush)
        page.renderProcessTerminated.connect(self._page_ended)
        page.loadStarted.connect(self._page_lives)
        self._hidden.renderProcessTerminated.connect(self._channel_ended)
        self._hidden.setInspectedPage(page)
        self._drain.start()

    def command(self, number: int, method: str, params: Json) -> None:
        """Send a DevTools command; its answer comes as a line. From any thread.

        Not sent while the page's process is gone.
        """
        self.tell("__ek.call", number, method, params)

    def tell(self, function: str, *arguments: object) -> None:
        """Call a function of a script in the hidden page. From any thread."""
        words = ",".join(json.dumps(word) for word in arguments)
        self._wanted.emit(f"{function}({words});0")

    def print_page(self, printed: "Future[bytes]") -> None:
        """Have the page printed; DevTools of this engine can't. From any thread."""
        self._print_wanted.emit(printed)

    def heard(self, line: str) -> None:
        """Take a line of the recorder script."""
        if line.startswith('[{"k":"bare"'):
            self._run("__ek.start();0")
        else:
            self._inbox.put(line)

    def dispose(self) -> None:
        """Let go of the page; the hidden page goes before its profile."""
        _ending.add(self)
        self.destroyed.connect(partial(_ending.discard, self))
        self._drain.stop()
        self._inspected.renderProcessTerminated.disconnect(self._page_ended)
        self._inspected.loadStarted.disconnect(self._page_lives)
        self._hidden.destroyed.connect(self.deleteLater)
        self._hidden.deleteLater()

    def _send(self, code: str) -> None:
        # The engine keeps what a dead page is told and carries it out in the page's next process.
        if self._inbox.gone is None:
            self._run(code)

    def _print(self, printed: "Future[bytes]") -> None:
        def done(data: QByteArray) -> None:
            printed.set_result(bytes(data.data()))

        if self._inbox.gone is None:
            self._inspected.printToPdf(done)

    def _run(self, code: str) -> None:
        self._hidden.runJavaScript(code)

    def _flush(self) -> None:
        self._hidden.runJavaScript("window.__ek?__ek.drain():0", 0, self._guard_memory)

    def _guard_memory(self, oldest_ms: object) -> None:
        """Give up bodies that have been taken for a while when memory grew too much by then."""
        if not isinstance(oldest_ms, (int, float)) or oldest_ms < _OLD_MS:
            self._memory_before = memory_used()
        elif memory_used() > self._memory_before + _MOST_GROWTH:
            self._run(f"__ek.abandon({_OLD_MS});0")

    def _page_ended(self, status: QWebEnginePage.RenderProcessTerminationStatus) -> None:
        self._inbox.lose(status.name)

    def _page_lives(self) -> None:
        # After a crash the channel and its recorder go on with the page's next process.
        self._inbox.revive()

    def _channel_ended(self, status: QWebEnginePage.RenderProcessTerminationStatus) -> None:
        self._inspected.loadStarted.disconnect(self._page_lives)
        self._inbox.lose(f"channel {status.name}")


def _script(name: str) -> QWebEngineScript:
    script = QWebEngineScript()
    script.setName(name)
    script.setSourceCode(resource("recorder", f"{name}.js").read_text(encoding="utf-8"))
    script.setInjectionPoint(QWebEngineScript.InjectionPoint.DocumentCreation)
    script.setWorldId(QWebEngineScript.ScriptWorldId.MainWorld)
    return script
