"""Replay as a person starts it: a process without a network that shows what was stored."""

import contextlib
import json
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from end2end.terminal import Terminal
from fakes.archives import Answer, archive_web_page, browsertrix, scoop, warc_gz
from loopback_site import Site

CHILD = Path(__file__).with_name("replay_child.py")
REACHING = """<!doctype html><title>reaching</title>
<link rel=preconnect href=http://localhost:{port}><link rel=dns-prefetch href=//x.test>
<link rel=prefetch href=/prefetched><link rel=modulepreload href=/module.js><p id=o>here
<script>
const quiet = work => {{
  try {{ const p = work(); if (p && p.catch) p.catch(() => 0); }} catch (e) {{ return; }} }};
const real = document.createElement('iframe');
document.documentElement.append(real);
for (const w of [window, real.contentWindow]) {{
  quiet(() => new w.WebSocket('ws://127.0.0.1:{port}/socket'));
  quiet(() => w.navigator.serviceWorker.register('/sw.js'));
  quiet(() => {{ const pc = new w.RTCPeerConnection({{iceServers: [
    {{urls: 'stun:127.0.0.1:{port}'}}, {{urls: 'turn:127.0.0.1:{port}?transport=tcp',
    username: 'a', credential: 'b'}}]}}); pc.createDataChannel('x');
    return pc.createOffer().then(o => pc.setLocalDescription(o)); }});
}}
quiet(() => navigator.sendBeacon('/beacon', 'x'));
quiet(() => new EventSource('/events'));
quiet(() => new Worker('/worker.js'));
quiet(() => new SharedWorker('/shared.js'));
quiet(() => fetch('/fetched'));
quiet(() => fetch('http://localhost:{port}/cross', {{method: 'POST', body: 'x'}}));
quiet(() => fetch('/kept', {{keepalive: true}}));
quiet(() => open('http://127.0.0.1:{port}/popup'));
quiet(() => new WebTransport('https://127.0.0.1:{port}/'));
new Image().src = 'http://127.0.0.1:{port}/picture.png';
</script>
<img src=/picture.png><video src=/film.mp4 autoplay></video>
<embed src=/paper.pdf type=application/pdf><iframe src=http://localhost:{port}/frame></iframe>
<object data=/object></object><a ping=/ping href=#x id=a></a><script>a.click()</script>"""
WORKER = b"""fetch('/from-worker').catch(() => 0);
try { importScripts('/imported.js') } catch (e) {}
try { new WebSocket('ws://127.0.0.1:PORT/from-worker') } catch (e) {}"""


class Listener:
    """Raw TCP and UDP on one port of loopback, both families; each contact is written down."""

    def __init__(self):
        self.contacts = []
        self._sockets = [socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)]
        self._sockets[0].bind(("127.0.0.1", 0))
        self.port = self._sockets[0].getsockname()[1]
        self._sockets[0].listen(50)
        self._sockets[1].bind(("127.0.0.1", self.port))
        self._threads = [
            threading.Thread(target=work) for work in (self._connections, self._packets)
        ]
        for thread in self._threads:
            thread.start()

    def _connections(self):
        with contextlib.suppress(OSError):
            while True:
                one, _address = self._sockets[0].accept()
                if self._closing(one):
                    return
                self.contacts.append("tcp")

    def _closing(self, one):
        with one:
            one.settimeout(2)
            with contextlib.suppress(OSError):
                return one.recv(16) == b"the end"
        return False

    def _packets(self):
        while self._sockets[1].recv(999) != b"the end":
            self.contacts.append("udp")

    def close(self):
        with socket.create_connection(("127.0.0.1", self.port)) as last:
            last.sendall(b"the end")
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as last:
            last.sendto(b"the end", ("127.0.0.1", self.port))
        for thread in self._threads:
            thread.join(10)
        for one in self._sockets:
            one.close()


@pytest.fixture
def listener():
    made = Listener()
    yield made
    made.close()


@pytest.fixture
def terminal(tmp_path):
    return Terminal(tmp_path)


def reaching(listener, folder):
    """Store the page that tries everything, at an address where somebody listens."""
    base = f"http://127.0.0.1:{listener.port}"
    worker = WORKER.replace(b"PORT", str(listener.port).encode())
    answers = [
        Answer(f"{base}/", REACHING.format(port=listener.port).encode()),
        Answer(f"{base}/worker.js", worker, "text/javascript"),
        Answer(f"{base}/shared.js", worker, "text/javascript"),
        Answer(f"{base}/sw.js", worker, "text/javascript"),
    ]
    path = folder / "reaching.warc.gz"
    path.write_bytes(warc_gz(answers))
    return path


def replayed(terminal, *words, limit=110, **environment):
    process = terminal.start("replay", *words, "--check", "--json", **environment)
    out, err = process.communicate(timeout=limit)
    assert b"Traceback" not in err, err.decode()
    return process.returncode, json.loads(out)


def test_a_page_that_tries_everything_reaches_nobody(terminal, listener, tmp_path):
    file = reaching(listener, tmp_path)
    # Flags of the environment that would open a way count for nothing.
    opening = {"QTWEBENGINE_CHROMIUM_FLAGS": "--proxy-server=direct://"}
    code, said = replayed(terminal, file, **opening)
    assert (code, said["title"], listener.contacts) == (0, "reaching", [])
    asked = {one["url"].partition("?")[0].rpartition("/")[2] for one in said["requests"]}
    # It did try, in the page, in the worker, and across sites.
    assert {"fetched", "from-worker", "imported.js", "cross", "frame", "picture.png"} <= asked


def test_without_the_barrier_the_same_page_reaches_out(terminal, listener, tmp_path):
    file = reaching(listener, tmp_path)
    environment = {n: v for n, v in terminal.environment.items() if "CHROMIUM_FLAGS" not in n}
    subprocess.run(
        [sys.executable, str(CHILD), str(file)],
        env=environment,
        capture_output=True,
        timeout=110,
        check=True,
    )
    assert listener.contacts


@pytest.mark.parametrize("form", [browsertrix, scoop, archive_web_page])
def test_waczs_of_other_tools_are_shown(terminal, tmp_path, form):
    main = "https://shop.example/item/1"
    page = b"<title>Listing</title><link rel=icon href=data:,><p id=p>none<script>fetch('/api')"
    page += b".then(r=>r.json()).then(j=>{document.title=j.title})</script>"
    site = [
        Answer(main, page),
        Answer("https://shop.example/api", b'{"title": "Listing 7"}', "application/json"),
    ]
    path = tmp_path / "others.wacz"
    path.write_bytes(form(site, main))
    code, said = replayed(terminal, path)
    assert (code, said["page"], said["title"]) == (0, main, "Listing 7")
    assert (said["exact"], said["approximate"], said["missing"]) == (2, 0, 0)


def test_archives_of_others_say_what_is_missing(terminal, shared):
    code, said = replayed(terminal, shared / "archives" / "warcio-iana-chunked.warc")
    assert (code, said["exact"]) == (0, 1)
    assert said["missing"] == len(said["requests"]) > 3
    code, said = replayed(terminal, shared / "archives" / "nodewarc-books-toscrape.warc")
    assert said["exact"] >= 30
    assert said["title"].startswith("All products")


def test_a_capture_replays_as_it_was_sealed_and_the_score_is_kept(terminal):
    assert terminal.init()[0] == 0
    with contextlib.closing(Site()) as site:
        captured = terminal.run("capture", f"{site.main}/frame")[1][0]
    code, shown = terminal.run("show", captured["id"], "--replay")
    assert code == 0
    score = shown["replay"]
    assert score["text"]["equal"] == score["text"]["of"] > 0
    assert score["pixels"]["equal"] >= score["pixels"]["of"] * 0.995
    assert score["source"] == {"capture_id": captured["id"], "sha256": captured["sha256"]}
    # Asked again it is read, and it is evidence of the vault like any derived file.
    assert terminal.run("show", captured["id"], "--score")[1]["replay"] == score
    kinds = [
        line["body"].get("kind") for line in terminal.run("show", captured["id"])[1]["custody"]
    ]
    assert kinds.count("replay_score") == 1
    assert terminal.run("verify", "--deep")[0] == 0


def test_an_imported_archive_is_shown_and_an_imported_paper_is_not(terminal, tmp_path):
    assert terminal.init()[0] == 0
    page = Answer("https://shop.example/", b"<title>Imported</title>")
    (tmp_path / "a.warc.gz").write_bytes(warc_gz([page]))
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.7")
    code, (archive, paper) = terminal.run("import", tmp_path / "a.warc.gz", tmp_path / "b.pdf")
    assert code == 0
    code, said = replayed(terminal, terminal.vault / archive["capture_file"])
    assert (code, said["title"], said["page"]) == (0, "Imported", "https://shop.example/")
    code, said = terminal.run("show", paper["id"], "--score")
    assert (code, said["error"]["code"]) == (1, "replay.nothing")
    code, said = replayed(terminal, terminal.vault / paper["capture_file"])
    assert (code, said["error"]["code"]) == (1, "replay.nothing")


def test_the_window_says_that_it_is_not_the_live_page(terminal, tmp_path):
    page = b"<title>Shown</title><h1>Shown</h1><link rel=icon href=data:,><img src=/gone.png>"
    (tmp_path / "a.warc.gz").write_bytes(warc_gz([Answer("https://shop.example/", page)]))
    window = CHILD.with_name("replay_window_child.py")
    done = subprocess.run(
        [sys.executable, str(window), str(tmp_path / "a.warc.gz"), str(tmp_path / "w.png")],
        env=terminal.environment,
        capture_output=True,
        timeout=110,
        check=True,
    )
    said = json.loads(done.stdout)
    assert said["title"] == "REPLAY - not the live page"
    assert "https://shop.example/" in said["banner"]
    assert said["page"] == "Shown"
    # The engine asks for an icon by itself, sooner or later.
    assert said["counts"].startswith("1 exact, 0 approximate, ")
    assert "missing: GET https://shop.example/gone.png" in said["rows"]
    assert said["report"]["missing"] == len(said["report"]["requests"])


def test_a_window_needs_a_display(terminal, tmp_path):
    (tmp_path / "a.html").write_text("<!doctype html><title>x</title>")
    process = terminal.start("replay", tmp_path / "a.html", "--json", QT_QPA_PLATFORM="")
    out, _err = process.communicate(timeout=60)
    assert (process.returncode, json.loads(out)["error"]["code"]) == (3, "display.missing")
