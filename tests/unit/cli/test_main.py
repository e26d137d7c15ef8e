"""The edge of the command line: exit codes, and errors as words or as one object."""

import json

import pytest

from evidencekit import __version__, bootstrap
from evidencekit.cli import run_command_line
from evidencekit.domain import errors

CLASSES = sorted(
    (
        kind
        for kind in vars(errors).values()
        if isinstance(kind, type) and issubclass(kind, errors.EvidenceKitError)
        if kind is not errors.EvidenceKitError
    ),
    key=lambda kind: kind.code,
)


def run(capsys, *words):
    status = run_command_line(words)
    seen = capsys.readouterr()
    return status, seen.out, seen.err


def raising(monkeypatch, error):
    def examine(_vault):
        raise error

    monkeypatch.setattr(bootstrap, "examine_computer", examine)


def test_an_unknown_command_is_wrong_use(capsys):
    status, out, err = run(capsys, "nope", "--json")
    error = json.loads(out)["error"]
    assert (status, err) == (2, "")
    assert set(error) == {"code", "message", "meaning", "action"}
    assert error["code"] == "use.wrong"
    assert "'nope'" in error["message"]


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["nope"],
        ["--lang"],
        ["--quiet"],
        ["doctor", "x"],
        ["doctor", "--nope"],
        ["doctor", "--lang", "fr"],
        ["doctor", "--vault"],
    ],
)
def test_wrong_use_in_words(capsys, words):
    status, out, err = run(capsys, *words)
    assert (status, out) == (2, "")
    assert err.startswith("Error: ")
    assert len(err.splitlines()) == 3


def test_json_alone_is_still_one_document(capsys):
    status, out, _err = run(capsys, "--json")
    assert (status, json.loads(out)["error"]["code"]) == (2, "use.wrong")


def test_json_after_the_bare_dashes_is_not_the_option(capsys):
    status, out, err = run(capsys, "nope", "--", "--json", "--lang=zh_CN")
    assert (status, out) == (2, "")
    assert err.startswith("Error: ")


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.code)
@pytest.mark.parametrize("lang", ["en", "zh_CN"])
def test_each_error_has_its_exit_code_and_its_words(monkeypatch, capsys, kind, lang):
    raising(monkeypatch, kind())
    status, out, err = run(capsys, "doctor", "--json", "--lang", lang)
    document = json.loads(out)
    assert (status, err) == (kind.exit_status, "")
    assert document["error"]["code"] == kind.code
    assert all(document["error"].values())
    status, out, err = run(capsys, "--lang", lang, "doctor")
    assert (status, out) == (kind.exit_status, "")
    assert document["error"]["message"] in err


def test_an_interrupt_is_said(monkeypatch, capsys):
    raising(monkeypatch, KeyboardInterrupt())
    status, out, _err = run(capsys, "doctor", "--json")
    assert (status, json.loads(out)["error"]["code"]) == (130, "cancelled")


def test_a_bug_is_not_hidden(monkeypatch):
    raising(monkeypatch, ZeroDivisionError())
    with pytest.raises(ZeroDivisionError):
        run_command_line(["doctor"])


def finding(name, *, ok, seen=""):
    return bootstrap.Finding(name, ok=ok, seen=seen, action="do this")


@pytest.mark.parametrize(
    ("found", "status"),
    [
        ([finding("python", ok=True)], 0),
        ([finding("keyring", ok=False), finding("display", ok=False)], 0),
        ([finding("browser_engine", ok=False)], 3),
    ],
)
def test_doctor_tells_need_from_advice(monkeypatch, capsys, found, status):
    monkeypatch.setattr(bootstrap, "examine_computer", lambda _vault: found)
    done, out, err = run(capsys, "doctor", "--json")
    document = json.loads(out)
    assert (done, err) == (status, "")
    assert document["ok"] is (status == 0)
    assert [f["name"] for f in document["findings"]] == [f.name for f in found]
    assert set(document["findings"][0]) == {"name", "ok", "seen", "action"}


def test_doctor_in_words_shows_nothing_hidden(monkeypatch, capsys):
    found = [finding("python", ok=False, seen="\x1b[2J")]
    monkeypatch.setattr(bootstrap, "examine_computer", lambda _vault: found)
    status, out, _err = run(capsys, "doctor")
    assert status == 3
    assert "!!  python" in out
    assert "[U+001B]" in out
    assert "do this" in out


def test_half_a_surrogate_pair_stays_json(monkeypatch, capsys):
    found = [finding("python", ok=True, seen="a\udcff\ud800b")]
    monkeypatch.setattr(bootstrap, "examine_computer", lambda _vault: found)
    _status, out, _err = run(capsys, "doctor", "--json")
    out.encode("utf-8")
    assert json.loads(out)["findings"][0]["seen"] == "a\udcff\ud800b"


def test_version_and_help(capsys):
    assert run(capsys, "--version") == (0, f"evidencekit {__version__}\n", "")
    status, out, err = run(capsys, "doctor", "--help")
    assert (status, err) == (0, "")
    assert "missing on this computer" in out
