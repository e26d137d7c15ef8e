"""Visits a page with the real engine and recorder, as a session would, for the recorder's tests."""

import contextlib
import time
from dataclasses import dataclass, field
from pathlib import Path

from evidencekit.capture.recorder import Recorder
from evidencekit.capture.withholding import WithholdRules
from evidencekit.foundation.clock import SystemClock


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

    def __init__(self, browser, spool, rules=None):
        spool.mkdir(exist_ok=True)
        self.connection = browser.open_page()
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

    def until(self, done, seconds=20):
        end = time.monotonic() + seconds
        self.take(0.05)
        while not done():
            assert time.monotonic() < end, f"not in {seconds} s: {self.recorder.open_requests()}"
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
