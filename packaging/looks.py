"""What is wrong with a window to be seen: clipped words, parts over each other, nothing in it.

Also what a screen reader would miss. Used by `screens.py` on every screen and by the tests on each.
"""

from collections.abc import Iterator
from itertools import combinations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QPushButton,
    QToolButton,
    QWidget,
)

_SLACK = 2
_SAMPLES = 40
_LEAST_TONES = 3


def faults_of(window: QWidget) -> list[str]:
    """Return what is wrong with a shown window, a line each; nothing is well."""
    return [
        *clipped(window),
        *overlapping(window),
        *nameless(window),
        *(["empty: hardly anything is painted"] if is_blank(window.grab().toImage()) else []),
    ]


def _shown(window: QWidget) -> Iterator[QWidget]:
    for one in window.findChildren(QWidget):
        if one.isVisibleTo(window) and one.window() is window.window() and not one.size().isEmpty():
            yield one


def clipped(window: QWidget) -> Iterator[str]:
    """Name labels and buttons whose words need more room than they have."""
    for one in _shown(window):
        if isinstance(one, QLabel) and one.text() and _is_cut(one):
            yield f"clipped: label {one.text()[:60]!r} {one.size().toTuple()}"
        elif isinstance(one, QPushButton | QToolButton) and _words_wider(one):
            yield f"clipped: button {one.text()!r} {one.size().toTuple()}"


def _is_cut(one: QLabel) -> bool:
    if one.wordWrap():
        # A label that wraps needs the height that its width asks for.
        return one.heightForWidth(one.width()) > one.height() + _SLACK
    needed = one.fontMetrics().size(Qt.TextFlag.TextShowMnemonic.value, one.text())
    room = one.contentsRect()
    return needed.width() > room.width() + _SLACK or needed.height() > room.height() + _SLACK


def _words_wider(one: QAbstractButton) -> bool:
    if not one.text() or (
        isinstance(one, QToolButton)
        and one.toolButtonStyle() is Qt.ToolButtonStyle.ToolButtonIconOnly
        and not one.icon().isNull()
    ):
        return False
    needed = one.fontMetrics().horizontalAdvance(one.text().replace("&", ""))
    icon = 0 if one.icon().isNull() else one.iconSize().width()
    return needed + icon > one.width()


def overlapping(window: QWidget) -> Iterator[str]:
    """Name brothers in a layout that lie over each other."""
    for parent in [window, *_shown(window)]:
        layout = parent.layout()
        if layout is None:
            continue
        parts = [one for one in _brothers(parent) if layout.indexOf(one) >= 0]
        for first, second in combinations(parts, 2):
            common = first.geometry().intersected(second.geometry())
            if common.width() > _SLACK and common.height() > _SLACK:
                yield f"overlap: {_called(first)} and {_called(second)} in {_called(parent)}"


def _brothers(parent: QWidget) -> list[QWidget]:
    found = [one for one in parent.children() if isinstance(one, QWidget)]
    return [one for one in found if one.isVisible() and not one.isWindow()]


def nameless(window: QWidget) -> Iterator[str]:
    """Name what takes the keyboard and has no name for a screen reader."""
    for one in focusable(window):
        read = QAccessible.queryAccessibleInterface(one)
        if read is None or not read.text(QAccessible.Text.Name).strip():
            yield f"nameless: {_called(one)} in {_called(one.parentWidget())}"


def focusable(window: QWidget) -> list[QWidget]:
    """Return what Tab leads to."""
    tab = Qt.FocusPolicy.TabFocus
    return [
        one
        for one in _shown(window)
        if one.isEnabled()
        and (one.focusPolicy() & tab) == tab
        and one.focusProxy() is None
        # Parts of the engine and of Qt have names of their own making.
        and not one.objectName().startswith("qt_")
        and type(one.parentWidget()).__name__ != "QWebEngineView"
    ]


def is_blank(picture: QImage) -> bool:
    """Say whether a picture shows hardly more than its ground."""
    width, height = picture.width(), picture.height()
    seen = {
        picture.pixel(width * x // _SAMPLES, height * y // _SAMPLES)
        for x in range(_SAMPLES)
        for y in range(_SAMPLES)
    }
    return len(seen) < _LEAST_TONES


def _called(one: QWidget | None) -> str:
    if one is None:
        return "-"
    name = one.accessibleName() or one.objectName()
    return f"{type(one).__name__}({name[:40]})" if name else type(one).__name__


__all__ = ["clipped", "faults_of", "focusable", "is_blank", "nameless", "overlapping"]
