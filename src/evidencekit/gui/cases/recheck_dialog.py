"""Reported listings visited again: what there is to visit, then what became of each."""

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from evidencekit.bootstrap.desk_rechecking import ReportedListing, reported, visit_again
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.bring.command_run import CommandRun, Row, RunWords
from evidencekit.gui.bring.profile_field import ProfileField
from evidencekit.gui.bring.result_table import Outcome, ResultTable
from evidencekit.gui.cases.recheck_words import outcome_of, summary
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, label, page_text
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import local_time

_SIZE = (900, 560)


class RecheckDialog(QDialog):
    """Visits the listings of a case again; without one those of every complaint under way.

    Closing it stops nothing; the job in the status bar does, and what was found is kept.
    """

    def __init__(self, vault: OpenVault, case_id: str | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._vault, self._case = vault, case_id
        self._listings: tuple[ReportedListing, ...] = ()
        self.setWindowTitle(_("Visit listings again"))
        help_by_key(self, "cases")
        self.resize(*_SIZE)
        self.run = CommandRun(vault, _run_words(), self)
        self.run.changed.connect(self._look)
        self.run.hold_dialog()
        self.progress, self.said, self.stop = self.run.progress, self.run.said, self.run.stop
        self.table = ResultTable(
            _("What became of each listing"),
            [_("Listing"), _("What became of it"), _("What is different, or why it is unknown")],
        )
        self.person = QLineEdit(vault.desk.operator)
        self.person.setAccessibleName(_("Who captures"))
        told = _("What was captured with another profile is not compared.")
        self.profile = ProfileField(vault, told)
        self.progress.hide()
        self.go = button(_("Visit them again"), self.start, primary=True)
        self._arrange()
        self.person.textChanged.connect(self._look)
        self._look()
        vault.read(self, lambda desk: reported(desk, case_id), self._list, vault.jobs.report)

    @property
    def busy(self) -> bool:
        """Say whether listings are being visited."""
        return self.run.busy

    def start(self) -> None:
        """Visit them, off screen."""
        by, profile = self.person.text().strip(), self.profile.chosen
        self.progress.show()
        self.run.start(
            lambda desk, task: visit_again(desk, self._case, by, task, profile), self._show
        )

    def _list(self, found: tuple[ReportedListing, ...]) -> None:
        self._listings = found
        self.table.fill([_not_yet(one) for one in found])
        words = ngettext(
            "{n} listing can be visited.", "{n} listings can be visited.", len(found)
        ).format(n=len(found))
        self.said.setText(words if found else _("No reported listing is there to be visited."))
        self._look()

    def _show(self, rows: Sequence[Row]) -> None:
        self.table.fill([outcome_of(row) for row in rows])
        self.said.setText(summary(rows))
        self._vault.casework_changed.emit()

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
        profile = QLabel(_("Browser profile"))
        profile.setBuddy(self.profile)
        form.addRow(profile, self.profile)
        end = QHBoxLayout()
        end.addStretch()
        for part in (self.stop, button(_("Close"), self.reject), self.go):
            end.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 2)
        layout.addWidget(label(_("Visit listings again"), "title"))
        layout.addWidget(self.run.trouble)
        layout.addWidget(label(told, "muted", wraps=True))
        layout.addWidget(self.table.view, 1)
        layout.addWidget(self.progress)
        layout.addWidget(self.said)
        layout.addLayout(form)
        layout.addLayout(end)


def _run_words() -> RunWords:
    return RunWords(
        _("Visiting listings again"),
        _("How far the visits are"),
        _("Stopped. What was captured stays; nothing was compared."),
        _("The visits came to no end."),
        _("What was captured stays."),
    )


def _not_yet(listing: ReportedListing) -> Outcome:
    seen = _("seen on {time}").format(time=local_time(listing.captured)[:10])
    return Outcome(listing.title or listing.url, seen, "", page_text(listing.url))
