"""What the app does with a backup: a vault is made of it and opened. All functions block."""

from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.desk import Desk
from evidencekit.bootstrap.places import passphrase as passphrase_given
from evidencekit.domain.errors import KeyMissing, VaultMissing
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.bootstrap.own_command import Stoppable
    from evidencekit.evidence.report import VerificationReport
    from evidencekit.vault.restore import RestoreResult


@dataclass(frozen=True, slots=True)
class RestoreWish:
    """A backup, the folder that it becomes a vault in, and who wants it.

    `although_older`: the person gives up what this computer saw later than the backup.
    """

    backup: Path
    to: Path
    by: str
    passphrase: str | None = None
    although_older: bool = False


@dataclass(frozen=True, slots=True)
class Restored:
    """A vault that was made of a backup: what was done, and the vault as it is worked at."""

    result: "RestoreResult"
    desk: Desk


def place_for(backup: Path) -> Path:
    """Return a folder that is not there yet, among the vaults, for the vault of a backup."""
    folder, name = user_folders().data / "vaults", backup.name or "vault"
    number, place = 1, folder / name
    while place.exists():
        number += 1
        place = folder / f"{name}-{number}"
    return place


def checked_by(result: "RestoreResult") -> "VerificationReport":
    """Return what was checked, but for the age where the person was asked about it before."""
    if result.remembered is None:
        return result.report
    left = (one for one in result.report.checks if one.id != "custody.remembered")
    return replace(result.report, checks=tuple(left))


def restore(wish: RestoreWish, task: "Stoppable", beside: Desk | None = None) -> Restored:
    """Make a vault of a backup and open it; `beside` is the vault at which this program works.

    Raises Cancelled (nothing stays of the copy); VaultLocked where that is the same vault and is
    written just now (its end would be remembered, and the restored one refused); PassphraseMissing,
    PassphraseWrong before anything is copied, where the key lies in a file; else as
    `vault.restore.Restoring.restore`. Without a key here it goes on: the vault can be read.
    """
    from evidencekit.bootstrap.own_command import steps_told
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.restore import Restoring

    words = wish.passphrase or passphrase_given()
    vault_id = _try_key(wish.backup, words)
    known = KnownVaults(user_folders().data / "known.json")
    restoring = Restoring(known, SystemClock(), words, steps_told(task))
    same = beside is not None and beside.vault_id == vault_id
    with beside.at_rest() if beside is not None and same else nullcontext():
        result = restoring.restore(
            wish.backup, wish.to, operator=wish.by, although_older=wish.although_older
        )
    return Restored(result, Desk.open(wish.to, wish.passphrase))


def _try_key(backup: Path, words: str | None) -> str | None:
    """Open the key of a backup; return the id of its vault, None if it is none."""
    from evidencekit.vault.key_store import find_key
    from evidencekit.vault.layout import Layout
    from evidencekit.vault.marker import read_marker

    try:
        marker = read_marker(backup)
    except VaultMissing:
        # Told by who restores.
        return None
    with suppress(KeyMissing):
        find_key(Layout(backup.resolve()), marker, words)
    return marker.vault_id
