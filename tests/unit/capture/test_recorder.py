"""The recorder on messages written by hand: what the engine does seldom or never on loopback."""

import base64
from datetime import UTC, datetime, timedelta

import pytest

from evidencekit.capture.recorder import Recorder
from evidencekit.capture.withholding import WithholdRules
from fakes.channel_script import (
    committed,
    document,
    extra,
    failed,
    finished,
    network,
    paused,
    piece,
    ready,
    received,
    reply,
    sent,
)

PAGE = "https://a.test/p"
PART = "https://a.test/part"


@pytest.fixture
def recorder(tmp_path, clock):
    made = Recorder(tmp_path, WithholdRules(), clock)
    made.take([ready()])
    return made


def seen(*urls):
    return [("GET", url, "MainFrame" if url == PAGE else "Image") for url in urls]


def gaps(recording):
    return [(gap.url, gap.reason) for gap in recording.gaps]


def test_an_exchange_says_when_and_from_where(recorder):
    recorder.take([*document("D", PAGE), sent("1", PART, wall=1_700_000_000.5, ts=20.0)])
    late = received("1", PART) | {"ts": 20.5}
    recorder.take([paused("1", PART, b"abc"), late, finished("1")])
    part = recorder.finish(seen(PAGE, PART)).exchanges[1]
    assert part.at == datetime.fromtimestamp(1_700_000_001, UTC)
    assert part.protocols == ("h2", "tls/1.3")
    assert (part.remote_ip, part.wire_bytes) == ("192.0.2.1", 120)
    assert b"".join(part.body.pieces()) == b"abc"


def test_exchanges_stand_in_the_order_of_their_responses(recorder):
    recorder.take([*document("D", PAGE), sent("1", PART), sent("2", PART + "2")])
    recorder.take([paused("2", PART + "2"), paused("1", PART), finished("1"), finished("2")])
    recording = recorder.finish(seen(PAGE, PART, PART + "2"))
    assert [e.url for e in recording.exchanges] == [PAGE, PART + "2", PART]


def test_idle_is_nothing_open_and_nothing_new(recorder, clock):
    recorder.take(document("D", PAGE))
    assert not recorder.idle_for(0.5)
    clock.advance(timedelta(seconds=1))
    assert recorder.idle_for(0.5)
    recorder.take([sent("1", PART)])
    clock.advance(timedelta(seconds=9))
    assert not recorder.idle_for(0.5)
    assert recorder.open_requests() == 1
    recorder.take([finished("1", asks=True)])
    assert recorder.open_requests() == 1
    recorder.take([network("1", "x")])
    assert recorder.open_requests() == 0


def test_text_asked_for_afterwards_is_exact_only_if_its_length_says_so(recorder):
    recorder.take(document("D", PAGE))
    for nid, text, length in (("1", "价格", 6), ("2", "价格", 4), ("3", "a\ufffd", 4)):
        url = PART + nid
        recorder.take([sent(nid, url), received(nid, url, worker=True)])
        recorder.take([finished(nid, asks=True, length=length), network(nid, text)])
    parts = recorder.finish([]).exchanges[1:]
    assert [e.exact for e in parts] == [True, False, False]
    assert {(e.source, e.origin) for e in parts} == {("network", "service_worker")}


def test_each_missing_response_has_its_reason(recorder):
    recorder.take(document("D", PAGE))
    recorder.take([sent("1", PART + "1"), received("1", PART + "1"), finished("1", asks=True)])
    recorder.take([{"k": "network", "nid": "1", "error": "No data found"}])
    recorder.take([sent("2", PART + "2")])
    recorder.take([sent("3", PART + "3"), paused("3", PART + "3", what="too_large"), finished("3")])
    recorder.take([sent("4", PART + "4"), failed("4")])
    listed = [*seen(PAGE, *(PART + n for n in "1234")), ("GET", PART + "5", "SharedWorker")]
    listed += [("GET", PART + "6", "ServiceWorker"), ("GET", PART + "7", "Image")]
    recording = recorder.finish([*listed, ("GET", "data:,x", "Image")])
    assert gaps(recording) == [
        (PART + "1", "body_gone"),
        (PART + "2", "open_at_end"),
        (PART + "3", "too_large"),
        (PART + "5", "shared_worker"),
        (PART + "6", "worker_update"),
        (PART + "7", "not_seen"),
    ]
    assert [one.url for one in recording.failed] == [PART + "4"]
    assert (recording.requests, recording.open_at_end) == (8, 1)


def test_what_was_answered_from_the_record_is_neither_an_exchange_nor_a_gap(recorder):
    recorder.take(document("D", PAGE))
    recorder.take([sent("1", PART), paused("1", PART), finished("1")])
    recorder.take([{"k": "answered", "method": "GET", "url": PART}])
    recording = recorder.finish(seen(PAGE, PART, PART))
    assert [one.url for one in recording.exchanges] == [PAGE, PART]
    assert gaps(recording) == []
    assert gaps(recorder.finish(seen(PAGE, PART, PART, PART))) == [(PART, "not_seen")]


def test_an_answer_that_the_engine_kept_back_is_not_an_empty_one(recorder):
    recorder.take(document("D", PAGE))
    recorder.take([sent("1", PART + "1"), paused("1", PART + "1", b""), failed("1")])
    coding = failed("2") | {"error": "net::ERR_CONTENT_DECODING_FAILED"}
    recorder.take([sent("2", PART + "2"), paused("2", PART + "2", b"half"), coding])
    recording = recorder.finish(seen(PAGE, PART + "1", PART + "2"))
    assert [one.url for one in recording.failed] == [PART + "1"]
    assert gaps(recording) == [(PART + "2", "cut")]
    assert [one.url for one in recording.exchanges] == [PAGE, PART + "2"]


def test_a_document_that_did_not_end_is_asked_for_again_and_kept_as_far_as_it_came(tmp_path, clock):
    recorder = Recorder(tmp_path, WithholdRules(), clock, whole=True)
    ask = sent("D", PAGE, type="Document", loader="D")
    recorder.take([ready(), ask, extra("D", ("Try", "1"))])
    recorder.take([paused("D", PAGE, what="unfinished")])
    recorder.take([ask | {"redirect": reply(PAGE, 307)}, extra("D", ("Try", "2"))])
    recorder.take([paused("D", PAGE, what="stream"), received("D", PAGE, extra=True)])
    recorder.take([committed("D", PAGE), {"k": "stream", "nid": "D", "d": "PHA+"}])
    assert recorder.open_requests() == 1
    assert recorder.bytes_kept == 3
    assert recorder.document().status == 200
    listed = seen(PAGE, PAGE)
    for first in (True, False):
        recording = recorder.finish(listed)
        assert [(one.url, one.error) for one in recording.failed] == [(PAGE, "unfinished")]
        assert gaps(recording) == [(PAGE, "open_at_end")]
        assert recording.open_at_end == 1
        [one] = recording.exchanges
        assert (b"".join(one.body.pieces()), one.source) == (b"<p>", "stream")
        assert (one.body_state, one.truncated_by) == ("truncated", "time")
        assert ("Try", "2") in one.request_headers
        assert recorder.give_up_document() is first
    assert recorder.open_requests() == 0


def test_pictures_that_follow_each_other_are_cut_where_the_capture_ended_and_no_gap(recorder):
    kind = [["Content-Type", "Multipart/x-mixed-replace; boundary=f"]]
    recorder.take([*document("D", PAGE), sent("1", PART)])
    recorder.take([paused("1", PART, what="stream", type="Image", headers=kind)])
    recorder.take([received("1", PART), finished("1")])
    recorder.take([{"k": "stream", "nid": "1", "d": "PHA+"}])
    recording = recorder.finish([])
    assert gaps(recording) == []
    cut = recording.exchanges[1]
    assert (cut.body_state, cut.truncated_by, cut.body.size) == ("truncated", "time", 3)


def test_what_comes_faster_than_it_can_be_kept_is_a_gap(recorder):
    socket = "ws://a.test/s"
    recorder.take([*document("D", PAGE), sent("1", PART), paused("1", PART, what="stream")])
    recorder.take([received("1", PART), {"k": "stream", "nid": "1", "d": "PHA+"}])
    recorder.take([{"k": "ws", "nid": "2", "url": socket}])
    recorder.take([{"k": "stream_error", "nid": nid, "error": "too large"} for nid in "12"])
    recorder.take([failed("1", "net::ERR_ABORTED")])
    recording = recorder.finish([])
    assert gaps(recording) == [(PART, "too_large"), (socket, "too_large")]
    cut = recording.exchanges[1]
    assert (cut.body_state, cut.truncated_by, cut.body.size) == ("truncated", "length", 3)


def test_a_document_that_ends_after_all_is_whole(recorder):
    ask = sent("D", PAGE, type="Document", loader="D")
    recorder.take([ask, paused("D", PAGE, what="unfinished"), ask])
    recorder.take([paused("D", PAGE, what="stream"), received("D", PAGE, extra=True)])
    recorder.take([committed("D", PAGE), {"k": "stream", "nid": "D", "d": "PHA+"}, finished("D")])
    recording = recorder.finish(seen(PAGE, PAGE))
    assert recording.gaps == ()
    assert recording.exchanges[0].body_state == "kept"


def test_what_is_open_when_the_engine_goes_is_lost_with_it(recorder):
    recorder.take([*document("D", PAGE), sent("1", PART)])
    assert gaps(recorder.finish(seen(PAGE, PART), channel_lost=True)) == [(PART, "channel_lost")]


def test_the_third_list_counts_and_ignores_spelling_and_fragments(recorder):
    recorder.take([*document("D", PAGE), sent("1", PART + "?q=%C3%A9")])
    recorder.take([paused("1", PART + "?q=%C3%A9"), finished("1")])
    recording = recorder.finish(seen(PAGE, PART + "?q=é#top", PART + "?q=é"))
    assert [reason for _url, reason in gaps(recording)] == ["not_seen"]


def test_a_new_document_drops_what_came_before_and_what_comes_late(recorder, tmp_path):
    old = "https://a.test/old"
    recorder.take([*document("A", old), sent("1", PART, loader="A"), paused("1", PART, b"old")])
    recorder.take([sent("B", PAGE, type="Document", loader="B")])
    recorder.take([sent("2", PART + "2", loader="A"), paused("2", PART + "2", b"late")])
    recorder.take([paused("B", PAGE, b"new"), received("B", PAGE)])
    assert recorder.document().url == old
    recorder.take([committed("B", PAGE), finished("B"), finished("2")])
    recorder.take([extra("2", ("Cookie", "x")), paused("1", PART, b"again")])
    assert recorder.document().url == PAGE
    recording = recorder.finish(seen(old, PART, PAGE, PART + "2"))
    assert [e.url for e in recording.exchanges] == [PAGE]
    assert recording.gaps == ()
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"new"]
    assert recorder.bytes_kept == 3


def test_a_navigation_that_shows_nothing_drops_nothing(recorder):
    recorder.take(document("A", PAGE))
    recorder.take([sent("B", PART, type="Document", loader="B"), failed("B", "net::ERR_ABORTED")])
    recording = recorder.finish([])
    assert recorder.document().url == PAGE
    assert [e.url for e in recording.exchanges] == [PAGE]
    assert [one.url for one in recording.failed] == [PART]


def test_a_document_without_a_response_says_why(recorder):
    recorder.take([sent("A", PAGE, type="Document", loader="A")])
    recorder.take([failed("A", "net::ERR_NAME_NOT_RESOLVED"), committed("A", PAGE)])
    document_seen = recorder.document()
    assert (document_seen.status, document_seen.error) == (None, "net::ERR_NAME_NOT_RESOLVED")
    assert [one.error for one in recorder.finish([]).failed] == ["net::ERR_NAME_NOT_RESOLVED"]


def test_headers_of_the_wire_go_to_their_hop(recorder):
    hop = reply(PART, 302, headers=[["Location", "/end"]])
    recorder.take(document("D", PAGE))
    recorder.take([extra("1", ("Host", "a.test"), ("Cookie", "c1")), sent("1", PART)])
    recorder.take([extra("1", ("Set-Cookie", "s1"), ("Location", "/end"), response=True)])
    recorder.take([paused("1", PART, what="redirect", status=302, headers=hop["headers"])])
    recorder.take(
        [extra("1", ("Host", "b.test")), sent("1", PART + "/end", redirect=hop, extra=True)]
    )
    recorder.take([paused("1", PART + "/end", b"x"), received("1", PART + "/end", extra=True)])
    recorder.take([extra("1", ("X-B", "2"), response=True), finished("1")])
    _page, first, second = recorder.finish([]).exchanges
    assert first.request_headers == (("Host", "a.test"),)
    assert first.response_headers == (("Location", "/end"),)
    assert [one.name for one in first.withheld] == ["cookie", "set-cookie"]
    assert second.request_headers == (("Host", "b.test"),)
    assert second.response_headers == (("Content-Type", "text/plain"), ("X-B", "2"))


def test_pieces_of_bodies_join_even_when_mixed(recorder, tmp_path):
    recorder.take([*document("D", PAGE, b""), sent("1", PART), sent("2", PART + "2")])
    recorder.take([piece(1, b"a" * 3), piece(2, b"b" * 3), piece(1, b"c"), piece(3, b"lost")])
    recorder.take([paused("1", PART, pieces=1), paused("2", PART + "2", pieces=2)])
    recording = recorder.finish([])
    assert [b"".join(e.body.pieces()) for e in recording.exchanges[1:]] == [b"aaac", b"bbb"]


def test_a_page_that_goes_on_after_a_capture_can_be_captured_again(recorder):
    def stream(text):
        return {"k": "stream", "nid": "1", "d": base64.b64encode(text).decode()}

    recorder.take([*document("D", PAGE), sent("1", PART), paused("1", PART, what="stream")])
    recorder.take([received("1", PART), stream(b"before "), sent("2", PART + "2"), piece(1, b"a")])
    first = recorder.finish([])
    assert b"".join(first.exchanges[1].body.pieces()) == b"before "
    recorder.take([stream(b"after"), piece(1, b"b"), paused("2", PART + "2", pieces=1)])
    for _again in range(2):
        recording = recorder.finish([])
        bodies = [b"".join(one.body.pieces()) for one in recording.exchanges[1:]]
        assert bodies == [b"before after", b"ab"]
    assert recorder.bytes_kept == sum(one.body.size for one in recording.exchanges)


def test_the_end_of_a_worker_ends_what_it_waited_for(recorder):
    recorder.take([*document("D", PAGE), sent("1", PART, session="W", target="worker")])
    recorder.take([{"k": "detached", "target": "W"}])
    assert recorder.open_requests() == 0
    assert [one.error for one in recorder.finish([]).failed] == ["aborted"]


def test_request_bodies_are_kept_where_the_settings_say(tmp_path, clock):
    rules = WithholdRules.from_lists(bodies=[PART])
    recorder = Recorder(tmp_path, rules, clock)
    members = {"method": "POST", "has_body": True, "post": ["cT0x"]}
    recorder.take([ready(), *document("D", PAGE)])
    recorder.take([sent("1", PART, **members), paused("1", PART, b"1", method="POST")])
    recorder.take([sent("2", PART + "2", **members), paused("2", PART + "2", method="POST")])
    _page, kept, withheld = recorder.finish([]).exchanges
    assert (kept.request_body, kept.withheld) == (b"q=1", ())
    assert withheld.request_body == b""
    assert [(one.where, one.size) for one in withheld.withheld] == [("request_body", 3)]


def test_discarding_leaves_an_empty_folder(recorder, tmp_path):
    recorder.take([*document("D", PAGE, b"x"), piece(1, b"half")])
    recorder.take([sent("1", PART), paused("1", PART, what="stream")])
    recorder.take([{"k": "stream", "nid": "1", "d": "YWI="}])
    assert len(list(tmp_path.iterdir())) == 3
    recorder.discard()
    assert list(tmp_path.iterdir()) == []
