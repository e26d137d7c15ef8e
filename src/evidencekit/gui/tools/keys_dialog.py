"""The keys of a vault: whose fingerprint is handed on, where each is kept, since when."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from evidencekit.bootstrap import desk_leaving
from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import badge, button, card, label, page_text
from evidencekit.gui.pieces import Trouble, named_values, words
from evidencekit.gui.theme import EDGE, GAP

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk_leaving import VaultKeys
    from evidencekit.services.keys import KeyView

_SIZE = (720, 560)
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
    """Shows the keys of a vault and the sheet that binds the present one to its owner."""

    def __init__(self, vault: OpenVault, parent: QWidget) -> None:
        super().__init__(parent)
        self._vault = vault
        self.keys: VaultKeys | None = None
        self.setWindowTitle(_("Keys of the vault"))
        self.resize(*_SIZE)
        self._list = QVBoxLayout()
        self._list.setSpacing(GAP)
        self.sheet = QPlainTextEdit()
        self.sheet.setReadOnly(True)
        self.sheet.setAccessibleName(_("Sheet to print on letterhead"))
        self.copy = button(_("Copy the fingerprint"), self._copy)
        self.save = button(_("Save the public key..."), self._ask_where)
        self.told = words("", "muted")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP + 4)
        layout.addWidget(label(_("Keys of the vault"), "title"))
        layout.addLayout(self._list)
        layout.addWidget(label(_("Sheet to print on letterhead"), "heading"))
        layout.addWidget(self.sheet, 1)
        layout.addWidget(self.told)
        end = QHBoxLayout()
        for one in (self.copy, self.save):
            one.setEnabled(False)
            end.addWidget(one)
        end.addStretch(1)
        end.addWidget(button(_("Close"), self.reject))
        layout.addLayout(end)
        self.reload()

    def reload(self) -> None:
        """Read the keys."""
        self._vault.read(self, desk_leaving.keys_of, self._show, self._fail)

    def write_key(self, out: Path) -> None:
        """Write the public key to a new file."""
        told = _("Written: {path}").format(path=page_text(out, 400))
        self._vault.read(
            self,
            lambda desk: desk_leaving.export_key(desk, out),
            lambda _none: self.told.setText(told),
            self._vault.jobs.report,
        )

    def _show(self, found: "VaultKeys") -> None:
        self.keys = found
        for one in found.views:
            self._list.addWidget(_key(one))
        self.sheet.setPlainText(found.sheet)
        for act in (self.copy, self.save):
            act.setEnabled(bool(found.views))

    def _fail(self, error: Exception) -> None:
        self._list.addWidget(Trouble(error, self.reload))

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
