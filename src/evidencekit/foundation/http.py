"""The HTTP session: the only place that may talk to the network besides the browser engine."""

import time
from collections.abc import Mapping
from dataclasses import dataclass

import requests
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


def post(
    session: requests.Session,
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    limit: int,
    seconds: float,
) -> Answer:
    """Send `body` to exactly this address: no redirect is followed. Raises NoAnswer.

    At most `limit` bytes of the answer count. To connect and to wait for each part of the answer
    may take `seconds` each, its body no longer than that in all.
    """
    # What is compressed could be larger than it looks.
    sent = {"Accept-Encoding": "identity", **headers}
    try:
        with session.post(
            address, data=body, headers=sent, timeout=seconds, stream=True, allow_redirects=False
        ) as reply:
            return Answer(reply.status_code, _bounded(reply, limit, seconds))
    except (requests.RequestException, HTTPError, OSError, ValueError) as error:
        raise NoAnswer(type(error).__name__) from error


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
