"""A card moved from stage to stage: one deed, to be undone and done again."""

from typing import TYPE_CHECKING

from evidencekit.bootstrap.case_board import place_at, put_back_at
from evidencekit.foundation.catalogue import _
from evidencekit.gui.deeds import Deed
from evidencekit.gui.open_vault import OpenVault

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.casework.stages import Stage


def move_deed(vault: OpenVault, case_id: str, key: str, stage: "Stage") -> Deed:
    """Return the deed that places a card, as the person at work here."""
    by = vault.desk.operator

    def back(desk: "Desk", before: "Stage | None") -> None:
        put_back_at(desk, case_id, key, before, by)

    return Deed(
        _("Move a card to {stage}").format(stage=stage.words),
        lambda desk: place_at(desk, case_id, key, stage, by),
        back,
        vault.casework_changed.emit,
    )
