"""One case: its right, its sellers, its captures, its complaints, each as a card."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget
from typing_extensions import override

from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.cases.captures import CapturesCard
from evidencekit.gui.cases.complaints import ComplaintsCard
from evidencekit.gui.cases.leaving import LeavingCard
from evidencekit.gui.cases.purchases import PurchasesCard
from evidencekit.gui.cases.recheck_dialog import RecheckDialog
from evidencekit.gui.cases.says import kind_of_right, or_unknown, status_of_right
from evidencekit.gui.cases.work import CaseWorkCard
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import badge, card, label
from evidencekit.gui.pieces import named_values, words
from evidencekit.gui.theme import EDGE, GAP

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import CaseView
    from evidencekit.casework.model import Right, Seller

# Narrower than this, the complaints stand below the rest.
_TWO_COLUMNS = 760


class CasePanel(QWidget):
    """Shows a case.

    `open_wanted` gives a capture's id and all ids of the case, `right_wanted` a right's id.
    """

    open_wanted = Signal(str, list)
    right_wanted = Signal(str)

    def __init__(self, vault: OpenVault, case: "CaseView", names: dict[str, str]) -> None:
        super().__init__()
        self._vault = vault
        self.case_id, self._held = case.case.id, _held(case)
        self.dialog: RecheckDialog | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE + GAP, GAP, EDGE + GAP, EDGE + GAP)
        layout.setSpacing(EDGE)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._columns.setSpacing(EDGE)
        layout.addLayout(self._columns)
        layout.addStretch(1)
        facts = QVBoxLayout()
        facts.setSpacing(EDGE)
        facts.addWidget(_right_card(case.right, vault.desk.now().date().isoformat()))
        facts.addWidget(_sellers_card(case.sellers))
        self.captures = CapturesCard(vault, case.case.captures)
        self._among = list(case.case.captures)
        self.captures.opened.connect(self._open)
        self.captures.again_wanted.connect(self.ask_again)
        facts.addWidget(self.captures)
        self.work = CaseWorkCard(vault, case.case.id)
        facts.addWidget(self.work)
        facts.addStretch(1)
        self._columns.addLayout(facts, 5)
        self.complaints = ComplaintsCard(vault)
        self.complaints.place_wanted.connect(self._open)
        self.purchases = PurchasesCard(vault, case.case, case.sellers)
        self.leaving = LeavingCard(vault, case.case.id)
        deeds = QVBoxLayout()
        deeds.setSpacing(EDGE)
        for part in (self.complaints, self.purchases, self.leaving):
            deeds.addWidget(part)
        deeds.addStretch(1)
        self._columns.addLayout(deeds, 6)
        self.show_complaints(case, names)

    def ask_again(self) -> None:
        """Ask whether the listings of the case are to be visited again."""
        # Of the window: what is shown here is made anew when the visits end.
        self.dialog = RecheckDialog(self._vault, self.case_id, self.window())
        self.dialog.open()

    def _open(self, wanted: str) -> None:
        if wanted.startswith("r-"):
            self.right_wanted.emit(wanted)
        else:
            self.open_wanted.emit(wanted, self._among)

    def shows(self, case: "CaseView") -> bool:
        """Say whether right, sellers and captures of a case are those that stand here."""
        return _held(case) == self._held

    def show_complaints(self, case: "CaseView", names: dict[str, str]) -> None:
        """Show the complaints anew, where the rest of the case is as it was."""
        self.complaints.show_case(case, names)

    @override
    def minimumSizeHint(self) -> QSize:
        # Two columns must not keep the page from growing so narrow that it takes one.
        return QSize(320, super().minimumSizeHint().height())

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        side = QBoxLayout.Direction
        wide = event.size().width() >= _TWO_COLUMNS
        self._columns.setDirection(side.LeftToRight if wide else side.TopToBottom)
        super().resizeEvent(event)


def _held(case: "CaseView") -> tuple[object, ...]:
    return case.case.id, case.case.captures, case.right, case.sellers


def _right_card(right: "Right", today: str) -> QFrame:
    frame, layout = card()
    layout.addWidget(label(_("Right"), "heading"))
    expiry = right.expiry.isoformat() if right.expiry else ""
    if expiry and expiry < today:
        ends: QWidget = badge(_("expired on {day}").format(day=expiry), "bad")
    else:
        ends = words(expiry or _("unknown"))
    pairs: list[tuple[str, QWidget]] = [
        (_("Mark"), words(or_unknown(right.mark_text))),
        (_("Kind"), words(kind_of_right(right.kind))),
        (_("Number"), words(or_unknown(right.reg_no))),
        (_("Office"), words(or_unknown(right.office))),
        (_("Owner"), words(or_unknown(right.owner_as_registered))),
        (_("Status"), badge(*status_of_right(right.status))),
        (_("Expires"), ends),
    ]
    layout.addLayout(named_values(pairs))
    return frame


def _sellers_card(sellers: "tuple[Seller, ...]") -> QFrame:
    frame, layout = card()
    count = len(sellers)
    heading = ngettext("Seller", "Sellers", count) if count else _("Sellers")
    layout.addWidget(label(heading, "heading"))
    if not sellers:
        layout.addWidget(words(_("No seller is named in this case."), "muted"))
    for seller in sellers:
        pairs: list[tuple[str, QWidget]] = [
            (_("Name"), words(or_unknown(seller.name))),
            (_("Platform"), words(or_unknown(seller.platform))),
            (_("Shop"), words(or_unknown(seller.url))),
        ]
        layout.addLayout(named_values(pairs))
    return frame
