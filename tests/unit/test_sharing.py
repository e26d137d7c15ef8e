"""Tests that several processes share: each is run once, by one of them."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[1]
MANY = """
import pytest

@pytest.mark.parametrize("number", range(40))
def test_it(number):
    assert number != 7
"""


# Who makes what all need hears of it only while another process runs what does not need it.
MADE_ONCE = """
import pytest
from filelock import FileLock
from sharing import SHARE, made_once

@pytest.fixture(scope="session")
def clicked_demo():
    with FileLock(SHARE / "lock"):
        if not made_once().exists():
            with open(SHARE / "pipe") as pipe:
                made_once().write_text(pipe.read())

@pytest.mark.parametrize("number", range(4))
def test_needs_it(clicked_demo, number):
    assert made_once().read_text() == "said"

def test_needs_nothing():
    with open(SHARE / "pipe", "w") as pipe:
        pipe.write("said")
"""


def cases_in(report):
    return ET.parse(report).getroot().iter("testcase")  # noqa: S314 - our own file


def run_shared(folder, tests):
    """Run tests by two processes; return how they ended and the cases of both."""
    (folder / "test_many.py").write_text(tests)
    (folder / "conftest.py").write_text("from sharing import pytest_runtestloop\n")
    env = os.environ | {"TESTS_SHARE": str(folder / "share"), "PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--timeout=60"]
    command += ["--randomly-seed=5", f"--rootdir={folder}", str(folder)]
    running = [
        subprocess.Popen([*command, f"--junit-xml={folder / name}"], env=env, cwd=folder)
        for name in ("one.xml", "other.xml")
    ]
    ended = sorted(process.wait(300) for process in running)
    return ended, [case for name in ("one.xml", "other.xml") for case in cases_in(folder / name)]


def test_each_test_is_run_once_by_one_of_the_processes(tmp_path):
    (tmp_path / "share").mkdir()
    ended, cases = run_shared(tmp_path, MANY)
    names = sorted(case.get("name") for case in cases)
    assert names == sorted(f"test_it[{number}]" for number in range(40))
    failed = [case.get("name") for case in cases if case.find("failure") is not None]
    assert failed == ["test_it[7]"]
    assert ended[-1] == 1


@pytest.mark.skipif(os.name == "nt", reason="Windows has no named pipes in folders")
def test_nobody_waits_for_what_is_made_once_while_there_is_other_work(tmp_path):
    (tmp_path / "share").mkdir()
    os.mkfifo(tmp_path / "share" / "pipe")
    ended, cases = run_shared(tmp_path, MADE_ONCE)
    assert ended == [0, 0]
    assert len(cases) == 5
