"""What several cards here are made of: named values, an error said in place, reading."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextLayout
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import breakable, button, card, label
from evidencekit.gui.theme import EDGE, GAP

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk

T = TypeVar("T")
_NAMES = 96


def words(text: str, role: str = "") -> QLabel:
    """Return a wrapping label that a long address does not widen."""
    made = label(breakable(text), role, wraps=True)
    made.setAccessibleName(text)
    return made


def named_values(pairs: Sequence[tuple[str, QWidget]]) -> QGridLayout:
    """Return a grid of names and what stands for each."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(EDGE)
    grid.setVerticalSpacing(GAP // 2)
    grid.setColumnMinimumWidth(0, _NAMES)
    grid.setColumnStretch(1, 1)
    left = Qt.AlignmentFlag.AlignLeft
    for at, (name, value) in enumerate(pairs):
        caption = label(name, "muted")
        if isinstance(value, QLabel) and value.wordWrap():
            _on_one_line(caption, value)
            grid.addWidget(caption, at, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(value, at, 1, Qt.AlignmentFlag.AlignTop)
        elif isinstance(value, QLabel):
            grid.addWidget(caption, at, 0)
            grid.addWidget(value, at, 1, left)
        else:
            grid.addWidget(caption, at, 0)
            grid.addWidget(value, at, 1)
    return grid


def _on_one_line(caption: QLabel, value: QLabel) -> None:
    """Have both stand on the same base line: a Chinese font reaches higher than a Latin one."""
    lower = round(_ascent(value) - _ascent(caption))
    caption.setContentsMargins(0, max(0, lower), 0, 0)
    value.setContentsMargins(0, max(0, -lower), 0, 0)


def _ascent(shown: QLabel) -> float:
    shown.ensurePolished()
    layout = QTextLayout(shown.text(), shown.font())
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    return line.ascent()


class Trouble(QWidget):
    """An error in its three parts, where what was wanted would stand."""

    def __init__(self, error: Exception, again: Callable[[], object]) -> None:
        super().__init__()
        told = words_of(error)
        frame, inside = card()
        inside.addWidget(words(told.message, "heading"))
        inside.addWidget(words(told.meaning))
        inside.addWidget(words(told.action, "muted"))
        inside.addSpacing(GAP)
        inside.addWidget(button(_("Try again"), again), 0, Qt.AlignmentFlag.AlignLeft)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)
        outer.addStretch(1)


class Newest:
    """Reads of which only the one begun last is heard, whatever the order of their ends."""

    def __init__(self, vault: OpenVault, owner: QWidget) -> None:
        self._vault, self._owner = vault, owner
        self._turn = 0

    def read(
        self,
        work: Callable[["Desk"], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Read away from the GUI thread; what was asked before is forgotten."""
        self.forget()
        turn = self._turn

        def heard(result: T) -> None:
            if turn == self._turn:
                then(result)

        def said(error: Exception) -> None:
            if turn == self._turn:
                failed(error)

        self._vault.read(self._owner, work, heard, said)

    def forget(self) -> None:
        """Hear nothing of what is being read."""
        self._turn += 1
