"""A page of the installed browser as a session sees it: a `capture.connection.DevToolsConnection`.

What a page wishes beyond being shown is refused, each time with a note, as in the embedded engine.
"""

import base64
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from queue import Empty, SimpleQueue

from evidencekit.capture.connection import EngineGone, EngineInfo, Json
from evidencekit.chromium.frames import FrameCalls
from evidencekit.chromium.pipe import Pipe
from evidencekit.chromium.questions import Questions
from evidencekit.chromium.recorder import PageRecorder
from evidencekit.domain.errors import Cancelled

_MOST_LINES = 2_000
_MOST_WISHES = 1_000
_LONGEST = 4_000
_BAD_CERTIFICATE = "net::ERR_CERT_"
_CHAIN_SECONDS = 3.0
_BLANK, _BLANK_SECONDS = "about:blank", 10.0
_LEVELS = {"warning": "warning", "error": "error"}
# A4, in inches.
_PAPER = {"paperWidth": 8.27, "paperHeight": 11.69, "printBackground": True}


@dataclass(frozen=True, slots=True)
class PageHost:
    """What a page needs of its browser: who it is, who hears of its load and of its end."""

    engine: EngineInfo
    loaded: Callable[[], None]
    requests_of: Callable[["PageConnection"], list[tuple[str, str, str]]]
    closed: Callable[["PageConnection"], None]


class PageConnection:
    """One page. Made on the pipe's thread; `call` and `messages` from any one other.

    `frames` are the ids of its frames so far; `place` is the address of the document shown.
    `noted` is called on the pipe's thread with what was refused, the address and the page's words;
    `placed` with the address that is shown and its title.
    """

    def __init__(self, pipe: Pipe, session: str, target: str, context: str, host: PageHost) -> None:
        self.session, self.target, self.context = session, target, context
        self.frames, self.place = {target}, ""
        self._pipe, self._host = pipe, host
        self._queue: SimpleQueue[Json | None] = SimpleQueue()
        self._cancelled = False
        self._gone: str | None = None
        self._questions = Questions(pipe, self._why_not)
        self._lines = self._wishes = 0
        self._lives, self._told_chain = threading.Event(), threading.Event()
        self.noted: Callable[[str, str, str], None] = _unheard
        self.placed: Callable[[str, str], None] = _unseen
        self._distrusted = ""
        self.recorder = PageRecorder(pipe, session, self._put, self._other)
        self._calls = FrameCalls(session, self.recorder, self._ask, self._frame_missed)
        self._on: dict[str, Callable[[str, Json], None]] = {
            "Console.messageAdded": lambda _s, p: self._said(p["message"]),
            "Log.entryAdded": lambda _s, p: self._said(p["entry"]),
            "Page.windowOpen": lambda _s, p: self.refused("popup", p.get("url", "")),
            "Page.javascriptDialogOpening": self._refuse_dialog,
            "Page.frameAttached": lambda _s, p: self.frames.add(p["frameId"]),
            "Page.frameNavigated": self._navigated,
            "Page.frameStartedLoading": self._load_started,
            "Page.loadEventFired": self._load_ended,
            "Security.visibleSecurityStateChanged": self._security,
            "Inspector.targetCrashed": lambda _s, _p: self.lose("the page's process ended"),
            "Inspector.targetReloadedAfterCrash": lambda _s, _p: self._revive(),
        }

    def begin(self, *, waits: bool) -> None:
        """Have the recorder run. On the pipe's thread."""
        for domain in ("Inspector", "Security"):
            self._pipe.send(f"{domain}.enable", {}, self.session)
        self.recorder.attach(self.session, "page", waits=waits)
        self._put({"k": "ready", "frame": self.target})

    def begin_anew(self) -> None:
        """Show nothing again and forget what was told so far, after a self-test."""
        self.call("Page.navigate", {"url": _BLANK})
        ends = time.monotonic() + _BLANK_SECONDS
        # It is told of after the answer; behind the next page's first request it would end that.
        while not any(map(_is_blank, self.messages(_BLANK_SECONDS))):
            if time.monotonic() > ends:
                raise TimeoutError(_BLANK)
        self._put({"k": "ready", "frame": self.target})

    # ---- as a session sees it ------------------------------------------------------------------

    @property
    def engine(self) -> EngineInfo:
        """Return which engine it is; `languages` as it asked sites, once it has."""
        engine = self._host.engine
        return replace(engine, languages=self.recorder.languages or engine.languages)

    def call(self, method: str, params: Json | None = None, *, limit: float = 30.0) -> Json:
        """Carry out a DevTools method on the page and return its result.

        `limit` in seconds. Raises DevToolsError, TimeoutError, EngineGone, Cancelled.
        """
        answer = self._calls.call(method, params or {}, limit)
        if method == "Page.navigate" and _BAD_CERTIFICATE in str(answer.get("errorText")):
            # The chain is told of when the refusal is shown, a moment later.
            self._told_chain.wait(_CHAIN_SECONDS)
        return answer

    def messages(self, limit: float) -> list[Json]:
        """Wait up to `limit` seconds for messages; return all that are there, perhaps none.

        Raises EngineGone when the page's process ended and nothing is left to give, Cancelled.
        """
        given: list[Json] = []
        deadline = time.monotonic() + limit
        while not given and (left := deadline - time.monotonic()) > 0 and self._gone is None:
            self._take(given, left)
        while not self._queue.empty():
            self._take(given, 0)
        if self._cancelled:
            raise Cancelled
        if not given and self._gone is not None:
            raise EngineGone(self._gone)
        return given

    def requests_seen(self) -> list[tuple[str, str, str]]:
        """Return (method, url, resource type) of every request the browser process saw so far.

        Types are those of DevTools; that of the page's own document is `MainFrame`.
        """
        return self._host.requests_of(self)

    def print_page(self) -> "Future[bytes]":
        """Begin to print the page to PDF (A4, as the page says it is to be printed)."""
        printed: Future[bytes] = Future()

        def told(answer: Json) -> None:
            data = str((answer.get("result") or {}).get("data", ""))
            printed.set_result(base64.b64decode(data))

        self._pipe.send("Page.printToPDF", _PAPER, self.session, told)
        return printed

    def load(self, address: str) -> None:
        """Load an address, as a person would who types it. From any thread."""
        self._pipe.send("Page.navigate", {"url": address}, self.session)

    def stop(self) -> None:
        """Stop what still loads. From any thread."""
        self._pipe.send("Page.stopLoading", {}, self.session)

    def bring_to_front(self) -> None:
        """Show the page before others of its window: what is not shown is not drawn."""
        self._pipe.send("Page.bringToFront", {}, self.session)

    def wait_until_ready(self, _seconds: float) -> bool:
        """Say that the recorder runs: of this browser no page is given before it does."""
        return True

    def close(self) -> None:
        """Give the page up. May be called twice."""
        self._host.closed(self)

    def _ask(self, session: str, method: str, params: Json, limit: float) -> Json:
        return self._questions.ask(method, params, session, limit)

    def _why_not(self) -> Exception | None:
        if self._cancelled:
            return Cancelled()
        return EngineGone(self._gone) if self._gone is not None else None

    def _frame_missed(self) -> None:
        self._put({"k": "frame_unread"})

    def _take(self, given: list[Json], seconds: float) -> None:
        try:
            message = self._queue.get(timeout=seconds) if seconds > 0 else self._queue.get_nowait()
        except Empty:
            return
        if message is not None:
            given.append(message)

    # ---- from the pipe's thread ----------------------------------------------------------------

    def cancel(self) -> None:
        """Make every wait raise Cancelled until `go_on`. From any thread."""
        with self._pipe.lock:
            self._cancelled = True
            self._give_up(Cancelled())

    def go_on(self) -> None:
        """Let waits wait again."""
        self._cancelled = False

    @property
    def is_gone(self) -> bool:
        """Say whether the page has no process now."""
        return self._gone is not None

    def wait_for_life(self, seconds: float) -> None:
        """Wait for the page to have a process again."""
        self._lives.wait(seconds)

    def lose(self, why: str) -> None:
        """Say that the page's process is gone; what came before it is still given."""
        self._gone = why
        self._lives.clear()
        self._give_up(EngineGone(why))

    def refused(self, what: str, url: str, words: str = "") -> None:
        """Note that a wish of the page was refused; of a storm of them only so many."""
        self._wishes += 1
        if self._wishes <= _MOST_WISHES:
            self._put({"k": "note", "what": what, "url": url, "text": words[:_LONGEST]})
            self.noted(what, url, words[:_LONGEST])

    def tell(self, message: Json) -> None:
        """Give the session a message."""
        self._put(message)

    def _put(self, message: Json) -> None:
        self._queue.put(message)
        if message["k"] == "failed" and message["error"].startswith(_BAD_CERTIFICATE):
            self.refused("certificate", message["url"], message["error"])
            if message["type"] == "Document" and message["frame"] == self.target:
                self._distrusted = message["url"]

    def _give_up(self, error: Exception) -> None:
        self._questions.give_up(error)
        self._queue.put(None)

    def _revive(self) -> None:
        self._gone = None
        self._lives.set()

    def _other(self, session: str, method: str, p: Json) -> None:
        handle = self._on.get(method)
        if handle:
            handle(session, p)

    def _said(self, line: Json) -> None:
        # A page may write without end: what is beyond this is counted nowhere.
        self._lines += 1
        if self._lines <= _MOST_LINES:
            level = _LEVELS.get(line.get("level", ""), "info")
            url, text = str(line.get("url") or ""), str(line.get("text") or "")
            said = {"level": level, "url": url[:_LONGEST], "text": text[:_LONGEST]}
            self._put({"k": "console"} | said)

    def _refuse_dialog(self, session: str, p: Json) -> None:
        self._pipe.send("Page.handleJavaScriptDialog", {"accept": False}, session)
        self.refused("dialog", p.get("url", ""), p.get("message", ""))

    def _navigated(self, session: str, p: Json) -> None:
        self.frames.add(p["frame"]["id"])
        if session == self.session and not p["frame"].get("parentId"):
            self.place = p["frame"]["url"]

    def _load_started(self, session: str, p: Json) -> None:
        if session == self.session and p.get("frameId") == self.target:
            self._lines = self._wishes = 0
            self._distrusted = ""
            self._told_chain.clear()
            self._revive()
            self._put({"k": "load_started"})

    def _load_ended(self, session: str, _p: Json) -> None:
        if session == self.session:
            # Of a title alone that changes nobody tells.
            self._pipe.send("Target.getTargetInfo", {}, session, self._told_place)
            self._host.loaded()

    def _told_place(self, answer: Json) -> None:
        info = answer["result"]["targetInfo"]
        if info["url"]:
            # A page that goes has none.
            self.placed(info["url"], info["title"])

    def _security(self, _session: str, p: Json) -> None:
        state = p["visibleSecurityState"].get("certificateSecurityState") or {}
        if self._distrusted and state.get("certificateNetworkError"):
            chain = list(state.get("certificate") or ())
            self._put({"k": "distrusted", "url": self._distrusted, "chain": chain})
            self._distrusted = ""
            self._told_chain.set()


def _is_blank(message: Json) -> bool:
    navigated = message.get("method") == "Page.frameNavigated"
    return navigated and message["params"]["frame"]["url"] == _BLANK


def _unheard(_what: str, _url: str, _words: str) -> None:
    pass


def _unseen(_url: str, _title: str) -> None:
    pass
