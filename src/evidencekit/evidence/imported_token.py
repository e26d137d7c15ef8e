"""A time token that was got elsewhere, over a capture's own file (`docs/vault-format.md` 8.4).

It answers no request of ours, so its nonce says nothing; all else of 8.3 holds.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from asn1crypto import cms, tsp
from cryptography import x509
from rfc3161_client import decode_timestamp_response

from evidencekit.evidence.timestamp import (
    MAX_REPLY,
    Reason,
    ReplyFault,
    TimeRequest,
    TimeToken,
    check_reply,
    is_demo,
)

# Nothing weaker; what is asked for by us is SHA-256 alone.
_HASHES = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}
_GRANTED = {0, 1}  # the second with changes
_BAD_BYTES = (ValueError, TypeError, KeyError, OverflowError, RecursionError)


@dataclass(frozen=True, slots=True)
class ImportedToken:
    """A token as it was read; nothing of it is checked yet.

    `bare`: without the reply around it, that is a `.tst`. `hash_name` is that of `hashlib`; `demo`:
    a certificate inside is a demo's. `reply` is the token as a reply, for `check_reply`.
    """

    bare: bool
    hash_name: str
    demo: bool
    reply: bytes
    _digest: bytes
    _algorithm: str
    _nonce: int | None

    def is_over(self, digest: bytes) -> bool:
        """Say whether it names this digest; of what else it is good for nothing is said."""
        return self._digest == digest

    def check(self, digest: bytes, roots: Sequence[x509.Certificate]) -> TimeToken:
        """Return the token if it is over `digest` and 8.3 holds but for the nonce.

        `digest` is of the capture's file, by `hash_name`. Raises ReplyFault.
        """
        wanted = TimeRequest(digest, self._nonce, algorithm=self._algorithm)
        return check_reply(self.reply, wanted, roots)


def read_imported(data: bytes) -> ImportedToken:
    """Read a reply, or a token without one, whole and with nothing behind it.

    Raises ReplyFault: too_large, not_a_reply, refused, hash_algorithm.
    """
    if len(data) > MAX_REPLY:
        raise ReplyFault(Reason.TOO_LARGE, f"> {MAX_REPLY}")
    try:
        token, bare = _token(data)
        content = token["content"]
        info = content["encap_content_info"]["content"].parsed
        algorithm = info["message_imprint"]["hash_algorithm"]["algorithm"].dotted
        digest = info["message_imprint"]["hashed_message"].native
        nonce = info["nonce"].native
        inside = [x509.load_der_x509_certificate(one.dump()) for one in content["certificates"]]
        demo = any(map(is_demo, inside))
    except ReplyFault:
        raise
    except _BAD_BYTES as error:
        raise ReplyFault(Reason.NOT_A_REPLY, type(error).__name__) from error
    if algorithm not in _HASHES:
        raise ReplyFault(Reason.HASH_ALGORITHM, algorithm)
    reply = _around(token) if bare else data
    return ImportedToken(bare, _HASHES[algorithm], demo, reply, digest, algorithm, nonce)


def check_by_any(
    read: ImportedToken, digest: bytes, choices: Sequence[Sequence[x509.Certificate]]
) -> TimeToken:
    """Return the token by the first of several sets of roots that it leads to.

    Raises ReplyFault.
    """
    last = ReplyFault(Reason.CHAIN)
    for roots in choices:
        try:
            return read.check(digest, roots)
        except ReplyFault as fault:
            if fault.reason is not Reason.CHAIN:
                raise
            last = fault
    raise last


def file_digest(path: Path, name: str) -> bytes:
    """Return the digest of a file by the hash of that name. Raises OSError."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, name).digest()


def _token(data: bytes) -> tuple[cms.ContentInfo, bool]:
    try:
        token = cms.ContentInfo.load(data, strict=True)
        # Reading is lazy: only this tells a token from a reply.
        if token["content_type"].native == "signed_data":
            return token, True
    except _BAD_BYTES:
        pass
    # The other library takes a reply without a token, as every refusal is, for none.
    status = decode_timestamp_response(data).status
    if status not in _GRANTED:
        raise ReplyFault(Reason.REFUSED, f"status {status}")
    return tsp.TimeStampResp.load(data, strict=True)["time_stamp_token"], False


def _around(token: cms.ContentInfo) -> bytes:
    status = tsp.PKIStatusInfo({"status": tsp.PKIStatus("granted")})
    return bytes(tsp.TimeStampResp({"status": status, "time_stamp_token": token}).dump())
