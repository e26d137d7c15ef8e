"""Notices by the system: a job is done, a deadline is due. Neither names a page or a person."""

from collections.abc import Callable
from datetime import date
from typing import Protocol

from PySide6.QtCore import QObject, SignalInstance
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMainWindow, QSystemTrayIcon

from evidencekit.foundation.catalogue import _
from evidencekit.gui import preferences
from evidencekit.gui.icons import icon
from evidencekit.gui.jobs import Job, Jobs, JobState
from evidencekit.gui.theme import colours

_DEADLINES = "deadlines"


class Tray(Protocol):
    """The system's tray, as far as it is used. `messageClicked` comes when a notice is clicked."""

    @property
    def messageClicked(self) -> SignalInstance:  # noqa: N802  # Qt's name
        """Return the signal of a click."""

    def show(self) -> None:
        """Stand in the tray, without which there is no message."""

    def hide(self) -> None:
        """Leave the tray."""

    def showMessage(self, title: str, words: str, sign: QIcon, /) -> None:  # noqa: N802  # as above
        """Show a notice."""


def system_tray() -> Tray | None:
    """Return the tray of this desktop; None where it has none."""
    if not QSystemTrayIcon.isSystemTrayAvailable():
        return None
    made = QSystemTrayIcon(icon("verify", colours().accent))
    made.setToolTip(_("evidencekit"))
    return made


def looks_elsewhere() -> bool:
    """Say whether no window of ours has the keyboard."""
    return QApplication.activeWindow() is None


class Notices(QObject):
    """Tells one who looks elsewhere of jobs that ended, and once a day of what is due.

    The settings switch it off. A click brings the window back: `show_room` is asked for the page
    that was told of.
    """

    def __init__(
        self,
        window: QMainWindow,
        jobs: Jobs,
        show_room: Callable[[str], None],
        tray: Callable[[], Tray | None] = system_tray,
        away: Callable[[], bool] = looks_elsewhere,
    ) -> None:
        super().__init__(window)
        self._window, self._show_room, self._make, self._away = window, show_room, tray, away
        self._tray: Tray | None = None
        self._room = ""
        self._told: tuple[date, int, int] | None = None
        jobs.ended.connect(self._job_ended)

    def tell_due(self, day: date, overdue: int, soon: int) -> None:
        """Say how many deadlines are past or near, once a day and whenever there are more."""
        before, self._told = self._told, (day, overdue, soon)
        if not (overdue or soon):
            return
        if before is not None and before[0] == day and overdue <= before[1] and soon <= before[2]:
            return
        words = _("Past: {overdue}. Due within two weeks: {soon}.")
        self._say(_("Deadlines"), words.format(overdue=overdue, soon=soon), _DEADLINES)

    def close(self) -> None:
        """Leave the tray."""
        if self._tray is not None:
            self._tray.hide()
            self._tray = None

    def _job_ended(self, job: Job) -> None:
        if job.unasked or job.state is JobState.CANCELLED or not self._away():
            return
        QApplication.alert(self._window)
        if job.state is JobState.FAILED:
            self._say(_("A job came to no end"), _("The window says why, and what to do."))
        else:
            self._say(_("A job is done"), _("Its result is in the window."))

    def _say(self, title: str, words: str, room: str = "") -> None:
        if preferences.chosen().notices == preferences.OFF:
            return
        if self._tray is None:
            self._tray = self._make()
            if self._tray is None:
                return
            self._tray.messageClicked.connect(self._come_back)
            self._tray.show()
        self._room = room
        self._tray.showMessage(title, words, icon("verify", colours().accent))

    def _come_back(self) -> None:
        self._window.showNormal() if self._window.isMinimized() else self._window.show()
        self._window.activateWindow()
        if self._room:
            self._show_room(self._room)
