"""The pane beside the captures: what is known of the chosen one, at a glance."""

import re

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPainterPath, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import visible
from evidencekit.gui.captures.cells import Row, hidden_words, plain_tip, title_of
from evidencekit.gui.captures.delegate import absence_words
from evidencekit.gui.captures.thumbnails import Look, Thumbnail, Thumbnails
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.icons import icon
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import badge, button, label, page_text, set_role
from evidencekit.gui.theme import EDGE, GAP, colours
from evidencekit.gui.words import (
    fact_name,
    kind_words,
    local_time,
    price_text,
    stamp_words,
    state_words,
    utc_time,
)

_WIDTH = 320
_PREVIEW = QSize(480, 330)
_PREVIEWS_KEPT = 12
_ROUND = 6
_RUN = 22
_ADDRESS_SHOWN = 200
_HASH_SHOWN = 8


class DetailPane(QFrame):
    """Shows one capture, or what to do while none is chosen. `open_wanted`: the button."""

    open_wanted = Signal()

    def __init__(self, vault: OpenVault) -> None:
        super().__init__()
        set_role(self, "card")
        self.setMinimumWidth(_WIDTH - 20)
        self.capture_id = ""
        self._thumbnails = Thumbnails(vault, _PREVIEW, _PREVIEWS_KEPT, self)
        self._thumbnails.ready.connect(self._picture_came)
        self.preview = Preview()
        self._content = QVBoxLayout()
        self._facts: QWidget | None = None
        self._told: tuple[str, Row | None] = ("", None)
        self.open_button = button(_("Open the evidence"), self.open_wanted.emit)
        self.open_button.setToolTip(_("Open the evidence (Enter or E)"))
        self.stack = QStackedWidget()
        self.stack.addWidget(_hint())
        self.stack.addWidget(self._assembled())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self.stack)

    @override
    def sizeHint(self) -> QSize:
        return QSize(_WIDTH, 600)

    def show_nothing(self) -> None:
        """Say that nothing is chosen and what to do."""
        self.capture_id = ""
        self.stack.setCurrentIndex(0)

    def show_capture(self, capture_id: str, row: Row | None, sha256: str) -> None:
        """Show a capture; without a row yet, its picture and its hash."""
        self.capture_id = capture_id
        if self._told != (capture_id, row):
            # Told anew only when there is news: what has the focus keeps it.
            self._told = (capture_id, row)
            self._tell(row, sha256)
        self.preview.show_thumbnail(self._thumbnails.get(capture_id, self.devicePixelRatioF()))
        self.stack.setCurrentIndex(1)

    def forget_failures(self) -> None:
        """Have a picture that could not be read tried again."""
        self._thumbnails.forget_failures()

    def _tell(self, row: Row | None, sha256: str) -> None:
        if self._facts is not None:
            self._content.removeWidget(self._facts)
            self._facts.hide()
            self._facts.deleteLater()
        self._facts = _about(row, sha256)
        self._content.insertWidget(1, self._facts)

    def _picture_came(self, capture_id: str) -> None:
        if capture_id == self.capture_id:
            made = self._thumbnails.get(capture_id, self.devicePixelRatioF())
            self.preview.show_thumbnail(made)

    def _assembled(self) -> QWidget:
        inner = QWidget()
        self._content.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        self._content.setSpacing(12)
        self._content.addWidget(self.preview)
        self._content.addStretch(1)
        inner.setLayout(self._content)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(inner)
        scroll.setAccessibleName(_("About the chosen capture"))
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, EDGE)
        layout.setSpacing(GAP)
        layout.addWidget(scroll, 1)
        foot = QHBoxLayout()
        foot.setContentsMargins(EDGE, 0, EDGE, 0)
        foot.addWidget(self.open_button)
        layout.addLayout(foot)
        return page


class Preview(QWidget):
    """The top of a screenshot in a rounded frame, or words where there is none."""

    def __init__(self) -> None:
        super().__init__()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._shown = Thumbnail(Look.WAITING)

    def show_thumbnail(self, made: Thumbnail) -> None:
        """Show a picture or its absence."""
        self._shown = made
        self.update()

    @property
    def look(self) -> Look:
        """Return what is shown."""
        return self._shown.look

    @override
    def heightForWidth(self, width: int) -> int:
        return width * _PREVIEW.height() // _PREVIEW.width()

    @override
    def sizeHint(self) -> QSize:
        return QSize(_WIDTH - 2 * EDGE, self.heightForWidth(_WIDTH - 2 * EDGE))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        hints = QPainter.RenderHint
        painter.setRenderHints(hints.Antialiasing | hints.SmoothPixmapTransform)
        frame = QPainterPath()
        box = self.rect().adjusted(0, 0, -1, -1)
        frame.addRoundedRect(box.toRectF(), _ROUND, _ROUND)
        painter.fillPath(frame, QColor(colours().raised))
        picture = self._shown.picture
        painter.setClipPath(frame)
        if picture is not None and picture.width():
            size = picture.deviceIndependentSize()
            height = round(size.height() * self.width() / size.width())
            painter.drawPixmap(0, 0, self.width(), height, picture)
        else:
            painter.setPen(QColor(colours().muted))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, absence_words(self._shown.look))
        painter.setClipping(False)
        painter.setPen(QColor(colours().line))
        painter.drawPath(frame)


class Address(QPlainTextEdit):
    """An address to be selected and copied, as high as it is long; a very long one is cut."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setReadOnly(True)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(self.wordWrapMode().WrapAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        set_role(self, "plain")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_("Address"))
        self.document().setDocumentMargin(0)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        lines = max(round(self.document().size().height()), 1)
        around = self.height() - self.viewport().height()
        self.setFixedHeight(lines * self.fontMetrics().lineSpacing() + around + 2)


def _hint() -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(EDGE * 2, EDGE, EDGE * 2, EDGE)
    layout.setSpacing(GAP)
    picture = QLabel()
    picture.setPixmap(icon("captures", colours().muted).pixmap(32, 32))
    layout.addStretch(2)
    layout.addWidget(picture, 0, Qt.AlignmentFlag.AlignHCenter)
    for text, role in (
        (_("No capture is chosen."), "heading"),
        (_("Choose one to see what is known of it. Double-click opens its evidence."), "muted"),
    ):
        line = label(text, role, wraps=True)
        line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        layout.addWidget(line)
    layout.addStretch(3)
    return page


def _about(row: Row | None, sha256: str) -> QWidget:
    about = QWidget()
    layout = QVBoxLayout(about)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(12)
    if row is None:
        layout.addWidget(label(_("Reading..."), "muted"))
        row = {}
    else:
        layout.addWidget(label(_breakable(title_of(row)), "heading", wraps=True))
        layout.addLayout(_badges(row))
    layout.addLayout(_facts(row, sha256))
    return about


def _badges(row: Row) -> FlowLayout:
    badges = FlowLayout()
    if row.get("hidden"):
        badges.addWidget(badge(hidden_words(), "warn"))
    badges.addWidget(badge(*state_words(row.get("state"), row.get("engine"))))
    badges.addWidget(badge(*stamp_words(row.get("stamped"))))
    if row.get("page_kind"):
        badges.addWidget(badge(kind_words(row["page_kind"]), "plain"))
    return badges


def _facts(row: Row, sha256: str) -> QGridLayout:
    facts = QGridLayout()
    facts.setHorizontalSpacing(12)
    facts.setVerticalSpacing(GAP // 2)
    facts.setColumnStretch(1, 1)
    captured = label(local_time(row.get("captured")), wraps=True)
    captured.setToolTip(utc_time(row.get("captured")))
    shown: list[tuple[str, QWidget]] = [
        (fact_name("seller"), _value(row.get("seller"))),
        (fact_name("price"), _value(price_text(row))),
        (fact_name("platform"), _value(row.get("platform"))),
        (fact_name("listing_id"), _value(row.get("listing_id"))),
        (_("Captured"), captured),
        (_("Address"), Address(visible(str(row.get("url") or "-"), _ADDRESS_SHOWN))),
        (_("SHA-256"), _hash(sha256)),
    ]
    for number, (name, value) in enumerate(shown if row else shown[-1:]):
        tall = isinstance(value, Address)
        side = Qt.AlignmentFlag.AlignTop if tall else Qt.AlignmentFlag.AlignVCenter
        facts.addWidget(label(name, "muted"), number, 0, side)
        facts.addWidget(value, number, 1)
    return facts


def _value(value: object) -> QLabel:
    made = label(_breakable(page_text(value)), wraps=True)
    made.setToolTip(plain_tip(page_text(value)))
    return made


def _hash(sha256: str) -> QWidget:
    made = QWidget()
    layout = QHBoxLayout(made)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(GAP)
    digits = label(sha256[:_HASH_SHOWN], "code")
    digits.setToolTip(sha256)
    copy = QToolButton()
    set_role(copy, "tool")
    copy.setIcon(icon("copy"))
    copy.setIconSize(QSize(16, 16))
    copy.setFixedSize(28, 28)
    copy.setToolTip(_("Copy all 64 digits"))
    copy.setAccessibleName(_("Copy the whole SHA-256"))
    copy.setObjectName("copy-hash")
    copy.clicked.connect(lambda _checked: QGuiApplication.clipboard().setText(sha256))
    layout.addWidget(digits)
    layout.addWidget(copy)
    layout.addStretch(1)
    return made


def _breakable(text: str) -> str:
    """Let long words of a page break, for the eye only: they would widen the pane."""
    return re.sub(rf"(\S{{{_RUN}}})", "\\1\u200b", text)
