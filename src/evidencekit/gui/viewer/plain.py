"""Parts of the viewer that show foreign text and never read markup in it."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QTabBar, QVBoxLayout, QWidget
from typing_extensions import override

from evidencekit.foundation.error_text import ErrorText
from evidencekit.gui.parts import card, label, page_text, set_role, tip
from evidencekit.gui.theme import EDGE, GAP


class ElidedLabel(QLabel):
    """A label of one line that is cut to its width; the tooltip has the whole."""

    def __init__(self, role: str) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        set_role(self, role)
        self._whole = ""

    def say(self, text: object) -> None:
        """Show the words of a page."""
        self._whole = page_text(text, 500)
        self.setToolTip(tip(text))
        self.setAccessibleName(self._whole)
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(80, super().minimumSizeHint().height())

    def _fit(self) -> None:
        fitting = self.fontMetrics().elidedText(
            self._whole, Qt.TextElideMode.ElideRight, max(self.width() - 2, 40)
        )
        if fitting != self.text():
            self.setText(fitting)


class Tabs(QTabBar):
    """A row of names of which one is chosen, underlined. `chosen` carries its place."""

    chosen = Signal(int)

    def __init__(self, name: str, titles: Sequence[str]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self.setDrawBase(False)
        self.setExpanding(False)
        self.setUsesScrollButtons(False)
        self.setElideMode(Qt.TextElideMode.ElideNone)
        for title in titles:
            self.addTab(title)
        self.currentChanged.connect(self.chosen)


class Notice(QWidget):
    """A box in the middle of an empty pane: a few quiet words, or the three parts of an error."""

    def __init__(self) -> None:
        super().__init__()
        self._frame, inside = card()
        self._frame.setMaximumWidth(560)
        self._parts = [label("", role, wraps=True) for role in ("heading", "", "muted")]
        for part in self._parts:
            inside.addWidget(part)
        inside.setContentsMargins(EDGE + GAP, EDGE, EDGE + GAP, EDGE)
        outside = QVBoxLayout(self)
        outside.addStretch(1)
        # No alignment here: an aligned frame would not get the height that its words need.
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(self._frame, 100)
        middle.addStretch(1)
        outside.addLayout(middle)
        outside.addStretch(2)

    def say(self, text: str) -> None:
        """Show one quiet sentence."""
        self._show("", text, "")

    def fail(self, words: ErrorText) -> None:
        """Show what happened, what it means for the evidence, what to do."""
        self._show(words.message, words.meaning, words.action)

    @property
    def text(self) -> str:
        """Return all that it says."""
        return "\n".join(part.text() for part in self._parts if part.text())

    def _show(self, *texts: str) -> None:
        for part, text in zip(self._parts, texts, strict=True):
            part.setText(text)
            part.setVisible(bool(text))
        self.setAccessibleName(self.text)
