"""One right: what the register says, how its papers stand, its products, what was changed."""

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QBoxLayout, QFrame, QVBoxLayout, QWidget

from evidencekit.casework.document import document
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.cases.says import kind_of_right, or_unknown, status_of_right
from evidencekit.gui.parts import badge, button, card, label, page_text
from evidencekit.gui.pieces import named_values, words
from evidencekit.gui.rights.papers_card import PapersCard, until
from evidencekit.gui.rights.products_card import products_card
from evidencekit.gui.rights.says import field_words, value_words
from evidencekit.gui.rights.values import told
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import in_a_row

if TYPE_CHECKING:
    from evidencekit.bootstrap.register_desk import RightView
    from evidencekit.casework.model import Right
    from evidencekit.casework.right_parts import RightChange

_SHOWN_CHANGES, _CAP = 8, 2000


class RightPanel(QWidget):
    """Shows a right as of today; it is made anew when something changes.

    Signals: a power is to be withdrawn or that taken back (as `PapersCard` gives them), all
    changes are to be shown.
    """

    withdraw_wanted = Signal(str, str)
    take_back_wanted = Signal(str, str)
    history_wanted = Signal()

    def __init__(self, view: "RightView", today: date, actions: QWidget) -> None:
        super().__init__()
        self.right_id = view.right.id
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE + GAP, EDGE, EDGE + GAP, EDGE + GAP)
        layout.setSpacing(EDGE)
        layout.addWidget(words(title_of(view.right), "title"))
        layout.addWidget(actions)
        columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        columns.setSpacing(EDGE)
        layout.addLayout(columns)
        papers = PapersCard(view.right, view.unusable, today)
        papers.withdraw_wanted.connect(self.withdraw_wanted)
        papers.take_back_wanted.connect(self.take_back_wanted)
        left, right = QVBoxLayout(), QVBoxLayout()
        for side, cards in (
            (left, (_register_card(view.right), _parts_card(view.right))),
            (
                right,
                (papers, products_card(view), self._history_card(view.history)),
            ),
        ):
            side.setSpacing(EDGE)
            for one in cards:
                if one is not None:
                    side.addWidget(one)
            side.addStretch(1)
            columns.addLayout(side, 1)
        layout.addStretch(1)

    def _history_card(self, history: "tuple[RightChange, ...]") -> QFrame | None:
        if not history:
            return None
        frame, layout = card()
        layout.addWidget(label(_("History"), "heading"))
        for change in reversed(history[-_SHOWN_CHANGES:]):
            fields = ", ".join(field_words(name) for name in change.fields) or _("added")
            by = page_text(change.by, 60)
            layout.addWidget(words(f"{change.at:%Y-%m-%d} · {by} · {fields}", "muted"))
        hidden = len(history) - _SHOWN_CHANGES
        if hidden > 0:
            text = ngettext("{count} earlier change", "{count} earlier changes", hidden)
            layout.addWidget(words(text.format(count=hidden), "muted"))
        way = button(_("All changes..."), self.history_wanted.emit)
        layout.addWidget(way, 0, Qt.AlignmentFlag.AlignLeft)
        return frame


def title_of(right: "Right") -> str:
    """Return what a right is called."""
    return page_text(
        right.mark_text or (right.work.title if right.work else "") or right.reg_no or right.id
    )


def _register_card(right: "Right") -> QFrame:
    frame, layout = card()
    layout.addWidget(label(_("As the register has it"), "heading"))
    texts = {
        "kind": kind_of_right(right.kind),
        "jurisdiction": right.jurisdiction,
        "office": right.office,
        "reg_no": right.reg_no,
        "app_no": right.app_no,
        "owner_as_registered": right.owner_as_registered,
        "classes": ", ".join(map(str, right.classes)),
        "reg_date": right.reg_date.isoformat() if right.reg_date else "",
        "expiry": right.expiry.isoformat() if right.expiry else "",
    }
    if right.mark_type:
        texts["mark_type"] = value_words(right.mark_type.value)
    if right.register_kind:
        texts["register_kind"] = value_words(right.register_kind.value)
    pairs: list[tuple[str, QWidget]] = [
        (field_words(name), words(or_unknown(text))) for name, text in texts.items()
    ]
    pairs.insert(1, (field_words("status"), badge(*status_of_right(right.status))))
    layout.addLayout(named_values(pairs))
    if right.goods:
        layout.addWidget(words(page_text(right.goods, 600), "muted"))
    return frame


def _parts_card(right: "Right") -> QFrame | None:
    """Return what else is recorded, None where nothing is."""
    said = document(right)
    known_parts = {
        "class_goods": told("class_goods", said["class_goods"]),
        "territories": ", ".join(right.territories),
        "versions": in_a_row(
            " · ".join(part for part in (one.language, one.mark_text, one.owner, one.goods) if part)
            for one in right.versions
        ),
        "licensees": in_a_row(
            " · ".join(part for part in (one.name, one.territory, until(one.until)) if part)
            for one in right.licensees
        ),
        "recordals": in_a_row(
            " · ".join(part for part in (one.authority, one.number, until(one.expiry)) if part)
            for one in right.recordals
        ),
        "registry_ids": in_a_row(f"{one.platform} · {one.number}" for one in right.registry_ids),
        "work": told("work", said["work"]),
        "own_work_url": right.own_work_url,
        "holder": told("holder", said["holder"]),
        "register_extract": right.register_extract or "",
    }
    known = [(name, text) for name, text in known_parts.items() if text]
    if not known:
        return None
    frame, layout = card()
    layout.addWidget(label(_("More of it"), "heading"))
    layout.addLayout(
        named_values([(field_words(name), words(page_text(text, _CAP))) for name, text in known])
    )
    return frame
