"""What pages of one column are made of: a title, a place that scrolls, a word where it is empty."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from evidencekit.gui.icons import icon
from evidencekit.gui.parts import label
from evidencekit.gui.theme import EDGE, GAP, colours

_WIDTH = 520


def column(name: str) -> tuple[QScrollArea, QVBoxLayout]:
    """Return a place that scrolls, and the layout of what stands in it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setAccessibleName(name)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    inner = QWidget()
    layout = QVBoxLayout(inner)
    layout.setContentsMargins(EDGE + GAP, EDGE, EDGE + GAP, EDGE + GAP)
    layout.setSpacing(EDGE)
    area.setWidget(inner)
    return area, layout


def swap(parent: QWidget, old: QWidget, new: QWidget) -> None:
    """Put `new` where `old` stands in the layout of `parent`; the old one goes at its own time.

    `new` takes the focus for the page, now too if the page has it.
    """
    focused = QApplication.focusWidget()
    here = focused is parent or (focused is not None and parent.isAncestorOf(focused))
    layout = parent.layout()
    assert layout is not None  # noqa: S101  # each of our pages has one
    layout.replaceWidget(old, new)
    # What is not shown yet gets no focus.
    new.show()
    parent.setFocusProxy(new)
    if here:
        new.setFocus()
    old.hide()
    QTimer.singleShot(0, old, old.deleteLater)


def empty_page(mark: str, title: str, *texts: str) -> QWidget:
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
