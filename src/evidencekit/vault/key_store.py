"""The vault's key: put away at `init`, found again for writing (`docs/vault-format.md` 4)."""

from enum import StrEnum

from evidencekit.domain.errors import DemoMixed, KeyMissing, PassphraseMissing
from evidencekit.evidence.keys import VaultKey, key_from_file, key_from_keyring
from evidencekit.evidence.signature import KeyRefused, PublicKey
from evidencekit.vault.layout import Layout, is_key_id
from evidencekit.vault.marker import VaultMarker
from evidencekit.vault.staged import put

ENCRYPTED = ".enc.pem"
_MAX_KEY = 1 << 16


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


def find_key(layout: Layout, marker: VaultMarker, passphrase: str | None) -> VaultKey:
    """Return this computer's key of the vault, from keyring or file.

    Raises KeyMissing, PassphraseMissing (it is in a file), PassphraseWrong, DemoMixed.
    """
    ids = sorted(path.stem for path in layout.root.glob("custody/*.jsonl") if is_key_id(path.stem))
    if not marker.demo:
        for key_id in ids:
            key = key_from_keyring(marker.vault_id, key_id)
            if key is not None:
                return key
    in_file = [key_id for key_id in ids if layout.plain_file(f"keys/{key_id}{ENCRYPTED}")]
    if not in_file:
        raise KeyMissing(key_id=", ".join(ids) or None)
    key_id = in_file[0]
    if not passphrase:
        raise PassphraseMissing(key_id=key_id)
    pem = layout.key(key_id, ENCRYPTED).read_bytes()[:_MAX_KEY]
    key = key_from_file(pem, passphrase, key_id, demo=marker.demo)
    if key.demo != marker.demo:
        raise DemoMixed(what=f"key {key_id}")
    return key


def read_public_key(layout: Layout, key_id: str) -> PublicKey | None:
    """Return the key in `keys/<key_id>.pem` if it is exactly that key; else None."""
    path = layout.plain_file(f"keys/{key_id}.pem")
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            key = PublicKey.from_pem(file.read(_MAX_KEY))
    except (OSError, KeyRefused):
        return None
    return key if key.key_id == key_id else None
