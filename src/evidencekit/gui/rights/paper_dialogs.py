"""The dialogs of a right's papers: one is added, a power withdrawn, that taken back."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from evidencekit.casework.right_parts import PaperKind, PaperWish
from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog, PersonDialog
from evidencekit.gui.ask_file import ask_file
from evidencekit.gui.days import day_fault, day_in, is_day
from evidencekit.gui.parts import with_chooser
from evidencekit.gui.rights.says import paper_kinds, part_words

_WIDTH = 620


class PaperDialog(AskDialog):
    """Asks for a paper of a right; `then` gets the file, what it is, and the person's name."""

    def __init__(
        self,
        parent: QWidget,
        operator: str,
        then: Callable[[Path, PaperWish, str], None],
    ) -> None:
        super().__init__(_("Add a paper"), _what_papers_are_for(), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then = then
        self.kind, self.file = QComboBox(), QLineEdit()
        for kind, told in paper_kinds():
            self.kind.addItem(told, kind)
        self.agent, self.recipients = QLineEdit(), QLineEdit()
        self.rights, self.start, self.end = QLineEdit(), QLineEdit(), QLineEdit()
        self.language, self.remark = QLineEdit(), QLineEdit()
        self.notarised, self.apostille = _yes_or_no(), _yes_or_no()
        self.recipients.setPlaceholderText("alibaba_ipp, amazon")
        self.rights.setPlaceholderText(_("ids or numbers; this right if empty"))
        for day in (self.start, self.end):
            day.setPlaceholderText("2027-01-31")
        self.language.setPlaceholderText("zh")
        self.add_field(_("What it is"), self.kind)
        self.add_field(
            _("File (PDF, PNG, JPEG)"),
            with_chooser(self.file, _("File (PDF, PNG, JPEG)"), self._choose),
        )
        self.add_field(_("Agent it is given to"), self.agent)
        self.add_field(_("Recipients it names"), self.recipients)
        self.add_field(_("Rights it names"), self.rights)
        self.add_field(_("In force from"), self.start)
        self.add_field(_("In force until"), self.end)
        for name in ("notarised", "apostille", "language"):
            self.add_field(part_words(name), getattr(self, name))
        self.add_field(_("Remark"), self.remark)
        self.by = self.add_person(operator)
        self.add_end(_("Keep"), self._finish)
        self.kind.currentIndexChanged.connect(self._look)
        for line in (self.file, self.agent, self.recipients, self.start, self.end, self.by):
            line.textChanged.connect(self._look)
        self._look()
        self.setMinimumWidth(_WIDTH)

    def _choose(self) -> None:
        kinds = _("Papers (*.pdf *.png *.jpg *.jpeg)")
        ask_file(self, _("Choose the paper"), lambda file: self.file.setText(str(file)), kinds)

    @property
    def _is_power(self) -> bool:
        return bool(self.kind.currentData() == "power")

    @property
    def _is_certificate(self) -> bool:
        return bool(self.kind.currentData() == "certificate")

    def _look(self) -> None:
        for line in (self.agent, self.recipients, self.rights, self.start):
            self.fields.setRowVisible(line, self._is_power)
        for choice in (self.notarised, self.apostille):
            self.fields.setRowVisible(choice, self._is_power)
        # Of a certificate the file alone is kept: its days are those of the right.
        for line in (self.end, self.language, self.remark):
            self.fields.setRowVisible(line, not self._is_certificate)
        self.fit()
        fault = self._fault()
        self.say(fault)
        self.act.setEnabled(not fault)

    def _fault(self) -> str:
        if not self.file.text().strip():
            return _("Choose the file.")
        named = self.agent.text().strip() and self.recipients.text().strip()
        if self._is_power and not named:
            return _("A power of attorney names its agent and its recipients.")
        days = (self.start.text(), self.end.text())
        if not self._is_certificate and not all(map(is_day, days)):
            return day_fault()
        return "" if self.by.text().strip() else _("A name is needed.")

    def _finish(self) -> None:
        power, plain = self._is_power, self._is_certificate
        wish = PaperWish(
            PaperKind(self.kind.currentData()),
            language="" if plain else self.language.text().strip(),
            remark="" if plain else self.remark.text().strip(),
            agent=self.agent.text().strip() if power else "",
            valid_from=day_in(self.start.text()) if power else None,
            valid_to=None if plain else day_in(self.end.text()),
            rights=_parts(self.rights.text()) if power else (),
            recipients=_parts(self.recipients.text()) if power else (),
            notarised=self.notarised.currentData() if power else None,
            apostille=self.apostille.currentData() if power else None,
        )
        self._then(Path(self.file.text().strip()).expanduser(), wish, self.by.text().strip())
        self.accept()


class WithdrawDialog(AskDialog):
    """Asks on which day a power of attorney was withdrawn; `then` gets the day and who says so."""

    def __init__(
        self, parent: QWidget, agent: str, operator: str, then: Callable[[date, str], None]
    ) -> None:
        title = _("Withdraw the power of {agent}").format(agent=agent)
        super().__init__(title, _what_withdrawing_does(), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then = then
        self.day = QLineEdit()
        self.day.setPlaceholderText("2027-01-31")
        self.add_field(_("Withdrawn on"), self.day)
        self.by = self.add_person(operator)
        self.add_end(_("Record"), self._finish)
        for line in (self.day, self.by):
            line.textChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        whole = bool(self.day.text().strip()) and is_day(self.day.text())
        fault = "" if whole else day_fault()
        if whole and not self.by.text().strip():
            fault = _("A name is needed.")
        self.say(fault)
        self.act.setEnabled(not fault)

    def _finish(self) -> None:
        self._then(date.fromisoformat(self.day.text().strip()), self.by.text().strip())
        self.accept()


class TakeBackDialog(PersonDialog):
    """Asks who takes the withdrawal of a power back; `then` gets the name."""

    def __init__(
        self, parent: QWidget, agent: str, operator: str, then: Callable[[str], None]
    ) -> None:
        title = _("Take the withdrawal of the power of {agent} back").format(agent=agent)
        super().__init__(title, _what_taking_back_does(), parent, then)
        self.end_with_person(operator, _("Take it back"))


def _yes_or_no() -> QComboBox:
    made = QComboBox()
    for text, value in ((_("not known"), None), (_("yes"), True), (_("no"), False)):
        made.addItem(text, value)
    return made


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.replace(",", " ").split()))


def _what_papers_are_for() -> str:
    return _(
        "No complaint without the certificate; who is not the owner needs a power of attorney in "
        "force that names the right and the recipient. The file is kept in the vault by its hash."
    )


def _what_withdrawing_does() -> str:
    return _(
        "From that day on no complaint can rest on it; what was filed before stays as it was. The "
        "paper itself stays in the vault."
    )


def _what_taking_back_does() -> str:
    return _(
        "For a withdrawal that was recorded by mistake: complaints can rest on the power again, "
        "as long as it is in force. Both stay in the history of the right."
    )
