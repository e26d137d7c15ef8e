"""The dialogs of a vault: a new one, its fingerprint, its passphrase. None of them blocks."""

from collections.abc import Callable

from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from evidencekit.foundation.catalogue import _
from evidencekit.gui.parts import button, label
from evidencekit.gui.theme import EDGE, GAP


class _Form(QDialog):
    """A dialog with a heading, fields, and two buttons at its end."""

    def __init__(self, title: str, meaning: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setMinimumWidth(560)
        self._page = QVBoxLayout(self)
        self._page.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        self._page.setSpacing(GAP + 4)
        self._page.addWidget(label(title, "title"))
        self._page.addWidget(label(meaning, "muted", wraps=True))
        self.fields = QFormLayout()
        self.fields.setSpacing(GAP + 2)
        self._page.addLayout(self.fields)
        self.trouble = label("", "muted", wraps=True)
        self._page.addWidget(self.trouble)

    def add_field(self, name: str, field: QWidget) -> None:
        field.setAccessibleName(name)
        caption = QLabel(name)
        caption.setBuddy(field)
        self.fields.addRow(caption, field)

    def add_end(self, act_name: str, act: Callable[[], None], leave: str = "") -> None:
        end = QHBoxLayout()
        end.addStretch()
        end.addWidget(button(leave or _("Cancel"), self.reject))
        self.act = button(act_name, act, primary=True)
        self.act.setDefault(True)
        end.addWidget(self.act)
        self._page.addLayout(end)


class PassphraseDialog(_Form):
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
