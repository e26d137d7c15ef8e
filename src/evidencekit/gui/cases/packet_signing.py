"""How the PDF of a packet is signed: an authority's time beside it, a certificate of one's own."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QLineEdit

from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.ask_file import ask_file
from evidencekit.gui.parts import with_chooser


class SigningFields:
    """The fields, rows of the dialog. Nothing is chosen beforehand: the vault's key signs alone."""

    def __init__(self, dialog: AskDialog, authorities: Sequence[str]) -> None:
        self._dialog = dialog
        self.time = QComboBox()
        self.time.addItem(_("Nobody is asked"), None)
        for name in authorities:
            self.time.addItem(name, name)
        self.file, self.words = QLineEdit(), QLineEdit()
        self.words.setEchoMode(QLineEdit.EchoMode.Password)
        self.words.setEnabled(False)
        self.file.textChanged.connect(lambda text: self.words.setEnabled(bool(text.strip())))
        own = _("Your own certificate (.p12, .pfx)")
        dialog.add_field(_("Time authority for the PDF"), self.time)
        dialog.add_field(own, with_chooser(self.file, own, self._choose))
        dialog.add_field(_("Its passphrase"), self.words)
        if not authorities:
            self.time.setToolTip(_("Time authorities are chosen in the settings."))

    @property
    def authority(self) -> str | None:
        """Return the name of the authority to be asked, None for nobody."""
        name = self.time.currentData()
        return str(name) if name is not None else None

    @property
    def certificate(self) -> Path | None:
        """Return the file with the person's own certificate and key, None for none."""
        text = self.file.text().strip()
        return Path(text).expanduser() if text else None

    def _choose(self) -> None:
        ask_file(
            self._dialog,
            _("Choose your certificate"),
            lambda file: self.file.setText(str(file)),
            _("Certificates (*.p12 *.pfx)"),
        )
