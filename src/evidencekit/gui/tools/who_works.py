"""Asks who works here, under whose name all that is done is recorded."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.help_dialog import help_by_key


class WhoWorksDialog(AskDialog):
    """Asks for the name of the person at work; `said` carries it, never empty."""

    said = Signal(str)

    def __init__(self, parent: QWidget, operator: str) -> None:
        told = _(
            "What is done from now on is recorded under this name: notes and tasks, decisions, "
            "captures, packets, backups. Fields that ask for a name begin with it. It holds for "
            "this vault until the program ends. What was recorded before keeps its name, and so "
            "does a page that is open in the capture window already."
        )
        super().__init__(_("Who works here"), told, parent)
        self.person = QLineEdit(operator)
        self.add_field(_("Your name"), self.person)
        self.add_end(_("Use this name"), self._finish)
        self.person.textChanged.connect(self._look)
        help_by_key(self, "start")
        self._look()
        self.person.setFocus()
        self.person.selectAll()

    def _look(self) -> None:
        self.act.setEnabled(bool(self.person.text().strip()))

    def _finish(self) -> None:
        self.accept()
        self.said.emit(self.person.text().strip())
