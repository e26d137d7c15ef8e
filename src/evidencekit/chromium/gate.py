"""The browser process's own list of requests: every one passes here before it is sent.

The third list (capture-targets.md, 4), and the gate: a page of the public net gets nothing from
this computer or a private network.
"""

from collections.abc import Callable, Iterable

from evidencekit.capture.connection import Json
from evidencekit.chromium.bodies import leads_inside
from evidencekit.chromium.page import PageConnection
from evidencekit.chromium.pipe import Pipe

_PATTERNS = [{"urlPattern": "*", "requestStage": "Request"}]
# What the self-test's page asks for is answered here, so that no network is needed.
Answer = Callable[[str], tuple[str, str] | None]


class RequestGate:
    """Of the whole browser. On the pipe's thread, but `seen_by`.

    `pages` gives the open pages; `context_of` the browser context of a worker, by its id. `answer`
    gives type and content (base64) for an address of our own.
    """

    def __init__(
        self,
        pipe: Pipe,
        pages: Callable[[], Iterable[PageConnection]],
        context_of: Callable[[str], str | None],
        answer: Answer,
    ) -> None:
        self._pipe, self._pages, self._context_of = pipe, pages, context_of
        self._answer = answer
        self._seen: list[tuple[str, str, str, str]] = []

    def begin(self) -> None:
        """Have every request pass."""
        self._pipe.send("Fetch.enable", {"patterns": _PATTERNS, "handleAuthRequests": True})

    def passing(self, p: Json) -> None:
        """List a request and let it go on, refuse it or answer it."""
        frame, request = p.get("frameId") or "", p["request"]
        url, pause = request["url"], {"requestId": p["requestId"]}
        self._seen.append((frame, request["method"], url, p.get("resourceType") or "Other"))
        own = self._answer(url)
        if own is not None:
            heads = [{"name": "Content-Type", "value": own[0]}]
            answer = {"responseCode": 200, "responseHeaders": heads, "body": own[1]}
            self._pipe.send("Fetch.fulfillRequest", pause | answer)
            return
        public = [page for page in self._owners(frame) if leads_inside(page.place, url)]
        if not public or (p.get("resourceType") == "Document" and frame == public[0].target):
            self._pipe.send("Fetch.continueRequest", pause)
            return
        self._pipe.send("Fetch.failRequest", pause | {"errorReason": "BlockedByClient"})
        public[0].refused("private", url)

    def refuse_login(self, p: Json) -> None:
        """Refuse a log-in that the server asks for by its head."""
        refusal = {"authChallengeResponse": {"response": "CancelAuth"}}
        self._pipe.send("Fetch.continueWithAuth", {"requestId": p["requestId"]} | refusal)
        for page in self._owners(p.get("frameId") or "")[:1]:
            page.refused("auth", p["request"]["url"])

    def seen_by(self, page: PageConnection) -> list[tuple[str, str, str]]:
        """Return (method, url, type) of what a page asked for so far."""
        with self._pipe.lock:
            mine = [one for one in self._seen if page in self._owners(one[0])]
        return [
            (method, url, "MainFrame" if kind == "Document" and frame == page.target else kind)
            for frame, method, url, kind in mine
        ]

    def forget(self, page: PageConnection) -> None:
        """Forget what a page asked for."""
        self._seen = [one for one in self._seen if page not in self._owners(one[0])]

    def _owners(self, frame: str) -> list[PageConnection]:
        """Return the page that a frame or worker belongs to, or all that it may belong to."""
        pages = list(self._pages())
        own = [page for page in pages if frame in page.frames]
        if own:
            return own
        context = self._context_of(frame)
        return [page for page in pages if context is None or page.context == context]
