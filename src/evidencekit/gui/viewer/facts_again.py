"""The facts of the capture that is shown, read again by the readers of today."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.actions import add_action
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.reread_words import sentence
from evidencekit.gui.viewer.facts import FactsPanel
from evidencekit.gui.words import paired

if TYPE_CHECKING:
    from evidencekit.bootstrap.own_command import CommandEnd


class FactsAgain(QObject):
    """Reads them when the panel, or the palette, asks for it; the panel says what came out."""

    def __init__(
        self, vault: OpenVault, panel: FactsPanel, shown: Callable[[], str], page: QWidget
    ) -> None:
        super().__init__(page)
        self._vault, self._panel, self._shown = vault, panel, shown
        panel.again_wanted.connect(self.read)
        add_action(page, _("Read the facts again"), self.read)

    def read(self) -> None:
        """Read the capture that is shown now, as a job."""
        # Brings the vault with it, which no window needs before a vault is open.
        from evidencekit.bootstrap.desk_facts import read_facts_again  # noqa: PLC0415

        capture_id = self._shown()
        self._vault.write(
            self,
            _("Reading facts again"),
            lambda desk, task: read_facts_again(desk, [capture_id], task),
            lambda end: self._tell(capture_id, end),
        )

    def _tell(self, capture_id: str, end: "CommandEnd") -> None:
        self._vault.captures_changed.emit()
        if capture_id == self._shown():
            (row,) = end.rows
            self._panel.say_again(paired(_("Read again"), sentence(row)))
