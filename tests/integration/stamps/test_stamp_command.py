"""`evidencekit stamp` and what `list` and `verify` say before and after."""

import json
import socket

import pytest

from evidencekit.cli.main import run_command_line
from evidencekit.foundation.paths import user_folders
from evidencekit.vault.create import NewVault


@pytest.fixture
def run(room, capsys):
    def command(*words):
        status = run_command_line([*map(str, words), "--vault", str(room.path), "--json"])
        return status, json.loads(capsys.readouterr().out)

    return command


def settings(**chosen):
    folder = user_folders().config
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.json").write_text(json.dumps(chosen))


def test_nobody_is_asked_unless_chosen(run, room, server, pki):
    status, said = run("stamp")
    assert (status, said["error"]["code"]) == (2, "authority.missing")
    status, said = run("stamp", "--authority", f"{server.address}/good")
    assert (status, said["error"]["code"]) == (2, "authority.roots_missing")
    for wrong in (room.path / "vault.json", room.path / "none.pem"):
        status, said = run("stamp", "--authority", f"{server.address}/good", "--roots", wrong)
        assert status == 2
    status, said = run("stamp", "--authority", "ftp://a", "--roots", pki.roots)
    assert (status, said["error"]["code"]) == (2, "address.invalid")
    status, said = run("stamp", "--authority", "unknown", "--roots", pki.roots)
    assert (status, said["error"]["code"]) == (2, "use.wrong")
    assert server.asked == []
    assert room.lists() == []


def test_offline_it_waits_and_says_so(run, pki):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    address = f"http://127.0.0.1:{port}/"
    status, said = run("stamp", "--authority", address, "--roots", pki.roots)
    assert status == 1
    counts = {name: said[name] for name in ("requested", "received", "waiting")}
    assert counts == {"requested": 1, "received": 0, "waiting": 1}
    (problem,) = said["problems"]
    assert set(problem) == {"list", "authority", "reason", "detail", "meaning"}
    assert problem["reason"] == "unreachable"
    assert {row["stamped"] for row in run("list")[1]} == {"waiting"}


def test_from_the_first_token_to_the_verdict(run, server, pki):
    assert {row["stamped"] for row in run("list")[1]} == {"none"}
    status, said = run("stamp", "--authority", f"{server.address}/good", "--roots", pki.roots)
    assert (status, said["received"], said["waiting"]) == (0, 1, 0)
    assert {row["stamped"] for row in run("list")[1]} == {"stamped"}
    status, said = run("verify")
    assert (status, said["verdict"]) == (0, "indeterminate")
    assert said["trust"] == {"key": "known", "time": "from_bundle"}
    status, said = run("verify", "--roots", pki.roots)
    assert (status, said["verdict"], said["trust"]["time"]) == (0, "passed", "known_root")
    status, said = run("verify", "--roots", pki.other_roots)
    assert (status, said["problems"][0]["check"]) == (1, "stamp.chain")


def test_the_settings_choose_authority_and_roots(run, server, pki):
    good, bad = f"{server.address}/good", f"{server.address}/html"
    settings(authorities=[good, bad], authority_roots=[str(pki.roots)])
    name = good.removeprefix("http://").replace(".", "-").replace(":", "-").replace("/", "-")
    status, said = run("stamp", "--authority", name)
    assert (status, said["received"], said["waiting"]) == (0, 1, 0)
    status, said = run("stamp")
    assert (status, said["received"], said["waiting"]) == (1, 0, 1)
    status, said = run("verify")
    assert (status, said["verdict"], said["trust"]["time"]) == (0, "passed", "known_root")


def test_a_person_reads_words(room, server, pki, capsys):
    words = ["stamp", "--authority", f"{server.address}/html", "--roots", str(pki.roots)]
    assert run_command_line([*words, "--vault", str(room.path)]) == 1
    said = capsys.readouterr().out
    assert "What came back is no time-stamp reply." in said
    assert "still waiting: 1" in said


def test_a_demo_is_stamped_by_itself_alone(tmp_path, clock, server, pki, capsys, monkeypatch):
    from fakes.vaults import VaultRoom

    (tmp_path / "words").write_text("x\n")
    monkeypatch.setenv("EVIDENCEKIT_PASSPHRASE_FILE", str(tmp_path / "words"))
    demo = VaultRoom(tmp_path / "demo", clock, NewVault("Demo", "nobody", demo=True), "x")
    demo.seal()
    asked = ["--authority", f"{server.address}/good", "--roots", str(pki.roots)]
    vault = ["--vault", str(demo.path), "--json"]
    assert run_command_line(["stamp", *asked, *vault]) == 2
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "demo.mixed"
    assert run_command_line(["stamp", *vault]) == 0
    assert json.loads(capsys.readouterr().out)["received"] == 1
    assert server.asked == []


def test_the_app_asks_by_itself_only_what_is_due(room, server, pki):
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.bootstrap.desk_stamps import due_stamps, stamp

    good, bad = f"{server.address}/good", f"{server.address}/html"
    settings(authorities=[good, bad], authority_roots=[str(pki.roots)])
    desk = Desk.open(room.path)
    assert due_stamps(desk).unlisted == 2
    result = stamp(desk, only_due=True)
    assert (result.requested, result.received, result.waiting) == (2, 1, 1)
    assert not due_stamps(desk)
    assert stamp(desk, only_due=True).requested == 0
    # A person's wish is another matter.
    assert stamp(desk).requested == 1
    settings()
    assert not due_stamps(desk).waiting


def test_a_demo_is_due_to_itself(tmp_path, clock):
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.bootstrap.desk_stamps import due_stamps, stamp
    from fakes.vaults import VaultRoom

    demo = VaultRoom(tmp_path / "demo", clock, NewVault("Demo", "nobody", demo=True), "x")
    demo.seal()
    desk = Desk.open(demo.path, "x")
    assert due_stamps(desk).unlisted == 1
    assert stamp(desk, only_due=True).received == 1
    assert not due_stamps(desk)


def test_a_vault_narrows_the_choice(room, run, server, pki):
    from evidencekit.services.http_authority import authority_name

    good, bad = f"{server.address}/good", f"{server.address}/html"
    settings(authorities=[good, bad], authority_roots=[str(pki.roots)])
    marker = room.path / "vault.json"
    named = f'"authorities": [\n  "{authority_name(good)}"\n ]'
    marker.write_text(marker.read_text().replace('"authorities": []', named))
    status, said = run("stamp")
    assert (status, said["requested"], said["received"]) == (0, 1, 1)
