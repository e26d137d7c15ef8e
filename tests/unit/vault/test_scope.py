"""What an export says that it holds: read strictly, and each file compared with it."""

import hashlib

import pytest

from evidencekit.evidence.canonical import indented
from evidencekit.evidence.custody import EMPTY, check_log, make_line, moment
from evidencekit.evidence.keys import make_key
from evidencekit.evidence.report import Outcome, failed, indeterminate, not_checked, passed
from evidencekit.vault.book import LogFile, fold
from evidencekit.vault.layout import Layout, capture_file
from evidencekit.vault.scope import (
    EXPORT,
    ExportedFile,
    check_scope,
    export_body,
    read_scope,
    scope_document,
)

CAPTURE, OTHER = "c-01jdbq3zgmkx5w0r2t4y6a8b1d", "c-01jdbq3zgmkx5w0r2t4y6a8b1e"
KEY = make_key()
BYTES = b"evidence"
DIGEST = hashlib.sha256(BYTES).hexdigest()
FILE = {"name": "keys/a.pem", "bytes": len(BYTES), "sha256": DIGEST}
BOOK = fold([])


def document(**changed):
    whole = {
        "format": "1.0",
        "kind": "export",
        "vault_id": "v-01jdbq3zgmkx5w0r2t4y6a8b1d",
        "demo": False,
        "case": "k",
        "made": "2026-11-05T04:03:02Z",
        "program": "evidencekit",
        "captures": [],
        "removed": [],
        "files": [FILE],
    }
    return indented(whole | changed)


def checked(folder, data):
    """Return what is found of an export whose log vouches for nothing."""
    layout = Layout(folder)
    (folder / EXPORT).write_bytes(data)
    return check_scope(read_scope(layout, BOOK), layout, [], BOOK)


def test_the_document_is_what_is_read_back(tmp_path):
    file = ExportedFile("keys/a.pem", len(BYTES), DIGEST)
    data = scope_document(
        vault_id="v-01jdbq3zgmkx5w0r2t4y6a8b1d",
        demo=False,
        case="k",
        made="2026-11-05T04:03:02Z",
        captures=[],
        removed=[],
        files=[file],
        program="evidencekit",
    )
    assert data == document()
    (tmp_path / EXPORT).write_bytes(data)
    scope = read_scope(Layout(tmp_path), BOOK)
    assert (scope.sound, scope.files) == (True, (file,))
    assert scope.sha256 == hashlib.sha256(data).hexdigest()


def test_each_file_is_compared_with_what_was_said(tmp_path):
    vouched = indeterminate("export.scope", EXPORT, None, hashlib.sha256(document()).hexdigest())
    name = str(FILE["name"])
    missing = failed("export.files", name, DIGEST, "missing")
    assert checked(tmp_path, document()) == [vouched, missing]
    (tmp_path / "keys").mkdir()
    (tmp_path / name).write_bytes(BYTES)
    assert checked(tmp_path, document()) == [vouched, passed("export.files", name)]
    (tmp_path / name).write_bytes(b"other")
    other = failed("export.files", name, DIGEST, hashlib.sha256(b"other").hexdigest())
    assert checked(tmp_path, document()) == [vouched, other]


def test_captures_that_no_log_knows_are_named(tmp_path):
    found = checked(tmp_path, document(captures=[CAPTURE], files=[]))
    assert found == [failed("export.scope", EXPORT, None, CAPTURE)]


def log_of(clock, *events):
    head, data = EMPTY, b""
    for kind, body in events:
        line = make_line(head, kind, body, moment(clock, "v"), KEY)
        head, data = line.head, data + line.raw + b"\n"
    return LogFile(KEY.public.key_id, KEY.public, check_log(data, KEY.public))


def sealed(name):
    body = {"bytes": 9, "file": capture_file(name), "id": name, "sha256": name[-1] * 64}
    return ("capture.sealing", body), ("capture.sealed", body | {"recovered": False})


def of_log(folder, clock, data, *events):
    """Return what is found of an export, and what it leaves out, by a log with two captures."""
    log = log_of(clock, *sealed(CAPTURE), *sealed(OTHER), *events)
    layout, book = Layout(folder), fold([log])
    (folder / EXPORT).write_bytes(data)
    scope = read_scope(layout, book)
    return check_scope(scope, layout, [log], book), scope.left_out


ONE = document(captures=[CAPTURE], files=[])
MADE = "export.made", export_body("ana", "k", ONE)


def test_the_line_names_the_file_that_names_the_rest():
    named = {"name": EXPORT, "bytes": len(ONE), "sha256": hashlib.sha256(ONE).hexdigest()}
    body = {"by": "ana", "case": "k", "files": [named], "recipient": None}
    assert export_body("ana", "k", ONE) == body


def test_the_last_line_of_a_log_vouches_for_what_is_left_out(tmp_path, clock):
    checks, left_out = of_log(tmp_path, clock, ONE, MADE)
    away = capture_file(OTHER)
    assert checks == [passed("export.scope", EXPORT), not_checked("custody.file_missing", away)]
    assert left_out == {away, f"{away}.sig"}


def derived(name):
    source = name[-1] * 64
    body = {"file": f"derived/{source}/facts-1.json", "kind": "facts", "sha256": "a" * 64}
    return "derived.made", body | {"source": source}


def imported(name, digit):
    body = {
        "by": "ana",
        "capture_sha256": name[-1] * 64,
        "file": f"stamps/imported/{digit * 64}.bin",
    }
    rest = {"gen_time": None, "id": name, "kind": "certificate", "sha256": digit * 64}
    return "stamp.imported", body | rest


def test_what_belongs_to_a_capture_is_left_out_with_it(tmp_path, clock):
    shared = [imported(name, "1") for name in (CAPTURE, OTHER)]
    events = [
        derived(CAPTURE),
        derived(OTHER),
        imported(CAPTURE, "2"),
        imported(OTHER, "3"),
        *shared,
    ]
    _checks, left_out = of_log(tmp_path, clock, ONE, *events, MADE)
    away = capture_file(OTHER)
    of_other = {derived(OTHER)[1]["file"], imported(OTHER, "3")[1]["file"]}
    assert left_out == {away, f"{away}.sig"} | of_other


def test_a_log_without_a_line_vouches_for_nothing(tmp_path, clock):
    (tmp_path / EXPORT).write_bytes(document(files=[]))
    layout = Layout(tmp_path)
    (check,) = check_scope(read_scope(layout, BOOK), layout, [log_of(clock)], BOOK)
    assert (check.id, check.outcome) == ("export.scope", Outcome.INDETERMINATE)


@pytest.mark.parametrize(
    "events",
    [
        (),
        (MADE, ("note", {"about": None, "by": "ana", "text": "later"})),
        (("export.made", export_body("ana", "k", ONE + b"\n")),),
        (("export.made", MADE[1] | {"files": MADE[1]["files"] * 2}),),
        (("export.made", MADE[1] | {"files": None}),),
        (("backup.made", MADE[1]),),
    ],
)
def test_nothing_else_vouches_for_it(tmp_path, clock, events):
    checks, _left_out = of_log(tmp_path, clock, ONE, *events)
    found = hashlib.sha256(ONE).hexdigest()
    assert checks[0] == indeterminate("export.scope", EXPORT, None, found)


@pytest.mark.parametrize(
    "changed",
    [
        {"kind": "vault"},
        {"format": "2.0"},
        {"captures": None},
        {"captures": ["c-x"]},
        {"captures": [7]},
        {"files": None},
        {"files": [7]},
        {"files": [FILE, FILE]},
        {"files": [FILE | {"more": 1}]},
        {"files": [{name: FILE[name] for name in ("name", "sha256")}]},
        {"files": [FILE | {"bytes": "8"}]},
        {"files": [FILE | {"name": "../a"}]},
        {"files": [FILE | {"name": 7}]},
        {"files": [FILE | {"sha256": "5e"}]},
    ],
)
def test_what_has_another_form_says_nothing(tmp_path, changed):
    wrong = [failed("export.scope", EXPORT, None, "form"), not_checked("export.files", EXPORT)]
    assert checked(tmp_path, document(**changed)) == wrong


@pytest.mark.parametrize("data", [b"", b"{", document() + b"\n"])
def test_other_bytes_say_nothing(tmp_path, data):
    wrong = [failed("export.scope", EXPORT, None, "form"), not_checked("export.files", EXPORT)]
    assert checked(tmp_path, data) == wrong


def test_a_whole_vault_is_no_export_and_a_link_is_an_unreadable_one(tmp_path):
    layout = Layout(tmp_path)
    assert read_scope(layout, BOOK) is None
    (tmp_path / "elsewhere").write_bytes(document())
    (tmp_path / EXPORT).symlink_to(tmp_path / "elsewhere")
    assert not read_scope(layout, BOOK).sound
