"""The guards of conftest hold: a test that strays fails."""

import logging
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from evidencekit.foundation.catalogue import current_language
from evidencekit.foundation.paths import user_folders

TESTS = Path(__file__).resolve().parents[1]
PLUGINS = ("-p", "conftest", "-p", "no:cacheprovider")
PYTEST = (sys.executable, "-m", "pytest", "-q", *PLUGINS)
STRAYS = """
import logging

def test_unexpected():
    logging.getLogger("evidencekit.vault").warning("a surprise")

def test_expected(expected_log):
    logging.getLogger("evidencekit.vault").warning("no surprise")
    assert [r.getMessage() for r in expected_log] == ["no surprise"]

def test_of_others():
    logging.getLogger("urllib3").warning("not ours")
"""


@pytest.mark.parametrize("call", ["connect", "connect_ex"])
@pytest.mark.parametrize("host", ["192.0.2.1", "example.com", "2001:db8::1"])
def test_no_connection_leaves_this_computer(call, host):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as one, pytest.raises(pytest.fail.Exception, match="must not"):
        getattr(one, call)((host, 80))


def test_loopback_is_allowed():
    with socket.create_server(("127.0.0.1", 0)) as server:
        socket.create_connection(server.getsockname()).close()


def test_home_is_our_own():
    assert Path(os.environ["EVIDENCEKIT_HOME"]) in user_folders().data.parents
    assert current_language() == "en"


def test_an_unexpected_warning_fails_the_test(tmp_path):
    (tmp_path / "test_strays.py").write_text(STRAYS, encoding="utf-8")
    done = subprocess.run(
        [*PYTEST, "-c", os.devnull, "--rootdir", str(tmp_path), str(tmp_path)],
        env={**os.environ, "PYTHONPATH": str(TESTS), "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "unexpected in the log: WARNING evidencekit.vault: a surprise" in done.stdout
    assert "3 passed, 1 error" in done.stdout


def test_levels_below_warning_are_free():
    logging.getLogger("evidencekit.x").info("fine")
