"""Asks against which fingerprint and which roots of time is verified, and no others."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtWidgets import QLineEdit, QWidget

from evidencekit.evidence.report_text import against_words
from evidencekit.evidence.signature import read_fingerprint, shown_fingerprint
from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.ask_file import ask_file
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.parts import with_chooser


@dataclass(frozen=True, slots=True)
class Against:
    """A fingerprint (64 digits) and a file of roots; None: what this computer knows."""

    fingerprint: str | None = None
    roots: Path | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """Return what it means, a sentence each; none if nothing is given."""
        return against_words(self.fingerprint, self.roots)


class AgainstDialog(AskDialog):
    """Asks for both; `then` gets them. Empty fields: what this computer knows and trusts."""

    def __init__(self, parent: QWidget, known: Against, then: Callable[[Against], None]) -> None:
        told = _(
            "For evidence of somebody else: give the fingerprint that you were told by another way "
            "than the files came, and the root certificates that you trust for time. What is given "
            "counts alone. Where a field is empty, what this computer knows and trusts counts."
        )
        super().__init__(_("Against what is checked"), told, parent)
        self._then = then
        shown = shown_fingerprint(known.fingerprint) if known.fingerprint else ""
        self.fingerprint = QLineEdit(shown)
        self.fingerprint.setPlaceholderText(_("64 digits, with or without blanks"))
        self.fingerprint.setCursorPosition(0)
        self.roots = QLineEdit(str(known.roots) if known.roots else "")
        self.add_field(_("Fingerprint that you were given"), self.fingerprint)
        name = _("File of root certificates, PEM or DER")
        self.add_field(name, with_chooser(self.roots, name, self._choose))
        self.add_end(_("Verify"), self._finish)
        for field in (self.fingerprint, self.roots):
            field.textChanged.connect(self._look)
        help_by_key(self, "verify")
        self._look()
        self.fingerprint.setFocus()

    def _choose(self) -> None:
        kinds = _("Certificates (*.pem *.crt *.cer *.der)")
        ask_file(
            self,
            _("Choose the root certificates"),
            lambda file: self.roots.setText(str(file)),
            kinds,
        )

    def _look(self) -> None:
        typed = self.fingerprint.text().strip()
        right = not typed or read_fingerprint(typed) is not None
        self.say("" if right else _("A fingerprint has 64 digits from 0 to 9 and a to f."))
        self.act.setEnabled(right)

    def _finish(self) -> None:
        typed, roots = self.fingerprint.text().strip(), self.roots.text().strip()
        self.accept()
        self._then(
            Against(
                read_fingerprint(typed) if typed else None,
                Path(roots).expanduser() if roots else None,
            )
        )
