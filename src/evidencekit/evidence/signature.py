"""ECDSA P-384 with SHA-256 in the two forms of a capture: DER, and raw r||s of wacz-auth."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Protocol, Self

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    Prehashed,
    decode_dss_signature,
    encode_dss_signature,
)

# O= of the certificates of demo keys and demo authorities.
DEMO_ORGANISATION = "evidencekit DEMO"
PREHASHED = ec.ECDSA(Prehashed(hashes.SHA256()))
# SEC 2 (version 2), 2.5.1: the order of the group of secp384r1.
_ORDER = int(
    "ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf581a0db248b0a77aecec196accc52973",
    16,
)
_HALF = 48
_SPKI_SIZE = 120


class KeyRefused(ValueError):
    """The bytes are not the one form of a P-384 public key (`docs/vault-format.md` 4.1)."""


class Signer(Protocol):
    """Whoever holds a private key. Signatures are DER ECDSA P-384/SHA-256."""

    @property
    def public(self) -> "PublicKey":
        """Return the public half."""

    @property
    def demo(self) -> bool:
        """Say whether the key is a demo key, which proves nothing."""

    def sign(self, data: bytes) -> bytes:
        """Return the DER signature over `data`."""

    def sign_digest(self, digest: bytes) -> bytes:
        """Return the DER signature over data whose SHA-256 (32 bytes) is `digest`."""


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A P-384 public key. `spki` is its SubjectPublicKeyInfo: DER, 120 bytes, uncompressed."""

    spki: bytes

    @classmethod
    def from_spki(cls, der: bytes) -> Self:
        """Read DER. Raises KeyRefused for another curve, kind or form of key."""
        _read(der)
        return cls(der)

    @classmethod
    def from_pem(cls, pem: bytes) -> Self:
        """Read a PEM file exactly as `openssl pkey -pubout` writes it. Raises KeyRefused."""
        try:
            key = serialization.load_pem_public_key(pem)
        except (ValueError, UnsupportedAlgorithm) as error:
            raise KeyRefused("not a key") from error
        if not isinstance(key, ec.EllipticCurvePublicKey):
            raise KeyRefused("not a P-384 key")
        public = cls.from_spki(_spki(key))
        if public.pem != pem:
            raise KeyRefused("not the canonical form")
        return public

    @property
    def fingerprint(self) -> str:
        """Return the SHA-256 of the SPKI DER, 64 hex digits."""
        return hashlib.sha256(self.spki).hexdigest()

    @property
    def key_id(self) -> str:
        """Return the first 16 digits of the fingerprint."""
        return self.fingerprint[:16]

    @property
    def pem(self) -> bytes:
        """Return the PEM file."""
        return self._key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )

    def verifies(self, data: bytes, der: bytes) -> bool:
        """Say whether `der` is a signature of this key over `data`."""
        return self.verifies_digest(hashlib.sha256(data).digest(), der)

    def verifies_digest(self, digest: bytes, der: bytes) -> bool:
        """Say whether `der` is a signature of this key over data with this SHA-256 (32 bytes)."""
        try:
            r, s = decode_dss_signature(der)
        except ValueError:
            return False
        return self._verifies(digest, r, s)

    def verifies_raw(self, data: bytes, raw: bytes) -> bool:
        """Say whether `raw`, r||s in 96 bytes, is a signature of this key over `data`."""
        if len(raw) != 2 * _HALF:
            return False
        r, s = int.from_bytes(raw[:_HALF], "big"), int.from_bytes(raw[_HALF:], "big")
        return self._verifies(hashlib.sha256(data).digest(), r, s)

    def _verifies(self, digest: bytes, r: int, s: int) -> bool:
        if not (0 < r < _ORDER and 0 < s < _ORDER):
            return False
        try:
            self._key().verify(encode_dss_signature(r, s), digest, PREHASHED)
        except InvalidSignature:
            return False
        return True

    def _key(self) -> ec.EllipticCurvePublicKey:
        return _read(self.spki)


# A vault has a few keys, and each of them thousands of signatures.
@lru_cache(maxsize=32)
def _read(der: bytes) -> ec.EllipticCurvePublicKey:
    try:
        key = serialization.load_der_public_key(der)
    except (ValueError, UnsupportedAlgorithm) as error:
        raise KeyRefused("not a key") from error
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name != "secp384r1":
        raise KeyRefused("not a P-384 key")
    if _spki(key) != der or len(der) != _SPKI_SIZE:
        raise KeyRefused("not the canonical form")
    return key


def raw_fault(raw: bytes) -> str | None:
    """Say why r||s can be no signature at all: `length`, or `range` (r, s not in 1..n-1)."""
    if len(raw) != 2 * _HALF:
        return "length"
    r, s = int.from_bytes(raw[:_HALF], "big"), int.from_bytes(raw[_HALF:], "big")
    return None if 0 < r < _ORDER and 0 < s < _ORDER else "range"


def raw_from_der(der: bytes) -> bytes:
    """Return r||s, 96 bytes, of a DER signature. Raises ValueError if `der` is none."""
    r, s = decode_dss_signature(der)
    return r.to_bytes(_HALF, "big") + s.to_bytes(_HALF, "big")


def shown_fingerprint(fingerprint: str) -> str:
    """Return a fingerprint as 16 groups of 4 digits."""
    return " ".join(fingerprint[start : start + 4] for start in range(0, len(fingerprint), 4))


def read_fingerprint(text: str) -> str | None:
    """Return the 64 digits of a fingerprint typed with or without blanks, in either case."""
    digits = "".join(text.split()).lower()
    plain = len(digits) == hashlib.sha256().digest_size * 2 and set(digits) <= set(
        "0123456789abcdef"
    )
    return digits if plain else None


def _spki(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
