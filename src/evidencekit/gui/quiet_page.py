"""What pages of one column are made of: a title, a place that scrolls, a word where it is empty."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QApplication, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import Bar, label, page_text
from evidencekit.gui.pieces import Newest, Trouble
from evidencekit.gui.theme import EDGE, GAP

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk


class QuietPage(QWidget):
    """A page of one column that is read anew whenever casework changes.

    A subclass reads by `self._newest` and shows by `_put`; what can't be read is said in place.
    """

    def __init__(self, vault: OpenVault, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vault, self._name = vault, name
        self._newest = Newest(vault, self)
        self.note = Bar("good")
        self._body = QWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.note)
        layout.addWidget(self._body, 1)
        vault.casework_changed.connect(self.reload)

    def reload(self) -> None:
        """Read again what the page shows."""
        raise NotImplementedError  # each page reads its own

    def _write(self, path: Path, work: Callable[["Desk", Path], None]) -> None:
        told = _("Written: {path}").format(path=page_text(path))
        self._vault.read(
            self,
            lambda desk: work(desk, path),
            lambda _none: self.note.say(told),
            self._vault.jobs.report,
        )

    def _column(self, *ends: QWidget) -> tuple[QScrollArea, QVBoxLayout]:
        """Return a place that scrolls, and its layout under the page's title; `ends` beside it."""
        area, layout = column(self._name)
        if ends:
            top = QHBoxLayout()
            top.addWidget(label(self._name, "title"))
            top.addStretch(1)
            for end in ends:
                top.addWidget(end)
            layout.addLayout(top)
        return area, layout

    def _fail(self, error: Exception) -> None:
        area, layout = self._column()
        layout.addWidget(Trouble(error, self.reload))
        self._put(area)

    def _put(self, body: QWidget) -> None:
        """Show `body`; it takes the focus for the page, now too if the page has it."""
        focused = QApplication.focusWidget()
        here = focused is self or (focused is not None and self.isAncestorOf(focused))
        old, self._body = self._body, body
        layout = self.layout()
        assert layout is not None  # noqa: S101  # made above
        layout.replaceWidget(old, body)
        # What is not shown yet gets no focus.
        body.show()
        self.setFocusProxy(body)
        if here:
            body.setFocus()
        old.hide()
        # At its own time: a button in it may have asked for this.
        QTimer.singleShot(0, old, old.deleteLater)


def column(name: str) -> tuple[QScrollArea, QVBoxLayout]:
    """Return a place that scrolls, and the layout of what stands in it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setAccessibleName(name)
    area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    inner = QWidget()
    layout = QVBoxLayout(inner)
    layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE + GAP)
    layout.setSpacing(EDGE)
    area.setWidget(inner)
    return area, layout
