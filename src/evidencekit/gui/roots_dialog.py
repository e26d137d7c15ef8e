"""Takes back the trust in a root certificate, of those by which times are checked."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from evidencekit.bootstrap.time_roots import TrustedRoot, distrust_root
from evidencekit.domain.errors import EvidenceKitError
from evidencekit.evidence.signature import shown_fingerprint
from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.parts import label, page_text
from evidencekit.gui.words import sentences


class RootsDialog(AskDialog):
    """Shows the trusted roots one by one; `done` is called when one of them is trusted no longer.

    `roots` are those of the settings, one at least.
    """

    def __init__(
        self, parent: QWidget, roots: Sequence[TrustedRoot], done: Callable[[], None]
    ) -> None:
        super().__init__(
            _("Trust a root certificate no longer"),
            _(
                "Time tokens that end in it stay where they are. Verifying says from then on that "
                "their root came with the files: they prove a time only to whoever knows that "
                "root. Its file from the authority has it trusted again."
            ),
            parent,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._done = done
        self.root = QComboBox()
        self.found = label("", wraps=True, selectable=True)
        for one in roots:
            self.root.addItem(page_text(one.name, 80), one)
        self.add_field(_("Root certificate"), self.root)
        self.add_field(_("Name and fingerprint"), self.found)
        self.add_end(_("Trust no longer"), self._finish)
        self.root.currentIndexChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        self.found.setText(root_words(self.root.currentData()))
        self.fit()

    def _finish(self) -> None:
        try:
            distrust_root(self.root.currentData().sha256)
        except EvidenceKitError as error:
            text = words_of(error)
            self.say(sentences(text.message, text.action))
            return
        self.accept()
        self._done()


def root_words(root: TrustedRoot) -> str:
    """Return a root for a person to compare: its name, when it ends, its fingerprint."""
    ends = _("until {day}").format(day=root.ends.date().isoformat())
    return f"{page_text(root.name)} ({ends})\nSHA-256 {shown_fingerprint(root.sha256)}"
