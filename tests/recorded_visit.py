"""Visits a page with the real engine and recorder, as a session would, for the recorder's tests."""

import contextlib
import os
import signal
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtNetwork import QAuthenticator
from PySide6.QtWebEngineWidgets import QWebEngineView

from evidencekit.capture.recorder import Recorder
from evidencekit.capture.withholding import WithholdRules
from evidencekit.foundation.clock import SystemClock
from evidencekit.webengine import BrowserWish, EvidencePage, RecordingProfile, connect_page

# An answer that never comes. Unlike an endless loop it leaves the page's process free: what is sent
# to a process that just died may be carried out by the page's next one.
NEVER = {"expression": "new Promise(() => 0)", "awaitPromise": True}
# Waits end when what they wait for is there; this only ends those that would last for ever.
PATIENCE_S = 60


@dataclass
class Visit:
    """What a visit gave."""

    recording: object = None
    document: object = None
    notes: list = field(default_factory=list)
    title: str = ""
    seconds: float = 0.0


class Tab:
    """A page with its recorder; made and used in the worker thread."""

    def __init__(self, browser, spool, rules=None, connection=None):
        spool.mkdir(exist_ok=True)
        self.connection = connection or browser.open_page()
        self.recorder = Recorder(spool, rules or WithholdRules(), SystemClock())
        self.notes = []

    def take(self, seconds):
        messages = self.connection.messages(seconds)
        self.notes += [m for m in messages if m["k"] == "note"]
        self.recorder.take(messages)

    def go(self, url):
        said = self.connection.call("Page.navigate", {"url": url})
        self.take(0)
        return said

    def title(self):
        said = self.connection.call("Runtime.evaluate", {"expression": "document.title"})
        return said["result"]["value"]

    def until(self, done):
        end = time.monotonic() + PATIENCE_S
        self.take(0.05)
        while not done():
            assert time.monotonic() < end, f"{self.recorder.open_requests()} requests are open"
            self.take(0.05)

    def until_idle(self, seconds=0.5, title=None):
        if title is not None:
            self.until(lambda: self.title() == title)
        self.until(lambda: self.recorder.idle_for(seconds))

    def finish(self):
        seen = self.connection.requests_seen()
        title = self.title()
        self.take(0)
        visit = Visit(self.recorder.finish(seen), self.recorder.document(), self.notes, title)
        self.connection.close()
        return visit


class ShownTab(Tab):
    """A page in a view that somebody else made and shows, with a recorder of ours beside it."""

    def __init__(self, browser, spool):
        self._gui = browser._gui
        self.profile, self.page, self.view, connection = self._gui.call(self._show)
        super().__init__(browser, spool, connection=connection)
        assert connection.wait_until_ready(PATIENCE_S)

    def _show(self):
        profile = RecordingProfile(BrowserWish())
        page = EvidencePage(profile)
        view = QWebEngineView()
        view.setPage(page)
        view.show()
        return profile, page, view, connect_page(page, self._gui)

    def load(self, url):
        """Load as a person does, not through the channel; return when all of it is there."""
        started = threading.Event()

        def load():
            # The channel heard of this signal before: it knows that the page lives (again).
            self.page.loadStarted.connect(started.set)
            self.page.load(QUrl(url))

        self._gui.call(load)
        assert started.wait(PATIENCE_S)
        self.until(lambda: self.recorder.document() and self.recorder.document().url == url)
        self.until_idle(0.3)

    def ask_for_log_ins(self, urls):
        """Ask the page to log in at each of these, one after another, as the engine does."""

        def ask():
            for url in urls:
                self.page.authenticationRequired.emit(QUrl(url), QAuthenticator())

        self._gui.call(ask)

    def kill(self):
        os.kill(self.page.renderProcessPid(), signal.SIGKILL)

    def free(self):
        """Give page and view up; return the address that the page showed."""

        def free():
            url = self.page.url().toString()
            self.view.deleteLater()
            self.page.destroyed.connect(self.profile.deleteLater)
            self.page.deleteLater()
            return url

        return self._gui.call(free)


def listening_ports(pids):
    """The TCP ports on which one of the processes listens (Linux)."""
    inodes = {inode for pid in pids for inode in _sockets(Path(f"/proc/{pid}/fd"))}
    ports = set()
    for table in (Path("/proc/net/tcp"), Path("/proc/net/tcp6")):
        for line in table.read_text(encoding="ascii").splitlines()[1:]:
            words = line.split()
            if words[3] == "0A" and words[9] in inodes:
                ports.add(int(words[1].rsplit(":", 1)[1], 16))
    return ports


def _sockets(folder):
    try:
        names = list(folder.iterdir())
    except OSError:
        return
    for name in names:
        with contextlib.suppress(OSError):
            target = str(name.readlink())
            if target.startswith("socket:["):
                yield target[8:-1]


def family(pid):
    """The process and all that come from it."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            with contextlib.suppress(OSError):
                stat = (folder / "stat").read_text(encoding="utf-8", errors="replace")
                parents[int(folder.name)] = int(stat.rsplit(")", 1)[1].split()[1])
    found = {pid}
    while more := {child for child, parent in parents.items() if parent in found} - found:
        found |= more
    return found
