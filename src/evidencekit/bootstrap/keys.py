"""Keys for the command line."""

from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.domain.errors import FileMissing, OperatorMissing
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.services.keys import KeyView
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.succession import ChangedKey
    from evidencekit.vault.vault import VaultWriter


def show_keys(vault: Path | None) -> list["KeyView"]:
    """Return the vault's keys, the one that writes now first. Raises as opening for reading."""
    from evidencekit.services.keys import keys_of
    from evidencekit.vault.vault import Vault

    return keys_of(Vault.open_reading(vault_folder(vault)))


def export_public_key(vault: Path | None, out: Path) -> "KeyView":
    """Write the public key of the vault to `out`, a new file, as PEM.

    Raises FileMissing (it exists, or can't be written), NotFound, as opening for reading.
    """
    from evidencekit.services.keys import current_key
    from evidencekit.vault.vault import Vault

    view = current_key(Vault.open_reading(vault_folder(vault)))
    try:
        with out.open("xb") as file:
            file.write(view.key.pem)
    except OSError as error:
        raise FileMissing(path=out, detail=error.strerror or error) from error
    return view


def rotate_key(vault: Path | None, operator: str | None, *, lost: bool) -> "ChangedKey":
    """Change the key: in order, or `lost`, where the old one is not here.

    Raises OperatorMissing, as `VaultWriter.rotate`, `succession.start_anew`, opening for writing.
    """
    from evidencekit.services.keys import rotate
    from evidencekit.vault.succession import start_anew

    folder = vault_folder(vault)
    if lost:
        if not operator:
            raise OperatorMissing(action="key rotate")
        return start_anew(folder, _known(), SystemClock(), operator, passphrase())
    with _writing(folder) as writer:
        return rotate(writer, operator, passphrase())


def revoke_key(vault: Path | None, key_id: str, reason: str, operator: str | None) -> None:
    """Revoke a key before the present one. Raises as `services.keys.revoke` and opening."""
    from evidencekit.services.keys import revoke

    with _writing(vault_folder(vault)) as writer:
        revoke(writer, key_id, operator, reason)


def _writing(folder: Path) -> "VaultWriter":
    from evidencekit.vault.vault import Vault

    return Vault.open_writing(folder, _known(), SystemClock(), passphrase())


def _known() -> "KnownVaults":
    from evidencekit.vault.heads import KnownVaults

    return KnownVaults(user_folders().data / "known.json")
