"""A vault in four plain steps with Back and Next by key; an error loses nothing that was typed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from evidencekit.bootstrap.desk import Desk
from evidencekit.domain.errors import EvidenceKitError
from evidencekit.foundation.catalogue import _
from evidencekit.gui.beginning.steps import (
    KeyStep,
    LastLookStep,
    MadeStep,
    PlaceStep,
    Step,
    TimeStep,
)
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.jobs import Jobs, Task
from evidencekit.gui.parts import Bar, button, label
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import sentences

_SIZE = (660, 500)


class VaultWizard(QDialog):
    """Asks what a vault needs, makes it, shows its fingerprint. Esc leaves with nothing made.

    `made` gives the desk of the new vault; `demo_wanted`: the person wants only to look around.
    Raises as `AuthorityList`.
    """

    made = Signal(object)
    demo_wanted = Signal()

    def __init__(self, jobs: Jobs, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Make a vault"))
        self.setMinimumSize(*_SIZE)
        self._jobs = jobs
        self._going = self._making = False
        self.place, self.key, self.time = PlaceStep(jobs), KeyStep(jobs), TimeStep()
        self.look, self.end = LastLookStep(), MadeStep()
        self.steps: tuple[Step, ...] = (self.place, self.key, self.time, self.look, self.end)
        self.title, self.count = label("", "title", wraps=True), label("", "muted")
        self.wanted, self.trouble = label("", "muted", wraps=True), Bar("bad")
        self.demo = button(_("Only look around: the demo case"), self._to_demo)
        self.leave = button(_("Cancel"), self.reject)
        self.back = button(_("Go back"), lambda: self.show_step(self.at - 1))
        self.next = button("", self.go_on, primary=True)
        self.next.setDefault(True)
        self._stack = QStackedWidget()
        for step in self.steps:
            self._stack.addWidget(step)
            step.changed.connect(self._look)
        self._lay_out()
        for keys, act in (("Alt+Left", self.back.click), ("Alt+Right", self.next.click)):
            QShortcut(QKeySequence(keys), self, act)
        help_by_key(self, "vault")
        self.back.setToolTip(_("Alt and the left arrow"))
        self.next.setToolTip(_("Return, or Alt and the right arrow"))
        self.show_step(0)

    @property
    def at(self) -> int:
        """Return which step is shown, from 0."""
        return self._stack.currentIndex()

    def show_step(self, number: int) -> None:
        """Show a step; what was typed in the others stays."""
        self._going = False
        step = self.steps[number]
        if step is self.look:
            self.look.show_rows(self._rows())
        self._stack.setCurrentWidget(step)
        self.title.setText(step.title)
        asked = len(self.steps) - 1
        told = _("Step {number} of {count}").format(number=number + 1, count=asked)
        self.count.setText(told if number < asked else "")
        self.trouble.say("")
        self._look()
        step.begin()
        if step in (self.look, self.end):
            self.next.setFocus()

    def go_on(self) -> None:
        """Go to the next step, when what is looked at meanwhile lets it; the last one makes it."""
        step = self.steps[self.at]
        if step.missing or self._making:
            return
        if step.busy:
            self._going = True
        elif step is self.end:
            self.accept()
        elif step is self.look:
            self._make()
        else:
            self.show_step(self.at + 1)

    @override
    def reject(self) -> None:
        # What is being made is made: its end is shown here.
        if not self._making:
            super().reject()

    def _lay_out(self) -> None:
        head, end = QHBoxLayout(), QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.count, 0, Qt.AlignmentFlag.AlignBottom)
        end.addWidget(self.leave)
        end.addStretch()
        for part in (self.back, self.next):
            end.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE * 2, EDGE * 2, EDGE * 2, EDGE)
        layout.setSpacing(GAP + 4)
        layout.addLayout(head)
        layout.addWidget(self.trouble)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.demo, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.wanted)
        layout.addLayout(end)

    def _look(self) -> None:
        step = self.steps[self.at]
        if self._going and not step.busy:
            self._going = False
            if not step.missing:
                self.show_step(self.at + 1)
                return
        self.wanted.setText(step.missing)
        last = step is self.end
        self.next.setText(
            _("Close") if last else _("Make the vault") if step is self.look else _("Next step")
        )
        self.next.setAccessibleName(self.next.text())
        self.next.setEnabled(not step.missing and not self._making)
        self.back.setEnabled(self.at > 0 and not last and not self._making)
        self.demo.setVisible(self.at == 0)
        self.leave.setVisible(not last)

    def _rows(self) -> list[tuple[str, str]]:
        place, chosen = self.place, self.time.authorities.chosen
        by_words = self.key.passphrase is not None
        return [
            (_("Firm or brand"), place.name.text().strip()),
            (_("Who captures"), place.operator.text().strip()),
            (_("Folder"), str(place.place)),
            (_("Key"), (self.key.words if by_words else self.key.keyring).text()),
            (
                _("Time authorities"),
                ", ".join(chosen)
                or _("none: captures are sealed, and wait for a time until you choose one"),
            ),
        ]

    def _make(self) -> None:
        folder, secret = self.place.place, self.key.passphrase
        name, operator = self.place.name.text().strip(), self.place.operator.text().strip()

        def work(_task: Task) -> tuple[Desk, str]:
            desk, made = Desk.make(folder, name, operator, secret)
            return desk, made.fingerprint

        self._making = True
        self._look()
        self._jobs.write(self, _("Making the vault"), work, self._made, self._failed)

    def _made(self, made: tuple[Desk, str]) -> None:
        self._making = False
        desk, fingerprint = made
        self.end.show_fingerprint(fingerprint)
        self.show_step(len(self.steps) - 1)
        try:
            self.time.authorities.keep()
        except EvidenceKitError as error:
            self._tell(error)
        self.made.emit(desk)

    def _failed(self, error: Exception) -> None:
        self._making = False
        self._look()
        self._tell(error)

    def _tell(self, error: Exception) -> None:
        text = words_of(error)
        self.trouble.say(sentences(text.message, text.meaning, text.action))

    def _to_demo(self) -> None:
        self.reject()
        self.demo_wanted.emit()
