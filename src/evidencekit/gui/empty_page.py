"""What stands where nothing is yet."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from evidencekit.gui.icons import icon
from evidencekit.gui.parts import label
from evidencekit.gui.theme import GAP, colours

_WIDTH = 520


def empty_page(mark: str, title: str, *texts: str, ways_in: QWidget | None = None) -> QWidget:
    """Return what stands where nothing is yet: what the page is for, and how to begin."""
    inner = QWidget()
    inner.setMaximumWidth(_WIDTH)
    layout = QVBoxLayout(inner)
    layout.setSpacing(GAP + 4)
    picture = QLabel()
    picture.setPixmap(icon(mark, colours().accent).pixmap(40, 40))
    layout.addWidget(picture)
    layout.addWidget(label(title, "title"))
    for at, text in enumerate(texts):
        made = label(text, "muted" if at else "", wraps=True)
        made.setAccessibleName(text)
        layout.addWidget(made)
    if ways_in is not None:
        layout.addSpacing(GAP)
        layout.addWidget(ways_in, 0, Qt.AlignmentFlag.AlignLeft)
    outer = QWidget()
    outer.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    outer.setAccessibleName(title)
    around = QVBoxLayout(outer)
    around.addStretch(2)
    row = QHBoxLayout()
    row.addStretch()
    row.addWidget(inner, 4)
    row.addStretch()
    around.addLayout(row)
    around.addStretch(3)
    return outer
