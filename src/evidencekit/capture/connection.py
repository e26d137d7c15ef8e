"""The engine as a capture sees it: DevTools calls, and what the recorder says.

Two engines stand behind this protocol (design section 6). `capture` runs as plain sequential code
in a worker thread; the engine lives elsewhere and is never called from its own thread.
"""

from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any, Protocol

Json = dict[str, Any]


class DevToolsError(Exception):
    """The engine refused a call; the message is the engine's own."""


class EngineGone(Exception):
    """The page's process ended or the engine was closed."""


@dataclass(frozen=True, slots=True)
class EngineInfo:
    """Which engine it was: name, version, Chromium version, user agent, sandbox on or off.

    `languages` is what it asks sites for (`zh-CN,zh;q=0.9`); `profile` the name of the kept browser
    profile, None off the record; `fonts` the families it may draw with. `kind` and `window` as in
    docs/vault-format.md 6.7.
    """

    name: str
    version: str
    chromium: str
    user_agent: str
    sandbox: bool
    languages: str = ""
    profile: str | None = None
    fonts: tuple[str, ...] = ()
    kind: str = "embedded"
    window: str = "clean"


class DevToolsConnection(Protocol):
    """One page of an engine, its recorder already running.

    Calls may come from any one thread but the engine's own. Messages are the recorder's (see
    `recorder`), in the order in which they happened, each given once.
    """

    @property
    def engine(self) -> EngineInfo:
        """Return which engine it is."""

    def call(self, method: str, params: Json | None = None, *, limit: float = 30.0) -> Json:
        """Carry out a DevTools method on the page and return its result.

        `limit` in seconds. Raises DevToolsError, TimeoutError, EngineGone.
        """

    def messages(self, limit: float) -> list[Json]:
        """Wait up to `limit` seconds for messages; return all that are there, perhaps none.

        Beside the recorder's: `note` (`what` was refused, `url`, `text`), `load_started`, and
        `console` (`level`, `text`, `url`), `distrusted` (`url`, `chain`: base64 of DER, the
        site's own first; a site whose certificate is not valid, and was refused for that). Of an
        installed browser's window `devtools` (developer tools are open) and `unwatched` (it can't
        be told whether they are), and `frame_unread`: a frame in a process of its own hangs.

        Raises EngineGone when the page's process ended and nothing is left to give.
        """

    def requests_seen(self) -> list[tuple[str, str, str]]:
        """Return (method, url, resource type) of every request the browser process saw so far."""

    def print_page(self) -> "Future[bytes]":
        """Begin to print the page; the future gives a PDF, or nothing when that failed.

        It is never done when the page goes away meanwhile.
        """

    def close(self) -> None:
        """Give the page up. May be called twice."""
