"""All jobs: what runs, how far, what waits, and how the last ones ended."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidencekit.foundation.catalogue import N_, _
from evidencekit.foundation.display_text import one_line
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.jobs import Job, Jobs, JobState
from evidencekit.gui.parts import button, label, tip
from evidencekit.gui.theme import EDGE, GAP

_SIZE = (680, 400)
_ROW = 34
_WORDS = 160
_STATES = {
    JobState.WAITING: N_("waits for its turn"),
    JobState.RUNNING: N_("under way"),
    JobState.CANCELLING: N_("is being stopped"),
    JobState.DONE: N_("done"),
    JobState.FAILED: N_("failed"),
    JobState.CANCELLED: N_("stopped"),
}


class JobsDialog(QDialog):
    """A row a job, those under way first; the chosen one can be stopped."""

    def __init__(self, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Jobs"))
        self.resize(*_SIZE)
        help_by_key(self, "jobs")
        self._jobs = jobs
        self._shown: list[Job] = []
        self.table = _table()
        self.none = label(_("No job was begun since the program started."), "muted")
        self.stop = button(_("Stop the chosen job"), self._stop)
        end = QHBoxLayout()
        end.addWidget(self.stop)
        end.addStretch()
        end.addWidget(button(_("Close"), self.reject))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 2)
        layout.addWidget(label(_("Jobs"), "title"))
        layout.addWidget(self.none)
        layout.addWidget(self.table, 1)
        # Keeps the top in its place while there is nothing below it.
        layout.addStretch(0)
        layout.addLayout(end)
        self.table.itemSelectionChanged.connect(self._look)
        jobs.changed.connect(self._fill)
        self._fill()

    def _fill(self) -> None:
        chosen = self._chosen()
        self._shown = [*self._jobs.running, *reversed(self._jobs.past)]
        self.none.setVisible(not self._shown)
        self.table.setVisible(bool(self._shown))
        self.table.setRowCount(len(self._shown))
        for row, job in enumerate(self._shown):
            for column, text in enumerate((job.title, _(_STATES[job.state]), _said(job))):
                item = QTableWidgetItem(one_line(text, _WORDS))
                item.setToolTip(tip(item.text()))
                self.table.setItem(row, column, item)
        if self._shown:
            self.table.selectRow(self._shown.index(chosen) if chosen in self._shown else 0)
        self._look()

    def _chosen(self) -> Job | None:
        row = self.table.currentRow()
        return self._shown[row] if 0 <= row < len(self._shown) else None

    def _look(self) -> None:
        job = self._chosen()
        over = job is None or job.state.is_over or job.state is JobState.CANCELLING
        self.stop.setEnabled(not over)

    def _stop(self) -> None:
        job = self._chosen()
        if job is not None:
            job.cancel()


def _said(job: Job) -> str:
    if job.error is not None and job.state is JobState.FAILED:
        return words_of(job.error).message
    return "" if job.state is JobState.CANCELLED else job.words


def _table() -> QTableWidget:
    made = QTableWidget(0, 3)
    made.setAccessibleName(_("Jobs"))
    made.setAccessibleDescription(_("Those under way first, then the last ones that ended"))
    made.setHorizontalHeaderLabels([_("Job"), _("State"), _("What it said last")])
    made.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    made.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    made.setTabKeyNavigation(False)
    made.setShowGrid(False)
    made.verticalHeader().hide()
    made.verticalHeader().setDefaultSectionSize(_ROW)
    head = made.horizontalHeader()
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft)
    head.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    head.setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
    return made
