"""What a capture is made of before it is sealed: exchanges with the site, artefacts, gaps.

Filled by `capture` and by importers, written by `wacz`. Nothing here touches a disk but the bodies.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Protocol

Headers = tuple[tuple[str, str], ...]

_PIECE = 1 << 20


class Body(Protocol):
    """Bytes of a response or artefact, wherever they lie. `sha256` is lower-case hex."""

    @property
    def size(self) -> int:
        """Return the length in bytes."""

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the bytes."""

    def pieces(self) -> Iterator[bytes]:
        """Give the bytes in order, in pieces of at most 1 MiB."""


@dataclass(frozen=True, slots=True)
class BytesBody:
    """A body small enough to hold."""

    data: bytes

    @property
    def size(self) -> int:
        """Return the length in bytes."""
        return len(self.data)

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of the bytes."""
        return hashlib.sha256(self.data).hexdigest()

    def pieces(self) -> Iterator[bytes]:
        """Give the bytes in pieces of at most 1 MiB."""
        for start in range(0, len(self.data), _PIECE):
            yield self.data[start : start + _PIECE]


@dataclass(frozen=True, slots=True)
class FileBody:
    """A body in the spool: size and hash were taken when it was written."""

    path: Path
    size: int
    sha256: str

    def pieces(self) -> Iterator[bytes]:
        """Give the bytes in pieces of at most 1 MiB."""
        with self.path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece


@dataclass(frozen=True, slots=True)
class Withheld:
    """Something of the user's own that was left out: where, its name, its size; never its hash.

    `where` is one of `docs/vault-format.md` 6.4; `size` in bytes of UTF-8.
    """

    where: str
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and the response to it, secrets already withheld (`docs/vault-format.md` 6.3).

    `body` is what the page was given: content coding undone. `source`: `fetch`, `network`,
    `stream`, `requests`; `exact` False when the engine decoded the text and we encoded it again.
    `origin`: `network`, `memory_cache`, `disk_cache`, `service_worker`, `prefetch`. `body_state`:
    `kept`, `none`, `redirect`, `truncated` (`truncated_by`: `length`, `time`, `disconnect`).
    """

    url: str
    method: str
    status: int
    reason: str
    request_headers: Headers
    response_headers: Headers
    body: Body
    at: datetime
    resource_type: str
    source: str = "fetch"
    exact: bool = True
    origin: str = "network"
    body_state: str = "kept"
    truncated_by: str | None = None
    wire_bytes: int | None = None
    frame: str = "main"
    initiator: str | None = None
    remote_ip: str | None = None
    protocols: tuple[str, ...] = ()
    request_body: bytes = b""
    withheld: tuple[Withheld, ...] = ()


@dataclass(frozen=True, slots=True)
class Artefact:
    """Something made of the page: screenshot tile, DOM, text boxes, log (6.5).

    `details` go into the manifest's entry: `width`, `height`, and of tiles `order`, `of`, `y`.
    """

    kind: str
    urn: str
    content_type: str
    body: Body
    details: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Gap:
    """A response that was due and is not kept, and why (a reason of 6.7)."""

    url: str
    method: str
    resource_type: str
    status: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class FailedRequest:
    """A request that the page itself got no response to, as the engine says it."""

    url: str
    method: str
    resource_type: str
    error: str


@dataclass(frozen=True, slots=True)
class CaptureDraft:
    """Everything a capture says before it is sealed; `capture` and importers fill it.

    `about` holds the members of `evidencekit` in `datapackage.json` (6.7) that describe the visit,
    from `url` to `environment`, `limits`, `screen_wire` and `warnings`, ready for JSON. The sealer
    adds ids, key, custody, counts, lists and hashes. It must have `final_url` and `finished`.
    `withheld` is flat and whole: what the exchanges list, and the rest (form values, frames).
    """

    capture_id: str
    about: dict[str, object]
    exchanges: tuple[Exchange, ...]
    artefacts: tuple[Artefact, ...]
    gaps: tuple[Gap, ...]
    failed_requests: tuple[FailedRequest, ...]
    withheld: tuple[Withheld, ...]
