"""The dialogs of a right: its fields, a paper of it, a power taken back; a fault stays in them."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from evidencekit.casework.right_parts import PaperKind, PaperWish
from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.ask_file import ask_file
from evidencekit.gui.cases.says import kind_of_right, status_of_right
from evidencekit.gui.parts import with_chooser
from evidencekit.gui.rights.says import field_words, paper_kinds

if TYPE_CHECKING:
    from evidencekit.casework.model import Right

_WIDTH, _TEXT_HEIGHT = 620, 72
_KINDS = ("trademark", "copyright", "design", "patent")
_STATUSES = ("registered", "pending", "expired", "cancelled", "unregistered")
_LINES = (
    *("mark_text", "jurisdiction", "office", "reg_no", "app_no", "owner_as_registered"),
    *("classes", "reg_date", "expiry", "territories"),
)
_LISTS = frozenset({"classes", "territories"})
_NEEDED = ("jurisdiction", "owner_as_registered")


class RightDialog(AskDialog):
    """Asks for the main fields of a right, a new one or one that is there.

    `then` gets the fields as a form has them (with `clear` for those that were emptied) and the
    person's name. The fields that are not here are changed by a form, and stay as they are.
    """

    def __init__(
        self,
        parent: QWidget,
        operator: str,
        then: Callable[[dict[str, object], str], None],
        right: "Right | None" = None,
    ) -> None:
        title = _("Change the right") if right else _("Add a right")
        super().__init__(title, _what_counts(), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then, self._before = then, _said(right) if right else {}
        self.kind, self.status = QComboBox(), QComboBox()
        for kind in _KINDS:
            self.kind.addItem(kind_of_right(kind), kind)
        for status in _STATUSES:
            self.status.addItem(status_of_right(status)[0], status)
        self.lines = {name: QLineEdit() for name in _LINES}
        self.goods = QPlainTextEdit()
        self.goods.setFixedHeight(_TEXT_HEIGHT)
        self.goods.setTabChangesFocus(True)
        for name, hint in _hints().items():
            self.lines[name].setPlaceholderText(hint)
        self.add_field(field_words("kind"), self.kind)
        self.add_field(field_words("status"), self.status)
        for name, line in self.lines.items():
            self.add_field(field_words(name), line)
            line.textChanged.connect(self._look)
        self.add_field(field_words("goods"), self.goods)
        self.by = self.add_person(operator)
        self.by.textChanged.connect(self._look)
        self.add_end(_("Keep"), self._finish)
        self._fill()
        self._look()
        self.setMinimumWidth(_WIDTH)

    def _fill(self) -> None:
        for chooser, name in ((self.kind, "kind"), (self.status, "status")):
            place = chooser.findData(self._before.get(name, chooser.itemData(0)))
            chooser.setCurrentIndex(max(0, place))
        for name, line in self.lines.items():
            line.setText(self._before.get(name, ""))
        self.goods.setPlainText(self._before.get("goods", ""))

    def _look(self) -> None:
        missing = [name for name in _NEEDED if not self.lines[name].text().strip()]
        nameless = not self.by.text().strip()
        if missing:
            names = ", ".join(field_words(name) for name in missing)
            self.say(_("Needed: {fields}").format(fields=names))
        else:
            self.say(_("A name is needed.") if nameless else "")
        self.act.setEnabled(not missing and not nameless)

    def _finish(self) -> None:
        said = {name: line.text().strip() for name, line in self.lines.items()}
        said["goods"] = self.goods.toPlainText().strip()
        said |= {"kind": self.kind.currentData(), "status": self.status.currentData()}
        changed = {name: text for name, text in said.items() if text != self._before.get(name, "")}
        fields: dict[str, object] = {
            name: [one for one in text.replace(",", " ").split() if one] if name in _LISTS else text
            for name, text in changed.items()
            if text
        }
        emptied = [name for name, text in changed.items() if not text]
        if emptied:
            fields["clear"] = emptied
        if fields:
            self._then(fields, self.by.text().strip())
        self.accept()


class PaperDialog(AskDialog):
    """Asks for a paper of a right; `then` gets the file, what it is, and the person's name."""

    def __init__(
        self,
        parent: QWidget,
        operator: str,
        then: "Callable[[Path, PaperWish, str], None]",
    ) -> None:
        super().__init__(_("Add a paper"), _what_papers_are_for(), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then = then
        self.kind, self.file = QComboBox(), QLineEdit()
        for kind, told in paper_kinds():
            self.kind.addItem(told, kind)
        self.agent, self.recipients = QLineEdit(), QLineEdit()
        self.rights, self.start, self.end = QLineEdit(), QLineEdit(), QLineEdit()
        self.recipients.setPlaceholderText("alibaba_ipp, amazon")
        self.rights.setPlaceholderText(_("ids or numbers; this right if empty"))
        for day in (self.start, self.end):
            day.setPlaceholderText("2027-01-31")
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

    def _look(self) -> None:
        for line in (self.agent, self.recipients, self.rights, self.start):
            self.fields.setRowVisible(line, self._is_power)
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
        if not all(map(_is_day, (self.start.text(), self.end.text()))):
            return _("A day is written 2027-01-31.")
        return "" if self.by.text().strip() else _("A name is needed.")

    def _finish(self) -> None:
        power = self._is_power
        wish = PaperWish(
            PaperKind(self.kind.currentData()),
            agent=self.agent.text().strip() if power else "",
            valid_from=_day(self.start.text()) if power else None,
            valid_to=_day(self.end.text()),
            rights=_parts(self.rights.text()) if power else (),
            recipients=_parts(self.recipients.text()) if power else (),
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
        whole = bool(self.day.text().strip()) and _is_day(self.day.text())
        fault = "" if whole else _("A day is written 2027-01-31.")
        if whole and not self.by.text().strip():
            fault = _("A name is needed.")
        self.say(fault)
        self.act.setEnabled(not fault)

    def _finish(self) -> None:
        self._then(date.fromisoformat(self.day.text().strip()), self.by.text().strip())
        self.accept()


def _said(right: "Right") -> dict[str, str]:
    """Return the fields of the dialog as a right has them."""
    texts = {name: str(getattr(right, name) or "") for name in (*_LINES, "goods")}
    for name in _LISTS:
        texts[name] = ", ".join(map(str, getattr(right, name)))
    return texts | {"kind": right.kind.value, "status": right.status.value}


def _parts(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text.replace(",", " ").split()))


def _day(text: str) -> date | None:
    return date.fromisoformat(text.strip()) if text.strip() else None


def _is_day(text: str) -> bool:
    try:
        _day(text)
    except ValueError:
        return False
    return True


def _hints() -> dict[str, str]:
    return {
        "jurisdiction": _("two capitals, such as CN, US, EM"),
        "owner_as_registered": _("letter for letter as on the certificate"),
        "classes": "18, 25",
        "reg_date": "2020-01-31",
        "expiry": "2030-01-30",
        "territories": _("countries of a regional right: DE, FR"),
    }


def _what_counts() -> str:
    return _(
        "As the register has it, letter for letter: a complaint whose owner differs from the "
        "register is refused, here and there. What stood before stays in the history."
    )


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
