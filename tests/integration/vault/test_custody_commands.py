"""`remove`, `hide`, `show`, `list` and `key` on the command line, in words and in JSON."""

import json
import subprocess

import pytest

from evidencekit.cli.main import run_command_line
from fakes.vaults import VaultRoom


class Desk:
    """A vault with two captures, and the command line on it."""

    def __init__(self, room, capsys):
        self.room, self.capsys = room, capsys
        self.ids = [one.id for one in room.seal(2)]

    def say(self, *words):
        status = run_command_line([*map(str, words), "--vault", str(self.room.path)])
        return status, self.capsys.readouterr().out

    def run(self, *words):
        status, out = self.say(*words, "--json")
        return status, json.loads(out)


@pytest.fixture
def desk(tmp_path, clock, capsys):
    return Desk(VaultRoom(tmp_path, clock), capsys)


def test_a_removed_capture_is_told_of_everywhere(desk):
    first, second = desk.ids
    status, said = desk.run("remove", first, "--reason", "not ours")
    assert (status, said["error"]["code"]) == (2, "operator.missing")
    status, said = desk.run("remove", first, "--reason", "not ours", "--as", "Ana")
    assert status == 0
    assert said.keys() == {"id", "sha256", "files", "packets", "by", "reason"}
    assert [row["id"] for row in desk.run("list")[1]] == [second]
    status, shown = desk.run("show", first)
    assert (status, shown["removed"]["by"], shown["sha256"]) == (0, "Ana", said["sha256"])
    status, out = desk.say("show", first)
    assert "removed on purpose" in out
    assert "Removed on purpose: not ours  (Ana)" in out
    status, out = desk.say("--lang", "zh_CN", "show", first)
    assert "有意移除：not ours" in out
    status, report = desk.run("verify")
    assert (status, report["verdict"], report["problems"]) == (0, "passed", [])
    assert [one["check"] for one in report["notes"]] == ["custody.removed"]
    assert "Ana: not ours" in desk.say("verify")[1]
    status, said = desk.run("remove", first, "--reason", "again", "--as", "Ana")
    assert (status, said["error"]["code"]) == (2, "capture.removed")
    assert "not ours" in said["error"]["message"]


def test_hidden_captures_are_listed_only_when_asked_for(desk):
    first, second = desk.ids
    assert desk.run("hide", first, "--reason", "blank")[0] == 0
    assert [row["id"] for row in desk.run("list")[1]] == [second]
    assert {row["id"] for row in desk.run("list", "--hidden")[1]} == {first, second}
    assert desk.run("show", first)[1]["hidden"] is True
    assert desk.run("hide", first, "--reason", "not blank", "--undo")[0] == 0
    assert {row["id"] for row in desk.run("list")[1]} == {first, second}
    assert desk.run("hide", first, "--reason", "")[0] == 2


def test_keys_are_shown_handed_out_changed_and_revoked(desk, tmp_path):
    made, out = desk.room.made, tmp_path / "public.pem"
    status, said = desk.run("key", "show")
    (key,) = said["keys"]
    assert (status, key["fingerprint"]) == (0, made.fingerprint)
    assert key["groups"].replace(" ", "") == made.fingerprint
    assert (key["state"], key["store"]) == ("writing", "keyring")
    status, sheet = desk.say("key", "show", "--letterhead")
    assert sheet == said["letterhead"] + "\n"
    assert "本文件将该密钥" in desk.say("--lang", "zh_CN", "key", "show", "--letterhead")[1]
    assert desk.run("key", "export-public", "--out", out)[0] == 0
    words = ["openssl", "pkey", "-pubin", "-in", str(out), "-outform", "DER"]
    assert len(subprocess.run(words, capture_output=True, check=True).stdout) == 120
    status, error = desk.run("key", "export-public", "--out", out)
    assert (status, error["error"]["code"]) == (2, "file.missing")
    assert desk.run("key", "rotate")[1]["error"]["code"] == "operator.missing"
    status, changed = desk.run("key", "rotate", "--as", "Ana")
    assert (status, changed["before"], changed["proven"]) == (0, made.key_id, True)
    assert desk.run("key", "rotate", "--lost", "--as", "Ana")[1]["error"]["code"] == "use.wrong"
    assert desk.run("key", "revoke", made.key_id, "--reason", "left", "--as", "Ana")[0] == 0
    states = {one["key_id"]: one["state"] for one in desk.run("key", "show")[1]["keys"]}
    assert states == {changed["key_id"]: "writing", made.key_id: "revoked"}
    assert "revoked" in desk.say("key", "show")[1]
    status, report = desk.run("verify", "--key", made.fingerprint)
    assert (status, report["verdict"]) == (0, "passed")
