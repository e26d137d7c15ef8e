"""`evidencekit stamp authorities`: from whom tokens are asked, and a password that stays hidden."""

import json
from pathlib import Path

import keyring
import pytest
from keyring.backends.fail import Keyring
from keyring.errors import KeyringError

from evidencekit.cli.main import run_command_line
from evidencekit.evidence.timestamp import read_root_file
from evidencekit.foundation.paths import user_folders
from evidencekit.services.authority_presets import presets
from evidencekit.services.http_authority import authority_name
from fakes.memory_keyring import MemoryKeyring
from pki.roots import a_root

SECRET = "pass wörd"


@pytest.fixture
def run(capsys):
    def command(*words):
        status = run_command_line([*map(str, words), "--json"])
        return status, json.loads(capsys.readouterr().out)

    return command


@pytest.fixture
def password_file(tmp_path):
    file = tmp_path / "password"
    file.write_text(f"{SECRET}\n", encoding="utf-8")
    return file


def settings():
    path = user_folders().config / "settings.json"
    return json.loads(path.read_text()) if path.exists() else {}


def chosen(rows):
    return [row["name"] for row in rows if row["chosen"]]


def code(answer):
    return answer["error"]["code"]


def test_the_presets_are_off_dated_and_named_as_their_files_are(run):
    status, rows = run("stamp", "authorities")
    assert status == 0
    assert chosen(rows) == []
    assert len(rows) == len(presets())
    for row, preset in zip(rows, presets(), strict=True):
        about = row["preset"]
        assert about["seen_on"] >= "2026-08"
        assert about["seen_where"].startswith("https://")
        assert about["note"]
        assert (about["terms_read"], about["qualified"]) == (False, False)
        assert preset.address is None or authority_name(preset.address) == row["name"]


def test_one_is_chosen_asked_for_and_given_up(run, room, server, pki):
    address = f"{server.address}/good"
    status, rows = run("stamp", "authorities", "--add", address, "--roots", pki.roots)
    assert status == 0
    (name,) = chosen(rows)
    assert run("stamp", "authorities", "--add", address)[1] == rows
    # A copy: the file that was given may go.
    (root,) = map(Path, settings()["authority_roots"])
    assert root.is_relative_to(user_folders().config)
    assert read_root_file(root.read_bytes()) == read_root_file(pki.roots.read_bytes())
    status, said = run("stamp", "--vault", room.path)
    assert (status, said["received"]) == (0, 1)
    status, rows = run("stamp", "authorities", "--remove", name)
    assert (status, chosen(rows)) == (0, [])
    status, said = run("stamp", "--vault", room.path)
    assert (status, code(said)) == (2, "authority.missing")
    # What it gave is still checked with its root.
    assert run("verify", "--vault", room.path)[1]["trust"]["time"] == "known_root"


def test_a_root_alone_is_trusted_and_no_longer(run, room, server, pki, tmp_path, capsys):
    assert run("stamp", "roots") == (0, [])
    given = tmp_path / "given.pem"
    given.write_bytes(pki.roots.read_bytes())
    status, (root,) = run("stamp", "roots", "--add", given)
    assert (status, root["name"], root["ends"][:4]) == (0, "CN=Root,O=Test,C=CN", "2045")
    given.unlink()
    assert run("stamp", "--vault", room.path, "--authority", f"{server.address}/good")[0] == 0
    assert run("verify", "--vault", room.path)[1]["trust"]["time"] == "known_root"
    assert run_command_line(["stamp", "roots"]) == 0
    assert root["sha256"] in capsys.readouterr().out
    for words in (("--remove", "00" * 32), ("--remove", "x"), ("--add", given, "--remove", "x")):
        status, said = run("stamp", "roots", *words)
        assert (status, code(said)) == (2, "use.wrong")
    assert run("stamp", "roots", "--add", given)[1]["error"]["code"] == "file.missing"
    assert run("stamp", "roots", "--remove", root["sha256"].upper()) == (0, [])
    # The token stays; its time rests on nobody that is trusted here.
    assert run("verify", "--vault", room.path)[1]["trust"]["time"] == "from_bundle"


def test_a_file_of_the_settings_stays_as_it_lies_and_its_other_roots_stay_trusted(
    run, pki, tmp_path
):
    other = a_root("Other")
    named = tmp_path / "roots.pem"
    named.write_bytes(pki.roots.read_bytes() + other)
    folder = user_folders().config
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.json").write_text(json.dumps({"authority_roots": [str(named)]}))
    first, second = run("stamp", "roots")[1]
    assert run("stamp", "roots", "--remove", first["sha256"]) == (0, [second])
    assert named.read_bytes() == pki.roots.read_bytes() + other
    (left,) = settings()["authority_roots"]
    assert left != str(named)


def test_a_preset_is_chosen_by_its_name_and_one_without_address_says_what_to_do(run):
    status, rows = run("stamp", "authorities", "--add", "freetsa-org-tsr")
    assert (status, chosen(rows)) == (0, ["freetsa-org-tsr"])
    assert settings()["authorities"] == ["https://freetsa.org/tsr"]
    status, said = run("stamp", "authorities", "--add", "tsa-cn")
    assert (status, code(said)) == (2, "use.wrong")
    assert "provider" in said["error"]["message"]
    assert run("stamp", "authorities", "--add", "nobody")[0] == 2
    assert run("stamp", "authorities", "--remove", "nobody")[0] == 2


def test_several_authorities_are_asked_of_one_list(run, room, server, pki):
    good, bad = f"{server.address}/good", f"{server.address}/html"
    words = ["--authority", good, "--authority", bad, "--authority", good]
    status, said = run("stamp", *words, "--roots", pki.roots, "--vault", room.path)
    assert (status, said["requested"], said["received"], said["waiting"]) == (1, 2, 1, 1)
    assert len(room.lists()) == 1
    status, said = run("stamp", *words, "--roots", pki.roots, "--vault", room.path)
    assert (said["requested"], said["received"], said["waiting"]) == (1, 0, 1)


def test_a_password_goes_to_its_address_and_nowhere_else(
    run, room, server, pki, password_file, memory_keyring
):
    address = f"{server.address}/locked"
    words = ["--user", "ana", "--password-file", password_file, "--roots", pki.roots]
    status, rows = run("stamp", "authorities", "--add", address, *words)
    assert status == 0
    (row,) = [row for row in rows if row["chosen"]]
    assert (row["address"], row["user"], row["password_kept"]) == (address, "ana", True)
    entry = ("evidencekit", f"tsa/{row['name']}/ana")
    assert memory_keyring.secrets[entry] == SECRET
    status, said = run("stamp", "--vault", room.path)
    assert (status, said["received"]) == (0, 1)
    assert server.logins == [("ana", SECRET)]
    for folder in (room.path, user_folders().config, user_folders().data, user_folders().state):
        for path in folder.rglob("*"):
            assert not path.is_file() or SECRET.encode() not in path.read_bytes()
    assert "ana@" in settings()["authorities"][0]
    # Another place is asked as nobody.
    run("stamp", "--vault", room.path, "--authority", f"{server.address}/good")
    assert server.logins[-1] is None
    run("stamp", "authorities", "--remove", row["name"])
    assert entry not in memory_keyring.secrets


def test_a_redirect_gets_no_password(run, room, server, pki, password_file):
    words = ["--user", "ana", "--password-file", password_file, "--roots", pki.roots]
    run("stamp", "authorities", "--add", f"{server.address}/moved", *words)
    status, said = run("stamp", "--vault", room.path)
    assert (status, said["problems"][0]["reason"]) == (1, "http_status")
    assert len(server.asked) == 1


def test_a_password_is_refused_where_it_could_be_read(run, room, pki, password_file):
    words = ["--user", "ana", "--password-file", password_file]
    status, said = run("stamp", "authorities", "--add", "http://tsa.example/x", *words)
    assert (status, code(said)) == (2, "authority.password_in_clear")
    status, said = run("stamp", "authorities", "--add", "timestamp-digicert-com", *words)
    assert (status, code(said)) == (2, "authority.password_in_clear")
    status, said = run(
        "stamp", "--vault", room.path, "--authority", "http://ana@a.example/", "--roots", pki.roots
    )
    assert (status, code(said)) == (2, "authority.password_in_clear")
    assert settings() == {}


@pytest.mark.parametrize(
    "address", ["https://ana:s3cr3t@a.example/", "ftp://ana:s3cr3t@a.example/", "ana:s3cr3t@a"]
)
def test_a_password_in_an_address_is_refused_and_not_said_again(capsys, address):
    assert run_command_line(["stamp", "authorities", "--add", address]) == 2
    said = capsys.readouterr()
    assert "s3cr3t" not in said.out + said.err
    assert settings() == {}


def test_without_password_or_keyring_nothing_is_asked(
    run, room, server, pki, monkeypatch, tmp_path
):
    address = f"{server.address}/locked".replace("//", "//ana@")
    words = ["--authority", address, "--roots", pki.roots, "--vault", room.path]
    status, said = run("stamp", *words)
    assert (status, code(said)) == (3, "authority.password_missing")
    keyring.set_keyring(Keyring())
    file = tmp_path / "p"
    file.write_text("x\n")
    add = ["stamp", "authorities", "--add", address]
    status, said = run(*add, "--password-file", file)
    assert (status, code(said)) == (3, "keyring.missing")
    assert server.asked == []
    assert settings() == {}


@pytest.mark.parametrize(
    "words",
    [
        ["--user", "ana"],
        ["--add", "https://a.example", "--remove", "b"],
        ["--add", "https://a.example", "--password-file", "/nonexistent", "--user", "a"],
        ["--add", "https://a.example", "--password-file", "/dev/null", "--user", "a"],
        ["--add", "https://a.example", "--password-file", "/dev/null"],
        ["--add", "https://a.example", "--roots", "/nonexistent"],
    ],
)
def test_wrong_use_changes_nothing(run, words):
    assert run("stamp", "authorities", *words)[0] == 2
    assert settings() == {}


def test_options_of_the_one_command_are_none_of_the_other(run):
    assert run("stamp", "--renew", "authorities")[0] == 2


def test_a_person_reads_who_is_chosen(capsys):
    assert run_command_line(["stamp", "authorities", "--add", "time-certum-pl"]) == 0
    said = capsys.readouterr().out
    assert "* time-certum-pl" in said
    assert "  freetsa-org-tsr" in said
    assert "Seen 2026-08 at https://gist" in said
    assert "not read" in said


class _Refusing(MemoryKeyring):
    """A keyring that is locked: it neither takes nor gives."""

    def set_password(self, service, username, password):
        raise KeyringError("locked")

    def get_password(self, service, username):
        raise KeyringError("locked")

    def delete_password(self, service, username):
        raise KeyringError("locked")


class _Forgetful(MemoryKeyring):
    """A keyring that takes everything and keeps nothing."""

    def set_password(self, service, username, password):
        """Do nothing."""


@pytest.mark.parametrize("kind", [_Refusing, _Forgetful])
def test_a_keyring_that_does_not_keep_is_noticed_at_once(run, server, password_file, kind):
    keyring.set_keyring(kind())
    words = ["--user", "ana", "--password-file", password_file]
    status, said = run("stamp", "authorities", "--add", f"{server.address}/locked", *words)
    assert (status, code(said)) == (3, "keyring.missing")
    assert settings() == {}


def test_an_authority_is_given_up_though_the_keyring_is_locked(
    run, server, password_file, memory_keyring
):
    words = ["--user", "ana", "--password-file", password_file]
    _status, rows = run("stamp", "authorities", "--add", f"{server.address}/locked", *words)
    (name,) = chosen(rows)
    keyring.set_keyring(_Refusing())
    (row,) = [row for row in run("stamp", "authorities")[1] if row["chosen"]]
    assert not row["password_kept"]
    status, rows = run("stamp", "authorities", "--remove", name)
    assert (status, chosen(rows)) == (0, [])
