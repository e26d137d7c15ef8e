"""The room of rights: the register at the left, the chosen right at the right."""

from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QPushButton, QVBoxLayout, QWidget
from typing_extensions import override

from evidencekit.casework.right_state import right_state
from evidencekit.foundation.catalogue import _, current_language, ngettext
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.ask_file import ask_file, ask_files, ask_form, ask_new_file
from evidencekit.gui.empty_page import empty_page
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.icons import icon
from evidencekit.gui.list_page import ListPage
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, page_text
from evidencekit.gui.rights.by_form import FormButton, FormChangeDialog, change_text, save_text
from evidencekit.gui.rights.deeds import change_deed, power_deed
from evidencekit.gui.rights.detail import RightPanel, title_of
from evidencekit.gui.rights.form import RightDialog
from evidencekit.gui.rights.history import HistoryDialog
from evidencekit.gui.rights.importing import ImportDialog
from evidencekit.gui.rights.paper_dialogs import PaperDialog, TakeBackDialog, WithdrawDialog
from evidencekit.gui.rights.says import state_words
from evidencekit.gui.row_acts import RowAct, copy_lines, is_one
from evidencekit.gui.rows import Row
from evidencekit.gui.theme import GAP, colours
from evidencekit.gui.words import sentences

if TYPE_CHECKING:
    from evidencekit.bootstrap.register_desk import RightList, RightView
    from evidencekit.casework.forms import Form
    from evidencekit.casework.model import Right
    from evidencekit.casework.right_parts import PaperWish
    from evidencekit.services.register import Differing
    from evidencekit.services.right_import import RightImport

_LIST_WIDTH = 308


class RightsPage(ListPage):
    """Shows the register of a vault. `dialog` is the last one that was opened."""

    place = "rights"

    def __init__(self, vault: OpenVault, parent: QWidget | None = None) -> None:
        super().__init__(vault, _("Rights"), _("The chosen right"), parent)
        self.panel: RightPanel | None = None
        self.view: RightView | None = None
        self.dialog: AskDialog | HistoryDialog | ImportDialog | None = None
        self._numbers: dict[str, str] = {}
        self.note.add_button(button(_("Close"), lambda: self.note.say("")))
        empty = empty_page(
            "rights", _("No rights yet"), _what_a_right_is(), ways_in=self._ways_in()
        )
        self._make(_LIST_WIDTH, self._ways_in(), empty)
        self.reload()

    def reload(self) -> None:
        """Read the register again; the chosen right stays chosen."""
        self._listing.read(lambda desk: desk.register.rights(), self._show_list, self._say_no_list)

    def choose(self, right_id: str) -> None:
        """Show this right, as soon as the register is read."""
        self._chosen = right_id
        self.reload()

    def ask_new(self) -> None:
        """Ask for a new right."""
        self.dialog = RightDialog(self, self._vault.desk.operator, self._add)
        self.dialog.open()

    def ask_change(self) -> None:
        """Ask what is to be changed of the chosen right."""
        if self.view is not None:
            operator, right = self._vault.desk.operator, self.view.right
            self.dialog = RightDialog(self, operator, self._change, right)
            self.dialog.open()

    def ask_paper(self) -> None:
        """Ask for a paper of the chosen right."""
        self.dialog = PaperDialog(self, self._vault.desk.operator, self._attach)
        self.dialog.open()

    def ask_withdraw(self, file_sha256: str, agent: str) -> None:
        """Ask on which day a power of the chosen right was withdrawn."""
        record = partial(self._end_power, self._chosen, file_sha256)
        self.dialog = WithdrawDialog(self, agent, self._vault.desk.operator, record)
        self.dialog.open()

    def ask_take_back(self, file_sha256: str, agent: str) -> None:
        """Ask who takes the withdrawal of a power back."""
        record = partial(self._end_power, self._chosen, file_sha256, None)
        self.dialog = TakeBackDialog(self, agent, self._vault.desk.operator, record)
        self.dialog.open()

    def show_history(self) -> None:
        """Show every change of the chosen right."""
        if self.view is not None:
            self.dialog = HistoryDialog(self, title_of(self.view.right), self.view.history)
            self.dialog.open()

    def ask_save_form(self) -> None:
        """Ask where the chosen right is to be written as a form."""
        if self._chosen is not None:
            kinds = _("Forms (*.yaml *.yml)")
            name = f"right-{self._chosen[-6:]}.yaml"
            ask_new_file(self, _("Save the right as a form"), name, kinds, self.write_form)

    def ask_form_change(self) -> None:
        """Ask for the form by which the chosen right is to be changed."""
        ask_form(self, self.look_at_form)

    def ask_photos(self) -> None:
        """Ask for genuine photos of the chosen right, one or many."""
        kinds = _("Pictures (*.png *.jpg *.jpeg)")
        ask_files(self, _("Choose genuine photos"), self.add_photos, kinds)

    def ask_product(self) -> None:
        """Ask for the form of a genuine product."""
        ask_form(self, self.add_product)

    def ask_table(self) -> None:
        """Ask for a table to bring in."""
        kinds = _("Tables (*.xlsx *.csv)")
        ask_file(self, _("Choose the table of rights"), self.look_at, kinds)

    def ask_template(self) -> None:
        """Ask where the table to fill in is to be written."""
        chooser = QFileDialog(self, _("Save the table to fill in"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("xlsx")
        chooser.setNameFilter(_("Tables (*.xlsx)"))
        chooser.selectFile("rights.xlsx")
        chooser.fileSelected.connect(lambda name: self.write_template(Path(name)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def look_at(self, file: Path) -> None:
        """Show what a table holds before anything is added."""

        def show(found: "RightImport") -> None:
            self.dialog = ImportDialog(self, file, found, lambda: self._import(file))
            self.dialog.open()

        failed = self._vault.jobs.report
        self._vault.read(self, lambda desk: desk.register.preview(file), show, failed)

    def add_product(self, form: Path) -> None:
        """Add a genuine product to the chosen right from a form."""
        chosen, by = self._chosen, self._vault.desk.operator
        if chosen is not None:
            self._vault.write(
                self,
                _("Adding from {file}").format(file=form.name),
                lambda desk, _task: desk.register.add_product(chosen, form, by),
                lambda _made: self._told(_("The product was added.")),
            )

    def add_photos(self, files: Sequence[Path]) -> None:
        """Keep genuine photos of the chosen right; say how many were new."""
        chosen, by = self._chosen, self._vault.desk.operator
        if chosen is not None:
            self._vault.write(
                self,
                _("Keeping genuine photos"),
                lambda desk, _task: desk.register.add_photos(chosen, files, by),
                lambda kept: self._told(_photos_told(*kept)),
            )

    def write_form(self, out: Path) -> None:
        """Write the chosen right as a form; a file that is there is never replaced."""
        chosen = self._chosen
        if chosen is not None:
            told = _("The form is in {file}. Change it with any editor, then choose it here.")
            self._vault.read(
                self,
                lambda desk: desk.register.write_form(chosen, out),
                lambda _made: self.note.say(told.format(file=out)),
                self._vault.jobs.report,
            )

    def look_at_form(self, form: Path) -> None:
        """Show what a form would change of the chosen right before anything is changed."""
        if self.view is None:
            return
        right, failed = self.view.right, self._vault.jobs.report

        def show(found: "tuple[Form, Differing]") -> None:
            fields, differing = found
            if not differing:
                told = _("{file} says nothing new: the right stays as it is.")
                self.note.say(told.format(file=form.name))
                return
            then = partial(self._change_of, right.id, fields)
            operator, named = self._vault.desk.operator, title_of(right)
            self.dialog = FormChangeDialog(self, named, form, differing, operator, then)
            self.dialog.open()

        self._vault.read(self, lambda desk: desk.register.said_by(right.id, form), show, failed)

    def write_template(self, out: Path) -> None:
        """Write the table to fill in; one that is there is never replaced."""
        language = current_language()
        told = _("The table is in {file}").format(file=out)
        self._vault.read(
            self,
            lambda desk: desk.register.write_template(out, language),
            lambda _made: self.note.say(told),
            self._vault.jobs.report,
        )

    def _add(self, fields: dict[str, object], by: str) -> None:
        def then(made: str) -> None:
            self._chosen = made
            self._told(_("The right was added."))

        self._vault.write(
            self, _("Adding a right"), lambda desk, _task: desk.register.add(fields, by), then
        )

    def _change(self, fields: "Form", by: str) -> None:
        if self._chosen is not None:
            self._change_of(self._chosen, fields, by)

    def _change_of(self, right_id: str, fields: "Form", by: str) -> None:
        self.note.say("")
        self._vault.deeds.do(change_deed(self._vault, right_id, fields, by))

    def _end_power(self, right_id: str | None, sha256: str, on: date | None, by: str) -> None:
        if right_id is not None:
            self.note.say("")
            self._vault.deeds.do(power_deed(self._vault, right_id, sha256, on, by))

    def _attach(self, file: Path, wish: "PaperWish", by: str) -> None:
        chosen = self._chosen
        if chosen is not None:
            self._vault.write(
                self,
                _("Keeping a paper"),
                lambda desk, _task: desk.register.attach(chosen, file, wish, by),
                lambda _made: self._told(_("The paper is kept.")),
            )

    def _import(self, file: Path) -> None:
        def then(found: "RightImport") -> None:
            count = len(found.added or ())
            text = ngettext("{count} right was added.", "{count} rights were added.", count)
            self._told(text.format(count=count))

        self._vault.write(
            self,
            _("Importing rights"),
            lambda desk, _task: desk.register.import_table(file),
            then,
        )

    def _told(self, text: str) -> None:
        self.note.say(text)
        self._vault.casework_changed.emit()

    def _ways_in(self) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        made = button(_("Add a right..."), self.ask_new, primary=True)
        made.setIcon(icon("add", colours().on_accent))
        layout.addWidget(made)
        layout.addWidget(button(_("Import a table..."), self.ask_table))
        layout.addWidget(button(_("Save a table to fill in..."), self.ask_template))
        return box

    def _actions(self) -> QWidget:
        box = QWidget()
        ways: tuple[QPushButton, ...] = (
            button(_("Change..."), self.ask_change),
            FormButton(self.ask_save_form, self.ask_form_change),
            button(_("Add a paper..."), self.ask_paper),
            button(_("Add a product..."), self.ask_product),
            button(_("Add photos..."), self.ask_photos),
        )
        box.setLayout(FlowLayout(*ways))
        return box

    @override
    def _acts(self) -> Sequence[RowAct]:
        return (
            RowAct(_("Change..."), lambda _keys: self.ask_change(), "F2", is_one),
            RowAct(change_text(), lambda _keys: self.ask_form_change(), fits=is_one),
            RowAct(save_text(), lambda _keys: self.ask_save_form(), fits=is_one),
            RowAct(_("Add a paper..."), lambda _keys: self.ask_paper(), fits=is_one),
            RowAct(_("Add a product..."), lambda _keys: self.ask_product(), fits=is_one),
            RowAct(_("Add photos..."), lambda _keys: self.ask_photos(), fits=is_one),
            RowAct(_("All changes..."), lambda _keys: self.show_history(), fits=is_one),
            RowAct(_("Copy the registration numbers"), self._copy_numbers, "Ctrl+C"),
        )

    def _copy_numbers(self, keys: Sequence[str]) -> None:
        copy_lines([self._numbers[key] or key for key in keys])

    def _show_list(self, found: "RightList") -> None:
        self._numbers = {one.id: one.reg_no for one in found.rights}
        today = self._vault.desk.now().date()
        self._show_rows([_row(one, found.unusable, today) for one in found.rights])

    def _choose(self, right_id: str) -> None:
        self._chosen = right_id
        self._one.read(
            lambda desk: desk.register.right(right_id), self._show_right, self._say_no_one
        )

    def _show_right(self, view: "RightView") -> None:
        self.view = view
        self.panel = RightPanel(view, self._vault.desk.now().date(), self._actions())
        self.panel.withdraw_wanted.connect(self.ask_withdraw)
        self.panel.take_back_wanted.connect(self.ask_take_back)
        self.panel.history_wanted.connect(self.show_history)
        self.area.setWidget(self.panel)


def _row(right: "Right", unusable: frozenset[str], today: date) -> Row:
    named = right.mark_text or (right.work.title if right.work else "") or right.reg_no or right.id
    told = " · ".join(part for part in (right.jurisdiction, right.reg_no) if part)
    state, tone = state_words(right_state(right, unusable, today))
    return Row(right.id, page_text(named), page_text(told), state, tone)


def _photos_told(new: int, here: int) -> str:
    kept = ngettext("{count} photo was added.", "{count} photos were added.", new)
    known = ngettext("{count} was here already.", "{count} were here already.", here)
    return sentences(kept.format(count=new), known.format(count=here) if here else None)


def _what_a_right_is() -> str:
    return _(
        "A trade mark, copyright, design or patent as its register has it, with its certificate. "
        "A complaint rests on it: without the certificate, and without a power of attorney where "
        "the filer is not the owner, none can be made."
    )
