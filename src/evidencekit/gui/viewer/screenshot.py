"""The screenshot with its zoom; what can't be shown is said in its place."""

from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from evidencekit.evidence.text_boxes import Box
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.error_text import ErrorText
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import Bar, button, label
from evidencekit.gui.theme import GAP
from evidencekit.gui.viewer.canvas import Canvas
from evidencekit.gui.viewer.pictures import Picture
from evidencekit.gui.viewer.plain import Notice


class ScreenshotPane(QWidget):
    """Shows the screenshot of one capture, or says plainly why it does not.

    `pictured` carries the picture's rectangle, which is empty where there is none any more.
    """

    pictured = Signal(QRect)

    def __init__(self) -> None:
        super().__init__()
        self.canvas, self.notice, self.problems = Canvas(), Notice(), Bar("warn")
        self._stack = QStackedWidget()
        self._stack.addWidget(self.notice)
        self._stack.addWidget(self.canvas)
        self._tools = self._make_tools()
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self._tools)
        layout.addWidget(self.problems)
        layout.addWidget(self._stack, 1)
        self.canvas.moved.connect(self._tell)
        self._width = 0
        self._add_keys()
        self.wait()

    def put_tools(self, tools: QWidget) -> None:
        """Put a row of tools above the picture."""
        self._layout.insertWidget(1, tools)

    def wait(self) -> None:
        """Say that the picture is being read; nothing of an older one stays."""
        self._empty()
        self.notice.say(_("Reading the screenshot..."))

    def show_picture(self, picture: Picture) -> None:
        """Show a picture, and what of it is not there."""
        self._empty()
        if not picture.strips:
            words = "\n".join(picture.problems)
            self.notice.say(words or _("This capture holds no screenshot of the whole page."))
            return
        self.problems.say("\n".join(picture.problems))
        self._width = picture.width
        self._stack.setCurrentWidget(self.canvas)
        self._tools.setEnabled(True)
        self.canvas.show_picture(picture)
        self.pictured.emit(QRect(0, 0, picture.width, picture.height))

    def fail(self, words: ErrorText) -> None:
        """Say why there is no picture."""
        self._empty()
        self.notice.fail(words)

    def scale_to(self, page_width: int) -> float:
        """Return how many pixels of the picture a CSS pixel of the page takes; 1 if not known."""
        return self._width / page_width if page_width > 0 and self._width > 0 else 1.0

    @property
    def shows_picture(self) -> bool:
        """Say whether a picture is to be seen."""
        return self._stack.currentWidget() is self.canvas

    @property
    def position(self) -> str:
        """Return where on the page the view stands, in words."""
        return self._position.text()

    def mark(self, places: Sequence[tuple[Box, ...]], page_width: int, *, go: bool = True) -> None:
        """Frame places of the page, given in its own pixels, and with `go` go to the first."""
        if not self.shows_picture or page_width <= 0:
            return
        scale = self.scale_to(page_width)
        frames = [frame for run in places for frame in frames_of(run, scale)]
        self.canvas.mark(frames, go=go)

    def frame(self, box: Sequence[int], *, go: bool = True) -> None:
        """Frame one place of the picture, `[x, y, width, height]` in its own pixels."""
        if self.shows_picture:
            self.canvas.mark([QRectF(*box)], go=go)

    def _empty(self) -> None:
        self._stack.setCurrentWidget(self.notice)
        self.canvas.show_picture(None)
        self.problems.say("")
        self._tools.setEnabled(False)
        self.pictured.emit(QRect())
        self._tell()

    def _make_tools(self) -> QWidget:
        tools = QWidget()
        row = QHBoxLayout(tools)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        self._zoom, self._position = label("", "muted"), label("", "muted")
        widest = _("{percent} %").format(percent=400) + "  "
        self._zoom.setMinimumWidth(self._zoom.fontMetrics().horizontalAdvance(widest))
        out, into = lambda: self.canvas.zoom_by(-1), lambda: self.canvas.zoom_by(1)
        row.addWidget(_small("zoom-out", _("Smaller (Ctrl+-)"), out))
        row.addWidget(_small("zoom-in", _("Larger (Ctrl++)"), into))
        row.addWidget(button(_("Fit width"), self.canvas.fit_width))
        row.addWidget(self._zoom)
        row.addStretch(1)
        row.addWidget(self._position)
        return tools

    def _add_keys(self) -> None:
        keys = QKeySequence.StandardKey
        for wanted, act in (
            ([QKeySequence(keys.ZoomIn), QKeySequence("Ctrl+=")], lambda: self.canvas.zoom_by(1)),
            ([QKeySequence(keys.ZoomOut)], lambda: self.canvas.zoom_by(-1)),
            ([QKeySequence("Ctrl+0")], self.canvas.fit_width),
        ):
            shortcut = QShortcut(self)
            shortcut.setKeys(wanted)
            shortcut.activated.connect(act)

    def _tell(self) -> None:
        there = self.shows_picture
        canvas = self.canvas
        zoom = _("{percent} %").format(percent=canvas.percent) if there else ""
        height = round(canvas.sceneRect().height())
        where = _("Row {y} of {height}").format(y=f"{canvas.row:,}", height=f"{height:,}")
        self._zoom.setText(zoom)
        self._position.setText(where if there else "")


def frames_of(run: Sequence[Box], scale: float) -> list[QRectF]:
    """Return the boxes of a run as frames, those that stand side by side as one."""
    frames: list[QRectF] = []
    for box in run:
        here = QRectF(box.x * scale, box.y * scale, box.width * scale, box.height * scale)
        last = frames[-1] if frames else None
        if last is not None and here.top() < last.bottom() and last.top() < here.bottom():
            frames[-1] = last.united(here)
        else:
            frames.append(here)
    return frames


def _small(name: str, words: str, act: object) -> QPushButton:
    made = button("", act if callable(act) else lambda: None)
    made.setIcon(icon(name))
    made.setIconSize(QSize(18, 18))
    made.setAccessibleName(words)
    made.setToolTip(words)
    return made
