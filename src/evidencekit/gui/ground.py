"""What the main window shows before anything stands in it: its grounds in the theme's colours."""

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from evidencekit.gui.theme import RAIL, colours

# As high as the bars that come in their place.
_MENU, _STATUS = 26, 35


class Ground(QWidget):
    """The empty places of the menu, the status bar and, where a vault is to open, the rail.

    `painted` comes in a turn of its own after the first painting, so that this is on the screen.
    """

    painted = Signal()

    def __init__(self, *, rail: bool) -> None:
        super().__init__()
        self._rail = rail
        self._after = QTimer(self, singleShot=True)
        self._after.timeout.connect(self.painted)
        self._seen = False

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802  # Qt's name
        """Paint the grounds."""
        c, painter = colours(), QPainter(self)
        raised, line = QColor(c.raised), QColor(c.line)
        wide, foot = self.width(), self.height() - _STATUS
        painter.fillRect(0, 0, wide, foot, QColor(c.window))
        if self._rail:
            painter.fillRect(0, _MENU, RAIL - 1, foot - _MENU, raised)
            painter.fillRect(RAIL - 1, _MENU, 1, foot - _MENU, line)
        painter.fillRect(0, foot, wide, _STATUS, raised)
        painter.fillRect(0, foot, wide, 1, line)
        painter.end()
        if not self._seen:
            self._seen = True
            self._after.start(1)
