"""A page that is recorded from its first load, whichever browser shows it: vault, thread, job."""

from abc import abstractmethod
from contextlib import ExitStack
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

from evidencekit.bootstrap import withhold_rules
from evidencekit.capture.plan import CapturePlan
from evidencekit.domain.errors import Cancelled
from evidencekit.foundation.catalogue import _
from evidencekit.gui.browser.recording import LivePage, Recording, RecordingNeeds, TestedBrowser
from evidencekit.gui.jobs import Job, JobState, Task
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import page_text
from evidencekit.services.capturing import CaptureResult

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk

_QUIT_SECONDS = 15.0
_MOMENT = 0.02
_FREED_IN_TURNS = 3


class RecordedTab(QObject):
    """On the GUI thread; make it before loading.

    `recording_began` gives the `Recording` whose signals tell the rest; `vault_refused` why the
    vault can't be written to, or that the profile is in use. `noted`: what was refused to the
    page, address, the page's words. `job_moved`: the capture under way began, moved or ended.
    `freed` is the last of all.
    """

    recording_began = Signal(object)
    vault_refused = Signal(object)
    noted = Signal(str, str, str)
    job_moved = Signal()
    freed = Signal()

    def __init__(self, vault: OpenVault, browser: TestedBrowser) -> None:
        super().__init__()
        self._vault, self._tested = vault, browser
        self._recording: Recording | None = None
        self._opening = self._over = False
        self.job: Job | None = None
        QCoreApplication.instance().aboutToQuit.connect(self.end_now)  # type: ignore[union-attr]

    @property
    @abstractmethod
    def address(self) -> str:
        """Return the address of the page that is shown."""

    @abstractmethod
    def _connect(self) -> LivePage:
        """Return the page, its recorder running. In the recording's thread. Raises Cancelled."""

    @abstractmethod
    def _free(self) -> None:
        """Free everything, in order; `freed` comes when that is done."""

    def open_vault(self) -> None:
        """Take the vault's writer and begin to record; the person may be asked for a passphrase."""
        if self._opening or self._recording is not None or self._over:
            return
        self._opening = True
        self._take_turn()

    def _take_turn(self) -> None:
        self._vault.write(
            self, _("Opening the vault for writing"), self._take_writer, self._begin, self._failed
        )

    def capture(self, plan: CapturePlan) -> Job | None:
        """Begin to capture what is shown, as a job; None when that can't be now."""
        if self._recording is None or self._over or self.job is not None:
            return None
        host = urlsplit(self.address).hostname
        job = self.job = Job(_("Capturing {site}").format(site=page_text(host)), quiet=False)
        job.state = JobState.RUNNING
        job.changed.connect(self._job_changed)
        self._vault.jobs.adopt(job)
        self._recording.capture(job.task, plan)
        self.job_moved.emit()
        return job

    def leave_wall(self) -> None:
        """Have the wall that the person was to solve captured as it stands."""
        if self._recording is not None:
            self._recording.leave_wall()

    def end(self) -> None:
        """Stop recording and free everything, in order; `freed` comes when that is done."""
        if self._over:
            return
        self._over = True
        if self.job is not None:
            self.job.cancel()
        if self._recording is None:
            self._free()
        else:
            self._recording.end()

    def end_now(self) -> None:
        """Do what `end` does before returning: the program is about to be over."""
        self.end()
        recording = self._recording
        if recording is not None:
            for _each in range(int(_QUIT_SECONDS / _MOMENT)):
                # The thread may wait for an answer of this one, whose loop runs no more.
                QCoreApplication.sendPostedEvents(None, QEvent.Type.MetaCall.value)
                if recording.wait(_MOMENT):
                    break
            self._recording_ended()
        for _each in range(_FREED_IN_TURNS):
            QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    # ---- the vault -----------------------------------------------------------------------------

    def _take_writer(self, desk: "Desk", _task: Task) -> RecordingNeeds:
        if self._over:
            raise Cancelled
        with ExitStack() as stack:
            writer = stack.enter_context(desk.writing())
            stack.enter_context(desk.earlier_token(writer))
            if self._over:
                raise Cancelled
            return RecordingNeeds(writer, stack.pop_all(), desk.operator, withhold_rules())

    def _begin(self, needs: RecordingNeeds) -> None:
        self._opening = False
        if self._over:
            needs.release.close()
            return
        self._recording = recording = Recording(self._connect, self._tested, needs)
        recording.captured.connect(self._captured)
        recording.refused.connect(self._capture_refused)
        recording.ended.connect(self._recording_ended)
        self.recording_began.emit(recording)
        recording.start()

    def _failed(self, error: Exception) -> None:
        self._opening = False
        self.vault_refused.emit(error)

    # ---- the job -------------------------------------------------------------------------------

    def _job_changed(self) -> None:
        if self.job is not None and self.job.state is JobState.CANCELLING and self._recording:
            self._recording.cancel()

    def _captured(self, result: CaptureResult, _facts_error: object) -> None:
        self._end_job(JobState.DONE)
        if result.sealed:
            self._vault.captures_changed.emit()

    def _capture_refused(self, error: Exception) -> None:
        self._end_job(JobState.CANCELLED if isinstance(error, Cancelled) else JobState.FAILED)

    def _end_job(self, state: JobState) -> None:
        job, self.job = self.job, None
        if job is not None:
            job.state = state
            job.changed.emit()
            self.job_moved.emit()

    # ---- the end -------------------------------------------------------------------------------

    def _recording_ended(self) -> None:
        if self._recording is None:
            return
        self._recording = None
        self._end_job(JobState.CANCELLED if self._over else JobState.FAILED)
        if self._over:
            self._free()
