"""Adds a time authority of one's own, or the root certificate of one that is listed."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from evidencekit.bootstrap.authority_choice import AuthorityWish, add_authority
from evidencekit.bootstrap.time_roots import roots_of_file, trust_roots
from evidencekit.domain.errors import EvidenceKitError
from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.ask_file import ask_file
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.parts import label, with_chooser
from evidencekit.gui.roots_dialog import root_words
from evidencekit.gui.words import sentences


class AuthorityDialog(AskDialog):
    """Asks for its address, a log-in where it wants one, and its root certificates.

    The roots are shown with their fingerprints, to be compared before they are trusted. `added`
    gets its name, None for a root alone, when the settings have it all; the password goes to the
    system's keyring alone.
    """

    def __init__(
        self,
        parent: QWidget,
        rows: Sequence[dict[str, object]],
        added: Callable[[str | None], None],
    ) -> None:
        super().__init__(
            _("Add a time authority"),
            _(
                "Choose one of the list, or write the address that it gave you; a root alone wants "
                "no address. Get the root "
                "certificate from the authority itself, and compare the fingerprint with what it "
                "says elsewhere: who has a wrong root trusted takes wrong times for true."
            ),
            parent,
        )
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._added, self._fault = added, ""
        self.address = QComboBox(editable=True)
        for row in rows:
            if row["address"] is not None:
                self.address.addItem(str(row["address"]))
        self.address.setCurrentIndex(-1)
        line = self.address.lineEdit()
        assert line is not None  # noqa: S101  # it is editable
        line.setPlaceholderText("https://")
        self.file, self.user, self.password = QLineEdit(), QLineEdit(), QLineEdit()
        self.password.setEchoMode(QLineEdit.EchoMode.Password)
        self.found = label("", wraps=True, selectable=True)
        root = _("Its root certificate (.pem, .crt, .cer)")
        self.add_field(_("Address"), self.address)
        self.add_field(root, with_chooser(self.file, root, self._choose))
        self.add_field(_("What would be trusted"), self.found)
        self.add_field(_("Your user name there, if it wants one"), self.user)
        self.add_field(_("Your password there"), self.password)
        self.add_end(_("Trust and add"), self._finish)
        line.textChanged.connect(self._look)
        self.user.textChanged.connect(self._look)
        self.file.textChanged.connect(self._read)
        self._read()

    @property
    def _roots(self) -> Path | None:
        text = self.file.text().strip()
        return Path(text).expanduser() if text else None

    def _read(self) -> None:
        """Show what the file would have trusted, or what is wrong with it."""
        self._fault, told = "", _("nothing more than before")
        if self._roots is not None:
            try:
                told = "\n".join(map(root_words, roots_of_file(self._roots)))
            except EvidenceKitError as error:
                self._fault = words_of(error).message
        self.found.setText(told)
        self._look()
        self.fit()

    def _look(self) -> None:
        self.password.setEnabled(bool(self.user.text().strip()))
        given = self._roots is not None or self.address.currentText().strip()
        missing = "" if given else _("An address or a root certificate is needed.")
        self.say(self._fault or missing)
        self.act.setEnabled(not (self._fault or missing))

    def _choose(self) -> None:
        kinds = _("Certificates (*.pem *.crt *.cer *.der)")
        ask_file(
            self,
            _("Choose the root certificate"),
            lambda file: self.file.setText(str(file)),
            kinds,
        )

    def _finish(self) -> None:
        user = self.user.text().strip() or None
        password = self.password.text() if user else None
        address = self.address.currentText().strip()
        try:
            added = self._add(AuthorityWish(address, user, password or None, self._roots))
        except EvidenceKitError as error:
            text = words_of(error)
            self.say(sentences(text.message, text.action))
            return
        self.accept()
        self._added(added)

    def _add(self, wish: AuthorityWish) -> str | None:
        if not wish.authority and wish.roots is not None:
            trust_roots(wish.roots)
            return None
        # What is added is the last of those that are chosen.
        return [str(row["name"]) for row in add_authority(wish) if row["chosen"]][-1]
