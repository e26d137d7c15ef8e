"""The embedded engine for those above: Qt's loop on the main thread, work in a worker thread."""

import base64
import logging
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import replace
from queue import Empty, SimpleQueue
from types import FrameType
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, QUrl, Signal
from PySide6.QtWebEngineCore import QWebEngineProfile
from PySide6.QtWebEngineWidgets import QWebEngineView

from evidencekit.capture.connection import EngineInfo
from evidencekit.capture.self_test import run_self_test
from evidencekit.domain.errors import EngineSelfTestFailed
from evidencekit.domain.times import utc_text
from evidencekit.foundation.clock import SystemClock
from evidencekit.webengine.certificates import CertificateQuestion
from evidencekit.webengine.channel import Channel, Inbox
from evidencekit.webengine.connection import PageConnection
from evidencekit.webengine.keeping import Keeper
from evidencekit.webengine.page import EvidencePage
from evidencekit.webengine.process import (
    SELF_TEST_SCHEME,
    end_engine,
    engine_info,
    prepare_engine,
)
from evidencekit.webengine.profile import BrowserWish, RecordingProfile
from evidencekit.webengine.self_test_site import SelfTestSite

_log = logging.getLogger(__name__)

T = TypeVar("T")

VIEWPORT = (1280, 900)
_READY_SECONDS = 15.0
_GUI_SECONDS = 30.0
_CLOSE_MS = 3_000
_KEEP_MS = 30_000
_HEARTBEAT_MS = 100


def _beat() -> None:
    pass


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

    Pages that are still open when the work ends are closed by `run_with_browser`. A kept profile
    has room for one page at a time: its list of requests is one.
    """

    def __init__(self, wish: BrowserWish | None = None) -> None:
        self._wish = wish or BrowserWish()
        prepare_engine(wish=self._wish)
        self._kept: RecordingProfile | None = None
        self._keeper: Keeper | None = None
        self._gui = GuiThread()
        self._tabs: dict[PageConnection, _Tab] = {}
        self._cancelled = False
        self._told_of_cancel: Callable[[], None] = _beat
        self._told_of_load: Callable[[], None] = _beat
        # Held until the engine has let go: whoever collects garbage meanwhile, on whatever thread,
        # must not free what the GUI thread is about to free.
        self._living: set[_Tab] = set()
        self._ahead: SimpleQueue[PageConnection] = SimpleQueue()
        self._test: Future[None] | None = None
        self._testing = threading.Lock()
        # Freed pages report in later turns of the loop; an engine that hangs must not hold us.
        limit = _KEEP_MS if self._wish.profile else _CLOSE_MS
        self._patience = QTimer(singleShot=True, interval=limit)
        self._engine: EngineInfo | None = None

    @property
    def engine(self) -> EngineInfo:
        """Return which engine it is."""
        if self._engine is None:
            self._engine = self._gui.call(lambda: engine_info(QWebEngineProfile.defaultProfile()))
        return self._engine

    def open_ahead(self) -> None:
        """Begin a first page before anybody asks. On the GUI thread."""
        if self._wish.profile is None:
            tab, _alive = self._make_tab(None)
            self._ahead.put(self._connect(tab))

    def open_page(self) -> PageConnection:
        """Open a page on a profile of its own or the kept one, recorder running, 1280 x 900 CSS px.

        Threads may call it, each for pages of its own; of a kept profile there is one at a time.
        The self-test runs beside it: nothing may be sealed before `self_test` has returned.
        Raises EngineSelfTestFailed, EngineGone, Cancelled, ProfileInUse.
        """
        try:
            connection = self._ahead.get_nowait()
        except Empty:
            connection = self._new_page()
        self._until_ready(connection)
        return connection

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

    def _page_loaded(self) -> None:
        # Not before: the first page would wait for the processor.
        self._begin_test()
        self._told_of_load()

    def _record_known_page(self) -> None:
        connection = self._new_page(SelfTestSite)
        self._until_ready(connection)
        try:
            run_self_test(connection, f"{SELF_TEST_SCHEME.decode()}://page/")
        finally:
            connection.close()

    def cancel(self) -> None:
        """Make every wait raise Cancelled, now and later. From any thread."""
        self._cancelled = True
        for connection in list(self._tabs):
            connection.inbox.cancel()
        self._told_of_cancel()

    def when_cancelled(self, call: Callable[[], None]) -> None:
        """Have `call` run, from any thread, when the work is cancelled, or at once if it was."""
        self._told_of_cancel = call
        if self._cancelled:
            call()

    def when_loaded(self, call: Callable[[], None]) -> None:
        """Have `call` run, on the GUI thread, whenever a page has loaded its document."""
        self._told_of_load = call

    def _new_page(self, site: Callable[[QObject], SelfTestSite] | None = None) -> PageConnection:
        tab, alive = self._gui.call(lambda: self._make_tab(site))
        alive.wait(_READY_SECONDS)
        return self._gui.call(lambda: self._connect(tab))

    def _until_ready(self, connection: PageConnection) -> None:
        if self._cancelled:
            connection.inbox.cancel()
        if not connection.wait_until_ready(_READY_SECONDS):
            connection.close()
            engine = f"{self.engine.name} {self.engine.version}"
            raise EngineSelfTestFailed(engine=engine, detail="the channel does not answer")

    def _make_tab(
        self, site: Callable[[QObject], SelfTestSite] | None
    ) -> tuple["_Tab", threading.Event]:
        """Make a tab; the event says when the recorder may be connected to it."""
        kept = self._kept_profile() if site is None and self._wish.profile else None
        tab = _Tab(kept or RecordingProfile(replace(self._wish, profile=None)), site, kept=kept)
        if site is None:
            tab.page.loadFinished.connect(self._page_loaded)
        alive = threading.Event()
        (tab.page if kept else tab.profile).destroyed.connect(lambda: self._freed(tab))
        if self._living:
            # Beside others, closing ones too, a page may have no process that answers the recorder
            # before it has loaded something.
            tab.page.loadFinished.connect(alive.set, Qt.ConnectionType.SingleShotConnection)
            tab.page.setUrl(QUrl("about:blank"))
        else:
            alive.set()
        self._living.add(tab)
        return tab, alive

    def _connect(self, tab: "_Tab") -> PageConnection:
        connection = connect_page(tab.page, self._gui, lambda: self._drop(connection))
        self._tabs[connection] = tab
        return connection

    def _kept_profile(self) -> RecordingProfile:
        if self._kept is None:
            self._kept = RecordingProfile(self._wish)
            self._keeper = self._kept.keeper
        self._kept.request_list.requests.clear()
        return self._kept

    def end(self) -> bool:
        """End the engine where it keeps a profile; say whether all of that is then on disk.

        On the GUI thread, outside its loop, when the pages are closed.
        """
        if self._keeper is None:
            return True
        end_engine()
        return self._keeper.has_written()

    def _drop(self, connection: PageConnection) -> None:
        self._tabs.pop(connection).free()

    def _freed(self, tab: "_Tab") -> None:
        self._living.discard(tab)
        if not self._living and self._patience.isActive():
            self._free_kept()

    def _free_kept(self) -> None:
        """Free the kept profile behind the last page, then be done."""
        kept, self._kept = self._kept, None
        if kept is None:
            self._patience.start(0)
            return
        kept.destroyed.connect(lambda: self._patience.start(0))
        kept.deleteLater()

    def close_pages(self, then: Callable[[], None]) -> None:
        """Free every page, then call `then`. On the GUI thread."""
        self._patience.timeout.connect(then)
        self._patience.start()
        for connection in list(self._tabs):
            connection.dispose()
        if not self._living:
            self._free_kept()


class _Tab:
    """A page, the profile it needs and the view without which it would never be painted.

    A `kept` profile outlives it.
    """

    def __init__(
        self,
        profile: RecordingProfile,
        site: Callable[[QObject], SelfTestSite] | None,
        *,
        kept: RecordingProfile | None,
    ) -> None:
        self.profile, self._kept = profile, kept
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
        if self._kept is None:
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

    def distrusted(url: str, chain: Sequence[bytes]) -> None:
        inbox.put_message({"k": "distrusted", "url": url, "chain": _as_text(chain)})

    def accepted(question: CertificateQuestion) -> None:
        chain = _as_text(question.chain)
        told = {"url": question.url, "why": question.why, "at": utc_text(SystemClock().now())}
        inbox.put_message({"k": "person", "did": "certificate_accepted", "chain": chain} | told)

    page.note, page.said = note, said
    page.accepted, page.distrusted = accepted, distrusted
    page.loadStarted.connect(started)
    info = engine_info(page.profile())
    return PageConnection(channel, inbox, page.request_list, info, dispose, gui.call)


def _as_text(chain: Sequence[bytes]) -> list[str]:
    return [base64.b64encode(one).decode("ascii") for one in chain]


def run_with_browser(
    work: Callable[[EmbeddedBrowser], T],
    wish: BrowserWish | None = None,
    forgot: Callable[[], None] = _beat,
) -> T:
    """Run `work` in a worker thread beside Qt's loop; return its result or raise its error.

    On the main thread, outside any running loop of Qt. Ctrl-C makes the browser's waits raise
    Cancelled; a second one ends the process. After a kept profile the engine has ended for good:
    `forgot` is called when what it must remember is not on disk then. Raises EngineMissing.
    """
    app = prepare_engine(wish=wish)
    browser = EmbeddedBrowser(wish)
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
    if not browser.end():
        _log.warning("not all of the kept profile was written")
        forgot()
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
