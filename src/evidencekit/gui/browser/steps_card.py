"""The steps of a capture as it goes: each with a sign and a word for how far it is."""

from dataclasses import dataclass

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import card, label
from evidencekit.gui.theme import GAP, colours
from evidencekit.services.live_capture import LiveStep

_NAMES = {
    LiveStep.SETTLE: N_("Wait until it has loaded"),
    LiveStep.READ: N_("Look what kind of page it is"),
    LiveStep.SCROLL: N_("Scroll to its end"),
    LiveStep.LOOK: N_("Take pictures and text"),
    LiveStep.SEAL: N_("Seal"),
    LiveStep.FACTS: N_("Read the facts"),
}
_ORDER = list(_NAMES)
_SIGN = QSize(18, 18)


@dataclass(slots=True)
class _Row:
    sign: QLabel
    name: QLabel
    state: QLabel


class StepsCard(QWidget):
    """Call `begin`, then `reach` with each step. Steps may be left out; none goes backwards."""

    def __init__(self) -> None:
        super().__init__()
        frame, inside = card()
        inside.addWidget(label(_("Capturing"), "heading"))
        inside.addWidget(label(_("The page takes no input meanwhile."), "muted", wraps=True))
        grid = QGridLayout()
        grid.setVerticalSpacing(GAP + 2)
        grid.setHorizontalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        self._rows: dict[LiveStep, _Row] = {}
        for line, step in enumerate(_ORDER):
            row = _Row(QLabel(), label(_(_NAMES[step]), wraps=True), label("", "muted"))
            row.sign.setFixedSize(_SIGN)
            for column, part in enumerate((row.sign, row.name, row.state)):
                grid.addWidget(part, line, column)
            self._rows[step] = row
        inside.addLayout(grid)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.addWidget(frame)
        self._at = -1
        self._reached: set[int] = set()

    def begin(self) -> None:
        """Show all steps as waiting."""
        self._at, self._reached = -1, set()
        self._show()

    def reach(self, step: LiveStep) -> None:
        """Show a step as the one at work, and those before it as done or left out."""
        place = _ORDER.index(step)
        self._reached.add(place)
        self._at = max(self._at, place)
        self._show()

    def state_of(self, step: LiveStep) -> str:
        """Return the word that stands beside a step."""
        return self._rows[step].state.text()

    def _show(self) -> None:
        for place, step in enumerate(_ORDER):
            row, c = self._rows[step], colours()
            if place == self._at:
                name, colour, words = "forward", c.accent, _("now")
            elif place > self._at:
                name, colour, words = "clock", c.muted, ""
            elif place in self._reached:
                name, colour, words = "check", c.good, _("done")
            else:
                name, colour, words = "stop", c.muted, _("left out")
            row.sign.setPixmap(icon(name, colour).pixmap(_SIGN))
            row.state.setText(words)
