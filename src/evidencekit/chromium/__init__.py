"""An installed Chrome, Edge or Chromium as a `capture.connection.DevToolsConnection`. No Qt.

Driven over two private handles: no port is opened and nobody else can attach. What the browser says
is heard on one thread; sessions run in threads of their own.
"""

from evidencekit.chromium.browser import InstalledBrowser, run_with_installed
from evidencekit.chromium.finding import FoundBrowser, find_browser
from evidencekit.chromium.profile import held
from evidencekit.chromium.wish import InstalledWish, KeptFolder

__all__ = [
    "FoundBrowser",
    "InstalledBrowser",
    "InstalledWish",
    "KeptFolder",
    "find_browser",
    "held",
    "run_with_installed",
]
