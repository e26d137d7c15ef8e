"""Facts read again by the readers of today: of the chosen captures or of all, and what came out."""

from collections.abc import Sequence

from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from evidencekit.bootstrap.desk_facts import read_facts_again
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.bring.command_run import CommandRun, Row, RunWords
from evidencekit.gui.bring.result_table import Outcome, ResultTable
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, label
from evidencekit.gui.reread_words import is_news, summary, what_became
from evidencekit.gui.theme import EDGE, GAP

_SIZE, _MOST = (860, 520), 2_000


class RereadDialog(QDialog):
    """Reads `chosen` again, or all. Closing it stops nothing; the job in the status bar does."""

    def __init__(self, vault: OpenVault, chosen: Sequence[str], parent: QWidget | None) -> None:
        super().__init__(parent)
        self._vault, self._chosen = vault, tuple(chosen)
        self.setWindowTitle(_("Read the facts again"))
        help_by_key(self, "captures")
        self.resize(*_SIZE)
        self.run = CommandRun(vault, _run_words(), self)
        self.progress, self.said, self.stop = self.run.progress, self.run.said, self.run.stop
        count = len(chosen)
        text = ngettext("The {n} capture that is chosen", "The {n} captures that are chosen", count)
        self.these = QRadioButton(text.format(n=count))
        self.all = QRadioButton(_("All captures that lists show"))
        if not chosen:
            self.these.hide()
        (self.these if chosen else self.all).setChecked(True)
        self.table = ResultTable(
            _("What became of the facts"),
            [_("Page"), _("What became of it"), _("What is different, or why")],
        )
        self.progress.hide()
        self.go = button(_("Read"), self.start, primary=True)
        self._arrange()
        self.run.changed.connect(self._look)
        self.run.hold_dialog()
        self._look()

    @property
    def busy(self) -> bool:
        """Say whether captures are being read."""
        return self.run.busy

    def start(self) -> None:
        """Read them."""
        ids = None if self.all.isChecked() else self._chosen
        self.progress.show()
        self.run.start(lambda desk, task: read_facts_again(desk, ids, task), self._show)

    def _show(self, rows: Sequence[Row]) -> None:
        told = rows if not self.all.isChecked() else [row for row in rows if is_news(row)]
        self.table.fill([_outcome(row) for row in told[:_MOST]])
        self.said.setText(summary(rows))

    def _look(self) -> None:
        for part in (self.go, self.these, self.all):
            part.setEnabled(not self.busy)
        self.stop.setVisible(self.busy)

    def _arrange(self) -> None:
        told = _(
            "The readers of this program read the sealed pages once more: what came with a newer "
            "version is read from older captures too. What earlier readers said is kept beside it, "
            "and what a person confirmed, corrected or entered stays as it is."
        )
        end = QHBoxLayout()
        end.addStretch()
        for part in (self.stop, button(_("Close"), self.reject), self.go):
            end.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 2)
        layout.addWidget(label(_("Read the facts again"), "title"))
        layout.addWidget(self.run.trouble)
        layout.addWidget(label(told, "muted", wraps=True))
        for choice in (self.these, self.all):
            choice.setAccessibleName(choice.text())
            layout.addWidget(choice)
        layout.addWidget(self.table.view, 1)
        layout.addWidget(self.progress)
        layout.addWidget(self.said)
        layout.addLayout(end)


def _outcome(row: Row) -> Outcome:
    name = str(row.get("title") or row.get("url") or row.get("id"))
    return Outcome(name, *what_became(row))


def _run_words() -> RunWords:
    return RunWords(
        _("Reading facts again"),
        _("How far the reading is"),
        _("Stopped. What was read stays."),
        _("The reading came to no end."),
        _("What was read stays."),
        _("Reading..."),
    )
