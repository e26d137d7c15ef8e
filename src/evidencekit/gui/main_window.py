"""The main window. It assembles: a rail, the rooms, the bars above them, the status bar below."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QFileDialog, QMainWindow, QStackedWidget

from evidencekit.foundation.catalogue import _, current_language
from evidencekit.gui import preferences
from evidencekit.gui.pages import PAGES

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import CaptureList, Desk
    from evidencekit.gui.browser.recorded_window import RecordedWindow
    from evidencekit.gui.open_vault import OpenVault
    from evidencekit.gui.rooms import Rooms
    from evidencekit.gui.stamp_timer import StampTimer

_HOUR_MS = 3_600_000


class MainWindow(QMainWindow):
    """One window at one vault. `language_wanted` asks the app to build it anew in a language."""

    language_wanted = Signal(str)

    def __init__(self, *, whole: bool = True) -> None:
        """`whole`: made with all that is in it; else as it is first painted, until `furnish`."""
        super().__init__()
        self.setWindowTitle(_("evidencekit"))
        self.resize(1280, 800)
        self.restoreGeometry(preferences.place_of("window"))
        self.vault: OpenVault | None = None
        self._rooms: Rooms | None = None
        self._stamps: StampTimer | None = None
        self._closing = False
        self._shown = ""
        self.whole = False
        if whole:
            self.furnish()

    def furnish(self) -> None:
        """Put everything in its place; once, and not before it is wanted: it takes its time."""
        from evidencekit.gui.capturing import CaptureWindow
        from evidencekit.gui.frame import Frame
        from evidencekit.gui.jobs import Jobs
        from evidencekit.gui.menus import Menus
        from evidencekit.gui.notices import Notices
        from evidencekit.gui.parts import Bar
        from evidencekit.gui.rail import Rail
        from evidencekit.gui.status import StatusBar
        from evidencekit.gui.tools import Tools
        from evidencekit.gui.welcome import WelcomePage

        self.whole = True
        self.jobs = Jobs(self)
        self.jobs.failed.connect(self.show_error)
        self.jobs.changed.connect(self._close_when_idle)
        self.capturing = CaptureWindow(self)
        self.capturing.failed.connect(self.show_error)
        self.capturing.open_wanted.connect(self.open_capture)
        self.note = Bar("demo")
        self.rail = Rail(PAGES)
        self.rail.chosen.connect(self.show_room)
        self.stack = QStackedWidget()
        self.welcome = WelcomePage(self.run_demo, self.make_vault, self.choose_vault)
        self.welcome.language_wanted.connect(self.language_wanted)
        self.stack.addWidget(self.welcome)
        self._menus, self.tools = Menus(self), Tools(self, self.jobs, self._topic)
        self.status = StatusBar(self.jobs, self.tools.ask_person)
        self.status.deadlines_wanted.connect(lambda: self.show_room("deadlines"))
        self.status.jobs.words.clicked.connect(self.tools.show_jobs)
        self.capturing.profiles_wanted.connect(lambda: self.tools.show_settings("profiles"))
        self.notices = Notices(self, self.jobs, self.show_room)
        # A day may pass with the window open.
        self._hourly = QTimer(self, interval=_HOUR_MS)
        self._hourly.timeout.connect(self._count_due)
        self._hourly.start()
        self.tools.language_wanted.connect(self.language_wanted)
        self.tools.desk_wanted.connect(lambda desk: self.leave(lambda: self.use_desk(desk)))
        self.setCentralWidget(Frame(self.note, self.rail, self.stack))
        self.setStatusBar(self.status)
        self._make_menus()
        self._follow_vault()

    # --- the vault ---

    def open_vault(self, folder: Path) -> None:
        """Open a vault in this window, in place of the one that is open."""

        def work(_task: object) -> "Desk":
            from evidencekit.bootstrap.desk import Desk

            return Desk.open(folder)

        self.leave(lambda: self.jobs.read(self, work, self.use_desk, self._not_opened))

    def open_last(self, folder: Path) -> None:
        """Open the first vault of this window; until it is read its place is empty."""
        self.welcome.hide()
        self.rail.show()
        self.open_vault(folder)

    def leave(self, then: Callable[[], object]) -> None:
        """Do what takes all rooms away; what is not saved there is kept, or asked about first."""
        if self._rooms is not None:
            self._rooms.settle(then)
        else:
            then()

    def use_desk(self, desk: "Desk") -> None:
        """Show the vault of a desk."""
        from evidencekit.gui.open_vault import OpenVault
        from evidencekit.gui.rooms import Rooms
        from evidencekit.gui.stamp_timer import StampTimer

        self._leave_vault()
        self.vault = OpenVault(desk, self.jobs, self._ask_passphrase, self)
        self.vault.captures_changed.connect(self._count_waiting)
        self.vault.casework_changed.connect(self._count_due)
        self.vault.person_changed.connect(self.status.show_person)
        self.capturing.follow(self.vault)
        self._stamps = StampTimer(self.vault)
        self._stamps.told.connect(self.note.say)
        self._rooms = Rooms(self.vault, self.stack)
        self._rooms.moved.connect(self._say_moved)
        self._rooms.capture_wanted.connect(self.open_browser)
        self._rooms.files_wanted.connect(self.tools.import_files)
        self._rooms.list_wanted.connect(self.tools.capture_list)
        self._rooms.compare_wanted.connect(self.tools.compare)
        preferences.remember_vault(desk.folder)
        self._follow_vault()
        self.show_room(PAGES[0].name)
        self._count_waiting()
        self._count_due()
        self.tools.follow(self.vault)

    def show_room(self, name: str) -> None:
        """Show a page of `PAGES`."""
        if self._rooms is not None:
            self._rooms.show(name)

    def open_capture(self, capture_id: str, among: Sequence[str] = ()) -> None:
        """Show one capture whole, with those before and after it within reach."""
        if self._rooms is not None:
            self._rooms.open_capture(capture_id, among)
            self.activateWindow()

    @property
    def browser(self) -> "RecordedWindow | None":
        """Return the window in which pages are captured, while it is open."""
        return self.capturing.browser

    def open_browser(self) -> None:
        """Open the window in which pages are visited and captured."""
        self.capturing.open()

    def make_vault(self) -> None:
        """Lead through the steps to a new vault."""
        from evidencekit.domain.errors import EvidenceKitError
        from evidencekit.gui.beginning import VaultWizard

        try:
            wizard = VaultWizard(self.jobs, self)
        except EvidenceKitError as error:
            # An authority in the settings that is none.
            self.show_error(error)
            return
        wizard.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        wizard.made.connect(lambda desk: self.leave(lambda: self.use_desk(desk)))
        wizard.demo_wanted.connect(self.run_demo)
        wizard.open()

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
        """Get the time stamps that are waiting, and anew what will end within a year."""
        if self._stamps is not None:
            self._stamps.ask_now()

    def show_error(self, error: Exception) -> None:
        """Show an error in its three parts."""
        from evidencekit.gui.error_dialog import ErrorDialog, words_of

        ErrorDialog(words_of(error), self).open()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802  # Qt's name
        """Close; where something is being written, stop it first and wait for its end.

        Marks over a screenshot, and what a person wrote and did not keep, are asked about first.
        """
        if not self.whole:
            # Closed before anything was in it.
            return
        if self._rooms is not None and not self._rooms.settled:
            event.ignore()
            self._rooms.settle(self.close)
            return
        self.capturing.close()
        if self._stamps is not None:
            self._stamps.stop()
        if self.jobs.running:
            event.ignore()
            self._closing = True
            self.note.say(_("Closing as soon as nothing is half-written..."), "warn")
            self.jobs.cancel_all()
            return
        self.notices.close()
        self.jobs.close()
        preferences.remember_place("window", bytes(self.saveGeometry().data()))
        event.accept()

    # --- inside ---

    def _not_opened(self, error: Exception) -> None:
        if self.vault is None:
            self.welcome.show()
            self.rail.hide()
        self.show_error(error)

    def _make_menus(self) -> None:
        from evidencekit.gui.menus import Entry
        from evidencekit.gui.words import LANGUAGE_NAMES

        menus, tools = self._menus, self.tools
        vault = menus.add(
            _("&Vault"),
            [
                Entry(_("Make a vault..."), self.make_vault),
                Entry(_("Open a vault..."), self.choose_vault, "Ctrl+O"),
            ],
        )
        self._recent = vault.addMenu(_("Open again"))
        demo = Entry(_("Try the demo case"), self.run_demo)
        self.demo_action = menus.add_to(vault, demo)
        vault.addSeparator()
        for entry in tools.vault_entries():
            menus.add_to(vault, entry)
        vault.addSeparator()
        menus.add_to(vault, Entry(_("Quit"), self.close, "Ctrl+Q"))
        tools.add_edit_menu(menus)
        capture = menus.add(_("&Capture"), [])
        self.capture_action = menus.add_to(
            capture, Entry(_("Capture a page"), self.open_browser, "Ctrl+N", wants_vault=True)
        )
        for name, act, keys in (
            (_("Capture a list..."), tools.capture_list, "Ctrl+Shift+N"),
            (_("Import files..."), tools.import_files, "Ctrl+I"),
            (_("Get time stamps now"), self.stamp, ""),
        ):
            menus.add_to(capture, Entry(name, act, keys, wants_vault=True))
        pages = [
            Entry(_(page.title), partial(self.show_room, page.name), f"Ctrl+{number}", True)
            for number, page in enumerate(PAGES, 1)
        ]
        jobs = Entry(_("Jobs..."), tools.show_jobs, "Ctrl+J")
        commands = Entry(_("Commands..."), tools.show_palette, "Ctrl+K")
        view = menus.add(_("&View"), [*pages, None, jobs, commands])
        language = view.addMenu(_("Language"))
        for code, name in LANGUAGE_NAMES.items():
            chosen = menus.add_to(language, Entry(name, self._language(code)))
            chosen.setCheckable(True)
            chosen.setChecked(code == current_language())
        menus.add(_("&Help"), tools.help_entries())

    def _list_recent(self) -> None:
        from evidencekit.foundation.display_text import one_line
        from evidencekit.gui.menus import Entry

        self._recent.clear()
        for folder in preferences.recent_vaults():
            self._menus.add_to(
                self._recent, Entry(one_line(str(folder), 80), partial(self.open_vault, folder))
            )
        self._recent.setEnabled(not self._recent.isEmpty())

    def _language(self, code: str) -> Callable[[], None]:
        return lambda: self.language_wanted.emit(code)

    def _follow_vault(self) -> None:
        is_open = self.vault is not None
        self._menus.follow(is_open=is_open)
        self._list_recent()
        self.rail.setVisible(is_open)
        if self.vault is None:
            self.status.show_vault("", "", demo=False)
            return
        desk = self.vault.desk
        self.status.show_vault(desk.name, str(desk.folder), demo=desk.demo)
        self.status.show_person(desk.operator)
        self.setWindowTitle(_("{vault} - evidencekit").format(vault=desk.name))
        told = _(
            "DEMO: an invented case about a sample shop. Look around and try everything; key and "
            "time stamps are made for the demo and prove nothing."
        )
        self.note.say(told if desk.demo else "", "demo")

    def _topic(self) -> str:
        """Return the name of what is shown, as its help is called."""
        viewer = self._rooms.viewer if self._rooms is not None else None
        seen = viewer is not None and self.stack.currentWidget() is viewer
        return "viewer" if seen else self._shown

    def _say_moved(self, name: str) -> None:
        self._shown = name
        self.rail.choose(name)

    def _leave_vault(self) -> None:
        self.tools.follow(None)
        self.capturing.follow(None)
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

    def _count_due(self) -> None:
        def read(desk: "Desk") -> tuple[int, int, int]:
            from evidencekit.bootstrap.desk_following import deadlines_of
            from evidencekit.gui.words import SOON_DAYS

            found = deadlines_of(desk)
            return found.overdue, found.within(SOON_DAYS), found.undated

        def say(told: tuple[int, int, int]) -> None:
            self.status.show_due(*told)
            if self.vault is not None and not self.vault.desk.demo:
                overdue, soon, _undated = told
                self.notices.tell_due(self.vault.desk.now().astimezone().date(), overdue, soon)

        if self.vault is not None:
            # Casework that can't be read is said so where it is shown.
            self.vault.read(self, read, say, lambda _error: None)

    def _ask_passphrase(self, wrong: bool, then: Callable[[str], None]) -> None:
        from evidencekit.gui.passphrase_dialog import PassphraseDialog

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
