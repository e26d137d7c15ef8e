"""What one time token of a packet proves, from its bytes alone."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from evidencekit.domain.times import utc_seconds
from evidencekit.evidence.check_stamp import (
    StampFiles,
    check_revocation,
    check_root,
    check_stamp,
    root_trust,
)
from evidencekit.evidence.imported_token import check_by_any, read_imported
from evidencekit.evidence.report import Check, TimeTrust, failed, passed_if
from evidencekit.evidence.roots import Roots
from evidencekit.evidence.timestamp import Reason, ReplyFault, TimeToken, read_certificates

HASHES = ("sha256", "sha384", "sha512")
"""Those that a token got elsewhere may be over (`docs/vault-format.md` 8.4)."""


@dataclass(frozen=True, slots=True)
class PacketToken:
    """The bytes of one token and of what it is over, `digests` by the hash's name in `hashlib`.

    With a `request` it is one of ours, `item` its files' path without suffix, and `lists` are the
    revocation lists by the certificate's place. Without one it was got elsewhere: `item` is its
    file, `told` the time that the manifest gives.
    """

    item: str
    reply: bytes
    chain: bytes
    digests: Mapping[str, bytes]
    request: bytes | None = None
    lists: Mapping[int, bytes] = field(default_factory=dict)
    told: str | None = None


def judge(token: PacketToken, roots: Roots, *, demo: bool) -> tuple[list[Check], TimeTrust]:
    """Return the checks of a token and what it is worth; `demo`: the packet is one.

    Nothing raises: whatever is wrong is in the checks.
    """
    if token.request is None:
        return _judge_brought(token, roots, demo)
    given = (token.request, token.reply, token.chain)
    files = StampFiles(token.item, token.digests["sha256"], *given)
    findings = check_stamp(files, roots, demo=demo)
    checks = list(findings.checks)
    if findings.token:
        checks += check_revocation(findings.token, token.lists, token.item)
    return checks, findings.trust or TimeTrust.NONE


def _judge_brought(token: PacketToken, roots: Roots, demo: bool) -> tuple[list[Check], TimeTrust]:
    try:
        proved = _proved(token, roots)
    except ReplyFault as fault:
        return [failed("stamp.token", token.item, None, fault.reason.value)], TimeTrust.NONE
    stands = utc_seconds(proved.gen_time)
    checks = [
        passed_if(token.told == stands, "stamp.token", token.item, token.told, stands),
        check_root(token.item, proved, roots),
    ]
    if proved.demo and not demo:
        checks.append(failed("vault.demo", token.item))
    return checks, root_trust(proved, roots)


def _proved(token: PacketToken, roots: Roots) -> TimeToken:
    """Return the token if it holds for the capture. Raises ReplyFault."""
    read = read_imported(token.reply)
    if read.hash_name not in token.digests:
        raise ReplyFault(Reason.IMPRINT)
    try:
        kept = read_certificates(token.chain)[-1:]
    except ValueError:
        kept = ()
    return check_by_any(read, token.digests[read.hash_name], (roots.certificates, kept))
