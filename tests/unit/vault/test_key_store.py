"""Which key writes: told by the ends of the logs, however long their lines are."""

import base64
import contextlib
import errno
from pathlib import Path

import pytest

from evidencekit.evidence.custody import EMPTY, MAX_WRITTEN, make_line, moment
from evidencekit.evidence.keys import key_from_keyring, make_key
from evidencekit.vault.key_store import (
    KeyStore,
    erase_key,
    key_place,
    writing_keys,
)
from evidencekit.vault.layout import Layout
from evidencekit.vault.marker import VaultMarker
from evidencekit.vault.public_keys import read_public_key

KEY, NEXT = make_key(), make_key()
LONGEST = MAX_WRITTEN - 1


@pytest.fixture
def layout(tmp_path):
    for name in ("custody", "keys"):
        (tmp_path / name).mkdir()
    return Layout(tmp_path)


def spki(key):
    return base64.b64encode(key.public.spki).decode()


def of_length(length, make):
    """Return a line of just this length: signatures differ in theirs, so it is tried again."""
    while True:
        with contextlib.suppress(ValueError):
            line = make("x" * (length - len(make("").raw)))
            if len(line.raw) == length:
                return line


@pytest.mark.parametrize("torn", [b"", b'{"at":' + b"x" * (LONGEST - 6)])
def test_a_long_last_line_ends_a_log_even_before_a_torn_one(layout, clock, torn):
    at = moment(clock, "v-1")
    note = {"about": None, "by": "ana", "text": "x" * 60_000}
    first = make_line(EMPTY, "note", note, at, KEY)
    last = of_length(
        LONGEST,
        lambda by: make_line(first.head, "key.succeeded", {"by": by, "spki": spki(NEXT)}, at, KEY),
    )
    log = layout.log(KEY.key_id)
    log.write_bytes(first.raw + b"\n")
    assert writing_keys(layout) == [KEY.key_id]
    log.write_bytes(first.raw + b"\n" + last.raw + b"\n" + torn)
    # The key that the line names has no log yet: its making was interrupted.
    assert writing_keys(layout) == [NEXT.key_id]


def test_a_log_that_can_not_be_read_may_be_anybodys(layout):
    layout.log(KEY.key_id).write_bytes(b"not a line\n")
    assert writing_keys(layout) == [KEY.key_id]


def test_a_named_key_that_is_none_is_not_waited_for(layout, clock):
    body = {"by": "ana", "spki": "A" * 160}
    line = make_line(EMPTY, "key.succeeded", body, moment(clock, "v-1"), KEY)
    layout.log(KEY.key_id).write_bytes(line.raw + b"\n")
    assert writing_keys(layout) == []


def test_what_lies_among_the_logs_is_no_log(layout):
    (layout.root / "custody" / "other.jsonl").touch()
    (layout.root / "custody" / f"{KEY.key_id}.jsonl").symlink_to("other.jsonl")
    assert writing_keys(layout) == []


def test_only_exactly_its_key_lies_under_a_name(layout):
    assert read_public_key(layout, KEY.key_id) is None
    for data, read in [(KEY.public.pem, KEY.public), (NEXT.public.pem, None), (b"x", None)]:
        layout.key(KEY.key_id).write_bytes(data)
        assert read_public_key(layout, KEY.key_id) == read


def test_an_end_that_can_not_be_read_ends_nothing(layout, monkeypatch):
    layout.log(KEY.key_id).touch()

    def unreadable(_path, _mode):
        raise OSError(errno.EIO, "bad sector")

    monkeypatch.setattr(Path, "open", unreadable)
    assert writing_keys(layout) == [KEY.key_id]


def test_where_a_private_key_is_kept(layout):
    assert key_place(layout, "v-1", KEY.key_id) is None
    assert KEY.keep_in_keyring("v-1")
    assert key_place(layout, "v-1", KEY.key_id) is KeyStore.KEYRING
    assert key_place(layout, "v-2", KEY.key_id) is None
    layout.key(KEY.key_id, ".enc.pem").touch()
    assert key_place(layout, "v-1", KEY.key_id) is KeyStore.FILE


def test_erasing_takes_both_places_and_nothing_else(layout):
    marker = VaultMarker("1.0", "v-1", False, "", "", "")
    for key in (KEY, NEXT):
        assert key.keep_in_keyring("v-1")
        for suffix in (".pem", ".enc.pem"):
            layout.key(key.key_id, suffix).touch()
    for _twice in range(2):
        erase_key(layout, marker, KEY.key_id)
        assert key_place(layout, "v-1", KEY.key_id) is None
        assert layout.key(KEY.key_id).exists()
        assert key_place(layout, "v-1", NEXT.key_id) is KeyStore.FILE
        assert key_from_keyring("v-1", NEXT.key_id) is not None
