"""One live page with everything it needs, from the first profile to the last thing freed."""

import threading

import shiboken6
from PySide6.QtCore import QUrl, Signal
from PySide6.QtWebEngineWidgets import QWebEngineView
from typing_extensions import override

from evidencekit.bootstrap.browsing import browser_wish
from evidencekit.domain.errors import Cancelled, ProfileInUse
from evidencekit.gui.browser.recorded_tab import RecordedTab
from evidencekit.gui.open_vault import OpenVault
from evidencekit.webengine import (
    EmbeddedBrowser,
    EvidencePage,
    GuiThread,
    RecordingProfile,
    connect_page,
    open_profile,
)
from evidencekit.webengine.connection import PageConnection

# A recorder that lost nothing once in this process need not show it again.
_passed = threading.Event()

# A page outlives its window until its thread is over and everything was freed in order.
_living: dict["LiveTab", None] = {}


class _TestedOnce:
    """The embedded engine, whose self-test is passed once in a process."""

    name = "QtWebEngine"

    def __init__(self, browser: EmbeddedBrowser) -> None:
        self._browser = browser

    def self_test(self) -> None:
        if not _passed.is_set():
            self._browser.self_test()
            _passed.set()

    def cancel(self) -> None:
        self._browser.cancel()


class LiveTab(RecordedTab):
    """A page of the embedded engine.

    `waits`: another page is recorded, and this one begins when that one is closed. `built`: page
    and view are there. `certificate_asked`: a `CertificateQuestion` that the person must answer.
    """

    waits = Signal()
    built = Signal()
    certificate_asked = Signal(object)

    def __init__(self, vault: OpenVault, profile: str | None = None) -> None:
        """`profile` names a kept one. Raises WrongUse: it is no name, or languages are none."""
        self._wish = browser_wish(profile)
        self._browser = EmbeddedBrowser()
        super().__init__(vault, _TestedOnce(self._browser))
        self._gui = GuiThread()
        self._profile: RecordingProfile | None = None
        self._page: EvidencePage | None = None
        self._view: QWebEngineView | None = None
        self._connection: PageConnection | None = None
        self._before = next((tab for tab in reversed(_living)), None)
        _living[self] = None

    @property
    @override
    def address(self) -> str:
        return self.page.url().toString()

    @property
    def page(self) -> EvidencePage:
        """Return the page. Raises ValueError before `built`."""
        if self._page is None:
            raise ValueError("not built")
        return self._page

    @property
    def view(self) -> QWebEngineView:
        """Return the view. Raises ValueError before `built`."""
        if self._view is None:
            raise ValueError("not built")
        return self._view

    def _build(self) -> None:
        self._profile = open_profile(self._wish)
        self._page = EvidencePage(self._profile)
        self._page.asks = self.certificate_asked.emit
        self._view = QWebEngineView()
        self._view.setPage(self._page)
        if self._wish.profile is None:
            self._page.destroyed.connect(self._profile.deleteLater)
            self._profile.destroyed.connect(self._forget)
        else:
            # It serves the next page too, until the program ends.
            self._page.destroyed.connect(self._forget)

    @override
    def _take_turn(self) -> None:
        if self._over:
            return
        if self._before in _living:
            # One recorded page at a time: beside a channel that discovers workers a second one
            # does not start, nor for a page that was made beside it.
            before, self._before = self._before, None
            before.freed.connect(self._take_turn)
            self.waits.emit()
            return
        if self._page is None:
            try:
                self._build()
            except ProfileInUse as error:
                self._failed(error)
                return
            self.built.emit()
        super()._take_turn()

    def load(self, address: str) -> None:
        """Load an address that was found to be one."""
        self.page.load(QUrl(address))

    # ---- the end -------------------------------------------------------------------------------

    @override
    def _free(self) -> None:
        """Free the page before its profile: the engine aborts at exit otherwise."""
        if self._connection is not None:
            self._connection.dispose()
        self._browser.close_pages(_nothing)
        if self._page is None:
            self._forget()
            return
        if shiboken6.isValid(self._view):
            self.view.hide()
            self.view.deleteLater()
        self._page.deleteLater()

    def _forget(self) -> None:
        _living.pop(self, None)
        self.freed.emit()

    @override
    def _connect(self) -> PageConnection:
        return self._gui.call(self._connect_page)

    def _connect_page(self) -> PageConnection:
        if self._over:
            raise Cancelled
        self._connection = connect_page(self.page, self._gui)
        record = self.page.note

        def note(what: str, url: str, words: str) -> None:
            record(what, url, words)
            self.noted.emit(what, url, words)

        self.page.note = note
        return self._connection


def _nothing() -> None:
    pass
