"""What an export says that it holds: read strictly, and each file compared with it."""

import hashlib

import pytest

from evidencekit.evidence.canonical import indented
from evidencekit.evidence.report import failed, indeterminate, not_checked, passed
from evidencekit.vault.book import fold
from evidencekit.vault.layout import Layout
from evidencekit.vault.scope import EXPORT, ExportedFile, check_scope, read_scope, scope_document

CAPTURE = "c-01jdbq3zgmkx5w0r2t4y6a8b1d"
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
