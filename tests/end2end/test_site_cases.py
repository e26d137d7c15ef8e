"""The recorder on the difficult pages beside the checkout: all that was served, or a named gap."""

import contextlib
import http.client
import json
import os
import socket
import subprocess
import sys
from collections import Counter
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from engines import needs_installed, run_with
from evidencekit.capture.withholding import WithholdRules
from loopback_site import SHUT
from recorded_visit import Tab

pytestmark = pytest.mark.qt_log_level_fail("CRITICAL")

CASES = ("c01_light", "c02_listing", "c04_iframe", "c05_xhr", "c08_sw", "c11_ws", "c18_big30")
# With the installed browser those where a page is of several processes, or sends without end.
INSTALLED = ("c04_iframe", "c08_sw", "c11_ws")
# What these load last shows in the page itself.
LATE = {"c05_xhr", "c08_sw", "c11_ws", "c18_big30"}
SCROLL = """(async () => {
  for (let y = 0; y < document.documentElement.scrollHeight; y += 600) {
    scrollTo(0, y); await new Promise(r => setTimeout(r, 20)); }
  await Promise.all([...document.images].filter(i => !i.complete).map(
    i => new Promise(r => { i.onload = i.onerror = r; })));
})()"""


def free_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def testsite():
    """The site's address and its control calls."""
    script = Path(__file__).resolve().parents[3] / "shared" / "testsite" / "site.py"
    if not script.exists():
        pytest.skip("needs ../shared/testsite")
    os.environ["EVIDENCEKIT_CHROMIUM_FLAGS"] = SHUT
    ports = [free_port(), free_port()]
    names = ["--port", str(ports[0]), "--port2", str(ports[1])]
    process = subprocess.Popen(
        [sys.executable, str(script), *names, "--no-heldout"],
        stdout=subprocess.PIPE,
    )
    process.stdout.readline()
    yield f"http://127.0.0.1:{ports[0]}"
    process.terminate()
    process.wait(10)
    process.stdout.close()


def control(site, path):
    connection = http.client.HTTPConnection(urlsplit(site).netloc, timeout=10)
    with contextlib.closing(connection):
        connection.request("GET", path)
        return json.load(connection.getresponse())


def html(tab):
    script = {"expression": "document.documentElement.outerHTML"}
    return tab.connection.call("Runtime.evaluate", script)["result"]["value"]


@pytest.mark.parametrize(
    ("case", "engine"),
    [
        *((case, "embedded") for case in CASES),
        *(pytest.param(case, "chromium", marks=needs_installed) for case in INSTALLED),
    ],
)
def test_each_body_is_kept_or_named(testsite, case, engine, tmp_path, monkeypatch):
    monkeypatch.setenv("EVIDENCEKIT_CHROMIUM_FLAGS", SHUT)
    control(testsite, "/__reset")
    tokens = control(testsite, f"/__case/{case}")["tokens"]

    def work(browser):
        tab = Tab(browser, tmp_path / "spool")
        tab.go(f"{testsite}/p/{case}")
        tab.until_idle(0.3)
        script = {"expression": SCROLL, "awaitPromise": True}
        tab.connection.call("Runtime.evaluate", script, limit=30)
        tab.until_idle(0.5)
        if case in LATE:
            tab.until(lambda: all(token in html(tab) for token in tokens))
        tab.until_idle(1.0)
        return tab.finish()

    visit = run_with(engine, work)
    recording = visit.recording
    kept = Counter((e.method, e.url, e.status, e.body.sha256) for e in recording.exchanges)
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    missing = []
    for one in control(testsite, "/__log"):
        url = WithholdRules().sub_address("http://" + one["host"] + one["url"])[0]
        if one["status"] == 101:
            url = url.replace("http:", "ws:")
        bodiless = one["method"] == "HEAD" or one["status"] in {301, 302, 303, 307, 308}
        key = (one["method"], url, one["status"], empty if bodiless else one["sha"])
        if kept[key] > 0:
            kept[key] -= 1
        else:
            missing.append((one["method"], url))
    named = {(gap.method, gap.url) for gap in recording.gaps}
    assert set(missing) <= named, (missing, recording.gaps)
    assert missing == []
