"""Icons of our own, drawn in the theme's colours at whatever size the screen needs."""

from PySide6.QtCore import QByteArray, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QToolButton
from typing_extensions import override

from evidencekit.foundation.resources import resource
from evidencekit.gui.theme import colours


class _Engine(QIconEngine):
    """Draws one SVG in the text colour, dimmed where its control is off.

    `name` is its own among all icons: what was drawn in a size and colour is drawn once.
    """

    def __init__(self, name: str, source: str, colour: str | None) -> None:
        super().__init__()
        self._name, self._source, self._colour = name, source, colour

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        data = self._source.replace("#000000", self._colour_now(mode)).encode()
        # In a wider place it stands at the left: the rest is the space before the words.
        square = QRect(rect.topLeft(), QSize(min(rect.width(), rect.height()), rect.height()))
        QSvgRenderer(QByteArray(data)).render(painter, square.toRectF())

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        key = f"icon {self._name} {self._colour_now(mode)} {size.width()}x{size.height()}"
        made = QPixmap()
        if not QPixmapCache.find(key, made):
            made = QPixmap(size)
            made.fill(Qt.GlobalColor.transparent)
            painter = QPainter(made)
            self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
            painter.end()
            QPixmapCache.insert(key, made)
        return made

    @override
    def clone(self) -> QIconEngine:
        return _Engine(self._name, self._source, self._colour)

    def _colour_now(self, mode: QIcon.Mode) -> str:
        c = colours()
        return c.muted if mode is QIcon.Mode.Disabled else (self._colour or c.text)


def icon(name: str, colour: str | None = None) -> QIcon:
    """Return an icon of `resources/icons`, in the text colour unless another `#rrggbb` is given."""
    source = resource("icons", f"{name}.svg").read_text(encoding="utf-8")
    return QIcon(_Engine(name, source, colour))


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
