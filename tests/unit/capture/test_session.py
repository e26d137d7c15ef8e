"""The session's logic on replayed sessions: states, limits, what is kept when something fails."""

import base64
import io
import json
from datetime import timedelta

import pytest
from PIL import Image

from evidencekit.capture.connection import DevToolsError, EngineGone
from evidencekit.capture.recorder import Recorder
from evidencekit.capture.session import CapturePlan, capture_current, capture_page
from evidencekit.capture.withholding import WithholdRules
from evidencekit.domain.capture import CaptureState, PageKind
from evidencekit.domain.errors import Cancelled, NotAnAddress
from evidencekit.evidence.canonical import canonical
from fakes.replayed_connection import (
    LOADED,
    URL,
    ReplayedConnection,
    committed,
    facts,
    page_messages,
    png,
    request,
    response,
    scrolled,
    shot,
    snapshot,
)

RULES = WithholdRules()
SEEN = [("GET", URL, "MainFrame")]


def fresh(batch):
    """Batches of a page that answers at once: nothing before the navigation, all after."""
    return [(0, []), (0, batch)]


@pytest.fixture
def capture(clock, tmp_path):
    def run(replies=None, batches=None, requests=SEEN, plan=None, url=URL, **given):
        batches = fresh(page_messages()) if batches is None else batches
        connection = ReplayedConnection(clock, replies, batches, requests)
        plan = plan or CapturePlan()
        outcome = capture_page(
            connection, url, plan, spool=tmp_path / "spool", clock=clock, rules=RULES, **given
        )
        return outcome, connection

    return run


def kinds(outcome):
    return [one.kind for one in outcome.artefacts]


def data_of(outcome, kind):
    [one] = [one for one in outcome.artefacts if one.kind == kind]
    return b"".join(one.body.pieces())


def test_a_page_that_gave_everything_is_complete(capture):
    outcome, _connection = capture()
    assert (outcome.state, outcome.reason, outcome.warnings) == (CaptureState.COMPLETE, None, ())
    assert outcome.page_kind is PageKind.LISTING
    texts = ["dom", "text", "text-boxes", "ax", "mhtml", "provenance", "actions", "screen-wire"]
    assert kinds(outcome) == ["view", "fullpage", *texts]
    assert [one.body.size for one in outcome.exchanges] == [len("<p>A bag</p>")]
    assert json.loads(data_of(outcome, "text-boxes"))["boxes"] == [[8, 21, 40, 19, "A bag"]]


def test_the_draft_has_the_members_of_the_format_and_no_floats(capture):
    outcome, _connection = capture()
    about = outcome.draft("c-1", "ana").about
    assert list(about) == [
        *("url", "final_url", "title", "state", "reason", "page_kind", "http_status", "logged_in"),
        *("started", "finished", "clock", "engine", "environment", "sandbox", "operator"),
        *("limits", "screen_wire", "warnings", "capture_settings"),
    ]
    canonical(about)
    assert about["clock"]["servers"] == {"hosts": 1, "median_ms": 2222, "min_ms": 2222} | {
        "max_ms": 2222
    }
    assert about["clock"]["time_zone"] == "Asia/Shanghai"
    assert about["environment"]["viewport"] == {"width": 1280, "height": 900, "scale_percent": 100}
    assert about["operator"] == "ana"


def test_a_response_that_was_due_is_a_gap_and_makes_it_incomplete(capture):
    late = request("2", "http://shop.example/price", "XHR")
    seen = [*SEEN, ("GET", "http://shop.example/price", "Xhr")]
    outcome, _connection = capture(batches=fresh([*page_messages(), late]), requests=seen)
    assert outcome.state is CaptureState.COMPLETE_WITH_GAPS
    assert [(gap.url, gap.reason) for gap in outcome.gaps] == [
        ("http://shop.example/price", "open_at_end")
    ]
    assert outcome.limits.open_at_end == 1
    assert {"never_idle", "stopped_by_limit"} <= set(outcome.warnings)


def test_the_chain_that_a_refused_site_showed_is_kept(capture):
    shown = [base64.b64encode(one).decode() for one in (b"leaf", b"root")]
    told = {"k": "distrusted", "url": "https://ads.example/x.png", "chain": shown}
    outcome, _connection = capture(batches=fresh([*page_messages(), told]))
    [tls] = [one for one in outcome.artefacts if one.kind == "tls"]
    assert tls.urn == "urn:tls:ads.example:443"
    assert data_of(outcome, "tls").count(b"BEGIN CERTIFICATE") == 2
    assert outcome.failure("ana")["detail"] is None


def test_a_page_that_always_has_more_is_pressed_up_to_the_limit_and_says_so(capture):
    outcome, connection = capture({"script:expand": {"pressed": 1, "labels": ["More"]}})
    assert connection.calls.count("script:expand") == CapturePlan().growths
    assert outcome.limits.stopped_by == "growth"
    assert outcome.state is CaptureState.COMPLETE_WITH_GAPS


@pytest.mark.parametrize(("waves", "whole"), [(3, True), (1, False)])
def test_a_page_of_very_many_parts_is_waited_for_while_it_gets_on(capture, waves, whole):
    asked = [request(f"{n}", f"{URL}?{n}", "Image") for n in range(300)]

    def came(numbers):
        return [one for n in numbers for one in response("x", f"{n}", f"{URL}?{n}", "Image")]

    later = [(10, came(range(100))), (8, came(range(100, 240))), (4, came(range(240, 300)))]
    seen = [*SEEN, *(("GET", f"{URL}?{n}", "Image") for n in range(300))]
    batches = [(0, []), (0, [*page_messages(), *asked]), *later[:waves]]
    outcome, _connection = capture(batches=batches, requests=seen)
    assert ("never_idle" not in outcome.warnings) is whole
    assert (outcome.state is CaptureState.COMPLETE) is whole


def test_what_is_on_the_screen_is_read_when_the_last_picture_of_it_is_taken(capture):
    _outcome, connection = capture()
    calls = connection.calls
    pictures = [at for at, call in enumerate(calls) if call == "Page.captureScreenshot"]
    assert calls.index("script:screen") > pictures[-1]


def test_a_page_that_asks_for_a_log_in_before_it_shows_anything_says_so(capture):
    asked = {"k": "note", "what": "auth", "url": URL, "text": ""}
    outcome, _connection = capture(
        {"Page.navigate": {"errorText": "net::ERR_ABORTED"}}, batches=[(0, [asked])], requests=[]
    )
    assert (outcome.state, outcome.error) == (CaptureState.FAILED, "http_401")


def test_a_page_that_a_person_is_at_is_not_pressed(clock, tmp_path):
    connection = ReplayedConnection(clock, batches=[(0, page_messages())], requests=SEEN)
    recorder = Recorder(tmp_path, RULES, clock)
    recorder.take(connection.messages(0))
    spool = tmp_path / "spool"
    spool.mkdir()
    outcome = capture_current(
        connection, recorder, CapturePlan(), spool=spool, clock=clock, rules=RULES
    )
    assert outcome.state is CaptureState.COMPLETE
    assert "script:expand" not in connection.calls


def test_all_that_a_step_asks_of_the_page_shares_the_time_of_the_step(capture, clock):
    frames = [{"frame": {"id": f"F{n}"}} for n in range(40)]
    tree = {"frameTree": {"frame": {"id": "F"}, "childFrames": frames}}

    def slow(_params):
        clock.advance(timedelta(seconds=2))
        return "words"

    outcome, connection = capture({"Page.getFrameTree": tree, "script:text": slow})
    assert connection.calls.count("script:text") == 3
    assert data_of(outcome, "text").decode().split() == ["words"] * 3
    assert "frame_text_missing" in outcome.warnings
    assert outcome.state is CaptureState.COMPLETE_WITH_GAPS


def test_a_huge_page_is_not_asked_for_what_takes_the_engine_too_long(capture):
    outcome, connection = capture({"script:facts": facts(nodes=60_000)})
    assert {"text_boxes_missing", "ax_missing"} <= set(outcome.warnings)
    assert not {"DOMSnapshot.captureSnapshot", "Accessibility.getFullAXTree"}.intersection(
        connection.calls
    )
    assert {"dom", "text", "fullpage"} <= set(kinds(outcome))


def test_a_request_that_the_page_itself_lost_is_listed_and_no_gap(capture):
    lost = [
        request("2", "http://ads.example/x", "Script"),
        {"k": "failed", "nid": "2", "error": "net::ERR_NAME_NOT_RESOLVED", "blocked": ""},
    ]
    seen = [*SEEN, ("GET", "http://ads.example/x", "Script")]
    outcome, _connection = capture(batches=fresh([*page_messages(), *lost]), requests=seen)
    assert outcome.state is CaptureState.COMPLETE
    assert [one.url for one in outcome.failed_requests] == ["http://ads.example/x"]


@pytest.mark.parametrize(
    ("replies", "missing"),
    [
        ({"Page.captureScreenshot": TimeoutError("shot")}, {"view_missing", "fullpage_missing"}),
        ({"script:dom": DevToolsError("dom")}, {"dom_missing"}),
        ({"script:dom": "<html>"}, {"dom_missing"}),
        ({"script:text": DevToolsError("frame is gone")}, {"frame_text_missing"}),
        ({"DOMSnapshot.captureSnapshot": {"documents": []}}, {"text_boxes_missing"}),
        ({"Page.captureScreenshot": {"data": "!"}}, {"view_missing", "fullpage_missing"}),
        ({"script:facts": facts(pictures_open=1)}, {"pictures_undecoded"}),
        ({"script:facts": {"url": 1}}, {"page_unread"}),
    ],
)
def test_what_could_not_be_had_is_named_and_the_rest_is_kept(capture, replies, missing):
    outcome, _connection = capture(replies)
    assert outcome.state is CaptureState.COMPLETE_WITH_GAPS
    assert missing <= set(outcome.warnings)
    assert outcome.exchanges
    assert {"provenance", "actions"} <= set(kinds(outcome))


def test_a_tile_of_another_height_is_not_taken_for_the_page(capture):
    def low(params):
        return shot({"clip": {"width": 1265, "height": 600}} if "clip" in params else params)

    outcome, _connection = capture({"Page.captureScreenshot": low})
    assert outcome.state is CaptureState.COMPLETE_WITH_GAPS
    assert "fullpage_inexact" in outcome.warnings


@pytest.mark.parametrize(
    ("word", "error", "logged"),
    [
        ("net::ERR_NAME_NOT_RESOLVED", "dns", "dns"),
        ("net::ERR_CERT_AUTHORITY_INVALID", "tls", "tls"),
        ("net::ERR_CONNECTION_REFUSED", "refused", "refused"),
        ("net::ERR_CONNECTION_TIMED_OUT", "timeout", "timeout"),
        ("net::ERR_INTERNET_DISCONNECTED", "offline", "offline"),
        ("net::ERR_EMPTY_RESPONSE", "no_answer", "other"),
    ],
)
def test_without_an_answer_the_error_is_named_and_nothing_is_kept(capture, word, error, logged):
    told = [request(), {"k": "failed", "nid": "L", "error": word, "blocked": ""}]
    navigate = {"frameId": "F", "errorText": word}
    outcome, connection = capture({"Page.navigate": navigate}, [(0, []), (0, told)])
    assert (outcome.state, outcome.error) == (CaptureState.FAILED, error)
    assert (outcome.exchanges, outcome.artefacts) == ((), ())
    failure = outcome.failure("ana")
    assert (failure["error"], failure["detail"], failure["url"]) == (logged, word, URL)
    assert "Page.captureScreenshot" not in connection.calls


def test_a_server_that_never_answers_costs_the_limit_and_is_a_failure(capture, clock):
    begun = clock.monotonic_ns()
    outcome, _connection = capture(
        {"Page.navigate": TimeoutError("navigate")}, [], [], CapturePlan(navigate=20)
    )
    assert (outcome.state, outcome.error) == (CaptureState.FAILED, "timeout")
    assert 20 <= (clock.monotonic_ns() - begun) / 1e9 <= 30


def test_a_page_that_hangs_ends_within_its_budget(capture, clock):
    hung = TimeoutError("evaluate")
    replies = dict.fromkeys(["Page.createIsolatedWorld", "Page.captureScreenshot"], hung)
    replies |= dict.fromkeys(["DOMSnapshot.captureSnapshot", "Page.getLayoutMetrics"], hung)
    begun = clock.monotonic_ns()
    outcome, _connection = capture(replies)
    assert (clock.monotonic_ns() - begun) / 1e9 <= 60 + 10
    assert outcome.state is CaptureState.COMPLETE_WITH_GAPS
    assert {"page_unread", "view_missing", "fullpage_missing"} <= set(outcome.warnings)
    assert outcome.exchanges


@pytest.mark.parametrize(("status", "kind"), [(404, PageKind.GONE), (503, PageKind.ERROR)])
def test_an_http_error_is_a_failure_with_what_there_is(capture, status, kind):
    batches = fresh(page_messages(status=status))
    outcome, _connection = capture({"script:facts": facts(types=[])}, batches)
    assert (outcome.state, outcome.reason) == (CaptureState.FAILED, "http_error")
    assert (outcome.error, outcome.page_kind) == (f"http_{status}", kind)
    assert outcome.exchanges
    assert "view" in kinds(outcome)


def test_at_a_wall_nothing_is_scrolled_and_the_wall_is_kept(capture):
    wall = facts(title="Robot Check", text="Enter the characters you see", types=[])
    outcome, connection = capture({"script:facts": wall})
    assert (outcome.state, outcome.reason) == (CaptureState.WALL, "captcha")
    assert "script:scroll" not in connection.calls
    assert "view" in kinds(outcome)


def test_an_engine_that_dies_leaves_what_came_before(capture):
    dies = {"script:text": EngineGone("renderer")}
    outcome, _connection = capture(dies)
    assert (outcome.state, outcome.reason, outcome.error) == (CaptureState.FAILED, "crash", "crash")
    assert outcome.failure()["error"] == "engine"
    assert len(outcome.exchanges) == 1
    assert {"view", "dom", "actions"} <= set(kinds(outcome))


def test_more_bytes_than_allowed_stop_the_page(capture):
    outcome, connection = capture(plan=CapturePlan(bytes=5))
    assert outcome.limits.stopped_by == "bytes"
    assert outcome.state is CaptureState.COMPLETE_WITH_GAPS
    assert "Page.stopLoading" in connection.calls


def test_a_page_without_end_is_left_after_it_grew_too_often(capture):
    height = 1000

    def grows(params):
        nonlocal height
        seen = scrolled(height)(params)
        height += 1000 if seen["y"] + seen["view"] >= height else 0
        return seen

    outcome, _connection = capture({"script:scroll": grows}, plan=CapturePlan(growths=3))
    assert outcome.limits.stopped_by == "growth"
    assert outcome.limits.scrolled_to <= 5000
    assert "stopped_by_limit" in outcome.warnings


def test_cancelling_ends_the_session_at_its_next_wait(capture):
    with pytest.raises(Cancelled):
        capture(cancel=lambda: True)


def test_what_is_no_address_is_asked_of_no_engine(capture):
    with pytest.raises(NotAnAddress):
        capture(url="file:///etc/passwd")


def test_withheld_form_values_and_user_info_are_listed(capture):
    dom = {"html": "<input value=''>", "withheld": [{"name": "pw", "size": 9}]}
    outcome, connection = capture({"script:dom": dom}, url=URL.replace("//", "//ana:pa55@"))
    listed = [(one.where, one.name, one.size) for one in outcome.withheld]
    assert listed == [("user_info", "user_info", 8), ("form_value", "pw", 9)]
    assert outcome.url == URL
    assert "Page.navigate" in connection.calls


def test_a_script_that_the_page_could_answer_for_decides_nothing(capture):
    outcome, _connection = capture({"script:facts": "complete"})
    assert "page_unread" in outcome.warnings


def test_the_page_that_the_person_sees_is_captured_without_loading_it(clock, tmp_path):
    spool = tmp_path / "spool"
    spool.mkdir()
    connection = ReplayedConnection(clock, requests=SEEN)
    recorder = Recorder(spool, RULES, clock)
    recorder.take(page_messages())
    outcome = capture_current(
        connection, recorder, CapturePlan(), spool=spool, clock=clock, rules=RULES
    )
    assert outcome.state is CaptureState.COMPLETE
    assert "Page.navigate" not in connection.calls
    assert [one.url for one in outcome.exchanges] == [URL]


class Person:
    """Stands before the page; hears of walls, and leaves them when told to."""

    def __init__(self, acts=(), *, leaves=False):
        self.acts, self.leaves_wall, self.heard = acts, leaves, []

    def wall(self, wall):
        self.heard.append(wall.value if wall else None)


@pytest.fixture
def spool(tmp_path):
    made = tmp_path / "spool"
    made.mkdir()
    return made


WALL = facts(title="Robot Check", text="Type the characters you see in this image", types=[])


def current(clock, spool, replies, batches, person):
    connection = ReplayedConnection(clock, replies, batches, requests=SEEN)
    recorder = Recorder(spool, RULES, clock)
    recorder.take(page_messages())
    outcome = capture_current(
        connection, recorder, CapturePlan(), spool=spool, clock=clock, rules=RULES, attendant=person
    )
    body = next(one.body for one in outcome.artefacts if one.kind == "actions")
    return outcome, [json.loads(line) for line in b"".join(body.pieces()).splitlines()]


def test_a_wall_waits_for_the_person_whose_time_is_no_limit_of_the_capture(clock, spool):
    answers = iter([WALL] * 200 + [facts()] * 20)
    person = Person()
    outcome, log = current(clock, spool, {"script:facts": lambda _p: next(answers)}, (), person)
    (passed,) = (line for line in log if line["did"] == "person_passed_wall")
    assert passed["result"]["took_ms"] > CapturePlan().seconds * 1000
    assert outcome.state is CaptureState.COMPLETE
    assert outcome.limits.stopped_by is None
    assert "wall_passed_by_person" in outcome.warnings
    assert person.heard == ["captcha", None]


def test_a_wall_behind_the_wall_waits_too(clock, spool):
    login = facts(title="Sign in", text="Please sign in", types=[], passwords=1)
    answers = iter([WALL, facts(), login, facts(), facts(), facts()])
    person = Person()
    outcome, _log = current(clock, spool, {"script:facts": lambda _p: next(answers)}, (), person)
    assert person.heard == ["captcha", None, "login", None]
    assert outcome.state is CaptureState.COMPLETE


@pytest.mark.parametrize(("leaves", "end"), [(True, "refused"), (False, "limit")])
def test_a_wall_that_stands_is_captured_as_one(clock, spool, leaves, end):
    person = Person(leaves=leaves)
    outcome, log = current(clock, spool, {"script:facts": WALL}, (), person)
    (left,) = (line for line in log if line["did"] == "person_left_wall")
    assert left["result"]["end"] == end
    assert (outcome.state, outcome.reason) == (CaptureState.WALL, "captcha")
    assert person.heard == ["captcha", None]


def test_a_page_that_goes_elsewhere_waits_for_the_load_of_where_it_went(capture):
    other = "http://shop.example/item/2"
    sent = request("M", other) | {"loader": "M"}
    moved = [sent, *response("<p>Two</p>", "M", other), committed(other, "M")]
    batches = [(0, []), (0, page_messages()), (0.2, moved), (3, [LOADED])]
    seen = [*SEEN, ("GET", other, "MainFrame")]
    outcome, _connection = capture({"script:facts": facts(url=other)}, batches, seen)
    assert outcome.state is CaptureState.COMPLETE
    assert outcome.final_url == other
    # The way there is part of what the given address led to.
    assert [one.url for one in outcome.exchanges][-1] == other
    assert outcome.exchanges[0].url == outcome.url


def late_price():
    late = "http://shop.example/price"
    return [request("2", late, "XHR"), *response("88.10", "2", late, "XHR")]


def test_a_price_that_comes_late_is_waited_for(capture, clock):
    begun = clock.monotonic_ns()
    page = page_messages("<script>setTimeout(ask, 2000)</script>")
    batches = [(0, []), (0, page), (2, late_price())]
    outcome, _connection = capture(batches=batches)
    assert len(outcome.exchanges) == 2
    assert 2.5 <= (clock.monotonic_ns() - begun) / 1e9 < 4
    assert outcome.state is CaptureState.COMPLETE


def test_a_page_that_cannot_act_by_itself_is_not_waited_for(capture, clock):
    begun = clock.monotonic_ns()
    capture()
    assert (clock.monotonic_ns() - begun) / 1e9 < 1.5


def test_nobody_waits_for_late_prices_of_a_page_that_was_looked_at_long_enough(clock, tmp_path):
    spool = tmp_path / "spool"
    spool.mkdir()
    connection = ReplayedConnection(clock, requests=SEEN)
    recorder = Recorder(spool, RULES, clock)
    recorder.take(page_messages("<script>setTimeout(ask, 2000)</script>"))
    clock.advance(timedelta(seconds=3))
    begun = clock.monotonic_ns()
    capture_current(connection, recorder, CapturePlan(), spool=spool, clock=clock, rules=RULES)
    assert (clock.monotonic_ns() - begun) / 1e9 < 1


def test_what_grew_while_late_answers_came_is_scrolled_too(capture):
    heights = iter([1000] * 3 + [2500] * 20)
    asked = []

    def grows(params):
        seen = scrolled(next(heights))(params)
        asked.append(seen["y"])
        return seen

    outcome, _connection = capture(
        {"script:scroll": grows, "Page.getLayoutMetrics": measures(2500)},
        fresh(page_messages("<script>setTimeout(grow, 2000)</script>")),
    )
    assert outcome.limits.scrolled_to == 2500
    assert max(asked) == 1600
    assert outcome.state is CaptureState.COMPLETE


def test_a_page_that_never_rests_is_stopped_by_time_and_keeps_what_came(capture, clock):
    pings = [
        (0.2, [request(str(n), f"http://shop.example/ping?{n}", "Fetch"), *response("1", str(n))])
        for n in range(2, 200)
    ]
    begun = clock.monotonic_ns()
    outcome, _connection = capture(batches=[(0, []), (0, page_messages()), *pings])
    assert (clock.monotonic_ns() - begun) / 1e9 < 20
    assert outcome.limits.stopped_by == "time"
    assert {"never_idle", "stopped_by_limit"} <= set(outcome.warnings)
    assert outcome.state is CaptureState.COMPLETE_WITH_GAPS
    assert {"view", "dom", "fullpage"} <= set(kinds(outcome))


def test_a_script_that_hangs_is_stopped_and_the_page_is_read(capture):
    answers = iter([TimeoutError("facts"), *[facts()] * 5])
    replies = {"script:facts": lambda _params: next(answers), "Runtime.terminateExecution": {}}
    outcome, connection = capture(replies)
    assert "Runtime.terminateExecution" in connection.calls
    assert outcome.limits.stopped_by == "time"
    assert "script_stopped" in outcome.warnings
    assert outcome.title == "Bag"


def test_a_person_gets_the_page_back_with_its_scripts(clock, tmp_path):
    answers = iter([TimeoutError("facts"), *[facts()] * 5])
    disabled = []
    replies = {
        "script:facts": lambda _params: next(answers),
        "Runtime.terminateExecution": {},
        "Emulation.setScriptExecutionDisabled": lambda p: disabled.append(p["value"]) or {},
    }
    connection = ReplayedConnection(clock, replies, [(0, page_messages())], SEEN)
    recorder = Recorder(tmp_path, RULES, clock)
    recorder.take(connection.messages(0))
    spool = tmp_path / "spool"
    spool.mkdir()
    outcome = capture_current(
        connection, recorder, CapturePlan(), spool=spool, clock=clock, rules=RULES
    )
    assert "script_stopped" in outcome.warnings
    assert disabled == [True, False]


def test_a_storm_of_wishes_is_counted_and_not_logged_one_by_one(capture):
    notes = [{"k": "note", "what": "popup", "url": URL, "text": ""}] * 300
    outcome, _connection = capture(batches=fresh([*page_messages(), *notes]))
    lines = [json.loads(line) for line in data_of(outcome, "actions").splitlines()]
    popups = [line["result"] for line in lines if line["did"] == "refuse_popup"]
    assert len(popups) == 51
    assert popups[-1] == {"end": "done", "times": 300}


def measures(height):
    return {"cssContentSize": {"width": 1265, "height": height}}


def test_a_black_picture_is_a_picture():
    assert png(3, 5)[16:24] == (3).to_bytes(4) + (5).to_bytes(4)


def asked(outcome):
    lines = [json.loads(line) for line in data_of(outcome, "actions").splitlines()]
    return {line["did"]: line["result"] for line in lines}


def test_photos_are_asked_for_once_and_never_what_the_page_has(capture):
    named = [URL, "http://shop.example/big.jpg"]
    given = []

    def ask(params):
        given.append(params["expression"].rpartition("({")[2])
        return {"here": 1}

    outcome, _connection = capture(
        {"script:photos": {"addresses": named, "named": 2}, "script:ask": ask}
    )
    assert len(given) == 1
    assert given[0].startswith('"addresses": ["http://shop.example/big.jpg"]')
    assert (asked(outcome)["photos"]["new"], asked(outcome)["photos_ask"]["here"]) == (1, 1)


def test_photos_have_a_limit_in_time(capture):
    named = [f"http://shop.example/{n}.jpg" for n in range(40)]
    replies = {
        "script:photos": {"addresses": named, "named": 90},
        "script:ask": TimeoutError("ask"),
    }
    outcome, _connection = capture(replies)
    assert asked(outcome)["photos_ask"]["end"] == "limit"
    assert outcome.state is CaptureState.COMPLETE


@pytest.mark.parametrize(
    ("told", "steps", "warned"),
    [
        ({"found": False}, {"consent_look"}, False),
        ({"found": True, "can": False}, {"consent_look"}, True),
        ({"found": True, "can": True, "gone": False}, {"consent_look", "consent_refuse"}, True),
        ({"found": True, "can": True, "gone": True}, {"consent_look", "consent_refuse"}, False),
    ],
)
def test_a_banner_that_stays_is_a_warning(capture, told, steps, warned):
    outcome, _connection = capture({"script:consent": told}, plan=CapturePlan(consent=True))
    assert {did for did in asked(outcome) if did.startswith("consent")} == steps
    assert ("consent_stays" in outcome.warnings) == warned
    assert ("view-before" in kinds(outcome)) == ("consent_refuse" in steps)


def test_files_that_stand_alone_are_made_when_the_plan_says_so(capture):
    outcome, _connection = capture(plan=CapturePlan(documents=True))
    assert data_of(outcome, "print").startswith(b"%PDF")
    assert asked(outcome)["print"]["end"] == "done"


def test_an_mhtml_that_is_none_is_left_out_and_said(capture):
    outcome, _connection = capture({"Page.captureSnapshot": {"data": "nonsense"}})
    assert "mhtml" not in kinds(outcome)
    assert outcome.warnings == ("mhtml_missing",)
    assert outcome.state is CaptureState.COMPLETE


def test_the_sealed_list_of_requests_names_the_capture(capture):
    [info] = [one for one in capture()[0].draft("c-7").artefacts if one.kind == "pageinfo"]
    told = json.loads(b"".join(info.body.pieces()))
    assert (told["pageid"], told["urls"][URL]["state"]) == ("c-7", "kept")


def three_lines():
    document = snapshot()
    boxes = document["documents"][0]["textBoxes"]
    boxes |= {"layoutIndex": [0] * 3, "start": [0] * 3, "length": [5] * 3}
    boxes["bounds"] = [[8, 421 + 20 * n, 40, 18] for n in range(3)]
    return document


@pytest.mark.parametrize(("again", "warnings"), [("plain", ()), ("noise", ("blank_bands",))])
def test_a_band_that_was_not_painted_is_told(capture, again, warnings):
    clips = []

    def photographed(params):
        clip = params.get("clip")
        clips.extend([clip] if clip else [])
        plain = clip is not None and (len(clips) == 1 or again == "plain")
        size = (clip["width"], clip["height"]) if clip else (1280, 900)
        image = Image.new("RGB", size) if plain else Image.effect_noise(size, 90).convert("RGB")
        out = io.BytesIO()
        image.save(out, "PNG")
        return {"data": base64.b64encode(out.getvalue()).decode()}

    outcome, _connection = capture(
        {"DOMSnapshot.captureSnapshot": three_lines(), "Page.captureScreenshot": photographed}
    )
    told = asked(outcome)["blank_bands"]
    assert (told["suspect"], told["blank"]) == (1, "0+1000" if warnings else "")
    assert outcome.warnings == warnings
