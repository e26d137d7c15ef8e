"""The child process that reads files of others: what it may not do, and how its ends are told."""

import dataclasses
import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from evidencekit.domain.errors import FileMissing
from evidencekit.evidence import confined
from evidencekit.evidence.archive_kind import ArchiveKind
from evidencekit.evidence.check_manifest import CaptureClaims
from evidencekit.evidence.check_wacz import CaptureFindings
from evidencekit.evidence.child import MEMORY, SECONDS, check_in_child
from evidencekit.evidence.child_main import EXIT_FAULT, MAX_TEXT, _refuse, to_json
from evidencekit.evidence.lone_file import check_lone
from evidencekit.evidence.report import Check, Outcome
from evidencekit.evidence.wacz import seal, sign_file
from fakes.drafts import a_context, a_draft, a_key

pytestmark = pytest.mark.usefixtures("own_children")


@pytest.fixture(scope="module")
def sealed(tmp_path_factory):
    path, key = tmp_path_factory.mktemp("sealed") / "c.wacz", a_key()
    done = seal(path, a_draft(), key, a_context())
    path.with_name("c.wacz.sig").write_bytes(sign_file(done, key))
    return path


def reason(findings):
    (check,) = findings.checks
    assert (check.id, check.outcome) == ("archive.read", Outcome.FAILED)
    return check.found


def test_it_finds_what_is_found_here(sealed):
    with sealed.open("rb") as file:
        signature = sealed.with_name("c.wacz.sig").read_bytes()
        here = check_lone(file, ArchiveKind.WACZ, str(sealed), signature)
    assert check_in_child(sealed, ArchiveKind.WACZ) == here
    assert [one for one in here.checks if one.outcome is Outcome.FAILED] == []
    assert {one.id for one in here.checks if one.outcome is Outcome.NOT_CHECKED} == {"wacz.hash"}


def test_every_real_archive_is_read_under_the_limits(shared):
    for path in (shared / "archives").glob("*.wa*"):
        kind = ArchiveKind.WACZ if path.suffix == ".wacz" else ArchiveKind.WARC
        with path.open("rb") as file:
            here = check_lone(file, kind, str(path), None)
        assert check_in_child(path, kind) == here


def test_no_memory_left(sealed):
    assert reason(check_in_child(sealed, ArchiveKind.WACZ, memory=1 << 20)) in {
        "child_memory",
        "child_crash",
    }


def test_memory_that_a_file_asks_for(tmp_path):
    # Value after value of 64 bytes: within all limits of size, too much for the memory given.
    from fakes.bad_archives import with_manifest

    path = tmp_path / "m.wacz"
    path.write_bytes(with_manifest(b'{"a":[' + b"{}," * 900_000 + b"{}]}"))
    assert reason(check_in_child(path, ArchiveKind.WACZ, memory=50 << 20)) == "child_memory"


def test_no_time_left(sealed):
    assert reason(check_in_child(sealed, ArchiveKind.WACZ, seconds=0)) == "child_time"


@pytest.mark.parametrize(
    ("code", "wanted"),
    [
        ("import os; os.abort()", "child_crash"),
        ("import sys; sys.exit(3)", "child_crash"),
        ("raise RuntimeError('secret path')", "child_crash"),
        ("import os; os._exit(70)", "child_memory"),
        ("while True: pass", "child_time"),
        ("import resource as r; r.setrlimit(r.RLIMIT_CPU, (1, 2))\nwhile True: pass", "child_time"),
        ("", "child_answer"),
        ("print('[]')", "child_answer"),
        ("print('x' * 10**6)", "child_answer"),
        ("import os\nwhile True: os.write(1, b'x' * 4096)", "child_answer"),
        ("import os, time; os.close(1); time.sleep(99)", "child_time"),
    ],
)
def test_each_bad_end_has_its_reason(sealed, monkeypatch, capfd, code, wanted):
    monkeypatch.setattr(confined, "_START", code)
    # Only those that never end wait for the limit; the others have time, however busy all is.
    seconds = 3 if wanted == "child_time" and "RLIMIT_CPU" not in code else SECONDS
    assert reason(check_in_child(sealed, ArchiveKind.WACZ, seconds=seconds)) == wanted
    assert capfd.readouterr() == ("", "")


GOOD = (
    '{"checks": [["warc.records", "", "passed", null, null, null]], "sha256": "%s", '
    '"size": SIZE, "claims": null, "key": null}' % ("a" * 64)
)


CLAIMS = json.dumps(dataclasses.asdict(CaptureClaims("1.0", "c", "v", "k", False, 1, "h")))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ('"warc.records"', '"key.known"'),
        ('"warc.records"', '"warc.other"'),
        ('"warc.records"', "[1]"),
        ('"passed"', '"good"'),
        ('"passed"', "[]"),
        ('"passed", null', '"passed", 1'),
        ('"passed", null', f'"passed", "{"x" * 2000}"'),
        (", null]]", "]]"),
        ('[["warc.records", "", "passed", null, null, null]]', "[]"),
        ('[["warc.records", "", "passed", null, null, null]]', "{}"),
        ('[["warc.records"', '[["warc.records", "", "passed", null, null, null],["warc.records"'),
        ("a" * 64, "A" * 64),
        ("a" * 64, "a" * 63),
        ("SIZE", "1"),
        ("SIZE", '"1"'),
        ('"key": null', '"key": "AAAA"'),
        ('"key": null', '"key": 7'),
        ('"claims": null', '"claims": {}'),
        ('"claims": null', '"claims": ' + CLAIMS.replace("false", "1")),
        ('"claims": null', '"claims": ' + CLAIMS.replace('"c"', "[]")),
        ('"claims": null', '"claims": []'),
        ('"claims": null, ', ""),
        ('"key": null', '"key": null, "more": 1'),
    ],
)  # fmt: skip
def test_an_answer_is_believed_no_further_than_its_form(sealed, monkeypatch, old, new):
    said = GOOD.replace(old, new).replace("SIZE", str(sealed.stat().st_size))
    monkeypatch.setattr(confined, "_START", f"print({said!r})")
    findings = check_in_child(sealed, ArchiveKind.WARC)
    if not old:
        assert [one.id for one in findings.checks] == ["warc.records"]
    else:
        assert reason(findings) == "child_answer"


@pytest.mark.parametrize(
    "code",
    [
        "import socket; socket.socket()",
        "import subprocess; subprocess.run(['true'])",
        "os.fork()",
        "os.system('true')",
        "os.execv('/bin/true', ['true'])",
        "open('/etc/passwd')",
        "os.open('/etc/passwd', 0)",
        "os.listdir('/')",
        "open('x', 'w')",
        "os.unlink('x')",
        "import ctypes; ctypes.CDLL(None)",
    ],
)
def test_a_confined_process_reaches_nothing(code, tmp_path):
    # What is imported beforehand is what a hostile file could find loaded.
    program = (
        "import os, sys, socket, subprocess, ctypes\n"
        "from evidencekit.evidence.child_main import confine\n"
        "confine(384 << 20, 9)\n"
        f"try:\n    {code}\n"
        "except PermissionError: os.write(1, b'refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        capture_output=True,
        cwd=tmp_path,
        check=False,
        env={"PYTHONPATH": ":".join(sys.path)},
    )
    assert done.stdout == b"refused", done.stderr


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(FileMissing):
        check_in_child(tmp_path / "none.wacz", ArchiveKind.WACZ)


def started(path, *arguments):
    """Start the child as `check_in_child` does, with arguments of our own."""
    places = os.pathsep.join(place for place in sys.path if Path(place).is_absolute())
    command = [sys.executable, "-I", "-B", "-c", confined._START, places, os.pathsep]
    command += ["evidencekit.evidence.child_main", str(MEMORY), "9", *arguments]
    with path.open("rb") as file:
        done = subprocess.run(command, stdin=file, capture_output=True, env={}, check=False)
    return done.returncode, done.stdout


def test_whatever_goes_wrong_in_the_child_ends_it_without_an_answer(sealed):
    assert started(sealed, "no kind", "") == (EXIT_FAULT, b"")
    assert started(sealed, "wacz", "no hex") == (EXIT_FAULT, b"")
    status, answer = started(sealed, "wacz", "")
    assert status == 0
    assert json.loads(answer)["size"] == sealed.stat().st_size


def test_only_what_reaches_out_is_refused():
    for event in ("open", "os.listdir", "socket.connect", "subprocess.Popen"):
        with pytest.raises(PermissionError, match=event):
            _refuse(event, ())
    with pytest.raises(ModuleNotFoundError):
        _refuse("import", ())
    for event in ("compile", "object.__getattr__", "exec", "sys._getframe"):
        assert _refuse(event, ()) is None


def test_words_of_the_file_are_cut_at_their_limit():
    whole, more = "x" * MAX_TEXT, "x" * (MAX_TEXT + 1)
    check = Check("wacz.zip", more, Outcome.FAILED, whole, more)
    said = to_json(CaptureFindings((check,), "", 0, None, None))
    assert said["checks"] == [
        ["wacz.zip", whole + "...", "failed", whole, whole + "...", None],
    ]


class Stop(Exception):
    pass


def test_an_interruption_ends_the_child(sealed, monkeypatch):
    def stop(_number, _frame):
        raise Stop

    code = "import os, signal, time; os.kill(os.getppid(), signal.SIGALRM); time.sleep(9999)"
    monkeypatch.setattr(confined, "_START", code)
    before = signal.signal(signal.SIGALRM, stop)
    try:
        # A child that is left alone would be waited for.
        with pytest.raises(Stop):
            check_in_child(sealed, ArchiveKind.WACZ)
    finally:
        signal.signal(signal.SIGALRM, before)
