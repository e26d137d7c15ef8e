"""The dialogs of rules: what a file would change, where a source was read, own rules taken away."""

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QDate, Qt
from PySide6.QtWidgets import (
    QDateEdit,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from evidencekit.bootstrap.desk_rules import ReadAt
from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog, PersonDialog
from evidencekit.gui.cases.composer.ticks import Tick, TickList
from evidencekit.gui.parts import badge, label, page_text
from evidencekit.gui.pieces import words
from evidencekit.gui.rules.says import (
    change_words,
    changes_told,
    fact_status,
    fact_words,
    file_name,
    value_words,
)
from evidencekit.gui.theme import GAP
from evidencekit.gui.words import paired

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk_rules import GivenRules
    from evidencekit.casework.dated_facts import RuleFact
    from evidencekit.services.rule_files import RuleFile
    from evidencekit.services.ruling import FileChange

_WIDTH = 680
_MOST_TICKS, _MOST_LINES = 4, 60


class TakeRulesDialog(AskDialog):
    """Shows what a data pack or own rules would change; `then` gets the name of who takes it."""

    def __init__(
        self, parent: QWidget, operator: str, given: "GivenRules", then: Callable[[str], None]
    ) -> None:
        title = _("Take in a data pack") if given.pack else _("Add rules of your own")
        super().__init__(title, _what_a_pack_does() if given.pack else _what_own_do(), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then, self._given = then, given
        self.fields.addRow(words(page_text(given.path.name, 120), "muted"))
        for change in given.changes:
            self.fields.addRow(_change(change))
        self.by = self.add_person(operator)
        self.by.textChanged.connect(self._look)
        self.add_end(_("Take in") if given.pack else _("Add"), self._finish)
        self._look()
        self.setMinimumWidth(_WIDTH)

    def _look(self) -> None:
        fault = "" if self.by.text().strip() else _("A name is needed.")
        if not self._given.is_new:
            fault = _("Nothing in it is newer than what is here.")
        self.say(fault)
        self.act.setEnabled(not fault)

    def _finish(self) -> None:
        self._then(self.by.text().strip())
        self.accept()


class ReadSourceDialog(AskDialog):
    """Asks which rules a person read at their source, where and when; `then` gets it all."""

    def __init__(
        self,
        parent: QWidget,
        operator: str,
        told: "tuple[RuleFile, date]",
        then: Callable[[ReadAt], None],
    ) -> None:
        file, today = told
        title = _("Record that you read the source")
        super().__init__(title, _what_reading_does(), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then = then
        self.facts = TickList(_("Rules that you read"), _MOST_TICKS)
        # What waits to be read comes first.
        held = [one for one in file.facts if one.holds_on(today) and one.value is not None]
        rows = {one.name: _line_of(one) for one in sorted(held, key=lambda one: not one.is_open)}
        self.facts.show_rows([Tick(name, text) for name, text in rows.items()], ())
        self.where = QLineEdit()
        self.where.setPlaceholderText(_("an address, or a book and its edition"))
        self.day = QDateEdit(QDate.fromString(today.isoformat(), "yyyy-MM-dd"))
        self.day.setDisplayFormat("yyyy-MM-dd")
        self.day.setCalendarPopup(True)
        self.day.setMaximumDate(self.day.date())
        self.fields.addRow(words(file_name(file), "heading"))
        # Their words are long: they take the whole width.
        self.fields.addRow(label(_("Rules that you read"), "muted"))
        self.fields.addRow(self.facts)
        self.add_field(_("Where"), self.where)
        self.add_field(_("Day"), self.day)
        self.by = self.add_person(operator)
        self.add_end(_("Record"), self._finish)
        self.facts.changed.connect(self._look)
        for line in (self.where, self.by):
            line.textChanged.connect(self._look)
        self._look()
        self.setMinimumWidth(_WIDTH)

    def _look(self) -> None:
        fault = ""
        if not self.facts.ticked:
            fault = _("Tick what you read.")
        elif not self.where.text().strip():
            fault = _("Say where: an address, or a book and its edition.")
        elif not self.by.text().strip():
            fault = _("A name is needed.")
        self.say(fault)
        self.act.setEnabled(not fault)

    def _finish(self) -> None:
        day = date.fromisoformat(self.day.date().toString("yyyy-MM-dd"))
        where, by = self.where.text().strip(), self.by.text().strip()
        self._then(ReadAt(self.facts.ticked, where, day, by))
        self.accept()


class TakeAwayDialog(PersonDialog):
    """Asks who takes the firm's own rules away; `then` gets the name."""

    def __init__(
        self, parent: QWidget, operator: str, name: str, then: Callable[[str], None]
    ) -> None:
        super().__init__(_("Take your own rules away"), _what_taking_away_does(), parent, then)
        self.fields.addRow(words(name, "heading"))
        self.end_with_person(operator, _("Take away"))


def _line_of(fact: "RuleFact") -> str:
    said = paired(fact_words(fact), page_text(value_words(fact), 90))
    return f"{said}\n{fact_status(fact)[0]}"


def _change(change: "FileChange") -> QWidget:
    box = QWidget()
    layout = QVBoxLayout(box)
    layout.setContentsMargins(0, GAP, 0, 0)
    layout.setSpacing(2)
    head = QHBoxLayout()
    head.addWidget(label(page_text(change.id), "heading"))
    head.addWidget(badge(*change_words(change.kind)))
    head.addStretch(1)
    layout.addLayout(head)
    lines = changes_told(change)
    for line in lines[:_MOST_LINES]:
        layout.addWidget(words(line))
    if len(lines) > _MOST_LINES:
        text = _("and {count} more").format(count=len(lines) - _MOST_LINES)
        layout.addWidget(words(text, "muted"))
    return box


def _what_a_pack_does() -> str:
    return _(
        "These rules hold in this vault from now on; complaints that were confirmed keep what they "
        "rest on. Nothing is fetched. A pack can't be taken out again: only a newer one follows it."
    )


def _what_own_do() -> str:
    return _(
        "Your firm's own rules lie over those that are here, which stay to be seen. They can be "
        "taken away again."
    )


def _what_reading_does() -> str:
    return _(
        "You read in the law, or at the recipient, what these rules say. They are no longer marked "
        "as unread in this vault, until what they say changes. It stands in the custody log."
    )


def _what_taking_away_does() -> str:
    return _(
        "They hold no more; what they lay over holds again. It stands in the custody log who took "
        "them away. A recipient to whom a complaint goes must stay."
    )
