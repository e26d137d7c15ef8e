"""A dialog that asks why, and who says so."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLineEdit, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog


class ReasonDialog(AskDialog):
    """Asks for a reason and who gives it; `said` carries both.

    `does` is what its button says: that it is recorded, unless more than that is done.
    """

    said = Signal(str, str)

    def __init__(
        self, parent: QWidget, title: str, meaning: str, operator: str, does: str = ""
    ) -> None:
        super().__init__(title, meaning, parent)
        self.reason, self.person = QLineEdit(), QLineEdit(operator)
        self.add_field(_("Reason"), self.reason)
        self.add_field(_("Your name"), self.person)
        self.add_end(does or _("Record it"), self._finish)
        for field in (self.reason, self.person):
            field.textChanged.connect(self._look)
        self._look()
        self.reason.setFocus()

    def _look(self) -> None:
        self.act.setEnabled(bool(self.reason.text().strip() and self.person.text().strip()))

    def _finish(self) -> None:
        self.said.emit(self.reason.text().strip(), self.person.text().strip())
        self.accept()
