"""Tests that several processes share: each is run once, by one of them."""

import os
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
MANY = """
import pytest

@pytest.mark.parametrize("number", range(40))
def test_it(number):
    assert number != 7
"""


def cases_in(report):
    return ET.parse(report).getroot().iter("testcase")  # noqa: S314 - our own file


def test_each_test_is_run_once_by_one_of_the_processes(tmp_path):
    (tmp_path / "test_many.py").write_text(MANY)
    (tmp_path / "conftest.py").write_text("from sharing import pytest_runtestloop\n")
    (share := tmp_path / "share").mkdir()
    env = os.environ | {"TESTS_SHARE": str(share), "PYTHONPATH": str(TESTS)}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    command += ["--randomly-seed=5", f"--rootdir={tmp_path}", str(tmp_path)]
    running = [
        subprocess.Popen([*command, f"--junit-xml={tmp_path / name}"], env=env, cwd=tmp_path)
        for name in ("one.xml", "other.xml")
    ]
    ended = sorted(process.wait(300) for process in running)
    cases = [case for name in ("one.xml", "other.xml") for case in cases_in(tmp_path / name)]
    names = sorted(case.get("name") for case in cases)
    assert names == sorted(f"test_it[{number}]" for number in range(40))
    failed = [case.get("name") for case in cases if case.find("failure") is not None]
    assert failed == ["test_it[7]"]
    assert ended[-1] == 1
