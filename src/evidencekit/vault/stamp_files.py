"""The files of one list and one authority; replies that a stopped program left unlogged (8.2)."""

import hashlib
from dataclasses import dataclass

from evidencekit.domain.times import utc_seconds
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


@dataclass(frozen=True, slots=True)
class Waiting:
    """A list that lacks the token of an authority; `list` is its path in the vault."""

    list: str
    authority: str

    @property
    def stem(self) -> str:
        """Return the path of its files without `.tsq`, `.tsr`, `.chain.pem`."""
        return f"{self.list.removesuffix('.sha256')}.{self.authority}"

    def is_of(self, body: dict[str, object]) -> bool:
        """Say whether the body of a `stamp.` line speaks of this list and authority."""
        return (body["list"], body["authority"]) == (self.list, self.authority)


def sha256_hex(data: bytes) -> str:
    """Return the SHA-256 of `data` as 64 hex digits."""
    return hashlib.sha256(data).hexdigest()


def received_body(
    waiting: Waiting, list_sha256: str, reply: bytes, token: TimeToken, *, recovered: bool
) -> dict[str, object]:
    """Return the body of `stamp.received`."""
    return {
        "authority": waiting.authority,
        "chain_sha256": sha256_hex(token.chain_pem),
        "gen_time": utc_seconds(token.gen_time),
        "list": waiting.list,
        "list_sha256": list_sha256,
        "policy": token.policy,
        "recovered": recovered,
        "serial": f"{token.serial:x}",
        "tsr_sha256": sha256_hex(reply),
    }


def adopt_replies(layout: Layout, book: Book, log: CustodyLog, *, demo: bool) -> list[str]:
    """Log each reply that stands unlogged and is good by 8.3; return their paths.

    Its root is the one in `.chain.pem`: that file is written only after a chosen root was found.
    The others stay as they are, for the quarantine. Raises DiskFull, VaultNotWritable.
    """
    adopted = []
    for body in book.requested:
        waiting = Waiting(str(body["list"]), str(body["authority"]))
        if any(map(waiting.is_of, book.received)):
            continue
        reply = read_small(layout, f"{waiting.stem}.tsr", MAX_REPLY)
        token = _checked(layout, waiting, body, reply) if reply is not None else None
        if reply is None or token is None or token.demo is not demo:
            continue
        found = received_body(waiting, str(body["list_sha256"]), reply, token, recovered=True)
        log.append("stamp.received", found)
        book.received.append(found)
        adopted.append(f"{waiting.stem}.tsr")
    return adopted


def _checked(
    layout: Layout, waiting: Waiting, body: dict[str, object], reply: bytes
) -> TimeToken | None:
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
    return token if token.chain_pem == pem else None
