"""The HTTP session says who we are."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from evidencekit import __version__
from evidencekit.foundation.http import new_session, post


def test_the_session_names_us():
    with new_session() as session:
        assert session.headers["User-Agent"] == f"evidencekit/{__version__}"
        assert session.verify is True
        assert not session.cookies


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
