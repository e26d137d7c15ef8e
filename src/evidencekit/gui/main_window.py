"""The main window. It assembles: a rail, the rooms, the bars above them, the status bar below."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QMainWindow,
    QMenu,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _, current_language
from evidencekit.gui import preferences
from evidencekit.gui.jobs import Jobs
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import Bar
from evidencekit.gui.rail import Rail
from evidencekit.gui.status import StatusBar
from evidencekit.gui.welcome import WelcomePage

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import CaptureList, Desk
    from evidencekit.gui.browser import BrowserWindow
    from evidencekit.gui.dialogs import VaultWish
    from evidencekit.gui.rooms import Rooms
    from evidencekit.gui.stamp_timer import StampTimer

_LANGUAGES = {"en": "English", "zh_CN": "简体中文"}


class MainWindow(QMainWindow):
    """One window at one vault. `language_wanted` asks the app to build it anew in a language."""

    language_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle(_("evidencekit"))
        self.resize(1280, 800)
        self.jobs = Jobs(self)
        self.jobs.failed.connect(self.show_error)
        self.jobs.changed.connect(self._close_when_idle)
        self.vault: OpenVault | None = None
        self.browser: BrowserWindow | None = None
        self._rooms: Rooms | None = None
        self._stamps: StampTimer | None = None
        self._closing = False
        self.note = Bar("demo")
        self.rail = Rail(
            [
                ("captures", "captures", _("Captures")),
                ("cases", "cases", _("Cases")),
                ("sellers", "sellers", _("Sellers")),
            ],
        )
        self.rail.chosen.connect(self.show_room)
        self.stack = QStackedWidget()
        self.welcome = WelcomePage(self.run_demo, self.make_vault, self.choose_vault)
        self.stack.addWidget(self.welcome)
        self.setCentralWidget(self._assembled())
        self.setStatusBar(status := StatusBar(self.jobs))
        self.status = status
        self._make_menus()
        self._follow_vault()

    # --- the vault ---

    def open_vault(self, folder: Path) -> None:
        """Open a vault in this window, in place of the one that is open."""

        def work(_task: object) -> "Desk":
            from evidencekit.bootstrap.desk import Desk

            return Desk.open(folder)

        self.jobs.read(self, work, self.use_desk, self.show_error)

    def use_desk(self, desk: "Desk") -> None:
        """Show the vault of a desk."""
        from evidencekit.gui.rooms import Rooms
        from evidencekit.gui.stamp_timer import StampTimer

        self._leave_vault()
        self.vault = OpenVault(desk, self.jobs, self._ask_passphrase, self)
        self.vault.captures_changed.connect(self._count_waiting)
        self._stamps = StampTimer(self.vault)
        self._rooms = Rooms(self.vault, self.stack)
        self._rooms.moved.connect(self.rail.choose)
        self._rooms.capture_wanted.connect(self.open_browser)
        preferences.remember_vault(desk.folder)
        self._follow_vault()
        self.show_room("captures")
        self._count_waiting()

    def show_room(self, name: str) -> None:
        """Show the room of this name."""
        if self._rooms is not None:
            self._rooms.show(name)

    def open_capture(self, capture_id: str, among: Sequence[str] = ()) -> None:
        """Show one capture whole, with those before and after it within reach."""
        if self._rooms is not None:
            self._rooms.open_capture(capture_id, among)
            self.activateWindow()

    def open_browser(self) -> None:
        """Open the window in which pages are visited and captured."""
        if self.vault is None:
            return
        if self.browser is None:
            from evidencekit.gui.browser import BrowserWindow

            try:
                self.browser = BrowserWindow(self.vault, self)
            except WrongUse as error:
                # Languages in the settings that are none.
                self.show_error(error)
                return
            self.browser.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            self.browser.open_wanted.connect(self.open_capture)
            self.browser.destroyed.connect(self._browser_gone)
        self.browser.show()
        self.browser.raise_()
        self.browser.activateWindow()

    def make_vault(self) -> None:
        """Ask where a new vault is to be, and make it."""
        from evidencekit.gui.dialogs import NewVaultDialog

        NewVaultDialog(self, self._make).open()

    def choose_vault(self) -> None:
        """Ask which vault to open."""
        chooser = QFileDialog(self, _("Open a vault: choose its folder"))
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.fileSelected.connect(lambda name: self.open_vault(Path(name)))
        chooser.open()

    def run_demo(self) -> None:
        """Make the demo case and open its vault."""
        from evidencekit.gui.demo_run import DemoRun

        run = DemoRun(self.jobs, self)
        self.note.say("")
        self.welcome.say(_("Starting..."))
        self.demo_action.setEnabled(False)
        run.said.connect(self.welcome.say)
        run.made.connect(self.open_vault)
        run.failed.connect(self._demo_failed)
        run.job.changed.connect(lambda: self._demo_moved(over=run.job.state.is_over))

    def stamp(self) -> None:
        """Get the time stamps that are waiting."""
        if self.vault is None:
            return
        vault = self.vault
        vault.write(
            self,
            _("Getting time stamps"),
            lambda desk, _task: desk.stamp(),
            lambda _result: vault.captures_changed.emit(),
        )

    def show_error(self, error: Exception) -> None:
        """Show an error in its three parts."""
        from evidencekit.gui.error_dialog import ErrorDialog

        ErrorDialog(error, self).open()

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        """Close; where something is being written, stop it first and wait for its end."""
        if self.browser is not None:
            self.browser.close()
        if self._stamps is not None:
            self._stamps.stop()
        if self.jobs.running:
            event.ignore()
            self._closing = True
            self.note.say(_("Closing as soon as nothing is half-written..."), "warn")
            self.jobs.cancel_all()
            return
        self.jobs.close()
        event.accept()

    # --- inside ---

    def _assembled(self) -> QWidget:
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self.sandbox = Bar("warn")
        layout.addWidget(self.sandbox)
        layout.addWidget(self.note)
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            self.sandbox.say(
                _(
                    "The browser sandbox is off, because this runs as root: visit no page that "
                    "you would not trust. Each capture says so."
                )
            )
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(self.rail)
        row.addWidget(self.stack, 1)
        layout.addLayout(row, 1)
        return content

    def _make_menus(self) -> None:
        vault = self.menuBar().addMenu(_("&Vault"))
        self._action(vault, _("Make a vault..."), self.make_vault, "")
        self._action(vault, _("Open a vault..."), self.choose_vault, "Ctrl+O")
        self.demo_action = self._action(vault, _("Try the demo case"), self.run_demo, "")
        vault.addSeparator()
        self._action(vault, _("Quit"), self.close, "Ctrl+Q")
        capture = self.menuBar().addMenu(_("&Capture"))
        self.capture_action = self._action(
            capture, _("Capture a page"), self.open_browser, "Ctrl+N"
        )
        self.stamp_action = self._action(capture, _("Get time stamps now"), self.stamp, "")
        view = self.menuBar().addMenu(_("&View"))
        language = view.addMenu(_("Language"))
        for code, name in _LANGUAGES.items():
            chosen = self._action(language, name, self._language(code), "")
            chosen.setCheckable(True)
            chosen.setChecked(code == current_language())

    def _action(self, menu: QMenu, name: str, act: Callable[[], object], keys: str) -> QAction:
        made = QAction(name, self)
        made.triggered.connect(lambda _checked: act())
        if keys:
            made.setShortcut(QKeySequence(keys))
        menu.addAction(made)
        return made

    def _language(self, code: str) -> Callable[[], None]:
        return lambda: self.language_wanted.emit(code)

    def _follow_vault(self) -> None:
        is_open = self.vault is not None
        self.capture_action.setEnabled(is_open)
        self.stamp_action.setEnabled(is_open)
        self.rail.setVisible(is_open)
        if self.vault is None:
            self.status.show_vault("", "", demo=False)
            return
        desk = self.vault.desk
        self.status.show_vault(desk.name, str(desk.folder), demo=desk.demo)
        self.setWindowTitle(_("{vault} - evidencekit").format(vault=desk.name))
        told = _(
            "DEMO: an invented case about a sample shop. Look around and try everything; key and "
            "time stamps are made for the demo and prove nothing."
        )
        self.note.say(told if desk.demo else "", "demo")

    def _leave_vault(self) -> None:
        if self.browser is not None:
            self.browser.close()
        if self._rooms is not None:
            self._rooms.clear()
            self._rooms = None
        if self._stamps is not None:
            self._stamps.stop()
            self._stamps = None
        if self.vault is not None:
            self.vault.deleteLater()
            self.vault = None

    def _count_waiting(self) -> None:
        def say(found: "CaptureList") -> None:
            # A demo's stamps are none.
            silent = not found.entries or (self.vault is not None and self.vault.desk.demo)
            self.status.show_waiting(None if silent else found.waiting)

        if self.vault is not None:
            # A vault that can't be read is said so where its captures would stand.
            self.vault.read(self, lambda desk: desk.captures(), say, lambda _error: None)

    def _browser_gone(self) -> None:
        self.browser = None

    def _make(self, wish: "VaultWish") -> None:
        def work(_task: object) -> tuple["Desk", str]:
            from evidencekit.bootstrap.desk import Desk

            desk, made = Desk.make(wish.folder, wish.name, wish.operator, wish.passphrase)
            return desk, made.fingerprint

        def then(made: tuple["Desk", str]) -> None:
            from evidencekit.gui.dialogs import FingerprintDialog

            self.use_desk(made[0])
            FingerprintDialog(self, made[1]).open()

        self.jobs.write(self, _("Making the vault"), work, then)

    def _ask_passphrase(self, wrong: bool, then: Callable[[str], None]) -> None:
        from evidencekit.gui.dialogs import PassphraseDialog

        PassphraseDialog(self, then, wrong=wrong).open()

    def _demo_moved(self, *, over: bool) -> None:
        self.demo_action.setEnabled(over)
        if over:
            self.welcome.say("")

    def _demo_failed(self, words: str) -> None:
        text = _("The demo did not come to its end: {words}").format(words=words)
        self.note.say(text, "bad")

    def _close_when_idle(self) -> None:
        if self._closing and not self.jobs.running:
            self.close()
