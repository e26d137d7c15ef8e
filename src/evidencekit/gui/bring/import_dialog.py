"""Importing files of others: which, under whose name, and what became of each."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from evidencekit.bootstrap.desk_bringing import import_files
from evidencekit.domain.errors import NotAnAddress
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.bring.dropping import DropZone
from evidencekit.gui.bring.result_table import Outcome, ResultTable
from evidencekit.gui.browser.addresses import typed_address
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.jobs import Job, JobState, Task
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, label
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import sentences

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.services.importing import ImportResult

_SIZE = (780, 520)


class ImportDialog(QDialog):
    """Files that are to be imported, and what became of them. Closing it stops nothing.

    `ended` gives a sentence once all are in.
    """

    ended = Signal(str)

    def __init__(self, vault: OpenVault, parent: QWidget) -> None:
        super().__init__(parent)
        self._vault = vault
        self._files: list[Path] = []
        self._job: Job | None = None
        self.setWindowTitle(_("Import files"))
        help_by_key(self, "lists")
        self.resize(*_SIZE)
        self.person = QLineEdit(vault.desk.operator)
        vault.person_changed.connect(self.person.setText)
        self.person.setAccessibleName(_("Who imports"))
        self.address = QLineEdit()
        self.address.setAccessibleName(_("Address of the page"))
        told = _("Only where the files tell none: it counts for each of these files.")
        self.address.setPlaceholderText(told)
        self.address.setAccessibleDescription(told)
        self.table = ResultTable(
            _("Files to import"), [_("File"), _("What became of it"), _("Remark")]
        )
        self.said = label(_("No file is chosen yet. Choose some, or drop them here."), wraps=True)
        self.choose_button = button(_("Choose files..."), self.choose)
        self.go = button(_("Import"), self.start, primary=True)
        self._arrange()
        DropZone(self).files.connect(self.add)
        self.person.textChanged.connect(self._look)
        self._look()

    def add(self, files: Sequence[Path]) -> None:
        """Put files on the list; what stands there already is not put twice."""
        if self._job is not None:
            return
        self._files = list(dict.fromkeys([*self._files, *files]))
        self.table.fill([Outcome(file.name, _("waits")) for file in self._files])
        if self._files:
            self.said.setText("")
        self._look()

    def choose(self) -> None:
        """Ask for files."""
        chooser = QFileDialog(self, _("Choose the files to import"))
        chooser.setFileMode(QFileDialog.FileMode.ExistingFiles)
        chooser.filesSelected.connect(lambda names: self.add([Path(one) for one in names]))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def start(self) -> None:
        """Import what is on the list."""
        files, by = tuple(self._files), self.person.text().strip()
        typed = self.address.text().strip()
        try:
            address = typed_address(typed) if typed else None
        except NotAnAddress as error:
            told = words_of(error)
            self.said.setText(sentences(told.message, told.action))
            self.address.setFocus()
            return
        self.said.setText(_("Importing..."))

        def work(desk: "Desk", task: Task) -> "tuple[ImportResult, ...]":
            return import_files(desk, files, by, task, address)

        self._job = self._vault.write(self, _("Importing files"), work, self._show, self._fail)
        self._job.changed.connect(self._move)
        self._look()

    def _show(self, results: "tuple[ImportResult, ...]") -> None:
        self._end()
        self.table.fill([_outcome(one) for one in results])
        self._files = []
        # It was said of these files alone.
        self.address.clear()
        self.said.setText(summary(results))
        self.ended.emit(self.said.text())

    def _fail(self, error: Exception) -> None:
        self.said.setText(_("Not all were imported; what came before stays."))
        self._vault.jobs.report(error)

    def _move(self) -> None:
        job = self._job
        if job is not None and job.state in {JobState.CANCELLED, JobState.FAILED}:
            # Of a cancel and of a key that is locked no other end is told.
            self._end()
            self.said.setText(_("Stopped; what came before stays."))
        elif job is not None and job.words:
            self.said.setText(_("Importing {place}").format(place=job.words))

    def _end(self) -> None:
        self._job = None
        self._vault.captures_changed.emit()
        self._look()

    def _look(self) -> None:
        idle = self._job is None
        self.choose_button.setEnabled(idle)
        self.go.setEnabled(idle and bool(self._files) and bool(self.person.text().strip()))

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 2)
        layout.addWidget(label(_("Import files"), "title"))
        told = _(
            "WACZ, WARC, MHTML, saved pages, pictures, PDF and video are kept byte for byte and "
            "marked as imported, not captured by us. The same file again is known and not kept "
            "twice."
        )
        layout.addWidget(label(told, "muted", wraps=True))
        form = QFormLayout()
        for text, field in (
            (_("Who imports"), self.person),
            (_("Address of the page"), self.address),
        ):
            caption = QLabel(text)
            caption.setBuddy(field)
            form.addRow(caption, field)
        layout.addLayout(form)
        layout.addWidget(self.table.view, 1)
        layout.addWidget(self.said)
        end = QHBoxLayout()
        end.addWidget(self.choose_button)
        end.addStretch()
        end.addWidget(button(_("Close"), self.reject))
        end.addWidget(self.go)
        layout.addLayout(end)


def summary(results: "Sequence[ImportResult]") -> str:
    """Return how many were new, known, and not read to their end."""
    known = sum("already_here" in one.warnings for one in results)
    broken = sum("original_damaged" in one.warnings for one in results)
    fresh = len(results) - known
    parts = (
        ngettext("{n} new", "{n} new", fresh).format(n=fresh),
        ngettext("{n} known before", "{n} known before", known).format(n=known),
        ngettext(
            "{n} unreadable, kept as it is", "{n} unreadable, kept as they are", broken
        ).format(n=broken),
    )
    return ", ".join(parts)


def _outcome(result: "ImportResult") -> Outcome:
    if "already_here" in result.warnings:
        return Outcome(result.file.name, _("known before"), "warn", result.captured.id)
    if "original_damaged" in result.warnings:
        return Outcome(result.file.name, _("unreadable, kept as it is"), "bad", result.captured.id)
    return Outcome(result.file.name, _("new"), "good", result.captured.id)
