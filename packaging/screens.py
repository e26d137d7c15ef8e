"""Draws every window, in both languages and both themes, to `build/screens/*.png`, to be looked at.

On real parts: the demo is made first, unless `--demo FOLDER` names one that stands. Each language
runs in a process of its own, for the language belongs to the process.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from PySide6.QtCore import Qt, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar, QWidget

from evidencekit.domain.errors import VaultLocked
from evidencekit.foundation.catalogue import use_language
from evidencekit.gui.app import add_fonts
from evidencekit.gui.dialogs import FingerprintDialog, NewVaultDialog, PassphraseDialog
from evidencekit.gui.error_dialog import ErrorDialog
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.theme import apply_theme
from evidencekit.services.sample_shop import SampleShop

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ROOT / "build" / "screens"
LANGUAGES = ("en", "zh_CN")
LOOPBACK = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'
THEMES = ("light", "dark")
SIZE = (1280, 800)
LIMIT_S = 60
CALM_TURNS = 30


def main() -> int:
    """Draw everything; return 0 when every window was drawn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--demo", type=Path, help="a folder that `evidencekit demo` made")
    parser.add_argument("--language", choices=LANGUAGES, help="this one only, in this process")
    wish = parser.parse_args()
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    os.environ["EVIDENCEKIT_CHROMIUM_FLAGS"] = LOOPBACK
    if wish.language:
        return draw(wish.language, wish.demo)
    with tempfile.TemporaryDirectory() as scratch:
        os.environ["EVIDENCEKIT_HOME"] = str(Path(scratch) / "home")
        demo = wish.demo or make_demo(Path(scratch) / "demo")
        own = [sys.executable, str(Path(__file__)), "--demo", str(demo), "--language"]
        ends = [subprocess.run([*own, language], check=False) for language in LANGUAGES]
    drawn = sorted(path.name for path in SCREENS.glob("*.png"))
    print(f"{len(drawn)} pictures in {SCREENS.relative_to(ROOT)}")
    return max(end.returncode for end in ends)


def make_demo(folder: Path) -> Path:
    """Make the demo by the real command."""
    command = [sys.executable, "-P", "-m", "evidencekit", "--quiet", "demo", str(folder)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return folder


def draw(language: str, demo: Path) -> int:
    """Draw every window in one language, light and dark."""
    use_language(language)
    qInstallMessageHandler(lambda *_words: None)
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    app = QApplication(["evidencekit"])
    add_fonts()
    SCREENS.mkdir(parents=True, exist_ok=True)
    missing = 0
    for theme in THEMES:
        apply_theme(app, dark=theme == "dark")
        with tempfile.TemporaryDirectory() as scratch:
            # What one theme's window writes must not look like a loss to the next.
            os.environ["EVIDENCEKIT_HOME"] = str(Path(scratch) / "home")
            own = Path(shutil.copytree(demo, Path(scratch) / "demo"))
            for name, window in Studio(app, own).windows():
                file = SCREENS / f"{name}-{language}-{theme}.png"
                if not window.grab().save(str(file)):
                    missing += 1
                    print(f"not drawn: {file.name}")
    return 1 if missing else 0


class Studio:
    """Brings the app into each state that is to be seen. The only place that turns Qt by hand."""

    def __init__(self, app: QApplication, demo: Path) -> None:
        self._app, self._demo = app, demo

    def until(self, ready: Callable[[], object]) -> None:
        """Let Qt work until something is so, and then until nothing moves any more."""
        self._turn(ready)
        calm = iter(range(CALM_TURNS))
        self._turn(lambda: next(calm, None) is None)

    def _turn(self, ready: Callable[[], object]) -> None:
        deadline = time.monotonic() + LIMIT_S
        while not ready():
            if time.monotonic() > deadline:
                raise TimeoutError("a window did not become ready")
            self._app.processEvents()
            time.sleep(0.01)

    def windows(self) -> Iterator[tuple[str, QWidget]]:
        """Give each window, shown and ready, with its name."""
        window = MainWindow()
        window.resize(*SIZE)
        window.show()
        self.until(lambda: True)
        yield "welcome", window
        yield from self._dialogs(window)
        window.open_vault(self._demo / "vault")
        self.until(lambda: window.vault is not None and window.jobs.idle)
        yield from self._rooms(window)
        yield from self._browser(window)
        window.close()
        window.deleteLater()
        self.until(lambda: True)

    def _dialogs(self, window: MainWindow) -> Iterator[tuple[str, QWidget]]:

        locked = VaultLocked(path=self._demo, program="evidencekit 0.1", pid=4711)
        for name, dialog in (
            ("dialog-new-vault", NewVaultDialog(window, lambda _wish: None)),
            ("dialog-passphrase", PassphraseDialog(window, lambda _words: None, wrong=True)),
            ("dialog-fingerprint", FingerprintDialog(window, "0123abcd" * 8)),
            ("dialog-error", ErrorDialog(locked, window)),
        ):
            dialog.open()
            self.until(lambda: True)
            yield name, dialog
            dialog.reject()

    def _rooms(self, window: MainWindow) -> Iterator[tuple[str, QWidget]]:

        page = window.stack.currentWidget()
        QTest.keyClick(page.grid, Qt.Key.Key_Right)
        self.until(lambda: window.jobs.idle)
        yield "captures-grid", window
        page.show_as("list")
        self.until(lambda: window.jobs.idle)
        yield "captures-list", window
        ids = [entry.id for entry in window.vault.desk.captures().entries]
        window.open_capture(ids[0], ids)
        self.until(lambda: window.jobs.idle)
        views = window.stack.currentWidget().findChild(QTabBar)
        for number, name in enumerate(("screenshot", "custody", "about")):
            views.setCurrentIndex(number)
            self.until(lambda: window.jobs.idle)
            yield f"viewer-{name}", window
        sides = window.stack.currentWidget().findChildren(QTabBar)[-1]
        views.setCurrentIndex(0)
        sides.setCurrentIndex(1)
        self.until(lambda: window.jobs.idle)
        yield "viewer-integrity", window
        window.show_room("cases")
        self.until(lambda: window.jobs.idle)
        yield "case", window
        window.show_room("sellers")
        self.until(lambda: window.jobs.idle)
        yield "seller", window
        room = window.stack.currentWidget()
        room.area.verticalScrollBar().setValue(room.panel.prices.y())
        self.until(lambda: window.jobs.idle)
        yield "seller-prices", window
        room.show_links()
        self.until(lambda: window.jobs.idle)
        yield "seller-links", window

    def _browser(self, window: MainWindow) -> Iterator[tuple[str, QWidget]]:

        with SampleShop() as shop:
            window.open_browser()
            browser = window.browser
            browser.resize(*SIZE)
            self.until(lambda: window.jobs.idle)
            yield "browser-start", browser
            browser.open_address(shop.listings[0])
            self.until(browser.top.capture.isEnabled)
            yield "browser-page", browser
            done: list[str] = []
            browser.captured.connect(done.append)
            browser.start_capture()
            self.until(lambda: done)
            self.until(lambda: window.jobs.idle)
            yield "browser-captured", browser
            browser.close()
            self.until(lambda: not window.jobs.running)


if __name__ == "__main__":
    sys.exit(main())
