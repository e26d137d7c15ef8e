"""A small marketplace of our own on loopback, for `demo` and for tests: nothing in it exists.

It serves a fixed table of files of `resources/sample-shop/`, so that no address can name another
file, and writes down what it sent. Two names of this computer, 127.0.0.1 and localhost, are two
sites to a browser: the second one gives the frame about delivery.
"""

import gzip
import hashlib
import re
import socket
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Self, cast
from urllib.parse import urlsplit

from typing_extensions import override

from evidencekit.foundation.resources import resource

_HTML = "text/html; charset=utf-8"
_PAGES = {
    "/": "home.html",
    "/shop/morningstar": "shop-morningstar.html",
    "/shop/northgate": "shop-northgate.html",
    "/item/6820417735": "item-tote.html",
    "/item/6820418262": "item-wallet.html",
    "/item/6820420914": "item-loafer.html",
    "/itm/204417": "itm-sneaker.html",
    "/itm/204689": "itm-crossbody.html",
    "/delivery/204417": "delivery.html",
}
_FILES = {
    "/style.css": ("style.css", "text/css; charset=utf-8"),
    "/shop.js": ("shop.js", "text/javascript; charset=utf-8"),
    "/icon.svg": ("icon.svg", "image/svg+xml"),
    "/api/offer/204689": ("offer-204689.json", "application/json"),
}
_PICTURES = (
    *("tote-1", "tote-2", "tote-3", "wallet-1", "wallet-2", "wallet-3"),
    *("loafer-1", "loafer-2", "loafer-3", "sneaker-1", "sneaker-2", "sneaker-3"),
    *("crossbody-1", "crossbody-2", "crossbody-3"),
)
_SHORT = {"/s/k7q2": "/item/6820418262?from=share"}
_LISTINGS = (
    *("/item/6820417735", "/s/k7q2", "/item/6820420914"),
    *("/itm/204417", "/itm/204689"),
)
_PART = re.compile(r"\{\{part ([a-z.-]+)\}\}")
_SILENCE = 30


@dataclass(frozen=True, slots=True)
class Served:
    """One response that went out; `sha256` is of its body before content coding."""

    method: str
    url: str
    status: int
    sha256: str
    bytes: int

    @property
    def path(self) -> str:
        """Return path and query of the address."""
        parts = urlsplit(self.url)
        return f"{parts.path}?{parts.query}" if parts.query else parts.path


@dataclass(frozen=True, slots=True)
class _Answer:
    body: bytes = b""
    kind: str = "text/plain; charset=utf-8"
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def coded(self) -> bool:
        """Say whether the body is sent as gzip: all text is."""
        return bool(self.body) and not self.kind.startswith("image/jpeg")


_NOT_FOUND = _Answer(b"There is no such page in the sample shop.\n", status=404)
_MISDIRECTED = _Answer(status=421)


class SampleShop:
    """The shop while it is open: `with SampleShop() as shop`. Leaving ends all its threads.

    Inside the `with`, `origin` is its address. Raises FileNotFoundError when the resources of this
    program are not whole.
    """

    def __init__(self) -> None:
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None
        self._served: list[Served] = []

    def __enter__(self) -> Self:
        self._server = _Server(self._served)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()
        return self

    def __exit__(self, *_exception: object) -> None:
        server, thread = self._open(), self._thread
        server.shutdown()
        server.hang_up()
        server.server_close()
        if thread is not None:
            thread.join()

    @property
    def origin(self) -> str:
        """Return `http://127.0.0.1:<port>`. Raises RuntimeError before the shop is open."""
        return self._open().origin

    @property
    def listings(self) -> tuple[str, ...]:
        """Return the five addresses to capture; the second is a short one that redirects."""
        return tuple(f"{self.origin}{path}" for path in _LISTINGS)

    @property
    def served(self) -> tuple[Served, ...]:
        """Return what was sent so far, in the order in which it began."""
        return tuple(self._served)

    def _open(self) -> "_Server":
        if self._server is None:
            raise RuntimeError("the sample shop is not open")
        return self._server


class _Server(ThreadingHTTPServer):
    """The table, and the connections that are open, so that closing waits for nobody."""

    daemon_threads = False

    def __init__(self, served: list[Served]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.served = served
        self.connections: set[socket.socket] = set()
        self._closing = threading.Lock()
        port = self.server_address[1]
        self.origin = f"http://127.0.0.1:{port}"
        self.hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        self.answers = _table(self.origin, f"http://localhost:{port}")

    def hang_up(self) -> None:
        """End the connections that a browser keeps for later."""
        with self._closing:
            for connection in self.connections:
                _shut(connection)

    def note(self, connection: socket.socket, *, is_open: bool) -> None:
        """Remember or forget a connection."""
        with self._closing:
            (self.connections.add if is_open else self.connections.discard)(connection)


def _shut(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        return  # The browser was quicker.


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server_version, sys_version = "pierside", ""
    timeout = _SILENCE

    @property
    def _shop(self) -> _Server:
        return cast("_Server", self.server)

    @override
    def setup(self) -> None:
        super().setup()
        self._shop.note(self.connection, is_open=True)

    @override
    def finish(self) -> None:
        self._shop.note(self.connection, is_open=False)
        super().finish()

    @override
    def handle(self) -> None:
        try:
            super().handle()
        except OSError:
            self.close_connection = True  # The browser left; so does this thread.

    def do_GET(self) -> None:
        """Answer from the table; a name that is not ours is another page's trick."""
        if self.headers.get("Host") not in self._shop.hosts:
            self._send(_MISDIRECTED)
            return
        path = self.path.split("?", 1)[0]
        self._send(self._shop.answers.get(path, _NOT_FOUND))

    def do_HEAD(self) -> None:
        """Answer as to GET, without the body."""
        self.do_GET()

    @override
    def send_error(self, code: int, *_words: object, **_more: object) -> None:
        """Refuse what is not GET or HEAD, or is not HTTP, in our own way: no words of theirs."""
        self.close_connection = True
        self._send(_Answer(status=code))

    @override
    def log_message(self, *_words: object, **_more: object) -> None:
        """Say nothing: `served` is the log."""

    def _send(self, answer: _Answer) -> None:
        body = b"" if self.command == "HEAD" else answer.body
        self._shop.served.append(self._record(answer.status, body))
        wire = gzip.compress(answer.body, mtime=0) if answer.coded else answer.body
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(wire)))
        if answer.coded:
            self.send_header("Content-Encoding", "gzip")
        for name, value in answer.headers:
            self.send_header(name, value)
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(wire)

    def _record(self, status: int, body: bytes) -> Served:
        headers = getattr(self, "headers", None)  # None when the request was not HTTP.
        host = headers.get("Host", "") if headers else ""
        path = getattr(self, "path", "")
        digest = hashlib.sha256(body).hexdigest()
        return Served(self.command or "", f"http://{host}{path}", status, digest, len(body))


def _table(origin: str, other: str) -> Mapping[str, _Answer]:
    kept, fresh = ("Cache-Control", "public, max-age=600"), ("Cache-Control", "no-store")
    visit = ("Set-Cookie", "visit=pierside-sample; Path=/; HttpOnly; SameSite=Lax")
    answers = {
        path: _Answer(_page(name, origin, other), _HTML, headers=(fresh, visit))
        for path, name in _PAGES.items()
    }
    for path, (name, kind) in _FILES.items():
        answers[path] = _Answer(_file(name), kind, headers=(fresh,))
    for name in _PICTURES:
        body = _file("pictures", f"{name}.jpg")
        answers[f"/pictures/{name}.jpg"] = _Answer(body, "image/jpeg", headers=(kept,))
    for path, to in _SHORT.items():
        answers[path] = _Answer(status=302, headers=(("Location", to), fresh))
    return MappingProxyType(answers)


def _file(*parts: str) -> bytes:
    return resource("sample-shop", *parts).read_bytes()


def _page(name: str, origin: str, other: str) -> bytes:
    """Return a page with its parts put in and the addresses of this run."""
    text = _file(name).decode()
    text = _PART.sub(lambda found: _file("parts", f"{found[1]}.html").decode(), text)
    return text.replace("{{origin}}", origin).replace("{{other}}", other).encode()
