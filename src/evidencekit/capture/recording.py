"""Joins the three lists of requests (capture-targets.md, 4) into exchanges, gaps and failures.

The lists: what the page's engine told of, what was kept, what the browser process saw. Every
request is in exactly one of exchanges, gaps and failed.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import unquote

from evidencekit.capture.loads import Hop, Load, Socket
from evidencekit.capture.sockets import socket_artefact, time_of
from evidencekit.capture.spool import EMPTY
from evidencekit.capture.withholding import WithholdRules
from evidencekit.evidence.records import Artefact, Exchange, FailedRequest, Gap, Headers, Withheld

_BODILESS = frozenset({204, 205, 304})
_CUT_REASONS = {"disconnect": "cut", "length": "too_large", "time": "open_at_end"}
_SCHEMES = ("http://", "https://", "ws://", "wss://")
_UNSEEN_REASONS = {"SharedWorker": "shared_worker", "ServiceWorker": "worker_update"}


@dataclass(frozen=True, slots=True)
class Recording:
    """Everything the last document loaded, secrets withheld, each request accounted for.

    `withheld` is flat and whole: what exchanges list too, and the rest. `addresses` maps addresses
    that hold a secret to the form that is written instead: for DOM, MHTML, console and action log;
    never stored. `requests` counts all requests of the document.
    """

    exchanges: tuple[Exchange, ...]
    gaps: tuple[Gap, ...]
    failed: tuple[FailedRequest, ...]
    websockets: tuple[Artefact, ...]
    withheld: tuple[Withheld, ...]
    addresses: dict[str, str]
    requests: int
    redirects: int
    ws_frames: int
    open_at_end: int


@dataclass(frozen=True, slots=True)
class Kept:
    """What the recorder holds at the end. `dropped` counts late requests of documents left."""

    loads: list[Load]
    sockets: list[Socket]
    document: str
    frame: str
    own_urls: set[str]
    dropped: Counter[tuple[str, str]]


def request_key(method: str, url: str) -> tuple[str, str]:
    """Return what two lists call the same request: spelling of escapes and fragment aside."""
    return method, unquote(url.split("#", 1)[0])


def join_lists(
    kept: Kept,
    rules: WithholdRules,
    requests_seen: list[tuple[str, str, str]],
    *,
    channel_lost: bool,
) -> Recording:
    """Return the recording; closes what is still being written. Raises DiskFull."""
    join = _Join(kept, rules, "channel_lost" if channel_lost else "open_at_end")
    for load in sorted(kept.loads, key=lambda load: load.began):
        join.add_load(load)
    for socket in kept.sockets:
        join.add_socket(socket)
    join.add_unseen(requests_seen)
    return join.recording()


class _Join:
    def __init__(self, kept: Kept, rules: WithholdRules, open_reason: str) -> None:
        self._kept, self._rules, self._open = kept, rules, open_reason
        own = next((load for load in kept.loads if load.nid == kept.document), None)
        urls = kept.own_urls | ({hop.url for hop in own.hops} if own else set())
        # A referrer has no fragment.
        self._own = frozenset(urls | {url.split("#", 1)[0] for url in urls})
        self._exchanges: list[tuple[int, Exchange]] = []
        self._gaps: list[Gap] = []
        self._failed: list[FailedRequest] = []
        self._websockets: list[Artefact] = []
        self._withheld: list[Withheld] = []
        self._addresses: dict[str, str] = {}
        self._known = Counter(kept.dropped)
        self._requests = self._frames = self._open_count = 0

    # ---- addresses and headers -----------------------------------------------------------------

    def _address(self, url: str, *, own: bool) -> tuple[str, tuple[Withheld, ...]]:
        clean, taken = (self._rules.own_address if own else self._rules.sub_address)(url)
        if clean != url:
            self._addresses[url] = clean
        return clean, taken

    def _headers(
        self, where: str, headers: Headers, base: str
    ) -> tuple[Headers, tuple[Withheld, ...]]:
        return self._rules.clean_headers(where, headers, base, self._own)

    # ---- loads ---------------------------------------------------------------------------------

    def add_load(self, load: Load) -> None:
        sent, received = iter(load.sent_headers), iter(load.received_headers)
        self._close_stream(load)
        own = load.nid == self._kept.document
        for hop in load.hops:
            self._requests += 1
            self._known[request_key(hop.method, hop.url)] += 1
            told = hop.has_extra is not False and hop.wall != 0
            raw = (next(sent, ()), next(received, ())) if told else ((), ())
            self._add_hop(load, hop, raw, own=own)

    def _close_stream(self, load: Load) -> None:
        if load.stream is None:
            return
        if load.stream_failed and not load.stream.size:
            load.stream.drop()
        else:
            load.hops[-1].body = load.stream.close()

    def _add_hop(self, load: Load, hop: Hop, raw: tuple[Headers, Headers], *, own: bool) -> None:
        head = hop.head
        url, taken = self._address(hop.url, own=own)
        if head is not None and hop.body is None and (hop.what == "redirect" or _empty(hop)):
            hop.body = EMPTY
        nothing = hop is load.hops[-1] and load.came_to_nothing and not _empty(hop)
        if head is not None and hop.body is not None and not nothing:
            self._exchanges.append((hop.order or 0, self._exchange(load, hop, raw, url, taken)))
            return
        self._withheld += taken
        status = head.status if head else None
        if hop is load.hops[-1] and load.error is not None and hop.what != "too_large":
            self._failed.append(FailedRequest(url, hop.method, hop.type, load.error))
            return
        if load.is_open:
            self._open_count += 1
        reason = self._open if load.is_open else _missing_reason(hop)
        self._gaps.append(Gap(url, hop.method, hop.type, status, reason))

    def _exchange(
        self,
        load: Load,
        hop: Hop,
        raw: tuple[Headers, Headers],
        url: str,
        taken: tuple[Withheld, ...],
    ) -> Exchange:
        head = hop.head
        if head is None or hop.body is None:
            raise ValueError("no response")
        last = hop is load.hops[-1]
        request, first = self._headers("request_header", raw[0] or hop.headers, hop.url)
        received = _whole_headers(hop, raw[1])
        response, second = self._headers("response_header", received, hop.url)
        request, body, third = self._request_body(hop, request)
        withheld = (*taken, *first, *second, *third)
        self._withheld += withheld
        cut = load.cut_by if last else None
        if cut is not None and (cut != "time" or not _flows(hop)):
            self._gaps.append(Gap(url, hop.method, hop.type, head.status, _CUT_REASONS[cut]))
            self._open_count += cut == "time"
        moment = time_of(hop.wall + max(0.0, hop.reply_ts - hop.ts) if hop.reply_ts else hop.wall)
        return Exchange(
            url=url,
            method=hop.method,
            status=head.status,
            reason=head.reason,
            request_headers=request,
            response_headers=response,
            body=hop.body,
            at=_milliseconds(moment or hop.seen),
            resource_type=hop.type,
            source=hop.source,
            exact=hop.exact,
            origin="memory_cache" if load.cached and last else head.origin,
            body_state="truncated" if cut else _body_state(hop),
            truncated_by=cut,
            wire_bytes=load.wire if last else head.wire,
            frame=self._frame_word(hop),
            initiator=hop.initiator or None,
            remote_ip=head.ip or None,
            protocols=head.protocols,
            request_body=body,
            withheld=withheld,
        )

    def _request_body(
        self, hop: Hop, headers: Headers
    ) -> tuple[Headers, bytes, tuple[Withheld, ...]]:
        length = next((v for name, v in headers if name.lower() == "content-length"), "")
        size = int(length) if length.isascii() and length.isdigit() else len(hop.post or b"")
        if not size:
            return headers, b"", ()
        if hop.post is not None and self._rules.keeps_request_body(hop.method, hop.url):
            return headers, hop.post, ()
        renamed = tuple(
            ("x-orig-content-length", value) if name.lower() == "content-length" else (name, value)
            for name, value in headers
        )
        return renamed, b"", (Withheld("request_body", hop.method, size),)

    def _frame_word(self, hop: Hop) -> str:
        if hop.target not in {"page", "iframe"}:
            return hop.target
        return "main" if hop.frame in {"", self._kept.frame} else "frame"

    # ---- sockets -------------------------------------------------------------------------------

    def add_socket(self, socket: Socket) -> None:
        hop = socket.hop
        self._requests += 1
        self._known[request_key("GET", hop.url)] += 1
        self._frames += socket.frames
        url, taken = self._address(hop.url, own=False)
        body = socket.file.close()
        if hop.reply is None:
            self._withheld += taken
            error = socket.error or "aborted"
            self._failed.append(FailedRequest(url, "GET", "WebSocket", error))
        else:
            load = Load(socket.nid, "", socket.began, [hop], [], [], done=True)
            exchange = self._exchange(load, hop, ((), ()), url, taken)
            self._exchanges.append((hop.order or 0, exchange))
        if socket.cut:
            self._gaps.append(Gap(url, "GET", "WebSocket", None, "too_large"))
        names = {1: "text", 2: "binary"}
        self._withheld += [
            Withheld("ws_sent", names.get(opcode, "control"), size) for opcode, size in socket.sent
        ]
        if socket.frames:
            same = sum(one.urn.endswith(f":{url}") for one in self._websockets)
            self._websockets.append(socket_artefact(url, same + 1, body))

    # ---- the third list ------------------------------------------------------------------------

    def add_unseen(self, requests_seen: list[tuple[str, str, str]]) -> None:
        """Name what the browser process saw and nobody told of."""
        left = Counter(self._known)
        for method, url, kind in self._of_this_document(requests_seen):
            key = request_key(method, url)
            if not url.startswith(_SCHEMES):
                continue
            if left[key] > 0:
                left[key] -= 1
                continue
            self._requests += 1
            clean, taken = self._address(url, own=url in self._own)
            self._withheld += taken
            reason = _UNSEEN_REASONS.get(kind, "not_seen")
            word = "Document" if kind == "MainFrame" else kind
            self._gaps.append(Gap(clean, method, word, None, reason))

    def _of_this_document(
        self, requests_seen: list[tuple[str, str, str]]
    ) -> list[tuple[str, str, str]]:
        own = next((load for load in self._kept.loads if load.nid == self._kept.document), None)
        if own is None:
            return requests_seen
        first = request_key(own.hops[0].method, own.hops[0].url)
        starts = [
            index
            for index, (method, url, kind) in enumerate(requests_seen)
            if kind == "MainFrame" and request_key(method, url) == first
        ]
        return requests_seen[starts[-1] :] if starts else requests_seen

    def recording(self) -> Recording:
        exchanges = tuple(one for _n, one in sorted(self._exchanges, key=lambda pair: pair[0]))
        return Recording(
            exchanges=exchanges,
            gaps=tuple(self._gaps),
            failed=tuple(self._failed),
            websockets=tuple(self._websockets),
            withheld=tuple(self._withheld),
            addresses=self._addresses,
            requests=self._requests,
            redirects=sum(one.body_state == "redirect" for one in exchanges),
            ws_frames=self._frames,
            open_at_end=self._open_count,
        )


def _flows(hop: Hop) -> bool:
    """Say whether it is of a kind that has no end: what came of it is all that there was."""
    head = hop.head
    asked = hop.type in {"Document", "Fetch", "XHR"}
    return not asked or (head is not None and head.mime == "text/event-stream")


def _empty(hop: Hop) -> bool:
    head = hop.head
    return head is not None and (head.status in _BODILESS or hop.method == "HEAD")


def _body_state(hop: Hop) -> str:
    if hop.what == "redirect":
        return "redirect"
    if hop.type == "WebSocket":
        return "none"
    return "none" if _empty(hop) and hop.body is not None and not hop.body.size else "kept"


def _missing_reason(hop: Hop) -> str:
    return "too_large" if hop.what == "too_large" else "body_gone"


def _whole_headers(hop: Hop, raw: Headers) -> Headers:
    """Return the head as at the pause (in its order), and what only the wire's list has."""
    reported = hop.reply.headers if hop.reply else ()
    base = (hop.paused.headers if hop.paused else ()) or raw or reported
    names = {name.lower() for name, _value in base}
    return (*base, *((name, value) for name, value in raw if name.lower() not in names))


def _milliseconds(at: datetime) -> datetime:
    return at - timedelta(microseconds=at.microsecond % 1000)
