"""A backup becomes a vault: asked for, done as a job, told; what stands in the way is asked too."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from evidencekit.bootstrap.desk_restoring import Restored, RestoreWish, restore
from evidencekit.domain.errors import BackupOlder, PassphraseMissing, PassphraseWrong
from evidencekit.foundation.catalogue import _
from evidencekit.gui.jobs import Job, JobState
from evidencekit.gui.passphrase_dialog import PassphraseDialog
from evidencekit.gui.tools.restore_dialogs import OlderDialog, RestoredDialog, RestoreDialog

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.gui.jobs import Jobs


class Restoration(QObject):
    """One way from a backup to a vault. `wanted` gives the desk of a vault that is to be opened.

    What was typed is there again after anything that kept it from being done.
    """

    wanted = Signal(object)

    def __init__(self, jobs: "Jobs", window: QWidget, beside: "Desk | None") -> None:
        """`beside` is the desk of the vault that is open, if any."""
        super().__init__(window)
        self._jobs, self._window, self._beside = jobs, window, beside
        self.asked = RestoreDialog(window, beside.operator if beside is not None else "")
        self.asked.said.connect(self.begin)
        self.asked.rejected.connect(self._end)
        self.dialog: QDialog = self.asked
        self._passphrase: str | None = None
        self._job: Job | None = None

    def ask(self) -> None:
        """Ask for the backup and for the new folder."""
        self.dialog = self.asked
        self.asked.open()

    def begin(self, wish: RestoreWish) -> None:
        """Restore as a job of its own; a passphrase that was typed is not asked for again."""
        self._passphrase = wish.passphrase or self._passphrase
        asked = replace(wish, passphrase=self._passphrase)
        self._job = self._jobs.write(
            self,
            _("Restoring a backup"),
            lambda task: restore(asked, task, self._beside),
            self._told,
            lambda error: self._not_restored(asked, error),
        )
        self._job.changed.connect(self._look)

    def _look(self) -> None:
        """Be back where the backup was named once a person stopped it."""
        if self._job is not None and self._job.state is JobState.CANCELLED:
            self._job = None
            self.ask()

    def _not_restored(self, wish: RestoreWish, error: Exception) -> None:
        if isinstance(error, (PassphraseMissing, PassphraseWrong)):
            wrong = isinstance(error, PassphraseWrong)
            again = PassphraseDialog(
                self._window,
                lambda words: self.begin(replace(wish, passphrase=words)),
                wrong=wrong,
            )
            self._show(again)
        elif isinstance(error, BackupOlder) and not wish.although_older:
            older = OlderDialog(self._window, error)
            older.accepted.connect(lambda: self.begin(replace(wish, although_older=True)))
            self._show(older)
        else:
            self.ask()
            self._jobs.report(error)

    def _show(self, question: QDialog) -> None:
        """Ask before it goes on; whoever declines is back where the backup was named."""
        self.dialog = question
        question.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        question.rejected.connect(self.ask)
        question.open()

    def _told(self, made: Restored) -> None:
        ended = RestoredDialog(self._window, made.result)
        ended.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        ended.accepted.connect(lambda: self.wanted.emit(made.desk))
        ended.finished.connect(self._end)
        self.dialog = ended
        ended.open()

    def _end(self) -> None:
        self.asked.deleteLater()
        self.deleteLater()
