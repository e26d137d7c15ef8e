"""Reported listings visited again: what there is to visit, then what became of each."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from evidencekit.bootstrap.desk_rechecking import ReportedListing, reported, visit_again
from evidencekit.bootstrap.own_command import CommandEnd
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.bring.result_table import Outcome, ResultTable
from evidencekit.gui.cases.recheck_words import outcome_of, summary
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.jobs import Job, JobState, Task
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import Bar, button, label, page_text
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import local_time, sentences

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk

_SIZE = (900, 560)


class RecheckDialog(QDialog):
    """Visits the listings of a case again; without one those of every complaint under way.

    Closing it stops nothing; the job in the status bar does.
    """

    def __init__(self, vault: OpenVault, case_id: str | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._vault, self._case = vault, case_id
        self._job: Job | None = None
        self._listings: tuple[ReportedListing, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Visit listings again"))
        help_by_key(self, "cases")
        self.resize(*_SIZE)
        self.trouble = Bar("bad")
        self.table = ResultTable(
            _("What became of each listing"),
            [_("Listing"), _("What became of it"), _("What is different, or why it is unknown")],
        )
        self.person = QLineEdit(vault.desk.operator)
        self.person.setAccessibleName(_("Who captures"))
        self.progress = QProgressBar()
        self.progress.setAccessibleName(_("How far the visits are"))
        self.progress.hide()
        self.said = label("", wraps=True)
        self.stop = button(_("Stop"), self._stop)
        self.go = button(_("Visit them again"), self.start, primary=True)
        self._arrange()
        self.person.textChanged.connect(self._look)
        self._look()
        vault.read(self, lambda desk: reported(desk, case_id), self._list, vault.jobs.report)

    @property
    def busy(self) -> bool:
        """Say whether listings are being visited."""
        return self._job is not None

    def start(self) -> None:
        """Visit them, off screen."""
        by = self.person.text().strip()
        self.trouble.say("")
        self.progress.setRange(0, 0)
        self.progress.show()
        self.said.setText(_("Starting the engine..."))

        def work(desk: "Desk", task: Task) -> CommandEnd:
            return visit_again(desk, self._case, by, task)

        title = _("Visiting listings again")
        self._job = self._vault.write(self, title, work, self._show, self._fail)
        self._job.changed.connect(self._move)
        self._look()

    def _list(self, found: tuple[ReportedListing, ...]) -> None:
        self._listings = found
        self.table.fill([_not_yet(one) for one in found])
        words = ngettext(
            "{n} listing can be visited.", "{n} listings can be visited.", len(found)
        ).format(n=len(found))
        self.said.setText(words if found else _("No reported listing is there to be visited."))
        self._look()

    def _show(self, end: CommandEnd) -> None:
        self._end()
        if end.trouble is not None:
            told = end.trouble
            words = sentences(told.message, told.meaning, told.action)
            self.trouble.say(words or _("The visits came to no end."))
            self.said.setText(_("What was captured stays."))
            return
        self.table.fill([outcome_of(row) for row in end.rows])
        self.said.setText(summary(end.rows))

    def _fail(self, error: Exception) -> None:
        self.said.setText(_("What was captured stays."))
        self._vault.jobs.report(error)

    def _move(self) -> None:
        job = self._job
        if job is None:
            return
        if job.state in {JobState.CANCELLED, JobState.FAILED}:
            self._end()
            self.said.setText(_("Stopped. What was captured stays; nothing was compared."))
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
        self.progress.hide()
        self._vault.captures_changed.emit()
        self._vault.casework_changed.emit()
        self._look()

    def _look(self) -> None:
        ready = bool(self._listings and self.person.text().strip())
        self.go.setEnabled(ready and not self.busy)
        self.stop.setVisible(self.busy)

    def _arrange(self) -> None:
        told = _(
            "Each listing is visited once more at the address where it was seen, off screen, and "
            "sealed as a capture of its own. It is held against the capture before: gone is said "
            "only where the page itself says so, and a captcha or an error proves nothing."
        )
        form = QFormLayout()
        person = QLabel(_("Who captures"))
        person.setBuddy(self.person)
        form.addRow(person, self.person)
        end = QHBoxLayout()
        end.addStretch()
        for part in (self.stop, button(_("Close"), self.reject), self.go):
            end.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 2)
        layout.addWidget(label(_("Visit listings again"), "title"))
        layout.addWidget(self.trouble)
        layout.addWidget(label(told, "muted", wraps=True))
        layout.addWidget(self.table.view, 1)
        layout.addWidget(self.progress)
        layout.addWidget(self.said)
        layout.addLayout(form)
        layout.addLayout(end)


def _not_yet(listing: ReportedListing) -> Outcome:
    seen = _("seen on {time}").format(time=local_time(listing.captured)[:10])
    return Outcome(listing.title or listing.url, seen, "", page_text(listing.url))
