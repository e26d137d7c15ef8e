"""The viewer's page: reads one capture away from the screen and hands what it learns to its parts.

Every result is held against the capture that is shown when it comes: one of an older is dropped.
"""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QPointF, QRect, Qt, Signal
from PySide6.QtWidgets import QSplitter, QStackedWidget, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.actions import add_action
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.jobs import Job
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import Bar, button, page_text
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.viewer.about import AboutPanel, shortfall_of
from evidencekit.gui.viewer.comparing import ComparingGoods
from evidencekit.gui.viewer.custody import CustodyPanel
from evidencekit.gui.viewer.facts import FactsPanel
from evidencekit.gui.viewer.facts_again import FactsAgain
from evidencekit.gui.viewer.header import Header
from evidencekit.gui.viewer.integrity import (
    Checked,
    IntegrityPanel,
    checked,
    first_failure,
    verdict_words,
)
from evidencekit.gui.viewer.marking import Marking
from evidencekit.gui.viewer.photos import PhotosPanel
from evidencekit.gui.viewer.pictures import Picture, parts_named, picture_of
from evidencekit.gui.viewer.plain import Notice, Tabs
from evidencekit.gui.viewer.replay import ReplayRun
from evidencekit.gui.viewer.replay_score import ReplayScoring
from evidencekit.gui.viewer.review import Word
from evidencekit.gui.viewer.said import fact_deed, photo_deed
from evidencekit.gui.viewer.screenshot import ScreenshotPane
from evidencekit.gui.words import fact_name

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.evidence.text_boxes import Box
    from evidencekit.foundation.error_text import ErrorText
    from evidencekit.services.layers import Layer
    from evidencekit.services.viewing import CaptureView

T = TypeVar("T")
_SCREENSHOT, _CUSTODY, _ABOUT = range(3)
_FACTS, _INTEGRITY, _MARKS = range(3)


class ViewerPage(QWidget):
    """Shows one capture of a vault. `closed` comes when the person wants back."""

    closed = Signal()

    def __init__(self, vault: OpenVault, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_("Evidence viewer"))
        self._vault = vault
        self._among: tuple[str, ...] = ()
        self._id = ""
        self._view: CaptureView | None = None
        self._asked, self._checking, self._pointed = 0, False, ""
        self._jobs: list[Job] = []
        self.header, self.alarm = Header(demo=vault.desk.demo), Bar("bad")
        self.shortfall = Bar("warn")
        self.screenshot, self.facts = ScreenshotPane(), FactsPanel(vault.desk.operator)
        self.integrity, self.custody, self.about = IntegrityPanel(), CustodyPanel(), AboutPanel()
        self.photos = PhotosPanel()
        self.marking = Marking(vault, self.screenshot, self)
        self.comparing = ComparingGoods(vault, lambda: self._id, self)
        self.again = FactsAgain(vault, self.facts, lambda: self._id, self)
        self.scoring = ReplayScoring(vault, self.about, lambda: self._id, self)
        titles = [_("Screenshot"), _("Custody"), _("About"), _("Photos")]
        self.tabs = Tabs(_("Parts of the capture"), titles)
        self.side = Tabs(_("Beside the screenshot"), [_("Facts"), _("Integrity"), _("Marks")])
        self._whole, self.trouble = QWidget(), Notice()
        self._replay = ReplayRun()
        self._arrange()
        self._connect()

    @property
    def capture_id(self) -> str:
        """Return the id of the capture that is shown, or being read."""
        return self._id

    def leave(self, then: Callable[[], object]) -> None:
        """Do what leads away from this capture; unsaved marks are asked about first."""
        self.marking.leave(then)

    def show_capture(self, capture_id: str, among: Sequence[str] = ()) -> None:
        """Show a capture; J and K lead to its neighbours in `among`. Unsaved marks are dropped."""
        for job in self._jobs:
            job.cancel()
        self._id, self._view, self._checking = capture_id, None, False
        self._asked += 1
        self._among = tuple(among) if capture_id in among else (capture_id,)
        self.header.say_place(self._among.index(capture_id) + 1, len(self._among))
        self.header.wait()
        self.alarm.say("")
        self.shortfall.say("")
        for part in (self.facts, self.custody, self.about):
            part.show_view(None)
        self.screenshot.wait()
        self.integrity.wait()
        self.photos.wait()
        self.marking.begin(capture_id)
        self._stack.setCurrentWidget(self._whole)
        self._read_view()
        self._read(lambda desk: _picture(desk, capture_id), self._show_picture, self._no_picture)

    def go(self, steps: int) -> None:
        """Show the capture so many places on; stays where there is none."""
        if self._id in self._among:
            place = self._among.index(self._id) + steps
            if 0 <= place < len(self._among):
                goal, among = self._among[place], self._among
                self.leave(lambda: self.show_capture(goal, among))

    def verify(self) -> None:
        """Check the capture that is shown, again if it was checked before."""
        capture_id, view = self._id, self._view
        if view is None or self._checking:
            return
        self._checking = True
        self.alarm.say("")
        self.integrity.wait()
        self.header.say_verdict(_("checking"), "plain")
        self._read(lambda desk: checked(desk, capture_id, view), self._show_checked, self._no_check)

    def close_it(self) -> None:
        """Lead back to where this was opened from."""
        self.leave(self.closed.emit)

    def _replay_failed(self, text: "ErrorText") -> None:
        self.alarm.say(text.message)

    def replay(self) -> None:
        """Show the page again in a window of its own, which has no network."""
        if self._view is not None:
            self._replay.start(self._vault.desk.folder / str(self._view.shown.get("file")))

    def _read_view(self) -> None:
        capture_id = self._id
        self._read(lambda desk: _view(desk, capture_id), self._show_view, self._no_view)
        # What stands in the way of these is said where the capture would be.
        self._read(
            lambda desk: _layers(desk, capture_id), self.marking.show_layers, lambda _error: None
        )

    def _read(
        self,
        work: "Callable[[Desk], T]",
        then: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Read for the capture of now; what comes for another is dropped."""
        asked = self._asked

        def show(result: T) -> None:
            if asked == self._asked:
                then(result)

        def fail(error: Exception) -> None:
            if asked == self._asked:
                failed(error)

        self._jobs = [job for job in self._jobs if not job.state.is_over]
        self._jobs.append(self._vault.read(self, work, show, fail))

    def _show_view(self, view: "CaptureView") -> None:
        if view == self._view:
            return
        first, self._view = self._view is None, view
        self.header.show_view(view)
        self.shortfall.say(shortfall_of(view))
        self.facts.show_view(view)
        self.custody.show_view(view)
        self.about.show_view(view)
        self.marking.show_view(view, self.facts.review.person.text().strip())
        self.side.setTabText(_FACTS, _("Facts ({count})").format(count=self.facts.count))
        if first:
            self.verify()

    def _no_view(self, error: Exception) -> None:
        for job in self._jobs:
            job.cancel()
        self.header.title.say(_("This capture can't be shown"))
        self.header.say_verdict("", "plain")
        self.trouble.fail(words_of(error))
        self._stack.setCurrentWidget(self.trouble)

    def _show_picture(self, picture: Picture) -> None:
        self.screenshot.show_picture(picture)
        if self.hasFocus() and self.screenshot.shows_picture:
            self.screenshot.canvas.setFocus()

    def _no_picture(self, error: Exception) -> None:
        self.screenshot.fail(words_of(error))

    def _show_checked(self, checked: Checked) -> None:
        self._checking = False
        self.integrity.show_checked(checked)
        text, tone, _sentence = verdict_words(checked.report)
        if not (checked.report.demo and tone == "demo"):
            # The demo's badge stands in the header already.
            self.header.say_verdict(text, tone)
        else:
            self.header.say_verdict("", "plain")
        file = str(self._view.shown.get("file")) if self._view else ""
        failure = first_failure(checked.report, file)
        if failure is not None:
            words = _("A check failed: {item}. {meaning}")
            self.alarm.say(words.format(item=page_text(failure.item), meaning=failure.meaning))

    def _no_check(self, error: Exception) -> None:
        self._checking = False
        self.integrity.fail(words_of(error))
        self.header.say_verdict(_("not checked"), "warn")

    def _mark(self, places: "list[tuple[Box, ...]]", go: bool) -> None:
        if self._view is not None:
            self.screenshot.mark(places, self._view.page_width, go=go)

    def _fact_at(self, point: QPointF) -> str:
        width = self._view.page_width if self._view is not None else 0
        return self.facts.fact_at(point, self.screenshot.scale_to(width))

    def _point_at(self, point: QPointF) -> None:
        """Frame the fact under the mouse, else the chosen one."""
        name = self._fact_at(point)
        if name == self._pointed:
            return
        self._pointed = name
        viewport, shapes = self.screenshot.canvas.viewport(), Qt.CursorShape
        viewport.setToolTip(
            _("{fact}: click to choose it").format(fact=fact_name(name)) if name else ""
        )
        if self.marking.hand.tool is None:
            viewport.setCursor(shapes.PointingHandCursor if name else shapes.OpenHandCursor)
        if name:
            self.facts.show_place(name, go=False)
        else:
            self.facts.show_chosen()

    def _choose_at(self, point: QPointF) -> None:
        name = self._fact_at(point)
        if name:
            self.side.setCurrentIndex(_FACTS)
            self.facts.choose(name)

    def _draw(self, wanted: bool) -> None:  # a button's toggled
        self.tabs.setCurrentIndex(_SCREENSHOT)
        self.screenshot.canvas.draw(wanted)

    def _take_box(self, place: QRect) -> None:
        self.screenshot.frame([place.x(), place.y(), place.width(), place.height()])
        self.facts.review.take_box(place)

    def _speak(self, word: Word) -> None:
        """Record what a person says of a fact, and show how it stands then."""
        changed = self._vault.captures_changed.emit
        self._vault.deeds.do(fact_deed(self._id, word, self.facts.standing, changed))

    def _look_for_photos(self) -> None:
        capture_id, seen = self._id, self.photos.pairs
        self.photos.searching()
        self._vault.write(
            self,
            _("Comparing pictures"),
            lambda desk, _task: desk.photo_candidates(capture_id, seen),
            lambda pairs: self.photos.show_pairs(pairs) if capture_id == self._id else None,
            self._no_photos,
        )

    def _no_photos(self, error: Exception) -> None:
        self.photos.wait()
        self._vault.jobs.report(error)

    def _decide_photos(self, first: str, second: str, verdict: str) -> None:
        by, before = self.facts.review.person.text().strip(), self.photos.verdict_now
        changed = self._vault.photos_changed.emit
        self._vault.deeds.do(photo_deed((first, second), (before, verdict), by, changed))

    def _photos_decided(self) -> None:
        if self.photos.pairs and self.isVisible():
            self._look_for_photos()

    def _show_integrity(self) -> None:
        self.tabs.setCurrentIndex(_SCREENSHOT)
        self.side.setCurrentIndex(_INTEGRITY)
        self.integrity.details.setFocus()

    def _show_marks(self) -> None:
        self.tabs.setCurrentIndex(_SCREENSHOT)
        self.side.setCurrentIndex(_MARKS)

    def _arrange(self) -> None:
        """Lay the parts out from without inward: what moves into another is dressed anew."""
        self.alarm.add_button(button(_("Show"), self._show_integrity))
        self.shortfall.add_button(button(_("Show"), lambda: self.tabs.setCurrentIndex(_ABOUT)))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 4)
        self._stack = QStackedWidget()
        for part in (self.header, self.alarm, self.shortfall):
            layout.addWidget(part)
        layout.addWidget(self._stack, 1)
        for shown in (self._whole, self.trouble):
            self._stack.addWidget(shown)
        inside, parts = QVBoxLayout(self._whole), QStackedWidget()
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(GAP)
        inside.addWidget(self.tabs)
        inside.addWidget(parts, 1)
        beside = QSplitter(Qt.Orientation.Horizontal)
        for pane in (beside, self.custody, self.about, self.photos):
            parts.addWidget(pane)
        self._put_beside(beside)
        self.tabs.chosen.connect(parts.setCurrentIndex)

    def _put_beside(self, split: QSplitter) -> None:
        """Put the screenshot into the split, with facts and integrity at its right."""
        split.setChildrenCollapsible(False)
        split.setHandleWidth(GAP)
        right, panels = QWidget(), QStackedWidget()
        split.addWidget(self.screenshot)
        split.addWidget(right)
        column = QVBoxLayout(right)
        column.setContentsMargins(GAP, 0, 0, 0)
        column.setSpacing(GAP)
        column.addWidget(self.side)
        column.addWidget(panels, 1)
        for panel in (self.facts, self.integrity, self.marking.panel):
            panels.addWidget(panel)
        self.side.chosen.connect(panels.setCurrentIndex)
        right.setMinimumWidth(340)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([640, 600])

    def _connect(self) -> None:
        self.header.back_wanted.connect(self.close_it)
        self.header.moved.connect(self.go)
        self.header.replay_wanted.connect(self.replay)
        self._replay.failed.connect(self._replay_failed)
        self.integrity.again_wanted.connect(self.verify)
        self.facts.placed.connect(self._mark)
        self.facts.drawn.connect(lambda box, go: self.screenshot.frame(box, go=go))
        self.screenshot.canvas.pointed.connect(self._point_at)
        self.screenshot.canvas.clicked.connect(self._choose_at)
        self.facts.review.drawing.connect(self._draw)
        self.facts.review.spoken.connect(self._speak)
        self._vault.person_changed.connect(self.facts.review.person.setText)
        self.screenshot.canvas.drawn.connect(self._take_box)
        self.marking.panel_wanted.connect(self._show_marks)
        self.photos.points_wanted.connect(self.comparing.ask)
        self.photos.wanted.connect(self._look_for_photos)
        self.photos.decided.connect(self._decide_photos)
        self._vault.captures_changed.connect(self._refresh)
        self._vault.photos_changed.connect(self._photos_decided)
        for name, key, act in (
            (_("Next capture"), "J", lambda: self.go(1)),
            (_("Capture before"), "K", lambda: self.go(-1)),
            (_("Leave this capture"), "Esc", self.close_it),
            (_("Verify this capture again"), "F5", self.verify),
            (_("Replay the page"), "Ctrl+Shift+R", self.replay),
        ):
            add_action(self, name, act, key)

    def _refresh(self) -> None:
        """Read again what may have changed beside the sealed file: its stamp, its log lines."""
        if self._view is not None and self.isVisible():
            self._read_view()


def _view(desk: "Desk", capture_id: str) -> "CaptureView":
    # Brings the vault with it, which no window needs before a vault is open.
    from evidencekit.services.viewing import view_capture  # noqa: PLC0415

    return view_capture(desk.folder, capture_id)


def _picture(desk: "Desk", capture_id: str) -> Picture:
    return picture_of(desk.tiles(capture_id), parts_named(desk.capture(capture_id)))


def _layers(desk: "Desk", capture_id: str) -> "tuple[Layer, ...]":
    from evidencekit.bootstrap.desk_marking import layers  # noqa: PLC0415  # as above

    return layers(desk, capture_id)
