"""The steps to a vault: whose and where, its key, time authorities, a last look, what was made."""

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from evidencekit.bootstrap.beginning import Place, look_at_place, try_keyring
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line
from evidencekit.foundation.paths import user_folders
from evidencekit.gui.authorities import AuthorityList, choice_words
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.jobs import Jobs
from evidencekit.gui.parts import Bar, button, label, with_chooser
from evidencekit.gui.theme import GAP
from evidencekit.gui.words import sentences, size_words

_PAUSE_MS = 150
_GROUP = 8


class Step(QWidget):
    """One step. `changed` tells that `missing` or `busy` may be others now."""

    changed = Signal()

    def __init__(self, title: str, told: str) -> None:
        super().__init__()
        self.title = title
        self.page = QVBoxLayout(self)
        self.page.setContentsMargins(0, 0, 0, 0)
        self.page.setSpacing(GAP + 4)
        self.page.addWidget(label(told, "muted", wraps=True))
        self.form = QFormLayout()
        self.form.setSpacing(GAP + 2)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.page.addLayout(self.form)

    @property
    def missing(self) -> str:
        """Return what is still wanted before the next step; empty: nothing."""
        return ""

    @property
    def busy(self) -> bool:
        """Say whether something is looked at, so that `missing` is not known yet."""
        return False

    def begin(self) -> None:
        """Put the keyboard where this step begins."""
        self.focusNextChild()

    def add_field(self, name: str, field: QWidget) -> None:
        """Add a line with its caption."""
        field.setAccessibleName(name)
        caption = QLabel(name)
        caption.setBuddy(field)
        self.form.addRow(caption, field)


class PlaceStep(Step):
    """Whose vault it is, who captures, and where it is to lie; the place is looked at meanwhile."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__(
            _("Whose evidence, and where"),
            _(
                "A vault is a folder that keeps your evidence, with a signing key of its own. "
                "Choose a place on a local disk, outside synced folders: a service that moves "
                "files in mid-writing tears evidence."
            ),
        )
        self._jobs = jobs
        self._place: Place | None = None
        self.name, self.operator, self.folder = QLineEdit(), QLineEdit(), QLineEdit()
        self.folder.setText(str(_free_name(user_folders().data / "vaults")))
        self.add_field(_("Firm or brand"), self.name)
        self.add_field(_("Who captures"), self.operator)
        self.add_field(_("Folder"), with_chooser(self.folder, _("Folder"), self._choose))
        self.seen, self.trouble = label("", "muted", wraps=True), Bar("bad")
        self.form.addRow("", self.seen)
        self.page.addWidget(self.trouble)
        self.page.addStretch()
        # Each letter of a path makes another place: looked at when the typing rests.
        self._rest = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._rest.timeout.connect(self._look)
        self.name.textChanged.connect(self.changed)
        self.operator.textChanged.connect(self.changed)
        self.folder.textChanged.connect(self._typed)
        self._typed()

    @property
    def place(self) -> Path:
        """Return the folder, absolute."""
        return Path(self.folder.text().strip()).expanduser().absolute()

    @property
    def missing(self) -> str:
        """Return what is still wanted."""
        if not (self.name.text().strip() and self.operator.text().strip()):
            return _("The firm or brand, and who captures, stand in every capture.")
        if not self.folder.text().strip():
            return _("A folder is needed.")
        if self._place is not None and self._place.trouble is not None:
            return words_of(self._place.trouble).action
        return ""

    @property
    def busy(self) -> bool:
        """Say whether the place is being looked at."""
        return self._place is None

    def begin(self) -> None:
        """Begin with the name."""
        self.name.setFocus()

    def _choose(self) -> None:
        chooser = QFileDialog(self, _("Folder for the new vault"))
        chooser.setFileMode(QFileDialog.FileMode.Directory)
        chooser.fileSelected.connect(lambda name: self.folder.setText(str(Path(name) / "vault")))
        chooser.open()

    def _typed(self) -> None:
        self._place = None
        self._rest.start()
        self.changed.emit()

    def _look(self) -> None:
        wanted = self.place
        self._jobs.read(self, lambda _task: look_at_place(wanted), self._looked)

    def _looked(self, place: Place) -> None:
        if place.folder != self.place:
            # Another one was typed meanwhile, and is looked at.
            return
        self._place = place
        words = _("Free there: {size}").format(size=size_words(place.free)) if place.free else ""
        self.seen.setText(words)
        trouble = words_of(place.trouble) if place.trouble is not None else None
        self.trouble.say(sentences(trouble.message, trouble.meaning) if trouble else "")
        self.changed.emit()


class KeyStep(Step):
    """Where the key is kept: in the keyring, which is tried by a real value, or by a passphrase."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__(
            _("Where the signing key is kept"),
            _(
                "The key signs what you seal: whoever has it can sign in your name. It is made "
                "now and never leaves this computer."
            ),
        )
        self._tried = False
        self.keyring = QRadioButton(_("In this computer's keyring"))
        self.words = QRadioButton(_("In a file that a passphrase locks"))
        self.first, self.again = QLineEdit(), QLineEdit()
        for secret in (self.first, self.again):
            secret.setEchoMode(QLineEdit.EchoMode.Password)
            secret.textChanged.connect(self.changed)
        self.found = label(_("The keyring is being tried..."), "muted", wraps=True)
        for way in (self.keyring, self.words):
            way.setAccessibleName(way.text())
        self.keyring.setChecked(True)
        self.form.addRow(self.keyring)
        self.form.addRow(self.found)
        self.form.addRow(self.words)
        self.form.addRow(
            label(
                _("Nobody can open it again if the passphrase is lost: keep it in a safe place."),
                "muted",
                wraps=True,
            )
        )
        self.add_field(_("Passphrase"), self.first)
        self.add_field(_("Passphrase again"), self.again)
        self.page.addStretch()
        self.keyring.toggled.connect(self._look)
        self._look()
        jobs.read(self, lambda _task: try_keyring(), self._show)

    @property
    def passphrase(self) -> str | None:
        """Return the passphrase; None: the key goes into the keyring."""
        return None if self.keyring.isChecked() else self.first.text()

    @property
    def missing(self) -> str:
        """Return what is still wanted."""
        if self.keyring.isChecked():
            return ""
        if not self.first.text():
            return _("Without a keyring the key is kept in a file that a passphrase locks.")
        if self.first.text() != self.again.text():
            return _("The two passphrases differ.")
        return ""

    @property
    def busy(self) -> bool:
        """Say whether the keyring is wanted and still being tried."""
        return self.keyring.isChecked() and not self._tried

    def begin(self) -> None:
        """Begin with the way that is chosen."""
        (self.keyring if self.keyring.isChecked() else self.words).setFocus()

    def _show(self, name: str | None) -> None:
        self._tried = True
        if name is None:
            self.found.setText(
                _("This computer has no keyring that works: a passphrase locks the key.")
            )
            had_keys = self.keyring.hasFocus()
            self.words.setChecked(True)
            self.keyring.setEnabled(False)
            if had_keys:
                self.words.setFocus()
        else:
            told = _("Tried just now: {name} gave back what it was given, and forgot it.")
            self.found.setText(told.format(name=one_line(name, 60)))
        self.changed.emit()

    def _look(self) -> None:
        for secret in (self.first, self.again):
            secret.setEnabled(not self.keyring.isChecked())
        self.changed.emit()


class TimeStep(Step):
    """Who is asked for time stamps: nobody, unless a person ticks one."""

    def __init__(self) -> None:
        super().__init__(_("Who may be asked for the time"), choice_words())
        self.authorities = AuthorityList()
        self.page.addWidget(self.authorities, 1)

    def begin(self) -> None:
        """Begin with the first that can be chosen."""
        boxes = self.authorities.boxes.values()
        next(box for box in boxes if box.isEnabled()).setFocus()


class LastLookStep(Step):
    """What will be made, before it is."""

    def __init__(self) -> None:
        super().__init__(
            _("A last look"),
            _("Nothing is written yet. The vault and its key are made when you press the button."),
        )
        self.rows: list[tuple[str, str]] = []
        self.page.addStretch()

    def show_rows(self, rows: list[tuple[str, str]]) -> None:
        """Say what was chosen, a line each."""
        self.rows = rows
        while self.form.rowCount():
            self.form.removeRow(0)
        for name, value in rows:
            caption = label(name, "muted")
            caption.setAlignment(Qt.AlignmentFlag.AlignTop)
            self.form.addRow(caption, label(one_line(value, 300), wraps=True))


class MadeStep(Step):
    """The vault is there: its fingerprint is the one thing to note down outside the computer."""

    def __init__(self) -> None:
        super().__init__(
            _("The vault is made"),
            _(
                "Note down this fingerprint and hand it to whoever is to check your evidence: by "
                "it they know that the signatures are yours."
            ),
        )
        self.fingerprint = label("", "code", selectable=True)
        self.copy = button(_("Copy the fingerprint"), self._copy)
        self._plain = ""
        self.form.addRow(self.fingerprint)
        self.page.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.page.addWidget(
            label(
                _("Capture a first page with Ctrl+N; F1 explains each screen."),
                "muted",
                wraps=True,
            )
        )
        self.page.addStretch()

    def show_fingerprint(self, fingerprint: str) -> None:
        """Show it in groups, two lines."""
        self._plain = fingerprint
        starts = range(0, len(fingerprint), _GROUP)
        groups = [fingerprint[start : start + _GROUP] for start in starts]
        halves = len(groups) // 2
        self.fingerprint.setText(" ".join(groups[:halves]) + "\n" + " ".join(groups[halves:]))
        self.fingerprint.setAccessibleName(self.fingerprint.text())

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._plain)
        self.copy.setText(_("Copied"))


def _free_name(folder: Path) -> Path:
    number = 1
    while (folder / f"vault-{number}").exists():
        number += 1
    return folder / f"vault-{number}"
