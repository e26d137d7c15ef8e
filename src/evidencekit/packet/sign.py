"""The PDF's signature by pyHanko: with the vault's key or a person's own, checked right after.

After it nothing but pyHanko may touch the file: the signed file begins with the unsigned one.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from asn1crypto import algos, pem
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.sign import signers
from pyhanko.sign.fields import MDPPerm, SigSeedSubFilter
from pyhanko.sign.signers import PdfSignatureMetadata, PdfSigner
from pyhanko_certvalidator.registry import SimpleCertificateStore

from evidencekit.domain.errors import (
    FileMissing,
    SignerNotValid,
    SignerPassphraseWrong,
    SignerRefused,
)
from evidencekit.evidence.signature import Signer
from evidencekit.packet.model import FIELD
from evidencekit.packet.pades import HASH, PdfAppender, Stamper, append_stamp

_MAX_PKCS12 = 1 << 20
_MIN_RSA = 2048
_CURVES = {"secp256r1", "secp384r1", "secp521r1"}
# DER of two 48-byte numbers, each with a sign byte, and three headers of two bytes.
_MAX_SIGNATURE = 104


class _DeviceSigner(signers.Signer):
    """Hands pyHanko's bytes to the vault's key; the private key stays where it is."""

    def __init__(self, key: Signer, certificate: asn1_x509.Certificate) -> None:
        super().__init__(
            prefer_pss=False,
            signature_mechanism=algos.SignedDigestAlgorithm({"algorithm": "sha256_ecdsa"}),
            signing_cert=certificate,
            cert_registry=SimpleCertificateStore(),  # type: ignore[no-untyped-call]  # not typed
        )
        self._key = key

    async def async_sign_raw(
        self, data: bytes, digest_algorithm: str, dry_run: bool = False
    ) -> bytes:
        if digest_algorithm != HASH:
            raise ValueError(digest_algorithm)
        return bytes(_MAX_SIGNATURE) if dry_run else self._key.sign(data)


@dataclass(frozen=True, slots=True)
class PersonalSigner:
    """A person's own certificate and key: SHA-256 of its public key (64 hex), subject, signer."""

    fingerprint: str
    subject: str
    signer: signers.Signer = field(repr=False)


def load_pkcs12(path: Path, passphrase: str | None, at: datetime) -> PersonalSigner:
    """Read a PKCS#12 file for signing at `at` (aware).

    Raises FileMissing, SignerPassphraseWrong, SignerRefused (no key or certificate in it, a kind or
    size of key that readers refuse), SignerNotValid.
    """
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_PKCS12)
    except OSError as error:
        raise FileMissing(path=path, detail=error.strerror or error) from error
    words = passphrase.encode() if passphrase else None
    try:
        key, certificate, _others = pkcs12.load_key_and_certificates(data, words)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        # Whatever the parser says may quote what it was given.
        raise SignerPassphraseWrong(path=path) from None
    _require_usable(path, key, certificate)
    if certificate is None:
        raise SignerRefused(path=path, reason="no_certificate")
    begins, ends = certificate.not_valid_before_utc, certificate.not_valid_after_utc
    if not begins <= at <= ends:
        raise SignerNotValid(path=path, begins=f"{begins:%Y-%m-%d}", ends=f"{ends:%Y-%m-%d}")
    signer = signers.SimpleSigner.load_pkcs12_data(data, other_certs=(), passphrase=words)
    spki = certificate.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    name = certificate.subject.rfc4514_string()
    return PersonalSigner(hashlib.sha256(spki).hexdigest(), name, signer)


def _require_usable(path: Path, key: object, certificate: x509.Certificate | None) -> None:
    if key is None:
        raise SignerRefused(path=path, reason="no_key")
    if not isinstance(key, rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey):
        raise SignerRefused(path=path, reason="key_kind")
    small = isinstance(key, rsa.RSAPrivateKey) and key.key_size < _MIN_RSA
    if small or (isinstance(key, ec.EllipticCurvePrivateKey) and key.curve.name not in _CURVES):
        raise SignerRefused(path=path, reason="key_kind")
    if certificate is not None and key.public_key() != certificate.public_key():
        raise SignerRefused(path=path, reason="another_key")


def device_signer(key: Signer, certificate: bytes) -> signers.Signer:
    """Return the signer of the vault's key; `certificate` is the PEM of the same key."""
    _kind, _headers, der = pem.unarmor(certificate)
    return _DeviceSigner(key, asn1_x509.Certificate.load(der))


def sign(
    unsigned: Path, signed: BinaryIO, signer: signers.Signer, stamper: Stamper | None = None
) -> None:
    """Write `unsigned` with a signature by `signer` behind it to `signed`.

    It stands in the field that the file has for it. Later signatures in fields of the file are
    allowed, nothing else. Without a `stamper` it is PAdES B-B and carries no time but this
    computer's; with one B-LTA: a time token, the authority's chain and revocation lists, and a
    document time stamp over all of it. Raises OSError, and ReplyFault before anything is written or
    with a half-written file to be thrown away. `signed` is open for reading too.
    """
    trusted = stamper.trust() if stamper else None
    meta = PdfSignatureMetadata(
        field_name=FIELD,
        md_algorithm=HASH,
        subfilter=SigSeedSubFilter.PADES,
        certify=True,
        docmdp_permissions=MDPPerm.FILL_FORMS,
        reason="Evidence packet",
    )
    with unsigned.open("rb") as file:
        PdfSigner(meta, signer, timestamper=stamper).sign_pdf(PdfAppender(file), output=signed)
    if stamper is not None and trusted is not None:
        append_stamp(signed, stamper, trusted)
