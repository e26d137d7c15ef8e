"""What people do with a case: tasks with person and day, notes, counsel; put away and taken out."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.cases.counsel import CounselDialog, counsel_deed
from evidencekit.gui.cases.merging import MergeDialog, archive_deed, merge_deed, merged_row
from evidencekit.gui.days import day_in, is_day
from evidencekit.gui.deeds import Deed
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import badge, button, label, page_text, set_role
from evidencekit.gui.pieces import Newest, words
from evidencekit.gui.theme import EDGE, GAP

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk

_DAY = 116


class CaseWorkCard(QFrame):
    """The card of a case's tasks and notes; what is typed stays when they are read again.

    `merged` gives the id of the case that this one is about to be merged into.
    """

    merged = Signal(str)

    def __init__(self, vault: OpenVault, case_id: str) -> None:
        super().__init__()
        set_role(self, "card")
        self._vault, self._case = vault, case_id
        self._newest = Newest(vault, self)
        self._archived = False
        self.shown: dict[str, Any] | None = None
        self.tasks: dict[int, QCheckBox] = {}
        self.text, self.person, self.day, self.note = (QLineEdit() for _each in range(4))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP)
        layout.addWidget(label(_("Tasks"), "heading"))
        self._tasks = _column(layout)
        layout.addLayout(self._task_row())
        layout.addSpacing(GAP)
        layout.addWidget(label(_("Notes"), "heading"))
        self._notes = _column(layout)
        layout.addLayout(self._note_row())
        self._more = _column(layout)
        self.trouble = words("", "muted")
        self.trouble.hide()
        layout.addWidget(self.trouble)
        self.archive = button(_("Put the case away"), self._put_away)
        self.merge = button(_("Merge into another..."), self.ask_merge)
        self.counsel = button(_("Counsel..."), self.ask_counsel)
        for one in (self.merge, self.counsel):
            one.setEnabled(False)
        self.dialog: MergeDialog | CounselDialog | None = None
        layout.addLayout(FlowLayout(self.archive, self.merge, self.counsel))
        vault.casework_changed.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        """Read tasks and notes again."""
        case_id = self._case
        self._newest.read(
            lambda desk: desk.register.case_shown(case_id), self._show, self._say_trouble
        )

    def ask_merge(self) -> None:
        """Ask into which case this one is to be merged."""
        if self.shown is not None:
            operator, others = self._vault.desk.operator, self.shown["others"]
            self.dialog = MergeDialog(self, operator, others, self._merge)
            self.dialog.open()

    def ask_counsel(self) -> None:
        """Ask who is counsel in this case."""
        if self.shown is not None:
            known, operator = self.shown["counsel"] or "", self._vault.desk.operator
            self.dialog = CounselDialog(self, known, operator, self._set_counsel)
            self.dialog.open()

    def _set_counsel(self, name: str, by: str) -> None:
        self._vault.deeds.do(counsel_deed(self._vault, self._case, name, by))

    def _merge(self, into: str, reason: str, by: str) -> None:
        self.merged.emit(into)
        self._vault.deeds.do(merge_deed(self._vault, ([self._case], into), reason, by))

    def _task_row(self) -> QVBoxLayout:
        self.text.setPlaceholderText(_("What is to be done"))
        self.person.setPlaceholderText(_("Who"))
        self.day.setPlaceholderText("2027-01-31")
        named = (
            (self.text, _("What is to be done")),
            (self.person, _("Who")),
            (self.day, _("By which day")),
        )
        self.add_task = button(_("Add"), self._add_task)
        self.add_task.setAccessibleName(_("Add the task"))
        both, row = QVBoxLayout(), QHBoxLayout()
        for layout in (both, row):
            layout.setSpacing(GAP)
        for field, name in named:
            field.setAccessibleName(name)
            field.textChanged.connect(self._look)
            field.returnPressed.connect(self.add_task.click)
        both.addWidget(self.text)
        row.addWidget(self.person, 1)
        self.day.setFixedWidth(_DAY)
        row.addWidget(self.day)
        row.addWidget(self.add_task)
        both.addLayout(row)
        self._look()
        return both

    def _note_row(self) -> QHBoxLayout:
        self.note.setPlaceholderText(_("A note"))
        self.note.setAccessibleName(_("A note"))
        self.add_note = button(_("Add"), self._add_note)
        self.add_note.setAccessibleName(_("Add the note"))
        self.add_note.setEnabled(False)
        self.note.textChanged.connect(lambda text: self.add_note.setEnabled(bool(text.strip())))
        self.note.returnPressed.connect(self.add_note.click)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.note, 1)
        row.addWidget(self.add_note)
        return row

    def _look(self) -> None:
        filled = bool(self.text.text().strip() and self.person.text().strip())
        self.add_task.setEnabled(filled and is_day(self.day.text()))

    def _show(self, case: dict[str, Any]) -> None:
        self.shown = case
        self.trouble.hide()
        self._archived = case["state"] == "archived"
        self.archive.setText(_("Take it out again") if self._archived else _("Put the case away"))
        self.archive.setAccessibleName(self.archive.text())
        self.merge.setEnabled(bool(case["others"]) and not self._archived)
        self.counsel.setEnabled(True)
        _empty(self._tasks)
        self.tasks = {}
        today = self._vault.desk.now().date().isoformat()
        for task in case["tasks"]:
            self._tasks.addWidget(self._task(task, today))
        if not case["tasks"]:
            self._tasks.addWidget(words(_("Nothing is to be done."), "muted"))
        _empty(self._notes)
        for note in reversed(case["notes"]):
            told = f"{note['at'][:10]} · {page_text(note['by'], 60)}"
            self._notes.addWidget(words(page_text(note["text"], 2_000)))
            self._notes.addWidget(words(told, "muted"))
        _empty(self._more)
        for line in _more(case):
            self._more.addWidget(words(line))
        for one in case["inside"]:
            self._more.addWidget(merged_row(self._vault, self._case, one))

    def _task(self, task: dict[str, Any], today: str) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        tick, number = QCheckBox(), task["number"]
        text, done = page_text(task["text"], 300), task["done_at"] is not None
        tick.setAccessibleName(_("Done: {task}").format(task=text))
        tick.setChecked(done)
        tick.toggled.connect(lambda on: self._mark(number, done=on))
        self.tasks[number] = tick
        row.addWidget(tick, 0, Qt.AlignmentFlag.AlignTop)
        by = _(" · done by {person}").format(person=page_text(task["done_by"])) if done else ""
        row.addWidget(
            words(f"{text} · {page_text(task['person'])}{by}", "muted" if done else ""), 1
        )
        if task["due"] and not done:
            late = task["due"] < today
            told = _("× overdue: {day}") if late else _("by {day}")
            mark = badge(told.format(day=task["due"]), "bad" if late else "plain")
            row.addWidget(mark, 0, Qt.AlignmentFlag.AlignTop)
        return box

    def _add_task(self) -> None:
        text, person, due = self.text.text(), self.person.text(), day_in(self.day.text())
        case_id, by = self._case, self._vault.desk.operator

        def then() -> None:
            for field in (self.text, self.person, self.day):
                field.clear()

        self._work(
            _("Adding a task"),
            lambda desk: desk.register.add_task(case_id, text, person, due, by),
            then,
        )

    def _add_note(self) -> None:
        text, case_id, by = self.note.text(), self._case, self._vault.desk.operator
        self._work(
            _("Adding a note"),
            lambda desk: desk.register.add_note(case_id, text, by),
            self.note.clear,
        )

    def _mark(self, number: int, *, done: bool) -> None:
        case_id, by = self._case, self._vault.desk.operator
        deed = Deed(
            _("Mark a task as done") if done else _("Mark a task as not done"),
            lambda desk: desk.register.mark_task(case_id, number, by, done=done),
            lambda desk, _none: desk.register.mark_task(case_id, number, by, done=not done),
            self._vault.casework_changed.emit,
        )
        self._vault.deeds.do(deed)

    def _put_away(self) -> None:
        deed = archive_deed(self._vault, [self._case], away=not self._archived)
        self._vault.deeds.do(deed)

    def _work(
        self,
        title: str,
        work: "Callable[[Desk], None]",
        then: Callable[[], object],
    ) -> None:
        def end(_made: None) -> None:
            then()
            self._vault.casework_changed.emit()

        self._vault.write(self, title, lambda desk, _task: work(desk), end)

    def _say_trouble(self, error: Exception) -> None:
        self.trouble.setText(words_of(error).message)
        self.trouble.show()


def _more(case: dict[str, Any]) -> Iterator[str]:
    """Give what else belongs to a case: counsel, further rights."""
    if case["counsel"]:
        yield _("Counsel: {name}").format(name=page_text(case["counsel"]))
    for right in case["rights"]:
        named = " · ".join(part for part in (right.mark_text, right.reg_no) if part)
        yield _("Further right: {right}").format(right=page_text(named or right.id))


def _column(layout: QVBoxLayout) -> QVBoxLayout:
    made = QVBoxLayout()
    made.setSpacing(GAP // 2)
    layout.addLayout(made)
    return made


def _empty(column: QVBoxLayout) -> None:
    while (item := column.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
