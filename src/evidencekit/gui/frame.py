"""What stands around the rooms of the main window: bars above them, the rail at their left."""

import os

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.parts import Bar
from evidencekit.gui.rail import Rail


class Frame(QWidget):
    """The rooms in their frame. The upper bar warns where the browser has no sandbox."""

    def __init__(self, note: Bar, rail: Rail, stack: QStackedWidget) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        sandbox = Bar("warn")
        layout.addWidget(sandbox)
        layout.addWidget(note)
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            sandbox.say(
                _(
                    "The browser sandbox is off, because this runs as root: visit no page that "
                    "you would not trust. Each capture says so."
                )
            )
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(rail)
        row.addWidget(stack, 1)
        layout.addLayout(row, 1)
