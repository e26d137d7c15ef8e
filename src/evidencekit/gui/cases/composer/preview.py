"""The packet of a draft as it would look: drawn away from the GUI thread, marked, kept nowhere."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtPdf import QPdfDocument
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from evidencekit.bootstrap import desk_composing as composing
from evidencekit.casework.model import Complaint
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.cases.pdf import PdfPane, fault_words
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.jobs import Job, Task
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import Bar, badge
from evidencekit.gui.pieces import words
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import sentences

if TYPE_CHECKING:
    from evidencekit.services.previewing import Preview


class PreviewPane(QWidget):
    """Shows the pages drawn last; the old ones stay until new ones are there, or for good.

    `drawn` comes when the pages of the draft that was asked for last are shown.
    """

    drawn = Signal()

    def __init__(self, vault: OpenVault) -> None:
        super().__init__()
        self._vault = vault
        self._drawing = composing.previewing(vault.desk)
        self._job: Job | None = None
        self._wanted: Complaint | None = None
        self._stale = False
        self.mark = badge(_("PREVIEW"), "warn")
        self.told = words("", "muted")
        self.trouble = Bar("bad")
        self.pane = PdfPane()
        top = QHBoxLayout()
        top.setContentsMargins(EDGE, GAP, EDGE, 0)
        top.setSpacing(GAP)
        top.addWidget(self.mark)
        top.addWidget(self.told, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.trouble)
        layout.addWidget(self.pane, 1)
        self.setFocusProxy(self.pane)

    def draw(self, draft: Complaint, *, stale: bool = False) -> None:
        """Draw a draft; one that is being drawn is given up. `stale`: captures' facts changed."""
        self._wanted, self._stale = draft, self._stale or stale
        self._say(_("Drawing the pages..."))
        if self._job is None:
            self._begin()
        else:
            self._job.cancel()

    def wait(self, why: str) -> None:
        """Draw nothing for now, and say why."""
        self._wanted = None
        if self._job is not None:
            self._job.cancel()
        self._say(why)

    def close_drawing(self) -> None:
        """Let go of the pages and have them removed."""
        self.wait("")
        self.pane.clear()
        drawing, jobs = self._drawing, self._vault.jobs
        # Of nobody: it is done though this page is gone.
        jobs.read(QObject(jobs), lambda _task: drawing.close(), lambda _none: None)

    def _begin(self) -> None:
        draft, drawing, stale = self._wanted, self._drawing, self._stale
        desk = self._vault.desk
        if draft is None:
            return
        self._wanted, self._stale = None, False

        def work(task: Task) -> "Preview":
            if stale:
                drawing.forget()
            return desk.read(lambda _desk: drawing.draw(draft, task.check))

        job = self._vault.jobs.read(self, work, self._show, self._fail)
        self._job = job
        job.changed.connect(self._moved)

    def _moved(self) -> None:
        if self._job is not None and self._job.state.is_over:
            self._job = None
            self._begin()

    def _show(self, made: "Preview") -> None:
        if self._wanted is not None:
            return
        fault = self.pane.show_file(made.pdf)
        if fault is not QPdfDocument.Error.None_:
            self.trouble.say(fault_words(fault))
            self._say(_("These pages are not of the draft as it stands."))
            return
        self.trouble.say("")
        text = ngettext("{count} page", "{count} pages", made.pages).format(count=made.pages)
        self._say(_("{pages}. Not signed, kept nowhere.").format(pages=text))
        self.drawn.emit()

    def _fail(self, error: Exception) -> None:
        if self._wanted is None:
            told = words_of(error)
            self.trouble.say(sentences(told.message, told.action))
            self._say(
                _("These pages are not of the draft as it stands.") if self.pane.pages else ""
            )

    def _say(self, text: str) -> None:
        self.told.setText(text)
        self.told.setAccessibleName(text)
