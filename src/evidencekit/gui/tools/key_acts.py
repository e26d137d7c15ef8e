"""What is asked before a vault's key is changed, or an earlier one revoked: neither is undone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QWidget

from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.parts import label
from evidencekit.gui.words import sentences

if TYPE_CHECKING:
    from evidencekit.services.keys import KeyView

_REASONS = {
    "lost": N_("It was lost"),
    "stolen": N_("It was stolen"),
    "left": N_("Whoever held it has left"),
}
_GROUPS = 19


class ChangeKeyDialog(AskDialog):
    """Asks who changes the key, and whether the present one is lost.

    `said` carries the name, whether it is lost, and the passphrase of the new key's file (empty: it
    goes into the keyring, or is kept as the one before it was). `store` is where this computer has
    the present key, None: nowhere. A demo's new key is kept by the demo's passphrase.
    """

    said = Signal(str, bool, str)

    def __init__(
        self, parent: QWidget, operator: str, store: str | None, *, demo: bool = False
    ) -> None:
        told = _(
            "A new key is made and signs from now on. What the present one sealed stays as it is "
            "and can be checked as before. This can't be undone. Afterwards hand out the new "
            "fingerprint."
        )
        super().__init__(_("Change the signing key"), told, parent)
        self.person = self.add_person(operator)
        self.lost = QCheckBox(_("The present key is lost"))
        self.lost.setAccessibleName(self.lost.text())
        self.fields.addRow(self.lost)
        # What lies in the keyring is not lost, whatever else went wrong.
        self.lost.setEnabled(store != "keyring")
        self.about = label("", "muted", wraps=True)
        self.fields.addRow(self.about)
        self.first, self.again = QLineEdit(), QLineEdit()
        for secret in (self.first, self.again):
            secret.setEchoMode(QLineEdit.EchoMode.Password)
            secret.textChanged.connect(self._look)
        self.add_field(_("Passphrase of the new key"), self.first)
        self.add_field(_("Passphrase again"), self.again)
        # None: not told yet.
        self._keyring: bool | None = None
        self._demo = demo
        self.person.textChanged.connect(self._look)
        self.lost.toggled.connect(self._look)
        self.add_end(_("Change the key"), self._finish)
        help_by_key(self, "keeping")
        self._look()
        self.person.setFocus()

    def take_keyring(self, name: str | None) -> None:
        """Know whether this computer has a keyring that works, by its name."""
        self._keyring = name is not None
        self._look()

    def _look(self) -> None:
        lost = self.lost.isChecked()
        self.about.setText(_what_lost_means() if lost else self._in_order())
        for secret in (self.first, self.again):
            self.fields.setRowVisible(secret, lost and not self._demo)
        self.fit()
        fault = self._fault() if lost else ""
        self.say(fault or (self._where() if lost else ""))
        self.act.setEnabled(bool(self.person.text().strip()) and not fault)

    def _in_order(self) -> str:
        here = "" if self.lost.isEnabled() else _("It is in this computer's keyring.")
        told = _(
            "The last thing that the present key signs is that the new one follows it; then its "
            "private half is erased from this computer."
        )
        return sentences(here, told)

    def _fault(self) -> str:
        if self._demo:
            return ""
        if self._keyring is None:
            return _("The keyring is being tried...")
        if not self._keyring and not self.first.text():
            return _("This computer has no keyring that works: a passphrase locks the key.")
        if self.first.text() != self.again.text():
            return _("The two passphrases differ.")
        return ""

    def _where(self) -> str:
        if self._demo or self.first.text():
            return ""
        return _("Without a passphrase the new key goes into this computer's keyring.")

    def _finish(self) -> None:
        self.accept()
        self.said.emit(self.person.text().strip(), self.lost.isChecked(), self.first.text())


class RevokeDialog(AskDialog):
    """Asks which earlier key counts no more, why, and who says so; `said` carries the three.

    The first is the id of the key, the second one of `services.keys.REASONS`.
    """

    said = Signal(str, str, str)

    def __init__(self, parent: QWidget, keys: "Sequence[KeyView]", operator: str) -> None:
        told = _(
            "The signed log will say that this key counts no more. What it signed before the next "
            "key took over stays as good as it was; whatever it signs after that fails when it is "
            "checked. This can't be undone."
        )
        super().__init__(_("Revoke an earlier key"), told, parent)
        self.key, self.reason = QComboBox(), QComboBox()
        for one in keys:
            named = _("{fingerprint}..., since {day}")
            text = named.format(fingerprint=one.groups[:_GROUPS], day=one.since[:10])
            self.key.addItem(text, one.key.key_id)
        for reason, name in _REASONS.items():
            self.reason.addItem(_(name), reason)
        for choice in (self.key, self.reason):
            # What can't be undone is not chosen beforehand, but for the only key there is.
            choice.setPlaceholderText(_("Choose..."))
            choice.setCurrentIndex(0 if choice.count() == 1 else -1)
            choice.currentIndexChanged.connect(self._look)
        self.add_field(_("Key"), self.key)
        self.add_field(_("Reason"), self.reason)
        self.person = self.add_person(operator)
        self.person.textChanged.connect(self._look)
        self.add_end(_("Revoke the key"), self._finish)
        self._look()
        self.key.setFocus()

    def _look(self) -> None:
        chosen = min(self.key.currentIndex(), self.reason.currentIndex()) >= 0
        self.act.setEnabled(chosen and bool(self.person.text().strip()))

    def _finish(self) -> None:
        chosen = str(self.key.currentData()), str(self.reason.currentData())
        self.said.emit(*chosen, self.person.text().strip())
        self.accept()


def _what_lost_means() -> str:
    return _(
        "For a key that is on no computer any more, or in a file whose passphrase nobody knows. "
        "The new key begins a log of its own, which says that the old one is revoked as lost. That "
        "the old key agrees can't be shown, and every verification will say so. If the key is only "
        "on another computer, go on there instead."
    )
