"""What was written on a draft, step by step, to be undone and done again."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtGui import QUndoCommand
from typing_extensions import override

if TYPE_CHECKING:
    from evidencekit.casework.model import Complaint

_TYPED = ("explanation", "declarations", "filer", "holder")
_ALONE = -1


class Written(QUndoCommand):
    """One step from a draft to the next; `stand` has a draft be the one that is written on.

    Steps of the same `step` are one, as `step_of` names it.
    """

    def __init__(
        self,
        stand: "Callable[[Complaint], None]",
        before: "Complaint",
        after: "Complaint",
        step: int,
    ) -> None:
        super().__init__()
        self._stand, self._before, self.after, self._step = stand, before, after, step

    @override
    def id(self) -> int:
        return self._step

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


def step_of(burst: int, field: str) -> int:
    """Return the step that a change belongs to: what is typed into one field without a rest."""
    return burst * len(_TYPED) + _TYPED.index(field) if field in _TYPED else _ALONE
