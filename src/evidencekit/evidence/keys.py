"""The vault's P-384 key: made, kept in the keyring or in an encrypted file, certified.

`docs/vault-format.md` 4. Private bytes are in no other place than these two.
"""

import base64
import binascii
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from evidencekit.domain.errors import DemoMixed, KeyMissing, PassphraseWrong
from evidencekit.evidence.pkcs8 import encrypted_pem
from evidencekit.evidence.signature import DEMO_ORGANISATION, PREHASHED, PublicKey

_CERTIFICATE_YEARS = 20
_MAX_NAME = 64


@dataclass(frozen=True, slots=True)
class VaultKey:
    """The private key of a vault: a `Signer`. Its repr shows the public half only."""

    _private: ec.EllipticCurvePrivateKey = field(repr=False)
    public: PublicKey
    demo: bool

    @property
    def key_id(self) -> str:
        """Return the id of the key."""
        return self.public.key_id

    def sign(self, data: bytes) -> bytes:
        """Return the DER signature over `data`."""
        return self._private.sign(data, ec.ECDSA(hashes.SHA256()))

    def sign_digest(self, digest: bytes) -> bytes:
        """Return the DER signature over data whose SHA-256 (32 bytes) is `digest`."""
        return self._private.sign(digest, PREHASHED)

    def certificate(self, operator: str, organisation: str, at: datetime) -> bytes:
        """Return the self-signed X.509 `.crt`, PEM. It binds nobody; PDF signatures need one."""
        subject = _subject(operator, DEMO_ORGANISATION if self.demo else organisation)
        begin = at.replace(microsecond=0)
        certificate = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject)
            .public_key(self._private.public_key())
            .serial_number(int(self.public.fingerprint[:30], 16) | 1)
            .not_valid_before(begin)
            .not_valid_after(begin + timedelta(days=365 * _CERTIFICATE_YEARS))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(_SIGNING_ONLY, critical=True)
            .sign(self._private, hashes.SHA256())
        )
        return certificate.public_bytes(serialization.Encoding.PEM)

    def encrypted(self, passphrase: str) -> bytes:
        """Return `keys/<key_id>.enc.pem` (4.2); the caller gives the file mode 0600."""
        return encrypted_pem(_pkcs8(self._private), passphrase.encode())

    def keep_in_keyring(self, vault_id: str) -> bool:
        """Put the key into the OS keyring and read it back; False if there is none usable.

        Raises DemoMixed for a demo key, which never goes there.
        """
        if self.demo:
            raise DemoMixed(what="a demo key and the keyring")
        # Who only looks, or keeps the key in a file, need not load what finds a keyring.
        from evidencekit.evidence.os_keyring import keep, keyring_works  # noqa: PLC0415

        text = base64.b64encode(_pkcs8(self._private)).decode("ascii")
        return keyring_works() and keep(f"{vault_id}/{self.key_id}", text)


_SIGNING_ONLY = x509.KeyUsage(
    digital_signature=True,
    content_commitment=True,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=False,
    crl_sign=False,
    encipher_only=False,
    decipher_only=False,
)


def make_key(*, demo: bool = False) -> VaultKey:
    """Return a fresh key."""
    return _vault_key(ec.generate_private_key(ec.SECP384R1()), demo=demo)


def key_from_keyring(vault_id: str, key_id: str) -> VaultKey | None:
    """Return the key kept for this vault; None if it is not there or is not this key."""
    from evidencekit.evidence.os_keyring import kept  # noqa: PLC0415  # as above

    text = kept(f"{vault_id}/{key_id}")
    if text is None:
        return None
    try:
        private = serialization.load_der_private_key(base64.b64decode(text, validate=True), None)
    except (binascii.Error, ValueError, TypeError, UnsupportedAlgorithm):
        return None
    return _this_key(private, key_id, demo=False)


def forget_in_keyring(vault_id: str, key_id: str) -> None:
    """Take a private key out of the OS keyring; nothing happens where there is none.

    A keyring that refuses keeps it: who needs to know looks again.
    """
    from evidencekit.evidence.os_keyring import forget  # noqa: PLC0415  # as above

    if key_from_keyring(vault_id, key_id) is not None:
        forget(f"{vault_id}/{key_id}")


def key_from_file(pem: bytes, passphrase: str, key_id: str, *, demo: bool) -> VaultKey:
    """Open `.enc.pem`. Raises PassphraseWrong, or KeyMissing if another key or none is inside."""
    try:
        private = serialization.load_pem_private_key(pem, passphrase.encode())
    except (ValueError, UnsupportedAlgorithm) as error:
        if b"-----BEGIN ENCRYPTED PRIVATE KEY-----" in pem:
            raise PassphraseWrong(key_id=key_id) from error
        raise KeyMissing(key_id=key_id) from error
    except TypeError as error:
        # An unencrypted key: not ours, and not to be used.
        raise KeyMissing(key_id=key_id) from error
    key = _this_key(private, key_id, demo=demo)
    if key is None:
        raise KeyMissing(key_id=key_id)
    return key


def _this_key(private: object, key_id: str, *, demo: bool) -> VaultKey | None:
    if not isinstance(private, ec.EllipticCurvePrivateKey) or private.curve.name != "secp384r1":
        return None
    key = _vault_key(private, demo=demo)
    return key if key.key_id == key_id else None


def _vault_key(private: ec.EllipticCurvePrivateKey, *, demo: bool) -> VaultKey:
    spki = private.public_key().public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return VaultKey(private, PublicKey.from_spki(spki), demo)


def _pkcs8(private: ec.EllipticCurvePrivateKey) -> bytes:
    return private.private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _subject(operator: str, organisation: str) -> x509.Name:
    # X.520 ends these at 64 characters; empty ones are refused.
    return x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, operator[:_MAX_NAME] or "-"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, organisation[:_MAX_NAME] or "-"),
        ]
    )
