"""The domain form of wacz-auth 0.1.0, as far as it can be checked without going online.

A certificate of a domain signs the hash, an authority's token covers the signature. That both fit
is found here; whether their roots are to be trusted is for the reader to say, so nothing of this
form ever comes out as passed but the signature's arithmetic.
"""

import base64
import binascii
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

from evidencekit.evidence.members import DIGEST
from evidencekit.evidence.report import Check, Outcome, failed, indeterminate, not_checked
from evidencekit.evidence.timestamp import CERTIFICATE_FAULTS, MAX_REPLY, read_certificates

MEMBERS = {
    *("hash", "created", "software", "version", "signature"),
    *("domain", "domainCert", "timeSignature", "timestampCert"),
}
# wacz-auth 0.1.0, 2.2: the token is made within ten minutes of the signature.
_LATEST = timedelta(minutes=10)
# Let's Encrypt marks what is "not publicly trusted" by these beginnings of its names.
_TEST_NAMES = ("(STAGING)", "Fake LE ")
_MAX_PEM = 64 << 10
_BAD_BYTES = (ValueError, TypeError, KeyError, OverflowError)


class _Fault(ValueError):
    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def check_domain(item: str, signed: dict[str, object], named: object) -> list[Check]:
    """Return `wacz.inner_signature` and `wacz.domain`.

    `signed` is `signedData`, `named` the hash that the digest file gives beside it.
    """
    where = f"{item}!{DIGEST}"
    rest = not_checked("wacz.domain", where)
    try:
        chain = _certificates(signed.get("domainCert"))
        _check_signature(signed, named, chain[0])
    except _Fault as fault:
        return [failed("wacz.inner_signature", where, None, fault.code), rest]
    domain, root = _shown(signed.get("domain")), _root_name(chain)
    fits = Check(
        "wacz.inner_signature",
        where,
        Outcome.INDETERMINATE,
        found=f"domain {domain}",
        meaning_code="signature.domain",
    )
    try:
        _check_certificate(signed, chain)
        _check_token(signed)
    except _Fault as fault:
        found = f"{fault.code}: {root}" if fault.code == "test_root" else fault.code
        return [fits, failed("wacz.domain", where, domain, found)]
    return [fits, indeterminate("wacz.domain", where, domain, root)]


def _certificates(pem: object) -> Sequence[x509.Certificate]:
    if not isinstance(pem, str) or len(pem) > _MAX_PEM:
        raise _Fault("certificate")
    try:
        return read_certificates(pem.encode())
    except ValueError:
        raise _Fault("certificate") from None


def _check_signature(
    signed: dict[str, object], named: object, certificate: x509.Certificate
) -> None:
    text, signature = str(signed.get("hash")), _bytes(signed.get("signature"))
    if text != named:
        raise _Fault("hash")
    try:
        key = certificate.public_key()
    except (*_BAD_BYTES, UnsupportedAlgorithm):
        raise _Fault("not_a_key") from None
    if not isinstance(key, ec.EllipticCurvePublicKey):
        raise _Fault("not_a_key")
    try:
        key.verify(signature, text.encode(), ec.ECDSA(hashes.SHA256()))
    except InvalidSignature:
        raise _Fault("does not verify") from None


def _check_certificate(signed: dict[str, object], chain: Sequence[x509.Certificate]) -> None:
    created = _time(signed.get("created"))
    if not all(one.not_valid_before_utc <= created <= one.not_valid_after_utc for one in chain):
        raise _Fault("validity")
    if signed.get("domain") not in _domains(chain[0]):
        raise _Fault("other_domain")
    try:
        for certificate, issuer in pairwise(chain):
            certificate.verify_directly_issued_by(issuer)
    except (*_BAD_BYTES, InvalidSignature, UnsupportedAlgorithm):
        raise _Fault("chain") from None
    if any(_is_test(name) for one in chain for name in (one.issuer, one.subject)):
        raise _Fault("test_root")


def _domains(certificate: x509.Certificate) -> list[str]:
    try:
        names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        return names.value.get_values_for_type(x509.DNSName)
    except (x509.ExtensionNotFound, *CERTIFICATE_FAULTS, *_BAD_BYTES):
        return []


def _check_token(signed: dict[str, object]) -> None:
    chain, reply = _certificates(signed.get("timestampCert")), _bytes(signed.get("timeSignature"))
    if len(reply) > MAX_REPLY:
        raise _Fault("time_token")
    try:
        response = decode_timestamp_response(reply)
        at = response.tst_info.gen_time.astimezone(UTC)
        verifier = VerifierBuilder(roots=[chain[-1]], tsa_certificate=chain[0]).build()
        verifier.verify_message(response, str(signed.get("signature")).encode())
    except (*_BAD_BYTES, VerificationError):
        raise _Fault("time_token") from None
    except BaseException as error:
        # A certificate that OpenSSL can't read makes the library panic; that is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise _Fault("time_token") from None
    if abs(at - _time(signed.get("created"))) > _LATEST:
        raise _Fault("time_apart")


def _time(text: object) -> datetime:
    try:
        return datetime.strptime(str(text), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError:
        raise _Fault("created") from None


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except (binascii.Error, ValueError):
        raise _Fault("base64") from None


def _is_test(name: x509.Name) -> bool:
    return any(str(part.value).startswith(_TEST_NAMES) for part in name)


def _root_name(chain: Sequence[x509.Certificate]) -> str:
    return _shown(chain[-1].issuer.rfc4514_string())


def _shown(text: object) -> str:
    return str(text)[:200]
