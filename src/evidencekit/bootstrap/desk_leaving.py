"""What the app lets out of a vault: a case for a stranger or as a bundle, steps, backups, keys.

All functions block; for a worker's thread.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.desk import Desk
from evidencekit.domain.errors import KeyMissing, PassphraseMissing, PassphraseWrong, WrongUse
from evidencekit.foundation.catalogue import _, catalogue, current_language
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.bootstrap.own_command import Stoppable
    from evidencekit.bootstrap.packets import Leaving
    from evidencekit.packet.model import PacketResult
    from evidencekit.services.exporting import ExportResult
    from evidencekit.services.keys import KeyView
    from evidencekit.vault.backup import BackupResult
    from evidencekit.vault.succession import ChangedKey


@dataclass(frozen=True, slots=True)
class VaultKeys:
    """The keys of a vault, the one that writes now first, and the sheet to print on letterhead."""

    views: tuple["KeyView", ...]
    sheet: str


def export_case(desk: Desk, case_id: str, out: Path, *, although_logged_in: bool) -> "ExportResult":
    """Write a case as one ZIP for a stranger. Raises as `Exporting.export`."""
    from evidencekit.services.exporting import Exporting

    with desk.writing() as writer:
        exporting = Exporting(writer, SystemClock())
        return exporting.export(case_id, out, desk.operator, although_logged_in=although_logged_in)


def bundle(desk: Desk, case_id: str, leaving: "Leaving") -> "PacketResult":
    """Make the packet of a whole case, in a new folder. Raises as `packet_of_case`."""
    from evidencekit.bootstrap.packets import packet_of_case

    with desk.writing() as writer:
        return packet_of_case(writer, SystemClock(), case_id, leaving, desk.operator)


def case_steps(desk: Desk, case_id: str, out: Path, language: str) -> None:
    """Write steps for a notary or a time-stamp app. Raises as `write_case_script`."""
    from evidencekit.bootstrap.case_scripts import write_case_script

    write_case_script(desk.folder, case_id, out, language)


def purchase_steps(desk: Desk, purchase_id: str, out: Path, language: str) -> None:
    """Write steps for a notary to record a purchase. Raises as `write_purchase_script`."""
    from evidencekit.bootstrap.case_scripts import write_purchase_script

    write_purchase_script(desk.folder, purchase_id, out, language)


def back_up(desk: Desk, folder: Path, task: "Stoppable") -> "BackupResult":
    """Copy the whole vault into a new folder below `folder`.

    Raises Cancelled (nothing stays of the copy), else as `vault.backup.back_up`.
    """
    from evidencekit.bootstrap.own_command import steps_told
    from evidencekit.vault import backup
    from evidencekit.vault.heads import KnownVaults

    known = KnownVaults(user_folders().data / "known.json")
    with desk.writing() as writer:
        told = steps_told(task)
        return backup.back_up(writer, folder, SystemClock(), known, desk.operator, told)


def keys_of(desk: Desk) -> VaultKeys:
    """Return the keys of the vault. Raises VaultNewer, VaultDamaged."""
    from evidencekit.services import keys
    from evidencekit.vault.vault import Vault

    views = tuple(keys.keys_of(Vault.open_reading(desk.folder)))
    say = catalogue(current_language()).gettext
    return VaultKeys(views, views[0].letterhead(say) if views else "")


def export_key(desk: Desk, out: Path) -> None:
    """Write the public key to a new file, as PEM. Raises as `export_public_key`."""
    from evidencekit.bootstrap.keys import export_public_key

    export_public_key(desk.folder, out)


def rotate_key(desk: Desk, by: str) -> "ChangedKey":
    """Change the key in order; the new one is kept as the one before it was.

    Raises VaultLocked if this program writes just now, else as `services.keys.rotate`.
    """
    from evidencekit.services.keys import rotate

    with desk.writing_alone() as writer:
        return rotate(writer, by, desk.passphrase)


def replace_lost_key(desk: Desk, by: str, passphrase: str | None) -> "ChangedKey":
    """Begin with a new key where the old one is lost; `passphrase` locks the new one's file.

    Without one it goes into the keyring; a demo's stays with the demo's passphrase. Raises WrongUse
    (the old key is here), VaultLocked if this program writes just now, as `start_anew`.
    """
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.succession import start_anew

    words = desk.passphrase if desk.demo else passphrase
    known = KnownVaults(user_folders().data / "known.json")
    with desk.at_rest():
        _require_lost(desk)
        made = start_anew(desk.folder, known, SystemClock(), by, words)
    if words:
        desk.unlock(words)
    return made


def _require_lost(desk: Desk) -> None:
    """Raise WrongUse if the passphrase in use, not the next one, opens the key that writes."""
    from evidencekit.vault.key_store import find_key
    from evidencekit.vault.vault import Vault

    vault = Vault.open_reading(desk.folder)
    try:
        find_key(vault.layout, vault.marker, desk.passphrase)
    except (KeyMissing, PassphraseMissing, PassphraseWrong):
        return
    raise WrongUse(detail=_("the present key is on this computer, it is not lost"))


def revoke_key(desk: Desk, key_id: str, reason: str, by: str) -> None:
    """Revoke a key before the present one. Raises as `services.keys.revoke`."""
    from evidencekit.services.keys import revoke

    with desk.writing() as writer:
        revoke(writer, key_id, by, reason)


def hide(desk: Desk, ids: Sequence[str], reason: str, by: str, *, hidden: bool) -> None:
    """Leave captures out of lists, or show them again. Raises as `Removing.hide`."""
    from evidencekit.services.removing import Removing

    with desk.writing() as writer:
        for one in ids:
            Removing(writer).hide(one, by, reason, hidden=hidden)
