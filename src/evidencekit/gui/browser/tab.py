"""One live page with everything it needs, from the first profile to the last thing freed."""

from contextlib import ExitStack
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QUrl, Signal
from PySide6.QtWebEngineWidgets import QWebEngineView

from evidencekit.bootstrap import withhold_rules
from evidencekit.bootstrap.browsing import browser_wish
from evidencekit.capture.plan import CapturePlan
from evidencekit.domain.errors import Cancelled, ProfileInUse
from evidencekit.foundation.catalogue import _
from evidencekit.gui.browser.recording import Recording, RecordingNeeds
from evidencekit.gui.jobs import Job, JobState, Task
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import page_text
from evidencekit.services.capturing import CaptureResult
from evidencekit.webengine import (
    EmbeddedBrowser,
    EvidencePage,
    GuiThread,
    RecordingProfile,
    connect_page,
    open_profile,
)
from evidencekit.webengine.connection import PageConnection

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk

_QUIT_SECONDS = 15.0
_MOMENT = 0.02
_FREED_IN_TURNS = 3

# A page outlives its window until its thread is over and everything was freed in order.
_living: dict["LiveTab", None] = {}


class LiveTab(QObject):
    """A page that is recorded from its first load. On the GUI thread; make it before loading.

    `waits`: another page is recorded, and this one begins when that one is closed. `built`: page
    and view are there.
    `recording_began` gives the `Recording` whose signals tell the rest; `vault_refused` why the
    vault can't be written to, or that the profile is in use. `noted`: what was refused to the
    page, address, the page's words.
    `certificate_asked`: a `CertificateQuestion` that the person must answer. `job_moved`: the
    capture under way began, moved or ended. `freed` is the last of all.
    """

    waits = Signal()
    built = Signal()
    recording_began = Signal(object)
    vault_refused = Signal(object)
    noted = Signal(str, str, str)
    certificate_asked = Signal(object)
    job_moved = Signal()
    freed = Signal()

    def __init__(self, vault: OpenVault, profile: str | None = None) -> None:
        """`profile` names a kept one. Raises WrongUse: it is no name, or languages are none."""
        super().__init__()
        self._vault, self._wish = vault, browser_wish(profile)
        self._browser, self._gui = EmbeddedBrowser(), GuiThread()
        self._profile: RecordingProfile | None = None
        self._page: EvidencePage | None = None
        self._view: QWebEngineView | None = None
        self._connection: PageConnection | None = None
        self._recording: Recording | None = None
        self._opening = self._over = False
        self.job: Job | None = None
        QCoreApplication.instance().aboutToQuit.connect(self.end_now)  # type: ignore[union-attr]
        self._before = next((tab for tab in reversed(_living)), None)
        _living[self] = None

    @property
    def page(self) -> EvidencePage:
        """Return the page. Raises ValueError before `built`."""
        if self._page is None:
            raise ValueError("not built")
        return self._page

    @property
    def view(self) -> QWebEngineView:
        """Return the view. Raises ValueError before `built`."""
        if self._view is None:
            raise ValueError("not built")
        return self._view

    def open_vault(self) -> None:
        """Take the vault's writer and begin to record; the person may be asked for a passphrase."""
        if self._opening or self._recording is not None or self._over:
            return
        self._opening = True
        if self._before in _living:
            # One recorded page at a time: beside a channel that discovers workers a second one
            # does not start, nor for a page that was made beside it.
            self._before.freed.connect(self._take_turn)
            self.waits.emit()
            return
        self._take_turn()

    def _build(self) -> None:
        self._profile = open_profile(self._wish)
        self._page = EvidencePage(self._profile)
        self._page.asks = self.certificate_asked.emit
        self._view = QWebEngineView()
        self._view.setPage(self._page)
        if self._wish.profile is None:
            self._page.destroyed.connect(self._profile.deleteLater)
            self._profile.destroyed.connect(self._forget)
        else:
            # It serves the next page too, until the program ends.
            self._page.destroyed.connect(self._forget)

    def _take_turn(self) -> None:
        if self._over:
            return
        if self._page is None:
            try:
                self._build()
            except ProfileInUse as error:
                self._failed(error)
                return
            self.built.emit()
        self._vault.write(
            self, _("Opening the vault for writing"), self._take_writer, self._begin, self._failed
        )

    def load(self, address: str) -> None:
        """Load an address that was found to be one."""
        self.page.load(QUrl(address))

    def capture(self, plan: CapturePlan) -> Job | None:
        """Begin to capture what is shown, as a job; None when that can't be now."""
        if self._recording is None or self._over or self.job is not None:
            return None
        host = urlsplit(self.page.url().toString()).hostname
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
        self._recording = recording = Recording(
            lambda: self._gui.call(self._connect), self._browser, needs
        )
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

    def _free(self) -> None:
        """Free the page before its profile: the engine aborts at exit otherwise."""
        if self._connection is not None:
            self._connection.dispose()
        self._browser.close_pages(_nothing)
        if self._page is None:
            self._forget()
            return
        if shiboken6.isValid(self._view):
            self.view.hide()
            self.view.deleteLater()
        self._page.deleteLater()

    def _forget(self) -> None:
        _living.pop(self, None)
        self.freed.emit()

    def _connect(self) -> PageConnection:
        if self._over:
            raise Cancelled
        self._connection = connect_page(self.page, self._gui)
        record = self.page.note

        def note(what: str, url: str, words: str) -> None:
            record(what, url, words)
            self.noted.emit(what, url, words)

        self.page.note = note
        return self._connection


def _nothing() -> None:
    pass
