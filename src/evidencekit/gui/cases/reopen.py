"""The dialog in which a named person takes a confirmation back, before any packet is made."""

from collections.abc import Callable

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.parts import button, label
from evidencekit.gui.pieces import words
from evidencekit.gui.theme import EDGE, GAP

_WIDTH = 520


class ReopenDialog(QDialog):
    """Asks who takes the confirmation back; `then` gets the name."""

    def __init__(self, parent: QWidget, then: Callable[[str], None]) -> None:
        super().__init__(parent)
        self._then = then
        self.setWindowTitle(_("Reopen the complaint"))
        self.setMinimumWidth(_WIDTH)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 4)
        layout.addWidget(label(_("Reopen the complaint"), "title"))
        layout.addWidget(words(_meaning(), "muted"))
        self.name = QLineEdit()
        self.name.setAccessibleName(_("Name of the person who reopens it"))
        caption = QLabel(self.name.accessibleName())
        caption.setBuddy(self.name)
        layout.addWidget(caption)
        layout.addWidget(self.name)
        end = QHBoxLayout()
        end.addStretch(1)
        end.addWidget(button(_("Cancel"), self.reject))
        self.act = button(_("Reopen"), self._finish, primary=True)
        self.act.setDefault(True)
        self.act.setEnabled(False)
        end.addWidget(self.act)
        layout.addLayout(end)
        self.name.textChanged.connect(lambda text: self.act.setEnabled(bool(text.strip())))
        self.name.setFocus()

    def _finish(self) -> None:
        self._then(self.name.text().strip())
        self.accept()


def _meaning() -> str:
    return _(
        "The complaint becomes a draft again: each listing is looked at anew, each declaration "
        "accepted anew. What was confirmed stays in the custody log."
    )
