"""What people decided about who is one hand: asking for it, showing it, taking it back."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from evidencekit.bootstrap.seller_desk import SellerDesk
from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.deeds import Deed
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, page_text
from evidencekit.gui.pieces import words
from evidencekit.gui.reason_dialog import ReasonDialog
from evidencekit.gui.words import local_time

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.casework.seller_groups import SellerDecision

_Object = Mapping[str, Any]
_MOST = 50
_ACTIONS = {"merge": N_("One hand, says {by}, {time}: {reason}"),
            "split": N_("Taken out by {by}, {time}: {reason}")}  # fmt: skip


class Decisions(QWidget):
    """Lists decisions that stand, newest first, each to be taken back by whom the vault is of."""

    def __init__(self, vault: OpenVault, decisions: object) -> None:
        super().__init__()
        self._vault = vault
        listed = decisions if isinstance(decisions, list) else []
        known = [one for one in listed if not one["undone_by"]]
        self.buttons: list[QPushButton] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for one in list(reversed(known))[:_MOST]:
            row = QHBoxLayout()
            row.addWidget(words(_told(one)), 1)
            back = button(_("Undo"), partial(self._undo, int(one["number"])))
            back.setToolTip(_("As if it had not been said; who took it back is kept"))
            self.buttons.append(back)
            row.addWidget(back)
            layout.addLayout(row)
        self.setVisible(bool(known))

    def _undo(self, number: int) -> None:
        by = self._vault.desk.operator
        said: list[SellerDecision] = []

        def forth(desk: "Desk") -> None:
            # Said anew it is a new decision: the next taking back is about that.
            numbers = [one.id for one in said] or [number]
            said[:] = SellerDesk(desk).undo(numbers, by)

        def back(desk: "Desk", _none: object) -> None:
            said[:] = SellerDesk(desk).say_again(said, by)

        changed = self._vault.casework_changed.emit
        self._vault.deeds.do(Deed(_("Take a decision back"), forth, back, changed))


def ask_one_hand(parent: QWidget, vault: OpenVault, keys: Sequence[str]) -> ReasonDialog:
    """Ask why these shops are one hand, and who says so; record it."""
    name = _("Say that they are one hand")
    told = _("They count together from now on. It can be undone; every word has its person.")
    dialog = ReasonDialog(parent, name, told, vault.desk.operator)

    def record(reason: str, by: str) -> None:
        decide(vault, name, lambda desk: SellerDesk(desk).merge_all(keys, reason, by), by)

    dialog.said.connect(record)
    dialog.open()
    return dialog


def decide(
    vault: OpenVault, name: str, work: "Callable[[Desk], list[SellerDecision]]", by: str
) -> None:
    """Record decisions about hands as a deed; `work` makes them the first time."""
    said: list[SellerDecision] = []

    def forth(desk: "Desk") -> None:
        # Who was only seen in captures is in the register since, under an id.
        said[:] = SellerDesk(desk).say_again(said, by) if said else work(desk)

    def back(desk: "Desk", _none: object) -> None:
        SellerDesk(desk).undo([one.id for one in said], by)

    vault.deeds.do(Deed(name, forth, back, vault.casework_changed.emit))


def _told(one: _Object) -> str:
    text = _(_ACTIONS.get(str(one["action"]), _ACTIONS["merge"]))
    return page_text(
        text.format(by=one["by"], time=local_time(one["at"]), reason=one["reason"]), 400
    )
