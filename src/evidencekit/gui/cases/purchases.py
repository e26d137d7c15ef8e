"""The test purchases of a case: what was ordered, then parcel, hand-overs and what experts say."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from evidencekit.bootstrap.desk_leaving import purchase_steps
from evidencekit.bootstrap.register_desk import PurchaseWish
from evidencekit.foundation.catalogue import _
from evidencekit.gui.cases.purchase_dialogs import EntryDialog, PurchaseDialog, UndoDialog
from evidencekit.gui.cases.purchase_words import appraisal_words, entry_line
from evidencekit.gui.cases.steps import StepsDialog
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.icons import icon
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, label, page_text, set_role
from evidencekit.gui.pieces import Newest, words
from evidencekit.gui.rows import Row, RowList
from evidencekit.gui.theme import EDGE, GAP

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.casework.model import Case, Seller
    from evidencekit.casework.purchase_model import Purchase, PurchaseEntry

_MOST_ROWS = 4


class PurchasesCard(QFrame):
    """The card of a case's test purchases. `dialog` is the last one that was opened."""

    def __init__(self, vault: OpenVault, case: "Case", sellers: "Sequence[Seller]") -> None:
        super().__init__()
        set_role(self, "card")
        self._vault, self._case, self._sellers = vault, case, tuple(sellers)
        self._newest = Newest(vault, self)
        self._found: dict[str, Purchase] = {}
        self._chosen: str | None = None
        self.dialog: QDialog | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP)
        self.new = button(_("New purchase..."), self.ask_new)
        self.new.setIcon(icon("add"))
        layout.addWidget(label(_("Test purchases"), "heading"))
        self.told = words("", "muted")
        layout.addWidget(self.told)
        self.list = RowList(_("Test purchases"), _MOST_ROWS)
        self.list.chosen.connect(self._choose)
        layout.addWidget(self.list)
        self._entries = QVBoxLayout()
        self._entries.setSpacing(GAP)
        layout.addLayout(self._entries)
        self.record = button(_("Record what happened..."), self.ask_record)
        self.steps = button(_("Steps for a notary..."), self.ask_steps)
        layout.addLayout(FlowLayout(self.record, self.steps, self.new))
        self.written = words("", "muted")
        self.written.hide()
        layout.addWidget(self.written)
        self._show([])
        vault.casework_changed.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        """Read the purchases again."""
        case_id = self._case.id
        self._newest.read(
            lambda desk: desk.register.purchases(case_id), self._show, self._say_trouble
        )

    def ask_new(self) -> None:
        """Ask what was ordered, and of whom."""
        ids = list(self._case.captures)

        def ask(rows: list[dict[str, object]]) -> None:
            titles = {str(row["id"]): str(row["title"] or row["id"]) for row in rows}
            self.dialog = PurchaseDialog(self, self._sellers, titles, self._begin)
            self.dialog.open()

        self._vault.read(self, lambda desk: _titled(desk, ids), ask, self._vault.jobs.report)

    def ask_record(self) -> None:
        """Ask what happened to the chosen purchase."""
        self.dialog = EntryDialog(self, self._vault.desk.operator, self._record)
        self.dialog.open()

    def ask_undo(self, number: int) -> None:
        """Ask why an entry of the chosen purchase is taken back."""
        self.dialog = UndoDialog(self, number, self._vault.desk.operator, self._record)
        self.dialog.open()

    def ask_steps(self) -> None:
        """Ask in which language and file the chosen purchase's steps are to be."""
        self.dialog = StepsDialog(self, "purchase-steps.html", self.make_steps)
        self.dialog.open()

    def make_steps(self, out: Path, language: str) -> None:
        """Write the steps of the chosen purchase, for a notary or an app, to a new file."""
        chosen = self._chosen
        if chosen is None:
            return

        def end(_none: None) -> None:
            self.written.setText(_("Written: {path}").format(path=page_text(out, 400)))
            self.written.show()

        self._vault.read(
            self,
            lambda desk: purchase_steps(desk, chosen, out, language),
            end,
            self._vault.jobs.report,
        )

    def _begin(self, fields: dict[str, str]) -> None:
        said = {**fields, "case": self._case.id}

        def then(made: str) -> None:
            self._chosen = made
            self._vault.casework_changed.emit()

        title = _("Adding a test purchase")
        self._vault.write(self, title, lambda desk, _t: desk.register.begin_purchase(said), then)

    def _record(self, wish: PurchaseWish) -> None:
        chosen = self._chosen
        if chosen is not None:
            self._vault.write(
                self,
                _("Recording what happened to a test purchase"),
                lambda desk, _task: desk.register.record_purchase(chosen, wish),
                lambda _none: self._vault.casework_changed.emit(),
            )

    def _show(self, found: "Sequence[Purchase]") -> None:
        self._found = {one.id: one for one in found}
        if self._chosen not in self._found:
            self._chosen = next(iter(self._found), None)
        self.told.setText("" if found else _what_they_are())
        self.told.setVisible(not found)
        self.list.setVisible(bool(found))
        for act in (self.record, self.steps):
            act.setVisible(bool(found))
        self.list.show_rows([_row(one) for one in found], self._chosen)
        self._show_entries()

    def _choose(self, purchase_id: str) -> None:
        self._chosen = purchase_id
        self._show_entries()

    def _show_entries(self) -> None:
        while (item := self._entries.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        purchase = self._found.get(self._chosen or "")
        if purchase is None:
            return
        for entry in purchase.standing:
            self._entries.addWidget(self._entry(entry))
        if not purchase.standing:
            self._entries.addWidget(words(_("Nothing is recorded of the goods yet."), "muted"))

    def _entry(self, entry: "PurchaseEntry") -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        text = entry_line(entry)
        row.addWidget(words(text), 1)
        back: QPushButton = button(_("Take back..."), lambda: self.ask_undo(entry.number))
        back.setAccessibleDescription(text)
        row.addWidget(back, 0, Qt.AlignmentFlag.AlignTop)
        return box

    def _say_trouble(self, error: Exception) -> None:
        self.told.setText(words_of(error).message)
        self.told.show()


def _titled(desk: "Desk", ids: list[str]) -> list[dict[str, object]]:
    # What the index knows is what was sealed when it was last brought up to date.
    desk.captures()
    return desk.rows(ids)


def _row(purchase: "Purchase") -> Row:
    parts = []
    if purchase.ordered_on:
        parts.append(_("ordered {day}").format(day=purchase.ordered_on.isoformat()))
    if purchase.paid:
        parts.append(f"{purchase.paid.currency} {purchase.paid.amount:f}")
    name = page_text(purchase.order_no or _("without an order number"), 60)
    told = page_text(" · ".join(parts)) if parts else ""
    return Row(purchase.id, name, told, *appraisal_words(purchase.proof))


def _what_they_are() -> str:
    return _(
        "What was bought to look at the goods: each hand they went through is recorded by name, "
        "and nothing recorded is changed afterwards."
    )
