"""How a seller looks as a card of the board."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QListWidget, QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from evidencekit.gui.captures.badges import sized
from evidencekit.gui.captures.delegate import paint_focus
from evidencekit.gui.captures.thumbnails import Look, Thumbnails
from evidencekit.gui.cases.board.says import Badge, CardWords
from evidencekit.gui.icons import icon
from evidencekit.gui.theme import GAP, colours

WORDS = Qt.ItemDataRole.UserRole + 1
# Thumbnails are made in this size and drawn in the third of a card.
THUMB = QSize(96, 78)
_EDGE, _ROUND, _THUMBS = 8, 8, 3
_LINE = _BADGE = 20
_SMALL, _ROUND_ENDS, _MARK = 12, 12, 16
_Index = QModelIndex | QPersistentModelIndex
# A text with its font and colour.
_Line = tuple[str, QFont, str]


class CardPainter(QStyledItemDelegate):
    """Paints pictures, name, count with platforms, value; the badges in as many rows as need be.

    A card is as wide as its column and as high as what it says.
    """

    def __init__(self, thumbnails: Thumbnails, column: QListWidget) -> None:
        super().__init__(column)
        self._thumbnails, self._column = thumbnails, column

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: _Index) -> QSize:
        words, width = index.data(WORDS), self._column.viewport().width()
        inner = width - 2 * _EDGE
        height = 2 * _EDGE + GAP + len(_lines_of(words, inner, option.font)) * _LINE
        height += _thumb_height(inner) + GAP if words.thumbs else 0
        rows = len(_in_rows(words.badges, inner, option.font))
        height += rows * (_BADGE + 4) + 2 if rows else 0
        return QSize(width, height)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        words: CardWords = index.data(WORDS)
        painter.save()
        hints = QPainter.RenderHint
        painter.setRenderHints(hints.Antialiasing | hints.SmoothPixmapTransform)
        _paint_ground(painter, option.rect.adjusted(1, 1, -1, -GAP + 1), option)
        inner = option.rect.adjusted(_EDGE, _EDGE, -_EDGE, 0)
        if words.thumbs:
            inner.setTop(self._paint_thumbs(painter, inner, words.thumbs))
        for line in _lines_of(words, inner.width(), option.font):
            _paint_line(painter, inner, line)
            inner.translate(0, _LINE)
        inner.translate(0, 4)
        for row in _in_rows(words.badges, inner.width(), option.font):
            _paint_badges(painter, inner, row, option.font)
            inner.translate(0, _BADGE + 4)
        painter.restore()

    def _paint_thumbs(self, painter: QPainter, inner: QRect, captures: tuple[str, ...]) -> int:
        """Paint the pictures side by side; return where the words begin."""
        size = QSize(_thumb_width(inner.width()), _thumb_height(inner.width()))
        for number, capture in enumerate(captures):
            at = inner.topLeft() + QPoint(number * (size.width() + 4), 0)
            self._paint_thumb(painter, QRect(at, size), capture)
        return inner.top() + size.height() + GAP

    def _paint_thumb(self, painter: QPainter, place: QRect, capture: str) -> None:
        made = self._thumbnails.get(capture, painter.device().devicePixelRatioF())
        shape = QPainterPath()
        shape.addRoundedRect(place, 4, 4)
        painter.save()
        painter.setClipPath(shape)
        painter.fillRect(place, QColor(colours().raised))
        if made.picture is not None:
            size = made.picture.deviceIndependentSize()
            height = round(size.height() * place.width() / size.width())
            painter.drawPixmap(QRect(place.topLeft(), QSize(place.width(), height)), made.picture)
        painter.restore()
        if made.look in {Look.NONE, Look.UNREADABLE}:
            mark = icon("document" if made.look is Look.NONE else "warning", colours().muted)
            at = place.center() - QPoint(_MARK // 2, _MARK // 2)
            mark.paint(painter, QRect(at, QSize(_MARK, _MARK)))
        painter.setPen(QPen(QColor(colours().line), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(shape)


def _thumb_width(inner: int) -> int:
    return (inner - (_THUMBS - 1) * 4) // _THUMBS


def _thumb_height(inner: int) -> int:
    return _thumb_width(inner) * THUMB.height() // THUMB.width()


def _paint_ground(painter: QPainter, box: QRect, option: QStyleOptionViewItem) -> None:
    c, flags = colours(), QStyle.StateFlag
    chosen = bool(option.state & flags.State_Selected)
    over = bool(option.state & flags.State_MouseOver)
    painter.setPen(QPen(QColor(c.accent if chosen or over else c.line), 2 if chosen else 1))
    painter.setBrush(QColor(c.chosen if chosen else c.base))
    painter.drawRoundedRect(box, _ROUND, _ROUND)
    if option.state & flags.State_HasFocus:
        paint_focus(painter, box.adjusted(3, 3, -3, -3))


def _lines_of(words: CardWords, width: int, font: QFont) -> list[_Line]:
    """Return the lines of a card: the name and what stands below it on two lines at most."""
    c, plain = colours(), sized(font, 13)
    texts = (
        (words.name, sized(font, 14, heavy=True), c.text),
        (words.count, plain, c.muted),
        (words.value, plain, c.text),
    )
    return [
        (line, used, colour)
        for text, used, colour in texts
        for line in _wrapped(text, used, width)
        if line
    ]


def _wrapped(text: str, font: QFont, width: int) -> list[str]:
    """Break a text into at most two lines at its words; what is left is cut off with a sign."""
    metrics = QFontMetrics(font)
    if metrics.horizontalAdvance(text) <= width:
        return [text]
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    first = layout.createLine()
    first.setLineWidth(width)
    layout.endLayout()
    units = text.encode("utf-16-le")
    parts = units[: 2 * first.textLength()], units[2 * first.textLength() :]
    one, rest = (part.decode("utf-16-le", "replace").strip(" ·") for part in parts)
    return [one, metrics.elidedText(rest, Qt.TextElideMode.ElideRight, width)]


def _paint_line(painter: QPainter, inner: QRect, line: _Line) -> None:
    text, font, colour = line
    painter.setFont(font)
    painter.setPen(QColor(colour))
    room = QRect(inner.left(), inner.top(), inner.width(), _LINE)
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
    painter.drawText(room, int(Qt.AlignmentFlag.AlignVCenter), shown)


def _paint_badges(painter: QPainter, inner: QRect, row: list[Badge], font: QFont) -> None:
    c, left = colours(), inner.left()
    used = _badge_font(font)
    for text, tone in row:
        width = min(_badge_width(text, used), inner.width())
        box = QRect(left, inner.top(), width, _BADGE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(c.raised if tone == "plain" else getattr(c, f"{tone}_back")))
        painter.drawRoundedRect(box, _BADGE / 2, _BADGE / 2)
        painter.setFont(used)
        painter.setPen(QColor(c.muted if tone == "plain" else getattr(c, tone)))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, width)
        painter.drawText(box, int(Qt.AlignmentFlag.AlignCenter), shown)
        left += width + 4


def _in_rows(badges: tuple[Badge, ...], width: int, font: QFont) -> list[list[Badge]]:
    """Return the badges row by row, as many in each as there is room for."""
    used, rows, left = _badge_font(font), list[list[Badge]](), 0
    for badge in badges:
        needed = _badge_width(badge[0], used) + 4
        if not rows or needed > left + 4:
            rows.append([])
            left = width
        rows[-1].append(badge)
        left -= needed
    return rows


def _badge_width(text: str, font: QFont) -> int:
    return QFontMetrics(font).horizontalAdvance(text) + _ROUND_ENDS


def _badge_font(font: QFont) -> QFont:
    return sized(font, _SMALL, heavy=True)
