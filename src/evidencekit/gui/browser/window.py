"""The capture browser's window. It assembles; the tab does the work."""

import os
import re

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMainWindow,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from evidencekit.bootstrap.browsing import browser_wish, list_profiles
from evidencekit.capture.walls import Wall
from evidencekit.domain.errors import Cancelled, NotAnAddress
from evidencekit.foundation.catalogue import _
from evidencekit.gui import preferences
from evidencekit.gui.browser.addresses import typed_address
from evidencekit.gui.browser.bottom_row import BottomRow
from evidencekit.gui.browser.certificate_dialog import ask_certificate
from evidencekit.gui.browser.recording import Recording
from evidencekit.gui.browser.sentences import advice, recorded_words, refused, wall_words
from evidencekit.gui.browser.side_panel import SidePanel
from evidencekit.gui.browser.start_page import StartPage
from evidencekit.gui.browser.tab import LiveTab
from evidencekit.gui.browser.top_row import TopRow
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import Bar, button, page_text
from evidencekit.services.capturing import CaptureResult
from evidencekit.services.live_capture import LiveStep, Recorded
from evidencekit.webengine import EvidencePage, prepare_engine
from evidencekit.webengine.certificates import CertificateQuestion

_USER = re.compile(r"^(https?://)[^/?#]*@")


class BrowserWindow(QMainWindow):
    """A live recorded page with a Capture button. Closing it stops and frees everything.

    `captured`: the id of a capture that was sealed. `open_wanted`: one that the person wants to
    see. `profile_wanted`: another kept profile, "" for none, with the address that is shown; a
    page lives and ends with its profile, so that wants another window. `profiles_wanted`: to see
    and manage them. `profile` names the kept one. Raises WrongUse.
    """

    captured = Signal(str)
    open_wanted = Signal(str)
    profile_wanted = Signal(str, str)
    profiles_wanted = Signal()

    def __init__(
        self, vault: OpenVault, parent: QWidget | None = None, profile: str | None = None
    ) -> None:
        super().__init__(parent)
        app = QApplication.instance()
        prepare_engine(app if isinstance(app, QApplication) else None, browser_wish())
        self._tab = LiveTab(vault, profile)
        self._pending = ""
        self._ready = self._sealable = self._capturing = self._had_focus = False
        self._walled = self._dead = False
        self.top, self.bottom, self.panel = TopRow(), BottomRow(), SidePanel()
        self.top.profile.offer([one.name for one in list_profiles()], profile)
        self.trouble, self.advice = Bar("bad"), Bar("warn")
        self.again = button(_("Load again"), self._reload)
        self.open_vault = button(_("Try again"), self._open_vault)
        for one in (self.again, self.open_vault):
            self.trouble.add_button(one)
            one.hide()
        self.leave_wall = button(_("Capture it as it is"), self._tab.leave_wall)
        self.advice.add_button(self.leave_wall)
        self.leave_wall.hide()
        self._pages = QStackedWidget()
        self._pages.addWidget(StartPage())
        self.setWindowTitle(_("Capture browser"))
        self.resize(1280, 800)
        self.restoreGeometry(preferences.place_of("browser_window"))
        self._lay_out(vault)
        self._connect()
        self._add_keys()
        self._look()
        self.top.address.setFocus()
        self._open_vault()

    @property
    def page(self) -> EvidencePage:
        """Return the page, for looking at it. Raises ValueError while another window records."""
        return self._tab.page

    def open_address(self, text: str) -> None:
        """Open what a person typed; what is no web address is said and nothing loads."""
        try:
            address = typed_address(text)
        except NotAnAddress as error:
            self._say_trouble(error)
            return
        self.top.address.setModified(False)
        if not self._ready:
            self._pending = address
            if self.open_vault.isHidden():
                self._show_trouble("")
            self.top.show_place(address, encrypted=None)
            return
        self._say_nothing()
        self._pages.setCurrentIndex(1)
        self._tab.view.setFocus()
        self._tab.load(address)

    def start_capture(self) -> None:
        """Capture what is shown, if that can be now."""
        if not self.top.capture.isEnabled():
            return
        self._had_focus = self._tab.view.hasFocus()
        if self._tab.capture(self.panel.plan.plan) is not None:
            self.panel.begin()

    def cancel(self) -> None:
        """Stop the capture under way, else the load."""
        if self._tab.job is not None:
            self._tab.job.cancel()
        else:
            self._stop()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._tab.end()
        event.accept()
        preferences.remember_place("browser_window", bytes(self.saveGeometry().data()))

    # ---- putting together ----------------------------------------------------------------------

    def _lay_out(self, vault: OpenVault) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._pages, 1)
        middle.addWidget(self.panel)
        content = QWidget()
        page = QVBoxLayout(content)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.top)
        for bar in (*_standing_bars(demo=vault.desk.demo), self.trouble, self.advice):
            page.addWidget(bar)
        page.addLayout(middle, 1)
        page.addWidget(self.bottom)
        self.setCentralWidget(content)

    def _connect(self) -> None:
        top, tab = self.top, self._tab
        top.address_given.connect(self.open_address)
        top.reload_wanted.connect(self._reload)
        top.stop_wanted.connect(self._stop)
        top.capture_wanted.connect(self.start_capture)
        top.profile.wanted.connect(lambda name: self.profile_wanted.emit(name, self._shown()))
        top.profile.managed.connect(self.profiles_wanted)
        self.bottom.cancel_wanted.connect(self.cancel)
        self.bottom.popup_wanted.connect(self.open_address)
        self.bottom.panel.toggled.connect(self.panel.setVisible)
        self.panel.open_wanted.connect(self.open_wanted)
        tab.built.connect(self._take_page)
        tab.waits.connect(self._waits)
        tab.recording_began.connect(self._follow)
        tab.vault_refused.connect(self._vault_refused)
        tab.noted.connect(self._noted)
        tab.job_moved.connect(self._look)
        tab.certificate_asked.connect(self._ask_certificate)

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

    def _follow(self, recording: Recording) -> None:
        self.advice.say("")
        queued = Qt.ConnectionType.QueuedConnection
        recording.ready.connect(self._recorder_ready, queued)
        recording.tested.connect(self._tested, queued)
        recording.counted.connect(self._counted, queued)
        recording.stepped.connect(self._stepped, queued)
        recording.walled.connect(self._show_wall, queued)
        recording.captured.connect(self._captured, queued)
        recording.refused.connect(self._refused, queued)
        recording.lost.connect(self._lost, queued)
        recording.broken.connect(self._broken, queued)

    def _add_keys(self) -> None:
        QShortcut(QKeySequence("Esc"), self, self.cancel)
        QShortcut(QKeySequence("Ctrl+B"), self, self.bottom.panel.click)
        QShortcut(QKeySequence("Ctrl+W"), self, self.close)
        help_by_key(self, "browser")

    # ---- the vault and the recorder ------------------------------------------------------------

    def _open_vault(self) -> None:
        self._say_nothing()
        self.bottom.recording.setText(_("Getting ready..."))
        self._tab.open_vault()

    def _waits(self) -> None:
        self.advice.say(
            _("Another capture browser is open. This one begins when that one is closed.")
        )

    def _vault_refused(self, error: Exception) -> None:
        self.bottom.recording.setText(_("Not recording"))
        self._say_trouble(error, self.open_vault)

    def _recorder_ready(self) -> None:
        self._ready = True
        self.bottom.recording.setText(_("Ready to record"))
        if self._pending:
            address, self._pending = self._pending, ""
            self.open_address(address)
        self._look()

    def _tested(self, error: Exception | None) -> None:
        self._sealable = error is None
        if error is not None:
            self._say_trouble(error)
        self._look()

    def _counted(self, recorded: Recorded) -> None:
        self.bottom.recording.setText(recorded_words(recorded))

    def _lost(self) -> None:
        self.advice.say("")
        self._show_trouble(
            _("The page's process ended. Nothing that is sealed is affected. Load it again."),
            self.again,
        )

    def _broken(self, error: Exception) -> None:
        self._ready = self._sealable = False
        self.bottom.recording.setText(_("Not recording"))
        self._say_trouble(error)
        self.panel.give_up()
        self._look()

    # ---- the page ------------------------------------------------------------------------------

    def _show_place(self, url: QUrl) -> None:
        known = url.scheme() in {"http", "https"}
        # Encoded: no letters of another script that look like those of a known site.
        encoded = bytes(url.toEncoded().data()).decode("ascii", "replace")
        address = _USER.sub(r"\1", encoded) if known else ""
        encrypted = url.scheme() == "https" if known else None
        vouched = url.authority() not in self._tab.page.certificates_taken
        self.top.show_place(address, encrypted=encrypted, vouched=vouched)
        self._look()

    def _shown(self) -> str:
        """Return the address that is shown, or about to be."""
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

    def _noted(self, what: str, url: str, _words: str) -> None:
        self.bottom.say_quietly(refused(what, url))
        if what == "popup" and not self._capturing and url.startswith(("http://", "https://")):
            self.bottom.offer(url)

    def _reload(self) -> None:
        self._tab.page.triggerAction(EvidencePage.WebAction.Reload)

    def _stop(self) -> None:
        if self._ready:
            self._tab.page.triggerAction(EvidencePage.WebAction.Stop)

    # ---- a capture -----------------------------------------------------------------------------

    def _stepped(self, step: LiveStep) -> None:
        self.panel.steps.reach(step)

    def _show_wall(self, wall: Wall | None) -> None:
        """Give the page to the person for as long as a wall stands before it."""
        self._walled = wall is not None
        self.leave_wall.setVisible(self._walled)
        self.advice.say(wall_words(wall.value) if wall else "")
        self._tab.view.setEnabled(self._walled or not self._capturing)
        if self._walled:
            self._tab.view.setFocus()

    def _ask_certificate(self, question: CertificateQuestion) -> None:
        ask_certificate(self, question)

    def _captured(self, result: CaptureResult, facts_error: Exception | None) -> None:
        self.panel.show_result(result)
        self.advice.say(advice(result.outcome))
        if facts_error is not None and not self.advice.text:
            self.advice.say(_("The capture is sealed, but its facts could not be read."))
        self._look()
        if result.sealed:
            self.captured.emit(result.sealed.id)

    def _refused(self, error: Exception) -> None:
        self.panel.give_up()
        if isinstance(error, Cancelled):
            self.bottom.say_quietly(_("Cancelled. Nothing was sealed."))
        else:
            self._say_trouble(error)
        self._look()

    def _look(self) -> None:
        """Make every control say what can be done now."""
        busy, top = self._tab.job is not None, self.top
        free = not busy and self._pages.currentIndex() == 1
        history = self._tab.page.history() if free else None
        top.back.setEnabled(history is not None and history.canGoBack())
        top.forward.setEnabled(history is not None and history.canGoForward())
        top.reload.setEnabled(free)
        top.address.setEnabled(not busy)
        top.profile.setEnabled(not busy)
        web = free and self._tab.page.url().scheme() in {"http", "https"}
        top.capture.setEnabled(web and self._ready and self._sealable and not self._dead)
        self.bottom.cancel.setVisible(busy)
        # Its room decides the size of the page, which must stay as it is during a capture.
        self.bottom.panel.setEnabled(not busy)
        if busy != self._capturing:
            self._capturing = busy
            self._tab.view.setEnabled(not busy)
            if busy:
                self.bottom.say_quietly("")
            elif self._had_focus:
                self._tab.view.setFocus()

    # ---- the bars ------------------------------------------------------------------------------

    def _say_nothing(self) -> None:
        self._show_trouble("")
        self.advice.say("")

    def _say_trouble(self, error: Exception, *offers: QWidget) -> None:
        words = words_of(error)
        self._show_trouble("\n".join((words.message, f"{words.meaning} {words.action}")), *offers)

    def _show_trouble(self, text: str, *offers: QWidget) -> None:
        for one in (self.again, self.open_vault):
            one.setVisible(one in offers)
        self.trouble.say(text)


def _standing_bars(*, demo: bool) -> list[Bar]:
    bars = []
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        bars.append(Bar("warn"))
        bars[-1].say(
            _("The browser sandbox is off: running as root. Do not open pages you do not trust.")
        )
    if demo:
        bars.append(Bar("demo"))
        bars[-1].say(_("DEMO vault: what is captured here proves nothing."))
    return bars
