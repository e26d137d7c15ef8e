"""The whole way once more on a real screen, where a manager says which window has the keyboard."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SCREEN = ("-screen", "0", "1600x1200x24", "-nolisten", "tcp")
WANTED = ("Xvfb", "openbox")

pytestmark = [
    pytest.mark.skipif(not os.environ.get("LONG"), reason="LONG=1 goes the whole way on a screen"),
    pytest.mark.skipif(
        not all(map(shutil.which, WANTED)), reason="LONG=1 wants Xvfb and openbox here"
    ),
    pytest.mark.timeout(1800),
]


@pytest.fixture
def screen():
    """The name of a screen of this test's own, with a manager of windows."""
    told, tell = os.pipe()
    server = subprocess.Popen([WANTED[0], "-displayfd", str(tell), *SCREEN], pass_fds=[tell])
    os.close(tell)
    with os.fdopen(told) as line:
        name = f":{line.readline().strip()}"
    manager = subprocess.Popen([WANTED[1], "--sm-disable"], env=os.environ | {"DISPLAY": name})
    yield name
    for process in (manager, server):
        process.terminate()
        process.wait()


def test_the_whole_way_is_gone_on_a_screen(screen):
    own = os.environ | {"DISPLAY": screen, "QT_QPA_PLATFORM": "xcb"}
    command = [sys.executable, "-m", "pytest", "-q", "tests/gui/test_whole_way.py"]
    done = subprocess.run(command, cwd=ROOT, env=own, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "4 passed" in done.stdout
