"""The tour: five steps that say what the app is for. Seen or skipped, it does not come back."""

from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui import preferences
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import button, label
from evidencekit.gui.theme import EDGE, GAP, colours

_SIZE = (560, 330)
_ICON = 40
STEPS = (
    (
        "captures",
        N_("1 of 5: A vault keeps your evidence"),
        N_(
            "A vault is a folder on this computer with a signing key of its own. What is sealed in "
            "it can't be changed unseen, and anybody can verify it without this program."
        ),
    ),
    (
        "capture",
        N_("2 of 5: Capture what you see"),
        N_(
            "Press Ctrl+N, open the page, press Capture. The page that you see is the page that is "
            "sealed. A log-in page or a captcha is yours to solve; nothing is hidden from a site."
        ),
    ),
    (
        "verify",
        N_("3 of 5: Confirm the facts"),
        N_(
            "Title, price and seller are read from the page, each with the place where it stands. "
            "A person confirms or corrects them; the reading itself stays as it was."
        ),
    ),
    (
        "cases",
        N_("4 of 5: From a case to a complaint"),
        N_(
            "A case gathers captures under a right. Pre-flight holds the complaint against its "
            "recipient's rules and names what is missing before anything is sent."
        ),
    ),
    (
        "help",
        N_("5 of 5: Help is one key away"),
        N_(
            "F1 explains the screen you are at, Ctrl+K finds every command by its name. The demo "
            "case shows all of it on a sample shop, without a network."
        ),
    ),
)


class TourDialog(QDialog):
    """Five steps with Back, Next, and a way out for ever."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(_("A short tour"))
        self.setMinimumSize(*_SIZE)
        self.step = 0
        self._picture = QLabel()
        self.heading, self.words = label("", "title", wraps=True), label("", wraps=True)
        self.skip = button(_("Skip for ever"), self.accept)
        self.back = button(_("Go back"), lambda: self.go(-1))
        self.next = button("", lambda: self.go(1), primary=True)
        self.next.setDefault(True)
        end = QHBoxLayout()
        end.addWidget(self.skip)
        end.addStretch()
        end.addWidget(self.back)
        end.addWidget(self.next)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE * 2, EDGE * 2, EDGE * 2, EDGE)
        layout.setSpacing(GAP * 2)
        for part in (self._picture, self.heading, self.words):
            layout.addWidget(part)
        layout.addStretch()
        layout.addLayout(end)
        self.accepted.connect(lambda: preferences.choose(tour="seen"))
        self._show()

    def go(self, steps: int) -> None:
        """Go on or back; behind the last step it is over."""
        self.step += steps
        if self.step == len(STEPS):
            self.accept()
        else:
            self._show()

    def _show(self) -> None:
        mark, heading, words = STEPS[self.step]
        self._picture.setPixmap(icon(mark, colours().accent).pixmap(_ICON, _ICON))
        self.heading.setText(_(heading))
        self.words.setText(_(words))
        self.back.setEnabled(self.step > 0)
        last = self.step == len(STEPS) - 1
        self.next.setText(_("Done") if last else _("Next step"))
        self.next.setAccessibleName(self.next.text())
        self.next.setFocus()
