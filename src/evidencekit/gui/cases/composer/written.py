"""What is written in the composer, as steps that can be undone."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand
from typing_extensions import override

if TYPE_CHECKING:
    from evidencekit.casework.model import Complaint


class Written(QUndoCommand):
    """One step of writing; `stand` has a draft be the one that is shown.

    Steps of one `burst`, 0 or more, are one step; -1 stands alone.
    """

    def __init__(
        self,
        stand: Callable[["Complaint"], None],
        before: "Complaint",
        after: "Complaint",
        burst: int,
    ) -> None:
        super().__init__()
        self._stand, self._before, self.after, self._burst = stand, before, after, burst

    @override
    def id(self) -> int:
        return self._burst

    @override
    def mergeWith(self, other: QUndoCommand) -> bool:
        assert isinstance(other, Written)  # noqa: S101  # ids are of these alone
        self.after = other.after
        return True

    @override
    def redo(self) -> None:
        self._stand(self.after)

    @override
    def undo(self) -> None:
        self._stand(self._before)
