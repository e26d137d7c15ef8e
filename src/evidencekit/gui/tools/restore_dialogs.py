"""What is asked before a backup becomes a vault, and what is said when it did."""

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QWidget

from evidencekit.bootstrap.desk_restoring import RestoreWish, checked_by, place_for
from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.help_dialog import help_by_key
from evidencekit.gui.parts import badge, breakable, label, page_text, with_chooser
from evidencekit.gui.viewer.integrity import verdict_words

if TYPE_CHECKING:
    from collections.abc import Callable

    from evidencekit.domain.errors import BackupOlder
    from evidencekit.vault.restore import RestoreResult


class RestoreDialog(AskDialog):
    """Asks which backup becomes a vault, in which folder, and who wants it; `said` is the wish."""

    said = Signal(object)

    def __init__(self, parent: QWidget, operator: str) -> None:
        told = _(
            "A vault is made of the backup, in a new folder on a local disk. Each file is compared "
            "with the list of the backup, and the whole is checked, before the vault stands there. "
            "The backup stays as it is; nothing that is there already is written over."
        )
        super().__init__(_("Restore a backup"), told, parent)
        self.backup, self.folder = QLineEdit(), QLineEdit()
        self._proposed = ""
        self._add_folder(_("Folder of the backup"), self.backup, self._choose_backup)
        self._add_folder(_("Folder of the vault, a new one"), self.folder, self._choose_folder)
        self.person = self.add_person(operator)
        self.add_end(_("Restore"), self._finish)
        for field in (self.backup, self.folder, self.person):
            field.textChanged.connect(self._look)
        help_by_key(self, "keeping")
        self._look()
        self.backup.setFocus()

    def take_backup(self, folder: Path) -> None:
        """Name the backup, and a folder for its vault where the person named none."""
        self.backup.setText(str(folder))
        if self.folder.text().strip() in {"", self._proposed}:
            self._proposed = str(place_for(folder))
            self.folder.setText(self._proposed)

    def _add_folder(self, name: str, field: QLineEdit, choose: "Callable[[], None]") -> None:
        self.add_field(name, with_chooser(field, name, choose))

    def _choose_backup(self) -> None:
        self._choose(_("Folder of the backup"), self.take_backup)

    def _choose_folder(self) -> None:
        name = Path(self.backup.text().strip()).name or "vault"
        self._choose(
            _("Folder in which the vault's folder is made"),
            lambda folder: self.folder.setText(str(folder / name)),
        )

    def _choose(self, title: str, then: "Callable[[Path], None]") -> None:
        chooser = QFileDialog(self, title)
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.fileSelected.connect(lambda name: then(Path(name)))
        chooser.finished.connect(chooser.deleteLater)
        chooser.open()

    def _look(self) -> None:
        fields = (self.backup, self.folder, self.person)
        self.act.setEnabled(all(field.text().strip() for field in fields))

    def _finish(self) -> None:
        places = (self.backup.text(), self.folder.text())
        backup, to = (Path(text.strip()).expanduser().absolute() for text in places)
        self.accept()
        self.said.emit(RestoreWish(backup, to, self.person.text().strip()))


class OlderDialog(AskDialog):
    """Asks whether what this computer saw later than a backup is given up. Accepted: it is."""

    def __init__(self, parent: QWidget, error: "BackupOlder") -> None:
        told = _(
            "The backup ends at entry {last} of the custody log; this computer has seen entry "
            "{seq}. What was sealed and recorded in between will be missing from the restored "
            "vault, and its log will say that it was given up. Where entry {seq} only tells that "
            "the backup was made, nothing else is missing. A newer backup would hold more."
        )
        super().__init__(
            _("The backup is older than what was seen here"), told.format(**error.facts), parent
        )
        self.add_end(_("Restore all the same"), self.accept)
        # Enter alone gives nothing up.
        self.act.setDefault(False)
        leave = next(one for one in self.findChildren(QPushButton) if one is not self.act)
        leave.setDefault(True)
        leave.setFocus()


class RestoredDialog(AskDialog):
    """Says what was restored and how it was checked. Accepted: the vault is to be opened."""

    def __init__(self, parent: QWidget, result: "RestoreResult") -> None:
        path = breakable(page_text(result.path, 400))
        super().__init__(_("The backup was restored"), path, parent)
        words, tone, sentence = verdict_words(checked_by(result))
        self.told = [sentence, *_told(result)]
        beside = QHBoxLayout()
        beside.addWidget(badge(words, tone))
        beside.addStretch(1)
        self.fields.addRow(label(_("Checked as a vault"), "muted"), beside)
        for one in self.told:
            self.fields.addRow(label(one, wraps=True))
        self.add_end(_("Open the vault"), self.accept, _("Close"))
        self.act.setFocus()


def _told(result: "RestoreResult") -> list[str]:
    """Return what was done and checked, a sentence each."""
    checked = _(
        "{passed} checks passed, {indeterminate} could not be decided here, {not_checked} were "
        "not made; the verification report names each."
    )
    told = [
        _("{files} files, each as the backup lists it.").format(files=result.files),
        checked.format(**checked_by(result).counts),
    ]
    if result.remembered is not None:
        given_up = _("Given up: log entries after the backup, up to entry {seq}.")
        told.append(given_up.format(seq=result.remembered.head.seq))
        told.append(
            _("Don't go on with another folder of this vault: its log and this one have parted.")
        )
    log = _("The custody log tells of the restoring.") if result.logged else _without_key()
    return [*told, log]


def _without_key() -> str:
    return _("Its signing key is not here: it can be read and checked, but nothing sealed in it.")
