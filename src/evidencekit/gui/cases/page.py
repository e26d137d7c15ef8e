"""The room of cases: the list of cases at the left, the chosen one at the right."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from evidencekit.bootstrap import desk_cases
from evidencekit.bootstrap.desk_following import case_about
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.actions import add_action
from evidencekit.gui.cases.add import AddButton
from evidencekit.gui.cases.case_view import CasePanel
from evidencekit.gui.cases.complaints import recipient_names
from evidencekit.gui.cases.merging import MergeDialog, archive_deed, merge_deed
from evidencekit.gui.cases.new_case import NewCaseDialog
from evidencekit.gui.cases.says import added_words
from evidencekit.gui.cases.views import CaseViews
from evidencekit.gui.empty_page import empty_page
from evidencekit.gui.icons import icon
from evidencekit.gui.list_page import ListPage
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, page_text
from evidencekit.gui.row_acts import RowAct, copy_lines, is_one
from evidencekit.gui.rows import Row
from evidencekit.gui.theme import EDGE, GAP, colours

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import CaseView, Desk
    from evidencekit.bootstrap.desk_cases import CaseChoices, CaseWish
    from evidencekit.casework.model import Case
    from evidencekit.gui.cases.composer import ComposerPage

_LIST_WIDTH = 264
_COMPLAINT = "p-"


class CasesPage(ListPage):
    """Shows the cases of a vault.

    `open_wanted` gives a capture's id and all ids of its case, `right_wanted` a right's id,
    `seller_wanted` a seller's key, empty for what links all of them.
    """

    open_wanted = Signal(str, list)
    right_wanted = Signal(str)
    seller_wanted = Signal(str)
    place = "cases"

    def __init__(self, vault: OpenVault, parent: QWidget | None = None) -> None:
        super().__init__(vault, _("Cases"), _("The chosen case"), parent)
        self.panel: CasePanel | None = None
        self.composer: ComposerPage | None = None
        self.dialog: MergeDialog | NewCaseDialog | None = None
        self._known: dict[str, Case] = {}
        self._noted = self._preferred = ""
        self.note.add_button(button(_("Copy the id"), self._copy_noted))
        self.note.add_button(button(_("Close"), lambda: self.note.say("")))
        self.add = AddButton(vault, self._say_added)
        empty = empty_page(
            "cases",
            _("No cases yet"),
            _what_a_case_is(),
            _how_to_begin(),
            ways_in=self._ways_in(AddButton(vault, self._say_added)),
        )
        self.views = self._made_views()
        self._make(_LIST_WIDTH, self._ways_in(self.add), empty, self.views)
        self.views.add_keys(self._whole)
        add_action(self, _("New case..."), self.ask_new)
        self.reload()

    def _made_views(self) -> CaseViews:
        views = CaseViews(self._vault, self.area)
        views.switched.connect(self._show_board)
        views.board.capture_wanted.connect(self.open_wanted)
        views.board.seller_wanted.connect(self.seller_wanted)
        views.board.links_wanted.connect(lambda: self.seller_wanted.emit(""))
        views.board.subject_wanted.connect(self._open_subject)
        return views

    def _open_subject(self, subject: str) -> None:
        """Show what a line of the board is about: a right, or what of this case it stands at."""
        if subject.startswith("r-"):
            self.right_wanted.emit(subject)
            return
        self.views.show_details()
        if subject.startswith(_COMPLAINT):
            self.choose(subject)

    def _show_board(self) -> None:
        if self._chosen is not None and self.views.shows_board:
            self.views.board.show_case(self._chosen)

    def reload(self) -> None:
        """Read the cases again; the chosen one stays chosen."""
        self._listing.read(lambda desk: desk.cases(), self._show_list, self._say_no_list)

    def choose(self, subject: str) -> None:
        """Show a case, or the complaint with this id in its case, as soon as they are read."""
        if subject.startswith(_COMPLAINT):
            self._preferred = subject
            self.views.show_details()
            self._vault.read(self, lambda desk: case_about(desk, subject), self._choose_case)
        else:
            self._choose_case(subject)

    def _choose_case(self, case_id: str | None) -> None:
        if case_id is not None:
            self._chosen = case_id
            self.reload()

    def compose(self, complaint_id: str) -> None:
        """Write a complaint of the chosen case; without an id a new one."""
        from evidencekit.gui.cases.composer import ComposerPage  # noqa: PLC0415  # loads QtPdf

        if self._chosen is None:
            return
        self.composer = ComposerPage(self._vault, self._chosen, complaint_id or None)
        self.composer.closed.connect(self._leave_composer)
        self.composer.place_wanted.connect(self._open_place)
        self._stack.addWidget(self.composer)
        self._stack.setCurrentWidget(self.composer)
        self.setFocusProxy(self.composer)
        self.composer.setFocus()

    def ask_new(self) -> None:
        """Ask for a new case, among what it may name."""

        def ask(choices: "CaseChoices") -> None:
            self.dialog = NewCaseDialog(self, choices, self._begin)
            self.dialog.open()

        self._vault.read(self, desk_cases.case_choices, ask, self._vault.jobs.report)

    def _begin(self, wish: "CaseWish") -> None:
        def then(made: str) -> None:
            self._say_added("case", made)
            self._vault.casework_changed.emit()

        self._vault.write(
            self, _("Beginning a case"), lambda desk, _task: desk_cases.begin_case(desk, wish), then
        )

    def _ways_in(self, add: AddButton) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        made = button(_("New case..."), self.ask_new, primary=True)
        made.setIcon(icon("add", colours().on_accent))
        layout.addWidget(made)
        layout.addWidget(add)
        return box

    @property
    def unkept(self) -> bool:
        """Say whether a complaint is being written that is not kept as it stands."""
        return self.composer is not None and self.composer.dirty

    def may_close(self, then: Callable[[], object]) -> None:
        """Do `then` once nothing that was written here would be lost by it."""
        if self.composer is None:
            then()
        else:
            self.composer.may_close(then)

    def _leave_composer(self, complaint_id: str) -> None:
        composer, self.composer = self.composer, None
        if composer is None:
            return
        self._stack.setCurrentWidget(self._whole)
        self._stack.removeWidget(composer)
        composer.deleteLater()
        self.setFocusProxy(self.list)
        if complaint_id and self.panel is not None:
            self.panel.complaints.prefer(complaint_id)
            self.panel.complaints.list.setFocus()
        self.reload()

    def _open_place(self, wanted: str) -> None:
        if wanted.startswith("r-"):
            self.right_wanted.emit(wanted)
        elif self.composer is not None and self.composer.view is not None:
            among = [one.capture_id for one in self.composer.view.pages]
            self.open_wanted.emit(wanted, among)

    def _show_list(self, everything: "list[Case]") -> None:
        # A merged case shows in the other; what is put away stands last.
        shown = (one for one in everything if one.state != "merged")
        cases = sorted(shown, key=lambda one: one.state == "archived")
        self._known = {one.id: one for one in cases}
        self._show_rows([_row(one) for one in cases])

    @override
    def _show_part(self, part: QWidget) -> None:
        # What is being written stays in view while the cases behind it change.
        if self.composer is None:
            super()._show_part(part)

    def _choose(self, case_id: str) -> None:
        self._chosen = case_id
        self.views.show_name(self._known[case_id].name)
        self._show_board()

        def work(desk: "Desk") -> "tuple[CaseView, dict[str, str]]":
            found = desk.case(case_id)
            return found, recipient_names(desk.rules(), found.complaints)

        self._one.read(work, lambda both: self._show_case(*both), self._say_no_one)

    def _show_case(self, case: "CaseView", names: dict[str, str]) -> None:
        preferred, self._preferred = self._preferred, ""
        if self.panel is None or not self.panel.shows(case):
            self.panel = self._made(case, names)
            if not preferred:
                return
        if preferred:
            self.panel.complaints.prefer(preferred)
        self.panel.show_complaints(case, names)

    def _made(self, case: "CaseView", names: dict[str, str]) -> CasePanel:
        panel = CasePanel(self._vault, case, names)
        panel.open_wanted.connect(self.open_wanted)
        panel.right_wanted.connect(self.right_wanted)
        panel.work.merged.connect(self._go_on_with)
        panel.complaints.made.connect(self._scroll_to)
        panel.complaints.said.connect(self._say_done)
        panel.complaints.write_wanted.connect(self.compose)
        self.area.setWidget(panel)
        return panel

    @override
    def _acts(self) -> Sequence[RowAct]:
        return (
            RowAct(_("Write a complaint..."), lambda _keys: self.compose(""), fits=is_one),
            RowAct(_("Merge cases..."), self.ask_merge, fits=self._may_merge),
            RowAct(
                _("Put the chosen cases away"),
                lambda keys: self._vault.deeds.do(archive_deed(self._vault, keys, away=True)),
                fits=lambda keys: self._are(keys, "open"),
            ),
            RowAct(
                _("Take the chosen cases out again"),
                lambda keys: self._vault.deeds.do(archive_deed(self._vault, keys, away=False)),
                fits=lambda keys: self._are(keys, "archived"),
            ),
            *(
                RowAct(name, partial(self._let_out, what), fits=is_one)
                for name, what in (
                    (_("Bundle of exhibits..."), "ask_bundle"),
                    (_("Export for a stranger..."), "ask_export"),
                    (_("Steps for a notary..."), "ask_steps"),
                )
            ),
            RowAct(_("Copy the ids"), copy_lines, "Ctrl+C"),
        )

    def ask_merge(self, keys: Sequence[str]) -> None:
        """Ask how the chosen cases are to be merged: one into another, many into one of them."""
        alone = len(keys) == 1
        others = [one.id for one in self._known.values() if one.state == "open"]
        offered = [one for one in others if (one in keys) is not alone]
        named = [(one, self._known[one].name) for one in offered]

        def merge(into: str, reason: str, by: str) -> None:
            merged = [key for key in keys if key != into]
            self._chosen = into
            self._vault.deeds.do(merge_deed(self._vault, (merged, into), reason, by))

        self.dialog = MergeDialog(self, self._vault.desk.operator, named, merge)
        self.dialog.open()

    def _let_out(self, what: str, _keys: Sequence[str]) -> None:
        if self.panel is not None:
            self.views.show_details()
            getattr(self.panel.leaving, what)()

    def _may_merge(self, keys: Sequence[str]) -> bool:
        open_ones = sum(one.state == "open" for one in self._known.values())
        return self._are(keys, "open") and open_ones > 1

    def _are(self, keys: Sequence[str], state: str) -> bool:
        """Say whether all of these cases are in this state, one at least."""
        known = [self._known[key] for key in keys if key in self._known]
        return bool(known) and all(one.state == state for one in known)

    def _go_on_with(self, case_id: str) -> None:
        """Have this case be the chosen one when the cases are read again."""
        self._chosen = case_id

    def _scroll_to(self, result: QWidget) -> None:
        # Its place is known only after the layout's turn.
        QTimer.singleShot(0, result, lambda: self.area.ensureWidgetVisible(result, 0, EDGE))

    @override
    def _say_no_list(self, error: Exception) -> None:
        self.panel = None
        super()._say_no_list(error)

    @override
    def _say_no_one(self, error: Exception) -> None:
        self.panel = None
        super()._say_no_one(error)

    def _say_added(self, noun: str, made: str) -> None:
        self._noted = made
        if noun == "case":
            self._chosen = made
        text = _("{added} Its id, for other forms: {id}").format(added=added_words(noun), id=made)
        self.note.say(text)

    def _say_done(self, text: str) -> None:
        self._noted = self.panel.case_id if self.panel else ""
        self.note.say(text)

    def _copy_noted(self) -> None:
        QGuiApplication.clipboard().setText(self._noted)


def _row(case: "Case") -> Row:
    count = len(case.captures)
    many = ngettext("{count} capture", "{count} captures", count).format(count=count)
    away = _("archived") if case.state == "archived" else ""
    return Row(case.id, page_text(case.name), many, away)


def _what_a_case_is() -> str:
    return _(
        "A case brings together one right, the sellers who are said to infringe it, and the "
        "captures that show it. Complaints and packets are made from it."
    )


def _how_to_begin() -> str:
    return _(
        "Begin with the right, in the register of rights; then make the case about it. Sellers and "
        "their captures can be taken in at once."
    )
