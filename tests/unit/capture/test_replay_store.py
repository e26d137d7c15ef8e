"""Which stored response answers what: exactly, nearly, or not at all; never the wrong page."""

import pytest

from evidencekit.capture.importing_records import StoredResponse
from evidencekit.capture.replay_store import Match, ReplayStore
from evidencekit.capture.spool import Spool

SHOP = "https://shop.example"


@pytest.fixture
def store(tmp_path):
    return ReplayStore(Spool(tmp_path))


def add(store, url, body=b"x", method="GET", status=200, headers=(), **more):
    store.add(StoredResponse(url, method, status, tuple(headers), body, **more))
    store.finish()


def given(store, url, method="GET"):
    kept, match = store.answer(method, url)
    return (b"".join(kept.body.pieces()) if kept else None), match.value


def test_the_very_address_answers_fragment_or_not(store):
    add(store, f"{SHOP}/item?id=1#top", b"page")
    assert given(store, f"{SHOP}/item?id=1#bottom") == (b"page", "exact")
    assert given(store, f"{SHOP}/item?id=1", "get") == (b"page", "exact")
    assert given(store, f"{SHOP}/item?id=1", "POST") == (None, "missing")
    assert store.counts() == {"exact": 2, "approximate": 0, "missing": 1}


def test_answers_come_in_their_order_and_the_last_one_stays(store):
    for body in (b"one", b"two"):
        add(store, f"{SHOP}/poll", body)
    assert [given(store, f"{SHOP}/poll")[0] for _each in range(3)] == [b"one", b"two", b"two"]


@pytest.mark.parametrize(
    ("kept", "asked"),
    [
        ("/api?a=1&_=1700000000000", "/api?a=1&_=1800000000000"),
        ("/api?a=1", "/api?a=1&t=1700000000"),
        ("/api?a=1&token=WITHHELD", "/api?a=1&token=abc"),
        ("/api?a=1&b=2&c=3", "/api?a=1&b=2&c=4"),
        ("/x?sid=WITHHELD", "/x?sid=abc"),
    ],
)
def test_an_address_like_it_answers_and_is_counted_as_such(store, kept, asked):
    add(store, SHOP + kept, b"near")
    assert given(store, SHOP + asked) == (b"near", "approximate")
    (told,) = store.asked(Match.APPROXIMATE)
    assert (told.url, told.given) == (SHOP + asked, SHOP + kept)


@pytest.mark.parametrize("asked", ["/api?item=2", "/other?item=1", "/api"])
def test_another_thing_is_missing_and_not_made_up(store, asked):
    add(store, f"{SHOP}/api?item=1", b"first")
    assert given(store, SHOP + asked) == (None, "missing")


def test_the_other_scheme_is_near(store):
    add(store, "http://shop.example/a", b"plain")
    assert given(store, f"{SHOP}/a") == (b"plain", "approximate")


def test_a_revisit_gives_what_it_repeats(store):
    big = b"b" * 100_000
    add(store, f"{SHOP}/old", big, at="2026", digest="sha256:1")
    add(store, f"{SHOP}/by-digest", b"", same_as="sha256:1")
    add(store, f"{SHOP}/by-place", b"", same_as=f"{SHOP}/old 2026")
    add(store, f"{SHOP}/nowhere", b"", same_as="sha256:2")
    assert given(store, f"{SHOP}/by-digest") == (big, "exact")
    assert given(store, f"{SHOP}/by-place") == (big, "exact")
    assert given(store, f"{SHOP}/nowhere") == (None, "missing")


def test_what_failed_then_fails_again(store):
    store.add_failed("GET", f"{SHOP}/blocked")
    kept, match = store.answer("GET", f"{SHOP}/blocked")
    assert (kept.status, match) == (0, Match.EXACT)


def test_a_body_that_was_cut_is_no_exact_answer(store):
    add(store, f"{SHOP}/film", b"half", cut=True)
    assert given(store, f"{SHOP}/film") == (b"half", "approximate")


def test_a_stream_is_told_once(store):
    add(store, f"{SHOP}/events", b"data: 1\n\n", headers=[("Content-Type", "text/event-stream")])
    assert given(store, f"{SHOP}/events") == (b"data: 1\n\n", "exact")
    kept, _match = store.answer("GET", f"{SHOP}/events")
    assert (kept.status, kept.body.size) == (204, 0)


def test_the_engines_own_question_is_not_the_pages(store):
    assert given(store, f"{SHOP}/api", "OPTIONS") == (None, "missing")
    assert store.counts()["missing"] == 0


def test_headers_that_would_hang_or_act_are_left_out(store):
    said = [
        ("X-Content Type Options", "nosniff"),
        ("Set-Cookie", "a=b"),
        ("Content-Encoding", "gzip"),
        ("Content-Length", "5"),
        ("Strict-Transport-Security", "max-age=1"),
        ("X-Title", "假\r\nX-Evil: 1"),
        ("Content-Type", "text/html"),
    ]
    add(store, f"{SHOP}/", headers=said)
    kept, _match = store.answer("GET", f"{SHOP}/")
    assert kept.headers == (("X-Title", "X-Evil: 1"), ("Content-Type", "text/html"))
