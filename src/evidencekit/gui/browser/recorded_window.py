"""A window with a recorded page's address, state and Capture button, whichever browser shows it."""

import os
from abc import abstractmethod

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QVBoxLayout, QWidget
from typing_extensions import override

from evidencekit.bootstrap.browsing import list_profiles
from evidencekit.capture.walls import Wall
from evidencekit.domain.errors import Cancelled, NotAnAddress
from evidencekit.foundation.catalogue import _
from evidencekit.gui import preferences
from evidencekit.gui.browser.addresses import typed_address
from evidencekit.gui.browser.bottom_row import BottomRow
from evidencekit.gui.browser.recorded_tab import RecordedTab
from evidencekit.gui.browser.recording import Recording
from evidencekit.gui.browser.sentences import advice, recorded_words, refused, wall_words
from evidencekit.gui.browser.side_panel import SidePanel
from evidencekit.gui.browser.top_row import TopRow
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import Bar, button
from evidencekit.services.capturing import CaptureResult
from evidencekit.services.live_capture import LiveStep, Recorded


class RecordedWindow(QMainWindow):
    """Closing it stops and frees everything. A page lives and ends with its profile.

    `captured`: the id of a capture that was sealed. `open_wanted`: one that the person wants to
    see. `profile_wanted`: another kept profile, "" for none, with the address that is shown: that
    wants another window. `profiles_wanted`: to see and manage them.
    """

    captured = Signal(str)
    open_wanted = Signal(str)
    profile_wanted = Signal(str, str)
    profiles_wanted = Signal()

    def __init__(
        self, tab: RecordedTab, vault: OpenVault, parent: QWidget | None, profile: str | None
    ) -> None:
        super().__init__(parent)
        self._recorded = tab
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
        self.leave_wall = button(_("Capture it as it is"), tab.leave_wall)
        self.advice.add_button(self.leave_wall)
        self.leave_wall.hide()
        self.setWindowTitle(_("Capture browser"))
        self._lay_out(vault)
        self._connect()
        self._add_keys()

    # ---- what each browser does in its own way -------------------------------------------------

    @property
    @abstractmethod
    def _place(self) -> str:
        """Return under which name the window's place is remembered."""

    @abstractmethod
    def _middle(self) -> QWidget:
        """Return what stands in the middle."""

    @abstractmethod
    def _load(self, address: str) -> None:
        """Load an address that was found to be one."""

    @abstractmethod
    def _reload(self) -> None:
        """Load the page again."""

    @abstractmethod
    def _stop(self) -> None:
        """Stop the load."""

    @abstractmethod
    def _shown(self) -> str:
        """Return the address that is shown, or about to be."""

    @abstractmethod
    def _shows_page(self) -> bool:
        """Say whether a page of the web is shown."""

    @abstractmethod
    def _give_page(self, *, given: bool) -> None:
        """Let the person act on the page, or not."""

    @abstractmethod
    def _page_has_focus(self) -> bool:
        """Say whether the keys go to the page."""

    @abstractmethod
    def _focus_page(self) -> None:
        """Have the keys go to the page."""

    # ---- for those above -----------------------------------------------------------------------

    def begin(self) -> None:
        """Show what can be done and open the vault; called once, when all is put together."""
        self.resize(1280, 800)
        self.restoreGeometry(preferences.place_of(self._place))
        self._look()
        self.top.address.setFocus()
        self._open_vault()

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
        self._load(address)

    def start_capture(self) -> None:
        """Capture what is shown, if that can be now."""
        if not self.top.capture.isEnabled():
            return
        self._had_focus = self._page_has_focus()
        if self._recorded.capture(self.panel.plan.plan) is not None:
            self.panel.begin()

    def cancel(self) -> None:
        """Stop the capture under way, else the load."""
        if self._recorded.job is not None:
            self._recorded.job.cancel()
        else:
            self._stop()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        self._recorded.end()
        event.accept()
        preferences.remember_place(self._place, bytes(self.saveGeometry().data()))

    # ---- putting together ----------------------------------------------------------------------

    def _lay_out(self, vault: OpenVault) -> None:
        middle = QHBoxLayout()
        middle.setSpacing(0)
        middle.addWidget(self._middle(), 1)
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
        top, tab = self.top, self._recorded
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
        tab.recording_began.connect(self._follow)
        tab.vault_refused.connect(self._vault_refused)
        tab.noted.connect(self._noted)
        tab.job_moved.connect(self._look)

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
        self._recorded.open_vault()

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

    def _noted(self, what: str, url: str, _words: str) -> None:
        self.bottom.say_quietly(refused(what, url))
        if what == "popup" and not self._capturing and url.startswith(("http://", "https://")):
            self.bottom.offer(url)

    # ---- a capture -----------------------------------------------------------------------------

    def _stepped(self, step: LiveStep) -> None:
        self.panel.steps.reach(step)

    def _show_wall(self, wall: Wall | None) -> None:
        """Give the page to the person for as long as a wall stands before it."""
        self._walled = wall is not None
        self.leave_wall.setVisible(self._walled)
        self.advice.say(wall_words(wall.value) if wall else "")
        self._give_page(given=self._walled or not self._capturing)
        if self._walled:
            self._focus_page()

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
        busy, top = self._recorded.job is not None, self.top
        top.address.setEnabled(not busy)
        top.profile.setEnabled(not busy)
        web = not busy and self._shows_page()
        top.capture.setEnabled(web and self._ready and self._sealable and not self._dead)
        self.bottom.cancel.setVisible(busy)
        # Its room decides the size of the page, which must stay as it is during a capture.
        self.bottom.panel.setEnabled(not busy)
        if busy != self._capturing:
            self._capturing = busy
            self._give_page(given=not busy)
            if busy:
                self.bottom.say_quietly("")
            elif self._had_focus:
                self._focus_page()

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
