"""What stands where the page will be: what to do, and that nothing happens unasked."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import card, label
from evidencekit.gui.theme import EDGE, GAP, colours

_WIDE = 520


class StartPage(QWidget):
    """A page of ours, drawn by widgets."""

    def __init__(self) -> None:
        super().__init__()
        frame, inside = card()
        inside.setContentsMargins(EDGE * 2, EDGE * 2, EDGE * 2, EDGE * 2)
        inside.setSpacing(EDGE)
        frame.setMinimumWidth(_WIDE)
        frame.setMaximumWidth(_WIDE)
        across = QHBoxLayout()
        across.addStretch()
        across.addWidget(frame)
        across.addStretch()
        inside.addWidget(label(_("Open a page, then capture what you see"), "title", wraps=True))
        for number, (name, text) in enumerate(_steps(), 1):
            inside.addLayout(_row(number, name, text))
        inside.addWidget(
            label(_("Nothing is captured until you press Capture."), "muted", wraps=True)
        )
        page = QVBoxLayout(self)
        page.addStretch(2)
        page.addLayout(across)
        page.addStretch(3)


def _steps() -> tuple[tuple[str, str], ...]:
    return (
        ("document", _("Type the address of the listing above and press Enter.")),
        ("check", _("Log in, answer the site's questions, choose a variant: use the page freely.")),
        ("capture", _("Press Capture. What you saw is sealed as it came, without loading again.")),
    )


def _row(number: int, name: str, text: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(GAP + 4)
    picture = QLabel()
    picture.setPixmap(icon(name, colours().accent).pixmap(QSize(24, 24)))
    picture.setFixedWidth(28)
    count = label(str(number), "heading")
    count.setFixedWidth(16)
    for part in (count, picture):
        part.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter)
        row.addWidget(part)
    row.addWidget(label(text, wraps=True), 1)
    return row
