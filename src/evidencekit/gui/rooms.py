"""The rooms of an open vault: the pages of the rail and one capture. Made when first wanted."""

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from evidencekit.gui.bring.dropping import DropZone
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.pages import PAGES, Writing
from evidencekit.gui.viewer import ViewerPage

_MAKERS = {page.name: page.make for page in PAGES}


class Rooms(QObject):
    """The pages of one vault in a stack.

    `moved` gives the name of the room that is shown, `right_asked` the right to be shown there,
    `case_asked` the case, or the complaint of one, `seller_asked` the seller; empty: all links.
    """

    moved = Signal(str)
    capture_wanted = Signal()
    files_wanted = Signal(list)
    list_wanted = Signal(list, list)
    compare_wanted = Signal(list)
    right_asked = Signal(str)
    case_asked = Signal(str)
    seller_asked = Signal(str)

    def __init__(self, vault: OpenVault, stack: QStackedWidget) -> None:
        super().__init__(vault)
        self._vault, self._stack = vault, stack
        self._pages: dict[str, QWidget] = {}
        self.viewer: ViewerPage | None = None
        self._back = PAGES[0].name
        # Wherever something is dropped, it is the same that is meant.
        self._dropped = DropZone(stack)
        self._dropped.files.connect(self.import_files)
        self._dropped.lists.connect(lambda files: self.capture_list((), files))
        self._dropped.texts.connect(self.capture_list)

    def page(self, name: str) -> QWidget:
        """Return a page of `PAGES`, made now if it was not wanted before."""
        if name not in self._pages:
            self._pages[name] = _MAKERS[name](self._vault, self)
            self._stack.addWidget(self._pages[name])
        return self._pages[name]

    @property
    def unsaved(self) -> int:
        """Return how many marks over a screenshot are not saved."""
        return self.viewer.marking.unsaved if self.viewer is not None else 0

    def leave(self, then: Callable[[], object]) -> None:
        """Do what leads away from here; marks that are not saved are asked about first."""
        if self.viewer is not None and self.unsaved:
            # Until the person has answered, nothing has moved.
            self.moved.emit(self._back)
            self.viewer.leave(then)
        else:
            then()

    def show(self, name: str) -> None:
        """Show a page of `PAGES`."""
        self.leave(lambda: self._show(name))

    def _show(self, name: str) -> None:
        self._back = name
        page = self.page(name)
        self._stack.setCurrentWidget(page)
        page.setFocus()
        self.moved.emit(name)

    def open_right(self, right_id: str) -> None:
        """Show one right in the register."""

        def show() -> None:
            self._show("rights")
            self.right_asked.emit(right_id)

        self.leave(show)

    def open_seller(self, key: str) -> None:
        """Show one seller, or with an empty key what links sellers."""

        def show() -> None:
            self._show("sellers")
            self.seller_asked.emit(key)

        self.leave(show)

    def open_subject(self, subject: str) -> None:
        """Show a right in the register, or a case, or a complaint in its case."""
        if subject.startswith("r-"):
            self.open_right(subject)
            return

        def show() -> None:
            self._show("cases")
            self.case_asked.emit(subject)

        self.leave(show)

    def open_capture(self, capture_id: str, among: Sequence[str]) -> None:
        """Show one capture whole; leaving it leads back to where it was opened from."""
        self.leave(lambda: self._open_capture(capture_id, among))

    def _open_capture(self, capture_id: str, among: Sequence[str]) -> None:
        if self.viewer is None:
            self.viewer = ViewerPage(self._vault)
            self.viewer.closed.connect(lambda: self.show(self._back))
            self._stack.addWidget(self.viewer)
        self.viewer.show_capture(capture_id, among)
        self._stack.setCurrentWidget(self.viewer)
        self.viewer.setFocus()

    def capture_page(self) -> None:
        """Ask for the window in which pages are captured."""
        self.capture_wanted.emit()

    def compare(self, ids: Sequence[str]) -> None:
        """Ask for two captures beside each other."""
        self.compare_wanted.emit(list(ids))

    def import_files(self, files: Sequence[Path]) -> None:
        """Offer to import these files."""
        self.files_wanted.emit(list(files))

    def capture_list(self, texts: Sequence[str], files: Sequence[Path] = ()) -> None:
        """Offer to capture these lines, and those of these files."""
        self.list_wanted.emit(list(texts), list(files))

    @property
    def settled(self) -> bool:
        """Say whether nothing is drawn or written anywhere that is not saved."""
        return not self.unsaved and self._writing() is None

    def settle(self, then: Callable[[], object]) -> None:
        """Do what takes all pages away; what is not saved is kept, or asked about first."""
        writing = self._writing()
        if self.unsaved:
            self.leave(lambda: self.settle(then))
        elif writing is not None:
            writing.may_close(lambda: self.settle(then))
        else:
            then()

    def _writing(self) -> Writing | None:
        pages = self._pages.values()
        return next((one for one in pages if isinstance(one, Writing) and one.unkept), None)

    def clear(self) -> None:
        """Take the pages away; the stack shows what stood there before."""
        self._dropped.end()
        for page in (*self._pages.values(), self.viewer):
            if page is not None:
                self._stack.removeWidget(page)
                page.deleteLater()
