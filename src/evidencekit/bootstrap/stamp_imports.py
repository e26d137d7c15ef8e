"""Tokens and certificates that a person got elsewhere."""

from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.services.stamp_import import StampImported


def import_stamp(
    vault: Path | None, source: Path, capture_id: str, roots: Path | None, operator: str | None
) -> "StampImported":
    """Keep a token or certificate for a capture; `roots` is a PEM file, else the settings'.

    Raises as `services.stamp_import.import_stamp` and `Vault.open_writing`.
    """
    from evidencekit.bootstrap.time_authorities import roots_to_verify
    from evidencekit.services import stamp_import
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    trusted = roots_to_verify(roots).certificates
    known = KnownVaults(user_folders().data / "known.json")
    folder = vault_folder(vault)
    with Vault.open_writing(folder, known, SystemClock(), passphrase()) as writer:
        by = operator or writer.marker.operator
        return stamp_import.import_stamp(writer, source, capture_id, trusted, by)
