"""The papers of a right on its page: certificate, powers of attorney, others; how each stands."""

from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from evidencekit.casework.right_state import certificate_state, power_state
from evidencekit.foundation.catalogue import _
from evidencekit.gui.parts import badge, button, label, page_text, set_role
from evidencekit.gui.pieces import named_values, words
from evidencekit.gui.rights.says import certificate_words, paper_words, part_words, state_words
from evidencekit.gui.rights.values import told
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import paired

if TYPE_CHECKING:
    from evidencekit.casework.model import Right
    from evidencekit.casework.right_parts import PowerOfAttorney, RightPaper


class PapersCard(QFrame):
    """Shows the papers as of a day.

    Both signals give the hash of a power's file and whose power it is: one that is to be
    withdrawn, or one whose withdrawal is to be taken back.
    """

    withdraw_wanted = Signal(str, str)
    take_back_wanted = Signal(str, str)

    def __init__(self, right: "Right", unusable: frozenset[str], today: date) -> None:
        super().__init__()
        set_role(self, "card")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP)
        layout.addWidget(label(_("Papers"), "heading"))
        state = certificate_words(certificate_state(right, unusable))
        layout.addLayout(named_values([(_("Certificate"), badge(*state))]))
        if not right.powers:
            layout.addWidget(words(_("No power of attorney: only the owner can file."), "muted"))
        for power in right.powers:
            layout.addWidget(_power(power, right, state_words(power_state(power, unusable, today))))
            layout.addWidget(self._way(power), 0, Qt.AlignmentFlag.AlignLeft)
        for paper in right.papers:
            layout.addWidget(_paper(paper))

    def _way(self, power: "PowerOfAttorney") -> QPushButton:
        """Return the button that withdraws a power, or takes that back."""
        agent, digest = page_text(power.agent), PurePosixPath(power.file).stem
        if power.ended_on is None:
            made = button(_("Withdraw..."), lambda: self.withdraw_wanted.emit(digest, agent))
            named = _("Withdraw the power of {agent}")
        else:
            text = _("Take the withdrawal back...")
            made = button(text, lambda: self.take_back_wanted.emit(digest, agent))
            named = _("Take the withdrawal of the power of {agent} back")
        made.setAccessibleName(named.format(agent=agent))
        return made


def until(day: date | None) -> str:
    """Return until when something holds, empty where no end is recorded."""
    return _("until {day}").format(day=day.isoformat()) if day else ""


def _power(power: "PowerOfAttorney", right: "Right", state: tuple[str, str]) -> QWidget:
    box, layout = _box(GAP)
    row = QHBoxLayout()
    row.addWidget(words(_("Power of {agent}").format(agent=page_text(power.agent))), 1)
    row.addWidget(badge(*state), 0, Qt.AlignmentFlag.AlignTop)
    layout.addLayout(row)
    names = _("Names {rights} · for {recipients}")
    named = right.reg_no or _("this right")
    rights = (named if one == right.id else one for one in power.rights)
    text = names.format(
        rights=page_text(", ".join(dict.fromkeys(rights)), 160),
        recipients=page_text(", ".join(power.recipients), 160),
    )
    layout.addWidget(words(text, "muted"))
    start, end, ended = (
        day.isoformat() if day else "" for day in (power.valid_from, power.valid_to, power.ended_on)
    )
    days = {"valid_from": start, "valid_to": end, "ended_on": ended}
    more = {name: getattr(power, name) for name in ("notarised", "apostille", "language", "scope")}
    translation = _("kept here") if power.translation else ""
    for line in (days, more | {"translation": translation}):
        pairs = ((part_words(name), told(name, value)) for name, value in line.items())
        shown = " · ".join(paired(name, value) for name, value in pairs if value)
        if shown:
            layout.addWidget(words(shown, "muted"))
    return box


def _paper(paper: "RightPaper") -> QWidget:
    box, layout = _box(0)
    ends = f" · {until(paper.valid_to)}" if paper.valid_to else ""
    text = paired(paper_words(paper.kind), f"{page_text(paper.name, 80)}{ends}")
    layout.addWidget(words(text))
    kept = f"{paper.at:%Y-%m-%d} · {page_text(paper.by, 60)}"
    for part in (paper.language, paper.remark):
        kept += f" · {page_text(part, 600)}" if part else ""
    layout.addWidget(words(kept, "muted"))
    return box


def _box(above: int) -> tuple[QWidget, QVBoxLayout]:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, above, 0, 0)
    layout.setSpacing(GAP // 2)
    return box, layout
