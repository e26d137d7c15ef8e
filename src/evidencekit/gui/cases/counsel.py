"""Who is counsel in a case: asked for by name, undone and done again."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.deeds import Deed
from evidencekit.gui.open_vault import OpenVault

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk


class CounselDialog(AskDialog):
    """Asks who is counsel, and who says so; `then` gets both names, the first may be empty."""

    def __init__(
        self, parent: QWidget, known: str, operator: str, then: Callable[[str, str], None]
    ) -> None:
        super().__init__(_("Counsel of the case"), _what_it_does(), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._known, self._then = known, then
        self.name = QLineEdit(known)
        self.add_field(_("Counsel"), self.name)
        self.by = self.add_person(operator)
        self.add_end(_("Record it"), self._finish)
        for line in (self.name, self.by):
            line.textChanged.connect(self._look)
        self._look()

    def _look(self) -> None:
        fault = "" if self.by.text().strip() else _("A name is needed.")
        self.say(fault)
        self.act.setEnabled(not fault and self.name.text().strip() != self._known)

    def _finish(self) -> None:
        self._then(self.name.text().strip(), self.by.text().strip())
        self.accept()


def counsel_deed(vault: OpenVault, case_id: str, name: str, by: str) -> Deed:
    """Return the deed that says who is counsel; an empty name says that nobody is."""

    def forth(desk: "Desk") -> str:
        return desk.register.set_counsel(case_id, name, by)

    def back(desk: "Desk", before: str) -> None:
        desk.register.set_counsel(case_id, before, by)

    return Deed(_("Say who is counsel"), forth, back, vault.casework_changed.emit)


def _what_it_does() -> str:
    return _(
        "Who represents the right holder in this case. It stands at the case, and each change in "
        "its notes. Leave the name empty to take it back."
    )
