"""Removing, hiding and showing captures for the command line."""

from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.services.removing import RemovedCapture
    from evidencekit.vault.vault import VaultWriter


def remove_capture(
    vault: Path | None,
    capture_id: str,
    reason: str,
    *,
    operator: str | None,
    although_in_packet: bool,
) -> "RemovedCapture":
    """Remove a capture for good. Raises as `Removing.remove` and opening for writing."""
    from evidencekit.services.removing import Removing

    with _writing(vault) as writer:
        return Removing(writer).remove(
            capture_id, operator, reason, although_in_packet=although_in_packet
        )


def hide_capture(
    vault: Path | None, capture_id: str, reason: str, *, operator: str | None, hidden: bool
) -> None:
    """Hide a capture from lists, or show it again. Raises as `Removing.hide` and opening."""
    from evidencekit.services.removing import Removing

    with _writing(vault) as writer:
        Removing(writer).hide(capture_id, operator or writer.marker.operator, reason, hidden=hidden)


def _writing(vault: Path | None) -> "VaultWriter":
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    known = KnownVaults(user_folders().data / "known.json")
    return Vault.open_writing(vault_folder(vault), known, SystemClock(), passphrase())
