"""A batch of captures with a time authority in the settings: a token before, tokens at the end."""

import json

import pytest

from end2end.terminal import Terminal
from end2end.test_command_line import _serve
from evidencekit.foundation.clock import SystemClock
from pki.authority import Pki, TimeServer


@pytest.fixture(scope="module")
def site():
    server = _serve()
    yield f"http://127.0.0.1:{server.server_port}"
    server.stopping.set()
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def pki(tmp_path_factory):
    made = Pki(tmp_path_factory.mktemp("pki"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def authority(pki):
    server = TimeServer(pki)
    server.begin(SystemClock().now)
    yield server
    server.close()


@pytest.fixture
def terminal(tmp_path, pki):
    made = Terminal(tmp_path)
    assert made.init()[0] == 0
    return made


def choose(terminal, pki, address):
    folder = terminal.folder / "home" / "config"
    folder.mkdir(parents=True, exist_ok=True)
    chosen = {"authorities": [address], "authority_roots": [str(pki.roots)]}
    (folder / "settings.json").write_text(json.dumps(chosen))


def test_what_a_batch_captures_lies_between_two_tokens(terminal, pki, authority, site):
    choose(terminal, pki, f"{authority.address}/good")
    code, captured = terminal.run("capture", f"{site}/item", f"{site}/gone")
    assert (code, [one["stamped"] for one in captured]) == (1, ["stamped", "stamped"])
    assert len(authority.asked) == 2
    code, shown = terminal.run("show", captured[1]["id"])
    time = shown["time"]
    assert time["not_before"] <= captured[1]["started"][:19] + "Z" <= time["not_after"]
    assert time["not_before_authority"] == time["not_after_authority"]
    assert shown["provenance"]["clock"]["servers"]["hosts"] == 1
    code, report = terminal.run("verify", "--roots", pki.roots)
    assert (code, report["verdict"], report["trust"]["time"]) == (0, "passed", "known_root")


def test_an_authority_that_is_away_changes_no_exit_code(terminal, pki, site):
    choose(terminal, pki, "http://127.0.0.1:9/")
    process = terminal.start("capture", f"{site}/item", "--vault", terminal.vault, "--json")
    out, err = process.communicate(timeout=100)
    assert process.returncode == 0
    assert [one["stamped"] for one in json.loads(out)] == ["waiting"]
    lines = [line for line in err.decode().splitlines() if "time token" in line]
    assert lines == ["1 time token is still missing, to be asked for again."]
