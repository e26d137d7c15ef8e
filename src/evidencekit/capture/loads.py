"""One load of the page as the recorder knows it so far: hops, heads, body."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from evidencekit.capture.channel_messages import Paused, Reply, Sent
from evidencekit.capture.spool import Spool, SpoolFile
from evidencekit.capture.withholding import WithholdRules
from evidencekit.evidence.records import Body, Headers

# The other end broke off, or its coding did: what came is kept, as far as it came.
_CUT_OFF = frozenset(
    f"net::ERR_{word}"
    for word in (
        *("CONNECTION_CLOSED", "CONNECTION_RESET", "CONTENT_LENGTH_MISMATCH"),
        "CONTENT_DECODING_FAILED",
        *("HTTP2_PROTOCOL_ERROR", "INCOMPLETE_CHUNKED_ENCODING", "QUIC_PROTOCOL_ERROR"),
    )
)
_REPLACING = "multipart/x-mixed-replace"


@dataclass(slots=True)
class Hop:
    """One request of a load and its answer. `what` as in `Paused`, empty while nothing came.

    `paused` is the head as seen at the pause, `reply` as reported; times as in the messages.
    """

    url: str
    method: str
    type: str
    headers: Headers
    target: str
    frame: str
    loader: str
    initiator: str
    wall: float
    ts: float
    post: bytes | None
    seen: datetime
    reply: Reply | None = None
    reply_ts: float = 0.0
    paused: Reply | None = None
    has_extra: bool | None = None
    what: str = ""
    body: Body | None = None
    source: str = "fetch"
    exact: bool = True
    order: int | None = None

    @property
    def head(self) -> Reply | None:
        """Return the head of the response, or None."""
        return self.reply or self.paused


@dataclass(slots=True)
class Load:
    """A request with its redirects. `began` counts requests and sockets of the whole page."""

    nid: str
    session: str
    began: int
    hops: list[Hop]
    sent_headers: list[Headers]
    received_headers: list[Headers]
    done: bool = False
    asks: bool = False
    error: str | None = None
    wire: int | None = None
    length: int = 0
    cached: bool = False
    stream: SpoolFile | None = None
    stream_failed: bool = False

    @property
    def is_open(self) -> bool:
        """Say whether its end is awaited; a stream's never is, if it is no document.

        A body that is here whole has ended, though the page may never read it to its end.
        """
        last = self.hops[-1]
        if last.what == "body" or (self.stream is not None and last.type != "Document"):
            return False
        return not self.done or self.asks

    @property
    def cut_by(self) -> str | None:
        """Return what ended the body before its end, as far as that is known."""
        if self.error in _CUT_OFF:
            return "disconnect"
        if self.stream is None:
            return None
        whole = self.hops[-1].type in {"Document", "Fetch", "XHR"}
        unfinished = not self.done or self._replaces or (whole and self.error is not None)
        return "length" if self.stream_failed else "time" if unfinished else None

    @property
    def _replaces(self) -> bool:
        """Say whether it is pictures that follow each other: the engine calls the first the end."""
        head = self.hops[-1].paused
        return head is not None and any(
            name.lower() == "content-type" and value.strip().lower().startswith(_REPLACING)
            for name, value in head.headers
        )

    @property
    def came_to_nothing(self) -> bool:
        """Say whether the engine kept the answer from the page, and from us: it looks empty."""
        last = self.hops[-1]
        bare = last.what == "body" and last.body is not None and not last.body.size
        return bare and self.error is not None and self.cut_by is None

    def give_up(self) -> bool:
        """Wait no longer for its end; say whether it was awaited."""
        awaited, self.asks = self.is_open, False
        if not self.done:
            self.done, self.error = True, "aborted"
        return awaited

    def set_aside(self) -> str:
        """End it without an answer, for its id will mean another load; return its new one."""
        self.nid, self.done, self.error = f"{self.nid} unfinished", True, "unfinished"
        return self.nid

    def forget(self, spool: Spool) -> None:
        """Delete what was kept of it."""
        if self.stream is not None:
            self.stream.drop()
            return
        for hop in self.hops:
            if hop.body is not None:
                spool.forget(hop.body)

    def unpaused_hop(self, url: str) -> Hop | None:
        """Return the hop that a pause with this address belongs to."""
        free = [hop for hop in self.hops if hop.paused is None]
        return next((hop for hop in free if hop.url == url), free[-1] if free else None)


@dataclass(frozen=True, slots=True)
class DocumentSeen:
    """The last main document: addresses as they were (not for storing), status, redirects.

    `status` is None while nothing came; `error` is the engine's word (`net::ERR_...`) or None.
    Headers are those that may be kept.
    """

    asked_url: str
    url: str
    status: int | None
    mime_type: str
    redirects: int
    remote_ip: str | None
    headers: Headers
    error: str | None


@dataclass(slots=True)
class Socket:
    """A WebSocket: its handshake and the file of its frames."""

    nid: str
    began: int
    hop: Hop
    file: SpoolFile
    frames: int = 0
    cut: bool = False
    sent: list[tuple[int, int]] = field(default_factory=list)
    error: str | None = None
    offset: float = 0.0


def document_seen(load: Load, rules: WithholdRules) -> DocumentSeen:
    """Return what is known of the load of a main document."""
    first, last = load.hops[0], load.hops[-1]
    head = last.head
    headers = last.paused.headers if last.paused else head.headers if head else ()
    return DocumentSeen(
        asked_url=first.url,
        url=last.url,
        status=head.status if head else None,
        mime_type=last.reply.mime if last.reply else "",
        redirects=len(load.hops) - 1,
        remote_ip=(last.reply.ip or None) if last.reply else None,
        headers=rules.clean_headers("response_header", headers, last.url, frozenset())[0],
        error=load.error,
    )


def hop_of_request(m: Sent, seen: datetime) -> Hop:
    """Return the hop of a request that goes out."""
    return Hop(
        url=m.url,
        method=m.method,
        type=m.type,
        headers=m.headers,
        target=m.target,
        frame=m.frame,
        loader=m.loader,
        initiator=m.initiator,
        wall=m.wall,
        ts=m.ts,
        post=m.post,
        seen=seen,
    )


def hop_of_pause(m: Paused, seen: datetime) -> Hop:
    """Return the hop of a response whose request nobody told of: a shared worker's, a preflight."""
    return Hop(
        url=m.url,
        method=m.method,
        type=m.type,
        headers=m.sent,
        target=m.target,
        frame="",
        loader="",
        initiator="",
        wall=0.0,
        ts=0.0,
        post=None,
        seen=seen,
    )


def hop_of_socket(url: str, seen: datetime) -> Hop:
    """Return the hop of a WebSocket's handshake."""
    return Hop(
        url=url,
        method="GET",
        type="WebSocket",
        headers=(),
        target="page",
        frame="",
        loader="",
        initiator="script",
        wall=0.0,
        ts=0.0,
        post=b"",
        seen=seen,
    )


def close_before(own: Load, loads: Iterable[Load]) -> None:
    """Wait no longer for what came before a document: the engine may never tell of its end."""
    for load in loads:
        if load.began < own.began:
            load.give_up()


def fill_in(hop: Hop, m: Sent) -> None:
    """Tell a hop that was first seen at the pause what is now known of its request."""
    hop.headers, hop.loader, hop.initiator = m.headers, m.loader, m.initiator
    hop.wall, hop.ts, hop.post, hop.frame = m.wall, m.ts, m.post, m.frame
