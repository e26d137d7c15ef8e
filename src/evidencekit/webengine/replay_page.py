"""A page that is answered from a store alone: no request of it reaches a network.

Three flags of the process are the barrier (`shut_network`); that requests are answered before they
are sent, and that whole types are blocked, stands before it.
"""

import base64
import json
import logging
import os
import threading
from collections.abc import Callable
from queue import SimpleQueue

from PySide6.QtCore import QObject
from PySide6.QtWebEngineCore import QWebEngineUrlRequestInfo
from typing_extensions import override

from evidencekit.capture.replay_store import Kept, Match, ReplayStore
from evidencekit.webengine.channel import Channel, Inbox
from evidencekit.webengine.connection import PageConnection
from evidencekit.webengine.page import EvidencePage
from evidencekit.webengine.process import engine_info
from evidencekit.webengine.profile import BrowserWish, RecordingProfile, RequestList

_log = logging.getLogger(__name__)

# None of them alone is enough (measured: docs/decisions/004-offline-replay.md).
FLAGS = (
    '--host-resolver-rules="MAP * ~NOTFOUND"',
    "--proxy-server=http://127.0.0.1:9",
    "--proxy-bypass-list=<-loopback>",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
)
_PIECE = 3 << 20  # of bytes: a multiple of three, so that its base64 needs no padding
_ASKED = '[{"k":"ask"'
_TYPE = QWebEngineUrlRequestInfo.ResourceType
# What never passes the channel, so that nothing could answer it.
_BLOCKED = {
    _TYPE.ResourceTypeServiceWorker,
    _TYPE.ResourceTypeSharedWorker,
    _TYPE.ResourceTypeWebSocket,
    _TYPE.ResourceTypePing,
}


def shut_network() -> None:
    """Set the flags for this process. Call it before the engine is prepared.

    Whatever the environment says of flags is left out: a later one could open a way again.
    """
    os.environ.pop("QTWEBENGINE_CHROMIUM_FLAGS", None)
    os.environ["EVIDENCEKIT_CHROMIUM_FLAGS"] = " ".join(FLAGS)


class _Barrier(RequestList):
    @override
    def interceptRequest(self, info: QWebEngineUrlRequestInfo) -> None:
        if info.resourceType() in _BLOCKED:
            info.block(True)
            return
        super().interceptRequest(info)


class ReplayProfile(RecordingProfile):
    """A fresh profile off the record, whose requests of certain types are blocked."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(BrowserWish(), parent)
        self.request_list = _Barrier(self)
        self.setUrlRequestInterceptor(self.request_list)


class _AskingInbox(Inbox):
    """Hands what the page asks for to whoever answers, the rest to the session."""

    def __init__(self) -> None:
        super().__init__()
        self.asks: SimpleQueue[str | None] = SimpleQueue()

    def put(self, line: str) -> None:
        if line.startswith(_ASKED):
            self.asks.put(line)
        else:
            super().put(line)


class Replay:
    """A page and the thread that answers it. Made on the GUI thread, before anything is loaded."""

    def __init__(
        self,
        page: EvidencePage,
        store: ReplayStore,
        on_gui: Callable[[Callable[[], None]], None],
        closed: Callable[[], None],
    ) -> None:
        self._inbox = _AskingInbox()
        self._store = store
        self._channel = Channel(page, self._inbox, ("replay", "recorder"))
        self._thread = threading.Thread(target=self._answer_all, name="replay", daemon=True)
        self._thread.start()

        def dispose() -> None:
            self._inbox.asks.put(None)
            self._channel.dispose()
            closed()

        info = engine_info(page.profile())
        self.connection = PageConnection(
            self._channel, self._inbox, page.request_list, info, dispose, on_gui
        )

    def _answer_all(self) -> None:
        while (line := self._inbox.asks.get()) is not None:
            for asked in json.loads(line):
                self._answer(asked["id"], asked)

    def _answer(self, number: int, asked: dict[str, str]) -> None:
        kept, match = self._store.answer(asked["method"], asked["url"])
        try:
            status, headers, body = _reply(kept, match, asked)
            for piece in body:
                self._channel.tell("__ekReplay.part", number, base64.b64encode(piece).decode())
        except OSError as error:
            # The spool went away under it: a missing answer, not a page that hangs.
            _log.warning("a stored body can't be read: %s", error)
            status, headers = 404, []
        self._channel.tell("__ekReplay.answer", number, status, headers)


def _reply(
    kept: Kept | None, match: Match, asked: dict[str, str]
) -> tuple[int, list[tuple[str, str]], list[bytes]]:
    """Return status, headers and body, in pieces that can be joined as base64."""
    if kept is None:
        if asked["method"] == "OPTIONS":
            # The question before a request across sites; the engine asked it by itself.
            return 204, _allowed(asked), []
        return 404, [("X-Replay", "not-recorded"), *_allowed(asked)], []
    headers = [*kept.headers, ("X-Replay", match.value)]
    return kept.status, headers, list(_pieces(kept))


def _allowed(asked: dict[str, str]) -> list[tuple[str, str]]:
    if not asked["origin"]:
        return []
    return [
        ("Access-Control-Allow-Origin", asked["origin"]),
        ("Access-Control-Allow-Credentials", "true"),
        ("Access-Control-Allow-Methods", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"),
        ("Access-Control-Allow-Headers", asked["wants"]),
    ]


def _pieces(kept: Kept) -> list[bytes]:
    whole = b"".join(kept.body.pieces())
    return [whole[at : at + _PIECE] for at in range(0, len(whole), _PIECE)]
