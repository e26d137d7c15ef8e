"""The panel beside the page: the capture under way, the last one, all of this session."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from evidencekit.domain.times import utc_text
from evidencekit.foundation.catalogue import _
from evidencekit.gui.browser.plan_card import PlanCard
from evidencekit.gui.browser.steps_card import StepsCard
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import badge, button, card, label, page_text
from evidencekit.gui.theme import EDGE, GAP, colours
from evidencekit.gui.words import kind_words, local_time, state_words
from evidencekit.services.capturing import CaptureResult

WIDE = 308
_TITLE = 120
_LIST = 120


class SidePanel(QFrame):
    """`open_wanted`: the id of a capture that the person wants to see."""

    open_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDE)
        self.steps, self.plan = StepsCard(), PlanCard()
        self._empty = _empty()
        self._result = QWidget()
        self._result_page = QVBoxLayout(self._result)
        self._result_page.setContentsMargins(0, 0, 0, 0)
        self._heading = label(_("Captured in this window"), "heading")
        self.list = QListWidget()
        self.list.setAccessibleName(_("Captured in this window"))
        self.list.setIconSize(QSize(18, 18))
        self.list.setMinimumHeight(_LIST)
        self.list.setSpacing(3)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.itemActivated.connect(self._open_item)
        content = QWidget()
        page = QVBoxLayout(content)
        page.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        page.setSpacing(GAP + 4)
        for part in (self._empty, self.steps, self._result, self.plan, self._heading):
            page.addWidget(part)
        page.addWidget(self.list, 100)
        page.addStretch(1)
        # Whatever it holds, it never makes the window, and so the page, any taller.
        scroll = QScrollArea()
        scroll.setWidget(content)
        scroll.setWidgetResizable(True)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll)
        self._show_list()
        self._show_head(self._empty)

    def begin(self) -> None:
        """Show the steps of a capture that begins now."""
        self.steps.begin()
        self._show_head(self.steps)

    def give_up(self) -> None:
        """Show what was there before a capture that came to nothing."""
        self._show_head(self._result if self._result_page.count() else self._empty)

    def show_result(self, result: CaptureResult) -> None:
        """Show how a capture ended, and add it to the session's list if it was sealed."""
        while (old := self._result_page.takeAt(0)) is not None:
            if (widget := old.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        self._result_page.addWidget(self._card(result))
        self._show_head(self._result)
        if result.sealed:
            self._list_up(result, result.sealed.id)

    def _show_head(self, part: QWidget) -> None:
        for one in (self._empty, self.steps, self._result):
            one.setVisible(one is part)
        self.plan.setVisible(part is not self.steps)

    def _card(self, result: CaptureResult) -> QFrame:
        outcome, sealed = result.outcome, result.sealed
        frame, inside = card()
        words, tone = state_words(outcome.state)
        top = QHBoxLayout()
        heading = _("Sealed") if sealed else _("Nothing was sealed")
        top.addWidget(label(heading, "heading", wraps=True), 1)
        top.addWidget(badge(words, tone), 0, Qt.AlignmentFlag.AlignTop)
        inside.addLayout(top)
        inside.addWidget(label(page_text(outcome.title or outcome.final_url, _TITLE), wraps=True))
        form = QFormLayout()
        form.setVerticalSpacing(4)
        form.setHorizontalSpacing(EDGE)
        for name, value in (
            (_("Page"), kind_words(outcome.page_kind)),
            (_("Responses"), str(len(outcome.exchanges))),
            (_("Missing parts"), str(len(outcome.gaps))),
            (_("Failed requests"), str(len(outcome.failed_requests))),
            (_("Captured"), local_time(utc_text(outcome.finished))),
        ):
            form.addRow(label(name, "muted"), label(value, wraps=True))
        inside.addLayout(form)
        if sealed:
            inside.addWidget(
                button(_("Open the evidence"), lambda: self.open_wanted.emit(sealed.id))
            )
        return frame

    def _list_up(self, result: CaptureResult, capture_id: str) -> None:
        outcome = result.outcome
        words, tone = state_words(outcome.state)
        sign, colour = {"good": ("check", colours().good), "bad": ("warning", colours().bad)}.get(
            tone, ("warning", colours().warn)
        )
        title = page_text(outcome.title or outcome.final_url, _TITLE)
        line = _("{state}: {title}").format(state=words, title=title)
        item = QListWidgetItem(icon(sign, colour), line)
        item.setData(Qt.ItemDataRole.UserRole, capture_id)
        self.list.insertItem(0, item)
        self._show_list()

    def _show_list(self) -> None:
        for part in (self._heading, self.list):
            part.setVisible(self.list.count() > 0)

    def _open_item(self, item: QListWidgetItem) -> None:
        self.open_wanted.emit(str(item.data(Qt.ItemDataRole.UserRole)))


def _empty() -> QWidget:
    frame, inside = card()
    inside.addWidget(label(_("Nothing captured yet"), "heading", wraps=True))
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.addWidget(frame)
    return page
