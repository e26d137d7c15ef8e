"""The marks of the capture that is shown: read, kept as layers, and never left behind unasked."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.actions import add_action
from evidencekit.gui.jobs import Job
from evidencekit.gui.marks import Hand, MarkSheet, MarksPanel, MarkTools
from evidencekit.gui.marks.dialogs import KeepDialog, LeaveDialog
from evidencekit.gui.marks.panel import names_of
from evidencekit.gui.marks.sheet import Mark
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.viewer.screenshot import ScreenshotPane
from evidencekit.packet.marks import Drawn, LayerMark, Shape

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.services.layers import Layer
    from evidencekit.services.redaction_boxes import Proposals
    from evidencekit.services.viewing import CaptureView

_REDACTION, _ANNOTATION = "redaction", "annotation"


class Marking(QObject):
    """Brings a screenshot's marks and the vault together. `panel_wanted`: show the panel."""

    panel_wanted = Signal()

    def __init__(self, vault: OpenVault, pane: ScreenshotPane, place: QWidget) -> None:
        super().__init__(place)
        self._vault, self._pane, self._place = vault, pane, place
        self._id, self._person = "", ""
        self._view: CaptureView | None = None
        self._then: Callable[[], object] | None = None
        self._job: Job | None = None
        self.dialog: QDialog | None = None
        vault.person_changed.connect(self._take_person)
        self.sheet = MarkSheet()
        self.hand = Hand(pane.canvas, self.sheet)
        self.tools = MarkTools(self.hand, self.sheet, pane)
        pane.put_tools(self.tools)
        pane.pictured.connect(self._follow_picture)
        self.panel = MarksPanel(self.sheet)
        self.panel.layers_shown.connect(self._show_layers)
        self.panel.keep_wanted.connect(self.ask_to_keep)
        self.panel.proposals_wanted.connect(self.propose)
        self.panel.found.connect(self.hand.find_chosen)
        self.panel.back_wanted.connect(pane.canvas.setFocus)
        self.sheet.asked.connect(self._ask)
        self.hand.detail_wanted.connect(self._ask)
        add_action(pane, _("Remove the chosen marks"), self.sheet.remove_chosen)
        pane.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        add_action(place, _("Save the marks as a layer"), self.ask_to_keep, "Ctrl+S")
        add_action(place, _("Screenshot and panel by turns"), self._turn, "F6")

    @property
    def unsaved(self) -> int:
        """Return how many marks are not kept."""
        return len(self.sheet.marks)

    def begin(self, capture_id: str) -> None:
        """Forget the marks of an older capture."""
        self._id, self._view, self._then = capture_id, None, None
        self.sheet.begin()
        self.panel.wait()

    def show_view(self, view: "CaptureView", person: str) -> None:
        """Know the text of the page, and who is at work."""
        self._person, self._view = person, view
        self._scale_text()

    def _take_person(self, name: str) -> None:
        self._person = name

    def show_layers(self, layers: "Sequence[Layer]") -> None:
        """List the layers that are kept of the capture."""
        self.panel.show_layers(layers)

    def propose(self) -> None:
        """Put boxes on the sheet that a redaction may need; the person judges each."""
        capture_id = self._id

        def work(desk: "Desk") -> "Proposals":
            from evidencekit.bootstrap.desk_marking import proposals  # noqa: PLC0415

            return proposals(desk, capture_id)

        def show(found: "Proposals") -> None:
            if capture_id != self._id:
                return
            self.sheet.take_over(
                [LayerMark(Drawn(Shape.REDACT, one.box), one.why, one.what) for one in found.boxes]
            )
            self.panel.say_proposed((_proposed(len(found.boxes)), *found.cautions()))

        self._vault.read(self, work, show, self._vault.jobs.report)

    def leave(self, then: Callable[[], object]) -> None:
        """Do `then` if no mark would be lost; else ask first."""
        if not self.unsaved:
            then()
            return

        def keep() -> None:
            self._then = then
            self.ask_to_keep()

        def discard() -> None:
            self.sheet.begin()
            then()

        self._open(LeaveDialog(self.unsaved, keep, discard, self._place))

    def ask_to_keep(self) -> None:
        """Show what a layer will be made of, and make it."""
        if not self.unsaved or (self._job is not None and not self._job.state.is_over):
            return
        lacking = [one for one in self.sheet.marks if one.lacks]
        if lacking:
            self.sheet.choose([lacking[0].number])
            self._then = None
            self._ask()
            return
        dialog = KeepDialog(
            self.sheet,
            self.panel.layers,
            lambda mark: self.panel.covered(mark.drawn),
            self._person,
            self._place,
        )
        dialog.then = self._keep
        dialog.rejected.connect(self._stay)
        self._open(dialog)

    def _keep(self, struck: tuple[str, ...], by: str) -> None:
        kinds = ((_REDACTION, self.sheet.redactions), (_ANNOTATION, self.sheet.annotations))
        self._keep_next([one for one in kinds if one[1]], struck, by)

    def _keep_next(
        self, kinds: Sequence[tuple[str, tuple[Mark, ...]]], struck: tuple[str, ...], by: str
    ) -> None:
        """Keep one kind after the other; what is kept is off the sheet whatever the next does."""
        if not kinds:
            then, self._then = self._then, None
            if then is not None:
                self.leave(then)
            return
        (kind, marks), *rest = kinds
        capture_id, words = self._id, struck if kind == _REDACTION else ()

        def work(desk: "Desk", _task: object) -> "tuple[Layer, ...]":
            # Brings Pillow with it, which no window needs before something is kept.
            from evidencekit.bootstrap.desk_marking import keep_layer, layers  # noqa: PLC0415

            keep_layer(desk, capture_id, kind, [one.of for one in marks], words, by)
            return layers(desk, capture_id)

        def show(kept: "tuple[Layer, ...]") -> None:
            if capture_id == self._id:
                self.sheet.kept(marks)
                self.panel.show_layers(kept, show=kind)
            self._vault.captures_changed.emit()
            self._keep_next(rest, struck, by)

        self._job = self._vault.write(self, _("Saving the marks"), work, show, self._fail)

    def _fail(self, error: Exception) -> None:
        self._then = None
        self._vault.jobs.report(error)

    def _stay(self) -> None:
        self._then = None

    def _ask(self) -> None:
        self.panel_wanted.emit()
        self.panel.ask()

    def _turn(self) -> None:
        if self._pane.canvas.hasFocus():
            self.panel_wanted.emit()
            (self.panel.list if self.unsaved else self.panel.kept).setFocus()
        else:
            self._pane.canvas.setFocus()

    def _follow_picture(self, room: QRect) -> None:
        self.tools.setEnabled(not room.isEmpty())
        self.hand.work_in(room)
        self._scale_text()
        self._show_layers(self.panel.shown)

    def _scale_text(self) -> None:
        """Know how large the page's text stands on the picture."""
        view = self._view
        if view is not None:
            self.panel.show_text(view.boxes, self._pane.scale_to(view.page_width))

    def _show_layers(self, shown: "Sequence[Layer]") -> None:
        marks = [one.drawn for layer in reversed(shown) for one in layer.marks]
        self.hand.show_kept(marks if self._pane.shows_picture else [])
        self.tools.say_kept(names_of(shown))

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _proposed(count: int) -> str:
    if not count:
        return _("The program proposes nothing.")
    words = ngettext(
        "{count} place is proposed. Judge it: nothing is taken out before you save.",
        "{count} places are proposed. Judge each: nothing is taken out before you save.",
        count,
    )
    return words.format(count=count)
