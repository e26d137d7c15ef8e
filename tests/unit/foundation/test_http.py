"""The HTTP session says who we are, and gives a password to nobody but whom it is for."""

import threading
from base64 import b64decode
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from evidencekit import __version__
from evidencekit.foundation.http import Login, NoAnswer, get, new_session, post

HEADERS = {"Content-Type": "application/x"}


class _Handler(BaseHTTPRequestHandler):
    def log_message(self, *args):
        """Say nothing."""

    def do_GET(self):
        self.server.seen.append(dict(self.headers))
        if self.path == "/moved":
            self.send_response(302)
            self.send_header("Location", "/")
            self.end_headers()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"x" * 50)

    def do_POST(self):
        self.server.sent = self.rfile.read(int(self.headers["Content-Length"]))
        self.do_GET()


@pytest.fixture
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.seen, server.sent = [], None
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    server.address = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_the_session_names_us():
    with new_session() as session:
        assert session.headers["User-Agent"] == f"evidencekit/{__version__}"
        assert session.verify is True
        assert not session.cookies


def test_what_is_got_is_bounded_and_no_redirect_is_followed(server):
    with new_session() as session:
        answer = get(session, server.address, limit=10, seconds=5)
        assert (answer.status, answer.body) == (200, b"x" * 11)
        assert get(session, f"{server.address}/moved", limit=10, seconds=5).status == 302
    assert len(server.seen) == 2


def test_an_address_that_can_not_be_asked_is_no_answer():
    with new_session() as session, pytest.raises(NoAnswer):
        get(session, "http://127.0.0.1:1/", limit=10, seconds=5)


def test_a_login_goes_out_as_utf_8_and_shows_no_password(server):
    login = Login("ana", "pass wörd")
    with new_session() as session:
        post(session, server.address, b"q", HEADERS, limit=99, seconds=5, login=login)
    kind, value = server.seen[0]["Authorization"].split(" ")
    assert (kind, b64decode(value).decode()) == ("Basic", "ana:pass wörd")
    assert server.sent == b"q"
    assert "pass" not in repr(login)


def test_without_a_login_none_is_found_elsewhere(server, tmp_path, monkeypatch):
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login ana password secret\n")
    monkeypatch.setenv("NETRC", str(netrc))
    with new_session() as session:
        post(session, server.address, b"q", HEADERS, limit=99, seconds=5)
        get(session, server.address, limit=99, seconds=5)
    assert [one.get("Authorization") for one in server.seen] == [None, None]


class _Redirecting(BaseHTTPRequestHandler):
    def log_message(self, *_words):
        """Say nothing."""

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(302)
        self.send_header("Location", "/elsewhere")
        self.end_headers()
        self.wfile.write(b"x" * 100_000)


def test_the_body_of_a_redirect_that_is_not_followed_is_not_read_either():
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Redirecting)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}/"
    try:
        with new_session() as session:
            answer = post(session, address, b"asked", {}, limit=10, seconds=5)
    finally:
        server.shutdown()
        server.server_close()
    # One byte past the limit was taken by us: the library had not swallowed it all before.
    assert (answer.status, answer.body) == (302, b"x" * 11)
