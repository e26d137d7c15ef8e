"""How quickly the app and the command line start, and how the app's pages keep up.

First paint of the main window against a bare QMainWindow (goal 1.3 x); `evidencekit --help` against
the `--help` of a ten-command typer program (goal 1.5 x). Each pair is run alternately and the
medians are compared, so that a busy machine slows both. Then the pages, each in a process of its
own (`app_child.py`): search as you type, frames while scrolling, a long screenshot, memory with a
live page, the preview of a packet of some 20 pages from the last key to the new pages.
`--captures N` is how many the pages hold (100,000); `--only NAME` measures one of them.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROUNDS = 9
GOAL = 1.5
PAINT = 1.3
LOOPBACK = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'
# What `app_child.py` measures: the member that is judged, and the most it may be.
PAGES = {
    "search": ("p95_ms", 50),
    "scroll": ("p95_ms", 16),
    "picture": ("s", 0.8),
    "memory": ("pss_mb", 450),
    "preview": ("s", 1.5),
}

# Each imports in its own order, as it would by itself.
_PAINT = """
import sys, time
{imports}
from PySide6.QtCore import QObject, QEvent, Qt
from PySide6.QtWidgets import QApplication, QMainWindow
QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
app = QApplication(["benchmark"])
class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            app.quit()
        return False
window = {window}
seen = FirstPaint()
window.installEventFilter(seen)
window.show()
app.exec()
"""
BARE = _PAINT.format(imports="", window="QMainWindow()")
OURS = _PAINT.format(
    imports="from evidencekit.gui import AppShell", window="(shell := AppShell(app)).window"
)
TYPER = """
import typer
app = typer.Typer(add_completion=False)
for n in range(10):
    def command(name: str, count: int = 1, loud: bool = False) -> None:
        "Do something with a name."
    app.command(f"command{n}")(command)
app(["--help"])
"""


def seconds(command: list[str]) -> float:
    """Run a command to its end and return the wall time."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def page(name: str, captures: int) -> dict[str, object]:
    """Measure one thing in a process of the app."""
    child = [sys.executable, str(Path(__file__).with_name("app_child.py")), name, str(captures)]
    done = subprocess.run(child, check=True, capture_output=True, text=True)
    figures = json.loads(done.stdout.splitlines()[-1])
    member, most = PAGES[name]
    return {"name": name, **figures, "captures": captures, "goal": most, "value": figures[member]}


def compare(name: str, ours: list[str], peer: list[str], goal: float) -> dict[str, object]:
    """Run both alternately and return medians and ratio."""
    seconds(ours), seconds(peer)
    pairs = [(seconds(ours), seconds(peer)) for _round in range(ROUNDS)]
    mine = statistics.median(a for a, _ in pairs)
    theirs = statistics.median(b for _, b in pairs)
    return {
        "name": name,
        "ours_s": round(mine, 3),
        "peer_s": round(theirs, 3),
        "ratio": round(mine / theirs, 2),
        "goal": goal,
        "value": round(mine / theirs, 2),
    }


def main() -> int:
    """Print one JSON line a figure; return 1 when a goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--captures", type=int, default=100_000)
    parser.add_argument("--only", choices=["start", *PAGES])
    wish = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["EVIDENCEKIT_CHROMIUM_FLAGS"] = LOOPBACK
    # Compiled once and kept, as on a person's computer: the first, uncounted run writes it.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    missed = False
    with tempfile.TemporaryDirectory() as home:
        os.environ["EVIDENCEKIT_HOME"] = home
        rows = starts(Path(home)) if wish.only in {None, "start"} else []
        names = [one for one in PAGES if wish.only in {None, one}]
        for row in (*rows, *(page(one, wish.captures) for one in names)):
            print(json.dumps(row), flush=True)
            missed = missed or float(str(row["value"])) > float(str(row["goal"]))
    print(json.dumps({"load": os.getloadavg()}))
    return int(missed)


def starts(home: Path) -> list[dict[str, object]]:
    """Compare the first paint and the help of the command with their peers."""
    peer = home / "peer.py"
    peer.write_text(TYPER, encoding="utf-8")
    python = sys.executable
    paint = "first paint / bare QMainWindow"
    names = "evidencekit --help / typer program of ten commands"
    helps = [python, "-m", "evidencekit", "--help"]
    return [
        compare(paint, [python, "-c", OURS], [python, "-c", BARE], PAINT),
        compare(names, helps, [python, str(peer)], GOAL),
    ]


if __name__ == "__main__":
    sys.exit(main())
