"""The line below the page: what is recorded, how the load goes, what was refused, Cancel."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy

from evidencekit.foundation.catalogue import _
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import button, label
from evidencekit.gui.theme import EDGE

_TALL = 48


class BottomRow(QFrame):
    """Keeps its height whatever it says: the page above must not move during a capture."""

    cancel_wanted = Signal()
    popup_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedHeight(_TALL)
        self.recording = label(_("Getting ready..."))
        self.load = label("", "muted")
        self.quiet = label("", "muted")
        # Long words of a page are cut at the window's edge; they never widen it.
        self.quiet.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.cancel = button(_("Cancel (Esc)"), self.cancel_wanted.emit)
        self.cancel.hide()
        self._popup = ""
        self.popup = button(_("Open it here"), self._open_popup)
        self.popup.setToolTip(_("Opens the refused window's address in this recorded page"))
        self.popup.hide()
        self.panel = QPushButton()
        self.panel.setIcon(icon("list"))
        self.panel.setCheckable(True)
        self.panel.setChecked(True)
        self.panel.setFixedWidth(44)
        self.panel.setAccessibleName(_("Side panel"))
        self.panel.setToolTip(_("Show or hide the side panel (Ctrl+B)"))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(EDGE, 0, EDGE, 0)
        layout.setSpacing(EDGE)
        layout.addWidget(self.recording)
        layout.addWidget(self.load)
        layout.addWidget(self.quiet, 1)
        layout.addWidget(self.popup)
        layout.addWidget(self.cancel)
        layout.addWidget(self.panel)

    def say_quietly(self, text: str) -> None:
        """Say something that needs no act of the person."""
        self.quiet.setText(text)
        self.quiet.setAccessibleName(text)
        self.popup.hide()

    def offer(self, address: str) -> None:
        """Offer to open, recorded, what a page wanted to show in a window of its own."""
        self._popup = address
        self.popup.show()

    def _open_popup(self) -> None:
        self.popup.hide()
        self.popup_wanted.emit(self._popup)
