"""What a complaint went through, its clocks, and what a person can do with it as a whole."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from evidencekit.bootstrap import desk_following as following
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.ask_file import ask_new_file
from evidencekit.gui.cases.says import rule_words, step_words
from evidencekit.gui.cases.step_dialog import StepDialog
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.icons import icon
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import badge, button, label, page_text, tip
from evidencekit.gui.pieces import words
from evidencekit.gui.theme import GAP

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.bootstrap.desk_following import ComplaintHistory
    from evidencekit.casework.deadlines import Deadline
    from evidencekit.casework.model import Step, StepWish
    from evidencekit.casework.purchase_model import KeptFile


class AfterPart(QWidget):
    """The part of the complaints' card below its actions. `done` tells what was done, in words."""

    done = Signal(str)

    def __init__(self, vault: OpenVault) -> None:
        super().__init__()
        self._vault = vault
        self.history: ComplaintHistory | None = None
        self.dialog: QDialog | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.setSpacing(GAP)
        self._told = QVBoxLayout()
        self._told.setSpacing(GAP)
        layout.addLayout(self._told)
        self.record = button(_("Record what happened..."), self.ask_record)
        self.amend = button(_("Amend"), self._amend)
        self.split = button(_("Split into batches"), self._split)
        layout.addLayout(FlowLayout(self.record, self.amend, self.split))
        self.hide()

    def ask_record(self) -> None:
        """Ask what happened to the complaint."""
        if self.history is not None:
            self.dialog = StepDialog(self, self.history, self._vault.desk.operator, self._record)
            self.dialog.open()

    def show_history(self, history: "ComplaintHistory") -> None:
        """Show what happened to a complaint."""
        self.history = history
        while (item := self._told.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for text in _versions(history):
            self._told.addWidget(words(text, "muted"))
        if history.steps:
            self._told.addWidget(label(_("What happened"), "heading"))
        for step in history.steps:
            self._told.addWidget(words(_step_line(step, len(history.complaint.captures))))
            if step.files:
                acts = [self._paper(one) for one in step.files]
                self._told.addWidget(_in_flow(acts))
        for one in history.deadlines:
            self._told.addWidget(_clock(one, history))
        exported = bool(history.may) or history.complaint.state == "closed"
        self.record.setVisible(bool(history.may))
        self.amend.setVisible(exported)
        self.split.setVisible(history.splits and history.complaint.confirmed_by is None)
        # A card with nothing to say takes no room.
        self.setVisible(self._told.count() > 0 or exported or history.splits)

    def save_paper(self, kept: "KeptFile", out: Path) -> None:
        """Write a kept paper to a new file."""
        told = _("Written: {path}").format(path=page_text(out, 400))
        self._vault.read(
            self,
            lambda desk: following.copy_paper(desk, kept, out),
            lambda _none: self.done.emit(told),
            self._vault.jobs.report,
        )

    def _paper(self, kept: "KeptFile") -> QPushButton:
        """Return the button that hands a kept paper out: what is in the vault nobody changes."""
        name = page_text(kept.name, 80)
        made = button(name.replace("&", "&&"), lambda: self._ask_copy(kept))
        told = _("Save a copy of {file}").format(file=name)
        made.setAccessibleName(told)
        made.setToolTip(tip(told))
        made.setIcon(icon("document"))
        return made

    def _ask_copy(self, kept: "KeptFile") -> None:
        ask_new_file(self, _("Save a copy"), kept.name, "", lambda out: self.save_paper(kept, out))

    def _record(self, wish: "StepWish", by: str) -> None:
        self._do(
            _("Recording what happened"),
            lambda desk, one: following.record_step(desk, one, wish, by),
            lambda _none: _("Recorded: {step}.").format(step=step_words(wish.kind)),
        )

    def _amend(self) -> None:
        self._do(
            _("Beginning an amended complaint"),
            following.amend,
            lambda made: _("A draft that stands in its place was begun: {id}").format(id=made),
        )

    def _split(self) -> None:
        def told(count: int) -> str:
            text = ngettext("It is {count} complaint now.", "It is {count} complaints now.", count)
            return text.format(count=count)

        self._do(_("Splitting the complaint"), following.split, told)

    def _do(
        self, title: str, work: "Callable[[Desk, str], object]", words_of: Callable[..., str]
    ) -> None:
        if self.history is None:
            return
        complaint_id = self.history.complaint.id

        def then(made: object) -> None:
            self.done.emit(words_of(made))
            self._vault.casework_changed.emit()

        self._vault.write(self, title, lambda desk, _task: work(desk, complaint_id), then)


def _versions(history: "ComplaintHistory") -> list[str]:
    complaint = history.complaint
    told = []
    if complaint.amends:
        told.append(_("It stands in the place of {id}.").format(id=complaint.amends))
    told += [_("{id} stands in its place.").format(id=one) for one in history.later]
    told += [
        _("Confirmed by {name}, and reopened by {by} on {day}.").format(
            name=page_text(one.confirmed_by), by=page_text(one.by), day=one.at.date()
        )
        for one in complaint.reopened
    ]
    return told


def _step_line(step: "Step", whole: int) -> str:
    parts = [f"{step.on}  {step_words(step.kind)}"]
    if step.captures and len(step.captures) < whole:
        count = len(step.captures)
        told = ngettext("{count} of {whole} listings", "{count} of {whole} listings", count)
        parts.append(told.format(count=count, whole=whole))
    parts += [page_text(one) for one in (step.reference, step.reason) if one]
    if step.rule:
        parts.append(_("rule: {rule}").format(rule=rule_words(step.rule)))
    if step.pieces is not None:
        told = ngettext("{count} piece", "{count} pieces", step.pieces)
        parts.append(told.format(count=step.pieces))
    if step.value is not None:
        told = _("worth {amount}")
        parts.append(told.format(amount=f"{step.value.amount:,f} {step.value.currency}"))
    return ", ".join((*parts, _("recorded by {name}").format(name=page_text(step.by, 60))))


def _in_flow(acts: Sequence[QWidget]) -> QWidget:
    made = QWidget()
    made.setLayout(FlowLayout(*acts))
    return made


def _clock(one: "Deadline", history: "ComplaintHistory") -> QWidget:
    left = None if one.due is None else (one.due - history.today).days
    day = _("no day known") if one.due is None else one.due.isoformat()
    row = QWidget()
    layout = QVBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    top = QHBoxLayout()
    tone = "bad" if left is not None and left < 0 else "warn"
    top.addWidget(badge(_("Due {day}").format(day=day), tone))
    top.addStretch(1)
    layout.addLayout(top)
    layout.addWidget(words(page_text(one.words, 500)))
    return row
