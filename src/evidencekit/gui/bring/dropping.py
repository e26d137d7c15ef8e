"""What is dropped on a page: files to import, lists and addresses to capture."""

import re
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, Signal
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

LISTS = frozenset({".txt", ".csv", ".tsv", ".xlsx"})
_ADDRESS = re.compile(r"https?://\S+", re.IGNORECASE)


class DropZone(QObject):
    """Takes drops on a widget. `files` are to be imported; `texts` are lines of a list.

    `lists` are files that hold lists. Nothing is read or loaded by dropping.
    """

    files = Signal(list)
    lists = Signal(list)
    texts = Signal(list)

    def __init__(self, place: QWidget) -> None:
        super().__init__(place)
        self._place = place
        place.setAcceptDrops(True)
        place.installEventFilter(self)

    def end(self) -> None:
        """Take no more drops there."""
        self._place.setAcceptDrops(False)
        self._place.removeEventFilter(self)
        self.deleteLater()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QDragEnterEvent) and _is_ours(event.mimeData()):
            event.acceptProposedAction()
            return True
        if isinstance(event, QDropEvent) and event.type() is QEvent.Type.Drop:
            self._take(event.mimeData())
            event.acceptProposedAction()
            return True
        return super().eventFilter(watched, event)

    def _take(self, data: QMimeData) -> None:
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        lists = [path for path in paths if path.suffix.lower() in LISTS]
        files = [path for path in paths if path not in lists]
        texts = [] if paths else addresses_in(data)
        for signal, found in ((self.files, files), (self.lists, lists), (self.texts, texts)):
            if found:
                signal.emit(found)


def addresses_in(data: QMimeData) -> list[str]:
    """Return the web addresses that were dropped or copied, in their order."""
    if data.hasUrls():
        return [url.toString() for url in data.urls() if url.scheme() in {"http", "https"}]
    return _ADDRESS.findall(data.text())


def _is_ours(data: QMimeData) -> bool:
    return any(url.isLocalFile() for url in data.urls()) or bool(addresses_in(data))
