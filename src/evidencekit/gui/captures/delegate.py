"""How a capture looks as a card of the grid."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget
from typing_extensions import override

from evidencekit.foundation.catalogue import _, current_language
from evidencekit.gui.captures.badges import BADGE, Badges, Letters
from evidencekit.gui.captures.cells import Index, Row, hidden_words, site_of, title_of
from evidencekit.gui.captures.model import ID, ROW
from evidencekit.gui.captures.painted import PaintedCards, blank, on_pixel
from evidencekit.gui.captures.thumbnails import Look, Thumbnail, Thumbnails
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import page_text
from evidencekit.gui.theme import colours
from evidencekit.gui.words import price_text, stamp_words, state_words

# A thumbnail is made in this size and drawn in the width of a card, which follows the window.
PICTURE = QSize(280, 174)
CARD_AT_LEAST = 216
_WORDS_HEIGHT = 116
SPACE = 12
_ROUND = 8
_INNER = 10
_TITLE_LINES = 2
# A window of 4K is 33 MB of cards; at one pixel to a logical one this holds some 180 of them.
_BYTES_KEPT = 48_000_000
_STATES = QStyle.StateFlag
_SEEN_STATES = _STATES.State_Selected | _STATES.State_MouseOver | _STATES.State_HasFocus


class CardDelegate(QStyledItemDelegate):
    """Paints a capture as a card: picture, title, site and price, state and time stamp."""

    def __init__(self, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._painted = PaintedCards(_BYTES_KEPT)
        self._looks: object = None
        self._letters = Letters(parent.font())
        self._badges = Badges(self._letters.small, 1.0)
        self.card = QSize()
        self.set_width(CARD_AT_LEAST)
        self._marks: dict[tuple[str, str, int, float], QPixmap] = {}

    def set_width(self, width: int) -> None:
        """Make cards so wide (pixels); their height follows."""
        self.card = QSize(width, _picture_height(width) + _WORDS_HEIGHT)

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return self.card + QSize(SPACE, SPACE)

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        capture_id, row = index.data(ID), index.data(ROW)
        ratio = painter.device().devicePixelRatioF()
        thumbnail = self._thumbnails.get(capture_id, ratio)
        cell = self.card + QSize(SPACE, SPACE)
        self._look_like(cell, ratio, option.font)
        seen = (row, thumbnail.key, option.state & _SEEN_STATES)
        known = self._painted.get(capture_id, seen)
        if known is None:
            known = blank(cell, ratio)
            self._paint_card(known, option, row, thumbnail)
            self._painted.keep(capture_id, seen, known)
        painter.drawPixmap(on_pixel(painter, option.rect.topLeft()), known)

    def _look_like(self, cell: QSize, ratio: float, font: QFont) -> None:
        """Begin anew with all that was painted when what every card shares is another now."""
        looks = (cell.toTuple(), ratio, colours(), font.key(), current_language())
        if looks != self._looks:
            self._looks = looks
            self._painted.clear()
            self._letters = Letters(font)
            self._badges = Badges(self._letters.small, ratio)

    def _paint_card(
        self, cell: QPixmap, option: QStyleOptionViewItem, row: Row | None, thumbnail: Thumbnail
    ) -> None:
        painter = QPainter(cell)
        box = QRect(QPoint(SPACE // 2, SPACE // 2), self.card)
        hints = QPainter.RenderHint
        painter.setRenderHints(hints.Antialiasing | hints.SmoothPixmapTransform)
        self._paint_ground(painter, box, option)
        picture = QRect(box.topLeft(), QSize(box.width(), _picture_height(box.width())))
        self._paint_picture(painter, picture, thumbnail)
        if row is not None and row.get("hidden"):
            mark = QRect(0, 0, picture.width() - 2 * _INNER, BADGE)
            mark.moveTopLeft(picture.topLeft() + QPoint(_INNER, _INNER))
            self._badges.paint(painter, mark, hidden_words(), "warn")
        _outline(painter, box, option)
        inner = box.adjusted(_INNER, picture.height() + 10, -_INNER, -_INNER)
        if row is None:
            _paint_bars(painter, inner)
        else:
            self._paint_words(painter, inner, row)
        painter.end()

    def _paint_ground(self, painter: QPainter, box: QRect, option: QStyleOptionViewItem) -> None:
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours().chosen if chosen else colours().base))
        painter.drawRoundedRect(box, _ROUND, _ROUND)

    def _paint_picture(self, painter: QPainter, place: QRect, made: Thumbnail) -> None:
        painter.save()
        top = QPainterPath()
        # Round above, straight below: the lower corners of the round shape lie outside.
        top.addRoundedRect(place.adjusted(0, 0, 0, _ROUND), _ROUND, _ROUND)
        painter.setClipPath(top)
        painter.setClipRect(place, Qt.ClipOperation.IntersectClip)
        painter.fillRect(place, QColor(colours().raised))
        if made.picture is not None:
            size = made.picture.deviceIndependentSize()
            height = round(size.height() * place.width() / size.width())
            painter.drawPixmap(QRect(place.topLeft(), QSize(place.width(), height)), made.picture)
        painter.restore()
        if made.look in {Look.NONE, Look.UNREADABLE}:
            self._paint_absence(painter, place, made.look)
        painter.setPen(QColor(colours().line))
        painter.drawLine(place.bottomLeft(), place.bottomRight())

    def _paint_absence(self, painter: QPainter, place: QRect, look: Look) -> None:
        mark = "document" if look is Look.NONE else "warning"
        at = place.center() - QPoint(14, 26)
        painter.drawPixmap(at, self._mark(painter, mark, colours().muted, 28))
        painter.setPen(QColor(colours().muted))
        painter.setFont(self._letters.small)
        words = place.adjusted(_INNER, place.height() // 2 + 10, -_INNER, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignHCenter, absence_words(look))

    def _paint_words(self, painter: QPainter, inner: QRect, row: Row) -> None:
        c, letters = colours(), self._letters
        painter.setPen(QColor(c.text))
        _paint_lines(painter, inner, title_of(row), letters.title)
        y = inner.top() + _TITLE_LINES * QFontMetrics(letters.title).height() + 6
        line = QRect(inner.left(), y, inner.width(), QFontMetrics(letters.site).height())
        price = price_text(row)
        if price:
            painter.setFont(letters.price)
            shown = _paint_line(painter, line, page_text(price), Qt.AlignmentFlag.AlignRight)
            width = painter.fontMetrics().horizontalAdvance(shown)
            line.setWidth(max(line.width() - width - _INNER, 0))
        painter.setFont(letters.site)
        painter.setPen(QColor(c.muted))
        _paint_line(painter, line, site_of(row))
        foot = QRect(inner.left(), inner.bottom() - BADGE + 1, inner.width(), BADGE)
        state = state_words(row.get("state"), row.get("engine"))
        foot.setLeft(self._badges.paint(painter, foot, *state) + 6)
        self._badges.paint(painter, foot, *stamp_words(row.get("stamped")))

    def _mark(self, painter: QPainter, name: str, colour: str, size: int) -> QPixmap:
        ratio = painter.device().devicePixelRatioF()
        key = (name, colour, size, ratio)
        if key not in self._marks:
            self._marks[key] = icon(name, colour).pixmap(QSize(size, size), ratio)
        return self._marks[key]


def absence_words(look: Look) -> str:
    """Return what is said in the place of a picture that is not there."""
    if look is Look.WAITING:
        return ""
    return _("No screenshot") if look is Look.NONE else _("The file can't be read")


def _picture_height(width: int) -> int:
    return width * PICTURE.height() // PICTURE.width()


def _outline(painter: QPainter, box: QRect, option: QStyleOptionViewItem) -> None:
    c, flags = colours(), QStyle.StateFlag
    chosen = bool(option.state & flags.State_Selected)
    over = bool(option.state & flags.State_MouseOver)
    painter.setPen(QPen(QColor(c.accent if chosen or over else c.line), 2 if chosen else 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, _ROUND, _ROUND)
    if option.state & flags.State_HasFocus:
        paint_focus(painter, box.adjusted(-3, -3, 3, 3))


def paint_focus(painter: QPainter, box: QRect) -> None:
    """Paint the frame of what has the keyboard."""
    painter.setPen(QPen(QColor(colours().accent), 1, Qt.PenStyle.DashLine))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, _ROUND, _ROUND)


def _paint_bars(painter: QPainter, inner: QRect) -> None:
    """Paint grey bars where words will stand."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colours().raised))
    for y, part in ((2, 1.0), (22, 0.6), (50, 0.4)):
        painter.drawRoundedRect(inner.left(), inner.top() + y, int(inner.width() * part), 12, 4, 4)


def _paint_line(
    painter: QPainter,
    room: QRect,
    text: str,
    side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
) -> str:
    """Paint a text on one line, elided; return what of it is seen."""
    shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | side, shown)
    return shown


def _paint_lines(painter: QPainter, room: QRect, text: str, font: QFont) -> None:
    """Paint a text on at most two lines, the last of them elided."""
    metrics = QFontMetrics(font)
    painter.setFont(font)
    layout = QTextLayout(text, font)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    for number in range(_TITLE_LINES):
        line = layout.createLine()
        if not line.isValid():
            break
        line.setLineWidth(room.width())
        start = line.textStart()
        last = number == _TITLE_LINES - 1
        part = _utf16(text, start, None if last else line.textLength())
        at = QRect(
            room.left(), room.top() + number * metrics.height(), room.width(), metrics.height()
        )
        _paint_line(painter, at, part)
    layout.endLayout()


def _utf16(text: str, start: int, length: int | None) -> str:
    """Cut a text by Qt's count, in which some characters are two."""
    units = text.encode("utf-16-le")
    end = None if length is None else 2 * (start + length)
    return units[2 * start : end].decode("utf-16-le", "replace").strip()
