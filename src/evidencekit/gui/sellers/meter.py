"""The law's lines under one right: a meter a line, low to high against it, and the caution."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from evidencekit.bootstrap.seller_desk import SellerDesk
from evidencekit.casework.law_names import article_words
from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import badge, label, page_text, set_role
from evidencekit.gui.pieces import Newest, Trouble, words
from evidencekit.gui.sellers.answers import Answers
from evidencekit.gui.theme import EDGE, GAP, colours
from evidencekit.gui.words import in_a_row

if TYPE_CHECKING:
    from evidencekit.casework.counting import Bounds
    from evidencekit.casework.model import Right
    from evidencekit.casework.thresholds import LineState
    from evidencekit.services.thresholds import SellerSheet

# Where on the meter the law's line stands.
_LINE_AT = Decimal("0.66")
_MOST_MISSING = 12
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


class SheetCard(QFrame):
    """The card: a right, a meter for each line of the law, what is missing, what people say."""

    def __init__(self, vault: OpenVault, seller: str, rights: Sequence["Right"]) -> None:
        super().__init__()
        set_role(self, "card")
        self._vault, self._seller, self._newest = vault, seller, Newest(vault, self)
        self.sheet: SellerSheet | None = None
        self.meters: list[Meter] = []
        self.answers: Answers | None = None
        self.right = QComboBox()
        self.right.setAccessibleName(_("Under which right"))
        for one in rights:
            name = page_text(one.reg_no or one.mark_text or one.id, 60)
            self.right.addItem(name, one.id)
        self._body = QWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP)
        layout.addWidget(label(_("Against the law's lines"), "heading"))
        row = QHBoxLayout()
        row.addWidget(label(_("Under the right"), "muted"))
        row.addWidget(self.right, 1)
        layout.addLayout(row)
        layout.addWidget(self._body)
        if not rights:
            self._show(words(_no_right(), "muted"))
            self.right.setEnabled(False)
        self.right.currentIndexChanged.connect(lambda _at: self.reload())
        self.reload()

    def reload(self) -> None:
        """Hold the figures against the law again; what is shown stays until then."""
        right = self.right.currentData()
        if right is not None:
            self._newest.read(
                lambda desk: SellerDesk(desk).sheet(self._seller, str(right)),
                self._show_sheet,
                self._fail,
            )

    def _fail(self, error: Exception) -> None:
        self.answers = None
        self._show(Trouble(error, self.reload))

    def _show(self, made: QWidget) -> None:
        self.layout().replaceWidget(self._body, made)  # type: ignore[union-attr]
        self._body.hide()
        self._body.deleteLater()
        self._body = made

    def _show_sheet(self, sheet: "SellerSheet") -> None:
        self.sheet = sheet
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        told = _("By the law of {day}; only what a person confirmed is counted.")
        layout.addWidget(words(told.format(day=sheet.sheet.day.isoformat()), "muted"))
        self.meters = [Meter(one, sheet.sheet.currency) for one in sheet.sheet.states]
        for one in self.meters:
            layout.addWidget(one)
        lacks = sheet.all_missing
        for lack in lacks[:_MOST_MISSING]:
            layout.addWidget(words(f"– {page_text(lack.words, 400)}", "muted"))
        focused = self.answers.focused if self.answers else None
        self.answers = Answers(self._vault, sheet)
        layout.addWidget(self.answers)
        layout.addWidget(words(sheet.caution))
        self._show(body)
        if focused is not None:
            self.answers.buttons[focused].setFocus()


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


def _no_right() -> str:
    return _(
        "No case names a right yet. What a seller showed is held against the law's lines under a "
        "right, and only where a case or complaint of it has the captures."
    )
