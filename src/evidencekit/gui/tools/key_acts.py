"""What is asked before a vault's key is changed, or an earlier one revoked: neither is undone."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QWidget

from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.ask_dialog import AskDialog

if TYPE_CHECKING:
    from evidencekit.services.keys import KeyView

_REASONS = {
    "lost": N_("It was lost"),
    "stolen": N_("It was stolen"),
    "left": N_("Whoever held it has left"),
}
_GROUPS = 19


class ChangeKeyDialog(AskDialog):
    """Asks who changes the key; `said` carries the name."""

    said = Signal(str)

    def __init__(self, parent: QWidget, operator: str) -> None:
        told = _(
            "A new key is made and signs from now on. The last thing that the present key signs is "
            "that the new one follows it; then its private half is erased from this computer. What "
            "it sealed stays as it is and can be checked as before. This can't be undone. "
            "Afterwards hand out the new fingerprint."
        )
        super().__init__(_("Change the signing key"), told, parent)
        self.person = self.add_person(operator)
        self.person.textChanged.connect(self._look)
        self.add_end(_("Change the key"), self._finish)
        self._look()
        self.person.setFocus()

    def _look(self) -> None:
        self.act.setEnabled(bool(self.person.text().strip()))

    def _finish(self) -> None:
        self.said.emit(self.person.text().strip())
        self.accept()


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
