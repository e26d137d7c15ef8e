"""Which cookies the pages of a list are visited with: none that last, or a kept profile's."""

from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QComboBox
from typing_extensions import override

from evidencekit.foundation.catalogue import _
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.words import sentences

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk


class ProfileField(QComboBox):
    """The kept profiles as they are whenever it is shown; the one that was chosen stays chosen.

    `note` is said of a choice beside what is true of any.
    """

    def __init__(self, vault: OpenVault, note: str = "") -> None:
        super().__init__()
        self._vault, self._note = vault, note
        self.setAccessibleName(_("Browser profile"))
        self._offer([])

    @property
    def chosen(self) -> str | None:
        """Return the name of the chosen profile, None: nothing is kept."""
        return str(self.currentData()) or None

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._vault.read(self, _kept, self._offer)

    def _offer(self, names: list[str]) -> None:
        before = self.currentData()
        self.clear()
        self.addItem(_("Nothing is kept"), "")
        for name in names:
            self.addItem(_("Profile: {name}").format(name=name), name)
        self.setCurrentIndex(max(self.findData(before), 0))
        told = (
            _(
                "For pages behind a log-in. A profile that was used in the capture browser is free "
                "once the program was started anew."
            )
            if names
            else _("No profile is kept yet. One is made in the settings.")
        )
        whole = sentences(told, self._note)
        self.setToolTip(whole)
        self.setAccessibleDescription(whole)


def _kept(_desk: "Desk") -> list[str]:
    from evidencekit.bootstrap.browsing import list_profiles  # noqa: PLC0415  # measures folders

    return [one.name for one in list_profiles()]
