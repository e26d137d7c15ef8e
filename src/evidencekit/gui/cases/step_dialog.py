"""The dialog in which a named person records what a recipient did with a complaint."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDateEdit,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from evidencekit.casework.model import StepKind, StepWish
from evidencekit.domain.money import Money
from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.cases.papers_line import PapersLine
from evidencekit.gui.cases.says import rule_words, rules_known, step_words
from evidencekit.gui.parts import label, page_text

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk_following import ComplaintHistory

_WORDS_HIGH = 76
_SEIZED = StepKind.SEIZED


class StepDialog(AskDialog):
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
        super().__init__(_("Record what happened"), _meaning(), parent)
        self._history, self._then = history, then
        self._make_fields(operator)
        self.listings = self._make_listings()
        self.add_end(_("Record"), self._finish)
        self.what.currentIndexChanged.connect(self._look)
        self.reason.textChanged.connect(self._look)
        for line in (self.name, self.pieces, self.value, self.files):
            line.textChanged.connect(self._look)
        for box in self.listings.values():
            box.toggled.connect(self._look)
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
            self.add_field(caption, field)

    def _make_listings(self) -> dict[str, QCheckBox]:
        boxes = {one: QCheckBox(page_text(title, 70)) for one, title in self._history.listings}
        if len(boxes) == 1:
            return boxes
        self.fields.addRow(label(_("Which listings it concerns"), "heading"))
        for box in boxes.values():
            box.setChecked(True)
            self.fields.addRow(box)
        return boxes

    def _look(self) -> None:
        refused, seized = self.kind is StepKind.REJECTED, self.kind is _SEIZED
        for field, wanted in ((self.rule, refused), (self.pieces, seized), (self.value, seized)):
            self.fields.setRowVisible(field, wanted)
        self.fit()
        said = bool(self.reason.toPlainText().strip()) or not refused
        fault = self.files.fault
        self.say(fault)
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
