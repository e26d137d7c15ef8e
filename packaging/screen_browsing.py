"""The windows that capture: ours, the one beside an installed browser, and what they ask."""

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from PySide6.QtWidgets import QWidget
from screen_filing import Turner

from evidencekit.domain.errors import BrowserMissing
from evidencekit.gui.browser.certificate_dialog import ask_certificate
from evidencekit.gui.browser.installed_window import InstalledWindow
from evidencekit.gui.main_window import MainWindow
from evidencekit.services.sample_shop import SampleShop

_SIZE = (1280, 800)
_LOG_IN = """<title>登录 Log in</title>
<style>body {font: 16px sans-serif; margin: 80px} input {display: block; margin: 12px 0}</style>
<h1>请登录 Please log in</h1><form><input name=u><input type=password name=p></form>"""


class _LogIn(BaseHTTPRequestHandler):
    """A page that is a log-in and nothing else."""

    def do_GET(self) -> None:
        """Answer with it."""
        body = _LOG_IN.encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_words: object) -> None:
        """Say nothing."""


@contextmanager
def _log_in() -> Iterator[str]:
    """Give the address of such a page, on this computer."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _LogIn) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/login"
        server.shutdown()
        thread.join()


@dataclass(frozen=True)
class _Question:
    """A certificate that does not hold, as the engine would ask about it."""

    url: str = "https://shop.example/item/4711"
    why: str = "CertificateCommonNameInvalid"

    def answer(self, *, accept: bool) -> None:
        """Hear the answer, which is of no account here."""


def screens(studio: Turner, window: MainWindow) -> Iterator[tuple[str, QWidget]]:
    """Give the screens by name; the sample shop is what they show."""
    with SampleShop() as shop:
        yield from _ours(studio, window, shop.listings[0])
        # Where there is none, there is nothing to be seen.
        with suppress(BrowserMissing):
            yield from _installed(studio, window, shop.listings[0])


def _ours(studio: Turner, window: MainWindow, address: str) -> Iterator[tuple[str, QWidget]]:
    window.open_browser()
    browser = window.browser
    browser.resize(*_SIZE)
    studio.until(lambda: window.jobs.idle)
    yield "browser-start", browser
    browser.open_address(address)
    studio.until(browser.top.capture.isEnabled)
    yield "browser-page", browser
    box = ask_certificate(browser, _Question())
    studio.until(lambda: True)
    yield "dialog-certificate", box
    box.reject()
    done: list[str] = []
    browser.captured.connect(done.append)
    browser.start_capture()
    studio.until(lambda: done)
    studio.until(lambda: window.jobs.idle)
    yield "browser-captured", browser
    with _log_in() as wall:
        browser.open_address(wall)
        studio.until(browser.top.capture.isEnabled)
        browser.start_capture()
        studio.until(browser.leave_wall.isVisible)
        yield "browser-wall", browser
        browser.leave_wall.click()
        studio.until(lambda: len(done) > 1 and window.jobs.idle)
        yield "browser-wall-left", browser
    browser.close()
    studio.until(lambda: not window.jobs.running)


def _installed(studio: Turner, window: MainWindow, address: str) -> Iterator[tuple[str, QWidget]]:
    flags = os.environ["EVIDENCEKIT_CHROMIUM_FLAGS"]
    # It starts in its own time.
    os.environ["EVIDENCEKIT_CHROMIUM_FLAGS"] = f"{flags} --headless=new"
    try:
        browser = InstalledWindow(window.vault)
        browser.resize(*_SIZE)
        browser.show()
        browser.open_address(address)
        studio.until(browser.top.capture.isEnabled)
        yield "browser-installed", browser
        gone: list[bool] = []
        browser._tab.freed.connect(lambda: gone.append(True))  # noqa: SLF001  # the browser has ended then
        browser.close()
        studio.until(lambda: gone and not window.jobs.running)
    finally:
        os.environ["EVIDENCEKIT_CHROMIUM_FLAGS"] = flags
