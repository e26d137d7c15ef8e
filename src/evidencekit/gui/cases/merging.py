"""Cases merged into one another and taken apart again; nothing is moved by either."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.deeds import Deed
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, page_text
from evidencekit.gui.pieces import words
from evidencekit.gui.theme import GAP

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk

# Pairs of a case's id and its name.
Named = Sequence[tuple[str, str]]


class MergeDialog(AskDialog):
    """Asks into which of `others`, why and by whom; `then` gets the id, the reason, the name."""

    def __init__(
        self, parent: QWidget, operator: str, others: Named, then: Callable[[str, str, str], None]
    ) -> None:
        super().__init__(_("Merge into another case"), _what_it_does(), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then = then
        self.into, self.reason = QComboBox(), QLineEdit()
        for key, name in others:
            self.into.addItem(page_text(name, 80), key)
        self.add_field(_("Into which case"), self.into)
        self.add_field(_("Reason"), self.reason)
        self.by = self.add_person(operator)
        self.add_end(_("Merge"), self._finish)
        for line in (self.reason, self.by):
            line.textChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        fault = "" if self.by.text().strip() else _("A name is needed.")
        if not self.reason.text().strip():
            fault = _("Say why they are one matter.")
        self.say(fault)
        self.act.setEnabled(not fault)

    def _finish(self) -> None:
        into = str(self.into.currentData())
        self._then(into, self.reason.text().strip(), self.by.text().strip())
        self.accept()


def merge_deed(vault: OpenVault, merged: tuple[Sequence[str], str], reason: str, by: str) -> Deed:
    """Return the deed that has some cases show in another."""
    cases, into = merged

    def forth(desk: "Desk") -> None:
        for one in cases:
            desk.register.merge(one, into, reason, by)

    def back(desk: "Desk", _none: object) -> None:
        for one in reversed(cases):
            desk.register.separate(one, by)

    return Deed(_("Merge cases"), forth, back, vault.casework_changed.emit)


def archive_deed(vault: OpenVault, cases: Sequence[str], *, away: bool) -> Deed:
    """Return the deed that puts cases away, or takes them out again."""
    by = vault.desk.operator

    def put(desk: "Desk", archived: bool) -> None:  # ours
        for one in cases:
            desk.register.archive(one, by, archived=archived)

    return Deed(
        _("Put the case away") if away else _("Take the case out again"),
        lambda desk: put(desk, away),
        lambda desk, _none: put(desk, not away),
        vault.casework_changed.emit,
    )


def merged_row(vault: OpenVault, into: str, case: tuple[str, str]) -> QWidget:
    """Return a line that names a case merged into this one, with the way to take it out."""
    case_id, name = case
    by = vault.desk.operator
    deed = Deed(
        _("Take a case apart"),
        lambda desk: desk.register.separate(case_id, by),
        lambda desk, _none: desk.register.merge(case_id, into, _("merged again"), by),
        vault.casework_changed.emit,
    )
    box = QWidget()
    row = QHBoxLayout(box)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(GAP)
    told = page_text(name, 120)
    row.addWidget(words(_("Merged into this case: {name}").format(name=told)), 1)
    apart = button(_("Take apart"), lambda: vault.deeds.do(deed))
    apart.setAccessibleName(_("Take apart: {name}").format(name=told))
    row.addWidget(apart, 0, Qt.AlignmentFlag.AlignTop)
    return box


def _what_it_does() -> str:
    return _(
        "A merged case shows in the other one, with its rights, sellers, captures, notes and "
        "tasks. Nothing is moved, complaints stay as they are, and what counts under a right "
        "counts as before. It can be taken back."
    )
