"""A window that shows a PDF: all pages one below the other. QtPdf is loaded with this module."""

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtPdf import QPdfDocument
from PySide6.QtPdfWidgets import QPdfView
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import N_, _, pgettext
from evidencekit.gui.cases.pieces import words
from evidencekit.gui.icons import icon
from evidencekit.gui.parts import button, card, label, page_text
from evidencekit.gui.theme import EDGE, GAP

_STEP, _LEAST, _MOST = 1.25, 0.25, 5.0
_FAULTS = {
    QPdfDocument.Error.FileNotFound: N_("The file is not there any more."),
    QPdfDocument.Error.InvalidFileFormat: N_("The file is damaged, or it is no PDF."),
    QPdfDocument.Error.IncorrectPassword: N_("The file is locked by a password."),
    QPdfDocument.Error.UnsupportedSecurityScheme: N_("The file is locked in an unknown way."),
}


class PdfWindow(QWidget):
    """Shows the PDF at `path`, or says why it can't. Gone once closed."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        name = page_text(path.name)
        self.setWindowTitle(_("{file} - evidencekit").format(file=name))
        self.resize(900, 1000)
        self.document = QPdfDocument(self)
        self.fault = self.document.load(str(path))
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._shortcut(QKeySequence.StandardKey.Close, self.close)
        self._shortcut(QKeySequence(Qt.Key.Key_Escape), self.close)
        if self.fault is QPdfDocument.Error.None_:
            self._show_pages()
        else:
            self._say_fault(path)

    @property
    def pages(self) -> int:
        """Return how many pages there are; 0 when the PDF can't be shown."""
        return self.document.pageCount()

    def _show_pages(self) -> None:
        self.view = QPdfView(self)
        self.view.setAccessibleName(_("Pages of the PDF"))
        self.view.setDocument(self.document)
        self.view.setPageMode(QPdfView.PageMode.MultiPage)
        self.view.setZoomMode(QPdfView.ZoomMode.FitToWidth)
        self._layout.addLayout(self._tools())
        self._layout.addWidget(self.view, 1)
        navigator = self.view.pageNavigator()
        navigator.currentPageChanged.connect(self._follow)
        self.page.valueChanged.connect(self._go)
        self.view.setFocus()

    def _tools(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setContentsMargins(EDGE, GAP, EDGE, GAP)
        bar.setSpacing(GAP)
        self.page = QSpinBox()
        self.page.setRange(1, max(1, self.pages))
        self.page.setAccessibleName(pgettext("of a PDF", "Page"))
        self.page.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.page.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.page.setFixedSize(56, 30)
        caption = QLabel(pgettext("of a PDF", "Page"))
        caption.setBuddy(self.page)
        self.zoom = label("", "muted")
        back, forward = _("Page before"), _("Page after")
        bar.addWidget(self._tool("back", back, lambda: self.page.stepBy(-1)))
        bar.addWidget(self._tool("forward", forward, lambda: self.page.stepBy(1)))
        bar.addWidget(caption)
        bar.addWidget(self.page)
        bar.addWidget(label(_("of {pages}").format(pages=self.pages), "muted"))
        bar.addStretch()
        bar.addWidget(self.zoom)
        bar.addWidget(self._tool("zoom-out", _("Smaller"), lambda: self._scale(1 / _STEP)))
        bar.addWidget(self._tool("zoom-in", _("Larger"), lambda: self._scale(_STEP)))
        bar.addWidget(button(_("Fit the width"), self._fit))
        self._shortcut(QKeySequence.StandardKey.ZoomIn, lambda: self._scale(_STEP))
        self._shortcut(QKeySequence.StandardKey.ZoomOut, lambda: self._scale(1 / _STEP))
        self._shortcut(QKeySequence("Ctrl+0"), self._fit)
        return bar

    def _tool(self, picture: str, name: str, act: Callable[[], None]) -> QPushButton:
        made = button("", act)
        made.setIcon(icon(picture))
        made.setAccessibleName(name)
        made.setToolTip(name)
        return made

    def _shortcut(
        self, keys: QKeySequence | QKeySequence.StandardKey, act: Callable[[], object]
    ) -> None:
        QShortcut(keys, self).activated.connect(act)

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

    def _say_fault(self, path: Path) -> None:
        told = _FAULTS.get(self.fault, N_("The file can't be read."))
        frame, inside = card()
        inside.addWidget(words(_("This PDF can't be shown."), "heading"))
        inside.addWidget(words(_(told)))
        inside.addWidget(words(page_text(path, 400), "muted"))
        inside.addWidget(words(_("Nothing was changed. Make the packet again."), "muted"))
        self._layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        self._layout.addWidget(frame)
        self._layout.addStretch()
