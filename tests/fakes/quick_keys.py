"""Keys of vaults made by the command, as quick to open as those that tests make here."""

from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)


def open_quickly(vault, passphrase):
    """Encrypt a vault's key with few rounds: each command that writes takes it out anew."""
    # None where the system's keyring holds it.
    for path in (vault / "keys").glob("*.enc.pem"):
        key = load_pem_private_key(path.read_bytes(), passphrase)
        few = BestAvailableEncryption(passphrase)
        path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, few))
