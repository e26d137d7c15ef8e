"""What the tests of windows share: the app with its theme, a demo vault, an open vault."""

import gc
import json
import os
import shutil
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import pytest
from filelock import FileLock
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from evidencekit.bootstrap.desk import Desk
from evidencekit.foundation.catalogue import use_language
from evidencekit.foundation.paths import user_folders
from evidencekit.gui.app import add_fonts
from evidencekit.gui.cases import CasesPage
from evidencekit.gui.jobs import Jobs
from evidencekit.gui.main_window import MainWindow
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.theme import apply_theme
from evidencekit.vault.library.library import index_folder
from evidencekit.vault.vault import Vault
from fakes.quick_keys import open_quickly
from sharing import SHARE, made_once

_HERE = Path(__file__).parent
# Longer than any wait takes on a machine with ten times the work it has cores for; a whole test has
# longer still, so that it is said what did not come.
_PATIENCE, _WHOLE_TEST = 120_000, 400
LOOPBACK = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(_HERE) and item.get_closest_marker("timeout") is None:
            item.add_marker(pytest.mark.timeout(_WHOLE_TEST))


def pytest_collection_finish():
    """What is loaded by now stays, and is not walked for garbage again and again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def qapp_cls():
    """The engine may be loaded later in this process, so contexts are shared from the start."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    return QApplication


class PatientBot(QtBot):
    """Gives a machine under load the time it needs; what never comes still fails."""

    def waitUntil(self, callback, *, timeout=_PATIENCE):  # noqa: N802  # pytest-qt's name
        def so():
            said = callback()
            # To pytest-qt nothing is as good as true: such a wait would be over at once.
            assert said is not None, "what is waited for is not told: True or False"
            return bool(said)

        super().waitUntil(so, timeout=timeout)

    def waitSignal(self, signal, *, timeout=_PATIENCE, **how):  # noqa: N802  # as above
        return super().waitSignal(signal, timeout=timeout, **how)

    def addWindow(self, window):  # noqa: N802  # as above
        """Have a window closed after the test, when its jobs are over: then Qt may free it."""

        def rest(_window):
            window.jobs.cancel_all()
            self.waitUntil(lambda: window.jobs.idle)

        self.addWidget(window, before_close_func=rest)


@pytest.fixture
def qtbot(qapp, request):
    return PatientBot(request)


@pytest.fixture(scope="session")
def _fonts(qapp):
    """Every test sees the product's fonts, whatever ran before it."""
    add_fonts()


@pytest.fixture(autouse=True)
def _themed(qapp, _fonts):
    apply_theme(qapp, dark=False)


@dataclass(frozen=True)
class ClickedDemo:
    """What one click on the welcome page brought about, as it was seen in its window."""

    folder: Path
    index: Path
    waits: bool
    begun: list[str]
    goes_on: list[str]
    demo: bool


@pytest.fixture(scope="session")
def clicked_demo(request, qapp, tmp_path_factory, _fonts):
    """The demo, made once by a click: half a minute that all tests share. Look, don't write.

    Where a run is shared by processes, one makes it and each has a copy.
    """
    if SHARE is None:
        return _click(request, tmp_path_factory.mktemp("demo-home"))
    told = made_once()
    with FileLock(SHARE / "demo.lock"):
        if not told.exists():
            (SHARE / "demo-home").mkdir(exist_ok=True)
            told.write_text(json.dumps(asdict(_click(request, SHARE / "demo-home")), default=str))
    made = ClickedDemo(**json.loads(told.read_text()))
    copy = shutil.copytree(made.folder, tmp_path_factory.mktemp("shared") / "demo")
    return replace(made, folder=copy)


def _click(request, home):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EVIDENCEKIT_HOME", str(home))
        patch.setenv("EVIDENCEKIT_CHROMIUM_FLAGS", LOOPBACK)
        patch.setenv("LC_ALL", "C.UTF-8")
        use_language("en")
        window, bot = MainWindow(), PatientBot(request)
        window.show()
        bot.mouseClick(window.welcome.demo, Qt.MouseButton.LeftButton)
        waits = not window.welcome.demo.isEnabled()
        begun = [job.title for job in window.jobs.running]
        bot.waitUntil(lambda: window.vault is not None or bool(window.note.text))
        assert window.vault is not None, window.note.text
        goes_on = [job.title for job in window.jobs.running]
        desk = window.vault.desk
        bot.waitUntil(lambda: window.jobs.idle)
        index = index_folder(user_folders().cache, Vault.open_reading(desk.folder))
        made = ClickedDemo(desk.folder.parent, index, waits, begun, goes_on, desk.demo)
        window.close()
    passphrase = (made.folder / "DEMO-passphrase.txt").read_bytes().strip()
    open_quickly(made.folder / "vault", passphrase)
    return made


@pytest.fixture
def demo_folder(clicked_demo):
    """A folder with the demo's vault; look, don't write."""
    return _indexed(clicked_demo.folder, clicked_demo)


@pytest.fixture
def own_demo(clicked_demo, tmp_path) -> Path:
    """A copy of the demo's folder that this test may write to; not into files of packets."""
    copy = shutil.copytree(clicked_demo.folder, tmp_path / "demo", copy_function=_copied)
    return _indexed(Path(copy), clicked_demo)


def _indexed(folder, made):
    """Have the index of a vault stand where it is looked for: as of a person who saw it before."""
    place = index_folder(user_folders().cache, Vault.open_reading(folder / "vault"))
    shutil.copytree(made.index, place)
    return folder


def _copied(source, target):
    """Copy a file; what fills a packet is four fifths of the demo, and no test changes it."""
    if {"packet", "packets"} & set(Path(source).parts):
        os.link(source, target)
    else:
        shutil.copy2(source, target)


@pytest.fixture
def cases_room(qtbot, writable_vault):
    """The room of cases with the demo's case chosen, and nothing of it still to be read."""
    page = CasesPage(writable_vault)
    qtbot.addWidget(page)
    page.resize(1280, 800)
    page.show()
    qtbot.waitUntil(
        lambda: (
            page.panel is not None
            and page.panel.complaints.view is not None
            and writable_vault.jobs.idle
        )
    )
    yield page
    qtbot.waitUntil(lambda: writable_vault.jobs.idle)


@pytest.fixture
def jobs(qapp):
    """Jobs of this test alone; an error of one without an ear of its own is told by `failed`."""
    made = Jobs()
    yield made
    made.close()


@pytest.fixture
def open_vault(jobs, demo_folder):
    """The demo's vault, opened for looking."""
    return OpenVault(Desk.open(demo_folder / "vault"), jobs, lambda _wrong, _then: None, jobs)


@pytest.fixture
def writable_vault(jobs, own_demo):
    """A copy of the demo's vault, opened for work."""
    return OpenVault(Desk.open(own_demo / "vault"), jobs, lambda _wrong, _then: None, jobs)
