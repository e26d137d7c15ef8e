"""What a revocation list (CRL, RFC 5280 section 5) says of one certificate of a token's chain.

Bytes in, one word or None out. Who is asked for it is not known here.
"""

from datetime import datetime
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.x509.oid import ExtensionOID

MAX_CRL = 4 << 20
# The word for a certificate that the list names; the others say why a list tells nothing.
REVOKED = "revoked"
_BAD_BYTES = (ValueError, TypeError, UnsupportedAlgorithm, OverflowError)
_BAD_FORMS = (x509.InvalidVersion, x509.DuplicateExtension, x509.UnsupportedGeneralNameType)
_UNDERSTOOD = frozenset(
    {
        ExtensionOID.ISSUING_DISTRIBUTION_POINT,
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER,
        ExtensionOID.CRL_NUMBER,
    }
)


def crl_addresses(certificate: x509.Certificate) -> tuple[str, ...]:
    """Return the http and https addresses at which its issuer keeps the list, in its order.

    Points that cover some reasons only, or that another issuer signs for, are left out.
    """
    try:
        points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    except (x509.ExtensionNotFound, *_BAD_FORMS, ValueError):
        return ()
    whole = [point for point in points if not (point.reasons or point.crl_issuer)]
    names = [name for point in whole for name in point.full_name or ()]
    texts = [str(name.value) for name in names if isinstance(name, x509.UniformResourceIdentifier)]
    return tuple(text for text in texts if _is_web(text))


def crl_fault(
    data: bytes, certificate: x509.Certificate, issuer: x509.Certificate, at: datetime
) -> str | None:
    """Return None if this DER list, ending after `at`, was signed by the issuer and is silent.

    Else one word: `revoked` when it names the certificate, whatever the date or reason beside it;
    `form`, `signer`, `validity`, `scope` when it tells nothing of it.
    """
    if len(data) > MAX_CRL:
        return "form"
    try:
        crl = x509.load_der_x509_crl(data)
        # A signature is whole bytes: another count of unused bits before it says the same.
        if not data.endswith(b"\0" + crl.signature):
            return "form"
        return _fault(crl, certificate, issuer, at)
    except (*_BAD_BYTES, *_BAD_FORMS):
        return "form"


def _fault(
    crl: x509.CertificateRevocationList,
    certificate: x509.Certificate,
    issuer: x509.Certificate,
    at: datetime,
) -> str | None:
    key = issuer.public_key()
    # Whatever else it may be: the names of the two and the signature decide whose list it is.
    if crl.issuer != certificate.issuer or not crl.is_signature_valid(key):  # type: ignore[arg-type]
        return "signer"
    begun, ends = crl.last_update_utc, crl.next_update_utc
    if ends is None or ends < at or begun > certificate.not_valid_after_utc:
        return "validity"
    if not _covers(crl, certificate):
        return "scope"
    named = crl.get_revoked_certificate_by_serial_number(certificate.serial_number)
    return REVOKED if named is not None else None


def _covers(crl: x509.CertificateRevocationList, certificate: x509.Certificate) -> bool:
    """Say whether the list is whole and meant for such a certificate (RFC 5280, 5.2.5)."""
    if any(one.critical and one.oid not in _UNDERSTOOD for one in crl.extensions):
        return False
    said = [one.value for one in crl.extensions]
    for scope in [one for one in said if isinstance(one, x509.IssuingDistributionPoint)]:
        partly = scope.indirect_crl or scope.only_contains_attribute_certs
        if partly or scope.only_some_reasons:
            return False
        other = (
            scope.only_contains_user_certs if _is_ca(certificate) else scope.only_contains_ca_certs
        )
        if other or not _is_named(scope, certificate):
            return False
    return True


def _is_named(scope: x509.IssuingDistributionPoint, certificate: x509.Certificate) -> bool:
    names = {str(name.value) for name in scope.full_name or ()}
    return not names or bool(names & set(crl_addresses(certificate)))


def _is_ca(certificate: x509.Certificate) -> bool:
    try:
        return certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _is_web(text: str) -> bool:
    try:
        parts = urlsplit(text)
        return parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        return False
