"""The public halves of a vault's keys, as its folder has them: all that checking needs."""

import base64
import binascii
from functools import lru_cache

from evidencekit.evidence.signature import KeyRefused, PublicKey
from evidencekit.vault.layout import Layout

# A key file is far smaller; what is longer is none.
MAX_KEY = 1 << 16


def key_of(spki: str) -> PublicKey | None:
    """Return the key with this SPKI (base64 DER); None if it is none of ours."""
    try:
        return PublicKey.from_spki(base64.b64decode(spki, validate=True))
    except (binascii.Error, ValueError, KeyRefused):
        return None


def read_public_key(layout: Layout, key_id: str) -> PublicKey | None:
    """Return the key in `keys/<key_id>.pem` if it is exactly that key; else None."""
    path = layout.plain_file(f"keys/{key_id}.pem")
    if path is None:
        return None
    try:
        with path.open("rb") as file:
            key = _known_key(file.read(MAX_KEY))
    except (OSError, KeyRefused):
        return None
    return key if key.key_id == key_id else None


@lru_cache(maxsize=16)
def _known_key(pem: bytes) -> PublicKey:
    """Return the key that these very bytes are: each question to a vault reads its key files."""
    return PublicKey.from_pem(pem)
