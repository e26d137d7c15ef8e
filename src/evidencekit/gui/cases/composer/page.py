"""The composer: a complaint's fields, pre-flight of them as they stand, and its packet beside."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QMessageBox,
    QScrollArea,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from evidencekit.bootstrap import desk_composing as composing
from evidencekit.foundation.catalogue import _
from evidencekit.gui.actions import add_action
from evidencekit.gui.cases.composer.fields import DraftFields
from evidencekit.gui.cases.composer.history import Written, step_of
from evidencekit.gui.cases.composer.preview import PreviewPane
from evidencekit.gui.cases.preflight import PreflightList, Way, way_to
from evidencekit.gui.icons import icon
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import Bar, button, label, page_text
from evidencekit.gui.pieces import Newest, Trouble, words
from evidencekit.gui.theme import EDGE, GAP

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk_composing import DraftView
    from evidencekit.bootstrap.desk_views import ComplaintView
    from evidencekit.casework.finding import Finding
    from evidencekit.casework.model import Complaint

# After the last key: findings at once, pages when the hand rests.
_LOOK_MS, DRAW_MS = 80, 250
_LEFT, _RIGHT = 470, 630
_TOP, _BOTTOM = 430, 300


class ComposerPage(QWidget):
    """Writes one complaint of a case; without an id a new one.

    `closed` gives the id of the complaint when it was left, empty for a new one that was not kept;
    `place_wanted` the id of the capture or right that a finding is about.
    """

    closed = Signal(str)
    place_wanted = Signal(str)

    def __init__(self, vault: OpenVault, case_id: str, complaint_id: str | None) -> None:
        super().__init__()
        self._vault, self._case, self._id = vault, case_id, complaint_id
        self._newest, self._looking = Newest(vault, self), Newest(vault, self)
        self._wording = Newest(vault, self)
        self.view: DraftView | None = None
        self.draft: Complaint | None = None
        self.found: ComplaintView | None = None
        self.question: QMessageBox | None = None
        self._kept: Complaint | None = None
        self._burst = 0
        self.history = QUndoStack(self)
        self.fields, self.preview = DraftFields(vault), PreviewPane(vault)
        self.note = Bar("warn")
        self.preflight: PreflightList | None = None
        self._body = QStackedWidget()
        self._trouble: QWidget = QWidget()
        self._look_soon, self._draw_soon = _timer(self, _LOOK_MS), _timer(self, DRAW_MS)
        self._look_soon.timeout.connect(self._look)
        self._draw_soon.timeout.connect(self._draw)
        self._lay_out()
        self._connect()
        vault.casework_changed.connect(self.reload)
        self.reload()

    @property
    def dirty(self) -> bool:
        """Say whether something was written that is not kept."""
        return self.draft is not None and self.draft != self._kept

    def reload(self) -> None:
        """Read anew what the draft may name; what is written stays."""
        case_id, complaint_id = self._case, self._id
        self._newest.read(
            lambda desk: composing.draft_view(desk, case_id, complaint_id), self._show, self._fail
        )

    def keep(self, then: Callable[[], object] = lambda: None) -> None:
        """Keep the draft in the vault; `then` is done once it is kept."""
        draft = self.draft
        if draft is None or not self.save.isEnabled():
            return

        def done(_none: None) -> None:
            self._id, self._kept = draft.id, draft
            self._offer()
            self._vault.casework_changed.emit()
            then()

        title = _("Keeping the draft")
        self._vault.write(self, title, lambda desk, _task: composing.keep(desk, draft), done)

    def leave(self) -> None:
        """Leave the page; what was written is kept first, what can't be kept is asked about."""
        self.may_close(self._close)

    def may_close(self, then: Callable[[], object]) -> None:
        """Do `then`, once what was written is kept, or given up by the person."""
        if not self.dirty:
            then()
        elif self.save.isEnabled():
            self.keep(then)
        else:
            self._ask_give_up(then)

    def discard(self) -> None:
        """Go back to what is kept; this, too, can be undone."""
        if self._kept is not None:
            self._write(self._kept, "")

    def stand(self, draft: "Complaint") -> None:
        """Have this be the draft: shown, held against the rules, drawn."""
        self.draft = draft
        self.fields.show_draft(draft)
        self._look_soon.start()
        self._draw_soon.start()
        self._offer()

    def _close(self) -> None:
        self.preview.close_drawing()
        self.closed.emit(self._id or "")

    def _ask_give_up(self, then: Callable[[], object]) -> None:
        asked = QMessageBox(self)
        asked.setIcon(QMessageBox.Icon.Question)
        asked.setText(_("The draft can't be kept as it is."))
        asked.setInformativeText(self.missing.text())
        give_up = asked.addButton(_("Give up what I wrote"), QMessageBox.ButtonRole.DestructiveRole)
        stay = asked.addButton(_("Go on writing"), QMessageBox.ButtonRole.RejectRole)
        asked.setDefaultButton(stay)
        asked.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        asked.buttonClicked.connect(lambda chosen: self._give_up(then, given=chosen is give_up))
        self.question = asked
        asked.open()

    def _give_up(self, then: Callable[[], object], *, given: bool) -> None:
        if given:
            self.discard()
            then()

    # --- what is shown ---

    def _show(self, view: "DraftView") -> None:
        before, self.view = self.view, view
        fresh = before is None or not self.dirty
        if fresh:
            self._kept = view.draft
        draft = view.draft if fresh or self.draft is None else self.draft
        if before is None or _offered(before) != _offered(view):
            self.fields.offer(view)
        self.fields.setEnabled(view.open)
        self.note.say("" if view.open else _already_confirmed())
        self._head(_recipient(view, draft))
        self._body.setCurrentWidget(self._parts)
        if before is None:
            self.fields.recipient.setFocus()
        if before is None or before.pages != view.pages or draft != self.draft:
            self.draft = draft
            self.fields.show_draft(draft)
            self._look()
            self._draw(stale=True)
        self._offer()

    def _fail(self, error: Exception) -> None:
        old, self._trouble = self._trouble, Trouble(error, self.reload)
        self._body.addWidget(self._trouble)
        self._body.setCurrentWidget(self._trouble)
        self._body.removeWidget(old)
        old.deleteLater()

    def _look(self) -> None:
        draft = self.draft
        if draft is not None:
            self._looking.read(
                lambda desk: composing.look_at(desk, draft), self._show_findings, self._no_findings
            )

    def _draw(self, *, stale: bool = False) -> None:
        # What is typed after a rest is a step of its own to undo.
        self._burst += 1
        draft = self.draft
        if draft is None:
            return
        drafted = self.fields.drafted
        self._wording.read(
            lambda desk: composing.drafted_words(desk, draft), drafted.show_words, drafted.fail
        )
        if draft.captures:
            self.preview.draw(draft, stale=stale)
        else:
            self.preview.wait(_("Tick a listing: without one there is no packet."))

    def _show_findings(self, found: "ComplaintView") -> None:
        same = self.found is not None and self.found.findings == found.findings
        self.found = found
        self._head(page_text(found.recipient))
        if same and self.preflight is not None:
            return
        place = self.findings.verticalScrollBar().value()
        self.preflight = PreflightList(found, self._way)
        self.preflight.setContentsMargins(EDGE, GAP, EDGE, GAP)
        self._put_findings(self.preflight)
        QTimer.singleShot(0, self, lambda: self.findings.verticalScrollBar().setValue(place))

    def _head(self, recipient: str) -> None:
        text = _("Complaint to {name}").format(name=recipient)
        self.heading.setText(text)
        self.heading.setAccessibleName(text)

    def _no_findings(self, error: Exception) -> None:
        self.found = self.preflight = None
        self._put_findings(Trouble(error, self._look))

    def _put_findings(self, made: QWidget) -> None:
        # A way that was just taken must not go with the focus in it.
        focused = QApplication.focusWidget()
        inside = focused is not None and self.findings.isAncestorOf(focused)
        self.findings.setWidget(made)
        if inside:
            self.findings.setFocus()

    def _way(self, finding: "Finding") -> Way | None:
        field = self.fields.field_for(finding.rule)
        if field is None or self.view is None or not self.view.open:
            return way_to(finding, self.place_wanted.emit)
        return _("Go to the field"), lambda: self._go_to(field)

    def _go_to(self, field: QWidget) -> None:
        self.form.ensureWidgetVisible(field)
        field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    # --- what is written ---

    def _write(self, draft: "Complaint", field: str) -> None:
        if self.draft is not None and draft != self.draft:
            step = step_of(self._burst, field)
            self.history.push(Written(self.stand, self.draft, draft, step))

    def _offer(self, _at: int = 0) -> None:
        """Set what can be done now, and say what is missing."""
        view, draft = self.view, self.draft
        if view is None or draft is None:
            return
        why = _missing(draft)
        self.missing.setText(why)
        self.missing.setAccessibleName(why)
        self.missing.setVisible(bool(why))
        new = self._id is None
        self.save.setEnabled(view.open and not why and (self.dirty or new))
        self.back_to_kept.setEnabled(view.open and self.dirty and not new)
        self.undo.setEnabled(view.open and self.history.canUndo())
        self.redo.setEnabled(view.open and self.history.canRedo())
        text = _("Not kept yet") if self.dirty or new else _("Kept")
        self.state.setText(text if view.open else "")
        self.state.setAccessibleName(text)

    # --- made once ---

    def _lay_out(self) -> None:
        self.heading = words(_("Complaint"), "title")
        self.findings = _area(_("What pre-flight finds"))
        self.form = _area(_("Fields of the complaint"))
        self.form.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.missing = words("", "muted")
        self.missing.hide()
        left, whole = QSplitter(Qt.Orientation.Vertical), QSplitter(Qt.Orientation.Horizontal)
        inner = QWidget()
        inside = QVBoxLayout(inner)
        inside.setContentsMargins(EDGE, 0, GAP, GAP)
        inside.addWidget(self.missing)
        inside.addWidget(self.fields)
        self.form.setWidget(inner)
        left.addWidget(self.form)
        left.addWidget(self.findings)
        left.setSizes([_TOP, _BOTTOM])
        whole.addWidget(left)
        whole.addWidget(self.preview)
        whole.setSizes([_LEFT, _RIGHT])
        for one in (left, whole):
            one.setChildrenCollapsible(False)
        self._parts = whole
        self._body.addWidget(self._trouble)
        self._body.addWidget(whole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._top())
        layout.addWidget(self.note)
        layout.addWidget(self._body, 1)

    def _top(self) -> QHBoxLayout:
        self.back = button(_("Back"), self.leave)
        self.back.setIcon(icon("back"))
        self.state = label("", "muted")
        self.undo = button(_("Undo"), self.history.undo)
        self.redo = button(_("Redo"), self.history.redo)
        self.back_to_kept = button(_("Discard"), self.discard)
        self.save = button(_("Keep the draft"), self.keep, primary=True)
        top = QHBoxLayout()
        top.setContentsMargins(EDGE, GAP + 4, EDGE, GAP)
        top.setSpacing(GAP)
        top.addWidget(self.back)
        top.addWidget(self.heading, 1)
        top.addWidget(self.state)
        for act in (self.undo, self.redo, self.back_to_kept, self.save):
            act.setEnabled(False)
            top.addWidget(act)
        return top

    def _connect(self) -> None:
        self.fields.changed.connect(self._write)
        self.fields.opened.connect(self.place_wanted)
        self.history.indexChanged.connect(self._offer)
        add_action(self, _("Keep the draft"), self.keep, "Ctrl+S")
        add_action(self, _("Undo"), self.undo.click, "Ctrl+Z")
        add_action(self, _("Redo"), self.redo.click, "Ctrl+Shift+Z", "Ctrl+Y")
        add_action(self, _("Leave the complaint"), self.leave, "Esc")
        add_action(self, _("To the next part of the page"), self._next_part, "F6")

    def _next_part(self) -> None:
        """Take the keys from fields to findings to pages and round again."""
        parts: tuple[QWidget, ...] = (self.fields, self.findings, self.preview)
        focused = QApplication.focusWidget()
        here = next(
            (at for at, one in enumerate(parts) if focused and one.isAncestorOf(focused)),
            1 if focused is self.findings else -1,
        )
        following = parts[(here + 1) % len(parts)]
        target = self.fields.recipient if following is self.fields else following
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)


def _timer(owner: QWidget, after: int) -> QTimer:
    made = QTimer(owner)
    made.setSingleShot(True)
    made.setInterval(after)
    return made


def _area(name: str) -> QScrollArea:
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setAccessibleName(name)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return area


def _offered(view: "DraftView") -> tuple[object, ...]:
    return view.recipients, view.rights, view.sellers, view.pages


def _recipient(view: "DraftView", draft: "Complaint") -> str:
    return page_text(dict(view.recipients).get(draft.recipient, draft.recipient))


def _missing(draft: "Complaint") -> str:
    if not draft.rights:
        return _("Tick the right that the complaint rests on.")
    if not draft.captures:
        return _("Tick a listing: without one there is no packet.")
    if not draft.filer.name.strip():
        return _("Say who files.")
    return ""


def _already_confirmed() -> str:
    return _("This complaint is confirmed and can only be looked at. Reopen it to change it.")
