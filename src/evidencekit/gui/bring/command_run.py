"""A command of ours at work, most often in a process of its own: progress, words, a stop."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QProgressBar

from evidencekit.bootstrap.own_command import CommandEnd
from evidencekit.foundation.catalogue import _
from evidencekit.gui.error_dialog import in_a_window
from evidencekit.gui.jobs import Job, JobState, Task
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import Bar, button, label
from evidencekit.gui.words import sentences

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk

Row = dict[str, object]


@dataclass(frozen=True, slots=True)
class RunWords:
    """What is said of a run: the job's title, how far it is, that it was stopped or came to no end.

    `kept` is what stays of a run that failed; `begins` is said first, where no engine is started.
    """

    title: str
    how_far: str
    stopped: str
    no_end: str
    kept: str
    begins: str = ""


class CommandRun(QObject):
    """The run of a dialog, and the parts that the dialog lays out: trouble, progress, said, stop.

    `changed` comes when it begins and when it is over.
    """

    changed = Signal()

    def __init__(self, vault: OpenVault, words: RunWords, dialog: QDialog) -> None:
        super().__init__(dialog)
        self._vault, self._words, self._dialog = vault, words, dialog
        self._job: Job | None = None
        self.trouble = Bar("bad")
        self.progress = QProgressBar()
        self.progress.setAccessibleName(words.how_far)
        self.said = label("", wraps=True)
        self.stop = button(_("Stop"), self._stop)

    @property
    def busy(self) -> bool:
        """Say whether the command is at work."""
        return self._job is not None

    def start(
        self,
        work: "Callable[[Desk, Task], CommandEnd]",
        then: Callable[[Sequence[Row]], None],
    ) -> None:
        """Begin; `then` gets the rows of a command that came to its end."""
        self.trouble.say("")
        self.progress.setRange(0, 0)
        self.said.setText(self._words.begins or _("Starting the engine..."))

        def show(end: CommandEnd) -> None:
            self._end()
            if end.trouble is None:
                then(end.rows)
                return
            told = in_a_window(end.trouble, end.code)
            text = sentences(told.message, told.meaning, told.action)
            self.trouble.say(text or self._words.no_end)
            self.said.setText(self._words.kept)

        def fail(error: Exception) -> None:
            self.said.setText(self._words.kept)
            self._vault.jobs.report(error)

        self._job = self._vault.write(self, self._words.title, work, show, fail)
        self._job.changed.connect(self._move)
        self.changed.emit()

    def hold_dialog(self) -> None:
        """Have the closed dialog go, but not before the run is over: the pages are told of it."""
        self.changed.connect(self._leave)
        self._dialog.finished.connect(self._leave)

    def _leave(self) -> None:
        if not self.busy and not self._dialog.isVisible():
            self._dialog.deleteLater()

    def _move(self) -> None:
        job = self._job
        if job is None:
            return
        if job.state in {JobState.CANCELLED, JobState.FAILED}:
            # Of a cancel and of a key that is locked no other end is told.
            self._end()
            self.said.setText(self._words.stopped)
            return
        if job.place is not None:
            done, count = job.place
            self.progress.setRange(0, count)
            self.progress.setValue(done)
        if job.words:
            self.said.setText(job.words)

    def _stop(self) -> None:
        if self._job is not None:
            self._job.cancel()

    def _end(self) -> None:
        self._job = None
        self.progress.setRange(0, 1)
        self.progress.setValue(1)
        self._vault.captures_changed.emit()
        self.changed.emit()
