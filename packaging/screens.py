"""Draws every screen in each state, language, theme and size to `build/screens`, to be looked at.

On real parts: the demo is made first, unless `--demo FOLDER` names one that stands. Each language
and size has a process of its own, for both belong to the process; as many run as there are cores.
`faults.txt` lists what is clipped, overlapping, nameless or empty; `sheet-*.png` show many pictures
at a glance. `--quick` draws the usual state at 100 % alone; `--only WORD...` keeps the screens
whose names begin so.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path

import looks
import screen_board
import screen_browsing
import screen_casework
import screen_filing
import screen_list
import screen_states
import screen_troubled
from PIL import Image
from PySide6.QtCore import QEvent, Qt, QTranslator, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from evidencekit.bootstrap.desk import Desk
from evidencekit.foundation.catalogue import use_language
from evidencekit.gui.app import add_fonts, have_qt_speak
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.theme import apply_theme

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ROOT / "build" / "screens"
LANGUAGES = ("en", "zh_CN")
LOOPBACK = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'
THEMES = ("light", "dark")
SCALES = ("1", "1.5")
SIZE = (1280, 800)
THUMBNAIL, ACROSS = (480, 300), 4
MOST_TURNS = 6000
CALM_TURNS = 30


def main() -> int:
    """Draw everything; return 0 when every screen was drawn and none is at fault."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demo", type=Path, help="a folder that `evidencekit demo` made")
    parser.add_argument("--language", choices=LANGUAGES, help="this one only, in this process")
    parser.add_argument("--quick", action="store_true", help="the usual state at 100 %% alone")
    parser.add_argument("--only", nargs="+", default=[""], help="screens whose names begin so")
    wish = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["EVIDENCEKIT_CHROMIUM_FLAGS"] = LOOPBACK
    if wish.language:
        states = screen_states.STATES[: 1 if wish.quick else None]
        return draw(wish.language, wish.demo, states, tuple(wish.only))
    SCREENS.mkdir(parents=True, exist_ok=True)
    for old in SCREENS.iterdir():
        old.unlink()
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["EVIDENCEKIT_HOME"] = str(Path(scratch) / "home")
        demo = wish.demo or make_demo(Path(scratch) / "demo")
        own = [sys.executable, str(Path(__file__)), "--demo", str(demo)]
        own += [*(["--quick"] if wish.quick else []), "--only", *wish.only]
        sizes = SCALES[: 1 if wish.quick else None]
        with ThreadPoolExecutor(os.cpu_count()) as cores:
            list(cores.map(lambda each: draw_apart(own, *each), product(sizes, LANGUAGES)))
    make_sheets()
    faults = sorted(line for file in SCREENS.glob("faults-*") for line in file.open())
    (SCREENS / "faults.txt").write_text("".join(faults), encoding="utf-8")
    drawn = len(list(SCREENS.glob("*.png")))
    print(f"{drawn} pictures in {SCREENS.relative_to(ROOT)}, {len(faults)} faults")
    return 1 if faults else 0


def draw_apart(own: list[str], scale: str, language: str) -> None:
    """Draw in one language and size, in a process of its own."""
    env = os.environ | {"QT_SCALE_FACTOR": scale}
    subprocess.run([*own, "--language", language], check=True, env=env)


def make_sheets() -> None:
    """Put the pictures of a state, language, theme and size on one sheet."""
    groups: dict[str, list[Path]] = {}
    for file in sorted(SCREENS.glob("*.png")):
        groups.setdefault(file.stem.split("_", 1)[1], []).append(file)
    for name, files in groups.items():
        rows = -(-len(files) // ACROSS)
        sheet = Image.new("RGB", (THUMBNAIL[0] * ACROSS, THUMBNAIL[1] * rows), "#888888")
        for number, file in enumerate(files):
            with Image.open(file) as opened:
                picture = opened.convert("RGB")
            picture.thumbnail((THUMBNAIL[0] - 8, THUMBNAIL[1] - 8))
            at = (number % ACROSS * THUMBNAIL[0] + 4, number // ACROSS * THUMBNAIL[1] + 4)
            sheet.paste(picture, at)
        sheet.save(SCREENS / f"sheet-{name}.png")


def make_demo(folder: Path) -> Path:
    """Make the demo by the real command."""
    command = [sys.executable, "-P", "-m", "evidencekit", "--quiet", "demo", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


def draw(language: str, demo: Path, states: tuple[str, ...], only: tuple[str, ...]) -> int:
    """Draw the screens in one language and size, light and dark, in these states."""
    use_language(language)
    qInstallMessageHandler(lambda *_words: None)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    app = QApplication(["evidencekit"])
    add_fonts()
    have_qt_speak(app, QTranslator(app))
    scale = os.environ.get("QT_SCALE_FACTOR", "1").replace(".", "")
    faults: list[str] = []
    for theme in THEMES:
        apply_theme(app, dark=theme == "dark")
        for state in states:
            with tempfile.TemporaryDirectory() as scratch:
                # What one window writes must not look like a loss to the next.
                os.environ["EVIDENCEKIT_HOME"] = str(Path(scratch) / "home")
                for name, window in Studio(app, state, demo, Path(scratch)).windows():
                    if not name.startswith(only):
                        continue
                    file = SCREENS / f"{name}_{state}_{language}_{theme}_{scale}.png"
                    # A text that changed just now has its room.
                    QApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest)
                    window.grab().save(str(file))
                    faults += [f"{file.stem}: {one}\n" for one in looks.faults_of(window)]
    (SCREENS / f"faults-{language}-{scale}").write_text("".join(faults), encoding="utf-8")
    return 0


class Studio:
    """Brings the app into each state that is to be seen. The only place that turns Qt by hand."""

    def __init__(self, app: QApplication, state: str, demo: Path, scratch: Path) -> None:
        self._app, self._state, self._demo, self._scratch = app, state, demo, scratch

    def until(self, ready: Callable[[], object]) -> None:
        """Let Qt work until something is so, and then until nothing moves any more."""
        self._turn(ready)
        calm = iter(range(CALM_TURNS))
        self._turn(lambda: next(calm, None) is None)

    def _turn(self, ready: Callable[[], object]) -> None:
        # Turns, not seconds: whoever halts this process for a while must not spoil it.
        for _number in range(MOST_TURNS):
            if ready():
                return
            self._app.processEvents()
            time.sleep(0.01)
        raise TimeoutError("a window did not become ready")

    def windows(self) -> Iterator[tuple[str, QWidget]]:
        """Give each screen, shown and ready, with its name."""
        window = MainWindow()
        window.resize(*SIZE)
        window.show()
        self.until(lambda: True)
        if self._state == "usual":
            yield "welcome", window
        desk = screen_states.desk_in(self._state, self._demo, self._scratch)
        window.use_desk(desk)
        self.until(lambda: window.jobs.idle)
        for name, shown in screen_list.screens(window, desk):
            self.until(lambda: window.jobs.idle)
            yield name, shown
            if shown is not window:
                shown.close()
            elif name == "captures":
                yield from self._lists(window)
        if self._state == "usual":
            yield from self._layers(window, desk)
            yield from screen_filing.screens(self, window, self._scratch)
            yield from screen_board.screens(self, window)
            yield from screen_casework.screens(self, window, self._scratch)
            yield from screen_browsing.screens(self, window)
            yield from screen_troubled.screens(self, window, self._scratch)
        window.close()
        window.deleteLater()
        self.until(lambda: True)

    def _lists(self, window: MainWindow) -> Iterator[tuple[str, QWidget]]:
        page = window.stack.currentWidget()
        page.show_as("list")
        page.view.setCurrentIndex(page.model.index(0, 0))
        self.until(lambda: window.jobs.idle)
        yield "captures-list", window
        page.show_as("grid")

    def _layers(self, window: MainWindow, desk: Desk) -> Iterator[tuple[str, QWidget]]:
        window.open_capture(desk.captures().entries[0].id)
        self.until(lambda: window.jobs.idle)
        marking = window.stack.currentWidget().marking
        marking.sheet.take_over(screen_list.DRAWN)
        marking.ask_to_keep()
        marking.dialog.act.click()
        self.until(lambda: marking.panel.layers and window.jobs.idle)
        yield "viewer-layers", window


if __name__ == "__main__":
    sys.exit(main())
