"""The installed browser over its pipe: what the embedded engine's tests do not say of it."""

import gzip
import io
import json
import os
import signal
import sys
import tempfile
import threading
import zipfile
from collections import Counter
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from PIL import Image

from end2end.session_runs import capture_in_child
from end2end.terminal import Terminal
from engines import needs_installed, run_with
from evidencekit.capture.connection import DevToolsError, EngineGone
from evidencekit.capture.session import CapturePlan, capture_page
from evidencekit.capture.withholding import WithholdRules
from evidencekit.chromium import InstalledBrowser, InstalledWish, KeptFolder, held
from evidencekit.domain.capture import CaptureState
from evidencekit.domain.errors import BrowserMissing, ProfileInUse
from evidencekit.foundation.clock import SystemClock
from hostile_pages import hostile_pages
from loopback_pages import BAND, SECRETS, band_colour, loopback_pages
from loopback_site import SHUT, loopback_site
from recorded_visit import NEVER, PATIENCE_S, Tab

pytestmark = [needs_installed, pytest.mark.timeout(300)]
FLAGS = (
    '--host-resolver-rules="MAP public.example 127.0.0.1, MAP * ~NOTFOUND, '
    'EXCLUDE 127.0.0.1, EXCLUDE localhost"'
)
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")


@pytest.fixture(autouse=True)
def temporary(tmp_path, monkeypatch):
    """Where the browser's profiles are; nothing may be left of them."""
    monkeypatch.setenv("EVIDENCEKIT_CHROMIUM_FLAGS", SHUT)
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.glob("evidencekit-*")) == []
    assert processes_with(folder) == []


def processes_with(folder):
    """Ids of living processes that name the folder."""
    found = []
    for place in Path("/proc").glob("[0-9]*"):
        try:
            words, state = (place / "cmdline").read_bytes(), (place / "stat").read_text("latin-1")
        except OSError:
            continue
        if os.fsencode(folder) in words and state.rpartition(")")[2].split()[0] != "Z":
            found.append(int(place.name))
    return found


# ---- whole sessions, as with the embedded engine -------------------------------------------------


@pytest.fixture(scope="module")
def captured(tmp_path_factory):
    pages = loopback_pages(), loopback_pages(tls=True)
    with hostile_pages() as (hostile, asked), pages[0] as site, pages[1] as tls:
        public = hostile.replace("127.0.0.1", "public.example")
        jobs = [
            *({"name": name, "url": f"{site}/{name}"} for name in ("closed", "form", "unpainted")),
            *({"name": name, "url": f"{site}/{name}"} for name in ("captcha", "file")),
            {"name": "tall", "url": f"{site}/tall?px=12000"},
            {"name": "dialogs", "url": f"{hostile}/dialogs"},
            {"name": "public", "url": f"{public}/public"},
            {"name": "led", "url": f"{public}/led-inside"},
            {"name": "tls", "url": f"{tls}/light"},
            {"name": "light", "url": f"{site}/light"},
        ]
        folder = tmp_path_factory.mktemp("installed")
        ended = capture_in_child(jobs, folder, 250, FLAGS, engine="chromium")
        yield ended, list(asked)


@pytest.mark.parametrize(
    ("name", "state", "reason"),
    [
        ("tall", "complete", None),
        ("captcha", "wall", "captcha"),
        ("file", "failed", "download"),
        ("tls", "failed", "no_answer"),
        ("light", "complete", None),
    ],
)
def test_each_page_ends_in_its_state(captured, name, state, reason):
    assert (captured[0][name]["state"], captured[0][name]["reason"]) == (state, reason)


def test_the_capture_says_which_browser_it_was(captured):
    engine = captured[0]["light"]["engine"]
    assert (engine["kind"], engine["window"]) == ("installed", "none")
    assert "Chrom" in engine["user_agent"] or "Edg" in engine["user_agent"]
    told = json.loads(captured[0]["light"].text_of("provenance"))["engine"]
    assert told["chromium"] == engine["version"]
    assert engine["version"][0].isdecimal()


def test_frames_in_processes_of_their_own_are_in_document_text_and_boxes(captured):
    one = captured[0]["closed"]
    for words in ("of another site", "inside"):
        assert words in one.text_of("dom")
    assert "of another site" in one.text_of("text")
    boxes = json.loads(one.text_of("text-boxes"))["boxes"]
    assert any("of another site" in box[4] for box in boxes)


def test_the_tiles_show_every_row_once(captured):
    one = captured[0]["tall"]
    tiles = [(kind, info) for kind, info in one["artefacts"].items() if kind.startswith("full")]
    rows = 0
    for kind, info in tiles:
        picture = Image.open(io.BytesIO(one.bytes_of(kind))).convert("RGB")
        assert (info["y"], info["of"]) == (rows, len(tiles))
        for y in range(0, picture.height, BAND):
            shown = {picture.getpixel((600, y + row)) for row in (0, 50, 99)}
            assert shown == {band_colour((rows + y) // BAND)}
        rows += picture.height
    assert rows == 12_000


def test_a_band_without_its_text_is_looked_at_again(captured):
    lines = map(json.loads, captured[0]["unpainted"].text_of("actions").splitlines())
    [told] = [line["result"] for line in lines if line["did"] == "blank_bands"]
    assert (told["suspect"], told["looked_again"], told["blank"]) == (1, 1, "")


def test_no_value_of_a_secret_field_is_in_any_artefact(captured):
    one = captured[0]["form"]
    for kind in one["artefacts"]:
        data = one.bytes_of(kind)
        assert not any(secret.encode() in data for secret in SECRETS), kind


def test_a_storm_of_dialogs_is_refused_and_counted(captured):
    lines = map(json.loads, captured[0]["dialogs"].text_of("actions").splitlines())
    assert Counter(line["did"] for line in lines)["refuse_dialog"] == 51


def test_a_public_page_reaches_nothing_inside(captured):
    ended, asked = captured
    assert ended["public"]["title"] == "refused"
    assert len(ended["public"]["failed_requests"]) == 2
    assert ended["led"]["state"] == "failed"
    assert not {"/inside", "/in"}.intersection(asked)


def test_a_site_whose_certificate_is_not_valid_is_refused_and_its_chain_is_kept(captured):
    assert captured[0]["tls"]["error"] == "tls"
    assert "BEGIN CERTIFICATE" in captured[0]["tls"]["failure"]["detail"]


# ---- wishes, ends, profiles ----------------------------------------------------------------------


def test_wishes_and_log_ins_are_refused_once(tmp_path):
    with loopback_site() as site:

        def work(browser):
            tab = Tab(browser, tmp_path / "spool")
            tab.go(site.main + "/wishes")
            tab.until_idle(title="done")
            tab.until(lambda: any(n["what"] == "download" for n in tab.notes))
            wishes = Counter(note["what"] for note in tab.notes)
            tab.notes.clear()
            tab.go(site.main + "/login")
            tab.until(lambda: tab.notes)
            tab.until_idle(0.3)
            return wishes, tab.finish()

        wishes, visit = run_with("chromium", work)
        asked = [one.url for one in site.served].count(site.main + "/login")
    assert wishes == {"popup": 1, "dialog": 3, "download": 1}
    assert [note["what"] for note in visit.notes] == ["auth"]
    assert asked == 1


def take_all(tab):
    """Take what came before the end, and then the end."""
    while True:
        tab.take(PATIENCE_S)


def pid_of(browser):
    return browser._running._process._child.pid


@linux
def test_a_browser_that_is_killed_is_told_and_the_next_page_has_a_new_one(tmp_path, temporary):
    with loopback_site() as site:

        def work(browser):
            tab = Tab(browser, tmp_path / "one")
            tab.go(site.main + "/second")
            tab.until_idle(0.2)
            assert processes_with(temporary)
            os.kill(pid_of(browser), signal.SIGKILL)
            with pytest.raises(EngineGone):
                tab.connection.call("Runtime.evaluate", NEVER, limit=PATIENCE_S)
            with pytest.raises(EngineGone):
                take_all(tab)
            tab.connection.close()
            after = Tab(browser, tmp_path / "two")
            after.go(site.main + "/second")
            after.until_idle(0.2)
            return after.finish()

        assert len(run_with("chromium", work).recording.exchanges) == 2


@linux
def test_a_capture_whose_browser_is_killed_ends_as_a_crash_with_what_came(tmp_path):
    with loopback_site() as site:

        def work(browser):
            connection = browser.open_page()
            pid = pid_of(browser)
            browser.when_loaded(lambda: os.kill(pid, signal.SIGKILL))
            return capture_page(
                connection,
                site.main + "/first",
                CapturePlan(),
                spool=tmp_path / "spool",
                clock=SystemClock(),
                rules=WithholdRules(),
            )

        outcome = run_with("chromium", work)
    assert (outcome.state, outcome.reason) == (CaptureState.FAILED, "crash")
    assert outcome.exchanges[0].url == site.main + "/first"


def test_developer_tools_in_its_window_are_seen(tmp_path, monkeypatch):
    # The window counts as shown, though it is drawn nowhere.
    monkeypatch.setenv("EVIDENCEKIT_CHROMIUM_FLAGS", f"{SHUT} --headless=new")
    with loopback_site() as site:

        def work(browser):
            connection = browser.open_page()
            tab = Tab(browser, tmp_path / "seen", connection=connection)
            tab.go(site.main + "/second")
            tab.until_idle(0.2)
            running = browser._running
            try:
                running._ask("Target.openDevTools", {"targetId": connection.target})
            except DevToolsError:
                pytest.skip("this browser opens no developer tools when asked to")
            return capture_page(
                connection,
                site.main + "/first",
                CapturePlan(),
                spool=tmp_path / "spool",
                clock=SystemClock(),
                rules=WithholdRules(),
            )

        outcome = run_with("chromium", work, hidden=False)
    assert outcome.engine["window"] == "own_browser"
    assert "devtools_open" in outcome.warnings
    assert "devtools_possible" not in outcome.warnings


PAGE = b"""<!doctype html><meta charset=utf-8><link rel=icon href='data:,'><script>
fetch('/heard?' + encodeURIComponent(JSON.stringify(navigator.languages))).then(r => r.text())
  .then(() => { document.title = 'done' });</script>"""


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.server.heard.append((self.path, dict(self.headers)))
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(PAGE)))
        self.send_header("Set-Cookie", "visitor=CANARY-KEPT-19f2; Max-Age=86400")
        self.end_headers()
        self.wfile.write(PAGE)

    def log_message(self, *args):
        """Say nothing."""


@pytest.fixture
def heard():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.heard, server.daemon_threads, server.block_on_close = [], True, False
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def test_only_a_kept_profile_remembers_and_is_one_process_own(tmp_path, heard):
    kept, said = KeptFolder("brandshop", tmp_path / "profiles" / "brandshop"), []
    address = f"http://127.0.0.1:{heard.server_port}/"

    def work(browser):
        tab = Tab(browser, tmp_path / f"spool{len(heard.heard)}")
        tab.go(address)
        tab.until_idle(title="done")
        if tab.connection.engine.profile:
            with pytest.raises(ProfileInUse), held(kept):
                pass
        said.append(tab.connection.engine.languages)
        return tab.finish()

    for profile in (None, kept, kept):
        run_with("chromium", work, profile=profile, languages="de-DE,en;q=0.9")
    cookies = [heads.get("Cookie") for path, heads in heard.heard if path == "/"]
    assert cookies == [None, None, "visitor=CANARY-KEPT-19f2"]
    # The browser makes its own list of the languages wished for; what is told is what was asked.
    asked = [heads["Accept-Language"] for path, heads in heard.heard if path == "/"]
    assert asked == said
    assert all(one.startswith("de-DE,de;q=0.9,en") for one in said)
    assert {path for path, _heads in heard.heard} >= {"/heard?%5B%22de-DE%22%2C%22en%22%5D"}
    with held(kept) as folder:
        assert folder.is_dir()


def test_the_settings_choose_it_and_what_is_sealed_passes_as_any_capture(tmp_path):
    terminal = Terminal(tmp_path)
    assert terminal.init()[0] == 0
    folder = terminal.folder / "home" / "config"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "settings.json").write_text(json.dumps({"engine": "chromium"}), encoding="utf-8")
    with loopback_pages() as site:
        code, (said,) = terminal.run("capture", f"{site}/item/1")
    assert (code, said["state"], said["page_kind"]) == (0, "complete", "listing")
    with zipfile.ZipFile(terminal.vault / said["file"]) as archive:
        about = json.loads(archive.read("datapackage.json"))["evidencekit"]
        assert gzip.decompress(archive.read("archive/data.warc.gz")).startswith(b"WARC/1.1")
    assert about["engine"]["kind"] == "installed"
    assert about["screen_wire"]["title"] == "found"


def test_a_program_that_is_not_there_is_named():
    with pytest.raises(BrowserMissing) as caught:
        InstalledBrowser(InstalledWish(program="/nowhere/chrome"))
    assert caught.value.facts["detail"] == "/nowhere/chrome"
