"""A pane for reading: sections of names and values, all of it plain text that can be selected."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextFrameFormat,
    QTextLength,
    QTextOption,
    QTextTableFormat,
)
from PySide6.QtWidgets import QTextEdit
from typing_extensions import override

from evidencekit.foundation.display_text import visible
from evidencekit.gui.parts import set_role
from evidencekit.gui.theme import GAP, colours

_LIMIT = 20_000
_SPACE = 12
_INDENT = 14
_PADDING = 3
_MOST_NAME = 230


@dataclass(frozen=True, slots=True)
class Row:
    """A name and its value; without a name the value takes the whole width.

    `tone`: "", good, warn, bad, demo, muted. The words themselves must say what the colour says.
    """

    name: str
    value: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with a quiet line below, and rows. Either may be empty.

    `bullets`: rows without a name are points of a list.
    """

    title: str
    rows: tuple[Row, ...] = ()
    note: str = ""
    bullets: bool = False


class ReadingPane(QTextEdit):
    """Shows sections. Text of pages is made visible here and never read as markup."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setAccessibleName(name)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        set_role(self, "sections")
        self._sections: tuple[Section, ...] = ()

    def read(self, sections: Sequence[Section]) -> None:
        """Show these sections from the top."""
        self._sections = tuple(sections)
        self._write()

    @property
    def words(self) -> str:
        """Return all that is shown."""
        return self.toPlainText()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._write()

    def _write(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        for number, section in enumerate(self._sections):
            self._write_section(cursor, section, first=number == 0)
        cursor.endEditBlock()
        # The pane's own cursor went along with the text; the reader begins at the top.
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.verticalScrollBar().setValue(0)

    def _name_width(self) -> int:
        """Return the width of the names of all sections, so that the values stand in one line."""
        wide = self.fontMetrics().horizontalAdvance
        names = [wide(row.name) for section in self._sections for row in section.rows]
        return min(max(names, default=0) + 4 * GAP, _MOST_NAME)

    def _write_section(self, cursor: QTextCursor, section: Section, *, first: bool) -> None:
        above = 0 if first else _SPACE
        for text, form in ((section.title, _heading()), (section.note, _form(colours().muted))):
            if text:
                _write_block(cursor, text, form, above=above)
                above = 2
        named = [row for row in section.rows if row.name]
        if named:
            _write_table(cursor, named, self._name_width())
        for row in section.rows:
            if not row.name:
                _write_block(
                    cursor, row.value, _form(_tone(row.tone)), above=4, bullet=section.bullets
                )


def _write_block(
    cursor: QTextCursor, text: str, form: QTextCharFormat, *, above: int, bullet: bool = False
) -> None:
    block = QTextBlockFormat()
    block.setLeftMargin(_PADDING)
    if bullet:
        block.setLeftMargin(_PADDING + _INDENT)
        block.setTextIndent(-_INDENT)
        block.setTabPositions([QTextOption.Tab(_INDENT, QTextOption.TabType.LeftTab)])
    block.setTopMargin(above)
    block.setBottomMargin(4)
    if cursor.block().length() == 1 and cursor.atEnd() and not cursor.block().text():
        cursor.setBlockFormat(block)
    else:
        cursor.insertBlock(block)
    mark = "\u2022\t" if bullet else ""
    cursor.insertText(mark + visible(text, _LIMIT), form)


def _write_table(cursor: QTextCursor, rows: Sequence[Row], name_width: int) -> None:
    look = QTextTableFormat()
    look.setBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_None)
    look.setBorder(0)
    look.setCellPadding(_PADDING)
    look.setCellSpacing(0)
    look.setBottomMargin(_SPACE)
    look.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
    names = QTextLength(QTextLength.Type.FixedLength, name_width)
    rest = QTextLength(QTextLength.Type.VariableLength, 0)
    look.setColumnWidthConstraints([names, rest])
    table = cursor.insertTable(len(rows), 2, look)
    for number, row in enumerate(rows):
        for column, (text, colour) in enumerate(
            ((row.name, colours().muted), (row.value, _tone(row.tone)))
        ):
            inside = table.cellAt(number, column).firstCursorPosition()
            inside.insertText(visible(text, _LIMIT), _form(colour))
    cursor.movePosition(QTextCursor.MoveOperation.End)


def _tone(tone: str) -> str:
    return str(getattr(colours(), tone)) if tone else colours().text


def _form(colour: str) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(QColor(colour))
    return form


def _heading() -> QTextCharFormat:
    form = _form(colours().text)
    form.setFontWeight(QFont.Weight.DemiBold)
    return form
