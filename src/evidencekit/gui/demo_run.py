"""The demo as a process of its own: its engine, its vault, its end; here only its words are heard.

It runs the very command that a terminal would, off screen, and can be stopped like there.
"""

import json
import os
import signal
import sys
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QProcessEnvironment, Signal

from evidencekit.foundation.catalogue import _, current_language
from evidencekit.gui.jobs import Job, Jobs, JobState


class DemoRun(QObject):
    """One run of the demo, shown as a job. Made on the GUI thread.

    `said` gives each line of progress; `made` the folder of the demo's vault when all went well;
    `failed` the last words of the process when it did not.
    """

    said = Signal(str)
    made = Signal(Path)
    failed = Signal(str)

    def __init__(self, jobs: Jobs, parent: QObject, folder: Path | None = None) -> None:
        super().__init__(parent)
        self.job = Job(_("The demo case"), quiet=False)
        self._last = ""
        self._process = QProcess(self)
        self._process.setProcessEnvironment(_environment())
        self._process.readyReadStandardError.connect(self._hear)
        self._process.finished.connect(self._end)
        self._process.errorOccurred.connect(self._no_start)
        self.job.state = JobState.RUNNING
        self.job.changed.connect(self._stop_if_asked)
        jobs.adopt(self.job)
        where = [str(folder)] if folder else []
        options = ["--json", "--lang", current_language()]
        self._process.start(sys.executable, ["-P", "-m", "evidencekit", *options, "demo", *where])

    def _hear(self) -> None:
        text = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        for line in filter(None, map(str.strip, text.splitlines())):
            self._last = line
            self.job.words = line
            self.job.changed.emit()
            self.said.emit(line)

    def _stop_if_asked(self) -> None:
        if self.job.state is JobState.CANCELLING and self._process.processId():
            if sys.platform == "win32":
                self._process.kill()
            else:
                os.kill(self._process.processId(), signal.SIGINT)

    def _no_start(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self._finish(JobState.FAILED)
            self.failed.emit(self._process.errorString())

    def _end(self, status: int, _how: QProcess.ExitStatus) -> None:
        self._hear()
        if self.job.task.cancelled:
            self._finish(JobState.CANCELLED)
            return
        out = bytes(self._process.readAllStandardOutput().data())
        folder = _vault_in(out) if status == 0 else None
        self._finish(JobState.DONE if folder else JobState.FAILED)
        if folder:
            self.made.emit(folder)
        else:
            self.failed.emit(self._last)

    def _finish(self, state: JobState) -> None:
        self.job.state = state
        self.job.changed.emit()


def _environment() -> QProcessEnvironment:
    made = QProcessEnvironment.systemEnvironment()
    made.insert("QT_QPA_PLATFORM", "offscreen")
    made.insert("PYTHONIOENCODING", "utf-8")
    return made


def _vault_in(out: bytes) -> Path | None:
    try:
        return Path(json.loads(out)["vault"])
    except (ValueError, KeyError, TypeError):
        return None
