"""The vault's key: put away at `init`, found again for writing (`docs/vault-format.md` 4)."""

import os
from enum import StrEnum
from pathlib import Path

from evidencekit.domain.errors import KeyMissing, PassphraseMissing
from evidencekit.evidence.custody import CustodyLine, LineFault, parse_line
from evidencekit.evidence.keys import (
    VaultKey,
    forget_in_keyring,
    key_from_file,
    key_from_keyring,
)
from evidencekit.foundation.files import fsync_folder
from evidencekit.vault.layout import Layout, is_key_id
from evidencekit.vault.marker import VaultMarker
from evidencekit.vault.public_keys import MAX_KEY, key_of
from evidencekit.vault.staged import put

ENCRYPTED = ".enc.pem"
# The writer's lines are at most 64 KiB.
_END = 1 << 17


class KeyStore(StrEnum):
    """Where the private key is kept."""

    KEYRING = "keyring"
    FILE = "file"


def keep_key(layout: Layout, vault_id: str, key: VaultKey, passphrase: str | None) -> KeyStore:
    """Keep the private key: a demo's and one with a passphrase in the file, else in the keyring.

    Raises PassphraseMissing if there is no usable keyring, or a demo without one; OSError.
    """
    if passphrase is None and not key.demo and key.keep_in_keyring(vault_id):
        return KeyStore.KEYRING
    if not passphrase:
        raise PassphraseMissing(key_id=key.key_id)
    put(layout, f"keys/{key.key_id}{ENCRYPTED}", key.encrypted(passphrase), 0o600)
    return KeyStore.FILE


def erase_key(layout: Layout, marker: VaultMarker, key_id: str) -> None:
    """Erase the private key of a log that has ended, from the keyring and the file.

    The public half stays. Only after the next key's log is on the disk. Raises OSError.
    """
    if not marker.demo:
        forget_in_keyring(marker.vault_id, key_id)
    place = layout.plain_file(f"keys/{key_id}{ENCRYPTED}")
    if place is not None:
        place.unlink()
        fsync_folder(place.parent)


def find_key(layout: Layout, marker: VaultMarker, passphrase: str | None) -> VaultKey:
    """Return the key that writes this vault now, from this computer's keyring or the file.

    Raises KeyMissing, PassphraseMissing (it is in a file), PassphraseWrong.
    """
    ids = writing_keys(layout)
    in_file = [key_id for key_id in ids if layout.plain_file(f"keys/{key_id}{ENCRYPTED}")]
    # Whoever names a passphrase for the file says where it is: a keyring takes long to be found.
    if not (marker.demo or (passphrase and in_file and in_file[0] == ids[0])):
        for key_id in ids:
            key = key_from_keyring(marker.vault_id, key_id)
            if key is not None:
                return key
    if not in_file:
        raise KeyMissing(key_id=", ".join(ids) or None)
    key_id = in_file[0]
    if not passphrase:
        raise PassphraseMissing(key_id=key_id)
    pem = layout.key(key_id, ENCRYPTED).read_bytes()[:MAX_KEY]
    return key_from_file(pem, passphrase, key_id, demo=marker.demo)


def writing_keys(layout: Layout) -> list[str]:
    """Return the ids of the keys that may write: those with a log that no other log succeeds.

    Behind them come keys that a log names as its next and that have no log yet: their making was
    interrupted. Only the ends of the logs are read.
    """
    ends = {
        path.stem: _ends(path)
        for path in sorted(layout.root.glob("custody/*.jsonl"))
        if is_key_id(path.stem) and layout.plain_file(f"custody/{path.name}")
    }
    over, named = set(), []
    for key_id, (first, last) in ends.items():
        after = first.body.get("after") if first else None
        if isinstance(after, dict):
            over.add(after.get("key_id"))
        if last is not None and last.kind == "key.succeeded":
            over.add(key_id)
            named.append(key_of(str(last.body.get("spki"))))
    alive = [key_id for key_id in ends if key_id not in over]
    return alive + [key.key_id for key in named if key is not None and key.key_id not in ends]


def _ends(path: Path) -> tuple[CustodyLine | None, CustodyLine | None]:
    try:
        with path.open("rb") as file:
            first = file.readline(_END)
            size = file.seek(0, os.SEEK_END)
            file.seek(max(0, size - _END))
            whole = file.read(_END).rpartition(b"\n")[0]
    except OSError:
        return None, None
    return _line(first.rstrip(b"\n")), _line(whole.rpartition(b"\n")[2])


def _line(raw: bytes) -> CustodyLine | None:
    try:
        return parse_line(raw)
    except LineFault:
        return None


def key_place(layout: Layout, vault_id: str, key_id: str) -> KeyStore | None:
    """Return where this computer keeps the private key; None if it is not here."""
    if layout.plain_file(f"keys/{key_id}{ENCRYPTED}"):
        return KeyStore.FILE
    return KeyStore.KEYRING if key_from_keyring(vault_id, key_id) else None
