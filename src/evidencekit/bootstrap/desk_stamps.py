"""What the app does at its vault about time tokens. All functions block."""

from typing import TYPE_CHECKING

from evidencekit.bootstrap.desk import Desk
from evidencekit.foundation.clock import SystemClock
from evidencekit.vault.vault import Vault

if TYPE_CHECKING:
    from evidencekit.services.stamping import DueStamps, StampResult


def due_stamps(desk: Desk) -> "DueStamps":
    """Return what `stamp` would ask for now by itself; writes nothing.

    Where something is due, raises what is wrong with the choice of authorities, as
    `chosen_authorities`. Raises VaultDamaged.
    """
    from evidencekit.bootstrap.time_authorities import (
        authority_names,
        chosen_authorities,
        stamp_attempts,
    )
    from evidencekit.services import stamping

    vault, clock = Vault.open_reading(desk.folder), SystemClock()
    attempts = stamp_attempts(vault.marker.vault_id)
    names = authority_names(vault.marker)
    due = stamping.due_stamps(vault, names, attempts, clock.now())
    if names and due:
        chosen_authorities(vault.marker, (), None, clock)
    return due


def stamp(desk: Desk, *, only_due: bool = False, renew: bool = False) -> "StampResult":
    """Ask the chosen authorities for the tokens that are waiting.

    `only_due` is for who asks by itself: what failed so lately that its pause runs is left out.
    `renew` asks anew for what will end within a year too. Raises as `use_cases.stamp`.
    """
    from evidencekit.bootstrap.time_authorities import chosen_authorities, stamp_attempts
    from evidencekit.services.stamping import Stamping

    clock = SystemClock()
    authorities = chosen_authorities(Vault.open_reading(desk.folder).marker, (), None, clock)
    with desk.writing() as writer:
        attempts = stamp_attempts(writer.marker.vault_id)
        return Stamping(writer, clock, attempts).stamp(authorities, renew=renew, only_due=only_due)
