"""Icons of our own, drawn in the theme's colours at whatever size the screen needs."""

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QToolButton
from typing_extensions import override

from evidencekit.foundation.resources import resource
from evidencekit.gui.theme import colours


class _Engine(QIconEngine):
    """Draws one SVG in the text colour, dimmed where its control is off."""

    def __init__(self, source: str, colour: str | None) -> None:
        super().__init__()
        self._source, self._colour = source, colour

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        c = colours()
        colour = c.muted if mode is QIcon.Mode.Disabled else (self._colour or c.text)
        data = self._source.replace("#000000", colour).encode()
        # In a wider place it stands at the left: the rest is the space before the words.
        square = QRect(rect.topLeft(), QSize(min(rect.width(), rect.height()), rect.height()))
        QSvgRenderer(QByteArray(data)).render(painter, square.toRectF())

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        made = QPixmap(size)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return made

    @override
    def clone(self) -> QIconEngine:
        return _Engine(self._source, self._colour)


def icon(name: str, colour: str | None = None) -> QIcon:
    """Return an icon of `resources/icons`, in the text colour unless another `#rrggbb` is given."""
    source = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QIcon(_Engine(source, colour))


def toggle(mark: str, name: str) -> QToolButton:
    """Return a button that stays down while its view is shown."""
    made = QToolButton()
    made.setIcon(icon(mark))
    made.setFixedSize(34, 32)
    made.setCheckable(True)
    made.setProperty("role", "tool")
    made.setAccessibleName(name)
    made.setToolTip(name)
    return made
