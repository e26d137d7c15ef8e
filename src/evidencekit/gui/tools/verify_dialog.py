"""A verification in a window: what was checked, how each item stands, in words; to be saved."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QDialog, QFileDialog, QHBoxLayout, QVBoxLayout, QWidget

from evidencekit import bootstrap
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.files import write_whole
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.jobs import Jobs
from evidencekit.gui.parts import badge, button, label, page_text, set_role
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.tools.against_dialog import Against, AgainstDialog
from evidencekit.gui.viewer.integrity import verdict_words
from evidencekit.gui.viewer.reading import ReadingPane, Row, Section

if TYPE_CHECKING:
    from evidencekit.evidence.report import VerificationReport
    from evidencekit.evidence.report_text import GroupText, ProblemText, ReportText

_SIZE, _LINE = (860, 640), 400


@dataclass(frozen=True, slots=True)
class _Told:
    """A report, its words, and what it was checked against."""

    report: "VerificationReport"
    text: "ReportText"
    against: Against


class VerifyDialog(QDialog):
    """Checks the open vault or anything else. Checking writes nothing and needs no key."""

    def __init__(self, jobs: Jobs, vault: Path | None, parent: QWidget) -> None:
        super().__init__(parent)
        self._jobs, self._vault = jobs, vault
        self._paths: tuple[Path, ...] = (vault,) if vault else ()
        self._told: _Told | None = None
        self.against = Against()
        self.dialog: AgainstDialog | None = None
        self.setWindowTitle(_("Verification report"))
        help_by_key(self, "verify")
        self.resize(*_SIZE)
        self.about = label("", "muted", wraps=True)
        self.verdict = badge("", "plain")
        self.sentence = label("", wraps=True)
        self.deep = QCheckBox(_("Every record of every capture (takes longer)"))
        self.deep.setAccessibleName(self.deep.text())
        self.against_button = button(_("Against what..."), self.ask_against)
        self.report = ReadingPane(_("What the verification found"))
        self.go = button(_("Verify again (F5)"), self.verify, primary=True)
        self.go.setShortcut("F5")
        self.file_button = button(_("Other files..."), self._choose_file)
        self.folder_button = button(_("Another folder..."), self._choose_folder)
        self.pdf_button = button(_("Save as PDF..."), self._ask_pdf)
        self.json_button = button(_("Save as JSON..."), self._ask_json)
        self._arrange()
        self._look()
        if self._paths:
            self.verify()

    def check(self, paths: Sequence[Path]) -> None:
        """Check these instead of the vault."""
        self._paths = tuple(paths)
        self.verify()

    def ask_against(self) -> None:
        """Ask against which fingerprint and which roots is checked, and check."""
        self.dialog = AgainstDialog(self, self.against, self.check_against)
        self.dialog.open()

    def check_against(self, given: Against) -> None:
        """Check against this alone."""
        self.against = given
        self.verify()

    def verify(self) -> None:
        """Check what is named above, again if it was checked before."""
        paths, deep, against = self._paths, self.deep.isChecked(), self.against
        if not paths:
            return
        self._told = None
        self._say(_("checking"), "plain", _("Checking. Nothing is changed by it."))
        self.report.read([])
        self._look(busy=True)

        def work(_task: object) -> _Told:
            report = bootstrap.verify(
                None, paths, deep=deep, fingerprint=against.fingerprint, roots=against.roots
            )
            return _Told(report, bootstrap.words_of(report), against)

        self._jobs.read(self, work, self._show, self._fail)

    def save_pdf(self, file: Path) -> None:
        """Write the report as a PDF."""
        told, paths = self._told, self._paths
        if told is None:
            return
        given = told.against

        def work() -> None:
            bootstrap.write_report(
                told.report, paths, file, fingerprint=given.fingerprint, roots=given.roots
            )

        self._save(file, work)

    def save_json(self, file: Path) -> None:
        """Write the report as `verify --json` does."""
        told = self._told
        if told is not None:
            words = json.dumps(bootstrap.report_json(told.report), indent=1, ensure_ascii=False)
            self._save(file, lambda: write_whole(file, words.encode()))

    def _save(self, file: Path, work: Callable[[], object]) -> None:
        def done(_nothing: object) -> None:
            self.about.setText(_("Saved as {file}").format(file=page_text(str(file))))

        self._jobs.write(self, _("Saving the report"), lambda _task: work(), done)

    def _show(self, told: _Told) -> None:
        self._told = told
        self._say(*verdict_words(told.report))
        failed = told.report.counts["failed"]
        self.report.read(sections_of(told.text, failed))
        self._look()

    def _fail(self, error: Exception) -> None:
        self._say(_("not checked"), "warn", _("There is no report."))
        self._look()
        self._jobs.report(error)

    def _say(self, words: str, tone: str, sentence: str) -> None:
        self.verdict.setText(words)
        set_role(self.verdict, f"badge-{tone}")
        self.sentence.setText(sentence)
        told = [*map(str, self._paths), *self.against.words]
        self.about.setText("\n".join(page_text(one, _LINE) for one in told))

    def _look(self, *, busy: bool = False) -> None:
        self.go.setEnabled(not busy and bool(self._paths))
        for one in (self.pdf_button, self.json_button):
            one.setEnabled(self._told is not None)

    def _choose_file(self) -> None:
        self._choose(QFileDialog.FileMode.ExistingFiles, _("Choose captures, packets or exports"))

    def _choose_folder(self) -> None:
        self._choose(QFileDialog.FileMode.Directory, _("Choose a vault, packet or export"))

    def _choose(self, mode: QFileDialog.FileMode, title: str) -> None:
        chooser = QFileDialog(self, title)
        chooser.setFileMode(mode)
        chooser.filesSelected.connect(lambda names: self.check([Path(name) for name in names]))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _ask_pdf(self) -> None:
        self._ask("PDF (*.pdf)", "verification.pdf", self.save_pdf)

    def _ask_json(self) -> None:
        self._ask("JSON (*.json)", "verification.json", self.save_json)

    def _ask(self, kinds: str, name: str, then: Callable[[Path], None]) -> None:
        chooser = QFileDialog(self, _("Save the report"), name, kinds)
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.fileSelected.connect(lambda chosen: then(Path(chosen)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _arrange(self) -> None:
        head, end = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.verdict, 0, Qt.AlignmentFlag.AlignVCenter)
        head.addWidget(self.sentence, 1)
        for one in (self.file_button, self.folder_button):
            end.addWidget(one)
        end.addStretch()
        for one in (self.pdf_button, self.json_button, button(_("Close"), self.reject), self.go):
            end.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP)
        layout.addWidget(label(_("Verification report"), "title"))
        layout.addWidget(self.about)
        layout.addLayout(head)
        how = QHBoxLayout()
        how.addWidget(self.deep)
        how.addStretch()
        how.addWidget(self.against_button)
        layout.addLayout(how)
        layout.addWidget(self.report, 1)
        layout.addLayout(end)


def sections_of(text: "ReportText", failed: int) -> list[Section]:
    """Return a report as it is read: what is wrong first, then item by item, then what it means.

    The first `failed` of the problems failed, the others were not decided.
    """
    banner = [Section(text.banner)] if text.banner else []
    left = tuple(Row(names, reason, "muted") for names, reason in text.left)
    return [
        *banner,
        *(_problem(one, "bad") for one in text.problems[:failed]),
        *(_problem(one, "warn") for one in text.problems[failed:]),
        *(_problem(one, "warn") for one in text.notes),
        *(_group(group) for group in text.groups),
        *([Section(_("Not checked"), left)] if left else []),
        Section(
            _("What it comes to"),
            tuple(
                Row("", one)
                for one in (text.verdict, text.key, *text.fingerprints, text.time, text.extent)
            ),
        ),
        Section(_("What it does not prove"), (Row("", text.does_not_prove),)),
    ]


def _problem(one: "ProblemText", tone: str) -> Section:
    # What it means is for everybody, the check's name for who looks it up.
    rows = (Row(_begun(one.mark), one.item, tone), Row(_("Check"), one.check))
    details = tuple(Row(_begun(name), value) for name, value in one.details)
    return Section(one.meaning, (*rows, *details))


def _group(group: "GroupText") -> Section:
    # What is not sound comes first, so that nobody has to look for it.
    items = sorted(group.items, key=lambda one: one.sound)
    # Of a single item the counts stand above already.
    alone = len(items) == 1
    rows = (
        Row(
            _begun(one.mark),
            one.item if alone else _("{item} ({counts})").format(item=one.item, counts=one.counts),
            "" if one.sound else "warn",
        )
        for one in items
    )
    return Section(group.title, tuple(rows), note=group.counts)


def _begun(words: str) -> str:
    """Return words as they begin a line."""
    return words[:1].upper() + words[1:]
