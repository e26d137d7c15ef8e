"""What is the user's own and must not become evidence (design principle 7, vault-format 6.4).

Decides and replaces; knows no channel and writes nothing. No hash of a withheld value is taken.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_plus, urlsplit, urlunsplit

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
_ADDRESS_HEADERS = frozenset({"referer", "location", "content-location", "refresh", "link"})
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
        self, where: str, headers: Headers, own_addresses: frozenset[str]
    ) -> tuple[Headers, tuple[Withheld, ...]]:
        """Return headers fit to keep. `where`: request_header or response_header (6.4).

        Addresses in `referer` and `location` get the form they have everywhere else.
        """
        kept: list[tuple[str, str]] = []
        taken: list[Withheld] = []
        for name, value in headers:
            low = name.strip().lower()
            if self.withholds_header(low):
                taken.append(Withheld(where, low, _length(value)))
                continue
            if low in _ADDRESS_HEADERS and "://" in value and value not in own_addresses:
                value = self.sub_address(value)[0]  # noqa: PLW2901  # the clean form from here on
            kept.append((name, value))
        return tuple(kept), tuple(taken)


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
