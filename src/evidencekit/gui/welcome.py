"""What a person sees before any vault is open: three ways to begin, the demo one click away."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _, current_language
from evidencekit.foundation.display_text import one_line
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import button, card, label
from evidencekit.gui.theme import EDGE, GAP, colours
from evidencekit.gui.words import LANGUAGE_NAMES

_WIDTH = 980
# Wrapped words do not tell a nested layout how high they are.
_HEIGHT = 270
_ICON = 28


class WelcomePage(QWidget):
    """Three cards; `demo`, `make` and `open_` are what their buttons do.

    `language_wanted` gives the language that a person chose in place of the system's.
    """

    language_wanted = Signal(str)

    def __init__(
        self, demo: Callable[[], None], make: Callable[[], None], open_: Callable[[], None]
    ) -> None:
        super().__init__()
        inner = QWidget()
        inner.setMaximumWidth(_WIDTH)
        layout = QVBoxLayout(inner)
        layout.setSpacing(EDGE)
        layout.addWidget(
            label(
                _(
                    "Capture suspect pages as sealed, time-stamped evidence, check complaints "
                    "against their recipient's rules, and make packets of them. Nothing is "
                    "captured until you press Capture; nothing leaves this computer unasked."
                ),
                "muted",
                wraps=True,
            )
        )
        row = QHBoxLayout()
        row.setSpacing(EDGE)
        self.demo = button(_("Try the demo case"), demo, primary=True)
        demo_card = _way(
            "verify",
            _("See it work"),
            _(
                "A sample shop on this computer is captured, stamped, checked and made into a "
                "packet. About half a minute, no network. It proves nothing and says so."
            ),
            self.demo,
        )
        row.addWidget(demo_card, 1)
        for mark, heading, text, name, act in (
            (
                "add",
                _("Begin your own"),
                _("A new vault: a folder for your evidence, with a signing key of its own."),
                _("Make a vault..."),
                make,
            ),
            (
                "cases",
                _("Go on"),
                _("Open a vault that is on this computer already."),
                _("Open a vault..."),
                open_,
            ),
        ):
            row.addWidget(_way(mark, heading, text, button(name, act)), 1)
        layout.addLayout(row)
        self.progress = label("", "muted", wraps=True)
        layout.addWidget(self.progress)
        # Last, so that the keyboard begins at the three ways.
        layout.insertLayout(0, self._head())
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        outer.addWidget(inner, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(label(_("Evidence that anybody can verify"), "title"), 1)
        for code, name in LANGUAGE_NAMES.items():
            one = button(name, partial(self.language_wanted.emit, code))
            one.setCheckable(True)
            one.setChecked(code == current_language())
            one.setEnabled(code != current_language())
            row.addWidget(one)
        return row

    def say(self, line: str) -> None:
        """Show what the demo does now; its button waits meanwhile. Empty: it is over."""
        self.progress.setText(one_line(line, 120))
        self.demo.setEnabled(not line)


def _way(mark: str, heading: str, text: str, act: QWidget) -> QFrame:
    frame, layout = card()
    frame.setMinimumHeight(_HEIGHT)
    picture = QLabel()
    picture.setPixmap(icon(mark, colours().accent).pixmap(_ICON, _ICON))
    layout.addWidget(picture)
    layout.addWidget(label(heading, "heading"))
    words = label(text, "muted", wraps=True)
    words.setAlignment(Qt.AlignmentFlag.AlignTop)
    layout.addWidget(words, 1)
    layout.addSpacing(GAP)
    layout.addWidget(act)
    return frame
