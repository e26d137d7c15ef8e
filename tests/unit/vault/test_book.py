"""What logs tell together: each contradiction has its line and its word."""

import base64
import errno
from pathlib import Path

import pytest

from evidencekit.domain.errors import VaultDamaged
from evidencekit.evidence.custody import EMPTY, check_log, make_line, moment
from evidencekit.evidence.keys import make_key
from evidencekit.vault.book import LogFile, badly_signed, fold, known_book, read_logs
from evidencekit.vault.layout import Layout, capture_file
from evidencekit.vault.succession import forebears

KEY = make_key()
VAULT = "v-01jdbq3vqn6t8k2m4y7x9p0r5c"
ONE, TWO = "c-01jdbq3zgmkx5w0r2t4y6a8b1d", "c-01jdbq3zgmkx5w0r2t4y6a8b1e"
SENT = {"authority": "local", "list": "stamps/20261123T223300Z-1.sha256", "list_sha256": "a" * 64}


def sealing(name=ONE, **changes):
    body = {"bytes": 9, "file": capture_file(name), "id": name, "sha256": "b" * 64}
    return "capture.sealing", body | changes


def sealed(name=ONE, **changes):
    return "capture.sealed", sealing(name)[1] | {"recovered": False} | changes


def lost(name=ONE):
    return "capture.lost", {"id": name, "reason": "missing", "sha256": "b" * 64}


def succeeded():
    spki = base64.b64encode(make_key().public.spki).decode()
    return "key.succeeded", {"by": "ana", "spki": spki}


def received(**changes):
    rest = {"chain_sha256": "c" * 64, "gen_time": "2026-11-23T22:33:57Z", "policy": "1.2.3"}
    more = {"recovered": False, "revocation": [], "serial": "1f", "tsr_sha256": "d" * 64}
    return "stamp.received", SENT | rest | more | changes


def log_of(clock, *events):
    begun = {
        "after": None,
        "demo": False,
        "format": "1.0",
        "key_id": KEY.public.key_id,
        "program": "x",
        "spki": base64.b64encode(KEY.public.spki).decode(),
        "vault_id": VAULT,
    }
    head, data = EMPTY, b""
    for kind, body in [("log.begun", begun), *events]:
        line = make_line(head, kind, body, moment(clock, VAULT), KEY)
        head, data = line.head, data + line.raw + b"\n"
    return data


def book_of(clock, *events):
    report = check_log(log_of(clock, *events), KEY.public)
    return fold([LogFile(KEY.public.key_id, KEY.public, report)])


def test_a_whole_story_has_no_contradiction(clock):
    asked = ("stamp.requested", SENT | {"tsq_sha256": "e" * 64})
    failed = ("stamp.failed", SENT | {"reason": "unreachable"})
    book = book_of(clock, sealing(), sealed(), sealing(TWO), asked, failed, received(), lost(TWO))
    assert book.problems == []
    assert list(book.sealed) == [ONE]
    assert book.unfinished == []
    assert len(book.refused) == len(book.received) == 1


def test_what_was_begun_and_not_ended_is_unfinished(clock):
    assert [one.id for one in book_of(clock, sealing(), sealing(TWO), sealed()).unfinished] == [TWO]


@pytest.mark.parametrize(
    ("events", "code"),
    [
        ([sealing(), sealing()], "sealing_twice"),
        ([sealing(file=capture_file(TWO))], "file"),
        ([sealing(), sealed(), sealed()], "sealed_twice"),
        ([sealed()], "never_sealing"),
        ([sealing(), sealed(sha256="f" * 64)], "other_than_sealing"),
        ([sealing(), sealed(bytes=8)], "other_than_sealing"),
        ([sealing(), sealed(file=capture_file(TWO))], "other_than_sealing"),
        ([sealing(), lost(), sealed()], "lost_before"),
        ([lost()], "nothing_to_lose"),
        ([sealing(), sealed(), lost()], "nothing_to_lose"),
        ([received()], "never_requested"),
        ([succeeded(), sealing()], "after_the_end"),
        ([("capture.sealing", {"id": ONE})], "body"),
        ([sealing(bytes=-1)], "body"),
        ([sealing(file="../x")], "body"),
    ],
)
def test_each_contradiction_is_told_at_its_line(clock, events, code):
    problems = book_of(clock, *events).problems
    assert [(one.seq, one.code) for one in problems] == [(len(events), code)]


def test_a_reply_to_another_request_was_never_requested(clock):
    asked = ("stamp.requested", SENT | {"tsq_sha256": "e" * 64})
    for changed in ({"authority": "other"}, {"list_sha256": "f" * 64}):
        assert [one.code for one in book_of(clock, asked, received(**changed)).problems] == [
            "never_requested"
        ]


def test_a_later_doubling_does_not_change_what_was_sealed_first(clock):
    book = book_of(clock, sealing(), sealed(), sealed(sha256="f" * 64))
    assert book.sealed[ONE].sha256 == "b" * 64


def note(clock, after, key=KEY, kind="note", body=None):
    body = body or {"about": None, "by": "ana", "text": "x"}
    return make_line(after, kind, body, moment(clock, VAULT), key)


def test_hiding_and_showing_again_the_last_word_counts(clock):
    def hidden(value, name=ONE):
        body = {"by": "ana", "hidden": value, "id": name, "reason": "twice"}
        return "capture.hidden", body

    assert book_of(clock, sealing(), sealed(), hidden(True)).hidden == {ONE}
    assert book_of(clock, sealing(), sealed(), hidden(True), hidden(False)).hidden == set()
    assert book_of(clock, sealing(), sealed(), hidden(False)).problems == []
    book = book_of(clock, hidden(True))
    assert [one.code for one in book.problems] == ["nothing_to_hide"]
    assert book.hidden == set()


def test_removing_twice_or_something_else_is_told(clock):
    def removed(**changes):
        body = {"by": "ana", "id": ONE, "reason": "asked", "sha256": "b" * 64}
        return "capture.removed", body | changes

    twice = book_of(clock, sealing(), sealed(), removed(), removed(by="bo"))
    assert [(one.seq, one.code) for one in twice.problems] == [(4, "removed_twice")]
    assert twice.removed[ONE].by == "ana"
    other = book_of(clock, sealing(), sealed(), removed(sha256="c" * 64))
    assert [one.code for one in other.problems] == ["nothing_to_remove"]
    assert other.removed == {}


def test_a_key_does_not_revoke_itself(clock):
    body = {"by": "ana", "key_id": KEY.public.key_id, "reason": "left"}
    book = book_of(clock, ("key.revoked", body))
    assert [one.code for one in book.problems] == ["revokes_itself"]


def test_a_capture_of_a_time_beyond_the_calendar_has_no_file(clock):
    far = "c-7zzzzzzzzzzzzzzzzzzzzzzzzz"
    body = sealing()[1] | {"id": far, "file": "evidence/x.wacz"}
    book = book_of(clock, ("capture.sealing", body))
    assert [one.code for one in book.problems] == ["file"]


def test_imported_files_lie_under_their_own_hash(clock):
    good = {
        "by": "ana", "capture_sha256": "b" * 64, "file": f"stamps/imported/{'d' * 64}.pdf",
        "gen_time": None, "id": ONE, "kind": "certificate", "sha256": "d" * 64,
    }  # fmt: skip
    assert book_of(clock, ("stamp.imported", good)).imported == [good]
    for changes in ({"sha256": "e" * 64}, {"file": f"stamps/{'d' * 64}.pdf"}):
        book = book_of(clock, ("stamp.imported", good | changes))
        assert [one.code for one in book.problems] == ["file"]
        assert book.imported == []


def after(log, key, seq=0):
    return {"head": log, "key_id": key.public.key_id, "seq": seq}


def begun(clock, key, goes_on):
    body = {
        "after": goes_on, "demo": False, "format": "1.0", "key_id": key.public.key_id,
        "program": "x", "spki": base64.b64encode(key.public.spki).decode(), "vault_id": VAULT,
    }  # fmt: skip
    return note(clock, EMPTY, key, "log.begun", body)


def test_logs_stand_in_the_order_in_which_they_follow(tmp_path, clock):
    keys = [make_key() for _each in range(4)]
    (tmp_path / "custody").mkdir()
    layout, last = Layout(tmp_path), None
    for key in keys:
        line = begun(clock, key, last)
        layout.log(key.key_id).write_bytes(line.raw + b"\n")
        last = after(line.hash, key)
    (tmp_path / "custody" / "notes.jsonl").touch()
    logs = read_logs(layout, signatures=True)
    assert [log.key_id for log in logs] == [key.key_id for key in keys]


def test_logs_that_follow_each_other_in_a_circle_are_all_read(tmp_path, clock):
    one, two = make_key(), make_key()
    (tmp_path / "custody").mkdir()
    layout = Layout(tmp_path)
    for key, other in [(one, two), (two, one)]:
        line = begun(clock, key, after("a" * 64, other))
        layout.log(key.key_id).write_bytes(line.raw + b"\n")
    logs = read_logs(layout, signatures=False)
    assert sorted(log.key_id for log in logs) == sorted([one.key_id, two.key_id])
    assert forebears(logs, one.key_id) == {two.key_id: False}


def test_a_log_that_goes_on_from_none_that_is_here_has_no_forebear(tmp_path, clock):
    (tmp_path / "custody").mkdir()
    line = begun(clock, KEY, after("a" * 64, make_key()))
    Layout(tmp_path).log(KEY.key_id).write_bytes(line.raw + b"\n")
    (log,) = read_logs(Layout(tmp_path), signatures=False)
    assert forebears([log], KEY.key_id) == {}


def test_a_log_that_can_not_be_read_is_damage(tmp_path, monkeypatch):
    (tmp_path / "custody").mkdir()
    Layout(tmp_path).log(KEY.key_id).touch()

    def unreadable(_path, _mode):
        raise OSError(errno.EIO, "bad sector")

    monkeypatch.setattr(Path, "open", unreadable)
    with pytest.raises(VaultDamaged) as damaged:
        read_logs(Layout(tmp_path), signatures=False)
    assert damaged.value.facts["detail"] == f"custody/{KEY.key_id}.jsonl: bad sector"


def test_who_asks_again_gets_the_same_book_until_a_line_is_written(clock, tmp_path):
    path = tmp_path / "custody" / f"{KEY.public.key_id}.jsonl"
    path.parent.mkdir()
    layout = Layout(tmp_path)
    path.write_bytes(log_of(clock, sealing(), sealed()))
    first = known_book(read_logs(layout, signatures=False))
    assert list(first.sealed) == [ONE]
    assert known_book(read_logs(layout, signatures=False)) is first
    path.write_bytes(log_of(clock, sealing(), sealed(), sealing(TWO), sealed(TWO)))
    assert list(known_book(read_logs(layout, signatures=False)).sealed) == [ONE, TWO]
    assert list(first.sealed) == [ONE]


def test_a_line_that_the_key_did_not_sign_is_named_however_often_it_is_asked_for(clock, tmp_path):
    path = tmp_path / "custody" / f"{KEY.public.key_id}.jsonl"
    path.parent.mkdir()
    good, stranger = log_of(clock, sealing(), sealed()), make_key()
    head = check_log(good, None).head
    line = make_line(head, *sealing(TWO), moment(clock, VAULT), stranger)
    for data, wrong in ((good, ()), (good + line.raw + b"\n", (4,)), (good, ())):
        path.write_bytes(data)
        for _time in range(2):
            (log,) = read_logs(Layout(tmp_path), signatures=False)
            assert badly_signed(log.report, KEY.public) == wrong
        assert badly_signed(log.report, stranger.public)[:3] == (1, 2, 3)
