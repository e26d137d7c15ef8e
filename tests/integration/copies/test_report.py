"""The report of a verification: for a terminal, for a program, on paper; in both languages."""

import io
import json
import re
import subprocess
from datetime import UTC, datetime

import pytest

from evidencekit.cli import run_command_line
from evidencekit.evidence.report import (
    KeyTrust,
    TimeTrust,
    VerificationReport,
    failed,
    indeterminate,
    not_checked,
    passed,
)
from evidencekit.evidence.report_items import items_of
from evidencekit.evidence.report_text import report_text
from evidencekit.foundation.catalogue import use_language
from evidencekit.foundation.paths import user_folders
from evidencekit.foundation.settings import Settings, TrustedKey, save_settings
from evidencekit.packet.report_pdf import write_report_pdf
from evidencekit.vault.create import NewVault
from fakes.vaults import VaultRoom, flipped, full_vault, put_bytes

AT = datetime(2026, 11, 27, 3, 0, tzinfo=UTC)
PRINT = "0123456789abcdef" * 4
GROUPS = "0123 4567 89ab cdef " * 4
LANGUAGES = {"en": "INDETERMINATE", "zh_CN": "未定"}


@pytest.fixture(scope="module")
def strange(tmp_path_factory):
    """A vault of somebody else."""
    import keyring

    from fakes.held_clock import HeldClock
    from fakes.memory_keyring import MemoryKeyring

    before = keyring.get_keyring()
    keyring.set_keyring(MemoryKeyring())
    yield full_vault(tmp_path_factory.mktemp("strange"), HeldClock())
    keyring.set_keyring(before)


def run(capsys, *words):
    status = run_command_line([*map(str, words)])
    seen = capsys.readouterr()
    assert seen.err == ""
    return status, seen.out


def a_report(*checks, key=KeyTrust.FROM_BUNDLE):
    return VerificationReport(checks, key, TimeTrust.NONE, (PRINT,), 1, 5)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_strangers_vault_in_words(strange, capsys, language):
    room, _roots = strange
    status, said = run(capsys, "verify", room.path, "--lang", language)
    assert status == 0
    print_ = room.made.fingerprint
    assert " ".join(print_[at : at + 4] for at in range(0, 64, 4)) in said
    verdict = said.splitlines()[-2]
    assert verdict.startswith(LANGUAGES[language])
    assert not re.search("passed|PASSED|核验通过|通过：", said)
    for entry in room.path.glob("evidence/*/*/*.wacz"):
        assert said.count(entry.relative_to(room.path).as_posix()) == 1


def test_the_same_for_programs(strange, capsys):
    room, _roots = strange
    status, said = run(capsys, "verify", room.path, "--json")
    told = json.loads(said)
    assert (status, told["verdict"]) == (0, "indeterminate")
    kinds = [item["kind"] for item in told["items"]]
    assert sorted(set(kinds)) == ["capture", "derived", "key", "log", "stamp", "vault"]
    assert kinds.count("capture") == 2
    for outcome in ("passed", "failed", "indeterminate", "not_checked"):
        assert sum(item[outcome] for item in told["items"]) == told["counts"][outcome]


def test_a_key_of_the_trust_list_and_a_root_of_the_settings_pass(strange, capsys):
    room, roots = strange
    key = TrustedKey(room.made.fingerprint, "Brand X, by letter")
    save_settings(
        user_folders().config / "settings.json",
        Settings(authority_roots=(str(roots),), trusted_keys=(key,)),
    )
    for words in ([room.path], [next(room.path.glob("evidence/*/*/*.wacz"))]):
        status, said = run(capsys, "verify", *words, "--deep", "--json")
        assert (status, json.loads(said)["verdict"]) == (0, "passed")
    assert "PASSED" in run(capsys, "verify", room.path)[1]
    other = "f" * 64
    assert json.loads(run(capsys, "verify", room.path, "--key", other, "--json")[1])["ok"] is False


def test_options_pass_at_a_strangers(strange, capsys):
    room, roots = strange
    words = ["verify", room.path, "--key", room.made.fingerprint, "--roots", roots, "--json"]
    assert json.loads(run(capsys, *words)[1])["verdict"] == "passed"


def test_several_at_once_say_which(strange, capsys, tmp_path):
    room, _roots = strange
    capture = next(room.path.glob("evidence/*/*/*.wacz"))
    told = json.loads(run(capsys, "verify", room.path, capture, "--json")[1])
    names = {item["item"] for item in told["items"]}
    assert f"{room.path}/vault.json" in names
    assert str(capture) in names


def test_a_problem_is_told_in_full(tmp_path, clock, capsys):
    room = VaultRoom(tmp_path, clock)
    (sealed,) = room.seal()
    path = room.path / sealed.file
    put_bytes(path, flipped(path.read_bytes(), 2000, 3))
    status, said = run(capsys, "verify", room.path)
    assert status == 1
    line = next(one for one in said.splitlines() if "wacz.hash" in one)
    assert line.split() == ["FAILED", "wacz.hash", sealed.file]
    assert f"expected: {sealed.sha256}" in said
    assert "FAILED: do not use the items named here." in said


def test_a_demo_says_so_first(tmp_path, clock, capsys):
    room = VaultRoom(tmp_path, clock, NewVault("Demo", "nobody", demo=True), "x")
    room.seal()
    _status, said = run(capsys, "verify", room.path)
    assert said.splitlines()[0] == "DEMO: this proves nothing."
    assert not re.search("passed", said, re.IGNORECASE)
    _status, said = run(capsys, "verify", room.path, "--lang", "zh_CN")
    assert said.startswith("DEMO")


def test_many_items_are_counted_not_listed():
    checks = [passed("wacz.hash", f"evidence/2026/11/c-{n:026d}.wacz") for n in range(500)]
    (item,) = {one.kind for one in items_of(checks)}
    assert item == "capture"
    (group,) = report_text(a_report(*checks)).groups
    assert (len(group.items), group.counts) == (500, "500 ok")


@pytest.mark.parametrize(
    ("check", "item"),
    [
        (passed("wacz.signature", "evidence/2026/11/c-1.wacz.sig"), "evidence/2026/11/c-1.wacz"),
        (passed("warc.records", "evidence/2026/11/c-1.wacz!a/b"), "evidence/2026/11/c-1.wacz"),
        (passed("custody.form", "custody/8e.jsonl:12"), "custody/8e.jsonl"),
        (passed("stamp.chain", "stamps/2026-1.local.chain.pem"), "stamps/2026-1.sha256"),
        (passed("custody.witness", "stamps/heads/8e-3.json"), "stamps/heads"),
        (passed("custody.file_unknown", "evidence"), "vault.json"),
        (passed("packet.files", "attachments/stamps/x"), "packet.pdf"),
        (passed("stamp.token", "attachments/stamps/x.local.tsr"), "attachments/stamps/x.sha256"),
        (passed("wacz.hash", "packets/k-1/attachments/evidence/1/c.wacz"), "packets/k-1"),
        (passed("export.files", "keys/8e.pem"), "export.json"),
        (passed("key.file", "/far/keys/of/vault/keys/8e.pem"), "/far/keys/of/vault/keys/8e.pem"),
        (passed("wacz.hash", "C:\\x\\c-1.wacz"), "C:\\x\\c-1.wacz"),
    ],
)
def test_which_item_a_check_is_of(check, item):
    assert [one.item for one in items_of([check])] == [item]


def pdf_of(report, tmp_path):
    file = io.BytesIO()
    pages = write_report_pdf(
        file, report_text(report), ["/x/证据 vault"], AT, verdict=report.verdict
    )
    path = tmp_path / "report.pdf"
    path.write_bytes(file.getvalue())
    text = subprocess.run(["pdftotext", "-layout", path, "-"], capture_output=True, check=True)
    return pages, path.read_bytes(), text.stdout.decode().split("\f")


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_verdict_is_whole_on_the_first_page(tmp_path, language):
    use_language(language)
    checks = [passed("wacz.hash", f"evidence/2026/11/c-{n:026d}.wacz") for n in range(60)]
    checks += [failed("wacz.hash", f"evidence/2026/12/{n}.wacz", "0", "1") for n in range(40)]
    checks += [indeterminate("key.known", "keys/01.pem", None, PRINT)]
    checks += [not_checked("stamp.revocation", "stamps/1.local.tsr")]
    report = a_report(*checks)
    pages, data, text = pdf_of(report, tmp_path)
    assert pages > 3
    first = text[0]
    words = report_text(report)
    assert words.verdict in first
    assert "".join(words.does_not_prove.split()) in "".join(first.split())
    assert "".join(GROUPS.split()) in "".join(first.split())
    assert "证据 vault" in first
    assert sum(one.count("evidence/2026/12/") for one in text[1:]) == 80
    assert pdf_of(report, tmp_path)[1] == data


def test_a_demo_on_paper(tmp_path):
    report = a_report(passed("vault.format", "vault.json"), key=KeyTrust.DEMO)
    _pages, _data, text = pdf_of(report, tmp_path)
    assert all("DEMO: this proves nothing." in page for page in text if page.strip())
    assert "passed" not in "".join(text).lower()


def test_the_command_writes_it(strange, tmp_path, capsys):
    room, _roots = strange
    status, _said = run(capsys, "verify", room.path, "--pdf", tmp_path / "r.pdf")
    assert status == 0
    assert (tmp_path / "r.pdf").read_bytes().startswith(b"%PDF-1.7")
    status, said = run(capsys, "verify", room.path, "--pdf", tmp_path / "no" / "r.pdf", "--json")
    assert (status, json.loads(said)["error"]["code"]) == (3, "vault.not_writable")
