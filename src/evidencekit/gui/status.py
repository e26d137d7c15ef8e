"""The status bar: which vault, what is under way with its cancel, what waits for a time stamp."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.foundation.display_text import one_line
from evidencekit.gui.icons import icon
from evidencekit.gui.jobs import Job, Jobs, JobState
from evidencekit.gui.parts import badge
from evidencekit.gui.theme import EDGE, GAP

_WORDS, _NAME = 60, 30


class JobStrip(QWidget):
    """The job that runs, its last words, a bar that moves, and the button that stops it."""

    def __init__(self, jobs: Jobs) -> None:
        super().__init__()
        self._jobs = jobs
        self._shown: Job | None = None
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        self.words = QToolButton()
        self.words.setAutoRaise(True)
        self.words.setToolTip(_("Show all jobs"))
        self._bar = QProgressBar()
        self._bar.setFixedSize(QSize(90, 10))
        self._bar.setTextVisible(False)
        self.cancel = QToolButton()
        self.cancel.setIcon(icon("stop"))
        self.cancel.setToolTip(_("Stop this job"))
        self.cancel.setAccessibleName(_("Stop this job"))
        self.cancel.setAutoRaise(True)
        self.cancel.setMinimumSize(26, 26)
        self.cancel.clicked.connect(self._stop)
        for part in (self.words, self._bar, self.cancel):
            layout.addWidget(part)
        jobs.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show what runs now; nothing when nothing does."""
        running = self._jobs.running
        self._shown = running[0] if running else None
        self.setVisible(bool(running))
        if self._shown is None:
            return
        self.words.setText(_job_text(self._shown, len(running) - 1))
        self.words.setAccessibleName(self.words.text())
        # Where it can't be known how far a job is the bar says only that it goes on.
        done, count = self._shown.place or (0, 0)
        self._bar.setRange(0, count)
        self._bar.setValue(done)
        self.cancel.setEnabled(self._shown.state is not JobState.CANCELLING)

    def _stop(self) -> None:
        if self._shown is not None:
            self._shown.cancel()


class StatusBar(QStatusBar):
    """The line below every page. `deadlines_wanted` comes when what is due is clicked.

    `ask_person` is done when the name of who works here is clicked.
    """

    deadlines_wanted = Signal()

    def __init__(self, jobs: Jobs, ask_person: Callable[[], object]) -> None:
        super().__init__()
        self.setSizeGripEnabled(False)
        self.setContentsMargins(EDGE // 2, 2, EDGE // 2, 2)
        self._vault = QLabel()
        self._demo = badge(_("DEMO"), "demo")
        self._demo.setToolTip(_("A demo vault: everything in it agrees, and proves nothing."))
        self._waiting = QLabel()
        self.jobs = JobStrip(jobs)
        self.addWidget(self._demo)
        self.addWidget(self._vault)
        self.person = QToolButton()
        self.person.setAutoRaise(True)
        self.person.setToolTip(_("What is done is recorded under this name; click to change it"))
        self.person.clicked.connect(lambda _checked: ask_person())
        self.addWidget(self.person)
        self.addPermanentWidget(self.jobs)
        self.addPermanentWidget(self._waiting)
        self.due = QToolButton()
        self.due.setAutoRaise(True)
        self.due.setIcon(icon("warning"))
        self.due.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.due.clicked.connect(self.deadlines_wanted)
        self.addPermanentWidget(self.due)
        self.show_vault("", "", demo=False)

    def show_vault(self, name: str, folder: str, *, demo: bool) -> None:
        """Say which vault is open; an empty name means none."""
        self._vault.setText(one_line(name, _WORDS) if name else _("No vault is open"))
        self._vault.setToolTip(_escaped(one_line(folder)) if folder else "")
        self._demo.setVisible(demo)
        self.person.setVisible(bool(name))
        self.show_waiting(None)
        self.show_due(0, 0, 0)

    def show_person(self, name: str) -> None:
        """Say under whose name things are done."""
        text = _("Who works here: {name}").format(name=one_line(name, _NAME) or "-")
        self.person.setAccessibleName(text)
        # A single one would underline the letter after it.
        self.person.setText(text.replace("&", "&&"))

    def show_due(self, overdue: int, soon: int, undated: int) -> None:
        """Say how many deadlines are past, come within two weeks, have no day; none: nothing."""
        many = ngettext("{count} deadline overdue", "{count} deadlines overdue", overdue)
        parts = [many.format(count=overdue)] if overdue else []
        near = ngettext("{count} due within two weeks", "{count} due within two weeks", soon)
        parts += [near.format(count=soon)] if soon else []
        open_ = ngettext("{count} without a known day", "{count} without a known day", undated)
        parts += [open_.format(count=undated)] if undated else []
        text = ", ".join(parts)
        self.due.setText(text)
        self.due.setAccessibleName(text)
        self.due.setVisible(bool(text))

    def show_waiting(self, count: int | None) -> None:
        """Say how many captures have no time stamp; None says nothing."""
        text = ""
        if count == 0:
            text = _("Every capture is time-stamped")
        elif count:
            text = ngettext(
                "{count} capture has no time stamp yet",
                "{count} captures have no time stamp yet",
                count,
            ).format(count=count)
        self._waiting.setText(text)


def _escaped(text: str) -> str:
    import html  # noqa: PLC0415  # after the first paint

    return html.escape(text)


def _job_text(job: Job, more: int) -> str:
    if job.state is JobState.CANCELLING:
        text = _("{job}: stopping...").format(job=job.title)
    elif job.state is JobState.WAITING:
        text = _("{job}: waiting for its turn").format(job=job.title)
    elif job.words:
        text = _("{job}: {words}").format(job=job.title, words=one_line(job.words, _WORDS))
    else:
        text = job.title
    return _("{job} (and {count} more)").format(job=text, count=more) if more else text
