"""How the PDF of a packet is signed: an authority's time beside it, a certificate of one's own."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_file import ask_file
from evidencekit.gui.parts import with_chooser
from evidencekit.gui.theme import GAP


class SigningFields(QWidget):
    """The fields. Nothing is chosen beforehand: nobody is asked, and the vault's key signs."""

    def __init__(self, authorities: Sequence[str]) -> None:
        super().__init__()
        self.time = QComboBox()
        self.time.addItem(_("Nobody is asked"), None)
        for name in authorities:
            self.time.addItem(name, name)
        self.file, self.words = QLineEdit(), QLineEdit()
        self.words.setEchoMode(QLineEdit.EchoMode.Password)
        self.words.setEnabled(False)
        self.file.textChanged.connect(lambda text: self.words.setEnabled(bool(text.strip())))
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setSpacing(GAP + 2)
        own = _("Your own certificate (.p12, .pfx)")
        for caption, field, place in (
            (_("Time authority for the PDF"), self.time, self.time),
            (own, self.file, with_chooser(self.file, own, self._choose)),
            (_("Its passphrase"), self.words, self.words),
        ):
            named = QLabel(caption)
            named.setBuddy(field)
            field.setAccessibleName(caption)
            form.addRow(named, place)
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
        kinds = _("Certificates (*.p12 *.pfx)")
        ask_file(
            self, _("Choose your certificate"), lambda file: self.file.setText(str(file)), kinds
        )
