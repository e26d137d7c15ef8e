"""A batch as a person runs it, with the real engine, over two hosts of this computer."""

import json
import signal
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import chain

import pytest

from end2end.terminal import Terminal


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        site = self.server.site
        site.asked.append(self.path)
        if self.path.startswith("/stop"):
            site.reached.set()
            site.go_on.wait(60)
        status = 429 if self.path.startswith("/busy") else 200
        body = f"<title>{self.path}</title><h1>Brand X bag</h1>".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Say nothing."""


class Site:
    """The same pages on two hosts. A page under `/stop` waits until it may go on."""

    def __init__(self):
        self.asked, self.reached, self.go_on = [], threading.Event(), threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
        self._server.site, self._server.daemon_threads = self, True
        port = self._server.server_address[1]
        self.hosts = (f"http://127.0.0.1:{port}", f"http://localhost:{port}")
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def pages(self):
        return [path for path in self.asked if path != "/favicon.ico"]

    def close(self):
        self.go_on.set()
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def site():
    made = Site()
    yield made
    made.close()


@pytest.fixture
def terminal(tmp_path):
    made = Terminal(tmp_path)
    assert made.init()[0] == 0
    return made


def a_list(terminal, addresses):
    file = terminal.folder / "list.csv"
    file.write_text("seller,网址\n" + "".join(f"x,{one}\n" for one in addresses), encoding="utf-8")
    return file


def said(rows, name):
    assert isinstance(rows, list), str(rows)  # else the error, in its own words
    return [row[name] for row in rows]


def test_pages_of_two_hosts_beside_each_other_in_the_order_asked(terminal, site):
    first, second = site.hosts
    addresses = [*chain.from_iterable((f"{first}/{n}", f"{second}/{n}") for n in range(3))]
    addresses.append(addresses[0])
    code, rows = terminal.run("capture", "--from", a_list(terminal, addresses), "--parallel", 2)
    assert (code, said(rows, "url")) == (0, addresses)
    assert set(said(rows, "state")) == {"complete"}
    assert rows[6]["id"] == rows[0]["id"]
    assert "listed_twice" in rows[6]["warnings"]
    assert len(set(said(rows, "id"))) == 6 == len(site.pages())
    code, shown = terminal.run("show", rows[0]["id"])
    assert (shown["provenance"]["ground"], shown["facts"] is None) == (None, False)
    code, report = terminal.run("verify")
    assert (code, report["verdict"]) == (0, "passed")


def test_a_killed_list_goes_on_with_what_is_left(terminal, site):
    first, second = site.hosts
    addresses = [f"{first}/1", f"{first}/stop", f"{second}/3"]
    words = ("capture", "--from", a_list(terminal, addresses), "--parallel", 1)
    words += ("--vault", terminal.vault)
    process = terminal.start(*words)
    assert site.reached.wait(60)
    process.kill()
    process.communicate(timeout=60)
    done = site.pages()
    site.go_on.set()
    process = terminal.start(*words, "--json")
    out, err = process.communicate(timeout=100)
    rows = json.loads(out)
    assert (process.returncode, said(rows, "url")) == (0, addresses)
    assert b"An earlier run of this list captured" in err
    again = site.pages()[len(done) :]
    sealed_before = [n for n, row in enumerate(rows) if "earlier_run" in row["warnings"]]
    assert 0 in sealed_before
    assert 1 not in sealed_before
    assert "/1" not in again
    assert "/stop" in again
    code, report = terminal.run("verify")
    assert (code, report["verdict"]) == (0, "passed")


def test_a_list_that_a_person_stops_keeps_what_is_sealed(terminal, site):
    first, _second = site.hosts
    addresses = [f"{first}/1", f"{first}/stop"]
    words = ("capture", "--from", a_list(terminal, addresses), "--vault", terminal.vault, "--json")
    process = terminal.start(*words)
    assert site.reached.wait(60)
    process.send_signal(signal.SIGINT)
    out, _err = process.communicate(timeout=60)
    assert (process.returncode, json.loads(out)["error"]["code"]) == (130, "cancelled")
    assert len(terminal.run("list")[1]) == 1
    site.go_on.set()
    process = terminal.start(*words)
    rows = json.loads(process.communicate(timeout=100)[0])
    assert ["earlier_run" in row["warnings"] for row in rows] == [True, False]


def test_a_person_stops_a_batch_that_waits_between_two_pages(terminal, site):
    first, _second = site.hosts
    words = ("capture", f"{first}/1", f"{first}/2", "--delay", 60, "--vault", terminal.vault)
    process = terminal.start(*words)
    line = process.stderr.readline()
    assert b"1/2" in line
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130
    assert site.pages() == ["/1"]


def test_a_host_that_says_too_many_requests_is_left_alone(terminal, site):
    first, second = site.hosts
    addresses = [f"{first}/busy{n}" for n in range(5)] + [f"{second}/1"]
    code, rows = terminal.run("capture", "--from", a_list(terminal, addresses))
    assert (code, said(rows, "state")) == (1, ["failed"] * 3 + ["skipped"] * 2 + ["complete"])
    assert said(rows, "http_status") == [429, 429, 429, None, None, 200]
    assert rows[3]["reason"] == "host_refuses"
    assert len(site.pages()) == 4


def test_a_list_of_others_pages_needs_a_ground_before_anything_is_visited(terminal, site):
    addresses = ["http://shop.example/1", f"{site.hosts[0]}/1"]
    file = a_list(terminal, addresses)
    code, answer = terminal.run("capture", "--from", file)
    assert (code, answer["error"]["code"]) == (2, "ground.missing")
    code, answer = terminal.run("capture", "--from", file, "--ground", "own-right")
    assert (code, answer["error"]["code"]) == (2, "operator.missing")
    code, answer = terminal.run("capture", "--from", file, "--ground", "mine", "--as", "Ana")
    assert (code, answer["error"]["code"]) == (2, "use.wrong")
    assert site.pages() == []
    code, rows = terminal.run("capture", "--from", file, "--ground", "own-right", "--as", "Ana")
    assert (code, rows[0]["error"], rows[1]["state"]) == (1, "dns", "complete")
    code, shown = terminal.run("show", rows[1]["id"])
    assert shown["provenance"]["ground"] == "own_right"
    code, report = terminal.run("verify")
    assert report["verdict"] == "passed"


@pytest.mark.parametrize(
    ("text", "error"),
    [("name,price\nbag,7\n", "list.refused"), ("url\nftp://x.example/\n", "address.invalid")],
)
def test_a_list_is_looked_at_before_anything_starts(terminal, text, error):
    file = terminal.folder / "list.csv"
    file.write_text(text, encoding="utf-8")
    code, answer = terminal.run("capture", "--from", file)
    assert (code, answer["error"]["code"]) == (2, error)
