"""Steps for a notary or a time-stamp app: in which language, into which new file."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QWidget

from evidencekit.foundation.catalogue import LANGUAGES, _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.ask_file import ask_new_file
from evidencekit.gui.cases.says import language_words


class StepsDialog(AskDialog):
    """Asks for the language, Chinese beforehand; the file, `name` at first, is asked for then.

    `then` gets both.
    """

    def __init__(self, parent: QWidget, name: str, then: Callable[[Path, str], None]) -> None:
        super().__init__(_("Steps for a notary"), _for_whom(), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._parent, self._name, self._then = parent, name, then
        self.language = QComboBox()
        # Notaries and apps whose ways these steps follow are Chinese: so is the command's script.
        for one in reversed(LANGUAGES):
            self.language.addItem(language_words(one), one)
        self.add_field(_("Language"), self.language)
        self.add_end(_("Choose the file..."), self._finish)

    def _finish(self) -> None:
        language, then = str(self.language.currentData()), self._then
        kinds = _("Text or web page (*.html *.txt)")
        self.accept()
        ask_new_file(
            self._parent,
            _("New file for the steps"),
            self._name,
            kinds,
            lambda out: then(out, language),
        )


def _for_whom() -> str:
    return _(
        "The steps are written for Chinese notaries and time-stamp apps. Choose the language of "
        "whoever is to follow them."
    )
