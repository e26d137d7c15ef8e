"""The room of rules: recipients and the law at the left, the chosen one at the right."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from evidencekit.bootstrap import desk_rules
from evidencekit.casework.dated_facts import Origin
from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.ask_file import ask_file
from evidencekit.gui.list_page import ListPage
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button
from evidencekit.gui.row_acts import RowAct, copy_lines, is_one
from evidencekit.gui.rows import Row
from evidencekit.gui.rules.dialogs import ReadSourceDialog, TakeAwayDialog, TakeRulesDialog
from evidencekit.gui.rules.panel import RulePanel
from evidencekit.gui.rules.says import file_name, kind_words, standing_of
from evidencekit.gui.theme import GAP

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk_rules import GivenRules, ReadAt, RuleList
    from evidencekit.services.rule_files import RuleFile

_LIST_WIDTH = 392


class RulesPage(ListPage):
    """Shows the rules that hold in a vault. `dialog` is the last one that was opened."""

    place = "rules"

    def __init__(self, vault: OpenVault, parent: QWidget | None = None) -> None:
        super().__init__(vault, _("Recipients and laws"), _("The chosen rules"), parent)
        self.panel: RulePanel | None = None
        self.found: RuleList | None = None
        self.dialog: AskDialog | None = None
        self.note.add_button(button(_("Close"), lambda: self.note.say("")))
        # Rules come with the program: this list is never empty.
        self._make(_LIST_WIDTH, self._ways_in(), QWidget())
        self.reload()

    @property
    def file(self) -> "RuleFile | None":
        """Return the chosen file."""
        files = self.found.files if self.found else ()
        return next((one for one in files if one.id == self._chosen), None)

    def reload(self) -> None:
        """Read the rules again; what is chosen stays chosen."""
        self._listing.read(desk_rules.rule_list, self._show_list, self._say_no_list)

    def ask_file(self) -> None:
        """Ask for a data pack, or for a file of own rules."""
        title = _("Choose a data pack, or rules of your own")
        ask_file(self, title, self.look_at, _("Rules (*.zip *.yaml *.yml)"))

    def look_at(self, path: Path) -> None:
        """Show what a file would change before it is taken in."""

        def show(given: "GivenRules") -> None:
            operator = self._vault.desk.operator
            self.dialog = TakeRulesDialog(
                self, operator, given, lambda by: self._take_in(given, by)
            )
            self.dialog.open()

        report = self._vault.jobs.report
        self._vault.read(self, lambda desk: desk_rules.look_at_rules(desk, path), show, report)

    def ask_read(self) -> None:
        """Ask which rules of the chosen file a person read at their source."""
        if self.file is not None and self.found is not None:
            operator, told = self._vault.desk.operator, (self.file, self.found.today)
            self.dialog = ReadSourceDialog(self, operator, told, self._record)
            self.dialog.open()

    def ask_take_away(self) -> None:
        """Ask who takes the firm's own rules of the chosen file away."""
        if self.file is not None:
            operator, name = self._vault.desk.operator, file_name(self.file)
            self.dialog = TakeAwayDialog(self, operator, name, self._take_away)
            self.dialog.open()

    def _take_in(self, given: "GivenRules", by: str) -> None:
        self._vault.write(
            self,
            _("Taking in rules"),
            lambda desk, _task: desk_rules.take_in(desk, given, by),
            lambda _none: self._told(_("The rules hold in this vault from now on.")),
        )

    def _record(self, read: "ReadAt") -> None:
        chosen = self._chosen
        if chosen is not None:
            self._vault.write(
                self,
                _("Recording that a source was read"),
                lambda desk, _task: desk_rules.read_source(desk, chosen, read),
                lambda _none: self._told(_("It is recorded that you read the source.")),
            )

    def _take_away(self, by: str) -> None:
        chosen = self._chosen
        if chosen is not None:
            self._vault.write(
                self,
                _("Taking rules away"),
                lambda desk, _task: desk_rules.take_own_away(desk, chosen, by),
                lambda _none: self._told(_("Your own rules hold no more.")),
            )

    def _told(self, text: str) -> None:
        self.note.say(text)
        self._vault.casework_changed.emit()

    def _ways_in(self) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(button(_("Bring in rules..."), self.ask_file))
        return box

    def _actions(self, file: "RuleFile") -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(button(_("I read the source..."), self.ask_read))
        if Origin.OWN in file.origins:
            row.addWidget(button(_("Take your own rules away..."), self.ask_take_away))
        row.addStretch(1)
        return box

    @override
    def _acts(self) -> Sequence[RowAct]:
        return (
            RowAct(_("I read the source..."), lambda _keys: self.ask_read(), fits=is_one),
            RowAct(_("Copy the ids"), copy_lines, "Ctrl+C"),
        )

    def _show_list(self, found: "RuleList") -> None:
        self.found = found
        self._show_rows([_row(one, found) for one in found.files])

    def _choose(self, rule_id: str) -> None:
        self._chosen = rule_id
        file = self.file
        if file is not None and self.found is not None:
            self.panel = RulePanel(file, self.found.today, self._actions(file))
            self.area.setWidget(self.panel)


def _row(file: "RuleFile", found: "RuleList") -> Row:
    """Return the row of a file; its day is that of what was looked up first."""
    told = _("{kind} · seen {day}").format(kind=kind_words(file.kind), day=file.checked_on)
    return Row(file.id, file_name(file), told, *standing_of(file, found.today))
