"""Small parts that every page is made of: labels, badges, cards, bars, buttons."""

import re
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line, visible
from evidencekit.gui.theme import EDGE, GAP

_TIP = 2000
_LONG_WORD = re.compile(r"\S{25,}")
_PIECE = re.compile(r"[^/?&=_.-]{1,8}[/?&=_.-]*|[/?&=_.-]+")


def label(text: str, role: str = "", *, wraps: bool = False, selectable: bool = False) -> QLabel:
    """Return a label of plain text. `role`: title, heading, muted, badge-good, -warn, -bad...

    Text of pages goes through `one_line` or is cleaned before; markup in it is never read.
    """
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setWordWrap(wraps)
    if selectable:
        flags = Qt.TextInteractionFlag
        made.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        made.setAccessibleName(text)
    set_role(made, role)
    return made


def tip(text: object) -> str:
    """Return foreign text as a tooltip; Qt reads markup there, so none is left in it."""
    import html  # noqa: PLC0415  # after the first paint

    shown = html.escape(visible(str(text), _TIP))
    return f'<p style="white-space: pre-wrap">{shown}</p>' if shown else ""


def set_role(widget: QWidget, role: str) -> None:
    """Give a widget its looks by role and have the style sheet take effect."""
    widget.setProperty("role", role)
    if widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        # What was not shown yet is dressed when it is.
        widget.style().unpolish(widget)
        widget.style().polish(widget)


def with_chooser(field: QLineEdit, name: str, choose: Callable[[], None]) -> QWidget:
    """Return a line for a path with a button beside it that opens the chooser.

    The focus goes to the line; the button's name says what it chooses, for there may be several.
    """
    row = QWidget()
    layout = QHBoxLayout(row)
    layout.setContentsMargins(0, 0, 0, 0)
    field.setAccessibleName(name)
    layout.addWidget(field, 1)
    act = button(_("Choose..."), choose)
    act.setAccessibleName(f"{act.text()} {name}")
    layout.addWidget(act)
    row.setFocusProxy(field)
    return row


def badge(text: str, tone: str) -> QLabel:
    """Return a badge; `tone`: good, warn, bad, demo, plain. Its text says what the colour says."""
    made = label(text, f"badge-{tone}")
    made.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return made


def button(text: str, act: Callable[[], object], *, primary: bool = False) -> QPushButton:
    """Return a push button that does `act`."""
    made = QPushButton(text)
    made.setAccessibleName(text.replace("&", ""))
    made.setAutoDefault(False)
    if primary:
        set_role(made, "primary")
    # The signal's `checked` is nobody's business.
    made.clicked.connect(lambda _checked: act())
    return made


def card() -> tuple[QFrame, QVBoxLayout]:
    """Return a framed box and its layout."""
    frame = QFrame()
    set_role(frame, "card")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
    layout.setSpacing(GAP)
    return frame, layout


def page_text(text: object, cap: int = 200) -> str:
    """Return words of a page as one safe line for a label, a tooltip, a list."""
    return one_line(str(text), cap) if text not in (None, "") else "-"


def breakable(text: str) -> str:
    """Return `text` with places to break in its long words; for labels, never for copying."""
    return _LONG_WORD.sub(lambda word: "\u200b".join(_PIECE.findall(word[0])), text)


class Bar(QFrame):
    """A coloured line across a window that says one thing; hidden while it has nothing to say."""

    def __init__(self, tone: str = "warn") -> None:
        super().__init__()
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(EDGE, GAP, EDGE, GAP)
        self._text = label("", wraps=True)
        self._layout.addWidget(self._text, 1)
        self.set_tone(tone)
        self.hide()

    def set_tone(self, tone: str) -> None:
        """Set the colour: good, warn, bad, demo."""
        set_role(self, f"bar-{tone}")
        set_role(self._text, "")

    def say(self, text: str, tone: str | None = None) -> None:
        """Show `text`, or hide the bar when it is empty."""
        if tone is not None:
            self.set_tone(tone)
        self._text.setText(text)
        self.setAccessibleName(text)
        self.setVisible(bool(text))

    @property
    def text(self) -> str:
        """Return what it says."""
        return self._text.text()

    def add_button(self, made: QPushButton) -> None:
        """Put a button at its end."""
        self._layout.addWidget(made)
