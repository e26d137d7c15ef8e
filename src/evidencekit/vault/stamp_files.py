"""The files of one list and one authority; replies that a stopped program left unlogged (8.2)."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from evidencekit.domain.times import utc_seconds
from evidencekit.evidence.revocation import MAX_CRL, REVOKED, crl_fault
from evidencekit.evidence.timestamp import (
    MAX_REPLY,
    TimeToken,
    check_reply,
    read_certificates,
    read_request,
)
from evidencekit.vault.book import Book
from evidencekit.vault.layout import Layout
from evidencekit.vault.log import CustodyLog
from evidencekit.vault.tree import read_small

DEMO_AUTHORITY = "demo"
_Body = dict[str, object]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A list that lacks the token of an authority; `list` is its path in the vault."""

    list: str
    authority: str

    @property
    def stem(self) -> str:
        """Return the path of its files without `.tsq`, `.tsr`, `.chain.pem`, `.<n>.crl`."""
        return f"{self.list.removesuffix('.sha256')}.{self.authority}"


@dataclass(slots=True)
class Told:
    """What the log tells of stamps, found at once by list and authority however long it is."""

    requested: dict[Waiting, _Body] = field(default_factory=dict)
    received: dict[Waiting, _Body] = field(default_factory=dict)
    refused: set[tuple[Waiting, str]] = field(default_factory=set)
    hashes: dict[str, set[object]] = field(default_factory=dict)

    @classmethod
    def of(cls, book: Book) -> "Told":
        """Return what the folded logs tell."""
        told = cls()
        for kind in ("requested", "received", "refused"):
            for body in getattr(book, kind):
                told.take(f"stamp.{'failed' if kind == 'refused' else kind}", body)
        return told

    def take(self, kind: str, body: _Body) -> None:
        """Take in one line of a `stamp.` kind."""
        waiting = waiting_of(body)
        match kind:
            case "stamp.requested":
                self.requested.setdefault(waiting, body)
                self.hashes.setdefault(waiting.list, set()).add(body["list_sha256"])
            case "stamp.received":
                self.received.setdefault(waiting, body)
            case _:
                self.refused.add((waiting, str(body["reason"])))


def waiting_of(body: _Body) -> Waiting:
    """Return the list and authority that the body of a `stamp.` line speaks of."""
    return Waiting(str(body["list"]), str(body["authority"]))


def crl_path(stem: str, place: int) -> str:
    """Return the path of the revocation list over the `place`-th certificate of `.chain.pem`."""
    return f"{stem}.{place}.crl"


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Kept:
    """An accepted reply and what came with it; `crls` by the certificate's place in the chain."""

    reply: bytes
    token: TimeToken
    crls: Mapping[int, bytes] = field(default_factory=dict)
    recovered: bool = False

    def body(self, waiting: Waiting, list_sha256: str) -> _Body:
        """Return the body of `stamp.received`."""
        return {
            "authority": waiting.authority,
            "chain_sha256": sha256_hex(self.token.chain_pem),
            "gen_time": utc_seconds(self.token.gen_time),
            "list": waiting.list,
            "list_sha256": list_sha256,
            "policy": self.token.policy,
            "recovered": self.recovered,
            "revocation": [
                {"file": crl_path(waiting.stem, place), "sha256": sha256_hex(data)}
                for place, data in sorted(self.crls.items())
            ],
            "serial": f"{self.token.serial:x}",
            "tsr_sha256": sha256_hex(self.reply),
        }


def adopt_replies(layout: Layout, book: Book, log: CustodyLog, *, demo: bool) -> list[str]:
    """Log each reply that stands unlogged and is good by 8.3; return their paths.

    Its root is the one in `.chain.pem`: that file is written only after a chosen root was found.
    The others stay as they are, for the quarantine. Raises DiskFull, VaultNotWritable.
    """
    told, adopted = Told.of(book), []
    for waiting in _unanswered(told):
        body = told.requested[waiting]
        reply = read_small(layout, f"{waiting.stem}.tsr", MAX_REPLY)
        kept = _checked(layout, waiting, body, reply) if reply is not None else None
        if kept is None or kept.token.demo is not demo:
            continue
        found = kept.body(waiting, str(body["list_sha256"]))
        log.append("stamp.received", found)
        book.received.append(found)
        adopted.append(f"{waiting.stem}.tsr")
    return adopted


def _unanswered(told: Told) -> Iterable[Waiting]:
    return [waiting for waiting in told.requested if waiting not in told.received]


def _checked(layout: Layout, waiting: Waiting, body: _Body, reply: bytes) -> Kept | None:
    data = read_small(layout, waiting.list)
    request = read_small(layout, f"{waiting.stem}.tsq")
    pem = read_small(layout, f"{waiting.stem}.chain.pem")
    if data is None or request is None or pem is None:
        return None
    hashes = (sha256_hex(data), sha256_hex(request))
    if hashes != (body["list_sha256"], body["tsq_sha256"]):
        return None
    try:
        token = check_reply(reply, read_request(request), read_certificates(pem)[-1:])
    except ValueError:
        return None
    crls = _good_crls(layout, waiting, token)
    if token.chain_pem != pem or crls is None:
        return None
    return Kept(reply, token, crls, recovered=True)


def _good_crls(layout: Layout, waiting: Waiting, token: TimeToken) -> dict[int, bytes] | None:
    """Return the revocation lists that stand there and hold; None if one revokes."""
    good = {}
    for place, (certificate, issuer) in enumerate(pairwise(token.chain), 1):
        data = read_small(layout, crl_path(waiting.stem, place), MAX_CRL)
        if data is None:
            continue
        fault = crl_fault(data, certificate, issuer, token.gen_time)
        if fault == REVOKED:
            return None
        if fault is None:
            good[place] = data
    return good
