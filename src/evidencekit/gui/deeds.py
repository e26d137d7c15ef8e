"""What people did that is not sealed: one history of an open vault, to be undone and done again."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from evidencekit.foundation.catalogue import _

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk

_MOST = 100


@dataclass(frozen=True, slots=True)
class Deed:
    """Something done. `name` says it in the menu; `back` gets what `forth` returned.

    Both block and are done away from the GUI thread; `then` is done on it after either.
    """

    name: str
    forth: Callable[["Desk"], object]
    back: Callable[["Desk", Any], object]
    then: Callable[[], object]


class Deeds(QObject):
    """Does deeds at a vault and remembers them, the last hundred; `changed` when others stand.

    What can't be taken back any more (a confirmed complaint rests on it) is said and forgotten.
    """

    changed = Signal()

    def __init__(self, write: Callable[..., object], parent: QObject) -> None:
        """`write` is that of the `OpenVault` whose deeds these are."""
        super().__init__(parent)
        self._job = write
        self._done: list[tuple[Deed, object]] = []
        self._undone: list[Deed] = []

    @property
    def undo_name(self) -> str:
        """Return what would be undone, empty where nothing can be."""
        return self._done[-1][0].name if self._done else ""

    @property
    def redo_name(self) -> str:
        """Return what would be done again, empty where nothing can be."""
        return self._undone[-1].name if self._undone else ""

    def do(self, deed: Deed) -> None:
        """Do it; once it is done it can be undone, and what was undone before is forgotten."""

        def end(result: object) -> None:
            self._undone.clear()
            self._keep(deed, result)

        self._write(deed.name, deed.forth, end)

    def undo(self) -> None:
        """Take the last deed back."""
        if not self._done:
            return
        deed, result = self._done.pop()
        self.changed.emit()

        def end(_result: object) -> None:
            self._undone.append(deed)
            self._tell(deed)

        title = _("Undoing: {name}").format(name=deed.name)
        self._write(title, lambda desk: deed.back(desk, result), end)

    def redo(self) -> None:
        """Do again what was undone last."""
        if not self._undone:
            return
        deed = self._undone.pop()
        self.changed.emit()
        self._write(deed.name, deed.forth, lambda result: self._keep(deed, result))

    def _keep(self, deed: Deed, result: object) -> None:
        self._done = [*self._done, (deed, result)][-_MOST:]
        self._tell(deed)

    def _tell(self, deed: Deed) -> None:
        self.changed.emit()
        deed.then()

    def _write(
        self, title: str, work: Callable[["Desk"], object], end: Callable[[object], None]
    ) -> None:
        self._job(self, title, lambda desk, _task: work(desk), end)
