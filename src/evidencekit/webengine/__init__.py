"""QtWebEngine as a `capture.connection.DevToolsConnection`: profiles, pages, the bare channel.

Qt's loop owns the main thread; sessions run in worker threads and never touch a Qt object.
Importing this raises EngineMissing where the engine can't be loaded.
"""

from evidencekit.domain.errors import EngineMissing

try:
    from evidencekit.webengine.browser import (
        EmbeddedBrowser,
        GuiThread,
        connect_page,
        run_with_browser,
    )
    from evidencekit.webengine.keeping import forget_kept
    from evidencekit.webengine.page import EvidencePage
    from evidencekit.webengine.process import end_kept, prepare_engine
    from evidencekit.webengine.profile import (
        BrowserWish,
        KeptProfile,
        RecordingProfile,
        open_profile,
    )
except ImportError as error:
    raise EngineMissing(detail=error) from error

__all__ = [
    "BrowserWish",
    "EmbeddedBrowser",
    "EvidencePage",
    "GuiThread",
    "KeptProfile",
    "RecordingProfile",
    "connect_page",
    "end_kept",
    "forget_kept",
    "open_profile",
    "prepare_engine",
    "run_with_browser",
]
