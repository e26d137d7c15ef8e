"""What one time token proves: request, reply and chain of a list, whose bytes fit the log."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from cryptography import x509
from cryptography.hazmat.primitives import hashes

from evidencekit.evidence.report import (
    Check,
    TimeTrust,
    failed,
    indeterminate,
    not_checked,
    passed,
    passed_if,
)
from evidencekit.evidence.revocation import crl_fault
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import (
    Reason,
    ReplyFault,
    TimeRequest,
    TimeToken,
    check_reply,
    read_certificates,
    read_request,
)


@dataclass(frozen=True, slots=True)
class StampFiles:
    """The bytes of one stamp. `stem` is the path without suffix; `digest` the list's SHA-256."""

    stem: str
    digest: bytes
    request: bytes
    reply: bytes
    chain: bytes


@dataclass(frozen=True, slots=True)
class StampFindings:
    """The checks of one stamp; `token` and `trust` are None if it proves no time."""

    checks: tuple[Check, ...]
    token: TimeToken | None = None
    trust: TimeTrust | None = None


def check_stamp(files: StampFiles, roots: Roots, *, demo: bool) -> StampFindings:
    """Check `stamp.request`, `.token`, `.chain`, and `vault.demo` for a token that is one.

    `demo` says whether the vault is one. Nothing raises: whatever is wrong is in the checks.
    """
    request, request_check = _check_request(files)
    if request is None:
        return _without_token(files, request_check)
    try:
        chain = read_certificates(files.chain)
    except ValueError:
        return _without_token(files, request_check, "form")
    try:
        token = check_reply(files.reply, request, chain[-1:])
    except ReplyFault as fault:
        if fault.reason is Reason.CHAIN:
            return _without_token(files, request_check, fault.reason.value)
        wrong = failed("stamp.token", f"{files.stem}.tsr", None, fault.reason.value)
        return StampFindings((request_check, wrong, not_checked("stamp.chain", _chain(files))))
    checks = [request_check, passed("stamp.token", f"{files.stem}.tsr")]
    checks += _check_chain(files, token, chain, roots)
    if token.demo and not demo:
        checks.append(failed("vault.demo", f"{files.stem}.tsr"))
    return StampFindings(tuple(checks), token, root_trust(token, roots))


def check_revocation(token: TimeToken, stored: Mapping[int, bytes], stem: str) -> Iterator[Check]:
    """Check `stamp.revocation` of each certificate but the root by the list kept over it.

    `stored` are those of `<stem>.<n>.crl`, n the certificate's place in the chain from 1. Whoever
    has none is not checked: nothing is asked of anybody here.
    """
    for place, (certificate, issuer) in enumerate(pairwise(token.chain), 1):
        if place not in stored:
            yield not_checked("stamp.revocation", f"{stem}.tsr")
            continue
        fault = crl_fault(stored[place], certificate, issuer, token.gen_time)
        yield passed_if(fault is None, "stamp.revocation", f"{stem}.{place}.crl", None, fault)


def _check_request(files: StampFiles) -> tuple[TimeRequest | None, Check]:
    path = f"{files.stem}.tsq"
    try:
        request = read_request(files.request)
    except ValueError:
        return None, failed("stamp.request", path, None, "form")
    if request.digest != files.digest:
        return None, failed("stamp.request", path, files.digest.hex(), request.digest.hex())
    return request, passed("stamp.request", path)


def _without_token(files: StampFiles, request: Check, chain: str | None = None) -> StampFindings:
    last = failed("stamp.chain", _chain(files), None, chain)
    if chain is None:
        last = not_checked("stamp.chain", _chain(files))
    return StampFindings((request, not_checked("stamp.token", f"{files.stem}.tsr"), last))


def _check_chain(
    files: StampFiles, token: TimeToken, chain: Sequence[x509.Certificate], roots: Roots
) -> list[Check]:
    if chain[0] != token.chain[0]:
        return [failed("stamp.chain", _chain(files), None, "signer")]
    return [check_root(_chain(files), token, roots)]


def check_root(item: str, token: TimeToken, roots: Roots) -> Check:
    """Check `stamp.chain`: whether the token leads to a root that the person trusts."""
    root = token.chain[-1]
    if root in roots.certificates:
        return passed("stamp.chain", item)
    found = root.fingerprint(hashes.SHA256()).hex()
    if roots.strict:
        wanted = [one.fingerprint(hashes.SHA256()).hex() for one in roots.certificates]
        return failed("stamp.chain", item, ", ".join(wanted), found)
    return indeterminate("stamp.chain", item, None, found)


def root_trust(token: TimeToken, roots: Roots) -> TimeTrust:
    """Return what a token that holds is worth to whoever trusts `roots`."""
    if token.demo:
        return TimeTrust.DEMO
    known = token.chain[-1] in roots.certificates
    return TimeTrust.KNOWN_ROOT if known else TimeTrust.FROM_BUNDLE


def _chain(files: StampFiles) -> str:
    return f"{files.stem}.chain.pem"
