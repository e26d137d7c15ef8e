"""A table of what became of each file or address: words, with a mark that needs no colour."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QColor, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QHeaderView

from evidencekit.gui.captures.cells import mark_of
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import page_text
from evidencekit.gui.theme import colours
from evidencekit.gui.viewer.tables import quiet_table


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line: what it is about, what became of it, the tone of that (empty: none), remarks."""

    about: str
    became: str
    tone: str = ""
    remark: str = ""


class ResultTable:
    """The table as `view`, empty at first; `titles`: about, what became of it, remarks."""

    def __init__(self, name: str, titles: Sequence[str]) -> None:
        self.model = QStandardItemModel()
        self.model.setHorizontalHeaderLabels(list(titles))
        self.view = quiet_table(name, self.model)
        head = self.view.horizontalHeader()
        head.setStretchLastSection(False)
        head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 220), (2, 250)):
            head.resizeSection(column, width)

    def fill(self, lines: Sequence[Outcome]) -> None:
        """Show these lines in place of what was shown."""
        self.model.removeRows(0, self.model.rowCount())
        for line in lines:
            self.model.appendRow(_items(line))


def _items(line: Outcome) -> list[QStandardItem]:
    became = QStandardItem(line.became)
    if line.tone:
        colour = str(getattr(colours(), line.tone))
        became.setIcon(icon(mark_of(line.tone), colour))
        became.setForeground(QColor(colour))
    return [QStandardItem(page_text(line.about)), became, QStandardItem(line.remark)]
