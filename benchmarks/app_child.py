"""What `app.py` measures inside a process of the app: one figure a run, as one JSON line.

    python benchmarks/app_child.py search|scroll|picture|memory|preview [captures]

Off screen, on the product's own pages and its real index over generated listings. Times are
seconds of processor of this process, so that a busy machine says nearly the same as a quiet one.
"""

# ruff: noqa: PLC0415  # Qt is loaded where it is wanted

import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

WORDS = ("高仿", "Gucci", "运动鞋", "Replica 1:1", "店铺1")
# Where memory stands in for a disk: it is not the disk that is measured here.
SCRATCH = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108, PTH112
FRAMES, STEP = 200, 240
TILES = ((1265, 13_334), (1265, 13_333), (1265, 13_333))
PERCENTILE = 95
# So many listings of the demo make a court's bundle of 20 pages and more.
LISTINGS, TURNS = 1, 9
_BEAT = 5


def p95(values: list[float]) -> float:
    """Return the 95th percentile."""
    return statistics.quantiles(values, n=100)[PERCENTILE - 1]


def app() -> Any:  # noqa: ANN401  # Qt's
    """Return the application with the product's looks."""
    from PySide6.QtCore import Qt
    from PySide6.QtWidgets import QApplication

    from evidencekit.gui.app import add_fonts
    from evidencekit.gui.theme import apply_theme

    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    made = QApplication(["benchmark"])
    add_fonts()
    apply_theme(made, dark=False)
    return made


def until(turning: Any, ready: Callable[[], object], limit: float = 300) -> None:  # noqa: ANN401
    """Let Qt work until something is so; nothing is burnt by waiting for it."""
    from PySide6.QtCore import QEventLoop, QTimer

    beat = QTimer(interval=_BEAT)
    beat.start()
    end = time.perf_counter() + limit
    while not ready():
        if time.perf_counter() > end:
            raise TimeoutError
        turning.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)


def captures_page(turning: Any, folder: Path, number: int) -> Any:  # noqa: ANN401
    """Return the captures page over so many generated listings, shown and filled."""
    from types import SimpleNamespace

    from library import Room

    from evidencekit.bootstrap.desk import CaptureList
    from evidencekit.gui.captures import CapturesPage
    from evidencekit.gui.jobs import Jobs
    from evidencekit.gui.open_vault import OpenVault
    from evidencekit.vault.library import Filter

    room = Room(folder, number)
    index = room.library
    index.rebuild()
    entries = tuple(source.entry for source in reversed(room.sources))
    desk = SimpleNamespace(
        operator="",
        demo=False,
        folder=folder,
        captures=lambda: CaptureList(entries, {}),
        rows=index.rows_of,
        matching=lambda words, most=None: index.ids(Filter(words=words), most),
        tiles=lambda _capture, **_how: [],
    )
    desk.read = lambda work: work(desk)
    jobs = Jobs()
    vault = OpenVault(desk, jobs, lambda _wrong, _then: None, jobs)  # type: ignore[arg-type]
    page = CapturesPage(vault)
    page.resize(1280, 800)
    page.show()
    until(turning, lambda: page.model.rows_read > 0)
    return page, jobs


def search(number: int) -> dict[str, object]:
    """Type words letter by letter; each answer counts from the key to the painted new rows.

    Twice, so that the first key of all, which still opens the index, is one of many and told apart.
    """
    turning, taken = app(), []
    with tempfile.TemporaryDirectory(dir=SCRATCH) as scratch:
        page, jobs = captures_page(turning, Path(scratch), number)
        # What the page still reads for its own sake is no part of an answer.
        until(turning, lambda: jobs.idle)
        for word in WORDS * 2:
            for end in range(1, len(word) + 1):
                began = time.process_time()
                page.filter.setText(word[:end])
                until(turning, lambda: answered(page.model))
                page.grid.viewport().repaint()
                taken.append((time.process_time() - began) * 1000)
            page.filter.clear()
            until(turning, lambda: jobs.idle)
        jobs.close()
    return {"keys": len(taken), "first_ms": round(taken[0], 1), "p95_ms": round(p95(taken), 1)}


def answered(model: Any) -> bool:  # noqa: ANN401  # Qt's
    """Say whether the newest hits are known, their words too."""
    return not model.searching and (not model.ids or model.row(model.ids[0]) is not None)


def scroll(number: int) -> dict[str, object]:
    """Scroll the grid by hand's breadths; each frame counts from the move to the painted view."""
    turning, taken = app(), []
    with tempfile.TemporaryDirectory(dir=SCRATCH) as scratch:
        page, jobs = captures_page(turning, Path(scratch), number)
        bar = page.grid.verticalScrollBar()
        for frame in range(FRAMES):
            began = time.process_time()
            bar.setValue(frame * STEP)
            page.grid.viewport().repaint()
            taken.append((time.process_time() - began) * 1000)
            turning.processEvents()
        jobs.cancel_all()
        jobs.close()
    return {"frames": FRAMES, "p95_ms": round(p95(taken), 1)}


def picture(_number: int) -> dict[str, object]:
    """Open a screenshot of 40,000 rows in three tiles, from its bytes to the painted view."""
    import numpy as np
    from PIL import Image

    from evidencekit.bootstrap.desk import Tile
    from evidencekit.gui.viewer.pictures import picture_of
    from evidencekit.gui.viewer.screenshot import ScreenshotPane

    turning, y, tiles = app(), 0, []
    for width, height in TILES:
        ramp = np.add.outer(np.arange(height) // 40, np.arange(width) // 20) % 256
        body = io.BytesIO()
        Image.fromarray(np.repeat(ramp[..., None], 3, 2).astype("uint8")).save(body, "PNG")
        tiles.append(Tile(y, width, height, body.getvalue()))
        y += height
    pane = ScreenshotPane()
    pane.resize(900, 700)
    pane.show()
    turning.processEvents()
    began = time.process_time()
    pane.show_picture(picture_of(tiles, len(tiles)))
    pane.canvas.viewport().repaint()
    return {"rows": y, "s": round(time.process_time() - began, 2)}


def memory(_number: int) -> dict[str, object]:
    """Open the capture browser on a page of the sample shop; count the memory of all processes."""
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.gui.main_window import MainWindow
    from evidencekit.services.sample_shop import SampleShop

    turning = app()
    with tempfile.TemporaryDirectory() as scratch, SampleShop() as shop:
        desk, _made = Desk.make(Path(scratch) / "vault", "Brand X", "benchmark", "pass phrase")
        window = MainWindow()
        window.show()
        window.use_desk(desk)
        until(turning, lambda: window.jobs.idle)
        window.open_browser()
        browser = window.browser
        if browser is None:
            raise RuntimeError("no browser")
        until(turning, lambda: window.jobs.idle)
        browser.open_address(shop.listings[0])
        until(turning, browser.top.capture.isEnabled)
        used = sum(_pss(pid) for pid in _tree(os.getpid()))
        browser.close()
        window.jobs.cancel_all()
        until(turning, lambda: window.jobs.idle)
        window.close()
    return {"pss_mb": round(used / 1024)}


def preview(_number: int) -> dict[str, object]:
    """Write on the demo's complaint; each turn counts from the last key to the new pages.

    That is the rest of the hand, as the page waits for it, and the processor's time after it.
    """
    from PySide6.QtCore import Qt

    from evidencekit.bootstrap.desk import Desk
    from evidencekit.gui.cases.composer import ComposerPage
    from evidencekit.gui.cases.composer.page import DRAW_MS
    from evidencekit.gui.jobs import Jobs
    from evidencekit.gui.open_vault import OpenVault

    turning, taken, walls = app(), [], []
    with tempfile.TemporaryDirectory() as scratch:
        demo = Path(scratch) / "demo"
        command = [sys.executable, "-P", "-m", "evidencekit", "--quiet", "demo", str(demo)]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        jobs = Jobs()
        desk = Desk.open(demo / "vault")
        vault = OpenVault(desk, jobs, lambda _wrong, _then: None, jobs)
        page = ComposerPage(vault, desk.cases()[0].id, None)
        page.resize(1280, 800)
        page.show()
        drawn: list[int] = []
        page.preview.drawn.connect(lambda: drawn.append(page.preview.pane.pages))
        until(turning, lambda: drawn and jobs.idle)
        page.fields.recipient.setCurrentIndex(page.fields.recipient.findData("court_bundle"))
        page.fields.recipient.activated.emit(page.fields.recipient.currentIndex())
        for row in range(LISTINGS, page.fields.captures.count()):
            page.fields.captures.item(row).setCheckState(Qt.CheckState.Unchecked)
        until(turning, lambda: len(drawn) > 1 and jobs.idle)
        for turn in range(TURNS):
            drawn.clear()
            began, clock = time.process_time(), time.perf_counter()
            page.fields.explanation.insertPlainText(f"Word {turn}. ")
            until(turning, lambda: drawn)
            taken.append(time.process_time() - began + DRAW_MS / 1000)
            walls.append(time.perf_counter() - clock)
            until(turning, lambda: jobs.idle)
        pages = drawn[-1]
        page.leave()
        until(turning, lambda: jobs.idle)
        jobs.close()
    wall = round(statistics.median(walls), 2)
    return {"pages": pages, "turns": TURNS, "wall_s": wall, "s": round(max(taken), 2)}


def _tree(pid: int) -> list[int]:
    found = [pid]
    for thread in Path(f"/proc/{pid}/task").iterdir():
        try:
            children = (thread / "children").read_text()
        except OSError:
            continue
        for child in children.split():
            found += _tree(int(child))
    return found


def _pss(pid: int) -> int:
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("Pss:"))


def main() -> int:
    """Measure one thing and print it."""
    what, number = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 100_000  # noqa: PLR2004
    print(json.dumps(globals()[what](number)), flush=True)
    # The engine's processes need no farewell.
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
