"""The person's own browser for those above: started when the first page is wanted, ended by `end`.

One process for all pages. Each page off the record has a browser context of its own; of a kept
profile there is one page at a time.
"""

import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from evidencekit.capture.self_test import run_self_test
from evidencekit.chromium.finding import find_browser
from evidencekit.chromium.page import PageConnection
from evidencekit.chromium.running import TEST_PAGE, RunningBrowser
from evidencekit.chromium.wish import InstalledWish
from evidencekit.domain.errors import Cancelled

T = TypeVar("T")


def _beat() -> None:
    pass


class InstalledBrowser:
    """An installed Chrome, Edge or Chromium. Threads may call it, each for pages of its own."""

    def __init__(self, wish: InstalledWish) -> None:
        """Find the browser; nothing is started. Raises BrowserMissing."""
        self._wish, self._found = wish, find_browser(wish.program)
        # In a window that is shown a page off the record is one of the temporary profile.
        self._own = wish.profile is None and wish.hidden
        self._tested: PageConnection | None = None
        self._running: RunningBrowser | None = None
        self._starting = threading.Lock()
        self._cancelled = False
        self._told_of_cancel: Callable[[], None] = _beat
        self._told_of_load: Callable[[], None] = _beat
        self._test: Future[None] | None = None
        self._testing = threading.Lock()

    def open_page(self) -> PageConnection:
        """Open a page, recorder running, 1280 x 900 CSS px; a browser that is gone starts anew.

        Raises EngineMissing, EngineGone, ProfileInUse, Cancelled.
        """
        page, self._tested = self._tested, None
        if page is None:
            page = self._alive().open_page(own=self._own)
        if self._cancelled:
            page.cancel()
        return page

    @property
    def name(self) -> str:
        """Return what the browser is called."""
        return self._found.name

    def self_test(self) -> None:
        """Return when a page of known bytes was recorded whole; it is recorded once.

        Where the window is shown, in the page that is opened first: no other comes and goes.

        Raises EngineSelfTestFailed, EngineGone, TimeoutError, Cancelled.
        """
        self._begin_test().result()

    def when_cancelled(self, call: Callable[[], None]) -> None:
        """Have `call` run, from any thread, when the work is cancelled, or at once if it was."""
        self._told_of_cancel = call
        if self._cancelled:
            call()

    def when_loaded(self, call: Callable[[], None]) -> None:
        """Have `call` run, on a thread of ours, whenever a page has loaded its document."""
        self._told_of_load = call

    def cancel(self) -> None:
        """Make every wait raise Cancelled, now and later. From any thread."""
        self._cancelled = True
        if self._running is not None:
            for page in self._running.open_pages():
                page.cancel()
        self._told_of_cancel()

    def end(self) -> None:
        """End the browser; a profile that is not kept goes with it."""
        if self._test is not None:
            wait([self._test])
        with self._starting:
            if self._running is not None:
                self._running.end()
                self._running = None

    def _alive(self) -> RunningBrowser:
        with self._starting:
            if self._cancelled:
                raise Cancelled
            if self._running is not None and self._running.gone:
                self._running.end()
                self._running = None
            if self._running is None:
                self._running = RunningBrowser(self._wish, self._found, self._loaded)
            return self._running

    def _loaded(self) -> None:
        if self._wish.hidden:
            # Not before: the first page would wait for the processor.
            self._begin_test()
        self._told_of_load()

    def _begin_test(self) -> "Future[None]":
        with self._testing:
            if self._test is None:
                thread = ThreadPoolExecutor(1, "self-test")
                self._test = thread.submit(self._record_known_page)
                thread.shutdown(wait=False)
            return self._test

    def _record_known_page(self) -> None:
        page = self._alive().open_page(own=self._wish.hidden)
        try:
            run_self_test(page, f"{TEST_PAGE}/")
        except BaseException:
            page.close()
            raise
        if self._wish.hidden:
            page.close()
        else:
            page.begin_anew()
            self._tested = page


def run_with_installed(work: Callable[[InstalledBrowser], T], wish: InstalledWish) -> T:
    """Run `work` in a worker thread with the installed browser; return its result or raise.

    On the main thread. Ctrl-C makes the browser's waits raise Cancelled; a second one ends the
    process. The browser has ended when this returns. Raises BrowserMissing.
    """
    browser = InstalledBrowser(wish)
    try:
        with ThreadPoolExecutor(1, "capture") as pool, _interrupts(browser):
            future = pool.submit(work, browser)
            while True:
                # Signals are seen between waits on every system.
                if wait([future], timeout=1).done:
                    return future.result()
    finally:
        browser.end()


@contextmanager
def _interrupts(browser: InstalledBrowser) -> Iterator[None]:
    def stop(_number: int, _frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        browser.cancel()

    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
