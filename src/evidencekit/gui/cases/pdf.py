"""A PDF to look at, in a part of a page or in a window. QtPdf is loaded with this module."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF, Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import N_, _, pgettext
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import button, card, label, page_text
from evidencekit.gui.pieces import words
from evidencekit.gui.theme import EDGE, GAP

_STEP, _LEAST, _MOST = 1.25, 0.25, 5.0
_COVERED_MS = 250
_MANY = 888
_FAULTS = {
    QPdfDocument.Error.FileNotFound: N_("The file is not there any more."),
    QPdfDocument.Error.InvalidFileFormat: N_("The file is damaged, or it is no PDF."),
    QPdfDocument.Error.IncorrectPassword: N_("The file is locked by a password."),
    QPdfDocument.Error.UnsupportedSecurityScheme: N_("The file is locked in an unknown way."),
}


class PdfPane(QWidget):
    """All pages of a PDF one below the other, with page, zoom and their keys.

    Another PDF can be shown in the place of the first: what was looked at stays where it was.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.document = QPdfDocument(self)
        self.view = QPdfView(self)
        self.view.setAccessibleName(_("Pages of the PDF"))
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        # What was seen before, until the new pages are painted: they come one by one.
        self._before = QLabel(self.view.viewport())
        self._before.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._tools())
        layout.addWidget(self.view, 1)
        self.view.pageNavigator().currentPageChanged.connect(self._follow)
        self.page.valueChanged.connect(self._go)
        self.setFocusProxy(self.view)

    @property
    def pages(self) -> int:
        """Return how many pages there are; 0 while no PDF is shown."""
        return self.document.pageCount()

    def show_file(self, path: Path) -> QPdfDocument.Error:
        """Show the PDF at `path`; one that can't be read leaves all as it was, and is told."""
        made = QPdfDocument(self)
        fault = made.load(str(path))
        if fault is not QPdfDocument.Error.None_:
            made.deleteLater()
            return fault
        self._take(made)
        return fault

    def clear(self) -> None:
        """Show nothing and let go of the file."""
        self._take(QPdfDocument(self))

    def _take(self, made: QPdfDocument) -> None:
        bars = (self.view.verticalScrollBar(), self.view.horizontalScrollBar())
        places = [bar.value() for bar in bars]
        if self.pages and made.pageCount() and self.view.isVisible():
            self._before.setPixmap(self.view.viewport().grab())
            self._before.adjustSize()
            self._before.show()
            QTimer.singleShot(_COVERED_MS, self._before, self._before.hide)
        old, self.document = self.document, made
        self.page.blockSignals(True)
        self.page.setRange(1, max(1, self.pages))
        self.page.blockSignals(False)
        self.view.setDocument(made)
        for bar, place in zip(bars, places, strict=True):
            bar.setValue(place)
        old.close()
        old.deleteLater()
        self.count.setText(_("of {pages}").format(pages=self.pages))

    def _tools(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(EDGE, GAP, EDGE, GAP)
        bar.setSpacing(GAP)
        self.page = QSpinBox()
        self.page.setRange(1, 1)
        self.page.setAccessibleName(pgettext("of a PDF", "Page"))
        self.page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        caption = QLabel(pgettext("of a PDF", "Page"))
        caption.setBuddy(self.page)
        self.zoom, self.count = label("", "muted"), label("", "muted")
        # Room for what will stand there: nothing moves aside when the first pages come.
        self.count.setText(_("of {pages}").format(pages=_MANY))
        self.count.setMinimumWidth(self.count.sizeHint().width())
        self.count.setText("")
        back, forward = _("Page before"), _("Page after")
        bar.addWidget(self._tool("back", back, lambda: self.page.stepBy(-1)))
        bar.addWidget(self._tool("forward", forward, lambda: self.page.stepBy(1)))
        bar.addWidget(caption)
        bar.addWidget(self.page)
        bar.addWidget(self.count)
        bar.addStretch()
        bar.addWidget(self.zoom)
        bar.addWidget(self._tool("zoom-out", _("Smaller"), lambda: self._scale(1 / _STEP)))
        bar.addWidget(self._tool("zoom-in", _("Larger"), lambda: self._scale(_STEP)))
        bar.addWidget(button(_("Fit the width"), self._fit))
        keys = QKeySequence.StandardKey
        for sequence, act in (
            (QKeySequence(keys.ZoomIn), lambda: self._scale(_STEP)),
            (QKeySequence(keys.ZoomOut), lambda: self._scale(1 / _STEP)),
            (QKeySequence("Ctrl+0"), self._fit),
        ):
            made = QShortcut(sequence, self)
            made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            made.activated.connect(act)
        return bar

    def _tool(self, picture: str, name: str, act: Callable[[], None]) -> QPushButton:
        made = button("", act)
        made.setIcon(icon(picture))
        made.setAccessibleName(name)
        made.setToolTip(name)
        return made

    def _follow(self, page: int) -> None:
        self.page.blockSignals(True)
        self.page.setValue(page + 1)
        self.page.blockSignals(False)

    def _go(self, number: int) -> None:
        self.view.pageNavigator().jump(number - 1, QPointF(), 0)

    def _scale(self, by: float) -> None:
        now = self._factor()
        factor = min(_MOST, max(_LEAST, now * by))
        self.view.setZoomMode(QPdfView.ZoomMode.Custom)
        self.view.setZoomFactor(factor)
        self.zoom.setText(_("{percent} %").format(percent=round(factor * 100)))

    def _factor(self) -> float:
        """Return the zoom in use; that of a fitted width is not told, so it is reckoned."""
        if self.view.zoomMode() is QPdfView.ZoomMode.Custom:
            return self.view.zoomFactor()
        points = self.document.pagePointSize(0).width() or 1.0
        margins = self.view.documentMargins()
        room = self.view.viewport().width() - margins.left() - margins.right()
        return max(_LEAST, room / (points * self.view.logicalDpiX() / 72.0))

    def _fit(self) -> None:
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self.zoom.setText("")


class PdfWindow(QWidget):
    """Shows the PDF at `path`, or says why it can't. Gone once closed."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = page_text(path.name)
        self.setWindowTitle(_("{file} - evidencekit").format(file=name))
        self.resize(900, 1000)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for keys in (QKeySequence.StandardKey.Close, QKeySequence(Qt.Key.Key_Escape)):
            QShortcut(keys, self).activated.connect(self.close)
        self.pane = PdfPane(self)
        fault = self.pane.show_file(path)
        if fault is QPdfDocument.Error.None_:
            layout.addWidget(self.pane)
            self.pane.setFocus()
        else:
            self.pane.hide()
            layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
            layout.addWidget(_fault_card(fault, path))
            layout.addStretch()


def fault_words(fault: QPdfDocument.Error) -> str:
    """Return why a PDF can't be shown."""
    return _(_FAULTS.get(fault, N_("The file can't be read.")))


def _fault_card(fault: QPdfDocument.Error, path: Path) -> QWidget:
    frame, inside = card()
    inside.addWidget(words(_("This PDF can't be shown."), "heading"))
    inside.addWidget(words(fault_words(fault)))
    inside.addWidget(words(page_text(path, 400), "muted"))
    inside.addWidget(words(_("Nothing was changed. Make the packet again."), "muted"))
    return frame
