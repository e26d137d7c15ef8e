"""Prices over time: a small chart, and behind it the table of all that it is drawn from."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QFrame, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from evidencekit.domain.times import parse_utc
from evidencekit.foundation.catalogue import _
from evidencekit.gui.parts import button, label, page_text, set_role, tip
from evidencekit.gui.pieces import words
from evidencekit.gui.theme import EDGE, GAP, colours
from evidencekit.gui.viewer.review import STANDINGS
from evidencekit.gui.viewer.tables import quiet_table
from evidencekit.gui.words import fact_value, local_time

_Object = Mapping[str, Any]
_HEIGHT, _LEFT, _BELOW, _DOT = 170, 72, 24, 4.0
_LEGEND_ROW, _MOST_NAMED = 20, 6
# What the steps of the scale may be, times a power of ten; and how many there are at most.
_STEPS, _MOST_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5)), 5
_ROW, _MOST_ROWS_SEEN, _MOST_ROWS = 32, 8, 2_000
_TONES = ("accent", "good", "warn", "bad", "demo", "muted")
_COUNTS = {"confirmed", "corrected", "entered"}
_WIDTHS = (200, 200, 90, 92, 104, 80)


@dataclass(frozen=True, slots=True)
class Point:
    """One price of one listing at one time; `sure` says that a person stands for it."""

    listing: str
    at: datetime
    price: Decimal
    sure: bool


class PricesCard(QFrame):
    """The card: a chart of the currency that most prices are in, a table of all of them."""

    def __init__(self, listings: Sequence[_Object]) -> None:
        super().__init__()
        set_role(self, "card")
        points, currency, left_out = points_of(listings)
        named = [page_text(one["title"] or one["url"], 80) for one in listings]
        self.chart = PriceChart(points, currency, named)
        self.model = QStandardItemModel(self)
        self.table = quiet_table(_("Prices over time"), self.model)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._fill(listings)
        shown = min(self.model.rowCount(), _MOST_ROWS_SEEN)
        self.table.setFixedHeight((shown + 1) * _ROW + GAP)
        self.table.hide()
        self.more = button(_("Show the table"), self._turn)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP)
        layout.addWidget(label(_("Prices over time"), "heading"))
        layout.addWidget(words(_what_it_shows(points, currency, left_out), "muted"))
        layout.addWidget(self.chart)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.table)
        self.chart.setVisible(bool(points))
        self.more.setVisible(bool(self.model.rowCount()))

    def _turn(self) -> None:
        shown = self.table.isHidden()
        self.table.setVisible(shown)
        self.more.setText(_("Hide the table") if shown else _("Show the table"))
        self.more.setAccessibleName(self.more.text())

    def _fill(self, listings: Sequence[_Object]) -> None:
        self.model.setHorizontalHeaderLabels(
            [*(_("Captured"), _("Listing"), _("Price"), _("Currency"), _("Stands as"), _("Sold"))]
        )
        rows = [
            (row["captured"], one, row["facts"]) for one in listings for row in one["over_time"]
        ]
        for at, one, facts in sorted(rows, key=lambda row: str(row[0]))[:_MOST_ROWS]:
            standing = str((facts.get("price") or {}).get("standing"))
            told = STANDINGS.get(standing, ("", ""))[0]
            texts = (
                *(local_time(at), page_text(one["title"] or one["url"], 80)),
                *(_said(facts, "price"), _said(facts, "currency")),
                *(_(told) if told else "-", _said(facts, "sold")),
            )
            self.model.appendRow([_item(text) for text in texts])
        for column, width in enumerate(_WIDTHS):
            self.table.setColumnWidth(column, width)


def points_of(listings: Sequence[_Object]) -> tuple[list[Point], str, int]:
    """Return the prices in the most frequent currency, that currency, how many are in others."""
    found: list[tuple[str, Point]] = []
    for number, one in enumerate(listings):
        for row in one["over_time"]:
            price, currency = row["facts"].get("price"), row["facts"].get("currency")
            amount = _amount((price or {}).get("value"))
            if price is None or amount is None or price.get("standing") == "not_on_page":
                continue
            code = str((currency or {}).get("value") or "?")
            sure = price.get("standing") in _COUNTS
            found.append((code, Point(str(number), parse_utc(row["captured"]), amount, sure)))
    many = Counter(code for code, _point in found).most_common(1)
    currency = many[0][0] if many else ""
    points = [point for code, point in found if code == currency]
    return points, currency, len(found) - len(points)


class PriceChart(QWidget):
    """Draws prices over time, a colour a listing; filled where a person stands for the price.

    `named` are the names of the listings, safe to be shown: below the chart stands whose is which.
    """

    def __init__(self, points: Sequence[Point], currency: str, named: Sequence[str] = ()) -> None:
        super().__init__()
        self._points, self._currency = list(points), currency
        self._shown = list(dict.fromkeys(point.listing for point in self._points))
        self._legend = [named[int(one)] for one in self._shown[:_MOST_NAMED] if named]
        self._step, self._top = scale_of(max((one.price for one in points), default=Decimal(1)))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Prices over time"))
        self.setAccessibleDescription(self.described)

    @property
    def described(self) -> str:
        """Return in words what the chart shows."""
        if not self._points:
            return ""
        prices = [point.price for point in self._points]
        text = _("{count} prices, from {low} to {high} {currency}")
        return text.format(
            count=len(prices), low=min(prices), high=max(prices), currency=self._currency
        )

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, _HEIGHT + len(self._legend) * _LEGEND_ROW)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        below = _BELOW + len(self._legend) * _LEGEND_ROW
        place = QRectF(_LEFT, GAP, self.width() - _LEFT - EDGE, self.height() - below - GAP)
        self._frame(painter, place)
        for number, name in enumerate(self._shown):
            own = [one for one in self._points if one.listing == name]
            self._line(painter, place, own, _colour(number))
        for number, text in enumerate(self._legend):
            top = place.bottom() + _BELOW + number * _LEGEND_ROW
            self._name(painter, QRectF(place.left(), top, place.width(), _LEGEND_ROW), number, text)
        painter.end()

    @staticmethod
    def _name(painter: QPainter, place: QRectF, number: int, text: str) -> None:
        """Say whose colour it is."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(_colour(number))
        painter.drawEllipse(QPointF(place.left() + _DOT, place.center().y()), _DOT, _DOT)
        painter.setPen(QColor(colours().muted))
        words = place.adjusted(2 * _DOT + GAP, 0, 0, 0)
        end = Qt.TextElideMode.ElideRight
        shown = painter.fontMetrics().elidedText(text, end, int(words.width()))
        painter.drawText(words, int(Qt.AlignmentFlag.AlignVCenter), shown)

    def _frame(self, painter: QPainter, place: QRectF) -> None:
        """Draw the ground from zero on, so that no change looks larger than it is."""
        c = colours()
        flag = Qt.AlignmentFlag
        for number in range(int(self._top / self._step) + 1):
            price = self._step * number
            y = place.bottom() - place.height() * float(price / self._top)
            painter.setPen(QPen(QColor(c.line), 1))
            painter.drawLine(QPointF(place.left(), y), QPointF(place.right(), y))
            painter.setPen(QColor(c.muted))
            text = f"{price.normalize():,f}"
            box = QRectF(0, y - 9, _LEFT - GAP, 18)
            painter.drawText(box, flag.AlignRight | flag.AlignVCenter, text)
        if self._points:
            first, last = self._ends
            box = QRectF(place.left(), place.bottom() + 4, place.width(), _BELOW - 4)
            painter.drawText(box, flag.AlignLeft, f"{first.astimezone():%Y-%m-%d}")
            if f"{first:%F}" != f"{last:%F}":
                painter.drawText(box, flag.AlignRight, f"{last.astimezone():%Y-%m-%d}")

    @property
    def _ends(self) -> tuple[datetime, datetime]:
        times = [point.at for point in self._points]
        return min(times), max(times)

    def _line(
        self, painter: QPainter, place: QRectF, points: Sequence[Point], colour: QColor
    ) -> None:
        first, last = self._ends
        span = (last - first).total_seconds()
        spots: list[QPointF] = []
        for one in sorted(points, key=lambda point: point.at):
            share = (one.at - first).total_seconds() / span if span else 0.5
            x = place.left() + _DOT + (place.width() - 2 * _DOT) * share
            y = place.bottom() - place.height() * float(one.price / self._top)
            spots.append(QPointF(x, y))
        painter.setPen(QPen(colour, 1.5))
        painter.drawPolyline(spots)
        for spot, one in zip(spots, sorted(points, key=lambda point: point.at), strict=True):
            painter.setBrush(colour if one.sure else QColor(colours().base))
            painter.drawEllipse(spot, _DOT, _DOT)


def scale_of(most: Decimal) -> tuple[Decimal, Decimal]:
    """Return the step of a scale from zero and its top, both round, for prices up to `most`."""
    most = most or Decimal(1)
    power = Decimal(10) ** (most.adjusted() - 1)
    while True:
        for one in _STEPS:
            step = one * power
            count = int(most / step) + 1
            if count <= _MOST_STEPS:
                return step, step * count
        power *= 10


def _colour(number: int) -> QColor:
    return QColor(getattr(colours(), _TONES[number % len(_TONES)]))


def _what_it_shows(points: Sequence[Point], currency: str, left_out: int) -> str:
    if not points:
        return _("No price was read from the captures of this seller.")
    told = _("In {currency}. A full dot: a person stands for the price; a ring: merely read.")
    text = told.format(currency=currency)
    if left_out:
        other = _("{count} prices in other currencies are in the table only.")
        text = f"{text} {other.format(count=left_out)}"
    return text


def _said(facts: _Object, name: str) -> str:
    return page_text(fact_value(dict(facts[name])), 40) if name in facts else "-"


def _amount(value: object) -> Decimal | None:
    try:
        amount = Decimal(str(value)) if value is not None else None
    except InvalidOperation:
        return None
    return amount if amount is not None and amount.is_finite() and amount >= 0 else None


def _item(text: str) -> QStandardItem:
    made = QStandardItem(text)
    made.setToolTip(tip(text))
    made.setEditable(False)
    return made
