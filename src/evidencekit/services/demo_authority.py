"""A time authority inside the demo's process: its key is made for the run and then forgotten.

Its tokens are real ones to any checker, and prove nothing: only a vault marked as demo takes them.
"""

from datetime import datetime, timedelta

from asn1crypto import keys as asn1_keys
from asn1crypto import tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from evidencekit.evidence.signature import DEMO_ORGANISATION
from evidencekit.foundation.clock import Clock
from evidencekit.vault.stamp_files import DEMO_AUTHORITY

_BITS, _EXPONENT = 2048, 65537
_LIFE = timedelta(days=3653)


class DemoAuthority:
    """An `Authority` in this process. Its root is made anew each time and stands in no list."""

    name = DEMO_AUTHORITY

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        begin = clock.now().replace(microsecond=0) - timedelta(days=1)
        root_key, self._key = _fresh_key(), _fresh_key()
        root = _root(root_key, begin)
        self._certificate = _signer(self._key, root_key, root, begin)
        self.roots: tuple[x509.Certificate, ...] = (root,)

    def ask(self, request: bytes) -> bytes:
        """Return a token for now, by this computer's clock."""
        stamper = DummyTimeStamper(
            _asn1(self._certificate),
            asn1_keys.PrivateKeyInfo.load(
                self._key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
            ),
            fixed_dt=self._clock.now().replace(microsecond=0),
        )
        reply = stamper.request_tsa_response(tsp.TimeStampReq.load(request))
        return bytes(reply.dump())


def _fresh_key() -> rsa.RSAPrivateKey:
    # The stamper of pyHanko signs with RSA only.
    return rsa.generate_private_key(_EXPONENT, _BITS)


def _root(key: rsa.RSAPrivateKey, begin: datetime) -> x509.Certificate:
    name = _name("DEMO root, proves nothing")
    builder = _builder(name, name, key, begin)
    builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
    return builder.sign(key, hashes.SHA256())


def _signer(
    key: rsa.RSAPrivateKey, root_key: rsa.RSAPrivateKey, root: x509.Certificate, begin: datetime
) -> x509.Certificate:
    name = _name("DEMO time authority, proves nothing")
    builder = _builder(name, root.subject, key, begin)
    builder = builder.add_extension(
        x509.BasicConstraints(ca=False, path_length=None), critical=True
    )
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
    return builder.add_extension(usage, critical=True).sign(root_key, hashes.SHA256())


def _builder(
    subject: x509.Name, issuer: x509.Name, key: rsa.RSAPrivateKey, begin: datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(begin + _LIFE)
    )


def _name(common_name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, DEMO_ORGANISATION),
            x509.NameAttribute(NameOID.COMMON_NAME, common_name),
        ]
    )


def _asn1(certificate: x509.Certificate) -> asn1_x509.Certificate:
    return asn1_x509.Certificate.load(certificate.public_bytes(Encoding.DER))
