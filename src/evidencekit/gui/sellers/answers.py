"""What no figure of the sheet shows: each question with its present answer, and answering it."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from evidencekit.bootstrap.seller_desk import SellerDesk
from evidencekit.casework.sheet_questions import Question, Said
from evidencekit.domain.times import utc_text
from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.deeds import Deed
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import badge, button, label, page_text
from evidencekit.gui.pieces import words
from evidencekit.gui.theme import GAP
from evidencekit.gui.words import local_time

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.casework.sheet_answers import SheetAnswer
    from evidencekit.services.thresholds import SellerSheet

_SAID = {Said.YES: N_("yes"), Said.NO: N_("no"), Said.UNKNOWN: N_("unknown")}
# What is answered, what it rests on, by whom.
Told = tuple[Said, str, str]


class Answers(QWidget):
    """Lists the questions of a sheet; `buttons` lead to the dialog of each."""

    def __init__(self, vault: OpenVault, sheet: "SellerSheet") -> None:
        super().__init__()
        self._vault, self._sheet = vault, sheet
        self._known = {one.question: one for one in sheet.answers}
        self.buttons: dict[Question, QPushButton] = {}
        self.dialog: AnswerDialog | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GAP, 0, GAP)
        layout.setSpacing(GAP)
        layout.addWidget(label(_("What no figure shows"), "heading"))
        for one in Question:
            layout.addLayout(self._row(one))

    @property
    def focused(self) -> Question | None:
        """Return the question whose button has the focus, None where none has."""
        return next((one for one, shown in self.buttons.items() if shown.hasFocus()), None)

    def ask(self, question: Question) -> None:
        """Ask for an answer; what was said before stands in the dialog."""
        # Of the window: these rows may be read anew while it is open.
        self.dialog = AnswerDialog(
            self.window(),
            question,
            self._known.get(question),
            self._vault.desk.operator,
            partial(self._keep, question),
        )
        self.dialog.open()

    def _keep(self, question: Question, told: Told) -> None:
        asked = (self._sheet.seller, self._sheet.right.id, question)
        self._vault.deeds.do(answer_deed(self._vault, asked, told))

    def _row(self, question: Question) -> QHBoxLayout:
        row, text = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(GAP)
        text.setSpacing(0)
        asked, known = _(question.text), self._known.get(question)
        text.addWidget(words(asked))
        if known is not None:
            text.addWidget(words(_who(known), "muted"))
        row.addLayout(text, 1)
        if known is not None:
            row.addWidget(badge(_(_SAID[known.said]), "plain"), 0, Qt.AlignmentFlag.AlignTop)
        made = button(_("Answer..."), lambda: self.ask(question))
        made.setAccessibleName(_("Answer: {question}").format(question=asked))
        self.buttons[question] = made
        row.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        return row


class AnswerDialog(AskDialog):
    """Asks whether something is so, what that rests on and who says it; `then` gets the three."""

    def __init__(
        self,
        parent: QWidget,
        question: Question,
        known: "SheetAnswer | None",
        operator: str,
        then: Callable[[Told], None],
    ) -> None:
        super().__init__(_("Answer what no figure shows"), _(question.text), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then = then
        self.answer, self.ground = QComboBox(), QLineEdit(known.ground if known else "")
        for said, text in _SAID.items():
            self.answer.addItem(_(text), said.value)
        # Nobody is led to a yes.
        now = known.said if known else Said.UNKNOWN
        self.answer.setCurrentIndex(self.answer.findData(now.value))
        self.add_field(_("Is it so"), self.answer)
        self.add_field(_("What this rests on"), self.ground)
        self.by = self.add_person(operator)
        self.add_end(_("Record it"), self._finish)
        self.answer.currentIndexChanged.connect(lambda _at: self._look())
        for line in (self.ground, self.by):
            line.textChanged.connect(self._look)
        self._look()

    @property
    def said(self) -> Said:
        """Return the answer that is chosen."""
        return Said(self.answer.currentData())

    def _look(self) -> None:
        fault = "" if self.by.text().strip() else _("A name is needed.")
        if self.said is not Said.UNKNOWN and not self.ground.text().strip():
            fault = _("A yes or a no rests on something: say on what.")
        self.say(fault)
        self.act.setEnabled(not fault)

    def _finish(self) -> None:
        self._then((self.said, self.ground.text().strip(), self.by.text().strip()))
        self.accept()


def answer_deed(vault: OpenVault, asked: tuple[str, str, Question], told: Told) -> Deed:
    """Return the deed of an answer about a seller, under a right, to a question."""
    said, ground, by = told

    def forth(desk: "Desk") -> "tuple[SheetAnswer, ...]":
        return SellerDesk(desk).answer(asked, said, ground, by)

    def back(desk: "Desk", before: "tuple[SheetAnswer, ...]") -> None:
        SellerDesk(desk).restore_answers(before, by)

    return Deed(_("Answer what no figure shows"), forth, back, vault.casework_changed.emit)


def _who(known: "SheetAnswer") -> str:
    """Say who answered, when, and on what grounds."""
    told = f"{known.by}, {local_time(utc_text(known.at))}"
    return page_text(f"{told}: {known.ground}" if known.ground else told, 400)
