"""The dialog that asks for a vault's passphrase. It does not block."""

from collections.abc import Callable

from PySide6.QtWidgets import (
    QLineEdit,
    QWidget,
)

from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog


class PassphraseDialog(AskDialog):
    """Asks for the passphrase of the key, kept in memory until the program ends."""

    def __init__(self, parent: QWidget, then: Callable[[str], None], *, wrong: bool) -> None:
        meaning = _("The signing key of this vault is locked. Nothing can be sealed without it.")
        if wrong:
            meaning = _("That passphrase does not open the key. Nothing was changed.")
        super().__init__(_("Unlock the signing key"), meaning, parent)
        self._then = then
        self.words = QLineEdit()
        self.words.setEchoMode(QLineEdit.EchoMode.Password)
        self.words.textChanged.connect(lambda text: self.act.setEnabled(bool(text)))
        self.add_field(_("Passphrase"), self.words)
        self.add_end(_("Unlock"), self._finish)
        self.act.setEnabled(False)

    def _finish(self) -> None:
        self.accept()
        self._then(self.words.text())
