"""Captures that did not go well, in the usual state: a wall, a page that is gone, one with gaps.

The pages are served on loopback and captured by the real command into a vault of their own.
"""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from PySide6.QtWidgets import QWidget
from screen_filing import Turner
from typing_extensions import override

from evidencekit.bootstrap.desk import Desk
from evidencekit.gui.main_window import MainWindow

_STYLE = "<!doctype html><meta charset=utf-8><style>body{font:18px sans-serif;margin:60px}</style>"
_LOST = "/lost.png"
_PAGES = {
    "/wall": (
        200,
        (
            "<title>Security check</title><div id=captcha style='width:420px;height:160px'>"
            "<h1>Please verify you are a human</h1><p>Complete the captcha to continue</p></div>"
        ),
    ),
    "/gone": (404, "<title>Not found</title><h1>This item is no longer available</h1>"),
    "/gaps": (
        200,
        (
            "<title>Tote bag, black</title><h1>Tote bag, black</h1><p>¥129.00</p>"
            "<img src=/lost.png width=300 height=300 alt='Tote bag'><p>36 sold</p>"
        ),
    ),
}


_END = threading.Event()


class _Site(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == _LOST:
            # Never answered: what was to come is a gap.
            _END.wait()
            return
        status, body = _PAGES.get(self.path, (404, ""))
        data = (_STYLE + body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    @override
    def log_message(self, *_given: object) -> None:
        """Say nothing: who looks at the pictures needs no log."""


@contextmanager
def _served() -> Iterator[str]:
    _END.clear()
    with ThreadingHTTPServer(("127.0.0.1", 0), _Site) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        _END.set()
        server.shutdown()


def _captured(scratch: Path) -> Path:
    vault, secret = scratch / "troubled", scratch / "passphrase.txt"
    secret.write_text("a passphrase for pictures\n", encoding="utf-8")
    env = os.environ | {
        "EVIDENCEKIT_PASSPHRASE_FILE": str(secret),
        "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
    }
    own = [sys.executable, "-P", "-m", "evidencekit", "--quiet", "--vault", str(vault)]
    names = ["--name", "Brand X", "--operator", "DEMO"]
    with _served() as site:
        # Each ends as it may: a wall and a page that is gone are no success, but sealed.
        for command in (
            ["init", str(vault), *names],
            *(["capture", site + path] for path in _PAGES),
        ):
            subprocess.run(
                [*own, *command],
                env=env,
                check=command[0] == "init",
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
    return vault


def screens(studio: Turner, window: MainWindow, scratch: Path) -> Iterator[tuple[str, QWidget]]:
    """Give the list and each viewer; the window then holds that vault."""
    desk = Desk.open(_captured(scratch))
    window.use_desk(desk)
    window.show_room("captures")
    studio.until(lambda: window.jobs.idle)
    yield "troubled-captures", window
    ids = [entry.id for entry in desk.captures().entries]
    for name, capture_id in zip(("wall", "gone", "gaps"), sorted(ids), strict=True):
        window.open_capture(capture_id, ids)
        studio.until(lambda: window.jobs.idle)
        yield f"troubled-{name}", window
