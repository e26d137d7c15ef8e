"""What logs tell together: each contradiction has its line and its word."""

import base64

import pytest

from evidencekit.evidence.custody import EMPTY, check_log, make_line, moment
from evidencekit.evidence.keys import make_key
from evidencekit.vault.book import LogFile, fold
from evidencekit.vault.layout import capture_file

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


def received(**changes):
    rest = {"chain_sha256": "c" * 64, "gen_time": "2026-11-23T22:33:57Z", "policy": "1.2.3"}
    more = {"recovered": False, "revocation": [], "serial": "1f", "tsr_sha256": "d" * 64}
    return "stamp.received", SENT | rest | more | changes


def book_of(clock, *events):
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
    return fold([LogFile(KEY.public.key_id, KEY.public, check_log(data, KEY.public))])


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
