"""What has to be set once for the whole process, before the engine starts."""

import gc
import logging
import os
import sys
from functools import cache
from pathlib import Path
from time import monotonic

from PySide6.QtCore import (
    QCoreApplication,
    QMessageLogContext,
    Qt,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtGui import QFontDatabase
from PySide6.QtWebEngineCore import (
    QWebEngineProfile,
    QWebEngineUrlScheme,
    qWebEngineChromiumVersion,
    qWebEngineVersion,
)
from PySide6.QtWidgets import QApplication

from evidencekit.capture.connection import EngineInfo
from evidencekit.foundation.resources import resource
from evidencekit.webengine.profile import BrowserWish, RecordingProfile, close_kept

_log = logging.getLogger(__name__)

SELF_TEST_SCHEME = b"evidencekit-selftest"
_FONTS = ("NotoSansSC-Regular.ttf", "NotoSansSC-Bold.ttf", "DejaVuSans.ttf")
_COLLECT_MS = 100
_OLDEST = 2
# Of how much time the walk over all that there is may take one part.
_FULL_PART = 50
_TURN = 0.0005
_prepared: list[QApplication] = []
_full_from = [0.0]


def prepare_engine(
    application: QApplication | None = None, wish: BrowserWish | None = None
) -> QApplication:
    """Set flags, scheme and fonts, once; return the application, made here if there is none.

    Pages write numbers and dates in the first language of `wish`, in the whole process.

    An application made here draws off screen: a capture shows no window of ours. Call it on the
    main thread, before the first profile of the process.
    """
    if _prepared:
        return _prepared[0]
    _set_environment((wish or BrowserWish()).first_language)
    _register_scheme()
    existing = application or QApplication.instance()
    if isinstance(existing, QApplication):
        app = existing
    else:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
        # Qt and the engine talk to standard error of what the person can do nothing about.
        qInstallMessageHandler(_log_message)
        app = QApplication(["evidencekit"])
        app.setApplicationName("evidencekit")
        app.setQuitOnLastWindowClosed(False)
    for name in _FONTS:
        QFontDatabase.addApplicationFont(str(resource("fonts", name)))
    # The GUI thread answers each request of a page: it can't wait long for its turn.
    sys.setswitchinterval(_TURN)
    _collect_here(app)
    _prepared.append(app)
    return app


def end_engine() -> None:
    """End the engine in order: it has then written all that it keeps. On the main thread.

    The application goes with it, and this process can't have another engine.
    """
    for application in _prepared:
        application.shutdown()
    _prepared.clear()


def end_kept() -> bool:
    """End the engine where windows kept a profile; say whether all of that is then on disk.

    On the main thread, when every page is gone; the application goes with it.
    """
    keepers = close_kept()
    if keepers:
        end_engine()
    return all(keeper.has_written() for keeper in keepers)


def _collect_here(app: QApplication) -> None:
    """Have garbage collected on the GUI thread only: another would free what is Qt's to free."""
    gc.disable()
    # What was loaded stays: no page is kept waiting while all of it is walked again.
    gc.freeze()
    timer = QTimer(app, interval=_COLLECT_MS)
    timer.timeout.connect(_collect)
    timer.start()


def _collect() -> None:
    """Collect the oldest generation that is due, about as Python would have.

    Python walks all that there is only when much of it is new; who asks for it can't know how much
    that is, so here it rests after each such walk in proportion to what that took.
    """
    begun = monotonic()
    for generation in (_OLDEST, 1, 0):
        due = gc.get_count()[generation] > gc.get_threshold()[generation]
        if due and (generation < _OLDEST or begun >= _full_from[0]):
            gc.collect(generation)
            if generation == _OLDEST:
                ended = monotonic()
                _full_from[0] = ended + (ended - begun) * _FULL_PART
            return


def memory_used() -> int:
    """Return the bytes of memory that this process holds now; 0 where that can't be known."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def engine_info(profile: QWebEngineProfile) -> EngineInfo:
    """Return which engine this is, with this profile."""
    return EngineInfo(
        name="QtWebEngine",
        version=str(qWebEngineVersion()),
        chromium=str(qWebEngineChromiumVersion()),
        user_agent=profile.httpUserAgent(),
        sandbox=sandboxed(),
        languages=profile.httpAcceptLanguage(),
        profile=profile.kept if isinstance(profile, RecordingProfile) else None,
        fonts=_families(),
    )


def sandboxed() -> bool:
    """Say whether the engine's own sandbox is on in this process."""
    return os.environ.get("QTWEBENGINE_DISABLE_SANDBOX") != "1"


@cache
def _families() -> tuple[str, ...]:
    return tuple(QFontDatabase.families())


def _set_environment(language: str) -> None:
    # Nobody else may attach to the page under capture: no port, whatever the environment says.
    os.environ.pop("QTWEBENGINE_REMOTE_DEBUGGING", None)
    words = " ".join(
        os.environ.get(name, "")
        for name in ("QTWEBENGINE_CHROMIUM_FLAGS", "EVIDENCEKIT_CHROMIUM_FLAGS")
    )
    kept = [word for word in words.split() if "remote-debugging" not in word]
    if not any(word.startswith("--log-level") for word in kept):
        kept.append("--log-level=3")
    # Else the engine takes it from the system, where it may be such as `en-u-va-posix`.
    kept = [word for word in kept if not word.startswith("--lang=")] + [f"--lang={language}"]
    os.environ["QTWEBENGINE_CHROMIUM_FLAGS"] = " ".join(kept)
    if sys.platform != "win32" and os.geteuid() == 0:
        # Chromium refuses to run as root with its sandbox; the capture says that it was off.
        os.environ["QTWEBENGINE_DISABLE_SANDBOX"] = "1"


def _log_message(_kind: QtMsgType, context: QMessageLogContext, text: str) -> None:
    _log.debug("%s: %s", context.category, text)


def _register_scheme() -> None:
    if QWebEngineUrlScheme.schemeByName(SELF_TEST_SCHEME).name() == SELF_TEST_SCHEME:
        return
    scheme = QWebEngineUrlScheme(SELF_TEST_SCHEME)
    scheme.setSyntax(QWebEngineUrlScheme.Syntax.Host)
    flag = QWebEngineUrlScheme.Flag
    scheme.setFlags(flag.SecureScheme | flag.CorsEnabled | flag.FetchApiAllowed)
    QWebEngineUrlScheme.registerScheme(scheme)
