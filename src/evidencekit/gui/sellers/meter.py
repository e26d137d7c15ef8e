"""A line of the law as a meter: low to high against it, and that in words."""

from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from evidencekit.casework.law_names import article_words
from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.parts import badge
from evidencekit.gui.pieces import words
from evidencekit.gui.theme import GAP, colours
from evidencekit.gui.words import in_a_row

if TYPE_CHECKING:
    from evidencekit.casework.counting import Bounds
    from evidencekit.casework.thresholds import LineState

# Where on the meter the law's line stands.
_LINE_AT = Decimal("0.66")
_STATES = {
    "below": (N_("below the line"), "plain"),
    "near": (N_("near the line"), "warn"),
    "reached_on_low": (N_("reached, even at the low end"), "bad"),
    "reached_only_on_high": (N_("reached only at the high end"), "warn"),
    "unknown": (N_("not known"), "plain"),
}
_MEASURES = {
    "sales": N_("What was sold"),
    "unsold": N_("What is on offer"),
    "volume": N_("Sold and on offer together"),
    "gains": N_("Illegal gains"),
    "pieces": N_("Pieces with the mark"),
}
_CONDITIONS = {
    "repeat": N_("punished for the same before"),
    "two_marks_or_repeat": N_("two or more marks, or punished for the same before"),
}
_BANDS = {
    "basic": N_("first line"),
    "aggravated": N_("aggravated"),
    "administrative": N_("administrative"),
}


class Meter(QWidget):
    """One line of the law: what it is a line of, where the sum stands, and that in words."""

    def __init__(self, state: "LineState", currency: str) -> None:
        super().__init__()
        line = state.line
        said, tone = _STATES[state.state.value]
        amount = _("not known") if line.amount is None else f"{line.amount:,f}"
        measure = _(_MEASURES.get(line.measure.value, line.measure.value))
        head = QHBoxLayout()
        band, said = _(_BANDS.get(line.band, line.band)), _(said)
        title = f"{article_words(line.article, _)} · {measure} · {band}"
        head.addWidget(words(title), 1)
        head.addWidget(badge(said, tone))
        text = _("{sum} against {line} {unit}")
        if state.sum.low is None:
            text = _("The sum is not known; the line is {line} {unit}")
        unit = currency if line.currency else ""
        told = text.format(sum=span_words(state.sum), line=amount, unit=unit).rstrip()
        parts = [told]
        if line.condition:
            condition = _(_CONDITIONS.get(line.condition, line.condition))
            parts.append(_("holds where: {condition}").format(condition=condition))
        if line.fact.status.is_doubtful:
            parts.append(_("nobody has read this line in the law itself yet"))
        self.setAccessibleName(f"{title}: {said}; {told}")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GAP // 2, 0, GAP // 2)
        layout.setSpacing(2)
        layout.addLayout(head)
        layout.addWidget(_Track(state.sum, line.amount, tone))
        layout.addWidget(words(in_a_row(parts), "muted"))


class _Track(QWidget):
    """The bar: from zero, the sum's low end full, up to its high end pale, the line as a mark."""

    def __init__(self, total: "Bounds", line: Decimal | None, tone: str) -> None:
        super().__init__()
        self._total, self._line, self._tone = total, line, tone
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, 14)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        c = colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = QRectF(0, 4, self.width(), 6)
        painter.setPen(QPen(QColor(c.line), 1))
        painter.setBrush(QColor(c.raised))
        painter.drawRoundedRect(whole, 3, 3)
        tone = QColor(c.muted if self._tone == "plain" else getattr(c, self._tone))
        pale = QColor(tone)
        pale.setAlphaF(0.35)
        low, high = self._share(self._total.low), self._share(self._total.high)
        if self._total.low is not None and self._total.high is None:
            high = 1.0
        painter.setPen(QPen(QColor(0, 0, 0, 0)))
        for share, colour in ((high, pale), (low, tone)):
            if share:
                painter.setBrush(colour)
                painter.drawRoundedRect(QRectF(0, 4, self.width() * share, 6), 3, 3)
        if self._line is not None:
            x = self.width() * float(_LINE_AT)
            painter.setBrush(QColor(c.text))
            painter.drawRect(QRectF(x, 0, 2, 14))
        painter.end()

    def _share(self, amount: Decimal | None) -> float:
        if amount is None or not self._line:
            return 0.0
        return min(1.0, float(amount / self._line * _LINE_AT))


def span_words(figure: "Bounds") -> str:
    """Return a figure that has a low and a high end, as the command line prints it."""
    if figure.low is None:
        return _("not known")
    if figure.high is None:
        return _("{low} or more").format(low=f"{figure.low:,f}")
    return f"{figure.low:,f}" if figure.low == figure.high else f"{figure.low:,f}-{figure.high:,f}"
