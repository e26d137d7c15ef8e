"""What the recorder script says (`resources/recorder/recorder.js`), as types.

Read by `channel_reading`. Times are the engine's: `wall` in seconds since 1970, `ts` in
seconds of a monotonic clock of its own.
"""

from dataclasses import dataclass

from evidencekit.evidence.records import Headers


@dataclass(frozen=True, slots=True)
class Certificate:
    """What the engine says of a site's certificate; `valid_from`, `valid_to` seconds since 1970."""

    protocol: str
    cipher: str
    subject: str
    issuer: str
    valid_from: int
    valid_to: int


@dataclass(frozen=True, slots=True)
class Reply:
    """Status line, headers and circumstances of a response."""

    url: str
    status: int
    reason: str
    headers: Headers
    mime: str
    charset: str
    origin: str
    ip: str
    protocols: tuple[str, ...]
    wire: int | None
    certificate: Certificate | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """A request goes out; with `redirect`, the response that sent it there.

    `target` is the kind of its session (`page`, `worker`...); `post` None when not told.
    """

    nid: str
    session: str
    target: str
    url: str
    method: str
    headers: Headers
    type: str
    frame: str
    loader: str
    wall: float
    ts: float
    initiator: str
    post: bytes | None
    redirect: Reply | None
    redirect_has_extra: bool


@dataclass(frozen=True, slots=True)
class RawHeaders:
    """Headers as they went over the wire, of a request or (`sent` False) of a response."""

    nid: str
    sent: bool
    headers: Headers


@dataclass(frozen=True, slots=True)
class Received:
    """The head of a response."""

    nid: str
    ts: float
    type: str
    has_extra: bool
    reply: Reply


@dataclass(frozen=True, slots=True)
class Payload:
    """A body, or (`pieces`) the number under which it came before. `what` as in `Paused`."""

    data: bytes
    pieces: int | None
    base64: bool
    repaired: bool


@dataclass(frozen=True, slots=True)
class Paused:
    """A response seen at the pause. `what`: body, redirect, stream, too_large, error, unfinished.

    `unfinished`: a document that did not end; it is asked for again under the same id.
    `own` when the engine gave no request id: nothing else will be said of it.
    """

    nid: str
    own: bool
    what: str
    target: str
    url: str
    method: str
    type: str
    sent: Headers
    reply: Reply
    payload: Payload | None


@dataclass(frozen=True, slots=True)
class NetworkBody:
    """A body asked for afterwards; `payload` None when there was none to be had."""

    nid: str
    payload: Payload | None


@dataclass(frozen=True, slots=True)
class Piece:
    """Part of a body, to be joined with the others of its number."""

    to: int
    data: bytes
    repaired: bool


@dataclass(frozen=True, slots=True)
class StreamPiece:
    """Part of a response that may never end; `failed` when it can't be had."""

    nid: str
    data: bytes
    failed: bool


@dataclass(frozen=True, slots=True)
class Finished:
    """A response is complete. `asks`: its body is still to come. `length` of the decoded body."""

    nid: str
    wire: int | None
    asks: bool
    length: int


@dataclass(frozen=True, slots=True)
class LoadFailed:
    """The page did not get it; `error` in the engine's words."""

    nid: str
    error: str


@dataclass(frozen=True, slots=True)
class Cached:
    """A response came from the memory cache."""

    nid: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A picture was asked for because of a photograph, and never from the network."""

    method: str
    url: str


@dataclass(frozen=True, slots=True)
class SocketStep:
    """A WebSocket's life: `what` is opened, sent, received, error, closed."""

    nid: str
    what: str
    url: str
    wall: float
    ts: float
    status: int
    reason: str
    headers: Headers


@dataclass(frozen=True, slots=True)
class SocketFrame:
    """A frame. `data` as the engine gives it (text, or base64 of others); None of one sent."""

    nid: str
    incoming: bool
    ts: float
    opcode: int
    size: int
    data: str | None


@dataclass(frozen=True, slots=True)
class SessionEnded:
    """A worker or remote frame is gone, and what it still waited for."""

    session: str


@dataclass(frozen=True, slots=True)
class Committed:
    """The main frame shows a new document (`loader`), or (None) the same under a new address."""

    loader: str | None
    frame: str
    url: str


@dataclass(frozen=True, slots=True)
class Loaded:
    """The load event of the main document."""


@dataclass(frozen=True, slots=True)
class Ready:
    """The recorder runs; `frame` is the main frame."""

    frame: str


Message = (
    Sent | RawHeaders | Received | Paused | NetworkBody | Piece | StreamPiece | Finished
    | LoadFailed | Cached | Answered | SocketStep | SocketFrame | SessionEnded | Committed | Loaded
    | Ready
)  # fmt: skip
