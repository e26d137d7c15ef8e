"""Takes bodies while responses are paused: whole, as a stream, or not at all (`recorder.js`)."""

import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin, urlsplit

from evidencekit.capture.connection import Json
from evidencekit.capture.private_addresses import is_private_host
from evidencekit.chromium.pipe import Pipe
from evidencekit.chromium.told import header, paused

_TOO_LARGE, _MOST_LIVE = 100_000_000, 64_000_000
# A document of words that has not ended by then may never: it is shown as it comes.
_PATIENCE = 6.0
_WORDS = re.compile(r"\s*($|text/|application/(xhtml|xml|json))", re.IGNORECASE)
_LIVE = re.compile(r"\s*(text/event-stream|multipart/x-mixed-replace)", re.IGNORECASE)
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
# A whole body lies in the browser before it is told of.
_OLD = 0.4
_MOST_GROWTH = 400 << 20


@dataclass(slots=True, eq=False)
class _Taking:
    """A body that is being taken; `again` when it can be asked for once more."""

    session: str
    paused: Json
    message: Json
    since: float
    again: bool


class Bodies:
    """Of one page. Used on the pipe's thread, or under its lock. `out` takes messages."""

    def __init__(self, pipe: Pipe, out: Callable[[Json], None], stop: Callable[[], None]) -> None:
        self._pipe, self._out, self._stop = pipe, out, stop
        self._taking: set[_Taking] = set()
        self._paused: set[str] = set()
        self._followed: set[str] = set()
        self._cut: set[str] = set()
        self._live = 0
        self._memory_before = 0

    def take(self, session: str, target: str, p: Json) -> None:
        """Take the body of a paused response and let it go on."""
        if p.get("responseStatusCode") is None:
            # An error of the network: its end is told of elsewhere.
            self._go(session, p)
            return
        nid = p.get("networkId") or f"fetch:{p['requestId']}"
        message = paused(nid, target, p)
        place = header(p.get("responseHeaders"), "location")
        if p["responseStatusCode"] in _REDIRECTS and place:
            self._out(message | {"what": "redirect"})
            self._redirect(session, p, urljoin(p["request"]["url"], place))
            return
        self._paused.add(nid)
        kind = header(p.get("responseHeaders"), "content-type")
        if _LIVE.match(kind) or nid in self._followed:
            self._stream(session, p, message, flows=bool(_LIVE.match(kind)))
            return
        length = header(p.get("responseHeaders"), "content-length")
        if length.isdecimal() and int(length) > _TOO_LARGE:
            self._out(message | {"what": "too_large"})
            self._go(session, p)
            return
        again = p.get("resourceType") == "Document" and message["method"] == "GET"
        again = again and _WORDS.match(kind) is not None
        self._take_whole(_Taking(session, p, message, time.monotonic(), again))

    def _redirect(self, session: str, p: Json, to: str) -> None:
        """Follow a redirect, but not from the public net into a private one."""
        if not leads_inside(p["request"]["url"], to):
            self._go(session, p)
            return
        self._out({"k": "note", "what": "private", "url": to, "text": ""})
        self._fail(session, p, "BlockedByClient")

    def _take_whole(self, one: _Taking) -> None:
        self._taking.add(one)

        def taken(answer: Json) -> None:
            if one not in self._taking:
                return
            self._taking.discard(one)
            self._go(one.session, one.paused)
            body = answer.get("result")
            if body is None:
                self._out(one.message | {"what": "error", "error": answer["error"]["message"]})
                return
            told = {"what": "body", "body": body["body"], "b64": body["base64Encoded"]}
            self._out(one.message | told)

        self._ask("Fetch.getResponseBody", one.session, one.paused, taken)

    def _stream(self, session: str, p: Json, message: Json, *, flows: bool) -> None:
        if flows and self._live > _MOST_LIVE:
            self._out(message | {"what": "too_large"})
            self._fail(session, p, "Aborted")
            return
        self._out(message | {"what": "stream"})
        if flows:
            # Of a document, when the page has it.
            self._follow(session, message["nid"], lambda: self._go(session, p))
        else:
            self._go(session, p)

    # What can't be had whole --------------------------------------------------------------------

    def look(self, memory: int) -> None:
        """Give up bodies that were taken for too long, or for long while memory runs low."""
        now = time.monotonic()
        late = [one for one in self._taking if one.again and now - one.since > _PATIENCE]
        if not any(now - one.since > _OLD for one in self._taking):
            self._memory_before = memory
        elif memory > self._memory_before + _MOST_GROWTH:
            late = [one for one in self._taking if now - one.since > _OLD]
        for one in late:
            self._taking.discard(one)
            self._leave(one)

    def _leave(self, one: _Taking) -> None:
        self._out(one.message | {"what": "unfinished" if one.again else "too_large"})
        if not one.again:
            self._fail(one.session, one.paused, "Aborted")
            return
        # What is being taken whole can't be had in part. So a document that does not end is asked
        # for once more, by a redirect of ours to itself, and its bytes are followed as they come.
        self._followed.add(one.message["nid"])
        place = {"name": "Location", "value": one.paused["request"]["url"]}
        answer = {"responseCode": 307, "body": "", "responseHeaders": [place]}
        self._ask("Fetch.fulfillRequest", one.session, one.paused | {"more": answer})

    def received(self, session: str, nid: str) -> None:
        """Follow a document that is shown as it comes."""
        if nid in self._followed:
            self._followed.discard(nid)
            self._follow(session, nid, lambda: None)

    def _follow(self, session: str, nid: str, then: Callable[[], None]) -> None:
        def streams(answer: Json) -> None:
            data = (answer.get("result") or {}).get("bufferedData", "")
            kind = {"k": "stream", "d": data} if "result" in answer else {"k": "stream_error"}
            self._out(kind | {"nid": nid})
            then()

        self._pipe.send("Network.streamResourceContent", {"requestId": nid}, session, streams)

    def fits(self, nid: str, data: str) -> bool:
        """Say whether what came of something without end is still kept.

        It may come faster than anybody writes it down: beyond the limit the page loads no more.
        """
        self._live += len(data)
        if self._live <= _MOST_LIVE:
            return True
        if not self._cut:
            self._stop()
        if nid not in self._cut:
            self._out({"k": "stream_error", "nid": nid})
        self._cut.add(nid)
        return False

    def begin(self) -> None:
        """Count anew: the page shows a new document."""
        self._live = 0
        self._cut.clear()

    # What was never paused ----------------------------------------------------------------------

    def was_paused(self, nid: str) -> bool:
        """Say whether a response that has ended was seen at the pause; once."""
        seen = nid in self._paused
        self._paused.discard(nid)
        return seen

    def ask_network(self, session: str, nid: str) -> None:
        """Ask for a body afterwards."""

        def told(answer: Json) -> None:
            message: Json = {"k": "network", "nid": nid}
            if "result" in answer:
                body = answer["result"]
                message |= {"body": body["body"], "b64": body["base64Encoded"]}
            self._out(message)

        self._pipe.send("Network.getResponseBody", {"requestId": nid}, session, told)

    # To the browser -----------------------------------------------------------------------------

    def _go(self, session: str, p: Json) -> None:
        self._ask("Fetch.continueRequest", session, p)

    def _fail(self, session: str, p: Json, reason: str) -> None:
        self._ask("Fetch.failRequest", session, p | {"more": {"errorReason": reason}})

    def _ask(
        self, method: str, session: str, p: Json, then: Callable[[Json], None] | None = None
    ) -> None:
        params = {"requestId": p["requestId"]} | p.get("more", {})
        self._pipe.send(method, params, session, *([then] if then else []))


def leads_inside(url: str, to: str) -> bool:
    """Say whether `to` is certainly not of the public net, but `url` is."""
    try:
        from_host, to_host = urlsplit(url).hostname or "", urlsplit(to).hostname or ""
    except ValueError:
        return False
    return bool(from_host) and is_private_host(to_host) and not is_private_host(from_host)
