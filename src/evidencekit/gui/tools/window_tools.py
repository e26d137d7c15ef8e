"""What the main window opens beside its pages: dialogs that bring in, check, set and explain."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QMainWindow

from evidencekit.foundation.catalogue import _

if TYPE_CHECKING:
    from evidencekit.foundation.error_text import ErrorText
    from evidencekit.gui.bring import BatchDialog, ImportDialog
    from evidencekit.gui.edit_menu import EditMenu
    from evidencekit.gui.jobs import Jobs
    from evidencekit.gui.menus import Entry, Menus
    from evidencekit.gui.open_vault import OpenVault
    from evidencekit.gui.tools.restoring import Restoration
    from evidencekit.gui.viewer.replay import ReplayRun
    from evidencekit.vault.backup import BackupResult


class Tools(QObject):
    """The dialogs of one window. Those of a vault go with it.

    `looks_changed` and `language_wanted`: the settings want the window built anew; `desk_wanted`
    gives the desk of a vault that is to be opened.
    """

    looks_changed = Signal()
    language_wanted = Signal(str)
    desk_wanted = Signal(object)

    def __init__(self, window: QMainWindow, jobs: "Jobs", page: Callable[[], str]) -> None:
        """`page` gives the name of the page that is shown, for its help."""
        super().__init__(window)
        self._window, self._jobs, self._page = window, jobs, page
        self._vault: OpenVault | None = None
        self._batch: BatchDialog | None = None
        self._import: ImportDialog | None = None
        self._edit: EditMenu | None = None
        self.restoration: Restoration | None = None
        self._replay: ReplayRun | None = None

    def add_edit_menu(self, menus: "Menus") -> None:
        """Add undo and redo to the menus."""
        from evidencekit.gui.edit_menu import EditMenu

        self._edit = EditMenu(menus, self)

    def vault_entries(self) -> "list[Entry]":
        """Return what the vault's menu has of these."""
        from evidencekit.gui.menus import Entry

        return [
            Entry(_("Verification report..."), self.verify, "Ctrl+Shift+V"),
            Entry(_("Replay a file..."), self.ask_replay),
            Entry(_("Packets without a time..."), self.show_waiting_packets, wants_vault=True),
            Entry(_("Back up..."), self.ask_backup, wants_vault=True),
            Entry(_("Restore a backup..."), self.ask_restore),
            Entry(_("Keys..."), self.show_keys, wants_vault=True),
            Entry(_("Who works here..."), self.ask_person, wants_vault=True),
            Entry(_("Settings..."), self.show_settings, "Ctrl+,"),
        ]

    def help_entries(self) -> "list[Entry]":
        """Return what the help menu has."""
        from evidencekit.gui.menus import Entry

        return [
            Entry(_("Help on this screen"), self.show_help, "F1"),
            Entry(_("A short tour"), self.show_tour),
            Entry(_("This computer..."), self.show_computer),
            Entry(_("About evidencekit"), self.show_about),
        ]

    def follow(self, vault: "OpenVault | None") -> None:
        """Work at this vault from now on."""
        for dialog in (self._batch, self._import):
            if dialog is not None:
                dialog.deleteLater()
        self._batch = self._import = None
        self._vault = vault
        if self._edit is not None:
            self._edit.follow(vault)
        if vault is not None:
            self._offer_list(vault)

    def import_files(self, files: Sequence[Path] = ()) -> None:
        """Open the dialog that imports files, with these on its list."""
        from evidencekit.gui.bring import ImportDialog

        if self._vault is None:
            return
        if self._import is None:
            self._import = ImportDialog(self._vault, self._window)
            self._import.ended.connect(self.notify)
        self._import.add(files)
        self._import.open()

    def capture_list(self, texts: Sequence[str] = (), files: Sequence[Path] = ()) -> None:
        """Open the dialog that captures a list, with these lines and the lines of these files."""
        from evidencekit.gui.bring import BatchDialog

        if self._vault is None:
            return
        if self._batch is None:
            self._batch = BatchDialog(self._vault, self._window)
            self._batch.ended.connect(self.notify)
        self._batch.add(texts)
        for file in files:
            self._batch.add_file(file)
        self._batch.open()

    def notify(self, words: str) -> None:
        """Say in the status bar how a job ended. The words name no page and no person."""
        self._window.statusBar().showMessage(words, 15_000)

    def verify(self) -> None:
        """Open the report over the open vault, or over what is chosen in it."""
        from evidencekit.gui.tools.verify_dialog import VerifyDialog

        folder = self._vault.desk.folder if self._vault is not None else None
        self._open(VerifyDialog(self._jobs, folder, self._window))

    def ask_replay(self) -> None:
        """Ask for a stored page, of anybody, and show it."""
        from evidencekit.gui.ask_file import ask_file

        kinds = _("Stored pages (*.wacz *.warc *.warc.gz *.mhtml *.mht *.html *.htm)")
        ask_file(self._window, _("Choose a stored page"), self.replay, kinds)

    def replay(self, file: Path) -> None:
        """Show a stored page in a window of its own that has no network. Nothing is kept of it."""
        from evidencekit.gui.viewer.replay import ReplayRun

        if self._replay is None:
            self._replay = ReplayRun()
            self._replay.failed.connect(self._tell)
        if self._replay.running:
            self.notify(_("Close the stored page that is open, then choose the next one."))
        self._replay.start(file)

    def compare(self, ids: Sequence[str]) -> None:
        """Compare two captures of the vault."""
        from evidencekit.gui.tools.compare_dialog import CompareDialog

        if self._vault is not None:
            first, second = ids
            self._open(CompareDialog(self._vault, (first, second), self._window))

    def show_waiting_packets(self) -> None:
        """Show the packets whose PDF carries no authority's time."""
        from evidencekit.gui.tools.waiting_packets import WaitingPacketsDialog

        if self._vault is not None:
            self._open(WaitingPacketsDialog(self._vault, self._window))

    def show_keys(self) -> None:
        """Show the keys of the vault."""
        from evidencekit.gui.tools.keys_dialog import KeysDialog

        if self._vault is not None:
            self._open(KeysDialog(self._vault, self._window))

    def ask_backup(self) -> None:
        """Ask for the folder in which a backup is made."""
        chooser = QFileDialog(self._window, _("Folder in which the backup's folder is made"))
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.fileSelected.connect(lambda name: self.back_up(Path(name)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def back_up(self, folder: Path) -> None:
        """Copy the vault into a new folder below this one, and say how it went."""
        if self._vault is None:
            return
        from evidencekit.bootstrap.desk_leaving import back_up

        def told(made: "BackupResult") -> None:
            text = _("Backed up and verified: {path}") if made.ok else _not_whole()
            self.notify(text.format(path=made.path))

        vault = self._vault
        vault.write(self, _("Backing up"), lambda desk, task: back_up(desk, folder, task), told)

    def ask_restore(self) -> None:
        """Ask for a backup, and make a vault of it."""
        from evidencekit.gui.tools.restoring import Restoration

        desk = self._vault.desk if self._vault is not None else None
        self.restoration = Restoration(self._jobs, self._window, desk)
        self.restoration.wanted.connect(self.desk_wanted)
        self.restoration.ask()

    def ask_person(self) -> None:
        """Ask under whose name things are done from now on."""
        from evidencekit.gui.tools.who_works import WhoWorksDialog

        if self._vault is not None:
            dialog = WhoWorksDialog(self._window, self._vault.desk.operator)
            dialog.said.connect(self._vault.set_person)
            self._open(dialog)

    def show_jobs(self) -> None:
        """Show what is under way, and how the last jobs ended."""
        from evidencekit.gui.jobs_dialog import JobsDialog

        dialog = JobsDialog(self._jobs, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # Beside the work, not in its way.
        dialog.show()

    def show_settings(self, part: str = "") -> None:
        """Open the settings, at a part of them."""
        from evidencekit.gui.tools.settings_dialog import SettingsDialog

        dialog = SettingsDialog(self._window, part)
        dialog.looks_changed.connect(self.looks_changed)
        dialog.language_wanted.connect(self.language_wanted)
        self._open(dialog)

    def show_help(self) -> None:
        """Open the help of the screen that is shown."""
        from evidencekit.gui.help_dialog import HelpDialog

        self._open(HelpDialog(self._page(), self._window))

    def show_tour(self) -> None:
        """Open the tour."""
        from evidencekit.gui.tools.tour_dialog import TourDialog

        self._open(TourDialog(self._window))

    def show_computer(self) -> None:
        """Show what is missing on this computer, and how to get it."""
        from evidencekit.gui.tools.computer_dialog import ComputerDialog

        self._open(ComputerDialog(self._jobs, self._vault, self._window))

    def show_about(self) -> None:
        """Say what this is, and its licences."""
        from evidencekit.gui.tools.about_dialog import AboutDialog

        self._open(AboutDialog(self._window))

    def show_palette(self) -> None:
        """Offer every action that can be done now."""
        from evidencekit.gui.palette import Palette, actions_of

        shown = self._window.centralWidget()
        self._open(Palette(actions_of(self._window.menuBar(), shown), self._window))

    def _offer_list(self, vault: "OpenVault") -> None:
        from evidencekit.bootstrap.desk_bringing import unfinished_list

        if unfinished_list(vault.desk):
            self.capture_list()

    def _tell(self, text: "ErrorText") -> None:
        from evidencekit.gui.error_dialog import ErrorDialog

        self._open(ErrorDialog(text, self._window))

    @staticmethod
    def _open(dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()


def _not_whole() -> str:
    return _("Backed up to {path}; the copy did not pass verification: look at its report.")
