"""What a capture costs the person who looks on: stalls of the window, warm capture, recording.

    python benchmarks/window.py [--rounds N] [--results]

The app's own capture browser, off screen, on pages of `../shared/testsite`:

- stalls: the longest the window's event loop did not turn, from the load of a page to its sealed
  capture. On a busy machine a thread also waits for a processor; that wait is the machine's, and
  where the system tells of it (Linux) it is taken off.
- warm: from Capture to sealed, the page open and at rest.
- recording: load, scroll and pictures, with the recorder and without, by turns.

Ends 1 when a goal is missed.
"""

# ruff: noqa: PLC0415  # Qt and the product are loaded in the children only

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from capture import Bench, Site, append, table

STALLS = {"c02_listing": 50, "c18_big30": 250}
WARM = {"c02_listing": 2.5}
RECORDING = {"c02_listing": 1.25, "r02_taobao": 1.25}
_SCROLL = """(async () => {
  const turn = () => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)));
  for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight) {
    scrollTo(0, y);
    await turn();
  }
  await Promise.all([...document.images].filter(one => !one.complete).map(
    one => new Promise(r => { one.onload = one.onerror = r; })));
  console.log('benchmark: scrolled');
})(); 0"""


# ---- in a child, beside the engine -----------------------------------------------------------


def _app() -> Any:  # noqa: ANN401  # Qt is loaded in the children only
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    return QApplication(["benchmark"])


class Turns:
    """Looks at the event loop every few ms. `worst`: ms between two turns, what was done, when."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self.phase = "load"
        self._gaps: list[tuple[float, float, float, str]] = []
        self._last = (time.perf_counter(), _waited(), time.thread_time())
        self._timer = QTimer(interval=4, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._turn)
        self._timer.start()

    def _turn(self) -> None:
        now = (time.perf_counter(), _waited(), time.thread_time())
        wall, waited, used = (1e3 * (a - b) for a, b in zip(now, self._last, strict=True))
        self._last = now
        self._gaps.append((wall - waited, wall, used, self.phase))

    def told(self) -> dict[str, object]:
        self._timer.stop()
        worst = max(self._gaps)
        gaps = sorted(gap for gap, *_rest in self._gaps)
        return {
            "stall": worst[0],
            "wall": max(wall for _g, wall, *_rest in self._gaps),
            "processor": max(used for _g, _w, used, _p in self._gaps),
            "phase": worst[3],
            "p99": gaps[int(len(gaps) * 0.99)],
        }


def _waited() -> float:
    """Return the seconds for which this thread waited for a processor; 0 where nobody tells."""
    try:
        text = Path(f"/proc/self/task/{threading.get_native_id()}/schedstat").read_text("ascii")
    except OSError:
        return 0.0
    return int(text.split()[1]) / 1e9


def window_child(address: str, folder: str) -> dict[str, object]:
    """Open a page in the app's browser, capture it, and once more; return what it took."""
    app = _app()
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.gui.browser.window import BrowserWindow
    from evidencekit.gui.jobs import Jobs
    from evidencekit.gui.open_vault import OpenVault

    said: dict[str, object] = {}
    jobs = Jobs()
    window = BrowserWindow(OpenVault(Desk.open(Path(folder)), jobs, lambda _w, _t: None, jobs))
    window.resize(1600, 1000)
    window.show()
    began: list[float] = []
    turns: list[Turns] = []

    def stepped(step: object) -> None:
        turns[0].phase = str(step)

    def ready() -> None:
        # The window itself and the engine's start are no capture.
        turns.append(Turns())
        window.page.loadFinished.connect(lambda _ok: rest.start())
        window.open_address(address)

    def capture() -> None:
        window._tab._recording.stepped.connect(stepped)  # noqa: SLF001
        began.append(time.perf_counter())
        window.start_capture()

    def captured(_id: str) -> None:
        said["seconds"] = time.perf_counter() - began[0]
        said.update(turns[0].told())
        said["warnings"] = window.advice.text
        print(json.dumps(said), flush=True)
        os._exit(0)

    rest = _after(3000, capture)
    window.captured.connect(captured)
    poll = _after(20, lambda: ready() if window._ready and window._sealable else poll.start())  # noqa: SLF001
    poll.start()
    app.exec()
    return said


def load_child(address: str, folder: str, recorded: bool) -> dict[str, object]:
    """Load, scroll and wait for pictures, recorded or not; return the seconds."""
    app = _app()
    from PySide6.QtCore import QUrl
    from PySide6.QtWebEngineWidgets import QWebEngineView

    from evidencekit.webengine import BrowserWish, EvidencePage, RecordingProfile, prepare_engine

    prepare_engine(app)
    profile = RecordingProfile(BrowserWish())
    page = EvidencePage(profile)
    view = QWebEngineView()
    view.setPage(page)
    view.resize(1280, 900)
    view.show()
    began: list[float] = []
    loaded: list[float] = []

    def heard(_level: str, _source: str, words: str) -> None:
        if words == "benchmark: scrolled":
            end = time.perf_counter()
            print(json.dumps({"load": loaded[0] - began[0], "seconds": end - began[0]}), flush=True)
            os._exit(0)

    def load_finished(_done: bool) -> None:
        loaded.append(time.perf_counter())
        page.runJavaScript(_SCROLL)

    def go() -> None:
        page.said = heard
        page.loadFinished.connect(load_finished)
        began.append(time.perf_counter())
        page.load(QUrl(address))

    soon = _after(500, go)
    if not recorded:
        soon.start()
        return _run(app)
    _record(page, Path(folder), soon.start)
    return _run(app)


def _record(page: Any, spool: Path, ready: Callable[[], object]) -> None:  # noqa: ANN401
    from evidencekit.capture.recorder import Recorder
    from evidencekit.capture.withholding import WithholdRules
    from evidencekit.foundation.clock import SystemClock
    from evidencekit.webengine import GuiThread, connect_page

    gui = GuiThread()
    connection = connect_page(page, gui)

    def work() -> None:
        connection.wait_until_ready(15)
        recorder = Recorder(spool, WithholdRules(), SystemClock())
        gui.post(ready)
        while True:
            recorder.take(connection.messages(0.2))

    threading.Thread(target=work, daemon=True).start()


def _run(app: Any) -> dict[str, object]:  # noqa: ANN401
    app.exec()
    return {}


_kept = []


def _after(ms: int, act: Callable[[], object]) -> Any:  # noqa: ANN401
    from PySide6.QtCore import QTimer

    timer = QTimer(interval=ms, singleShot=True)
    timer.timeout.connect(act)
    _kept.append(timer)
    return timer


# ---- the table -------------------------------------------------------------------------------


class Rounds:
    """Children on one site, each with a vault and a folder of its own."""

    def __init__(self, site: Site, folder: Path) -> None:
        self._bench, self._site, self._folder = Bench(site, folder, "embedded"), site, folder
        self._runs = 0

    def run(self, kind: str, case: str) -> dict[str, Any]:
        self._runs += 1
        folder = self._folder / f"{kind}-{self._runs}"
        if kind == "window":
            self._bench.make_vault(folder)
        else:
            folder.mkdir()
        address = self._site.address + self._bench.cases[case]["path"]
        done = subprocess.run(
            [sys.executable, __file__, "--child", kind, address, str(folder)],
            env=self._bench.environment,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        lines = done.stdout.splitlines()
        if not lines:
            raise SystemExit(f"{kind} {case}: {done.stderr[-2000:]}")
        found: dict[str, Any] = json.loads(lines[-1])
        print(kind, case, found, file=sys.stderr, flush=True)
        return found


def measure(rounds: Rounds, many: int) -> tuple[str, bool]:
    """Return the table and whether each goal is met."""
    rows: list[tuple[object, ...]] = []
    for case, goal in STALLS.items():
        runs = [rounds.run("window", case) for _n in range(many)]
        stall, p99, wall = (
            statistics.median(run[k] for run in runs) for k in ("stall", "p99", "wall")
        )
        phases = "/".join(run["phase"] for run in runs)
        words = f"{stall:.0f} ms (99 of 100 turns {p99:.0f}; with waits for a processor {wall:.0f})"
        rows.append((f"worst stall, {case}", words, phases, f"<= {goal} ms", stall <= goal))
        if case in WARM:
            took = statistics.median(run["seconds"] for run in runs)
            rows.append(
                (f"warm, {case}", f"{took:.2f} s", "", f"<= {WARM[case]} s", took <= WARM[case])
            )
    for case, goal in RECORDING.items():
        pairs = [(rounds.run("record", case), rounds.run("bare", case)) for _n in range(many)]
        with_it, bare = (
            statistics.median(run["seconds"] for run in runs) for runs in zip(*pairs, strict=True)
        )
        ratio = with_it / bare
        words = f"{with_it:.2f} / {bare:.2f} s = {ratio:.2f} x"
        rows.append((f"recording, {case}", words, "", f"<= {goal} x", ratio <= goal))
    shown = [(*row[:-1], "" if row[-1] else "MISSED") for row in rows]
    return table(("figure", "median", "worst in", "goal", ""), shown), all(row[-1] for row in rows)


def main() -> int:
    """Print the table; return 1 when a goal is missed."""
    words = argparse.ArgumentParser(description="What a capture costs the person who looks on.")
    words.add_argument("--rounds", type=int, default=5)
    words.add_argument("--results", action="store_true")
    words.add_argument("--child", nargs=3, help=argparse.SUPPRESS)
    given = words.parse_args()
    if given.child:
        kind, address, folder = given.child
        if kind == "window":
            window_child(address, folder)
        else:
            load_child(address, folder, recorded=kind == "record")
        return 0
    site = Site()
    try:
        with tempfile.TemporaryDirectory() as folder:
            text, right = measure(Rounds(site, Path(folder)), given.rounds)
    finally:
        site.close()
    print(text)
    if given.results:
        append("window.py", text)
    return int(not right)


if __name__ == "__main__":
    sys.exit(main())
