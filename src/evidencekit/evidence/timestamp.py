"""RFC 3161 requests and replies, and when a reply is accepted (`docs/vault-format.md` 8.2, 8.3).

Bytes in, tokens or reasons out. Who is asked and where files lie is not known here.
"""

import hashlib
import warnings
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from asn1crypto import cms, tsp
from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.utils import CryptographyDeprecationWarning
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from rfc3161_client import (
    HashAlgorithm,
    TimestampRequestBuilder,
    TimeStampResponse,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from evidencekit.evidence.signature import DEMO_ORGANISATION

MAX_REPLY = 64 << 10
_PEM_MARK = b"-----BEGIN"
_SHA256 = "2.16.840.1.101.3.4.2.1"
_GRANTED, _GRANTED_WITH_MODS = 0, 1
# Longer chains and fuller replies are nobody's; looking for a path must stay short.
_MAX_CHAIN = 8
_MAX_CERTIFICATES = 20
CERTIFICATE_FAULTS = (x509.DuplicateExtension, x509.UnsupportedGeneralNameType)
_BAD_BYTES = (ValueError, TypeError, KeyError, OverflowError, RecursionError)


class Reason(StrEnum):
    """Why a reply was refused, as `stamp.failed` says it (8.3)."""

    UNREACHABLE = "unreachable"
    HTTP_STATUS = "http_status"
    NOT_A_REPLY = "not_a_reply"
    TOO_LARGE = "too_large"
    REFUSED = "refused"
    HASH_ALGORITHM = "hash_algorithm"
    IMPRINT = "imprint"
    NONCE = "nonce"
    NO_CERTIFICATE = "no_certificate"
    KEY_USAGE = "key_usage"
    SIGNER = "signer"
    CHAIN = "chain"
    VALIDITY = "validity"
    POLICY = "policy"
    REVOKED = "revoked"


class ReplyFault(ValueError):
    """There is no acceptable reply. `detail` is for a person, `reply` what came instead."""

    def __init__(self, reason: Reason, detail: str = "", reply: bytes = b"") -> None:
        super().__init__(f"{reason} {detail}".strip())
        self.reason = reason
        self.detail = detail
        self.reply = reply


@dataclass(frozen=True, slots=True)
class TimeRequest:
    """What a token must answer: over this hash, with this nonce (None: one without).

    `algorithm` is the hash's OID; what we ask for is over a SHA-256, 32 bytes. `policy` is the OID
    it wants the token made under; None leaves that to the authority.
    """

    digest: bytes
    nonce: int | None
    algorithm: str = _SHA256
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class TimeToken:
    """An accepted reply. `chain` is signer first, root last; `gen_time` is aware, UTC."""

    gen_time: datetime
    policy: str
    serial: int
    chain: tuple[x509.Certificate, ...]

    @property
    def demo(self) -> bool:
        """Say whether a demo's throw-away authority made it, so that it proves nothing."""
        return any(is_demo(certificate) for certificate in self.chain)

    @property
    def ends(self) -> datetime:
        """Return when the first certificate of its chain ends."""
        return min(certificate.not_valid_after_utc for certificate in self.chain)

    @property
    def chain_pem(self) -> bytes:
        """Return the bytes of `.chain.pem`."""
        return b"".join(certificate.public_bytes(Encoding.PEM) for certificate in self.chain)


def is_demo(certificate: x509.Certificate) -> bool:
    """Say whether the certificate is of a demo's throw-away authority."""
    names = certificate.subject.get_attributes_for_oid(NameOID.ORGANIZATION_NAME)
    return any(name.value == DEMO_ORGANISATION for name in names)


def make_request(data: bytes) -> bytes:
    """Return a `.tsq` over `data`: SHA-256, a fresh nonce of 64 bits, certReq (RFC 3161, 2.4.1)."""
    builder = TimestampRequestBuilder().data(data).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=True).cert_request(cert_request=True).build().as_bytes()


def read_request(data: bytes) -> TimeRequest:
    """Read a `.tsq`. Raises ValueError for anything but a request as `make_request` makes it."""
    try:
        request = tsp.TimeStampReq.load(data, strict=True)
        imprint = request["message_imprint"]
        digest, nonce = imprint["hashed_message"].native, request["nonce"].native
        policy = request["req_policy"].native
        ours = imprint["hash_algorithm"]["algorithm"].dotted == _SHA256
        ours = ours and request["cert_req"].native is True
    except _BAD_BYTES as error:
        raise ValueError("not a request") from error
    ours = ours and isinstance(digest, bytes) and len(digest) == hashlib.sha256().digest_size
    if not ours or not isinstance(nonce, int):
        raise ValueError("not a request of ours")
    return TimeRequest(digest, nonce, policy=policy)


def read_certificates(pem: bytes) -> tuple[x509.Certificate, ...]:
    """Read the certificates of a PEM file, in its order. Raises ValueError if there is none."""
    with _loading():
        return tuple(x509.load_pem_x509_certificates(pem))


@contextmanager
def _loading() -> Iterator[None]:
    """Turn into ValueError what the library warns of (serial number 0) or has own names for."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", CryptographyDeprecationWarning)
        try:
            yield
        except (CryptographyDeprecationWarning, x509.InvalidVersion) as error:
            raise ValueError("certificate") from error


def read_root_file(data: bytes) -> tuple[x509.Certificate, ...]:
    """Read the roots of a file that an authority hands out: PEM, or one certificate as DER.

    Certificates that are no roots are left out. Raises ValueError if there is no certificate.
    """
    if _PEM_MARK in data:
        return roots_of(read_certificates(data))
    with _loading():
        return roots_of([x509.load_der_x509_certificate(data)])


def roots_of(certificates: Iterable[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    """Return those that can end a chain: issued by themselves. Others are no roots to anybody."""
    return tuple(one for one in certificates if one.subject == one.issuer)


def check_reply(reply: bytes, request: TimeRequest, roots: Sequence[x509.Certificate]) -> TimeToken:
    """Return the token of a reply that 8.3 accepts. Raises ReplyFault with its own reason."""
    if len(reply) > MAX_REPLY:
        raise ReplyFault(Reason.TOO_LARGE, f"> {MAX_REPLY}", reply)
    try:
        return _accepted(decode_timestamp_response(reply), request, roots)
    except ReplyFault as fault:
        fault.reply = reply
        raise
    except (*_BAD_BYTES, *CERTIFICATE_FAULTS) as error:
        raise ReplyFault(Reason.NOT_A_REPLY, type(error).__name__, reply) from error


def _accepted(
    response: TimeStampResponse, request: TimeRequest, roots: Sequence[x509.Certificate]
) -> TimeToken:
    if response.status not in {_GRANTED, _GRANTED_WITH_MODS}:
        raise ReplyFault(Reason.REFUSED, f"status {response.status}")
    info = response.tst_info
    imprint = info.message_imprint
    if imprint.hash_algorithm.dotted_string != request.algorithm:
        raise ReplyFault(Reason.HASH_ALGORITHM, imprint.hash_algorithm.dotted_string)
    if imprint.message != request.digest:
        raise ReplyFault(Reason.IMPRINT)
    if info.nonce != request.nonce:
        raise ReplyFault(Reason.NONCE)
    if request.policy not in {None, info.policy.dotted_string}:
        raise ReplyFault(Reason.POLICY, info.policy.dotted_string)
    with _loading():
        ders = sorted(response.signed_data.certificates)
        certificates = [x509.load_der_x509_certificate(der) for der in ders]
    signer = _signer(response, certificates)
    _check_purpose(signer)
    _check_named_signer(response, signer)
    at = info.gen_time.astimezone(UTC)
    chain = _chain(signer, certificates, roots, at)
    _check_signature(response, request, chain)
    return TimeToken(at, info.policy.dotted_string, info.serial_number, chain)


def _signer(
    response: TimeStampResponse, certificates: Sequence[x509.Certificate]
) -> x509.Certificate:
    signers = list(response.signed_data.signer_infos)
    if len(signers) != 1:
        raise ReplyFault(Reason.SIGNER, f"{len(signers)} signers")
    if len(certificates) > _MAX_CERTIFICATES:
        raise ReplyFault(Reason.CHAIN, f"{len(certificates)} certificates")
    named = (signers[0].issuer, signers[0].serial_number)
    for certificate in certificates:
        if (certificate.issuer, certificate.serial_number) == named:
            return certificate
    raise ReplyFault(Reason.NO_CERTIFICATE)


def _check_purpose(signer: x509.Certificate) -> None:
    """Hold RFC 3161, 2.3: one extended key usage, timeStamping, and critical."""
    try:
        usage = signer.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        raise ReplyFault(Reason.KEY_USAGE, "no extended key usage") from None
    if not usage.critical or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise ReplyFault(Reason.KEY_USAGE, "not timeStamping alone, critical")


def _check_named_signer(response: TimeStampResponse, signer: x509.Certificate) -> None:
    """Hold RFC 3161, 2.4.2 and RFC 5816: the signed attributes name the signer by its hash."""
    token = cms.ContentInfo.load(response.time_stamp_token())
    attributes = token["content"]["signer_infos"][0]["signed_attrs"]
    der, named = signer.public_bytes(Encoding.DER), 0
    for attribute in attributes:
        kind = attribute["type"].native
        if kind not in {"signing_certificate", "signing_certificate_v2"}:
            continue
        first = attribute["values"][0]["certs"][0]
        name = "sha1" if kind == "signing_certificate" else _hash_name(first)
        if hashlib.new(name, der, usedforsecurity=False).digest() != first["cert_hash"].native:
            raise ReplyFault(Reason.SIGNER, "ESSCertID names another certificate")
        named += 1
    if not named:
        raise ReplyFault(Reason.SIGNER, "no ESSCertID")


def _hash_name(certificate_id: tsp.ESSCertIDv2) -> str:
    name = str(certificate_id["hash_algorithm"]["algorithm"].native)
    if name not in {"sha256", "sha384", "sha512"}:
        raise ReplyFault(Reason.SIGNER, f"ESSCertIDv2 by {name}")
    return name


def _chain(
    signer: x509.Certificate,
    certificates: Sequence[x509.Certificate],
    roots: Sequence[x509.Certificate],
    at: datetime,
) -> tuple[x509.Certificate, ...]:
    pool = [*roots, *certificates]
    holding = [one for one in pool if _holds(one, at)]
    if _holds(signer, at) and (path := _path(signer, holding, roots)):
        return path
    if _path(signer, pool, roots):
        raise ReplyFault(Reason.VALIDITY, "a certificate did not hold at that time")
    raise ReplyFault(Reason.CHAIN, "does not lead to a chosen root")


def _holds(certificate: x509.Certificate, at: datetime) -> bool:
    return certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc


def _path(
    signer: x509.Certificate, pool: Sequence[x509.Certificate], roots: Sequence[x509.Certificate]
) -> tuple[x509.Certificate, ...] | None:
    """Return the shortest way from the signer to a root; each certificate is tried once."""
    paths: deque[tuple[x509.Certificate, ...]] = deque([(signer,)])
    seen = {signer}
    while paths:
        path = paths.popleft()
        if path[-1] in roots:
            return path
        if len(path) == _MAX_CHAIN:
            continue
        for issuer in pool:
            if issuer not in seen and _issued(path[-1], issuer):
                seen.add(issuer)
                paths.append((*path, issuer))
    return None


def _issued(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    if certificate.issuer != issuer.subject:
        return False
    try:
        certificate.verify_directly_issued_by(issuer)
    except (ValueError, TypeError, InvalidSignature, UnsupportedAlgorithm):
        return False
    return True


def _check_signature(
    response: TimeStampResponse, request: TimeRequest, chain: Sequence[x509.Certificate]
) -> None:
    """Let OpenSSL check the signature, and the chain again by all rules of X.509, at genTime."""
    builder = VerifierBuilder(
        roots=[chain[-1]], intermediates=list(chain[1:-1]), nonce=request.nonce
    )
    try:
        builder.build().verify(_as_granted(response), request.digest)
    except VerificationError as error:
        raise ReplyFault(Reason.SIGNER, str(error)[:200]) from error
    except BaseException as error:
        # A certificate that OpenSSL can't read makes the library panic, and that is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise ReplyFault(Reason.SIGNER, "a certificate can't be read") from error


def _as_granted(response: TimeStampResponse) -> TimeStampResponse:
    """Return the same token under status 0: the library knows no "granted with mods"."""
    if response.status == _GRANTED:
        return response
    token = cms.ContentInfo.load(response.time_stamp_token())
    status = tsp.PKIStatusInfo({"status": tsp.PKIStatus("granted")})
    return decode_timestamp_response(
        tsp.TimeStampResp({"status": status, "time_stamp_token": token}).dump()
    )
