"""The whole history of a right: each field as it stood and as it stands, who, and when."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from evidencekit.domain.times import utc_text
from evidencekit.foundation.catalogue import _
from evidencekit.gui.parts import button, label, page_text
from evidencekit.gui.pieces import words
from evidencekit.gui.rights.tables import read_table
from evidencekit.gui.rights.values import change_headings, change_rows
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import local_time

if TYPE_CHECKING:
    from evidencekit.casework.right_parts import RightChange

_SIZE = (980, 560)


class HistoryDialog(QDialog):
    """Shows every change of a right, the last one first."""

    def __init__(self, parent: QWidget, title: str, history: "Sequence[RightChange]") -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("All changes"))
        self.resize(*_SIZE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 4)
        layout.addWidget(label(_("All changes"), "title"))
        layout.addWidget(words(title, "muted"))
        headings = [_("When"), _("By"), *change_headings()]
        self.table = read_table(_("Changes of the right"), headings, _rows(history), 2)
        layout.addWidget(self.table, 1)
        end = QHBoxLayout()
        end.addStretch(1)
        close = button(_("Close"), self.accept)
        close.setDefault(True)
        end.addWidget(close)
        layout.addLayout(end)
        self.table.setFocus()


def _rows(history: "Sequence[RightChange]") -> Iterator[tuple[str, ...]]:
    for change in reversed(history):
        at, by = local_time(utc_text(change.at)), page_text(change.by, 60)
        # Adding the right itself names no field.
        for row in change_rows(change.fields) or [(_("added"), "", "")]:
            yield at, by, *row
