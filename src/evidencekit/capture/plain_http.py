"""One GET after the other by `requests`: no redirect followed unseen, none into a private network.

The capture's own HTTP room: what was sent and received as it was, within limits of time and size.
"""

import ipaddress
import socket
import ssl
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Self
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from requests.utils import select_proxy
from typing_extensions import override
from urllib3 import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import HTTPError, ReadTimeoutError
from urllib3.response import HTTPResponse

from evidencekit.capture.spool import SpoolFile
from evidencekit.evidence.records import Headers
from evidencekit.foundation.http import new_session

_PIECE = 16 << 10
_ASKED = {"Accept": "*/*", "Accept-Encoding": "identity"}


class NoResponse(Exception):
    """No response came. `code`: dns, tls, refused, timeout, offline, private_address, no_answer."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


class _Private(OSError):
    """The other end is inside a private network, and the page came from outside."""


def is_public(address: str) -> bool:
    """Say whether an IP address is one that anybody on the Internet could reach."""
    ip = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(ip, "ipv4_mapped", None)
    return (mapped or ip).is_global


@dataclass(frozen=True, slots=True)
class PlainReply:
    """Status line and headers of a response, both sides as they were; its body is still to come.

    `chain`: certificates in PEM, the server's first, or empty. `ip` None behind a proxy.
    """

    status: int
    reason: str
    sent: Headers
    received: Headers
    protocols: tuple[str, ...]
    ip: str | None
    chain: bytes
    body: "PlainBody"


class PlainBody:
    """The body of a response, its content coding undone while it is read."""

    def __init__(self, reply: requests.Response, visit: "PlainVisit") -> None:
        self._reply, self._visit = reply, visit
        self.wire_bytes = 0

    def write_to(self, file: SpoolFile, limit: int) -> str | None:
        """Write it, at most `limit` bytes; return why it was cut, if that is not all of it.

        `length`, `time`, or `disconnect` where the other end broke off: what came is kept. Raises
        DiskFull.
        """
        raw: HTTPResponse = self._reply.raw
        broken = late = False
        try:
            while piece := raw.read1(_PIECE, decode_content=True):
                room = limit - file.size
                file.write(piece[:room])
                if len(piece) > room:
                    return "length"
        except (HTTPError, OSError, ValueError) as error:
            broken, late = True, isinstance(error, ReadTimeoutError | TimeoutError)
        finally:
            self.wire_bytes = raw.tell()
            self._reply.close()
        if late or self._visit.out_of_time:
            return "time"
        return "disconnect" if broken or raw.length_remaining else None


class PlainVisit:
    """The requests of one capture: one session, cookies in memory only, one deadline.

    Use as a context manager. `private`: the first address was inside a private network.
    """

    def __init__(self, seconds: float) -> None:
        self.private = False
        self.out_of_time = False
        self._seconds = seconds
        self._peer: str | None = None
        self._open: socket.socket | None = None
        self._session = new_session()
        self._session.headers.update(_ASKED)
        for scheme in ("http://", "https://"):
            self._session.mount(scheme, _GuardedAdapter(self))
        self._deadline = threading.Timer(seconds, self._stop)
        self._deadline.daemon = True

    def __enter__(self) -> Self:
        self._deadline.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._deadline.cancel()
        self._session.close()

    @property
    def user_agent(self) -> str:
        """Return what the requests call themselves."""
        return str(self._session.headers["User-Agent"])

    def get(self, url: str) -> PlainReply:
        """Ask for exactly this address and return the answer's head. Raises NoResponse."""
        proxied = self._proxied(url)
        if proxied and self._peer is not None:
            self._check_name(url)
        try:
            reply = self._session.get(
                url,
                stream=True,
                allow_redirects=False,
                timeout=self._seconds,
                # Without it a log-in of the person's .netrc would be sent.
                auth=_no_login,
            )
        except (requests.RequestException, HTTPError, OSError, ValueError) as error:
            raise NoResponse(self._code(error), type(error).__name__) from error
        self._peer = self._peer or "proxy"
        return self._read(reply, proxied=proxied)

    def connected(self, sock: socket.socket) -> None:
        """Take a connection before anything is sent on it. Raises _Private."""
        ip = str(sock.getpeername()[0])
        public = is_public(ip)
        if self._peer is None:
            self.private = not public
        elif not self.private and not public:
            raise _Private(ip)
        self._peer, self._open = ip, sock

    def _check_name(self, url: str) -> None:
        """Behind a proxy only what the address itself says is known."""
        host = urlsplit(url).hostname or ""
        with suppress(ValueError):
            if not is_public(host):
                raise NoResponse("private_address", host)
        if host == "localhost" or host.endswith(".localhost"):
            raise NoResponse("private_address", host)

    def _proxied(self, url: str) -> bool:
        settings = self._session.merge_environment_settings(url, {}, None, None, None)
        return select_proxy(url, settings["proxies"]) is not None

    def _stop(self) -> None:
        # A server that sends a byte now and then would hold every wait for ever.
        self.out_of_time = True
        if self._open is not None:
            with suppress(OSError):
                self._open.shutdown(socket.SHUT_RDWR)

    def _read(self, reply: requests.Response, *, proxied: bool) -> PlainReply:
        raw = reply.raw
        sock = getattr(getattr(raw, "connection", None), "sock", None)
        protocols = [f"http/{raw.version // 10}.{raw.version % 10}"]
        if isinstance(sock, ssl.SSLSocket) and sock.version():
            protocols.append(str(sock.version()).lower().replace("tlsv", "tls/"))
        asked = [("Host", urlsplit(str(reply.request.url)).netloc.rpartition("@")[2])]
        return PlainReply(
            status=reply.status_code,
            reason=reply.reason or "",
            sent=(*asked, *((str(n), str(v)) for n, v in reply.request.headers.items())),
            received=tuple((str(n), str(v)) for n, v in raw.headers.iteritems()),
            protocols=tuple(protocols),
            ip=None if proxied else self._peer,
            chain=_chain(sock),
            body=PlainBody(reply, self),
        )

    def _code(self, error: BaseException) -> str:
        met = list(_causes(error))
        if any(isinstance(one, _Private) for one in met):
            return "private_address"
        if self.out_of_time or any(isinstance(one, requests.Timeout | TimeoutError) for one in met):
            return "timeout"
        for kind, code in _CODES:
            if any(isinstance(one, kind) for one in met):
                return code
        return "no_answer"


_CODES: tuple[tuple[type[BaseException], str], ...] = (
    (ssl.SSLError, "tls"),
    (socket.gaierror, "dns"),
    (ConnectionRefusedError, "refused"),
    (requests.exceptions.ProxyError, "offline"),
)


def _causes(error: BaseException) -> "list[BaseException]":
    """Return an error and what it came of, however the libraries wrapped it."""
    found: list[BaseException] = []
    waiting: list[Any] = [error]
    while waiting:
        one = waiting.pop()
        if not isinstance(one, BaseException) or one in found:
            continue
        found.append(one)
        waiting += [one.__cause__, one.__context__, getattr(one, "reason", None), *one.args]
    return found


def _no_login(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _chain(sock: object) -> bytes:
    """Return the server's certificates as PEM; before Python 3.13 its own alone."""
    if not isinstance(sock, ssl.SSLSocket):
        return b""
    whole = getattr(sock, "get_verified_chain", None)
    ders = whole() if whole else [sock.getpeercert(binary_form=True)]
    return "".join(ssl.DER_cert_to_PEM_cert(der) for der in ders if der).encode("ascii")


class _GuardedAdapter(HTTPAdapter):
    """Shows each new connection to the visit before it is used."""

    def __init__(self, visit: PlainVisit) -> None:
        self._visit = visit
        super().__init__()

    @override
    def init_poolmanager(self, *given: Any, **named: Any) -> None:
        super().init_poolmanager(*given, **named)
        visit = self._visit

        class Plain(HTTPConnection):
            def _new_conn(self) -> socket.socket:
                return _shown(visit, super()._new_conn())

        class Secure(HTTPSConnection):
            def _new_conn(self) -> socket.socket:
                return _shown(visit, super()._new_conn())

        class PlainPool(HTTPConnectionPool):
            ConnectionCls = Plain

        class SecurePool(HTTPSConnectionPool):
            ConnectionCls = Secure

        self.poolmanager.pool_classes_by_scheme = {"http": PlainPool, "https": SecurePool}


def _shown(visit: PlainVisit, sock: socket.socket) -> socket.socket:
    try:
        visit.connected(sock)
    except _Private:
        sock.close()
        raise
    return sock
