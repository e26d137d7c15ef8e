"""How quickly the app and the command line start, as ratios against peers in the same run.

First paint of the main window against a bare QMainWindow (goal 1.5 x); `evidencekit --help` against
the `--help` of a ten-command typer program (goal 1.5 x). Each pair is run alternately and the
medians are compared, so that a busy machine slows both.
"""

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
    imports="from evidencekit.gui import build_main_window", window="build_main_window()"
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


def compare(name: str, ours: list[str], peer: list[str]) -> dict[str, object]:
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
        "goal": GOAL,
    }


def main() -> int:
    """Print one JSON line a comparison; return 1 when a goal is missed."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Compiled once and kept, as on a person's computer: the first, uncounted run writes it.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryDirectory() as home:
        os.environ["EVIDENCEKIT_HOME"] = home
        peer = Path(home, "peer.py")
        peer.write_text(TYPER, encoding="utf-8")
        python = sys.executable
        rows = [
            compare("first paint / bare QMainWindow", [python, "-c", OURS], [python, "-c", BARE]),
            compare(
                "evidencekit --help / typer program of ten commands",
                [python, "-m", "evidencekit", "--help"],
                [python, str(peer)],
            ),
        ]
    for row in rows:
        print(json.dumps(row))
    print(json.dumps({"load": os.getloadavg()}))
    return int(any(float(str(row["ratio"])) > GOAL for row in rows))


if __name__ == "__main__":
    sys.exit(main())
