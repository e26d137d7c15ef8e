"""The dialog in which a named person records what a recipient did with a complaint."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from evidencekit.casework.model import StepKind, StepWish
from evidencekit.domain.money import Money
from evidencekit.foundation.catalogue import _
from evidencekit.gui.cases.papers_line import PapersLine
from evidencekit.gui.cases.says import rule_words, rules_known, step_words
from evidencekit.gui.parts import button, label, page_text
from evidencekit.gui.pieces import words
from evidencekit.gui.theme import EDGE, GAP

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk_following import ComplaintHistory

_WIDTH, _WORDS_HIGH, _LISTINGS_HIGH = 660, 76, 132
_SEIZED = StepKind.SEIZED


class StepDialog(QDialog):
    """Asks what happened; `then` gets it and the name of the person who says so.

    That name begins as `operator`.
    """

    def __init__(
        self,
        parent: QWidget,
        history: "ComplaintHistory",
        operator: str,
        then: Callable[[StepWish, str], None],
    ) -> None:
        super().__init__(parent)
        self._history, self._then = history, then
        self.setWindowTitle(_("Record what happened"))
        self.setMinimumWidth(_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 4)
        layout.addWidget(label(_("Record what happened"), "title"))
        layout.addWidget(words(_meaning(), "muted"))
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(EDGE)
        self._form.setVerticalSpacing(GAP)
        layout.addLayout(self._form)
        self._make_fields(operator)
        self.listings = self._make_listings(layout)
        self.trouble = words("", "muted")
        layout.addWidget(self.trouble)
        end = QHBoxLayout()
        end.addStretch(1)
        end.addWidget(button(_("Cancel"), self.reject))
        self.act = button(_("Record"), self._finish, primary=True)
        self.act.setDefault(True)
        end.addWidget(self.act)
        layout.addLayout(end)
        self._look()

    @property
    def kind(self) -> StepKind:
        """Return what is chosen."""
        return StepKind(self.what.currentData())

    def _make_fields(self, operator: str) -> None:
        self.what = QComboBox()
        for kind in self._history.may:
            self.what.addItem(step_words(kind), kind.value)
        self.day = QDateEdit(QDate.fromString(self._history.today.isoformat(), "yyyy-MM-dd"))
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.day.setMaximumDate(self.day.date())
        self.reference, self.name, self.pieces, self.value = (QLineEdit() for _each in range(4))
        self.name.setText(operator)
        self.reason = QPlainTextEdit()
        self.reason.setFixedHeight(_WORDS_HIGH)
        self.reason.setTabChangesFocus(True)
        self.files = PapersLine(_("Papers"), _("Choose what came with it"))
        self.files.setPlaceholderText(_("a receipt, a counter-notice: PDF, PNG, JPEG"))
        self.rule = QComboBox()
        self.rule.addItem(_("none, or not known"), "")
        for rule in rules_known():
            self.rule.addItem(rule_words(rule), rule)
        self.value.setPlaceholderText("52000 CNY")
        for field, caption in (
            (self.what, _("What happened")),
            (self.day, _("Day")),
            (self.reference, _("Their number")),
            (self.reason, _("Their own words")),
            (self.rule, _("Rule that would have caught it")),
            (self.pieces, _("Pieces seized")),
            (self.value, _("Value seized")),
            (self.files.row, _("Papers")),
            (self.name, _("Name of the person who records it")),
        ):
            field.setAccessibleName(caption)
            self._form.addRow(caption, field)
        self.what.currentIndexChanged.connect(self._look)
        self.reason.textChanged.connect(self._look)
        for line in (self.name, self.pieces, self.value, self.files):
            line.textChanged.connect(self._look)

    def _make_listings(self, layout: QVBoxLayout) -> dict[str, QCheckBox]:
        boxes = {one: QCheckBox(page_text(title, 70)) for one, title in self._history.listings}
        if len(boxes) == 1:
            return boxes
        layout.addWidget(label(_("Which listings it concerns"), "heading"))
        inner = QWidget()
        rows = QVBoxLayout(inner)
        for box in boxes.values():
            box.setChecked(True)
            box.toggled.connect(self._look)
            rows.addWidget(box)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setAccessibleName(_("Which listings it concerns"))
        area.setMaximumHeight(_LISTINGS_HIGH)
        area.setWidget(inner)
        layout.addWidget(area)
        return boxes

    def _look(self) -> None:
        refused, seized = self.kind is StepKind.REJECTED, self.kind is _SEIZED
        for field, wanted in ((self.rule, refused), (self.pieces, seized), (self.value, seized)):
            field.setVisible(wanted)
            caption = self._form.labelForField(field)
            assert isinstance(caption, QLabel)  # noqa: S101  # it was made with its row
            caption.setVisible(wanted)
        said = bool(self.reason.toPlainText().strip()) or not refused
        fault = self.files.fault
        self.trouble.setText(fault)
        self.trouble.setVisible(bool(fault))
        self.act.setEnabled(
            bool(self.name.text().strip())
            and said
            and not fault
            and bool(self._chosen())
            and self._figures_right()
        )

    def _chosen(self) -> tuple[str, ...]:
        if len(self.listings) == 1:
            return tuple(self.listings)
        return tuple(one for one, box in self.listings.items() if box.isChecked())

    def _figures_right(self) -> bool:
        if self.kind is not _SEIZED:
            return True
        try:
            self._money()
        except ValueError:
            return False
        pieces = self.pieces.text().strip()
        return not pieces or (pieces.isascii() and pieces.isdecimal())

    def _money(self) -> Money | None:
        text = self.value.text().strip()
        return Money.of(text) if text else None

    def _finish(self) -> None:
        chosen = self._chosen()
        everything = chosen == self._history.complaint.captures
        seized, pieces = self.kind is _SEIZED, self.pieces.text().strip()
        wish = StepWish(
            self.kind,
            date.fromisoformat(self.day.date().toString("yyyy-MM-dd")),
            () if everything else chosen,
            self.reference.text(),
            self.reason.toPlainText(),
            (self.rule.currentData() or None) if self.kind is StepKind.REJECTED else None,
            int(pieces) if seized and pieces else None,
            self._money() if seized else None,
            self.files.paths,
        )
        self._then(wish, self.name.text().strip())
        self.accept()


def _meaning() -> str:
    return _(
        "It is kept with your name and never changed afterwards. This program files nothing and "
        "withdraws nothing: do that at the recipient, then record it here."
    )
