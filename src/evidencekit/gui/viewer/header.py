"""The head of the viewer: which capture this is, the way back, and the way to its neighbours."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import badge, button, label, set_role, tip
from evidencekit.gui.theme import GAP
from evidencekit.gui.viewer.plain import ElidedLabel
from evidencekit.gui.words import kind_words, local_time, stamp_words, state_words, utc_time

if TYPE_CHECKING:
    from evidencekit.services.viewing import CaptureView


class Header(QWidget):
    """Says title, time and state of a capture. `moved` carries +1 or -1."""

    back_wanted = Signal()
    moved = Signal(int)
    replay_wanted = Signal()

    def __init__(self, *, demo: bool) -> None:
        super().__init__()
        self._demo = demo
        self.title, self.time = ElidedLabel("title"), label("", "muted")
        self.badges: list[QLabel] = []
        self.verdict = badge("", "plain")
        self.place = label("", "muted")
        self.back = button(_("Back"), self.back_wanted.emit)
        self.back.setIcon(icon("back"))
        self.back.setToolTip(_("Back (Esc)"))
        self.previous = button(_("Previous"), lambda: self.moved.emit(-1))
        self.previous.setToolTip(_("Previous capture (K)"))
        self.next = button(_("Next"), lambda: self.moved.emit(1))
        self.next.setToolTip(_("Next capture (J)"))
        self.replay = button(_("Replay"), self.replay_wanted.emit)
        self.replay.setIcon(icon("replay"))
        self.replay.setToolTip(_("Show the page again from what was stored, without any network"))
        self._states = QHBoxLayout()
        self._states.setSpacing(GAP)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(self._first_row())
        layout.addLayout(self._second_row())

    def wait(self) -> None:
        """Show that a capture is being read; nothing of an older one stays."""
        self.title.say(_("Reading the capture..."))
        self.time.setText("")
        self.time.setToolTip("")
        self._put_badges([])
        self.say_verdict("", "plain")
        self.replay.setEnabled(False)

    def show_view(self, view: "CaptureView") -> None:
        """Show what a capture says of itself."""
        said = view.shown.get("provenance")
        about = said if isinstance(said, dict) else {}
        self.title.say(about.get("title") or _("Capture without a title"))
        at = about.get("started") or view.shown.get("sealed")
        self.time.setText(_("Captured {time}").format(time=local_time(at)))
        self.time.setToolTip(tip(utc_time(at)))
        engine = view.shown.get("engine")
        found = [state_words(about.get("state"), engine)]
        if about:
            # Of a file that can't be read nothing more is to be said.
            found.append((kind_words(about.get("page_kind")), "plain"))
        found.append(stamp_words(view.shown.get("stamped")))
        if self._demo:
            found.append((_("DEMO"), "demo"))
        self._put_badges(found)
        self.replay.setEnabled(bool(about))

    def say_verdict(self, text: str, tone: str) -> None:
        """Show how the check ended; empty while that is not known."""
        self.verdict.setText(text)
        set_role(self.verdict, f"badge-{tone}")
        self.verdict.setVisible(bool(text))

    def say_place(self, number: int, of: int) -> None:
        """Show which of how many this is, and where one can go from here."""
        text = _("{number} of {count}").format(number=f"{number:,}", count=f"{of:,}")
        words = text if of > 1 else ""
        self.place.setText(words)
        self.previous.setEnabled(number > 1)
        self.next.setEnabled(number < of)

    def _first_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP + 4)
        row.addWidget(self.back)
        row.addWidget(self.title, 1)
        row.addWidget(self.replay)
        row.addWidget(self.place)
        row.addWidget(self.previous)
        row.addWidget(self.next)
        return row

    def _second_row(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.time)
        row.addSpacing(GAP)
        row.addLayout(self._states)
        row.addWidget(self.verdict)
        row.addStretch(1)
        return row

    def _put_badges(self, found: list[tuple[str, str]]) -> None:
        for old in self.badges:
            self._states.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.badges = [badge(text, tone) for text, tone in found]
        for made in self.badges:
            self._states.addWidget(made)
