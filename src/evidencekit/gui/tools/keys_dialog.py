"""The keys of a vault: whose fingerprint is handed on, where each is kept, since when.

Here the key is changed, and an earlier one revoked.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from evidencekit.bootstrap import desk_leaving
from evidencekit.bootstrap.beginning import try_keyring
from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import badge, button, card, label, page_text
from evidencekit.gui.pieces import Trouble, named_values, words
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.tools.key_acts import ChangeKeyDialog, RevokeDialog
from evidencekit.gui.words import sentences

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.bootstrap.desk_leaving import VaultKeys
    from evidencekit.services.keys import KeyView
    from evidencekit.vault.succession import ChangedKey

_SIZE = (780, 660)
_STATES = {
    "writing": (N_("writes now"), "good"),
    "succeeded": (N_("followed by another key, in order"), "plain"),
    "superseded": (N_("followed by another key; that it agreed is not shown"), "warn"),
    "revoked": (N_("revoked"), "bad"),
}
_STORES = {
    "keyring": N_("in the keyring"),
    "file": N_("in an encrypted file"),
    None: N_("not here"),
}


class KeysDialog(QDialog):
    """Shows the keys of a vault and the sheet that binds the present one to its owner.

    `dialog` is what asked last before a key was changed or revoked.
    """

    def __init__(self, vault: OpenVault, parent: QWidget) -> None:
        super().__init__(parent)
        self._vault = vault
        self.keys: VaultKeys | None = None
        self.dialog: ChangeKeyDialog | RevokeDialog | None = None
        self.setWindowTitle(_("Keys of the vault"))
        self.resize(*_SIZE)
        self.list = QScrollArea()
        self.list.setWidgetResizable(True)
        self.list.setAccessibleName(_("Keys of the vault"))
        self.sheet = QPlainTextEdit()
        self.sheet.setReadOnly(True)
        self.sheet.setAccessibleName(_("Sheet to print on letterhead"))
        self.change = button(_("Change the key..."), self.ask_change)
        self.revoke = button(_("Revoke an earlier key..."), self.ask_revoke)
        self.copy = button(_("Copy the fingerprint"), self._copy)
        self.save = button(_("Save the public key..."), self._ask_where)
        self.told = words("", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 4)
        layout.addWidget(label(_("Keys of the vault"), "title"))
        layout.addWidget(self.list, 1)
        layout.addLayout(_row(self.change, self.revoke))
        layout.addWidget(label(_("Sheet to print on letterhead"), "heading"))
        layout.addWidget(self.sheet, 1)
        layout.addWidget(self.told)
        end = _row(self.copy, self.save)
        end.addWidget(button(_("Close"), self.reject))
        layout.addLayout(end)
        help_by_key(self, "keeping")
        self.reload()

    def reload(self) -> None:
        """Read the keys."""
        self._vault.read(self, desk_leaving.keys_of, self._show, self._fail)

    def ask_change(self) -> None:
        """Ask who changes the key, and whether the present one is lost; change it."""
        assert self.keys is not None  # noqa: S101  # the button waits until they are read
        desk, present = self._vault.desk, self.keys.views[0]
        self.dialog = asked = ChangeKeyDialog(self, desk.operator, present.store, demo=desk.demo)
        if not desk.demo:
            self._vault.jobs.read(asked, lambda _task: try_keyring(), asked.take_keyring)
        asked.said.connect(self._change)
        asked.open()

    def ask_revoke(self) -> None:
        """Ask which earlier key is revoked, why and by whom, and revoke it."""
        self.dialog = asked = RevokeDialog(self, self._revocable, self._vault.desk.operator)
        asked.said.connect(self._revoke)
        asked.open()

    def write_key(self, out: Path) -> None:
        """Write the public key to a new file."""
        told = _("Written: {path}").format(path=page_text(out, 400))
        self._vault.read(
            self,
            lambda desk: desk_leaving.export_key(desk, out),
            lambda _none: self.told.setText(told),
            self._vault.jobs.report,
        )

    @property
    def _revocable(self) -> "list[KeyView]":
        views = self.keys.views if self.keys is not None else ()
        return [one for one in views[1:] if one.state != "revoked"]

    def _change(self, by: str, lost: bool, passphrase: str) -> None:
        def work(desk: "Desk", _task: object) -> "ChangedKey":
            if lost:
                return desk_leaving.replace_lost_key(desk, by, passphrase or None)
            return desk_leaving.rotate_key(desk, by)

        def changed(_done: "ChangedKey") -> None:
            told = _("Make a backup now: an older one could be gone on with only as after a loss.")
            if lost:
                begun = _("That the old key agrees can't be shown; every verification says so.")
                told = sentences(begun, told)
            self.told.setText(told)
            self.reload()

        self._vault.write(self, _("Changing the signing key"), work, changed)

    def _revoke(self, key_id: str, reason: str, by: str) -> None:
        def told(_none: None) -> None:
            self.told.setText(_("Revoked: {key_id}").format(key_id=key_id))
            self.reload()

        self._vault.write(
            self,
            _("Revoking a key"),
            lambda desk, _task: desk_leaving.revoke_key(desk, key_id, reason, by),
            told,
        )

    def _show(self, found: "VaultKeys") -> None:
        self.keys = found
        self._put([_key(one) for one in found.views])
        self.sheet.setPlainText(found.sheet)
        for act in (self.change, self.copy, self.save):
            act.setEnabled(bool(found.views))
        self.revoke.setEnabled(bool(self._revocable))

    def _fail(self, error: Exception) -> None:
        self._put([Trouble(error, self.reload)])

    def _put(self, shown: Sequence[QWidget]) -> None:
        """Show this in place of what was listed."""
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, GAP if len(shown) > 1 else 0, 0)
        column.setSpacing(GAP)
        for one in shown:
            column.addWidget(one)
        column.addStretch(1)
        self.list.setWidget(inner)

    def _copy(self) -> None:
        if self.keys is not None:
            QGuiApplication.clipboard().setText(self.keys.views[0].groups)

    def _ask_where(self) -> None:
        chooser = QFileDialog(self, _("Save the public key"))
        chooser.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        chooser.setDefaultSuffix("pem")
        chooser.setNameFilter("PEM (*.pem)")
        chooser.selectFile("public-key.pem")
        chooser.fileSelected.connect(lambda name: self.write_key(Path(name)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()


def _row(*acts: QPushButton) -> QHBoxLayout:
    """Return a row of buttons that nobody may press before the keys are read."""
    row = QHBoxLayout()
    for one in acts:
        one.setEnabled(False)
        row.addWidget(one)
    row.addStretch(1)
    return row


def _key(view: "KeyView") -> QWidget:
    frame, layout = card()
    told, tone = _STATES[view.state]
    fingerprint = label(view.groups, wraps=True, selectable=True)
    layout.addLayout(
        named_values(
            [
                (_("Fingerprint"), fingerprint),
                (_("State"), badge(_(told), tone)),
                (_("Since"), words(view.since[:10])),
                (_("Private half"), words(_(_STORES[view.store]))),
            ]
        )
    )
    return frame
