"""A table of rights: chosen, looked at row by row, then added whole or not at all."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QTableWidget,
    QVBoxLayout,
    QWidget,
)

from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.parts import button, label, page_text
from evidencekit.gui.pieces import words
from evidencekit.gui.rights.says import field_words, row_words
from evidencekit.gui.rights.tables import read_table
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import in_a_row, paired

if TYPE_CHECKING:
    from evidencekit.services.right_import import ReadRow, RightImport

_SIZE = (860, 520)


class ImportDialog(QDialog):
    """Shows what the rows of a table would make, and what is wrong with which; `then` adds them."""

    def __init__(
        self, parent: QWidget, file: Path, found: "RightImport", then: Callable[[], None]
    ) -> None:
        super().__init__(parent)
        self._then = then
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(_("Import rights"))
        self.resize(*_SIZE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 4)
        layout.addWidget(label(_("Import rights"), "title"))
        layout.addWidget(words(page_text(file.name, 120), "muted"))
        self.summary = words(_summary(found), "heading")
        layout.addWidget(self.summary)
        self.table = _table(found)
        layout.addWidget(self.table, 1)
        end = QHBoxLayout()
        end.addStretch(1)
        end.addWidget(button(_("Cancel"), self.reject))
        self.act = button(_("Add the new rights"), self._finish, primary=True)
        self.act.setEnabled(not found.wrong and any(row.state == "new" for row in found.rows))
        end.addWidget(self.act)
        layout.addLayout(end)
        self.table.setFocus()

    def _finish(self) -> None:
        self._then()
        self.accept()


def _table(found: "RightImport") -> QTableWidget:
    headings = [_("Row"), _("State"), field_words("reg_no"), field_words("mark_text"), _("Says")]
    return read_table(_("Rows of the table"), headings, map(_cells, found.rows))


def _cells(row: "ReadRow") -> list[str]:
    right = row.right
    faults = in_a_row(paired(field_words(field), told) for field, told in row.faults)
    told = faults or (right.owner_as_registered if right else "")
    number, mark = (right.reg_no, right.mark_text) if right else ("", "")
    return [
        str(row.number),
        row_words(row.state)[0],
        *(page_text(one) for one in (number, mark, told)),
    ]


def _summary(found: "RightImport") -> str:
    if found.wrong:
        text = ngettext(
            "{count} row is wrong: nothing can be added until it is mended in the file.",
            "{count} rows are wrong: nothing can be added until they are mended in the file.",
            found.wrong,
        )
        return text.format(count=found.wrong)
    new = sum(row.state == "new" for row in found.rows)
    text = ngettext("{count} right is new.", "{count} rights are new.", new)
    return text.format(count=new)
