"""Records one page of the installed browser: says what `resources/recorder/recorder.js` says.

The same three sources, in the same words (`capture.channel_messages`). There the script sits in a
page of our own beside the one under capture; here Python itself holds the browser's pipe.
"""

import re
from collections import Counter
from collections.abc import Callable

from evidencekit.capture.connection import Json
from evidencekit.chromium.bodies import Bodies
from evidencekit.chromium.pipe import Pipe
from evidencekit.chromium.told import pairs, reply, sent, socket_frame, socket_step

_MAX_POST = 1 << 16
_SCHEMES = re.compile(r"(https?|wss?):", re.IGNORECASE)
_PATTERN = {"urlPattern": "*", "requestStage": "Response"}
_BUFFERS = {
    "maxTotalBufferSize": 500_000_000,
    "maxResourceBufferSize": 200_000_000,
    "maxPostDataSize": _MAX_POST,
}
# Popups and shared workers are the browser's to tell of.
_INSIDE = [{"type": "iframe"}, {"type": "worker"}, {"type": "service_worker"}]
_RELAYED = frozenset({"Page.navigatedWithinDocument", "Page.loadEventFired"})


class PageRecorder:
    """Of one page: of its own session, and of those of its frames and workers.

    Lives on the pipe's thread. `out` takes messages, `other` events of what is not recorded here,
    both in their order. `frames` are the sessions of frames in processes of their own, by frame;
    `languages` is what the browser asks sites for, once it has asked.
    """

    def __init__(
        self,
        pipe: Pipe,
        session: str,
        out: Callable[[Json], None],
        other: Callable[[str, str, Json], None],
    ) -> None:
        self._pipe, self._own, self._out, self._other = pipe, session, out, other
        self._targets = {session: "page"}
        self._known: dict[str, tuple[str, str]] = {}
        self._lengths: Counter[str] = Counter()
        self.languages = ""
        self.frames: dict[str, str] = {}
        self.parents: dict[str, str] = {}
        self.bodies = Bodies(pipe, out, lambda: pipe.send("Page.stopLoading", {}, session))
        self._on: dict[str, Callable[[str, Json], None]] = {
            "Fetch.requestPaused": self._paused,
            "Network.requestWillBeSent": self._sent,
            "Network.requestWillBeSentExtraInfo": self._sent_headers,
            "Network.responseReceived": self._received,
            "Network.responseReceivedExtraInfo": self._received_headers,
            "Network.requestServedFromCache": self._cached,
            "Network.dataReceived": self._data,
            "Network.loadingFinished": self._finished,
            "Network.loadingFailed": self._failed,
            "Network.webSocketFrameSent": self._socket_sent,
            "Network.webSocketFrameReceived": self._socket_received,
            "Page.frameNavigated": self._navigated,
            "Target.attachedToTarget": self._attached,
            "Target.detachedFromTarget": self._detached,
        }

    def attach(self, session: str, target: str, *, waits: bool) -> None:
        """Record a session from now on, and let it run that `waits` for us."""
        self._targets[session] = target
        self._pipe.listen(session, self.hear)
        self._pipe.send("Fetch.enable", {"patterns": [_PATTERN]}, session)
        self._pipe.send("Network.enable", _BUFFERS, session)
        self._pipe.send("Network.setCacheDisabled", {"cacheDisabled": True}, session)
        inside = {"autoAttach": True, "waitForDebuggerOnStart": True, "flatten": True}
        self._pipe.send("Target.setAutoAttach", inside | {"filter": _INSIDE}, session)
        if target in {"page", "iframe"}:
            for domain in ("Page", "Console", "Log"):
                self._pipe.send(f"{domain}.enable", {}, session)
        if waits:
            self._pipe.send("Runtime.runIfWaitingForDebugger", {}, session)

    def hear(self, session: str, method: str, p: Json) -> None:
        """Take an event of one of the sessions."""
        handle = self._on.get(method)
        if handle:
            handle(session, p)
            return
        step = socket_step(method, p)
        if step is not None:
            self._out(step)
        elif method in _RELAYED and session == self._own:
            self._out({"k": "event", "method": method, "params": p})
        self._other(session, method, p)

    # ---- targets -------------------------------------------------------------------------------

    def _attached(self, session: str, p: Json) -> None:
        info = p["targetInfo"]
        if info["type"] == "iframe":
            self.frames[info["targetId"]] = p["sessionId"]
            self.parents[info["targetId"]] = session
        self.attach(p["sessionId"], info["type"], waits=bool(p.get("waitingForDebugger")))

    def _detached(self, _session: str, p: Json) -> None:
        gone = p["sessionId"]
        self._pipe.forget(gone)
        for frame in [one for one, session in self.frames.items() if session == gone]:
            del self.frames[frame], self.parents[frame]
        self._out({"k": "detached", "target": gone})

    def forget(self) -> None:
        """Hear no more of any session."""
        for session in self._targets:
            self._pipe.forget(session)

    # ---- requests ------------------------------------------------------------------------------

    def _paused(self, session: str, p: Json) -> None:
        self.bodies.take(session, self._targets[session], p)

    def _sent(self, session: str, p: Json) -> None:
        if _SCHEMES.match(p["request"]["url"]):
            self._known[p["requestId"]] = (p["request"]["url"], p.get("frameId") or "")
            name = "" if session == self._own else session
            self._out(sent(name, self._targets[session], p))

    def _sent_headers(self, _session: str, p: Json) -> None:
        heads = pairs(p.get("headers"))
        wanted = [value for name, value in heads if name.lower() == "accept-language"]
        self.languages = self.languages or "".join(wanted[:1])
        self._out({"k": "sent_headers", "nid": p["requestId"], "headers": heads})

    def _received(self, session: str, p: Json) -> None:
        self.bodies.received(session, p["requestId"])
        if p["requestId"] in self._known:
            told = {"extra": bool(p.get("hasExtraInfo")), "type": p.get("type")}
            told |= {"nid": p["requestId"], "ts": p.get("timestamp"), "reply": reply(p["response"])}
            self._out({"k": "received"} | told)

    def _received_headers(self, _session: str, p: Json) -> None:
        heads = pairs(p.get("headers"))
        self._out({"k": "received_headers", "nid": p["requestId"], "headers": heads})

    def _cached(self, _session: str, p: Json) -> None:
        self._out({"k": "cached", "nid": p["requestId"]})

    def _data(self, _session: str, p: Json) -> None:
        data = p.get("data")
        if not data:
            self._lengths[p["requestId"]] += p["dataLength"]
        elif self.bodies.fits(p["requestId"], data):
            self._out({"k": "stream", "nid": p["requestId"], "d": data})

    def _finished(self, session: str, p: Json) -> None:
        nid = p["requestId"]
        if nid not in self._known:
            return
        del self._known[nid]
        asks = not self.bodies.was_paused(nid)
        length = self._lengths.pop(nid, 0)
        told = {"wire": p.get("encodedDataLength"), "asks": asks, "length": length}
        self._out({"k": "finished", "nid": nid} | told)
        if asks:
            self.bodies.ask_network(session, nid)

    def _failed(self, _session: str, p: Json) -> None:
        nid = p["requestId"]
        url, frame = self._known.pop(nid, ("", ""))
        self.bodies.was_paused(nid)
        self._lengths.pop(nid, None)
        blocked = p.get("blockedReason") or (p.get("corsErrorStatus") or {}).get("corsError") or ""
        failed = {"nid": nid, "error": p.get("errorText") or "", "blocked": blocked}
        self._out({"k": "failed", "url": url, "frame": frame, "type": p.get("type")} | failed)

    def _socket_sent(self, _session: str, p: Json) -> None:
        self._out(socket_frame(p, "out"))

    def _socket_received(self, _session: str, p: Json) -> None:
        if self.bodies.fits(p["requestId"], p["response"]["payloadData"]):
            self._out(socket_frame(p, "in"))

    def _navigated(self, session: str, p: Json) -> None:
        if session == self._own and not p["frame"].get("parentId"):
            self.bodies.begin()
            self._out({"k": "event", "method": "Page.frameNavigated", "params": p})
        self._other(session, "Page.frameNavigated", p)
