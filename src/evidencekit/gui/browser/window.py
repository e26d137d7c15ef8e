"""The capture browser's window with the embedded engine. The tab does the work."""

import re

from PySide6.QtCore import QUrl
from PySide6.QtWidgets import QApplication, QStackedWidget, QWidget
from typing_extensions import override

from evidencekit.bootstrap.browsing import browser_wish
from evidencekit.foundation.catalogue import _
from evidencekit.gui.browser.certificate_dialog import ask_certificate
from evidencekit.gui.browser.recorded_window import RecordedWindow
from evidencekit.gui.browser.start_page import StartPage
from evidencekit.gui.browser.tab import LiveTab
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import page_text
from evidencekit.webengine import EvidencePage, prepare_engine
from evidencekit.webengine.certificates import CertificateQuestion

_USER = re.compile(r"^(https?://)[^/?#]*@")


class BrowserWindow(RecordedWindow):
    """A live recorded page with a Capture button. `profile` names a kept one. Raises WrongUse."""

    def __init__(
        self, vault: OpenVault, parent: QWidget | None = None, profile: str | None = None
    ) -> None:
        app = QApplication.instance()
        prepare_engine(app if isinstance(app, QApplication) else None, browser_wish())
        self._tab = LiveTab(vault, profile)
        self._pages = QStackedWidget()
        super().__init__(self._tab, vault, parent, profile)
        self._tab.built.connect(self._take_page)
        self._tab.waits.connect(self._waits)
        self._tab.certificate_asked.connect(self._ask_certificate)
        self.begin()

    @property
    def page(self) -> EvidencePage:
        """Return the page, for looking at it. Raises ValueError while another window records."""
        return self._tab.page

    @property
    @override
    def _place(self) -> str:
        return "browser_window"

    @override
    def _middle(self) -> QWidget:
        self._pages.addWidget(StartPage())
        return self._pages

    def _take_page(self) -> None:
        page, view = self._tab.page, self._tab.view
        self._pages.addWidget(view)
        self.top.back_wanted.connect(view.back)
        self.top.forward_wanted.connect(view.forward)
        page.urlChanged.connect(self._show_place)
        page.titleChanged.connect(self._show_title)
        page.loadStarted.connect(self._load_started)
        page.loadProgress.connect(self._load_moved)
        page.loadFinished.connect(self._load_finished)
        page.renderProcessTerminated.connect(self._page_died)

    def _waits(self) -> None:
        self.advice.say(
            _("Another capture browser is open. This one begins when that one is closed.")
        )

    # ---- the page ------------------------------------------------------------------------------

    @override
    def _load(self, address: str) -> None:
        self._pages.setCurrentIndex(1)
        self._tab.view.setFocus()
        self._tab.load(address)

    def _show_place(self, url: QUrl) -> None:
        known = url.scheme() in {"http", "https"}
        # Encoded: no letters of another script that look like those of a known site.
        encoded = bytes(url.toEncoded().data()).decode("ascii", "replace")
        address = _USER.sub(r"\1", encoded) if known else ""
        encrypted = url.scheme() == "https" if known else None
        vouched = url.authority() not in self._tab.page.certificates_taken
        self.top.show_place(address, encrypted=encrypted, vouched=vouched)
        self._look()

    @override
    def _shown(self) -> str:
        return self.top.address.text() if self._pages.currentIndex() else self._pending

    def _show_title(self, title: str) -> None:
        words = _("{title} - Capture browser").format(title=page_text(title, 80))
        self.setWindowTitle(words if title else _("Capture browser"))

    def _page_died(self) -> None:
        self._dead = True
        self._look()

    def _load_started(self) -> None:
        self._dead = False
        # A bar that goes would give the page another size, in mid-capture too.
        if not self._capturing:
            self._say_nothing()
            self.bottom.say_quietly("")
        self.top.show_loading(True)
        self._look()

    def _load_moved(self, percent: int) -> None:
        self.bottom.load.setText(_("Loading, {percent} %").format(percent=percent))

    def _load_finished(self, done: bool) -> None:
        self.top.show_loading(False)
        self.bottom.load.setText(_("Loaded") if done else _("Not loaded"))
        if not (done or self._capturing or self.trouble.text or self.bottom.quiet.text()):
            self.advice.say(
                _("The page did not load to its end. Check the address and the connection.")
            )
        self._look()

    @override
    def _reload(self) -> None:
        self._tab.page.triggerAction(EvidencePage.WebAction.Reload)

    @override
    def _stop(self) -> None:
        if self._ready:
            self._tab.page.triggerAction(EvidencePage.WebAction.Stop)

    @override
    def _shows_page(self) -> bool:
        shown = self._pages.currentIndex() == 1
        return shown and self._tab.page.url().scheme() in {"http", "https"}

    @override
    def _give_page(self, *, given: bool) -> None:
        self._tab.view.setEnabled(given)

    @override
    def _page_has_focus(self) -> bool:
        return self._tab.view.hasFocus()

    @override
    def _focus_page(self) -> None:
        self._tab.view.setFocus()

    def _ask_certificate(self, question: CertificateQuestion) -> None:
        ask_certificate(self, question)

    @override
    def _look(self) -> None:
        free = self._tab.job is None and self._pages.currentIndex() == 1
        history = self._tab.page.history() if free else None
        self.top.back.setEnabled(history is not None and history.canGoBack())
        self.top.forward.setEnabled(history is not None and history.canGoForward())
        self.top.reload.setEnabled(free)
        super()._look()
