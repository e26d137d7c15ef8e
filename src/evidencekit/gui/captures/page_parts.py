"""Small parts of the captures page: its filter, its messages."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from evidencekit.foundation.catalogue import _
from evidencekit.gui.icons import icon
from evidencekit.gui.theme import GAP, colours

_FILTER_WIDTH = 280
_MESSAGE_WIDTH = 540
_ICON = 40


def filter_field() -> QLineEdit:
    """Return the field that filters the captures."""
    field = QLineEdit()
    field.setFixedWidth(_FILTER_WIDTH)
    field.setClearButtonEnabled(True)
    field.setPlaceholderText(_("Words in facts, address or page"))
    field.setAccessibleName(_("Filter the captures"))
    keys = QKeySequence("Ctrl+F").toString(QKeySequence.SequenceFormat.NativeText)
    field.setToolTip(_("Filter the captures ({keys})").format(keys=keys))
    return field


def stack_of(*pages: QWidget) -> QStackedWidget:
    """Return these pages in a stack, the first one shown."""
    stack = QStackedWidget()
    for page in pages:
        stack.addWidget(page)
    return stack


def message(mark: str, *parts: QWidget) -> QWidget:
    """Return a page with an icon, words and perhaps a button in its middle."""
    inner = QWidget()
    inner.setFixedWidth(_MESSAGE_WIDTH)
    layout = QVBoxLayout(inner)
    layout.setSpacing(12)
    picture = QLabel()
    picture.setPixmap(icon(mark, colours().muted).pixmap(_ICON, _ICON))
    layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
    for part in parts:
        if isinstance(part, QLabel):
            part.setAlignment(Qt.AlignmentFlag.AlignCenter)
            layout.addWidget(part)
        else:
            layout.addSpacing(GAP)
            layout.addWidget(part, 0, Qt.AlignmentFlag.AlignHCenter)
    page = QWidget()
    # No alignment here: it would hide from the layout how high wrapped words are.
    middle = QHBoxLayout()
    middle.addStretch(1)
    middle.addWidget(inner)
    middle.addStretch(1)
    outer = QVBoxLayout(page)
    outer.addStretch(2)
    outer.addLayout(middle)
    outer.addStretch(3)
    return page
