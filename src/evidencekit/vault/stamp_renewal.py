"""Which tokens must be stamped anew before what they rest on ends (`docs/vault-format.md` 8.5)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from cryptography import x509

from evidencekit.evidence.timestamp import read_certificates
from evidencekit.vault.layout import Layout
from evidencekit.vault.stamp_files import Told, Waiting
from evidencekit.vault.tree import Listed, list_paths, listed_in, read_small, revocation_of

# A token whose certificates end within this time is renewed.
AHEAD = timedelta(days=366)
# Signatures by these are taken for weak; a token is always over a SHA-256 (8.3).
_WEAK = frozenset({"md5", "sha1"})
_TOKENS_A_LIST = 100


@dataclass(frozen=True, slots=True)
class _Stamp:
    waiting: Waiting
    tsr_sha256: str
    gen_time: datetime
    renewal: bool
    files: tuple[Listed, ...]


def files_to_renew(layout: Layout, told: Told, now: datetime) -> Iterator[list[Listed]]:
    """Give for each new list the files it names: of each due token list, reply, chain and CRLs.

    A token is due when its certificates end within `AHEAD` or a signature in its chain is weak; one
    over a renewal only when more than half of its time is over too, else an authority with short
    certificates would be asked at each run. What a list names already is not due.
    """
    due = [one for one, _ends in _due(layout, told, now)]
    due.sort(key=lambda one: one.waiting.list)
    for at in range(0, len(due), _TOKENS_A_LIST):
        files = [file for one in due[at : at + _TOKENS_A_LIST] for file in one.files]
        # Two authorities' tokens over one list name it once.
        yield list(dict.fromkeys(files))


def ends_to_renew(layout: Layout, told: Told, now: datetime) -> list[datetime]:
    """Return when the certificates of each token that is due for renewal end, the first first."""
    return sorted(ends for _one, ends in _due(layout, told, now))


def _due(layout: Layout, told: Told, now: datetime) -> Iterator[tuple[_Stamp, datetime]]:
    named = {one.sha256 for path in list_paths(layout) for one in listed_in(layout, path)}
    for waiting, body in told.received.items():
        one = _stamp(layout, waiting, body)
        ends = None if one.tsr_sha256 in named else _ends_if_due(layout, one, now)
        if ends is not None:
            yield one, ends


def _stamp(layout: Layout, waiting: Waiting, body: dict[str, object]) -> _Stamp:
    parts = {
        waiting.list: body["list_sha256"],
        f"{waiting.stem}.tsr": body["tsr_sha256"],
        f"{waiting.stem}.chain.pem": body["chain_sha256"],
        **{one["file"]: one["sha256"] for one in revocation_of(body)},
    }
    files = tuple(Listed(str(digest), path) for path, digest in parts.items())
    begun = datetime.strptime(str(body["gen_time"]), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    renewal = any(one.path.endswith(".tsr") for one in listed_in(layout, waiting.list))
    return _Stamp(waiting, str(body["tsr_sha256"]), begun, renewal, files)


def _ends_if_due(layout: Layout, one: _Stamp, now: datetime) -> datetime | None:
    pem = read_small(layout, f"{one.waiting.stem}.chain.pem")
    try:
        chain = read_certificates(pem or b"")
    except ValueError:
        # `verify` says so; a new token over it would make nothing better.
        return None
    ends = min(certificate.not_valid_after_utc for certificate in chain)
    half = ends - (ends - one.gen_time) / 2
    ending = now > ends - AHEAD and (not one.renewal or now > half)
    return ends if ending or (_is_weak(chain) and not one.renewal) else None


def _is_weak(chain: tuple[x509.Certificate, ...]) -> bool:
    # A root's signature over itself proves nothing and is asked by nobody.
    used = [one.signature_hash_algorithm for one in chain[:-1]]
    return any(hash_used is not None and hash_used.name in _WEAK for hash_used in used)
