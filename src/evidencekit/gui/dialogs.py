"""The dialogs of a vault: a new one, its fingerprint, its passphrase. None of them blocks."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QCheckBox,
    QFileDialog,
    QLineEdit,
    QWidget,
)

from evidencekit.foundation.catalogue import _
from evidencekit.foundation.paths import user_folders
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.parts import label, with_chooser


@dataclass(frozen=True, slots=True)
class VaultWish:
    """What a person wants of a new vault; `passphrase` None means: the key into the keyring."""

    folder: Path
    name: str
    operator: str
    passphrase: str | None


class NewVaultDialog(AskDialog):
    """Asks where a vault is to be made, for whom, and where its key is kept."""

    def __init__(self, parent: QWidget, then: Callable[[VaultWish], None]) -> None:
        super().__init__(
            _("Make a vault"),
            _(
                "A vault is a folder that keeps your evidence, with a signing key of its own. "
                "Choose a place on a local disk, outside synced folders."
            ),
            parent,
        )
        self._then = then
        self.name, self.operator, self.folder = QLineEdit(), QLineEdit(), QLineEdit()
        self.first, self.again = QLineEdit(), QLineEdit()
        for secret in (self.first, self.again):
            secret.setEchoMode(QLineEdit.EchoMode.Password)
        self.folder.setText(str(user_folders().data / "vaults" / "vault-1"))
        self.keyring = QCheckBox(_("Keep the key in this computer's keyring"))
        self.keyring.setAccessibleName(self.keyring.text())
        self.keyring.setChecked(True)
        self.add_field(_("Firm or brand"), self.name)
        self.add_field(_("Who captures"), self.operator)
        self.add_field(_("Folder"), with_chooser(self.folder, _("Folder"), self._choose))
        self.add_field(_("Key"), self.keyring)
        self.add_field(_("Passphrase"), self.first)
        self.add_field(_("Passphrase again"), self.again)
        for field in (self.name, self.operator, self.folder, self.first, self.again):
            field.textChanged.connect(self._look)
        self.keyring.toggled.connect(self._look)
        self.add_end(_("Make the vault"), self._finish)
        self._look()

    def _choose(self) -> None:
        chooser = QFileDialog(self, _("Folder for the new vault"))
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.fileSelected.connect(lambda name: self.folder.setText(str(Path(name) / "vault")))
        chooser.open()

    def _look(self) -> None:
        by_words = not self.keyring.isChecked()
        self.first.setEnabled(by_words)
        self.again.setEnabled(by_words)
        self.say(self._missing())
        self.act.setEnabled(not self._missing())

    def _missing(self) -> str:
        if not (self.name.text().strip() and self.operator.text().strip()):
            return _("The firm or brand, and who captures, stand in every capture.")
        if not self.folder.text().strip():
            return _("A folder is needed.")
        if self.keyring.isChecked():
            return ""
        if not self.first.text():
            return _("Without a keyring the key is kept in a file that a passphrase locks.")
        if self.first.text() != self.again.text():
            return _("The two passphrases differ.")
        return ""

    def _finish(self) -> None:
        self.accept()
        secret = None if self.keyring.isChecked() else self.first.text()
        folder = Path(self.folder.text().strip()).expanduser()
        name, operator = self.name.text().strip(), self.operator.text().strip()
        self._then(VaultWish(folder, name, operator, secret))


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


class FingerprintDialog(AskDialog):
    """Shows the fingerprint of a new key: the one thing to note down outside the computer."""

    def __init__(self, parent: QWidget, fingerprint: str) -> None:
        super().__init__(
            _("The vault is made"),
            _(
                "Note down this fingerprint and hand it to whoever is to check your evidence: by "
                "it they know that the signatures are yours."
            ),
            parent,
        )
        groups = [fingerprint[start : start + 8] for start in range(0, len(fingerprint), 8)]
        halves = len(groups) // 2
        text = " ".join(groups[:halves]) + "\n" + " ".join(groups[halves:])
        shown = label(text, "code", selectable=True)
        self.fields.addRow(shown)
        self.add_end(_("Copy and close"), lambda: self._copy(fingerprint), _("Close"))

    def _copy(self, fingerprint: str) -> None:
        QGuiApplication.clipboard().setText(fingerprint)
        self.accept()
