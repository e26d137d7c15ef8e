"""check.ps1, as far as it can be looked at where there is no PowerShell.

It goes with every vault and export, says what check.sh says, and its patterns read our files.
"""

import re
import shutil
import subprocess

import pytest

from evidencekit.evidence.canonical import indented
from evidencekit.foundation.resources import resource
from evidencekit.services.keys import revoke
from evidencekit.services.removing import Removing
from evidencekit.vault.kinds import KINDS
from evidencekit.vault.vault import Vault
from fakes.vaults import VaultRoom, bring, full_vault

SOURCE = resource("vault", "check.ps1")
TEXT = SOURCE.read_bytes().decode("ascii")
SHELL = resource("vault", "check.sh").read_text(encoding="ascii")
POWERSHELL = shutil.which("pwsh") or shutil.which("powershell")
CHECK = r"\b(?:vault|key|custody|wacz|stamp|derived|export)\.[a-z_]+\b"
# What looks like a check and is a file or a kind of line.
FILES = {"vault.json", "wacz.sig", "export.json", "custody.jsonl", "vault.name"} | KINDS.keys()


def said(text):
    """The check ids in the calls that print a line."""
    calls = re.findall(rf"(?i)\b(?:ok|bad|note) '?({CHECK})'?", text)
    lists = re.findall(rf"'({CHECK})'(?=,| \))|(?<= )({CHECK})(?= [a-z]|;)", text)
    return (set(calls) | {one for pair in lists for one in pair if one}) - FILES


def pattern(start):
    """A regular expression of the script, by how it begins, as Python writes it."""
    return form_of(TEXT, start)


def form_of(text, start):
    found = re.search(rf"'({re.escape(start)}[^']*)'", text)
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
    assert len(shell) > 30
    assert shell == here


def test_it_says_of_each_check_what_check_sh_says():
    """Each sentence of a BAD or NOTE of the shell but the names in it, in the other's words."""
    for words in re.findall(r'(?:bad|note) [a-z_.]+ (?:"[^"]*"|[a-z]+) "([^"]*)"', SHELL):
        fixed = max(re.split(r"\$\{?[A-Za-z0-9#*/.:-]+\}?|-r ROOTS", words), key=len)
        assert fixed.strip() in TEXT.replace('`"', '"'), words


def test_results_and_the_last_sentence_are_those_of_check_sh():
    for words in (
        "RESULT passed",
        "RESULT indeterminate: compare the fingerprint",
        "RESULT DEMO: proves nothing",
        "RESULT indeterminate: ",
        "see the lines NOTE",
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


def test_its_patterns_read_imports_revocation_removals_and_keys(vault):
    bring(vault, vault.path.parent / "authority")
    with vault.writing() as writer:
        old = writer.key.key_id
        entry = writer.captures()[0]
        writer.rotate("ana")
    with vault.writing() as writer:
        Removing(writer).remove(entry.id, "ana", 'of "others"')
        revoke(writer, old, "ana", "left")
        logs = writer.logs()
    lines = [line for log in logs for line in log.report.lines]
    raw = [one.raw.decode() for one in lines]
    line = re.compile(pattern(r'\A\{"at":"'))
    bodies = {(m["kind"], m["seq"]): m["body"] for m in map(line.match, raw)}
    wanted = {
        "stamp.received": r'\A\{"authority":"(?<a>[a-z0-9-]{1,40})","chain',
        "stamp.imported": r'\A\{"by":".*","capture_sha256":',
        "capture.removed": r'\A\{"by":".*","id":',
        "key.succeeded": r'\A\{"by":".*","spki":',
        "key.revoked": r'\A\{"by":".*","key_id":',
    }
    about = re.search(r"\$about = '([^']*)'", TEXT)[1].replace("(?<", "(?P<")
    whole = TEXT.replace("' + $about + '", about)
    for kind, start in wanted.items():
        form = form_of(whole, start)
        own = [body for (name, _seq), body in bodies.items() if name == kind]
        assert own, kind
        assert all(re.match(form, body) for body in own), kind
    (crls,) = [re.match(form_of(whole, wanted["stamp.received"]), body)["crls"]
               for (name, _seq), body in bodies.items() if name == "stamp.received"]  # fmt: skip
    crl = re.compile(pattern(r'\{"file":"(?<file>stamps/'))
    assert [one["n"] for one in crl.finditer(crls)] == ["1"]
    begun = re.compile(pattern(r'\A\{"after":\{"head"'))
    assert [m["key"] for m in map(begun.match, bodies.values()) if m] == [old]


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


def test_what_others_wrote_is_compared_by_its_characters():
    """-ceq and -ccontains overlook what no eye sees; they may stand beside plain ASCII only."""
    assert "-ccontains" not in TEXT
    assert not re.findall(r"\$(?:text|path|name) -c(?:eq|ne)|-c(?:eq|ne) \$(?:name|Own|Text)", TEXT)


def test_its_patterns_read_an_export():
    name, hashed = "evidence/2026/11/c-" + "0" * 26 + ".wacz", "a" * 64
    files = [{"name": name, "bytes": 1, "sha256": hashed}, {"name": "vault.json", "bytes": 2,
             "sha256": hashed}]  # fmt: skip
    captures = ["c-" + "0" * 26, "c-" + "1" * 26]
    said = {"captures": captures, "removed": [{"id": captures[1], "sha256": hashed}]}
    text = indented(said | {"files": files}).decode()
    listed = re.search(pattern(r'^ "captures": \['), text, re.MULTILINE)["all"]
    assert re.findall(pattern('^  "(c-'), listed, re.MULTILINE) == captures
    found = re.findall(pattern(r'^  \{\n   "name": '), text, re.MULTILINE)
    assert found == [(name, hashed), ("vault.json", hashed)]
    assert """'^   "name": '""" in TEXT
    assert len(re.findall('^   "name": ', text, re.MULTILINE)) == len(found)
