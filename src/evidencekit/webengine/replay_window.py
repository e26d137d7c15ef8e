"""The window of a replay: a page to look at, and above it that it is not the live one."""

import contextlib
import threading

from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import (
    QApplication,
    QDockWidget,
    QLabel,
    QListWidget,
    QMainWindow,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from evidencekit.capture.connection import DevToolsError, EngineGone
from evidencekit.capture.replay_source import ReplaySource
from evidencekit.capture.replay_store import Match
from evidencekit.domain.errors import Cancelled, EvidenceKitError
from evidencekit.foundation.catalogue import N_, _
from evidencekit.foundation.display_text import one_line
from evidencekit.foundation.error_text import error_text
from evidencekit.webengine.process import prepare_engine, sandboxed
from evidencekit.webengine.replay import Stage, open_page, report

_BANNER = "background: #8a1f11; color: white; font-weight: bold; padding: 6px"
_TICK_MS = 400
_PUMP = 0.5
_LIST = 140
_WORDS = {Match.APPROXIMATE: N_("approximate"), Match.MISSING: N_("missing")}


class ReplayWindow(QMainWindow):
    """Shows a replayed page, how its requests were answered, and which were not."""

    def __init__(self, source: ReplaySource) -> None:
        super().__init__()
        self.setWindowTitle(_("REPLAY - not the live page"))
        self.resize(source.viewport[0], source.viewport[1] + 120)
        self._stage, self._source = Stage(source), source
        self._closed = threading.Event()
        self.banner, self.counts, self.unanswered = QLabel(), QLabel(), QListWidget()
        self._build(source)
        self._timer = QTimer(self, interval=_TICK_MS)
        self._timer.timeout.connect(self._tell)
        self._timer.start()
        self._worker = threading.Thread(target=self._open, name="replay page", daemon=True)
        self._worker.start()

    def _build(self, source: ReplaySource) -> None:
        self.banner.setTextFormat(Qt.TextFormat.PlainText)
        self.banner.setStyleSheet(_BANNER)
        self.banner.setWordWrap(True)
        self.banner.setText("\n".join(self._sentences(source)))
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self._stage.view, 1)
        self.setCentralWidget(page)
        self.counts.setTextFormat(Qt.TextFormat.PlainText)
        self.statusBar().addWidget(self.counts)
        self.unanswered.setAccessibleName(_("Requests without an exact answer"))
        dock = QDockWidget(_("Requests without an exact answer"), self)
        self.unanswered.setMaximumHeight(_LIST)
        dock.setWidget(self.unanswered)
        dock.setFeatures(QDockWidget.DockWidgetFeature.NoDockWidgetFeatures)
        self.addDockWidget(Qt.DockWidgetArea.BottomDockWidgetArea, dock)
        self._dock = dock
        dock.hide()

    @staticmethod
    def _sentences(source: ReplaySource) -> list[str]:
        text = _(
            "REPLAY - not the live page. Shown from what was stored, without any network: {page}"
        )
        sentences = [text.format(page=one_line(source.page))]
        if source.fault:
            sentences.append(_("The file is damaged: not everything in it could be read."))
        if not sandboxed():
            sentences.append(_("The engine runs without its sandbox: do not replay hostile pages."))
        return sentences

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._closed.is_set():
            # The window goes when its page has gone.
            self._closed.set()
            self._timer.stop()
            self.hide()
            self._stage.close(QCoreApplication.quit)
        event.accept()

    def _open(self) -> None:
        connection = self._stage.replay.connection
        try:
            open_page(connection, self._source)
            connection.call("Page.navigate", {"url": self._source.page})
            while not self._closed.is_set():
                # Nobody needs what the recorder says; it must not pile up.
                connection.messages(_PUMP)
        except EvidenceKitError as error:
            words = error_text(error).message
            if not isinstance(error, Cancelled):
                self._stage.gui.post(lambda: self.banner.setText(words))
        except (DevToolsError, TimeoutError, EngineGone) as error:
            words = one_line(str(error))
            with contextlib.suppress(RuntimeError):
                self._stage.gui.post(lambda: self.banner.setText(words))

    def _tell(self) -> None:
        store = self._source.store
        text = _("{exact} exact, {approximate} approximate, {missing} missing")
        self.counts.setText(text.format(**store.counts()))
        told = store.asked(Match.APPROXIMATE, Match.MISSING)
        for one in told[self.unanswered.count() :]:
            given = f"  <- {one.given}" if one.given else ""
            word = _(_WORDS[one.match])
            line = f"{word}: {one.method} {one.url}{given}"
            self.unanswered.addItem(one_line(line, 400))
        self._dock.setVisible(bool(told))


def replay_in_window(source: ReplaySource) -> dict[str, object]:
    """Show a replay until the person closes it; return what was asked for and how it was answered.

    On the main thread of a process whose network is shut, with a display. Raises EngineMissing.
    """
    QCoreApplication.setAttribute(Qt.ApplicationAttribute.AA_ShareOpenGLContexts)
    app = QApplication(["evidencekit"])
    app.setApplicationName("evidencekit")
    prepare_engine(app)
    window = ReplayWindow(source)
    window.show()
    app.exec()
    return report(source)
