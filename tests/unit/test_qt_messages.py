"""Threads that speak to Qt while a test ends take no process along."""

import os
import subprocess
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
SPEAKERS = """
import threading
import pytest
from PySide6.QtCore import qWarning

over = threading.Event()

def speak():
    while not over.is_set():
        qWarning("what the engine lacks")

@pytest.fixture(scope="module", autouse=True)
def speakers():
    threads = [threading.Thread(target=speak) for _each in range(2)]
    for thread in threads:
        thread.start()
    yield
    over.set()
    for thread in threads:
        thread.join()

@pytest.mark.parametrize("number", range(300))
def test_nothing(number):
    pass
"""


def test_who_speaks_between_tests_is_heard(tmp_path):
    (tmp_path / "test_speakers.py").write_text(SPEAKERS)
    (tmp_path / "pytest.ini").write_text("[pytest]\nqt_api = pyside6\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:logging", "-p", "no:cacheprovider"]
    told = subprocess.run(
        [*command, "-p", "qt_messages", tmp_path],
        env=os.environ | {"PYTHONPATH": str(TESTS), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stdout + told.stderr
    assert "300 passed" in told.stdout
