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
    from evidencekit.vault.heads import KnownVaults

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


def _known() -> "KnownVaults":
    from evidencekit.vault.heads import KnownVaults

    return KnownVaults(user_folders().data / "known.json")
