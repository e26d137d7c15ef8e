"""The embedded engine for those above: Qt's loop on the main thread, work in a worker thread."""

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Lock
from types import FrameType
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWebEngineCore import QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView

from evidencekit.capture.connection import EngineInfo
from evidencekit.domain.errors import EngineSelfTestFailed
from evidencekit.webengine.channel import Channel, Inbox
from evidencekit.webengine.connection import PageConnection
from evidencekit.webengine.page import EvidencePage
from evidencekit.webengine.process import SELF_TEST_SCHEME, engine_info, prepare_engine
from evidencekit.webengine.profile import RecordingProfile
from evidencekit.webengine.self_test import SelfTestSite, run_self_test

T = TypeVar("T")

VIEWPORT = (1280, 900)
_READY_SECONDS = 15.0
_GUI_SECONDS = 30.0
_CLOSE_MS = 3000
_HEARTBEAT_MS = 100


class GuiThread(QObject):
    """Carries calls of other threads to the GUI thread. Make it there."""

    _wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._wanted.connect(self._run, Qt.ConnectionType.QueuedConnection)

    def post(self, task: Callable[[], object]) -> "Future[Any]":
        """Have `task` run on the GUI thread; return its future."""
        future: Future[Any] = Future()
        self._wanted.emit((task, future))
        return future

    def call(self, task: Callable[[], T]) -> T:
        """Run `task` on the GUI thread and return its result or raise its error."""
        result: T = self.post(task).result(_GUI_SECONDS)
        return result

    def _run(self, wanted: tuple[Callable[[], object], "Future[Any]"]) -> None:
        task, future = wanted
        try:
            future.set_result(task())
        except Exception as error:  # noqa: BLE001  # it belongs to the thread that asked
            future.set_exception(error)


class EmbeddedBrowser:
    """QtWebEngine in this process. Made on the GUI thread, used from the worker's.

    Pages that are still open when the work ends are closed by `run_with_browser`.
    """

    def __init__(self) -> None:
        prepare_engine()
        self._gui = GuiThread()
        self._tabs: dict[PageConnection, _Tab] = {}
        self._held: set[_Tab] = set()
        self._cancelled = False
        self._alive = 0
        self._ahead: SimpleQueue[PageConnection] = SimpleQueue()
        self._test: Future[None] | None = None
        self._testing = Lock()
        # Freed pages report in later turns of the loop; an engine that hangs must not hold us.
        self._patience = QTimer(singleShot=True, interval=_CLOSE_MS)
        self._engine: EngineInfo | None = None

    @property
    def engine(self) -> EngineInfo:
        """Return which engine it is."""
        if self._engine is None:
            self._engine = self._gui.call(lambda: engine_info(QWebEngineProfile.defaultProfile()))
        return self._engine

    def open_ahead(self) -> None:
        """Begin a first page and the self-test before anybody asks. On the GUI thread."""
        self._ahead.put(self._make_page(None))
        self._begin_test()

    def open_page(self) -> PageConnection:
        """Open a page on a profile of its own, recorder running, 1280 x 900 CSS px.

        The self-test runs beside it: nothing may be sealed before `self_test` has returned.
        Raises EngineSelfTestFailed, EngineGone, Cancelled.
        """
        try:
            connection = self._ahead.get_nowait()
        except Empty:
            connection = self._gui.call(lambda: self._make_page(None))
        self._begin_test()
        return self._ready(connection)

    def self_test(self) -> None:
        """Return when a page of known bytes was recorded whole; it is recorded once.

        Raises EngineSelfTestFailed, EngineGone, TimeoutError, Cancelled.
        """
        self._begin_test().result()

    def end_test(self) -> None:
        """Wait for a self-test that has begun, whatever comes of it."""
        if self._test is not None:
            wait([self._test])

    def _begin_test(self) -> "Future[None]":
        with self._testing:
            if self._test is None:
                thread = ThreadPoolExecutor(1, "self-test")
                self._test = thread.submit(self._record_known_page)
                thread.shutdown(wait=False)
            return self._test

    def _record_known_page(self) -> None:
        connection = self._ready_page(SelfTestSite)
        try:
            run_self_test(connection)
        finally:
            connection.close()

    def cancel(self) -> None:
        """Make every wait raise Cancelled, now and later. From any thread."""
        self._cancelled = True
        for connection in list(self._tabs):
            connection.inbox.cancel()

    def _ready_page(self, site: Callable[[QObject], SelfTestSite] | None = None) -> PageConnection:
        return self._ready(self._gui.call(lambda: self._make_page(site)))

    def _ready(self, connection: PageConnection) -> PageConnection:
        if self._cancelled:
            connection.inbox.cancel()
        if not connection.wait_until_ready(_READY_SECONDS):
            connection.close()
            engine = f"{self.engine.name} {self.engine.version}"
            raise EngineSelfTestFailed(engine=engine, detail="the channel does not answer")
        return connection

    def _make_page(self, site: Callable[[QObject], SelfTestSite] | None) -> PageConnection:
        tab = _Tab(site)
        # Held until the engine has let go: whoever collects garbage meanwhile, on whatever thread,
        # must not free what the GUI thread is about to free.
        self._held.add(tab)
        tab.profile.destroyed.connect(lambda: self._freed(tab))
        self._alive += 1
        connection = connect_page(tab.page, self._gui, lambda: self._drop(connection))
        self._tabs[connection] = tab
        return connection

    def _drop(self, connection: PageConnection) -> None:
        self._tabs.pop(connection).free()

    def _freed(self, tab: "_Tab") -> None:
        self._held.discard(tab)
        self._alive -= 1
        if self._alive == 0 and self._patience.isActive():
            self._patience.start(0)

    def close_pages(self, then: Callable[[], None]) -> None:
        """Free every page, then call `then`. On the GUI thread."""
        self._patience.timeout.connect(then)
        self._patience.start()
        for connection in list(self._tabs):
            connection.dispose()
        if self._alive == 0:
            self._patience.start(0)


class _Tab:
    """A page, the profile it needs and the view without which it would never be painted."""

    def __init__(self, site: Callable[[QObject], SelfTestSite] | None) -> None:
        self.profile = RecordingProfile()
        if site is not None:
            self.profile.installUrlSchemeHandler(SELF_TEST_SCHEME, site(self.profile))
        self.page = EvidencePage(self.profile)
        self.view = QWebEngineView()
        self.view.setPage(self.page)
        self.view.resize(*VIEWPORT)
        # It must count as shown to be painted, but beside the app's windows nothing may pop up.
        self.view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        self.view.show()

    def free(self) -> None:
        """Free the page before its profile: the engine aborts at exit otherwise."""
        self.view.hide()
        self.view.deleteLater()
        self.page.destroyed.connect(self.profile.deleteLater)
        self.page.deleteLater()


def connect_page(
    page: EvidencePage, gui: GuiThread, closed: Callable[[], None] | None = None
) -> PageConnection:
    """Connect a page that somebody else owns and shows. On the GUI thread; use it from another.

    Call it before the page loads anything. `closed` runs on the GUI thread when the connection
    was given up; without it the page stays as it is.
    """
    inbox = Inbox()
    channel = Channel(page, inbox)

    def note(what: str, url: str, words: str) -> None:
        inbox.put_message({"k": "note", "what": what, "url": url, "text": words})

    def said(level: str, url: str, words: str) -> None:
        inbox.put_message({"k": "console", "level": level, "url": url, "text": words})

    def started() -> None:
        inbox.put_message({"k": "load_started"})

    def dispose() -> None:
        page.loadStarted.disconnect(started)
        channel.dispose()
        if closed is not None:
            closed()

    page.note, page.said = note, said
    page.loadStarted.connect(started)
    info = engine_info(page.profile())
    return PageConnection(channel, inbox, page.request_list, info, dispose, gui.call)


def run_with_browser(work: Callable[[EmbeddedBrowser], T]) -> T:
    """Run `work` in a worker thread beside Qt's loop; return its result or raise its error.

    On the main thread, outside any running loop of Qt. Ctrl-C makes the browser's waits raise
    Cancelled; a second one ends the process. Raises EngineMissing.
    """
    app = prepare_engine()
    browser = EmbeddedBrowser()
    finish = GuiThread()

    def whole() -> T:
        try:
            return work(browser)
        finally:
            browser.end_test()

    with ThreadPoolExecutor(1, "capture") as pool, _interrupts(browser):
        future = pool.submit(whole)
        browser.open_ahead()
        future.add_done_callback(lambda _f: finish.post(lambda: browser.close_pages(app.quit)))
        app.exec()
        return future.result()


@contextmanager
def _interrupts(browser: EmbeddedBrowser) -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        browser.cancel()

    before = signal.signal(signal.SIGINT, stop)
    # Python sees a signal only while it runs: Qt's loop must call it now and then.
    heartbeat = QTimer(interval=_HEARTBEAT_MS)
    heartbeat.timeout.connect(_beat)
    heartbeat.start()
    try:
        yield
    finally:
        heartbeat.stop()
        signal.signal(signal.SIGINT, before)


def _beat() -> None:
    pass
