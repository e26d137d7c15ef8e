"""Which stored response answers a request when a page is replayed, and how well it fits.

Addresses are never rewritten. Safe for two threads: one answers, another reads the counts.
"""

import re
import threading
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import parse_qsl, urlsplit, urlunsplit

from evidencekit.capture.importing_records import StoredResponse
from evidencekit.capture.spool import Spool
from evidencekit.capture.withholding import WithholdRules
from evidencekit.evidence.records import Body, BytesBody, Headers

_SMALL = 16 << 10
_MOST_TOLD = 500
_TOKEN = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_NOT_VALUE = re.compile(r"[^\t\x20-\x7e\xa0-\xff]")
# Bodies are stored decoded; the rest would change how the engine goes on.
_DROPPED = {
    *("content-encoding", "content-length", "transfer-encoding", "set-cookie", "set-cookie2"),
    *("strict-transport-security", "alt-svc", "report-to", "nel", "clear-site-data"),
}
# Parameters whose only task is to make an address new each time.
_BUSTERS = {"_", "t", "ts", "cb", "rnd", "rand", "random", "nocache", "cachebuster", "timestamp"}
_CLOCKED = re.compile(r"1[5-9]\d{8}(\d{3})?|0\.\d{6,}")


class Match(StrEnum):
    """How an answer was found: at this very address, at one like it, or not at all."""

    EXACT = "exact"
    APPROXIMATE = "approximate"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class Kept:
    """A response fit to be given to an engine again. `status` 0: the page got none then either.

    `cut`: the body that was kept is not the whole one.
    """

    url: str
    status: int
    headers: Headers
    body: Body
    cut: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """One request of the replayed page; `given` is the address that answered, if any did."""

    method: str
    url: str
    match: Match
    given: str | None


class ReplayStore:
    """The responses of one archive by method and address, in the order in which they came."""

    def __init__(self, spool: Spool) -> None:
        self._spool = spool
        self._rules = WithholdRules()
        self._kept: dict[tuple[str, str], list[Kept]] = {}
        self._loose: dict[tuple[str, str], tuple[str, str]] = {}
        self._by_path: dict[tuple[str, str], list[tuple[str, str]]] = {}
        self._next: Counter[tuple[str, str]] = Counter()
        self._bodies: dict[str, Body] = {}
        self._repeats: list[StoredResponse] = []
        self._lock = threading.Lock()
        self._asked: list[Asked] = []
        self._counts: Counter[Match] = Counter()

    def __len__(self) -> int:
        return sum(map(len, self._kept.values()))

    def add(self, response: StoredResponse) -> None:
        """Keep a response; a revisit waits until `finish`. Raises DiskFull."""
        if response.same_as:
            self._repeats.append(response)
            return
        small = len(response.body) <= _SMALL
        body = BytesBody(response.body) if small else self._spool.store(response.body)
        for name in (response.digest, f"{response.url} {response.at}"):
            self._bodies.setdefault(name, body)
        self._put(response, body)

    def add_failed(self, method: str, url: str) -> None:
        """Keep that the page got no answer here when it was captured."""
        self._put(StoredResponse(url, method, 0, (), b""), BytesBody(b""))

    def finish(self) -> None:
        """Give the revisits the bodies that they repeat; one whose body is nowhere is not kept."""
        for response in self._repeats:
            body = self._bodies.get(response.same_as)
            if body is not None:
                self._put(response, body)
        self._repeats.clear()

    def answer(self, method: str, url: str) -> tuple[Kept | None, Match]:
        """Return what answers a request, and how well it fits; it is counted.

        A question before a request across sites that nobody recorded is not.
        Requests to one address get its responses in their order, then the last again and again.
        """
        url = url.partition("#")[0]
        key, match = self._find(method.upper(), url)
        if key is None and method.upper() == "OPTIONS":
            # The engine's own question before a request across sites: not the page's.
            return None, match
        with self._lock:
            kept = self._take(key) if key else None
            if kept is not None and kept.cut:
                match = Match.APPROXIMATE
            self._counts[match] += 1
            if len(self._asked) < _MOST_TOLD:
                self._asked.append(Asked(method, url, match, kept.url if kept else None))
        return kept, match

    def counts(self) -> dict[str, int]:
        """Return how many requests were answered exactly, approximately, not at all."""
        with self._lock:
            return {match.value: self._counts[match] for match in Match}

    def asked(self, *matches: Match) -> list[Asked]:
        """Return the first requests that were answered so, in their order."""
        with self._lock:
            return [one for one in self._asked if one.match in matches]

    def _put(self, response: StoredResponse, body: Body) -> None:
        method, url = response.method.upper(), response.url.partition("#")[0]
        key = (method, url)
        kept = Kept(url, response.status, _clean(response.headers), body, response.cut)
        if key not in self._kept:
            self._loose.setdefault((method, _without_busters(url)), key)
            self._by_path.setdefault((method, url.partition("?")[0]), []).append(key)
        self._kept.setdefault(key, []).append(kept)

    def _take(self, key: tuple[str, str]) -> Kept:
        number, last = self._next[key], len(self._kept[key]) - 1
        self._next[key] += 1
        kept = self._kept[key][min(number, last)]
        if number > last and _is_stream(kept):
            # Its end makes the page ask again, and hear everything twice; 204 tells it to stop.
            return Kept(kept.url, 204, (), BytesBody(b""))
        return kept

    def _find(self, method: str, url: str) -> tuple[tuple[str, str] | None, Match]:
        if (method, url) in self._kept:
            return (method, url), Match.EXACT
        # What was withheld from an address is withheld here too.
        clean = self._rules.sub_address(url)[0]
        for candidate in (clean, _other_scheme(url)):
            if (method, candidate) in self._kept:
                return (method, candidate), Match.APPROXIMATE
        loose = self._loose.get((method, _without_busters(clean))) or self._nearest(method, clean)
        if loose is None and method == "HEAD":
            loose = self._find("GET", url)[0]
        return loose, Match.APPROXIMATE if loose else Match.MISSING

    def _nearest(self, method: str, url: str) -> tuple[str, str] | None:
        """Return the address of this path that shares most parameters, half of them at least."""
        wanted = set(_pairs(url))
        best, share = None, 0.0
        for key in self._by_path.get((method, url.partition("?")[0]), ()):
            there = set(_pairs(key[1]))
            both = len(wanted & there) / max(len(wanted | there), 1)
            if both > share:
                best, share = key, both
        return best if share >= 0.5 else None  # noqa: PLR2004  # half


def _is_stream(kept: Kept) -> bool:
    types = (value for name, value in kept.headers if name.lower() == "content-type")
    return next(types, "").strip().lower().startswith("text/event-stream")


def _pairs(url: str) -> list[tuple[str, str]]:
    try:
        return parse_qsl(urlsplit(url).query, keep_blank_values=True, max_num_fields=1000)
    except ValueError:
        return []


def _without_busters(url: str) -> str:
    head, mark, query = url.partition("?")
    if not mark:
        return url
    pairs = [pair.partition("=") for pair in query.split("&")]
    left = [
        f"{name}{equals}{value}"
        for name, equals, value in pairs
        if name.lower() not in _BUSTERS and not _CLOCKED.fullmatch(value)
    ]
    return f"{head}?{'&'.join(left)}"


def _other_scheme(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url
    other = {"http": "https", "https": "http"}.get(parts.scheme, parts.scheme)
    return urlunsplit(parts._replace(scheme=other))


def _clean(headers: Headers) -> Headers:
    """Return headers that an engine takes: real names and values, none that must not act again."""
    return tuple(
        (name, _NOT_VALUE.sub("", value))
        for name, value in headers
        if _TOKEN.fullmatch(name) and name.lower() not in _DROPPED
    )
