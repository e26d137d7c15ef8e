"""The room of cases: the list of cases at the left, the chosen one at the right."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.cases.add import AddButton
from evidencekit.gui.cases.case_view import CasePanel
from evidencekit.gui.cases.complaints import recipient_names
from evidencekit.gui.cases.pieces import Newest, Trouble, words
from evidencekit.gui.cases.rows import Row, RowList
from evidencekit.gui.cases.says import added_words
from evidencekit.gui.icons import icon
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import Bar, button, label, page_text
from evidencekit.gui.theme import EDGE, GAP, colours

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import CaseView, Desk
    from evidencekit.casework.model import Case
    from evidencekit.gui.cases.composer import ComposerPage

_LIST_WIDTH = 264
_EMPTY_WIDTH = 520


class CasesPage(QWidget):
    """Shows the cases of a vault.

    `open_wanted` gives a capture's id and all ids of its case, `right_wanted` a right's id.
    """

    open_wanted = Signal(str, list)
    right_wanted = Signal(str)

    def __init__(self, vault: OpenVault, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vault = vault
        self._cases, self._case = Newest(vault, self), Newest(vault, self)
        self._chosen: str | None = None
        self.panel: CasePanel | None = None
        self.composer: ComposerPage | None = None
        self.note = Bar("good")
        self._noted = ""
        self.note.add_button(button(_("Copy the id"), self._copy_noted))
        self.note.add_button(button(_("Close"), lambda: self.note.say("")))
        self.list = RowList(_("Cases"))
        self.list.chosen.connect(self._choose)
        self.setFocusProxy(self.list)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName(_("The chosen case"))
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.add = AddButton(vault, self._say_added)
        self._whole = self._make_whole()
        self._empty = self._make_empty()
        self._stack = QStackedWidget()
        self._waiting = QWidget()
        for one in (self._waiting, self._whole, self._empty):
            self._stack.addWidget(one)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.note)
        layout.addWidget(self._stack, 1)
        vault.casework_changed.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        """Read the cases again; the chosen one stays chosen."""
        self._cases.read(lambda desk: desk.cases(), self._show_list, self._say_no_list)

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

    def _make_whole(self) -> QWidget:
        side = QWidget()
        side.setFixedWidth(_LIST_WIDTH)
        inner = QVBoxLayout(side)
        inner.setContentsMargins(EDGE, EDGE, 0, EDGE)
        inner.setSpacing(GAP + 4)
        inner.addWidget(label(_("Cases"), "title"))
        inner.addWidget(self.list, 1)
        inner.addWidget(self.add)
        whole = QWidget()
        layout = QHBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(side)
        layout.addWidget(self.area, 1)
        return whole

    def _make_empty(self) -> QWidget:
        inner = QWidget()
        inner.setMaximumWidth(_EMPTY_WIDTH)
        layout = QVBoxLayout(inner)
        layout.setSpacing(GAP + 4)
        picture = QLabel()
        picture.setPixmap(icon("cases", colours().accent).pixmap(40, 40))
        layout.addWidget(picture)
        layout.addWidget(label(_("No cases yet"), "title"))
        layout.addWidget(words(_what_a_case_is()))
        layout.addWidget(words(_how_to_begin(), "muted"))
        layout.addSpacing(GAP)
        layout.addWidget(AddButton(self._vault, self._say_added), 0, Qt.AlignmentFlag.AlignLeft)
        outer = QWidget()
        around = QVBoxLayout(outer)
        around.addStretch(2)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(inner, 4)
        row.addStretch()
        around.addLayout(row)
        around.addStretch(3)
        return outer

    def _show_list(self, everything: "list[Case]") -> None:
        # A merged case shows in the other; what is put away stands last.
        shown = (one for one in everything if one.state != "merged")
        cases = sorted(shown, key=lambda one: one.state == "archived")
        if not cases:
            self._show_part(self._empty)
            return
        keys = [one.id for one in cases]
        chosen = self._chosen if self._chosen in keys else keys[0]
        self.list.show_rows([_row(one) for one in cases], chosen)
        self._show_part(self._whole)
        self._choose(chosen)

    def _show_part(self, part: QWidget) -> None:
        # What is being written stays in view while the cases behind it change.
        if self.composer is None:
            self._stack.setCurrentWidget(part)

    def _choose(self, case_id: str) -> None:
        self._chosen = case_id

        def work(desk: "Desk") -> "tuple[CaseView, dict[str, str]]":
            found = desk.case(case_id)
            return found, recipient_names(desk.rules(), found.complaints)

        self._case.read(work, lambda both: self._show_case(*both), self._say_no_case)

    def _show_case(self, case: "CaseView", names: dict[str, str]) -> None:
        if self.panel is not None and self.panel.shows(case):
            self.panel.show_complaints(case, names)
            return
        self.panel = CasePanel(self._vault, case, names)
        self.panel.open_wanted.connect(self.open_wanted)
        self.panel.right_wanted.connect(self.right_wanted)
        self.panel.complaints.made.connect(self._scroll_to)
        self.panel.complaints.said.connect(self._say_done)
        self.panel.complaints.write_wanted.connect(self.compose)
        self.area.setWidget(self.panel)

    def _scroll_to(self, result: QWidget) -> None:
        # Its place is known only after the layout's turn.
        QTimer.singleShot(0, result, lambda: self.area.ensureWidgetVisible(result, 0, EDGE))

    def _say_no_list(self, error: Exception) -> None:
        self.panel = None
        self._show_trouble(error, self._stack)

    def _say_no_case(self, error: Exception) -> None:
        self.panel = None
        self.area.setWidget(_padded(Trouble(error, self.reload)))

    def _show_trouble(self, error: Exception, stack: QStackedWidget) -> None:
        stack.removeWidget(self._waiting)
        self._waiting.deleteLater()
        self._waiting = _padded(Trouble(error, self.reload))
        stack.addWidget(self._waiting)
        self._show_part(self._waiting)

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


def _padded(inner: QWidget) -> QWidget:
    outer = QWidget()
    layout = QVBoxLayout(outer)
    layout.setContentsMargins(EDGE + GAP, EDGE + GAP, EDGE + GAP, EDGE + GAP)
    layout.addWidget(inner)
    return outer


def _what_a_case_is() -> str:
    return _(
        "A case brings together one right, the sellers who are said to infringe it, and the "
        "captures that show it. Complaints and packets are made from it."
    )


def _how_to_begin() -> str:
    return _(
        "Rights, sellers, cases and complaints are read from YAML files. Begin with the right; "
        "the case names it by its id."
    )
