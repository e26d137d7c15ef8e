"""What is the user's own and must not become evidence (design principle 7, vault-format 6.4).

Decides and replaces; knows no channel and writes nothing. No hash of a withheld value is taken.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_plus, urljoin, urlsplit, urlunsplit

from evidencekit.evidence.records import Headers, Withheld

MARK = "WITHHELD"
_HEADERS = frozenset(
    {
        "cookie",
        "cookie2",
        "set-cookie",
        "set-cookie2",
        "authorization",
        "proxy-authorization",
        "authentication-info",
        "proxy-authentication-info",
    }
)
_HEADER_PARTS = ("token", "secret", "session", "api-key", "apikey", "x-auth", "csrf", "xsrf")
_PARAMETERS = frozenset({"access_token", "token", "session", "sid", "auth"})
_ADDRESS_HEADERS = frozenset({"referer", "location", "content-location"})
# Headers that hold an address among other words.
_TEXT_HEADERS = frozenset({"refresh", "link", "report-to", "nel", "sourcemap", "x-sourcemap"})
_PAIR = re.compile(r"""(?<=[?&;#])([^=?&;#\s<>"']+)=([^&;#\s<>"',]+)""")
_BODILESS = frozenset({"GET", "HEAD"})


@dataclass(frozen=True, slots=True)
class WithholdRules:
    """The built-in lists, and what the settings add; names are compared without case.

    `bodies_kept_for` are exact addresses whose request bodies may be kept.
    """

    headers: frozenset[str] = frozenset()
    parameters: frozenset[str] = frozenset()
    bodies_kept_for: frozenset[str] = frozenset()

    @classmethod
    def from_lists(
        cls, headers: Iterable[str] = (), parameters: Iterable[str] = (), bodies: Iterable[str] = ()
    ) -> "WithholdRules":
        """Make the rules of `Settings.withheld_headers` and its two neighbours."""
        return cls(
            frozenset(name.strip().lower() for name in headers),
            frozenset(name.strip().lower() for name in parameters),
            frozenset(bodies),
        )

    def keeps_request_body(self, method: str, url: str) -> bool:
        """Say whether the body of this request may be kept."""
        return method.upper() in _BODILESS or url in self.bodies_kept_for

    def withholds_header(self, name: str) -> bool:
        """Say whether a header of this name, in either direction, is left out."""
        low = name.strip().lower()
        return low in _HEADERS or low in self.headers or any(part in low for part in _HEADER_PARTS)

    def withholds_parameter(self, name: str) -> bool:
        """Say whether the value of this parameter of an address is left out."""
        low = name.lower()
        return low in _PARAMETERS or low in self.parameters

    def own_address(self, url: str) -> tuple[str, tuple[Withheld, ...]]:
        """Return the page's own address: only user info goes."""
        start, end = _user_info(url)
        if start == end:
            return url, ()
        taken = Withheld("user_info", "user_info", _length(url[start : end - 1]))
        return url[:start] + url[end:], (taken,)

    def sub_address(self, url: str) -> tuple[str, tuple[Withheld, ...]]:
        """Return the address of a sub-request: user info gone, credential-like values replaced."""
        url, taken = self.own_address(url)
        if "=" not in url:
            return url, taken
        try:
            parts = urlsplit(url)
        except ValueError:
            # Not an address a browser asks for; without parts nothing of it can be judged.
            head, _mark, query = url.partition("?")
            return (f"{head}?{MARK}", (*taken, Withheld("address_parameter", "", _length(query))))
        query, first = self._parameters(parts.query)
        fragment, second = self._parameters(parts.fragment)
        if not first and not second:
            return url, taken
        clean = urlunsplit(parts._replace(query=query, fragment=fragment))
        return clean, (*taken, *first, *second)

    def _parameters(self, text: str) -> tuple[str, tuple[Withheld, ...]]:
        pairs, taken = [], []
        for pair in text.split("&"):
            name, equals, value = pair.partition("=")
            plain = unquote_plus(name)
            if value and self.withholds_parameter(plain):
                taken.append(Withheld("address_parameter", plain.lower(), _length(value)))
                value = MARK
            pairs.append(name + equals + value)
        return "&".join(pairs), tuple(taken)

    def clean_headers(
        self, where: str, headers: Headers, base: str, own_addresses: frozenset[str]
    ) -> tuple[Headers, tuple[Withheld, ...]]:
        """Return headers fit to keep. `where`: request_header or response_header (6.4).

        Addresses in `referer`, `location` and the like, relative to `base` or not, get the form
        they have everywhere else.
        """
        kept: list[tuple[str, str]] = []
        taken: list[Withheld] = []
        for name, value in headers:
            low = name.strip().lower()
            if self.withholds_header(low):
                taken.append(Withheld(where, low, _length(value)))
                continue
            clean = value
            if low in _ADDRESS_HEADERS:
                own = _joined(base, value) in own_addresses
                clean = (self.own_address if own else self.sub_address)(value)[0]
            elif low in _TEXT_HEADERS:
                clean = self.clean_words(value)
            kept.append((name, clean))
        return tuple(kept), tuple(taken)

    def clean_words(self, text: str) -> str:
        """Return `text` with the values of credential-like parameters replaced, wherever."""

        def replaced(found: re.Match[str]) -> str:
            name = found.group(1)
            return f"{name}={MARK}" if self.withholds_parameter(unquote_plus(name)) else found[0]

        return _PAIR.sub(replaced, text)


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return address


def _length(text: str) -> int:
    return len(text.encode("utf-8", "surrogatepass"))


def _user_info(url: str) -> tuple[int, int]:
    """Return where `user:password@` stands in `url`; an empty range when it is not there."""
    start = url.find("://") + 3
    if start < 3:  # noqa: PLR2004  # find gave -1
        return 0, 0
    end = min((i for i in (url.find(mark, start) for mark in "/?#") if i >= 0), default=len(url))
    at = url.rfind("@", start, end)
    return (start, at + 1) if at >= 0 else (0, 0)
