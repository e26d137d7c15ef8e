"""`evidencekit packet` and `verify FOLDER`, by the process that a person starts."""

import json
import os
import subprocess
import sys

import pytest

from evidencekit.domain.ids import IdKind, new_id
from evidencekit.vault.create import NewVault
from fakes.held_clock import HeldClock
from fakes.pictures import a_page, png
from fakes.vaults import VaultRoom

RIGHT = """kind: trademark
jurisdiction: CN
office: CNIPA
reg_no: "1234567"
mark_text: BRAND X
owner_as_registered: Brand X Ltd
status: registered
"""
COMPLAINT = """recipient: alibaba_ipp
language: zh_CN
rights: [{right}]
captures: [{capture}]
filer: {{name: Ana Li, capacity: owner}}
"""
CASE = """name: Brand X v. 晨星旗舰店
right: {right}
captures: [{capture}]
"""


class Desk:
    """A demo vault with one capture, and the command line on it."""

    def __init__(self, folder):
        self.folder, clock = folder, HeldClock()
        words = "correct-horse"
        (folder / "words.txt").write_text(f"{words}\n")
        self.room = VaultRoom(folder, clock, NewVault("Org", "ana", demo=True), words)
        self.capture = new_id(IdKind.CAPTURE, clock.now())
        with self.room.writing() as vault:
            vault.seal(a_page(self.capture, png(), title="假货 listing"))

    def run(self, *words):
        kept = {k: v for k, v in os.environ.items() if not k.startswith("EVIDENCEKIT_")}
        process = subprocess.run(
            [sys.executable, "-m", "evidencekit", *map(str, words), "--json"],
            env={
                **kept,
                "EVIDENCEKIT_HOME": str(self.folder / "home"),
                "EVIDENCEKIT_VAULT": str(self.room.path),
                "EVIDENCEKIT_PASSPHRASE_FILE": str(self.folder / "words.txt"),
                "LC_ALL": "C.UTF-8",
            },
            capture_output=True,
            check=False,
            timeout=60,
        )
        assert b"Traceback" not in process.stderr, process.stderr.decode()
        return process.returncode, json.loads(process.stdout)

    def new(self, noun, text):
        form = self.folder / f"{noun}.yaml"
        form.write_text(text, encoding="utf-8")
        status, made = self.run(noun, "new", "--from", form)
        assert status == 0, made
        return made["id"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    made = Desk(tmp_path_factory.mktemp("desk"))
    made.right = made.new("right", RIGHT)
    return made


def test_a_case_for_a_court_is_made_frozen_and_verified(desk, tmp_path):
    case = desk.new("case", CASE.format(right=desk.right, capture=desk.capture))
    status, made = desk.run("packet", "--case", case, "--profile", "court", "--out", tmp_path / "o")
    assert (status, made["draft"]) == (0, False)
    assert (desk.room.path / made["folder"] / "packet.pdf").is_file()
    assert {"packet.pdf", "manifest.json", "VERIFY.txt"} <= {f["name"] for f in made["files"]}
    status, report = desk.run("verify", tmp_path / "o")
    assert (status, report["verdict"], report["trust"]["key"]) == (0, "indeterminate", "demo")
    (tmp_path / "o" / "urls.txt").write_text("https://other.example/\n")
    status, report = desk.run("verify", tmp_path / "o")
    assert status == 1
    assert [one["item"] for one in report["problems"] if one["outcome"] == "failed"] == ["urls.txt"]
    assert desk.run("verify")[0] == 0


def test_an_unconfirmed_complaint_gives_a_draft(desk, tmp_path):
    complaint = desk.new("complaint", COMPLAINT.format(right=desk.right, capture=desk.capture))
    status, made = desk.run("packet", complaint, "--out", tmp_path / "o")
    assert (status, made["draft"], made["folder"]) == (0, True, None)
    said = json.loads((tmp_path / "o" / "manifest.json").read_bytes())
    assert (said["language"], said["complaint"]) == ("zh_CN", complaint)
    assert {"role", "name"} == set(said["parties"][0])


def test_wrong_use_is_said_and_nothing_is_made(desk, tmp_path):
    for words in ((), ("--case", "k-1"), ("p-1", "--profile", "court"), ("p-1",)):
        status, said = desk.run("packet", *words, "--out", tmp_path / "o")
        assert status == 2
        assert said["error"]["code"] in {"use.wrong", "id.unknown"}
    assert not (tmp_path / "o").exists()


def test_boxes_are_proposed_into_a_form_and_the_form_is_what_redacts(desk):
    form = desk.folder / "boxes.yaml"
    status, told = desk.run("redact", desk.capture, "--propose", "--out", form)
    assert status == 0
    assert told["id"] == desk.capture
    assert told["picture"] == [320, 900]
    assert [one for one in told["proposed"] if set(one) != {"box", "what", "why", "words"}] == []
    status, again = desk.run("redact", desk.capture, "--propose", "--out", form)
    assert (status, again["error"]["code"]) == (2, "use.wrong")
    status, made = desk.run("redact", desk.capture, "--from", form, "--as", "ana")
    assert status == 0
    assert made["kind"] == "redaction"
    assert len(made["pictures"]) == 1


def test_redact_wants_a_form_or_only_proposes(desk):
    assert desk.run("redact", desk.capture)[0] == 2
    form = desk.folder / "both.yaml"
    form.write_text("redact: []\n")
    assert desk.run("redact", desk.capture, "--from", form, "--propose")[0] == 2
