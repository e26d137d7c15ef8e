"""Root certificates that end a chain, as an authority hands them out."""

from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID


def a_root(name):
    """Return a root with a key of its own as PEM, from 2026 to the end of 2035."""
    named = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    key = ec.generate_private_key(ec.SECP256R1())
    made = x509.CertificateBuilder(named, named, key.public_key(), x509.random_serial_number())
    begins = datetime(2026, 1, 1, tzinfo=UTC)
    made = made.not_valid_before(begins).not_valid_after(begins + timedelta(days=3650))
    return made.sign(key, SHA256()).public_bytes(Encoding.PEM)
