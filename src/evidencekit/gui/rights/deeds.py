"""What is changed of a right and can be undone: its fields, when a power was withdrawn."""

from datetime import date
from typing import TYPE_CHECKING

from evidencekit.foundation.catalogue import _
from evidencekit.gui.deeds import Deed
from evidencekit.gui.open_vault import OpenVault

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.casework.forms import Form


def change_deed(vault: OpenVault, right_id: str, fields: "Form", by: str) -> Deed:
    """Return the deed that changes fields as a form has them; its way back is a change too."""

    def forth(desk: "Desk") -> "Form":
        return desk.register.change(right_id, fields, by)

    def back(desk: "Desk", before: "Form") -> None:
        desk.register.change(right_id, before, by)

    return Deed(_("Change a right"), forth, back, vault.casework_changed.emit)


def power_deed(vault: OpenVault, right_id: str, file_sha256: str, on: date | None, by: str) -> Deed:
    """Return the deed that says when a power was withdrawn; None: that it was not."""

    def forth(desk: "Desk") -> date | None:
        return desk.register.end_power(right_id, file_sha256, on, by)

    def back(desk: "Desk", before: date | None) -> None:
        desk.register.end_power(right_id, file_sha256, before, by)

    name = _("Withdraw a power of attorney") if on else _("Take a withdrawal back")
    return Deed(name, forth, back, vault.casework_changed.emit)
