"""Replays a stored page: off screen to compare it with what was sealed, or in a window to look at.

The process must be one of its own, its network shut before the engine starts.
"""

import contextlib
import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWebEngineWidgets import QWebEngineView

from evidencekit.capture.connection import DevToolsError, EngineGone
from evidencekit.capture.outcome import CaptureOutcome
from evidencekit.capture.page_view import Clip, PageView
from evidencekit.capture.plan import CapturePlan
from evidencekit.capture.replay_score import pixel_share, text_share
from evidencekit.capture.replay_source import ReplaySource
from evidencekit.capture.replay_store import Match
from evidencekit.capture.session import capture_page
from evidencekit.capture.tiles import tiles
from evidencekit.capture.withholding import WithholdRules
from evidencekit.domain.errors import EngineSelfTestFailed
from evidencekit.evidence.records import Artefact
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.resources import resource
from evidencekit.webengine.browser import GuiThread
from evidencekit.webengine.connection import PageConnection
from evidencekit.webengine.page import EvidencePage
from evidencekit.webengine.process import prepare_engine
from evidencekit.webengine.replay_page import Replay, ReplayProfile

_READY = 15.0
_CALL = 5.0
_SHOT = 20.0
_SETTLE_SHOTS = 6
_CLOSE_MS = 3000
_PLAN = CapturePlan()


class Stage:
    """A replay and the view that shows it. On the GUI thread."""

    def __init__(self, source: ReplaySource) -> None:
        self.gui = GuiThread()
        self.source = source
        self._profile = ReplayProfile()
        self._page = EvidencePage(self._profile)
        self.view = QWebEngineView()
        self.view.setPage(self._page)
        self.view.resize(*source.viewport)
        self._then: Callable[[], None] = _nothing
        self.replay = Replay(self._page, source.store, self.gui.call, self._free)

    def close(self, then: Callable[[], None]) -> None:
        """Free the page, then call `then`, soon in any case."""
        self._then = then
        QTimer.singleShot(_CLOSE_MS, then)
        self.replay.connection.dispose()

    def _free(self) -> None:
        """Free the page before its profile: the engine aborts at exit otherwise."""
        self.view.hide()
        self.view.deleteLater()
        self._profile.destroyed.connect(self._then)
        self._page.destroyed.connect(self._profile.deleteLater)
        self._page.deleteLater()


def open_page(connection: PageConnection, source: ReplaySource) -> None:
    """Wait for the channel and make the page's circumstances those of the capture.

    In a thread of its own. Raises EngineSelfTestFailed, EngineGone, DevToolsError, TimeoutError.
    """
    if not connection.wait_until_ready(_READY):
        engine = f"{connection.engine.name} {connection.engine.version}"
        raise EngineSelfTestFailed(engine=engine, detail="the channel does not answer")
    code = resource("recorder", "replay_past.js").read_text(encoding="utf-8")
    past = {
        "at": None if source.at is None else round(source.at.timestamp() * 1000),
        "sockets": source.sockets,
    }
    given = {"source": f"({code})({json.dumps(past)})"}
    connection.call("Page.addScriptToEvaluateOnNewDocument", given, limit=_CALL)


def replay_off_screen(source: ReplaySource, folder: Path, clock: Clock) -> dict[str, object]:
    """Replay as a capture would see it and say how it went; fields of `replay --check`.

    `folder` takes pictures; the caller removes it. On the main thread of a process whose network is
    shut. Raises EngineMissing, EngineSelfTestFailed, DiskFull.
    """
    app = prepare_engine()
    stage = Stage(source)
    stage.view.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    stage.view.show()
    with ThreadPoolExecutor(1, "replay") as pool:
        future = pool.submit(_look, stage.replay.connection, source, folder, clock)
        future.add_done_callback(lambda _f: stage.gui.post(lambda: stage.close(app.quit)))
        app.exec()
        return future.result()


def _look(
    connection: PageConnection, source: ReplaySource, folder: Path, clock: Clock
) -> dict[str, object]:
    open_page(connection, source)
    if source.scale != 100:  # noqa: PLR2004  # percent
        width, height = source.viewport
        measures = {"width": width, "height": height, "mobile": False}
        connection.call(
            "Emulation.setDeviceMetricsOverride",
            measures | {"deviceScaleFactor": source.scale / 100},
            limit=_CALL,
        )
    outcome = capture_page(
        connection, source.page, _PLAN, spool=folder, clock=clock, rules=WithholdRules()
    )
    shots, settled = _settled_shots(connection, source, outcome, folder)
    text = next((_text(one) for one in outcome.artefacts if one.kind == "text"), "")
    return report(source) | {
        "settled": settled,
        "sandbox": connection.engine.sandbox,
        "title": outcome.title,
        "http_status": outcome.http_status,
        "text": None if source.text is None else text_share(source.text, text),
        "pixels": pixel_share(source.tiles, shots) if source.tiles else None,
    }


def report(source: ReplaySource) -> dict[str, object]:
    """Return what was asked for and how it was answered, so far."""
    store = source.store
    return {
        "capture_id": source.capture_id,
        "page": source.page,
        "fault": source.fault,
        **store.counts(),
        "requests": [
            {"method": one.method, "url": one.url, "match": one.match.value, "given": one.given}
            for one in store.asked(Match.APPROXIMATE, Match.MISSING)
        ],
    }


def _settled_shots(
    connection: PageConnection, source: ReplaySource, outcome: CaptureOutcome, folder: Path
) -> tuple[list[Path], bool]:
    """Take the pictures again until two sets are equal; say whether that came to be."""
    taken = (one for one in outcome.artefacts if one.kind.startswith("fullpage"))
    shots = [b"".join(one.body.pieces()) for one in taken]
    settled = False
    view = PageView(connection)
    with contextlib.suppress(DevToolsError, TimeoutError, EngineGone):
        for _each in range(_SETTLE_SHOTS):
            clips = _clips(view, source)
            before, shots = shots, [view.picture(_SHOT, clip).png for clip in clips]
            settled = shots == before
            if settled:
                break
    paths = [folder / f"shot-{number}.png" for number, _shot in enumerate(shots)]
    for path, shot in zip(paths, shots, strict=True):
        path.write_bytes(shot)
    return paths, settled


def _clips(view: PageView, source: ReplaySource) -> list[Clip]:
    """Cut the page as a capture cuts it."""
    width, height = view.size(_CALL)
    parts = tiles(min(height, _PLAN.height), source.scale / 100)
    return [Clip(part.y, min(width, _PLAN.width), part.height) for part in parts]


def _text(artefact: Artefact) -> str:
    return b"".join(artefact.body.pieces()).decode("utf-8", "replace")


def _nothing() -> None:
    pass
