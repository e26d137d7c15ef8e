"""An encrypted PKCS#8 file with as many PBKDF2 rounds as a passphrase needs (RFC 8018, PBES2).

`cryptography` writes 2,048 rounds and takes no other number; what is written here it reads, and
so does `openssl pkey`.
"""

import base64
import hashlib
import secrets
import textwrap

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher
from cryptography.hazmat.primitives.ciphers.algorithms import AES256
from cryptography.hazmat.primitives.ciphers.modes import CBC

ROUNDS = 600_000

_SALT = _IV = 16
_BLOCK_BITS = 128
_SEQUENCE, _OCTETS, _INTEGER = 0x30, 0x04, 0x02
_NULL = b"\x05\x00"
# RFC 8018, appendices A.4, A.2, B.1.2 and B.2.5, each with its tag and length.
_PBES2 = bytes.fromhex("06092a864886f70d01050d")
_PBKDF2 = bytes.fromhex("06092a864886f70d01050c")
_HMAC_SHA256 = bytes.fromhex("06082a864886f70d0209")
_AES256_CBC = bytes.fromhex("060960864801650304012a")


def encrypted_pem(pkcs8: bytes, passphrase: bytes) -> bytes:
    """Return PEM `ENCRYPTED PRIVATE KEY`: PBKDF2-HMAC-SHA256, 600,000 rounds, AES-256-CBC."""
    salt, iv = secrets.token_bytes(_SALT), secrets.token_bytes(_IV)
    key = hashlib.pbkdf2_hmac("sha256", passphrase, salt, ROUNDS, 32)
    padder = padding.PKCS7(_BLOCK_BITS).padder()
    encryptor = Cipher(AES256(key), CBC(iv)).encryptor()
    sealed = encryptor.update(padder.update(pkcs8) + padder.finalize()) + encryptor.finalize()
    derivation = _sequence(
        _PBKDF2,
        _sequence(
            _value(_OCTETS, salt),
            _value(_INTEGER, ROUNDS.to_bytes(3, "big")),
            _sequence(_HMAC_SHA256, _NULL),
        ),
    )
    scheme = _sequence(_AES256_CBC, _value(_OCTETS, iv))
    der = _sequence(_sequence(_PBES2, _sequence(derivation, scheme)), _value(_OCTETS, sealed))
    text = "\n".join(textwrap.wrap(base64.b64encode(der).decode("ascii"), 64))
    return (
        f"-----BEGIN ENCRYPTED PRIVATE KEY-----\n{text}\n-----END ENCRYPTED PRIVATE KEY-----\n"
    ).encode("ascii")


def _value(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:  # noqa: PLR2004  # X.690, 8.1.3.4: short form
        return bytes([tag, size]) + content
    octets = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(octets)]) + octets + content


def _sequence(*parts: bytes) -> bytes:
    return _value(_SEQUENCE, b"".join(parts))
