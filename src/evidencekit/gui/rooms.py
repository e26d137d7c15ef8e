"""The rooms of an open vault: captures, one capture, cases, sellers. Made when first wanted."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from evidencekit.gui.captures import CapturesPage
from evidencekit.gui.cases import CasesPage
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.sellers import SellersPage
from evidencekit.gui.viewer import ViewerPage


class Rooms(QObject):
    """The pages of one vault in a stack. `moved` gives the name of the room that is shown."""

    moved = Signal(str)
    capture_wanted = Signal()

    def __init__(self, vault: OpenVault, stack: QStackedWidget) -> None:
        super().__init__(vault)
        self._vault, self._stack = vault, stack
        self.captures = CapturesPage(vault)
        self.captures.open_wanted.connect(self.open_capture)
        self.captures.capture_wanted.connect(self.capture_wanted)
        stack.addWidget(self.captures)
        self.viewer: ViewerPage | None = None
        self.cases: CasesPage | None = None
        self.sellers: SellersPage | None = None
        self._back = "captures"

    def show(self, name: str) -> None:
        """Show `captures`, `cases` or `sellers`."""
        self._back = name
        if name == "cases" and self.cases is None:
            self.cases = CasesPage(self._vault)
            self.cases.open_wanted.connect(self.open_capture)
            self._stack.addWidget(self.cases)
        if name == "sellers" and self.sellers is None:
            self.sellers = SellersPage(self._vault)
            self.sellers.open_wanted.connect(self.open_capture)
            self._stack.addWidget(self.sellers)
        page = {"cases": self.cases, "sellers": self.sellers}.get(name, self.captures)
        if page is not None:
            self._stack.setCurrentWidget(page)
            page.setFocus()
        self.moved.emit(name)

    def open_capture(self, capture_id: str, among: Sequence[str]) -> None:
        """Show one capture whole; leaving it leads back to where it was opened from."""
        if self.viewer is None:
            self.viewer = ViewerPage(self._vault)
            self.viewer.closed.connect(lambda: self.show(self._back))
            self._stack.addWidget(self.viewer)
        self.viewer.show_capture(capture_id, among)
        self._stack.setCurrentWidget(self.viewer)
        self.viewer.setFocus()

    def clear(self) -> None:
        """Take the pages away; the stack shows what stood there before."""
        for page in (self.captures, self.viewer, self.cases, self.sellers):
            if page is not None:
                self._stack.removeWidget(page)
                page.deleteLater()
