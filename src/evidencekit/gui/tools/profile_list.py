"""The kept browser profiles: list, make, forget, with what forgetting deletes."""

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QListWidget, QVBoxLayout, QWidget

from evidencekit.bootstrap.browsing import (
    ProfileView,
    forget_profile,
    list_profiles,
    make_profile,
)
from evidencekit.domain.errors import EvidenceKitError
from evidencekit.foundation.catalogue import _
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.parts import Bar, button, label
from evidencekit.gui.theme import GAP
from evidencekit.gui.words import sentences, size_words


class ProfileList(QWidget):
    """Done at once, unlike the other settings: what is deleted can't wait for a button."""

    def __init__(self) -> None:
        super().__init__()
        self._found: list[ProfileView] = []
        self.list = QListWidget()
        self.list.setAccessibleName(_("Kept browser profiles"))
        self.name = QLineEdit()
        self.name.setAccessibleName(_("Name of a new profile"))
        self.name.setPlaceholderText(_("Name of a new profile, such as taobao"))
        self.make = button(_("Make it"), self._make)
        self.forget = button(_("Forget..."), self._ask)
        self.sure = Bar("warn")
        self.delete = button(_("Delete it now"), self._forget)
        self.sure.add_button(self.delete)
        self.trouble = Bar("bad")
        told = _(
            "A kept profile remembers cookies and log-ins of the sites that were visited with it, "
            "in your own folder on this computer, never in a vault. A capture says which profile "
            "it was made with. One for each platform keeps them apart."
        )
        row = QHBoxLayout()
        row.addWidget(self.name, 1)
        row.addWidget(self.make)
        row.addWidget(self.forget)
        layout = QVBoxLayout(self)
        layout.setSpacing(GAP + 2)
        layout.addWidget(label(told, "muted", wraps=True))
        layout.addWidget(self.list, 1)
        layout.addWidget(self.sure)
        layout.addWidget(self.trouble)
        layout.addLayout(row)
        self.list.currentRowChanged.connect(self._look)
        self.name.textChanged.connect(self._look)
        self._fill()

    def _fill(self) -> None:
        self.list.clear()
        self._found = list_profiles()
        for one in self._found:
            words = _("{name}, {size}").format(name=one.name, size=size_words(one.size))
            self.list.addItem(words)
        if not self._found:
            self.list.addItem(_("None is kept: each page is visited without a past."))
        self.list.setCurrentRow(0)
        self._look()

    def _look(self) -> None:
        self.sure.say("")
        self.make.setEnabled(bool(self.name.text().strip()))
        self.forget.setEnabled(bool(self._found) and self.list.currentRow() >= 0)

    def _make(self) -> None:
        try:
            make_profile(self.name.text().strip())
        except (EvidenceKitError, OSError) as error:
            self._tell(error)
            return
        self.trouble.say("")
        self.name.clear()
        self._fill()

    def _ask(self) -> None:
        one = self._found[self.list.currentRow()]
        words = _(
            "Deletes the cookies, log-ins and stored data of every site visited with {name} "
            "({size}). What was captured stays as it is sealed."
        )
        self.sure.say(words.format(name=one.name, size=size_words(one.size)))
        self.delete.setFocus()

    def _forget(self) -> None:
        try:
            forget_profile(self._found[self.list.currentRow()].name)
        except (EvidenceKitError, OSError) as error:
            self._fill()
            self._tell(error)
            return
        self.trouble.say("")
        self._fill()

    def _tell(self, error: Exception) -> None:
        text = words_of(error)
        self.trouble.say(sentences(text.message, text.action))
