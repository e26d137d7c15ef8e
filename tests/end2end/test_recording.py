"""The recorder against a site that knows what it served: all of it kept, or named as missing."""

import hashlib
import json
import os
import signal
import sys
import threading
from collections import Counter

import pytest

from engines import ENGINES, run_with
from evidencekit.capture.connection import EngineGone
from evidencekit.capture.self_test import run_self_test
from evidencekit.capture.withholding import WithholdRules
from evidencekit.domain.errors import Cancelled, EngineSelfTestFailed
from evidencekit.webengine import run_with_browser
from loopback_site import CANARIES, FRAMES, SHUT, TICKS, loopback_site
from recorded_visit import NEVER, PATIENCE_S, ShownTab, Tab, family, listening_ports

# While Qt's loop runs in this process the error of a time limit would be lost in it, and the test
# go on for ever: only the end of the process ends it.
pytestmark = [
    pytest.mark.qt_log_level_fail("CRITICAL"),
    pytest.mark.timeout(240, method="thread"),
]

EMPTY = hashlib.sha256(b"").hexdigest()


@pytest.fixture(scope="module")
def site():
    with loopback_site() as running:
        yield running


@pytest.fixture(autouse=True)
def _shut_resolver(monkeypatch):
    monkeypatch.setenv("EVIDENCEKIT_CHROMIUM_FLAGS", SHUT)


@pytest.fixture(scope="module", params=ENGINES)
def everything(request, site, tmp_path_factory):
    """One visit of the page that loads in every way; what was served; the spool."""
    os.environ["EVIDENCEKIT_CHROMIUM_FLAGS"] = SHUT
    spool = tmp_path_factory.mktemp("all") / "spool"
    del site.served[:]

    def work(browser):
        tab = Tab(browser, spool)
        tab.go(site.main + "/start")
        tab.until_idle(title="done")
        return tab.finish()

    return run_with(request.param, work), list(site.served), spool


def clean(url):
    return WithholdRules().sub_address(url)[0]


def test_every_body_served_is_recorded_or_named(everything, site):
    visit, served, _spool = everything
    recording = visit.recording
    kept = Counter((e.method, e.url, e.status, e.body.sha256) for e in recording.exchanges)
    own = {site.main + "/start", visit.document.url}
    missing = []
    for one in served:
        url = one.url if one.url in own else clean(one.url)
        url = url.replace("http://", "ws://") if one.status == 101 else url
        key = (one.method, url, one.status, one.sha256)
        if kept[key] > 0:
            kept[key] -= 1
        else:
            missing.append((one.method, url))
    named = {(g.method, g.url) for g in (*recording.gaps, *recording.failed)}
    assert set(missing) <= named
    assert missing == [("GET", site.main + "/never")]
    assert recording.gaps == ()
    assert [f.error for f in recording.failed] == ["net::ERR_ABORTED"]
    assert +kept == Counter()
    assert recording.requests == len(served) == 30
    assert visit.title == "done"


def test_what_is_said_of_each_exchange(everything, site):
    visit, _served, _spool = everything
    by_path = {e.url.split("?")[0].split("/", 3)[3]: e for e in visit.recording.exchanges}
    assert {e.source for e in visit.recording.exchanges} == {"fetch", "stream"}
    assert all(e.exact for e in visit.recording.exchanges)
    assert by_path["all"].frame == "main"
    assert by_path["frame"].frame == "frame"
    assert by_path["w.json"].frame == "worker"
    assert by_path["204"].body_state == by_path["head"].body_state == "none"
    assert (by_path["events"].body_state, by_path["events"].truncated_by) == ("truncated", "time")
    assert b"".join(by_path["events"].body.pieces()) == TICKS
    assert by_path["style.css"].wire_bytes < by_path["style.css"].body.size
    assert by_path["all"].remote_ip == "127.0.0.1"
    assert by_path["all"].protocols == ("http/1.1",)
    assert by_path["post"].method == "POST"
    assert by_path["post"].request_body == b""
    names = [name.lower() for name, _value in by_path["post"].request_headers]
    assert "host" in names
    assert "x-orig-content-length" in names
    orders = [e.at for e in visit.recording.exchanges if e.body_state != "redirect"]
    assert orders[0] == min(orders)


def test_redirects_are_exchanges_of_their_own(everything, site):
    visit, _served, _spool = everything
    hops = [e for e in visit.recording.exchanges if e.body_state == "redirect"]
    assert [(e.status, e.url.split("/", 3)[3]) for e in hops] == [
        (302, "start"),
        (302, "hop1"),
        (307, "hop2?token=WITHHELD"),
    ]
    assert ("Location", "/hop2?token=WITHHELD") in hops[1].response_headers
    assert visit.document.asked_url == site.main + "/start"
    assert visit.document.redirects == visit.recording.redirects - 2 == 1
    assert visit.document.status == 200


def test_frames_of_a_socket_are_kept_and_what_the_page_sent_is_not(everything, site):
    visit, _served, _spool = everything
    (socket,) = visit.recording.websockets
    assert socket.urn == "urn:ws:" + site.main.replace("http", "ws") + "/ws"
    lines = [json.loads(line) for line in b"".join(socket.body.pieces()).splitlines()]
    assert [line.get("text") for line in lines if line["opcode"] == 1] == [None, *FRAMES]
    assert lines[-1]["base64"] == "AP8="
    assert lines[0] == {
        "at": lines[0]["at"],
        "dir": "out",
        "opcode": 1,
        "bytes": len(CANARIES["ws"]),
    }
    assert visit.recording.ws_frames == len(lines) == 4


def test_secrets_reach_neither_disk_nor_recording(everything, site):
    visit, _served, spool = everything
    recording = visit.recording
    served_secret = CANARIES["token"]  # stands in the page's own address and script
    written = [path.read_bytes() for path in spool.iterdir()]
    script = next(data for data in written if b"document.cookie" in data)
    written.remove(script)
    for name, secret in CANARIES.items():
        assert not any(secret.encode() in data for data in written), name
        for exchange in recording.exchanges:
            said = repr((exchange.request_headers, exchange.response_headers))
            if secret == served_secret:
                said = said.replace(visit.document.url, "").replace(f"/all?sid={secret}", "")
            assert secret not in said, (name, exchange.url)
            assert exchange.url == visit.document.url or secret not in exchange.url
        assert secret not in repr(recording.withheld)
        hashed = hashlib.sha256(secret.encode()).hexdigest()
        assert hashed not in repr(recording.exchanges)
    where = {(one.where, one.name) for one in recording.withheld}
    assert where == {
        ("request_header", "authorization"),
        ("request_header", "cookie"),
        ("request_header", "x-csrf-token"),
        ("response_header", "set-cookie"),
        ("request_body", "POST"),
        ("address_parameter", "access_token"),
        ("address_parameter", "token"),
        ("ws_sent", "text"),
    }
    size = {one.name: one.size for one in recording.withheld}
    assert size["POST"] == len("password=" + CANARIES["post"])


def test_only_the_last_document_is_kept(site, tmp_path):
    spool = tmp_path / "spool"

    def work(browser):
        tab = Tab(browser, spool)
        for path in ("/first", "/second"):
            tab.go(site.main + path)
            tab.until_idle(0.3)
        return tab.finish()

    visit = run_with_browser(work)
    assert [e.url for e in visit.recording.exchanges] == [
        site.main + "/second",
        site.main + "/p.png?second",
    ]
    assert visit.recording.gaps == visit.recording.failed == ()
    assert len(list(spool.iterdir())) == 2


def test_wishes_of_a_page_are_refused_and_noted(site, tmp_path):
    def work(browser):
        tab = Tab(browser, tmp_path / "spool")
        tab.go(site.main + "/wishes")
        tab.until_idle(title="done")
        tab.until(lambda: any(n["what"] == "download" for n in tab.notes))
        return tab.finish()

    visit = run_with_browser(work)
    found = Counter(note["what"] for note in visit.notes)
    assert found == {"popup": 1, "dialog": 3, "permission": 1, "download": 1}
    popup = next(note for note in visit.notes if note["what"] == "popup")
    assert popup["url"] == site.main + "/second"
    assert visit.document.url == site.main + "/wishes"


def test_a_log_in_by_the_browser_is_refused_once(site, tmp_path):
    del site.served[:]

    def work(browser):
        tab = Tab(browser, tmp_path / "spool")
        tab.connection.call("Page.navigate", {"url": site.main + "/login"}, limit=PATIENCE_S)
        tab.until(lambda: any(n["what"] == "auth" for n in tab.notes))
        tab.until_idle(0.5)
        return tab.finish()

    visit = run_with_browser(work)
    assert [note["what"] for note in visit.notes] == ["auth"]
    # Mostly two, not one: the binding hands the engine an authenticator that counts as filled in
    # though nobody touched it, so the engine asks again with an empty name before anything can stop
    # it (also when the load is stopped inside the signal). What it gets leads nowhere.
    assert 1 <= len(site.served) <= 3


def test_the_log_in_of_one_address_is_told_once_however_often_it_is_asked_for(site, tmp_path):
    login, other = site.main + "/login", site.main + "/other"

    def work(browser):
        tab = ShownTab(browser, tmp_path / "spool")
        told = []
        for _load in range(2):
            tab.load(site.main + "/second")
            tab.ask_for_log_ins([login, login, other, login, other])
            tab.until(lambda: any(note["url"] == other for note in tab.notes))
            told.append([note["url"] for note in tab.notes])
            tab.notes.clear()
        tab.connection.close()
        tab.free()
        return told

    assert run_with_browser(work) == [[login, other], [login, other]]


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
@pytest.mark.parametrize("engine", ENGINES)
def test_no_port_is_opened(engine, site, tmp_path, monkeypatch):
    monkeypatch.setenv("QTWEBENGINE_REMOTE_DEBUGGING", "127.0.0.1:0")
    before = listening_ports(family(os.getpid()))

    def work(browser):
        tab = Tab(browser, tmp_path / "spool")
        tab.go(site.main + "/second")
        tab.until_idle(0.2)
        found = listening_ports(family(os.getpid()))
        tab.connection.close()
        return found

    assert run_with(engine, work) == before


@pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")
def take_all(tab):
    """Take what came before the end, and then the end."""
    while True:
        tab.take(PATIENCE_S)


def test_a_killed_renderer_is_told_and_the_browser_goes_on(site, tmp_path):
    def work(browser):
        tab = Tab(browser, tmp_path / "one")
        tab.go(site.main + "/second")
        tab.until_idle(0.2)
        os.kill(tab.connection._channel._inspected.renderProcessPid(), signal.SIGKILL)
        with pytest.raises(EngineGone):
            tab.connection.call("Runtime.evaluate", NEVER, limit=PATIENCE_S)
        with pytest.raises(EngineGone):
            take_all(tab)
        tab.connection.close()
        tab.connection.close()
        after = Tab(browser, tmp_path / "two")
        after.go(site.main + "/second")
        after.until_idle(0.2)
        return after.finish()

    assert len(run_with_browser(work).recording.exchanges) == 2


@pytest.mark.parametrize("engine", ENGINES)
def test_a_prefetched_document_is_loaded_again_when_it_is_visited(engine, site, tmp_path):
    del site.served[:]

    def work(browser):
        tab = Tab(browser, tmp_path / "spool")
        tab.go(site.main + "/spec")
        tab.until_idle(0.8, title="done")
        before = [one.url for one in site.served]
        tab.connection.call("Runtime.evaluate", {"expression": "location = '/second'"})
        tab.until(lambda: tab.recorder.document().url.endswith("/second"))
        tab.until_idle(0.3)
        return before, tab.finish()

    before, visit = run_with(engine, work)
    assert before == [site.main + "/spec"]
    assert [e.source for e in visit.recording.exchanges] == ["fetch", "fetch"]
    assert visit.recording.gaps == ()


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_page_that_somebody_else_shows_is_recorded_and_survives_a_crash(site, tmp_path):
    def work(browser):
        tab = ShownTab(browser, tmp_path / "spool")
        tab.load(site.main + "/first")
        tab.kill()
        with pytest.raises(EngineGone):
            tab.connection.call("Runtime.evaluate", NEVER, limit=PATIENCE_S)
        # The person loads a page again: channel and recorder go on.
        tab.load(site.main + "/second")
        recording = tab.recorder.finish([])
        tab.connection.close()
        return recording, tab.free()

    recording, shown = run_with_browser(work)
    assert shown == site.main + "/second"
    assert {e.url for e in recording.exchanges} == {
        site.main + "/second",
        site.main + "/p.png?second",
    }


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_what_is_asked_of_a_dead_page_is_not_done_to_the_next(site, tmp_path):
    del site.served[:]

    def work(browser):
        tab = ShownTab(browser, tmp_path / "spool")
        tab.load(site.main + "/first")
        tab.kill()
        with pytest.raises(EngineGone):
            tab.connection.call("Runtime.evaluate", NEVER, limit=PATIENCE_S)
        script = {"expression": f"new Image().src = '{site.main}/p.png?late'"}
        for method, params in (
            ("Runtime.evaluate", script),
            ("Page.navigate", {"url": site.main + "/gone"}),
        ):
            with pytest.raises(EngineGone):
                tab.connection.call(method, params, limit=PATIENCE_S)
        tab.load(site.main + "/second")
        tab.connection.close()
        return tab.free()

    assert run_with_browser(work) == site.main + "/second"
    paths = [one.url.removeprefix(site.main) for one in site.served]
    assert paths == ["/first", "/p.png?first", "/second", "/p.png?second"]


def test_a_channel_that_records_nothing_fails_the_self_test():
    def work(browser):
        connection = browser.open_page()  # without the site of the self-test
        run_self_test(connection, "evidencekit-selftest://page/")

    with pytest.raises(EngineSelfTestFailed) as caught:
        run_with_browser(work)
    assert "/worker-data" in caught.value.facts["detail"]


def test_an_error_of_the_work_comes_home(tmp_path):
    def work(browser):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        run_with_browser(work)


@pytest.mark.parametrize("engine", ENGINES)
def test_ctrl_c_ends_every_wait(engine, site, tmp_path):
    waiting = threading.Event()
    before = signal.getsignal(signal.SIGINT)

    def work(browser):
        tab = Tab(browser, tmp_path / "spool")
        waiting.set()
        tab.connection.messages(0)
        os.kill(os.getpid(), signal.SIGINT)
        tab.connection.call("Runtime.evaluate", {"expression": "for(;;);"}, limit=60)

    with pytest.raises(Cancelled):
        run_with(engine, work)
    assert waiting.is_set()
    assert signal.getsignal(signal.SIGINT) is before
