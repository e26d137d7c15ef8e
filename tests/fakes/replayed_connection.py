"""A DevToolsConnection that replays a session made by hand or recorded: no engine, no Qt.

Time is the held clock's: a wait for messages that do not come, and a call that is not answered,
let exactly their limit pass.
"""

import base64
import quopri
import struct
import zlib
from concurrent.futures import Future
from datetime import timedelta

from evidencekit.capture.connection import DevToolsError, EngineInfo
from evidencekit.capture.page_view import PageScript
from fakes.held_clock import START

ENGINE = EngineInfo("QtWebEngine", "6.11.3", "140.0.7339.249", "Mozilla/5.0 (replayed)", True)
SCRIPTS = (
    "ask",
    "consent",
    "dom",
    "expand",
    "facts",
    "fonts",
    "photos",
    "screen",
    "scroll",
    "text",
)
URL = "http://shop.example/item/1"


def png(width, height):
    """A black PNG."""

    def chunk(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress((b"\0" * (1 + (width + 7) // 8)) * height, 1)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


class ReplayedConnection:
    """`replies` by DevTools method, or `script:<name>` for a script of the session.

    A reply is a result, an exception to raise (TimeoutError after the limit), or a function of the
    parameters that gives either. `batches` are `(seconds after the one before, messages)`;
    a batch may be an exception.
    """

    def __init__(self, clock, replies=None, batches=(), requests=()):
        self.clock = clock
        self.engine = ENGINE
        self.replies = page_replies() | (replies or {})
        self.calls = []
        self.closed = False
        self.printed = b"%PDF-1.4 printed"
        self._batches = list(batches)
        self._requests = list(requests)
        self._due = self._first_due(0)

    def call(self, method, params=None, *, limit=30.0):
        name = self._name(method, params or {})
        self.calls.append(name)
        if name not in self.replies:
            raise DevToolsError(f"'{name}' wasn't found")
        reply = self.replies[name]
        reply = reply(params) if callable(reply) else reply
        if isinstance(reply, TimeoutError):
            self.clock.advance(timedelta(seconds=limit))
        if isinstance(reply, Exception):
            raise reply
        if name.startswith("script:"):
            return {"result": {"type": "object", "value": reply}}
        return reply

    def messages(self, limit):
        now = self.clock.monotonic_ns()
        if self._due is None or self._due > now + limit * 1e9:
            self.clock.advance(timedelta(seconds=limit))
            return []
        if self._due > now:
            # A little late is in time; microseconds are what the clock counts.
            self.clock.advance(timedelta(microseconds=-(-(self._due - now) // 1000)))
        _after, batch = self._batches.pop(0)
        self._due = self._first_due(self.clock.monotonic_ns())
        if isinstance(batch, Exception):
            raise batch
        return batch

    def print_page(self):
        printed = Future()
        if self.printed is not None:
            printed.set_result(self.printed)
        return printed

    def requests_seen(self):
        return self._requests

    def close(self):
        self.closed = True

    def _first_due(self, now):
        return now + int(self._batches[0][0] * 1e9) if self._batches else None

    @staticmethod
    def _name(method, params):
        code = params.get("expression") or params.get("functionDeclaration")
        if code is not None:
            for name in SCRIPTS:
                if code.startswith(PageScript.load(name).source):
                    return f"script:{name}"
        return method


def facts(**changed):
    """What the script `facts` says of a plain page."""
    return {
        "url": URL,
        "title": "Bag",
        "title_length": 3,
        "text": "A bag",
        "text_length": 5,
        "passwords": 0,
        "frames": [],
        "marks": [],
        "types": ["Product"],
        "og_type": "",
        "prices": 0,
        "pictures_open": 0,
        "height": 1000,
        "locale": "en-GB",
        "time_zone": "Asia/Shanghai",
        "width": 1280,
        "viewport_height": 900,
        "ratio": 1,
    } | changed


def shot(params):
    """Answer Page.captureScreenshot as the engine does."""
    clip = params.get("clip", {"width": 1280, "height": 900})
    return {"data": base64.b64encode(png(clip["width"], clip["height"])).decode()}


def scrolled(height, view=900):
    """Answer the script `scroll` for a page of `height`; the y asked for is in the expression."""

    def answer(params):
        y = int(params["expression"].rpartition('"y": ')[2].split(",")[0])
        return {"y": min(y, max(height - view, 0)), "height": height, "view": view}

    return answer


def page_replies(height=1000):
    """The replies of a plain page that does everything right."""
    return {
        "Page.navigate": {"frameId": "F", "loaderId": "L"},
        "Page.stopLoading": {},
        "Page.getFrameTree": {"frameTree": {"frame": {"id": "F"}}},
        "Page.createIsolatedWorld": {"executionContextId": 7},
        "Page.getLayoutMetrics": {"cssContentSize": {"width": 1265, "height": height}},
        "Page.captureScreenshot": shot,
        "DOMSnapshot.captureSnapshot": snapshot(),
        "Page.captureSnapshot": {"data": mhtml([("text/html", "<p>A bag</p>")])},
        "Accessibility.getFullAXTree": {"nodes": []},
        "script:consent": {"found": False},
        "script:expand": {"pressed": 0},
        "script:photos": {"addresses": [], "named": 0},
        "script:facts": facts(height=height),
        "script:scroll": scrolled(height),
        "script:fonts": {"status": "loaded", "count": 2},
        "script:dom": {"html": "<html></html>", "withheld": []},
        "script:text": "A bag",
        "script:screen": {"title": "A bag", "price": "", "seller": "", "main_picture": ""},
    }


def mhtml(parts):
    """A page saved by the engine: (media type, text) of each part, or base64 of bytes."""
    lines = ["From: <Saved by Blink>", f"Snapshot-Content-Location: {URL}"]
    lines += ["Content-Type: multipart/related;", '\ttype="text/html";', '\tboundary="--edge----"']
    text = "\r\n".join([*lines, "", ""])
    for media, content in parts:
        coded = isinstance(content, bytes)
        coding = "base64" if coded else "quoted-printable"
        body = base64.b64encode(content) if coded else quopri.encodestring(content.encode())
        head = [f"Content-Type: {media}", f"Content-Transfer-Encoding: {coding}"]
        head.append(f"Content-Location: {URL}")
        text += "\r\n".join(["\r\n----edge----", *head, "", body.decode()])
    return text + "\r\n----edge------\r\n"


def snapshot():
    """A page that says `A bag` at 8, 21."""
    return {
        "strings": ["", "#document", "HTML", "#text", "A bag", "visible"],
        "documents": [
            {
                "nodes": {"parentIndex": [-1, 0, 1], "nodeName": [1, 2, 3]},
                "layout": {
                    "nodeIndex": [2],
                    "bounds": [[8, 21, 40, 18]],
                    "text": [4],
                    "styles": [[5]],
                },
                "textBoxes": {
                    "layoutIndex": [0],
                    "bounds": [[8, 21.5, 40, 18]],
                    "start": [0],
                    "length": [5],
                },
            }
        ],
    }


def committed(url=URL, loader="L"):
    """The main frame shows a new document."""
    frame = {"id": "F", "loaderId": loader, "url": url}
    return {"k": "event", "method": "Page.frameNavigated", "params": {"frame": frame}, "sid": ""}


LOADED = {"k": "event", "method": "Page.loadEventFired", "params": {}, "sid": ""}


def request(nid="L", url=URL, kind="Document"):
    """A request goes out."""
    return {
        "k": "sent",
        "nid": nid,
        "session": "",
        "target": "page",
        "url": url,
        "method": "GET",
        "headers": [],
        "type": kind,
        "frame": "F",
        "loader": "L",
        "wall": START.timestamp(),
        "ts": 1.0,
        "initiator": "other",
        "has_body": False,
        "post": [],
        "extra": False,
        "redirect": None,
    }


def response(body, nid="L", url=URL, kind="Document", status=200):
    """Its response, with its whole body."""
    headers = [["Content-Type", "text/html"], ["Date", "Thu, 05 Nov 2026 04:03:05 GMT"]]
    reply = {"url": url, "status": status, "reason": "OK", "headers": headers, "mime": "text/html"}
    return [
        {
            "k": "paused",
            "nid": nid,
            "own": False,
            "target": "page",
            "method": "GET",
            "type": kind,
            "frame": "F",
            "sent": [],
            "what": "body",
            "b64": False,
            "body": body,
            **reply,
        },
        {"k": "received", "nid": nid, "ts": 1.1, "extra": False, "type": kind, "reply": reply},
        {"k": "finished", "nid": nid, "wire": len(body), "asks": False, "length": len(body)},
    ]


def page_messages(body="<p>A bag</p>", status=200):
    """Everything that is told of a page of one response."""
    ready = {"k": "ready", "frame": "F", "context": "", "errors": []}
    return [ready, request(), *response(body, status=status), committed(), LOADED]
