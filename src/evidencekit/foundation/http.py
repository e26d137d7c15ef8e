"""The HTTP session: the only place that may talk to the network besides the browser engine."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests
from requests.auth import HTTPBasicAuth
from urllib3.exceptions import HTTPError

from evidencekit import __version__

_PIECE = 16 << 10


class NoAnswer(Exception):
    """Nothing, or nothing whole in time, came back; the text is one word for a person."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said: the status, and the body as it came, cut one byte past the limit."""

    status: int
    body: bytes


@dataclass(frozen=True, slots=True)
class Login:
    """A user's name and password for one address, sent as basic authentication (RFC 7617)."""

    user: str
    password: str

    def __repr__(self) -> str:
        """Return the name alone: a password is never shown."""
        return f"Login({self.user!r})"


def new_session() -> requests.Session:
    """Return a session that names us, trusts the system's settings and keeps no cookies on disk.

    It follows no redirect: whoever wants to does so in sight.
    """
    session = requests.Session()
    session.headers["User-Agent"] = f"evidencekit/{__version__}"
    # Else the library reads the whole body of a redirect, even of one that it is not to follow.
    session.get_redirect_target = _nowhere  # type: ignore[method-assign, assignment]
    return session


def _nowhere(_reply: requests.Response) -> None:
    return None


def post(  # noqa: PLR0913  # an address, what goes there, and the two limits
    session: requests.Session,
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    limit: int,
    seconds: float,
    login: Login | None = None,
) -> Answer:
    """Send `body` to exactly this address: no redirect is followed. Raises NoAnswer.

    At most `limit` bytes of the answer count. To connect and to wait for each part of the answer
    may take `seconds` each, its body no longer than that in all.
    """
    asked = requests.Request("POST", address, data=body, headers=dict(headers))
    return _ask(session, asked, limit, seconds, login)


def get(session: requests.Session, address: str, *, limit: int, seconds: float) -> Answer:
    """Fetch exactly this address; limits and errors as of `post`."""
    return _ask(session, requests.Request("GET", address), limit, seconds, None)


def _ask(
    session: requests.Session,
    asked: requests.Request,
    limit: int,
    seconds: float,
    login: Login | None,
) -> Answer:
    # What is compressed could be larger than it looks.
    sent = {"Accept-Encoding": "identity", **asked.headers}
    try:
        with session.request(
            asked.method,
            asked.url,
            data=asked.data,
            headers=sent,
            auth=_credentials(login),
            timeout=seconds,
            stream=True,
            allow_redirects=False,
        ) as reply:
            return Answer(reply.status_code, _bounded(reply, limit, seconds))
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        raise NoAnswer(type(error).__name__) from error


def _credentials(login: Login | None) -> requests.auth.AuthBase:
    if login is None:
        return _Nobody()
    # requests writes Latin-1 by itself; RFC 7617 lets servers expect UTF-8.
    return HTTPBasicAuth(login.user.encode(), login.password.encode())


class _Nobody(requests.auth.AuthBase):
    """Sends no credentials, so that none of a `.netrc` are found either."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


def _bounded(reply: requests.Response, limit: int, seconds: float) -> bytes:
    ends = time.monotonic() + seconds
    body = b""
    while len(body) <= limit:
        # read1 returns what is there: a slow server can't hold a full read for ever.
        piece = reply.raw.read1(_PIECE)
        if not piece:
            break
        body += piece
        if time.monotonic() > ends:
            raise NoAnswer("TooSlow")
    return body[: limit + 1]
