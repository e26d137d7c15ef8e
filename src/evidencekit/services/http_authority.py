"""A time authority at an HTTP address, RFC 3161 section 3.4: the one the person chose."""

import hashlib
import re
from dataclasses import dataclass
from urllib.parse import urlsplit

from cryptography import x509

from evidencekit.capture.addresses import web_address
from evidencekit.evidence.timestamp import MAX_REPLY, Reason, ReplyFault
from evidencekit.foundation.http import Login, NoAnswer, new_session, post
from evidencekit.vault.stamp_files import DEMO_AUTHORITY

SECONDS = 30.0
_OK = 200
_MAX_NAME = 40
_HEADERS = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
_OTHER = re.compile(r"[^a-z0-9]+")


def authority_name(address: str) -> str:
    """Return the name of an address for files and log: `[a-z0-9-]{1,40}`, no user info, not `demo`.

    Host, port and path, and a piece of a hash where those alone don't fit. Raises NotAnAddress.
    """
    parts = urlsplit(web_address(address))
    place = f"{parts.hostname}{f':{parts.port}' if parts.port else ''}{parts.path}"
    name = _OTHER.sub("-", place.lower()).strip("-")
    if name and name != DEMO_AUTHORITY and len(name) <= _MAX_NAME and not parts.query:
        return name
    mark = hashlib.sha256(f"{place}?{parts.query}".encode()).hexdigest()[:8]
    return f"{name[: _MAX_NAME - 9]}-{mark}".strip("-")


@dataclass(frozen=True, slots=True)
class HttpAuthority:
    """An `Authority` at `address`, which names no user; `login` goes to that address alone.

    `seconds` limits each of connecting, waiting and receiving.
    """

    address: str
    roots: tuple[x509.Certificate, ...]
    seconds: float = SECONDS
    login: Login | None = None

    @property
    def name(self) -> str:
        """Return the name for files and log."""
        return authority_name(self.address)

    def ask(self, request: bytes) -> bytes:
        """Return what the address answers. Raises ReplyFault: unreachable, http_status."""
        try:
            answer = post(
                new_session(),
                web_address(self.address),
                request,
                _HEADERS,
                limit=MAX_REPLY,
                seconds=self.seconds,
                login=self.login,
            )
        except NoAnswer as error:
            raise ReplyFault(Reason.UNREACHABLE, str(error)) from error
        if answer.status != _OK:
            raise ReplyFault(Reason.HTTP_STATUS, str(answer.status), answer.body)
        return answer.body
