"""Starts the browser with two handles of ours and ends it, leaving no process behind."""

import os
import shlex
import sys
from pathlib import Path

from evidencekit.chromium.child import start_child
from evidencekit.chromium.finding import FoundBrowser
from evidencekit.domain.errors import EngineMissing

# It asks nobody but the sites, has no extensions, and paints though nobody looks.
_FLAGS = (
    "--remote-debugging-pipe",
    "--no-startup-window",
    "--no-first-run",
    "--no-default-browser-check",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-breakpad",
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
    "--disable-background-timer-throttling",
    "--media-router=0",
    "--no-pings",
    "--log-level=3",
)
_ENDS = 10.0


def sandboxed() -> bool:
    """Say whether the browser's own sandbox is on: as root it refuses to run with it."""
    return sys.platform == "win32" or os.geteuid() != 0


class BrowserProcess:
    """A browser that runs, and the pipe to it. Raises EngineMissing."""

    def __init__(self, browser: FoundBrowser, folder: Path, language: str, *, hidden: bool) -> None:
        command = [str(browser.program), *_FLAGS, f"--user-data-dir={folder}", f"--lang={language}"]
        command += ["--headless=new"] if hidden else []
        command += [] if sandboxed() else ["--no-sandbox"]
        # Its own store of secrets would ask the person for the system's.
        command += ["--password-store=basic"] if sys.platform == "linux" else []
        command += ["--use-mock-keychain"] if sys.platform == "darwin" else []
        try:
            self._child, self.pipe = start_child(command + _more_flags())
        except OSError as error:
            raise EngineMissing(detail=error) from error

    def memory(self) -> int:
        """Return the bytes that its main process holds now; 0 where that can't be known."""
        try:
            pages = Path(f"/proc/{self._child.pid}/statm").read_text(encoding="ascii").split()[1]
        except OSError:
            return 0
        return int(pages) * os.sysconf("SC_PAGE_SIZE")

    def end(self) -> None:
        """Ask it to end, and end it if it does not; return when it has."""
        self.pipe.send("Browser.close")
        if not self.pipe.join(_ENDS):
            self._child.kill()
        if not self._child.wait(_ENDS):
            self._child.kill()
            self._child.wait(_ENDS)
        self.pipe.join(_ENDS)
        # Its helpers end when it has; what hangs would hold the profile's folder.
        self._child.kill()


def _more_flags() -> list[str]:
    words = shlex.split(os.environ.get("EVIDENCEKIT_CHROMIUM_FLAGS", ""))
    # Nobody else may attach to the page under capture, whatever the environment says.
    return [word for word in words if "remote-debugging" not in word]
