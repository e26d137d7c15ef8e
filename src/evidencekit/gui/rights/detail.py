"""One right: what the register says, how its papers stand, its products, what was changed."""

from datetime import date
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from evidencekit.casework.right_state import certificate_state, power_state
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.cases.says import kind_of_right, or_unknown, status_of_right
from evidencekit.gui.parts import badge, button, card, label, page_text
from evidencekit.gui.pieces import named_values, words
from evidencekit.gui.rights.says import (
    certificate_words,
    field_words,
    paper_words,
    state_words,
)
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import in_a_row, paired

if TYPE_CHECKING:
    from evidencekit.bootstrap.register_desk import Cells, RightView
    from evidencekit.casework.model import Right
    from evidencekit.casework.products import Product
    from evidencekit.casework.right_parts import PowerOfAttorney, RightChange

_SHOWN_CHANGES = 8
_PHOTO = 112


class RightPanel(QWidget):
    """Shows a right as of today; it is made anew when something changes.

    `withdraw_wanted` gives the hash of a power's file and whose power it is.
    """

    withdraw_wanted = Signal(str, str)

    def __init__(self, view: "RightView", today: date, actions: QWidget) -> None:
        super().__init__()
        self.right_id = view.right.id
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE + GAP, EDGE, EDGE + GAP, EDGE + GAP)
        layout.setSpacing(EDGE)
        layout.addWidget(words(_title(view.right), "title"))
        layout.addWidget(actions)
        columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        columns.setSpacing(EDGE)
        layout.addLayout(columns)
        left, right = QVBoxLayout(), QVBoxLayout()
        for side, cards in (
            (left, (_register_card(view.right), _parts_card(view.right))),
            (
                right,
                (self._papers_card(view, today), _products_card(view), _history_card(view.history)),
            ),
        ):
            side.setSpacing(EDGE)
            for one in cards:
                if one is not None:
                    side.addWidget(one)
            side.addStretch(1)
            columns.addLayout(side, 1)
        layout.addStretch(1)

    def _papers_card(self, view: "RightView", today: date) -> QFrame:
        right, unusable = view.right, view.unusable
        frame, layout = card()
        layout.addWidget(label(_("Papers"), "heading"))
        state = certificate_words(certificate_state(right, unusable))
        layout.addLayout(named_values([(_("Certificate"), badge(*state))]))
        if not right.powers:
            layout.addWidget(words(_("No power of attorney: only the owner can file."), "muted"))
        for power in right.powers:
            stands = state_words(power_state(power, unusable, today))
            layout.addWidget(_power(power, right, stands))
            if power.ended_on is None:
                layout.addWidget(self._withdraw(power), 0, Qt.AlignmentFlag.AlignLeft)
        for paper in right.papers:
            ends = f" · {_until(paper.valid_to)}" if paper.valid_to else ""
            text = paired(paper_words(paper.kind), f"{page_text(paper.name, 80)}{ends}")
            layout.addWidget(words(text))
        return frame

    def _withdraw(self, power: "PowerOfAttorney") -> QPushButton:
        agent, digest = page_text(power.agent), PurePosixPath(power.file).stem
        made = button(_("Withdraw..."), lambda: self.withdraw_wanted.emit(digest, agent))
        made.setAccessibleName(_("Withdraw the power of {agent}").format(agent=agent))
        return made


def _title(right: "Right") -> str:
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
    told = {
        "territories": ", ".join(right.territories),
        "versions": in_a_row(
            " · ".join(part for part in (one.language, one.mark_text, one.owner) if part)
            for one in right.versions
        ),
        "licensees": in_a_row(
            " · ".join(part for part in (one.name, one.territory, _until(one.until)) if part)
            for one in right.licensees
        ),
        "recordals": in_a_row(
            " · ".join(part for part in (one.authority, one.number, _until(one.expiry)) if part)
            for one in right.recordals
        ),
        "registry_ids": in_a_row(f"{one.platform} · {one.number}" for one in right.registry_ids),
        "own_work_url": right.own_work_url,
        "register_extract": right.register_extract or "",
    }
    known = [(name, text) for name, text in told.items() if text]
    if not known:
        return None
    frame, layout = card()
    layout.addWidget(label(_("More of it"), "heading"))
    layout.addLayout(
        named_values([(field_words(name), words(page_text(text, 600))) for name, text in known])
    )
    return frame


def _power(power: "PowerOfAttorney", right: "Right", state: tuple[str, str]) -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, GAP, 0, 0)
    layout.setSpacing(GAP // 2)
    row = QHBoxLayout()
    row.addWidget(words(_("Power of {agent}").format(agent=page_text(power.agent))), 1)
    row.addWidget(badge(*state), 0, Qt.AlignmentFlag.AlignTop)
    layout.addLayout(row)
    names = _("Names {rights} · for {recipients}")
    named = right.reg_no or _("this right")
    rights = (named if one == right.id else one for one in power.rights)
    told = names.format(
        rights=page_text(", ".join(dict.fromkeys(rights)), 160),
        recipients=page_text(", ".join(power.recipients), 160),
    )
    layout.addWidget(words(told, "muted"))
    if power.valid_to is not None:
        layout.addWidget(words(_until(power.valid_to), "muted"))
    return box


def _products_card(view: "RightView") -> QFrame:
    frame, layout = card()
    layout.addWidget(label(_("Genuine products"), "heading"))
    if not view.products:
        layout.addWidget(words(_("None recorded. They are what a copy is held against."), "muted"))
    for product in view.products:
        layout.addWidget(_product(product, view.cells))
    return frame


def _product(product: "Product", cells: "dict[str, Cells | None]") -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, GAP // 2, 0, 0)
    layout.setSpacing(GAP // 2)
    named = " · ".join(part for part in (product.name, product.sku) if part)
    layout.addWidget(words(page_text(named)))
    for price in product.prices:
        money = f"{price.price.amount} {price.price.currency}"
        text = f"{money} · {price.day.isoformat()} · {page_text(price.source, 120)}"
        layout.addWidget(words(text, "muted"))
    row = QHBoxLayout()
    row.setSpacing(GAP)
    for photo in product.photos:
        row.addWidget(_photo(cells.get(photo.sha256), page_text(product.name)))
    row.addStretch(1)
    layout.addLayout(row)
    if product.security:
        told = badge(_("Security features: confidential, in no packet"), "warn")
        layout.addWidget(told, 0, Qt.AlignmentFlag.AlignLeft)
    return box


def _photo(cells: "Cells | None", name: str) -> QLabel:
    shown = QLabel()
    shown.setAccessibleName(_("Photo of {product}").format(product=name))
    if cells is None:
        shown.setText(_("This picture can't be shown."))
        return shown
    width, height, rows = cells
    image = QImage(rows, width, height, width * 3, QImage.Format.Format_RGB888)
    keep = Qt.AspectRatioMode.KeepAspectRatio
    smooth = Qt.TransformationMode.SmoothTransformation
    shown.setPixmap(QPixmap.fromImage(image).scaled(_PHOTO, _PHOTO, keep, smooth))
    return shown


def _history_card(history: "tuple[RightChange, ...]") -> QFrame | None:
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
    return frame


def _until(day: date | None) -> str:
    return _("until {day}").format(day=day.isoformat()) if day else ""
