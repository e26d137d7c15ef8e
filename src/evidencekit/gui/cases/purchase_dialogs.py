"""The dialogs of a test purchase: the order, what happened to the goods, an entry taken back."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from evidencekit.bootstrap.register_desk import PurchaseWish
from evidencekit.casework.purchase_model import FORMS, EntryKind
from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.cases.papers_line import PapersLine
from evidencekit.gui.cases.purchase_words import detail_names, kinds, results
from evidencekit.gui.cases.says import or_unknown
from evidencekit.gui.parts import page_text

if TYPE_CHECKING:
    from evidencekit.casework.model import Seller


class PurchaseDialog(AskDialog):
    """Asks what was ordered; `then` gets the fields as a form has them.

    `captures` are titles by id.
    """

    def __init__(
        self,
        parent: QWidget,
        sellers: "Sequence[Seller]",
        captures: Mapping[str, str],
        then: Callable[[dict[str, str]], None],
    ) -> None:
        super().__init__(_("New test purchase"), _whose_account(), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then = then
        self.seller, self.capture = QComboBox(), QComboBox()
        for one in sellers:
            self.seller.addItem(or_unknown(one.name), one.id)
        self.capture.addItem(_("none"), "")
        for capture, title in captures.items():
            self.capture.addItem(page_text(title, 60), capture)
        if not sellers:
            self.seller.addItem(_("none"), "")
            self.capture.setCurrentIndex(min(1, self.capture.count() - 1))
        self.lines = {name: QLineEdit() for name in _order_names()}
        self.lines["paid"].setPlaceholderText("129.00 CNY")
        for day in ("ordered_on", "paid_on"):
            self.lines[day].setPlaceholderText("2027-01-31")
        self.add_field(_("Seller"), self.seller)
        self.add_field(_("Capture of the listing"), self.capture)
        for name, caption in _order_names().items():
            self.add_field(caption, self.lines[name])
        self.add_end(_("Add"), self._finish)
        for combo in (self.seller, self.capture):
            combo.currentIndexChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        named = bool(self.seller.currentData() or self.capture.currentData())
        self.say("" if named else _("A seller or a capture says of whom it was bought."))
        self.act.setEnabled(named)

    def _finish(self) -> None:
        said = {name: line.text().strip() for name, line in self.lines.items()}
        said |= {"seller": self.seller.currentData(), "capture": self.capture.currentData()}
        self._then({name: text for name, text in said.items() if text})
        self.accept()


class EntryDialog(AskDialog):
    """Asks what happened to a purchase; `then` gets it."""

    def __init__(
        self, parent: QWidget, operator: str, then: Callable[[PurchaseWish], None]
    ) -> None:
        super().__init__(_("Record what happened"), _never_changed(), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then = then
        self.kind, self.outcome = QComboBox(), QComboBox()
        self.files = PapersLine(_("Photos and papers"), _("Choose photos and papers"))
        for kind, text in kinds():
            self.kind.addItem(text, kind)
        for code, text in results():
            self.outcome.addItem(text, code)
        names = detail_names()
        self.lines = {name: QLineEdit() for name in names if name != "result"}
        self.lines["when"].setPlaceholderText("2027-01-31, 2027-01-31T09:30+08:00")
        self.add_field(_("What happened"), self.kind)
        for name, caption in names.items():
            self.add_field(caption, self.outcome if name == "result" else self.lines[name])
        self.add_field(_("Photos and papers"), self.files.row)
        self.by = self.add_person(operator)
        self.add_end(_("Record"), self._finish)
        self.kind.currentIndexChanged.connect(self._look)
        for line in (*self.lines.values(), self.files, self.by):
            line.textChanged.connect(self._look)
        self._look()

    @property
    def _kind(self) -> EntryKind:
        return EntryKind(self.kind.currentData())

    def _look(self) -> None:
        form = FORMS[self._kind]
        for name, line in self.lines.items():
            self.fields.setRowVisible(line, name in form.allowed)
        self.fields.setRowVisible(self.outcome, "result" in form.allowed)
        self.fit()
        fault = self._fault()
        self.say(fault)
        self.act.setEnabled(not fault)

    def _fault(self) -> str:
        names = detail_names()
        needed = FORMS[self._kind].needed - {"result"}
        missing = [names[one] for one in names if one in needed and not self.lines[one].text()]
        if missing:
            return _("Needed: {fields}").format(fields=", ".join(missing))
        if self._kind is EntryKind.PHOTO and not self.files.paths:
            return _("Choose the file.")
        return "" if self.by.text().strip() else _("A name is needed.")

    def _finish(self) -> None:
        allowed = FORMS[self._kind].allowed
        said = {name: line.text() for name, line in self.lines.items() if name in allowed}
        if "result" in allowed:
            said["result"] = str(self.outcome.currentData())
        self._then(PurchaseWish(self._kind.value, said, self.files.paths, self.by.text().strip()))
        self.accept()


class UndoDialog(AskDialog):
    """Asks why an entry is taken back; `then` gets that as an entry of its own."""

    def __init__(
        self, parent: QWidget, number: int, operator: str, then: Callable[[PurchaseWish], None]
    ) -> None:
        super().__init__(_("Take an entry back"), _never_changed(), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then, self._number = then, number
        self.why = QLineEdit()
        self.add_field(_("Why"), self.why)
        self.by = self.add_person(operator)
        self.add_end(_("Take back"), self._finish)
        for line in (self.why, self.by):
            line.textChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        whole = bool(self.why.text().strip() and self.by.text().strip())
        self.say("" if whole else _("A reason and a name are needed."))
        self.act.setEnabled(whole)

    def _finish(self) -> None:
        said = {"number": str(self._number), "words": self.why.text()}
        self._then(PurchaseWish(EntryKind.UNDONE.value, said, (), self.by.text().strip()))
        self.accept()


def _order_names() -> dict[str, str]:
    return {
        "order_no": _("Order number"),
        "ordered_on": _("Ordered on"),
        "paid_on": _("Paid on"),
        "paid": _("Paid"),
        "account": _("Buyer's account (stays in the vault)"),
        "note": _("Note"),
    }


def _whose_account() -> str:
    return _(
        "Goods bought to be looked at. Whose account bought them is confidential: it leaves with "
        "no packet."
    )


def _never_changed() -> str:
    return _("It is kept with your name and never changed; what was wrong is taken back instead.")
