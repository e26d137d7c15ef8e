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
from datetime import date, timedelta
from pathlib import Path

from PIL import Image
from PySide6.QtCore import Qt, qInstallMessageHandler
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QTabBar, QWidget

from evidencekit.bootstrap.desk_following import record_step
from evidencekit.casework.model import StepKind, StepWish
from evidencekit.casework.right_parts import PaperKind, PaperWish
from evidencekit.domain.errors import VaultLocked
from evidencekit.domain.money import Money
from evidencekit.foundation.catalogue import use_language
from evidencekit.gui.app import add_fonts
from evidencekit.gui.dialogs import FingerprintDialog, NewVaultDialog, PassphraseDialog
from evidencekit.gui.error_dialog import ErrorDialog
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.theme import apply_theme
from evidencekit.services.confirming import Confirmation
from evidencekit.services.sample_shop import SampleShop

ROOT = Path(__file__).resolve().parent.parent
SCREENS = ROOT / "build" / "screens"
LANGUAGES = ("en", "zh_CN")
LOOPBACK = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'
THEMES = ("light", "dark")
SIZE = (1280, 800)
PRODUCT = """name: 北岸 tote
sku: NB-1
security: kept to ourselves
photos: [front.png]
prices: [{price: 129.00 CNY, day: 2026-10-01, source: the owner's own shop}]
"""
TABLE = """kind,jurisdiction,reg_no,mark_text,owner_as_registered,status,expiry
trademark,CN,70012345,北岸,Brand X (DEMO) Ltd.,registered,2031-05-06
trade mark,China,70012346,NORTH SHORE,,registered,2031-13-06
"""
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
        cases = window.stack.currentWidget()
        cases.area.ensureWidgetVisible(cases.panel.work)
        self.until(lambda: True)
        yield "case-work", window
        yield from self._rights(window)
        yield from self._after(window)

    def _rights(self, window: MainWindow) -> Iterator[tuple[str, QWidget]]:

        window.show_room("rights")
        page = window.stack.currentWidget()
        self.until(lambda: page.panel is not None and window.jobs.idle)
        self._fill_register(window, page)
        yield "rights", window
        for name, ask in (
            ("dialog-right", page.ask_change),
            ("dialog-right-paper", page.ask_paper),
        ):
            ask()
            self.until(lambda: True)
            yield name, page.dialog
            page.dialog.reject()
        page.look_at(self._table())
        self.until(lambda: window.jobs.idle and page.dialog is not None)
        yield "dialog-rights-import", page.dialog
        page.dialog.reject()

    def _fill_register(self, window: MainWindow, page: QWidget) -> None:
        """Give the demo's right what a register has beside its main fields."""
        right, paper = page.view.right.id, self._demo / "power.pdf"
        paper.write_bytes(b"%PDF-1.7 a power of attorney")
        register = window.vault.desk.register
        for last in (date(2020, 1, 1), date(2199, 1, 1)):
            wish = PaperWish(
                PaperKind.POWER, agent="晨星律师事务所", valid_to=last, recipients=("alibaba_ipp",)
            )
            register.attach(right, paper, wish, "demo")
        photo = Image.linear_gradient("L").convert("RGB")
        photo.save(self._demo / "front.png")
        form = self._demo / "product.yaml"
        form.write_text(PRODUCT, encoding="utf-8")
        register.add_product(right, form, "demo")
        register.add(
            {
                "kind": "patent",
                "jurisdiction": "US",
                "owner_as_registered": "Brand X",
                "status": "registered",
                "reg_no": "9123456",
                "mark_text": "Clasp",
            },
            "demo",
        )
        page.reload()
        self.until(lambda: window.jobs.idle and page.list.count() == 2)  # noqa: PLR2004  # both
        page.list.choose(right)
        self.until(lambda: window.jobs.idle and page.view.right.id == right)

    def _table(self) -> Path:
        table = self._demo / "rights.csv"
        table.write_text(TABLE, encoding="utf-8")
        return table

    def _after(self, window: MainWindow) -> Iterator[tuple[str, QWidget]]:
        """Give the rooms of what comes after a packet: before anything was filed, and then."""
        window.show_room("outcomes")
        self.until(lambda: window.jobs.idle)
        yield "outcomes-empty", window
        self._follow_up(window)
        for room in ("outcomes", "deadlines", "case"):
            window.show_room("cases" if room == "case" else room)
            self.until(lambda: window.jobs.idle)
            yield (room if room != "case" else "case-followed"), window
        window.show_room("cases")
        card = window.stack.currentWidget().panel.complaints
        card.after.ask_record()
        card.after.dialog.what.setCurrentIndex(2)
        self.until(lambda: True)
        yield "dialog-record", card.after.dialog
        card.after.dialog.reject()

    def _follow_up(self, window: MainWindow) -> None:
        """Confirm and export the demo's complaint, file it, and record what came."""
        desk = window.vault.desk
        (case,) = desk.cases()
        (complaint,) = desk.case(case.id).complaints
        if complaint.confirmed_by is None:
            seen = dict.fromkeys(complaint.captures, desk.now())
            desk.confirm(complaint.id, Confirmation("ana", seen, (), ()))
        desk.make_packet(complaint.id, self._demo / "out")
        today = desk.now().date()
        first, *rest = complaint.captures
        for wish in (
            StepWish(StepKind.SUBMITTED, today - timedelta(days=9), reference="2026-0417"),
            StepWish(StepKind.GONE, today - timedelta(days=6), (first,)),
            StepWish(
                StepKind.REJECTED, today - timedelta(days=5), (rest[0],),
                reason="Owner differs from the register", rule="owner_name",
            ),
            StepWish(StepKind.COUNTER_NOTICE, today - timedelta(days=4), tuple(rest[1:2])),
            StepWish(StepKind.AUTHORITY_CASE, today, reference="2026-17"),
            StepWish(StepKind.SEIZED, today, pieces=12, value=Money.of("52000 CNY")),
        ):  # fmt: skip
            record_step(desk, complaint.id, wish, "ana")
        window.vault.casework_changed.emit()
        self.until(lambda: window.jobs.idle)

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
