"""What the tests of windows share: the app with its theme, a demo vault, an open vault."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from evidencekit.bootstrap.desk import Desk
from evidencekit.gui.jobs import Jobs
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.theme import apply_theme

LOOPBACK = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'


@pytest.fixture(scope="session")
def qapp_cls():
    """The engine may be loaded later in this process, so contexts are shared from the start."""
    QApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    return QApplication


class PatientBot(QtBot):
    """Gives a machine under load the time it needs; what never comes still fails."""

    def waitUntil(self, callback, *, timeout=60_000):  # noqa: N802  # pytest-qt's name
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal, *, timeout=60_000, **more):  # noqa: N802  # pytest-qt's name
        return super().waitSignal(signal, timeout=timeout, **more)


@pytest.fixture
def qtbot(qapp, request):
    return PatientBot(request)


@pytest.fixture(autouse=True)
def _themed(qapp):
    apply_theme(qapp, dark=False)


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory):
    """A folder with the demo's vault, made once by the real command; look, don't write."""
    folder = tmp_path_factory.mktemp("demo") / "demo"
    env = os.environ | {
        "EVIDENCEKIT_HOME": str(tmp_path_factory.mktemp("demo-home")),
        "EVIDENCEKIT_CHROMIUM_FLAGS": LOOPBACK,
        "QT_QPA_PLATFORM": "offscreen",
        "LC_ALL": "C.UTF-8",
    }
    command = [sys.executable, "-P", "-m", "evidencekit", "demo", str(folder)]
    done = subprocess.run(
        command, env=env, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture
def own_demo(demo_folder, tmp_path) -> Path:
    """A copy of the demo's folder that this test may write to."""
    return Path(shutil.copytree(demo_folder, tmp_path / "demo"))


@pytest.fixture
def jobs(qapp):
    """Jobs whose errors fail the test, unless it takes `jobs.failed` to pieces itself."""
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
