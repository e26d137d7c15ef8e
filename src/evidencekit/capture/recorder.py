"""Keeps what a page loads: takes the channel's messages, spools bodies, knows what is open. No Qt.

`recording` turns what is kept into exchanges and gaps. Secrets stay in memory until then; bodies
of requests and what a page sends in WebSocket frames never reach the spool.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from evidencekit.capture.channel_messages import (
    Answered,
    Cached,
    Committed,
    Finished,
    Loaded,
    LoadFailed,
    NetworkBody,
    Paused,
    Payload,
    Piece,
    RawHeaders,
    Ready,
    Received,
    Sent,
    SessionEnded,
    SocketFrame,
    SocketStep,
    StreamPiece,
)
from evidencekit.capture.channel_reading import read_message
from evidencekit.capture.connection import Json
from evidencekit.capture.console import ConsoleLog
from evidencekit.capture.loads import (
    DocumentSeen,
    Hop,
    Load,
    Socket,
    close_before,
    document_seen,
    fill_in,
    hop_of_pause,
    hop_of_request,
)
from evidencekit.capture.recording import Kept, Recording, join_lists, request_key
from evidencekit.capture.sockets import add_frame, open_socket, step_socket
from evidencekit.capture.spool import EMPTY, Spool, SpoolFile
from evidencekit.capture.withholding import WithholdRules
from evidencekit.evidence.records import Body, Headers
from evidencekit.foundation.clock import Clock

__all__ = ["DocumentSeen", "Recorder", "Recording"]


class Recorder:
    """Of one page. Not thread-safe: the session's thread owns it. `spool` is an empty folder.

    What earlier documents loaded is dropped, or kept with `whole`: the way here. `shown` is the
    engine's id of the document that is shown, empty before the first.
    """

    def __init__(
        self, spool: Path, rules: WithholdRules, clock: Clock, *, whole: bool = False
    ) -> None:
        self._spool, self._rules, self._clock = Spool(spool), rules, clock
        self._whole = whole
        self.console = ConsoleLog(rules, clock)
        self._loads: dict[str, Load] = {}
        self._sockets: dict[str, Socket] = {}
        self._pieces: dict[int, tuple[SpoolFile, bool]] = {}
        self._extras: dict[str, tuple[list[Headers], list[Headers]]] = {}
        self._dropped: set[str] = set()
        self._dropped_since: Counter[tuple[str, str]] = Counter()
        self._loaders_left: set[str] = set()
        self._own_urls: set[str] = set()
        self._asked_by_us: set[tuple[str, str]] = set()
        self._frame, self._asked, self.shown = "", "", ""
        self._began = self._answered = 0
        self._active_ns = clock.monotonic_ns()
        self._loaded_ns: int | None = None
        self._takers: dict[type, Callable[[Any], None]] = {
            Ready: self._take_ready,
            Sent: self._take_sent,
            RawHeaders: self._take_headers,
            Received: self._take_received,
            Paused: self._take_paused,
            NetworkBody: self._take_network_body,
            Piece: self._take_piece,
            StreamPiece: self._take_stream,
            Finished: self._take_finished,
            LoadFailed: self._take_failed,
            Cached: self._take_cached,
            Answered: self._take_answered,
            SocketStep: self._take_socket,
            SocketFrame: self._take_frame,
            SessionEnded: self._take_session_end,
            Committed: self._take_commit,
            Loaded: self._take_load,
        }

    def take(self, messages: Iterable[Json]) -> None:
        """Take messages of all kinds; others than the recorder's are ignored. Raises DiskFull."""
        for raw in messages:
            if raw.get("k") in {"console", "load_started"}:
                self.console.take(raw)
            message = read_message(raw)
            if message is None:
                continue
            if not isinstance(message, (StreamPiece, SocketFrame, Loaded)):
                self._active_ns = self._clock.monotonic_ns()
            self._takers[type(message)](message)

    def open_requests(self) -> int:
        """Return how many requests wait for their end; streams and sockets never count."""
        return sum(load.is_open for load in self._loads.values())

    def idle_for(self, seconds: float) -> bool:
        """Say whether nothing is open and nothing has happened for `seconds`."""
        quiet = self._clock.monotonic_ns() - self._active_ns
        return quiet >= seconds * 1e9 and self.open_requests() == 0

    def loaded_for(self) -> float | None:
        """Return the seconds since the document's load event, or None before it."""
        if self._loaded_ns is None:
            return None
        return (self._clock.monotonic_ns() - self._loaded_ns) / 1e9

    def active_bodies(self) -> Iterator[Body]:
        """Give the bodies received so far that can hold scripts."""
        for hop in self.hops():
            if hop.body is not None and hop.type in {"Document", "Script", "Other"}:
                yield hop.body

    def hops(self) -> Iterator[Hop]:
        """Give every request of the page so far, redirects one by one."""
        for load in self._loads.values():
            yield from load.hops

    def ask_for(self, urls: Iterable[str]) -> None:
        """Mark addresses as asked for by the capture itself, not by the page."""
        self._asked_by_us.update(request_key("GET", url) for url in urls)

    @property
    def bytes_kept(self) -> int:
        """Return the bytes of all bodies kept so far."""
        return self._spool.bytes_kept

    def document(self) -> DocumentSeen | None:
        """Return the last main document, or None before the first."""
        load = self._loads.get(self.shown) or self._loads.get(self._asked)
        return None if load is None else document_seen(load, self._rules)

    def give_up_document(self) -> bool:
        """Wait no longer for the end of the main document; say whether it was awaited."""
        load = self._loads.get(self.shown)
        return load is not None and load.stream is not None and load.give_up()

    def finish(
        self, requests_seen: list[tuple[str, str, str]], *, channel_lost: bool = False
    ) -> Recording:
        """Join the three lists as they are now; bodies stay in the spool folder.

        A live page goes on and may be joined again: what it still receives is in the next one.

        `requests_seen` is asked of the connection *before* the last messages are taken (with a
        call between the two, that orders them): else a request under way counts as not seen.
        `channel_lost` says that the engine went away, which is then the reason of what is open.
        """
        kept = Kept(
            loads=list(self._loads.values()),
            sockets=list(self._sockets.values()),
            document=self.shown or self._asked,
            frame=self._frame,
            own_urls=self._own_urls,
            dropped=self._dropped_since,
        )
        recording = join_lists(kept, self._rules, requests_seen, channel_lost=channel_lost)
        for file, _repaired in self._pieces.values():
            file.close()
        return recording

    def discard(self) -> None:
        """Drop everything and delete the spooled bodies."""
        for load in self._loads.values():
            load.forget(self._spool)
        for socket in self._sockets.values():
            socket.file.drop()
        for file, _repaired in self._pieces.values():
            file.drop()
        self._loads, self._sockets, self._pieces = {}, {}, {}

    # ---- requests and heads --------------------------------------------------------------------

    def _take_ready(self, m: Ready) -> None:
        self._frame = m.frame

    def _take_sent(self, m: Sent) -> None:
        if m.nid in self._dropped:
            return
        if request_key(m.method, m.url) in self._asked_by_us:
            m = replace(m, initiator="capture")
        hop = hop_of_request(m, self._clock.now())
        load = self._loads.get(m.nid)
        if load is None:
            self._begin(m.nid, m.session, hop)
        elif load.hops[0].wall == 0:
            fill_in(load.hops[0], m)
        elif m.redirect is not None:
            self._answer(load.hops[-1])
            load.hops[-1].reply, load.hops[-1].reply_ts = m.redirect, m.ts
            load.hops[-1].has_extra = m.redirect_has_extra
            load.hops[-1].what = "redirect"
            load.hops.append(hop)
        # Else a second session tells of the same request.
        if m.type == "Document" and m.frame == self._frame and m.target == "page":
            self._asked, self._loaded_ns = m.nid, None

    def _begin(self, nid: str, session: str, hop: Hop) -> Load:
        self._began += 1
        sent, received = self._extras.setdefault(nid, ([], []))
        load = Load(nid, session, self._began, [hop], sent, received)
        self._loads[nid] = load
        return load

    def _take_headers(self, m: RawHeaders) -> None:
        # They may come before the request itself is told of.
        if m.nid not in self._dropped:
            sent, received = self._extras.setdefault(m.nid, ([], []))
            (sent if m.sent else received).append(m.headers)

    def _take_received(self, m: Received) -> None:
        load = self._loads.get(m.nid)
        if load is not None:
            hop = load.hops[-1]
            self._answer(hop)
            hop.reply, hop.reply_ts, hop.has_extra = m.reply, m.ts, m.has_extra
            hop.type = m.type or hop.type

    def _answer(self, hop: Hop) -> None:
        """Give the hop its place in the order in which responses began."""
        if hop.order is None:
            self._answered += 1
            hop.order = self._answered

    # ---- bodies --------------------------------------------------------------------------------

    def _take_paused(self, m: Paused) -> None:
        load, hop = self._paused_hop(m)
        if load is None or hop is None:
            self._close_payload(m.payload, None)
            return
        self._answer(hop)
        hop.paused, hop.what = m.reply, m.what
        if m.what == "redirect":
            hop.body = EMPTY
        elif m.what == "unfinished":
            del self._loads[m.nid], self._extras[m.nid]
            self._loads[load.set_aside()] = load
        elif m.what == "stream":
            load.stream = self._spool.begin()
            hop.source = "stream"
        elif m.payload is not None:
            self._close_payload(m.payload, hop)

    def _paused_hop(self, m: Paused) -> tuple[Load | None, Hop | None]:
        if m.nid in self._dropped:
            return None, None
        load = self._loads.get(m.nid)
        if load is None:
            load = self._begin(m.nid, "", hop_of_pause(m, self._clock.now()))
            # Nothing else will be said of it.
            load.done = True
        return load, load.unpaused_hop(m.url)

    def _take_network_body(self, m: NetworkBody) -> None:
        load = self._loads.get(m.nid)
        hop = load.hops[-1] if load else None
        if load is None or hop is None or hop.body is not None:
            self._close_payload(m.payload, None)
            return
        load.asks = False
        hop.source = "network"
        if m.payload is None:
            hop.what = "error"
            return
        hop.what = "body"
        body = self._close_payload(m.payload, hop)
        # Text was decoded by the browser: it is the server's only if nothing was lost or added.
        if not m.payload.base64 and body is not None:
            hop.exact = hop.exact and body.size == load.length

    def _close_payload(self, payload: Payload | None, hop: Hop | None) -> Body | None:
        """Keep the body for `hop` and return it, or drop it when there is no hop."""
        if payload is None:
            return None
        body: Body | None = None
        repaired = payload.repaired
        if payload.pieces is None:
            body = self._spool.store(payload.data) if hop else None
        else:
            file, repaired = self._pieces.pop(payload.pieces, (None, True))
            if file is not None and hop is not None:
                body = file.close()
            elif file is not None:
                file.drop()
        if hop is not None:
            hop.body, hop.exact = body, not repaired
            if body is None:
                hop.what = "error"
        return body

    def _take_piece(self, m: Piece) -> None:
        file, repaired = self._pieces.get(m.to) or (self._spool.begin(), False)
        file.write(m.data)
        self._pieces[m.to] = (file, repaired or m.repaired)

    def _take_stream(self, m: StreamPiece) -> None:
        load = self._loads.get(m.nid)
        if load is not None and load.stream is not None:
            load.stream.write(m.data)
            load.stream_failed = load.stream_failed or m.failed
        elif m.nid in self._sockets:
            self._sockets[m.nid].cut = m.failed

    # ---- ends ----------------------------------------------------------------------------------

    def _take_finished(self, m: Finished) -> None:
        if (load := self._loads.get(m.nid)) is not None and not load.done:
            load.done, load.wire, load.length = True, m.wire, m.length
            load.asks = m.asks and load.hops[-1].body is None and load.stream is None

    def _take_failed(self, m: LoadFailed) -> None:
        if (load := self._loads.get(m.nid)) is not None and not load.done:
            load.done, load.error = True, m.error or "failed"

    def _take_cached(self, m: Cached) -> None:
        if (load := self._loads.get(m.nid)) is not None:
            load.cached = True

    def _take_answered(self, m: Answered) -> None:
        self._dropped_since[request_key(m.method, m.url)] += 1  # the browser may have seen it

    def _take_session_end(self, m: SessionEnded) -> None:
        for load in self._loads.values():
            if load.session == m.session and load.session:
                load.give_up()

    # ---- sockets -------------------------------------------------------------------------------

    def _take_socket(self, m: SocketStep) -> None:
        if m.what == "opened" and m.nid not in self._sockets:
            self._began += 1
            self._sockets[m.nid] = open_socket(m, self._began, self._spool.begin(), self._clock)
        elif m.nid in self._sockets:
            if m.what == "received":
                self._answer(self._sockets[m.nid].hop)
            step_socket(self._sockets[m.nid], m)

    def _take_frame(self, m: SocketFrame) -> None:
        if m.nid in self._sockets:
            add_frame(self._sockets[m.nid], m, self._clock)

    # ---- documents -----------------------------------------------------------------------------

    def _take_commit(self, m: Committed) -> None:
        if m.loader is not None:
            self._frame, self.shown, self._loaded_ns = m.frame, m.loader, None
            if not self._whole:
                self._own_urls.clear()
                self._drop_before(m.loader)
            elif m.loader in self._loads:
                close_before(self._loads[m.loader], self._loads.values())
        if m.frame == self._frame:
            self._own_urls.add(m.url)

    def _take_load(self, _m: Loaded) -> None:
        self._loaded_ns = self._clock.monotonic_ns()

    def _drop_before(self, document: str) -> None:
        """Forget what earlier documents loaded: all from before the navigation, and late ones."""
        own = self._loads.get(document)
        start = own.began if own else self._began + 1
        before = [load for load in self._loads.values() if load.began < start]
        self._loaders_left |= {hop.loader for load in before for hop in load.hops if hop.loader}
        self._dropped_since.clear()
        for load in list(self._loads.values()):
            late = load is not own and load.hops[0].loader in self._loaders_left
            if load.began < start or late:
                load.forget(self._spool)
                del self._loads[load.nid]
                self._extras.pop(load.nid, None)
                self._dropped.add(load.nid)
                if load.began >= start:
                    self._dropped_since.update(request_key(h.method, h.url) for h in load.hops)
        for socket in list(self._sockets.values()):
            if socket.began < start:
                socket.file.drop()
                del self._sockets[socket.nid]
