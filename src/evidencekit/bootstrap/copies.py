"""Copies that leave: the export of a case, backups of the vault, and back again."""

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.domain.errors import (
    KeyMissing,
    PassphraseMissing,
    PassphraseWrong,
    VaultLocked,
    VaultNewer,
    VaultNotLocal,
    VaultNotWritable,
)
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.services.exporting import ExportResult
    from evidencekit.vault.backup import BackupResult
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.restore import RestoreResult

_log = logging.getLogger(__name__)
# What keeps a vault from being written keeps nobody from taking a copy of what is in it.
_ONLY_READABLE = (
    KeyMissing,
    PassphraseMissing,
    PassphraseWrong,
    VaultLocked,
    VaultNewer,
    VaultNotLocal,
    VaultNotWritable,
)


def export_case(
    vault: Path | None, case: str, out: Path, *, operator: str | None, although_logged_in: bool
) -> "ExportResult":
    """Export a case as one ZIP; its log has the line if the vault can be written now.

    Raises as `Exporting.export` and opening for reading, VaultRolledBack, VaultDamaged, DemoMixed.
    """
    from evidencekit.services.exporting import Exporting
    from evidencekit.vault.vault import Vault

    clock, folder = SystemClock(), vault_folder(vault)
    try:
        writer = Vault.open_writing(folder, _known(), clock, passphrase())
    except _ONLY_READABLE as error:
        _log.info("The export is not logged: %s", error)
        reading = Vault.open_reading(folder)
        by = operator or reading.marker.operator
        return Exporting(reading, clock).export(
            case, out, by, although_logged_in=although_logged_in
        )
    with writer:
        by = operator or writer.marker.operator
        return Exporting(writer, clock).export(case, out, by, although_logged_in=although_logged_in)


def back_up(vault: Path | None, folder: Path, *, operator: str | None) -> "BackupResult":
    """Copy the whole vault into a new folder below `folder`.

    Raises as `vault.backup.back_up` and opening for writing.
    """
    from evidencekit.vault import backup
    from evidencekit.vault.vault import Vault

    clock, known = SystemClock(), _known()
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        by = operator or writer.marker.operator
        return backup.back_up(writer, folder, clock, known, by)


def restore(
    backup: Path, to: Path, *, operator: str | None, although_older: bool
) -> "RestoreResult":
    """Make a vault of a backup. Raises as `vault.restore.Restoring.restore`."""
    from evidencekit.vault.restore import Restoring

    restoring = Restoring(_known(), SystemClock(), passphrase())
    return restoring.restore(backup, to, operator=operator, although_older=although_older)


def _known() -> "KnownVaults":
    from evidencekit.vault.heads import KnownVaults

    return KnownVaults(user_folders().data / "known.json")
