"""A stored page shown again, in a window of a process of its own that has no network."""

import json
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, QProcess, Signal

from evidencekit.domain.errors import ReplayFailed
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.error_text import ErrorText
from evidencekit.gui.error_dialog import in_a_window, words_of

_STOP_MS = 2_000


class ReplayRun(QObject):
    """Starts a replay; one window at a time. `failed` carries an `ErrorText`.

    It outlives the page that made it: the window is the person's to close.
    """

    failed = Signal(object)

    def __init__(self) -> None:
        app = QCoreApplication.instance()
        super().__init__(app)
        self._process = QProcess(self)
        self._process.finished.connect(self._end)
        self._process.errorOccurred.connect(self._no_start)
        if app is not None:
            app.aboutToQuit.connect(self._stop)

    @property
    def running(self) -> bool:
        """Say whether a window is open, or about to be."""
        return self._process.state() is not QProcess.ProcessState.NotRunning

    def start(self, file: Path) -> None:
        """Show a file's page; while a window is open another is not started."""
        # Brings the services with it, which no window needs before a vault is open.
        from evidencekit.services.replaying import replay_command  # noqa: PLC0415

        if not self.running:
            program, *words = replay_command(file, "--json")
            self._process.start(program, words)

    def _end(self, status: int, how: QProcess.ExitStatus) -> None:
        said = bytes(self._process.readAllStandardOutput().data())
        if status or how is QProcess.ExitStatus.CrashExit:
            self.failed.emit(_words_in(said))

    def _no_start(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self.failed.emit(_words_in(b""))

    def _stop(self) -> None:
        if self.running:
            # Nobody is there any more who could be told.
            self._process.finished.disconnect(self._end)
            self._process.kill()
            self._process.waitForFinished(_STOP_MS)


def _words_in(answer: bytes) -> ErrorText:
    """Return an error that the command tells, in the words of a window."""
    try:
        told = json.loads(answer)["error"]
        text = ErrorText(*(str(told[part]) for part in ("message", "meaning", "action")))
        return in_a_window(text, str(told["code"]))
    except (ValueError, KeyError, TypeError):
        return words_of(ReplayFailed(detail=_("its process is gone")))
