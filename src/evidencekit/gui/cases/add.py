"""Adding to casework from a form: the same YAML files that the command line takes."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QMenu, QPushButton

from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.actions import add_action
from evidencekit.gui.ask_file import ask_form
from evidencekit.gui.icons import icon
from evidencekit.gui.open_vault import OpenVault

_NOUNS = (
    ("right", N_("A right...")),
    ("seller", N_("A seller...")),
    ("case", N_("A case...")),
    ("complaint", N_("A complaint...")),
)
Added = Callable[[str, str], None]


class AddButton(QPushButton):
    """Asks what to add and from which file, then adds it. `added` gets noun and id."""

    def __init__(self, vault: OpenVault, added: Added) -> None:
        super().__init__(_("Add from a file..."))
        self._vault, self._added = vault, added
        self.setAccessibleName(self.text())
        self.setAutoDefault(False)
        self.setIcon(icon("add"))
        menu = QMenu(self)
        for noun, name in _NOUNS:
            menu.addAction(_(name)).triggered.connect(self._asker(noun))
            add_action(self, _("Add from a file: {what}").format(what=_(name)), self._asker(noun))
        self.setMenu(menu)

    def add(self, noun: str, form: Path) -> None:
        """Add what a form describes; a fault in it is told by the job's dialog."""
        self._vault.write(
            self,
            _("Adding from {file}").format(file=form.name),
            lambda desk, _task: str(desk.add(noun, form)["id"]),
            lambda made: self._tell(noun, made),
        )

    def _tell(self, noun: str, made: str) -> None:
        self._vault.casework_changed.emit()
        self._added(noun, made)

    def _asker(self, noun: str) -> Callable[[], None]:
        return lambda: ask_form(self, partial(self.add, noun))
