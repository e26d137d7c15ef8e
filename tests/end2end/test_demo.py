"""`evidencekit demo`: the whole job on real parts, by the process that a person starts."""

import json
import os
import pathlib
import subprocess
import sys

import pytest

from schemas import faults, vault_faults

pytestmark = pytest.mark.timeout(200)
SHUT = '--host-resolver-rules="MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"'


def run(home, *words):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("EVIDENCEKIT_")}
    environment = kept | {
        "EVIDENCEKIT_HOME": str(home),
        "EVIDENCEKIT_CHROMIUM_FLAGS": SHUT,
        "LC_ALL": "C.UTF-8",
    }
    process = subprocess.run(
        [sys.executable, "-m", "evidencekit", *map(str, words)],
        env=environment,
        capture_output=True,
        check=False,
        timeout=150,
    )
    assert b"Traceback" not in process.stderr, process.stderr.decode()
    return process


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("demo")


@pytest.fixture(scope="module")
def demo(folder):
    process = run(folder / "home", "demo", folder / "made", "--json")
    assert process.returncode == 0, process.stderr.decode()
    return json.loads(process.stdout)


def test_all_five_listings_are_captured_whole(demo):
    assert [c["state"] for c in demo["captures"]] == ["complete"] * 5
    assert {c["gaps"] for c in demo["captures"]} == {0}


def test_the_verdict_says_demo_and_never_passed(demo, folder):
    report = demo["verification"]
    assert report["ok"] is True
    assert report["verdict"] == "indeterminate"
    assert report["trust"] == {"key": "demo", "time": "demo"}
    said = run(folder / "home", "verify", "--deep", "--vault", demo["vault"]).stdout.decode()
    assert "DEMO" in said
    assert "PASSED" not in said


def test_check_sh_says_demo(demo):
    process = subprocess.run(
        ["sh", f"{demo['vault']}/check.sh"], capture_output=True, check=False, timeout=100
    )
    assert process.returncode == 0, process.stdout.decode()
    assert b"RESULT DEMO" in process.stdout
    assert b"RESULT passed" not in process.stdout


def test_every_capture_is_stamped_by_the_demo_authority(demo, folder):
    assert demo["stamps"]["received"] == 1
    rows = json.loads(run(folder / "home", "list", "--json", "--vault", demo["vault"]).stdout)
    assert [row["stamped"] for row in rows] == ["demo"] * 5


def test_facts_are_read_with_their_words_and_places(demo):
    found = [document["facts"] for document in demo["facts"].values()]
    assert all("title" in facts for facts in found)
    sold = [facts["sold"] for facts in found if "sold" in facts]
    assert any(fact["low"] == 10_000 and fact["high"] is None for fact in sold)
    assert all(fact["raw"] and fact["where"] for facts in found for fact in facts.values())
    prices = {facts["price"]["value"] for facts in found}
    assert prices == {"129.00", "59.90", "199.00", "48.50", "74.00"}


def test_the_passphrase_lies_outside_the_vault_and_the_key_in_no_keyring(demo, folder):
    assert demo["passphrase_file"] == str(folder / "made" / "DEMO-passphrase.txt")
    words = (folder / "made" / "DEMO-passphrase.txt").read_bytes().strip()
    vault = folder / "made" / "vault"
    assert list(vault.glob("keys/*.enc.pem"))
    assert not [p for p in vault.rglob("*") if p.is_file() and words in p.read_bytes()]


def test_a_folder_that_is_not_empty_is_refused(demo, folder):
    process = run(folder / "home", "demo", folder / "made", "--json")
    assert process.returncode == 2
    assert json.loads(process.stdout)["error"]["code"] == "folder.not_empty"


def test_one_flipped_bit_is_found_and_the_file_named(demo, folder):
    target = min((folder / "made" / "vault").glob("evidence/*/*/*.wacz"))
    original = target.read_bytes()
    target.chmod(0o644)
    try:
        changed = bytearray(original)
        changed[len(changed) // 2] ^= 1
        target.write_bytes(changed)
        process = run(folder / "home", "verify", "--json", "--vault", demo["vault"])
        assert process.returncode == 1
        problems = json.loads(process.stdout)["problems"]
        assert any(target.name in problem["item"] for problem in problems)
    finally:
        target.write_bytes(original)
        target.chmod(0o444)


def test_the_complaint_passes_pre_flight_and_is_confirmed_by_no_person(demo):
    assert demo["complaint"]["blocks"] == []
    log = next((pathlib.Path(demo["vault"]) / "custody").iterdir()).read_text(encoding="utf-8")
    assert '"by":"DEMO, no person"' in log
    assert '"kind":"packet.made"' in log


def test_the_packet_is_whole_signed_and_says_demo_in_chinese(demo, folder):
    packet = folder / "made" / "packet"
    assert demo["packet"]["draft"] is False
    pdf = packet / "packet.pdf"
    said = subprocess.run(["qpdf", "--check", pdf], capture_output=True, check=False)
    assert said.returncode == 0, said.stderr.decode()
    text = subprocess.run(["pdftotext", pdf, "-"], capture_output=True, check=True).stdout.decode()
    for result in demo["captures"]:
        assert "".join(result["title"].split())[:12] in "".join(text.split())
    assert "不能证明任何事实" in text
    report = json.loads(run(folder / "home", "verify", "--json", packet).stdout)
    assert report["ok"] is True
    assert report["verdict"] == "indeterminate"


def test_everything_that_a_demo_wrote_holds_before_the_schemas(demo):
    assert vault_faults(pathlib.Path(demo["vault"])) == []
    assert faults("verify", demo["verification"]) == []
