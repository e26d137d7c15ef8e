"""Help for each screen, in the language of the app: short texts of our own, shown as rich text."""

from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import (
    QFont,
    QKeySequence,
    QShortcut,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QDialog, QHBoxLayout, QListWidget, QTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from evidencekit.foundation.catalogue import _, current_language
from evidencekit.foundation.resources import resource
from evidencekit.gui.parts import button, label
from evidencekit.gui.theme import EDGE, GAP

_SIZE = (860, 600)
_FIRST = "start"
_AIR, _LINE, _HEADING = 8, 120, 18


class _Text(QTextEdit):
    """Shows text of ours; loads nothing."""

    @override
    def loadResource(self, kind: int, name: QUrl | str) -> object:
        return None


class HelpDialog(QDialog):
    """All help texts, that of the shown screen open."""

    def __init__(self, topic: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("Help"))
        self.resize(*_SIZE)
        self._files = topics()
        self.text = _Text()
        self.text.setReadOnly(True)
        self.text.setAccessibleName(_("Help text"))
        self.list = QListWidget()
        self.list.setAccessibleName(_("Help topics"))
        self.list.setFixedWidth(220)
        for file in self._files.values():
            self.list.addItem(_title(file))
        self.list.currentRowChanged.connect(self._show)
        names = list(self._files)
        self.list.setCurrentRow(names.index(topic if topic in names else _FIRST))
        middle, end = QHBoxLayout(), QHBoxLayout()
        middle.setSpacing(GAP)
        middle.addWidget(self.list)
        middle.addWidget(self.text, 1)
        end.addStretch()
        end.addWidget(button(_("Close"), self.reject))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.addWidget(label(_("Help"), "title"))
        layout.addLayout(middle, 1)
        layout.addLayout(end)

    def _show(self, row: int) -> None:
        file = list(self._files.values())[row]
        document = self.text.document()
        plain = QTextDocument.MarkdownFeature
        features = plain.MarkdownDialectCommonMark | plain.MarkdownNoHTML
        document.setMarkdown(file.read_text(encoding="utf-8"), features)
        _space(document)
        self.text.moveCursor(QTextCursor.MoveOperation.Start)


def _space(document: QTextDocument) -> None:
    """Give paragraphs air, and headings the size that titles have everywhere else."""
    block = document.begin()
    while block.isValid():
        cursor = QTextCursor(block)
        form = block.blockFormat()
        form.setBottomMargin(_AIR)
        form.setLineHeight(_LINE, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
        cursor.setBlockFormat(form)
        if form.headingLevel():
            cursor.select(QTextCursor.SelectionType.BlockUnderCursor)
            letters = QTextCharFormat()
            letters.setProperty(QTextCharFormat.Property.FontPixelSize, _HEADING)
            letters.setFontWeight(QFont.Weight.DemiBold)
            cursor.setCharFormat(letters)
        block = block.next()


def help_by_key(window: QWidget, topic: str) -> None:
    """Have F1 in a window of its own, or a dialog, open the help on it."""
    QShortcut(QKeySequence("F1"), window, lambda: HelpDialog(topic, window).open())


def topics() -> dict[str, Path]:
    """Return the texts by name, the first one first."""
    files = sorted(resource("help", current_language()).glob("*.md"))
    found = {file.stem: file for file in files}
    return {_FIRST: found[_FIRST]} | found


def _title(file: Path) -> str:
    return file.read_text(encoding="utf-8").split("\n", 1)[0].removeprefix("# ").strip()
