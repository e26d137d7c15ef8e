"""check.ps1, as far as it can be looked at where there is no PowerShell.

It goes with every vault and export, says what check.sh says, and its patterns read our files.
"""

import re
import shutil
import subprocess

import pytest

from evidencekit.foundation.resources import resource
from evidencekit.vault.vault import Vault
from fakes.vaults import VaultRoom, full_vault

SOURCE = resource("vault", "check.ps1")
TEXT = SOURCE.read_bytes().decode("ascii")
SHELL = resource("vault", "check.sh").read_text(encoding="ascii")
POWERSHELL = shutil.which("pwsh") or shutil.which("powershell")
# Those of a change of keys are for check.sh alone, and check.ps1 says so.
SHELL_ALONE = {"key.revoked"}
CHECK = r"\b(?:vault|key|custody|wacz|stamp|derived|export)\.[a-z_]+\b"
FILES = {"vault.json", "wacz.sig", "export.json", "custody.jsonl", "vault.name"}


def said(text):
    """The check ids in the calls that print a line."""
    calls = re.findall(rf"(?i)\b(?:ok|bad|note) '?({CHECK})'?", text)
    lists = re.findall(rf"'({CHECK})'(?=,| \))|(?<= )({CHECK})(?= [a-z]|;)", text)
    return (set(calls) | {one for pair in lists for one in pair if one}) - FILES


def pattern(start):
    """A regular expression of the script, by how it begins, as Python writes it."""
    found = re.search(rf"'({re.escape(start)}[^']*)'", TEXT)
    assert found, start
    return found[1].replace("(?<", "(?P<").replace(r"\z", r"\Z")


@pytest.fixture
def vault(tmp_path, clock):
    room, _roots = full_vault(tmp_path, clock)
    return room


def test_it_says_that_it_was_not_run_and_is_plain_text():
    assert "UNTESTED" in TEXT
    assert "\r" not in TEXT
    assert "\t" not in TEXT


def test_it_names_the_checks_of_check_sh():
    shell, here = said(SHELL), said(TEXT)
    assert len(shell) > 20
    assert shell - here <= SHELL_ALONE


def test_results_and_the_last_sentence_are_those_of_check_sh():
    for words in (
        "RESULT passed",
        "RESULT indeterminate: compare the fingerprint",
        "RESULT DEMO: proves nothing",
        "what this export leaves out is not vouched for",
        "This does not prove who held the key, that a shop sent these bytes",
        "KEY  fingerprint ",
        "not in this export",
    ):
        assert words in TEXT, words
        assert words in SHELL, words


def test_it_lies_in_each_vault_and_an_older_one_gets_it(tmp_path, clock):
    room = VaultRoom(tmp_path, clock)
    place = room.path / "check.ps1"
    assert place.read_bytes() == SOURCE.read_bytes()
    place.unlink()
    (room.path / "check.sh").write_text("mine")
    room.seal()
    assert place.read_bytes() == SOURCE.read_bytes()
    assert (room.path / "check.sh").read_text() == "mine"


def test_its_patterns_read_our_log(vault):
    line = re.compile(pattern(r'\A\{"at":"'))
    lines = vault.log.read_text(encoding="utf-8").splitlines()
    found = [line.match(one) for one in lines]
    assert all(found)
    assert [int(one["seq"]) for one in found] == list(range(len(lines)))
    begun = re.compile(pattern(r'\A\{"after":'))
    assert begun.match(found[0]["body"])["vault"] == vault.made.vault_id
    entry = re.compile(pattern(r'\A\{"bytes":[0-9]*,"file"'))
    sealed = [one["body"] for one in found if one["kind"] == "capture.sealed"]
    entries = Vault.open_reading(vault.path).captures()
    assert {entry.match(body)["file"] for body in sealed} == {one.file for one in entries}
    made = re.compile(pattern(r'\A\{"file":"(?<file>derived/'))
    derived = [one["body"] for one in found if one["kind"] == "derived.made"]
    assert all(made.match(body)["from"] == entries[-1].sha256 for body in derived)
    marker = re.compile(pattern(r'\A\{\n "format"'))
    assert marker.match((vault.path / "vault.json").read_text())["id"] == vault.made.vault_id


def test_its_patterns_read_a_capture(vault, tmp_path):
    path = min(vault.path.glob("evidence/*/*/*.wacz"))
    subprocess.run(["unzip", "-q", path, "-d", tmp_path / "x"], check=True)
    package = (tmp_path / "x" / "datapackage.json").read_text(encoding="utf-8")
    claims = re.search(pattern(r'^ "evidencekit": \{'), package, re.MULTILINE)
    assert claims["id"] == path.stem
    assert claims["vault"] == vault.made.vault_id
    every = re.search(pattern(r'^ "resources": \['), package, re.MULTILINE)["all"]
    listed = re.findall(pattern(r'^   "name": "(?<name>[^"\n]*)",\n   "path"'), every, re.MULTILINE)
    assert [one[1] for one in listed] == [
        "archive/data.warc.gz", "indexes/index.cdx.gz", "indexes/index.idx", "pages/pages.jsonl",
    ]  # fmt: skip
    digest = (tmp_path / "x" / "datapackage-digest.json").read_text(encoding="utf-8")
    for start in ('^ "hash": ', '^  "hash": ', '^  "signature": ', '^  "publicKey": '):
        assert len(re.findall(pattern(start), digest, re.MULTILINE)) == 1


def test_it_knows_the_form_of_our_key(vault):
    spki = subprocess.run(
        ["openssl", "pkey", "-pubin", "-in", vault.path / f"keys/{vault.made.key_id}.pem",
         "-outform", "DER"], capture_output=True, check=True,
    ).stdout  # fmt: skip
    head = "".join(re.search(r"\$head = '([0-9a-f]+)' \+ '([0-9a-f]+)'", TEXT).groups())
    assert spki.hex().startswith(head)
    assert (len(spki), len(head) // 2) == (120, 24)


if POWERSHELL:

    def test_it_passes_a_good_vault(vault):
        command = [POWERSHELL, "-NoProfile", "-ExecutionPolicy", "Bypass", "-File", SOURCE]
        words = ["-Vault", vault.path, "-Fingerprint", vault.made.fingerprint]
        done = subprocess.run([*command, *words], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stderr) == (0, "")
        assert "RESULT passed" in done.stdout.splitlines()
