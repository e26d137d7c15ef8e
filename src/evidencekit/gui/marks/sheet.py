"""The marks that are not kept yet, which of them are chosen, and every change undone and redone."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack
from typing_extensions import override

from evidencekit.foundation.catalogue import _
from evidencekit.gui.marks.says import shape_words
from evidencekit.packet.marks import POINTS, Drawn, LayerMark, Shape

_SAME = 1


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark on the sheet, told from its like by a number that it keeps."""

    number: int
    of: LayerMark

    @property
    def drawn(self) -> Drawn:
        """Return what is drawn where."""
        return self.of.drawn

    @property
    def lacks(self) -> bool:
        """Say whether something has to be said of it before it can be kept."""
        if self.drawn.shape is Shape.REDACT:
            return self.of.why is None
        return self.drawn.shape in POINTS and not self.drawn.words.strip()

    def put(self, drawn: Drawn) -> "Mark":
        """Return it at another place, or with other words on it."""
        return replace(self, of=replace(self.of, drawn=drawn))


class MarkSheet(QObject):
    """The unsaved marks of one picture, oldest first; `changed` tells of marks and choice alike.

    `asked` comes with a new mark of which something has to be said.
    """

    changed = Signal()
    asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.undo = QUndoStack(self)
        self._marks: tuple[Mark, ...] = ()
        self._chosen: frozenset[int] = frozenset()
        self._last = 0

    @property
    def marks(self) -> tuple[Mark, ...]:
        """Return the marks as they are seen now."""
        return self._marks

    @property
    def chosen(self) -> tuple[Mark, ...]:
        """Return those that are chosen."""
        return tuple(one for one in self._marks if one.number in self._chosen)

    @property
    def redactions(self) -> tuple[Mark, ...]:
        """Return what is to be taken out."""
        return tuple(one for one in self._marks if one.drawn.shape is Shape.REDACT)

    @property
    def annotations(self) -> tuple[Mark, ...]:
        """Return what is drawn over the picture."""
        return tuple(one for one in self._marks if one.drawn.shape is not Shape.REDACT)

    def begin(self) -> None:
        """Forget all marks; they can't be brought back."""
        self.undo.clear()
        self._show((), frozenset())

    def choose(self, numbers: Iterable[int]) -> None:
        """Choose these marks and no others."""
        self._show(self._marks, frozenset(numbers))

    def step(self, by: int) -> None:
        """Choose the mark that is so many places on from the chosen one, around the end."""
        known = [one.number for one in self._marks]
        if known:
            at = next((at for at, one in enumerate(known) if one in self._chosen), None)
            goal = (0 if by > 0 else -1) if at is None else (at + by) % len(known)
            self.choose([known[goal]])

    def add(self, drawn: Drawn) -> None:
        """Put a new mark on the sheet and choose it; a number gets the next one as its words."""
        if drawn.shape is Shape.NUMBER and not drawn.words:
            drawn = replace(drawn, words=str(self._next_words()))
        mark = self._new(LayerMark(drawn))
        words = _("add: {mark}").format(mark=shape_words(drawn.shape))
        self._push(words, (*self._marks, mark), {mark.number})
        if mark.lacks:
            self.asked.emit()

    def take_over(self, marks: Sequence[LayerMark]) -> None:
        """Put marks of a layer on the sheet that are not on it yet."""
        known = {one.of for one in self._marks}
        new = [self._new(one) for one in marks if one not in known]
        if new:
            self._push(_("take marks over"), (*self._marks, *new), {one.number for one in new})

    def remove_chosen(self) -> None:
        """Take the chosen marks away."""
        if self.chosen:
            left = tuple(one for one in self._marks if one.number not in self._chosen)
            self._push(_("remove marks"), left, set())

    def remove_all(self) -> None:
        """Take all marks away."""
        if self._marks:
            self._push(_("remove marks"), (), set())

    def change(self, text: str, change: Callable[[Mark], Mark], key: str = "") -> None:
        """Change each chosen mark; changes in a row with the same `key` are undone as one."""
        after = self._changed(change)
        if after != self._marks:
            own = f"{key}:{sorted(self._chosen)}" if key else ""
            self._push(text, after, self._chosen, own)

    def try_out(self, change: Callable[[Mark], Mark]) -> None:
        """Show a change of the chosen marks that is not one yet: what is being drawn."""
        self._show(self._changed(change), self._chosen)

    def settle(self, text: str, before: tuple[Mark, ...]) -> None:
        """Make of what was tried out since `before` a change that can be undone."""
        now = self._marks
        if now != before:
            self._show(before, self._chosen)
            self._push(text, now, self._chosen)

    def kept(self, marks: Iterable[Mark]) -> None:
        """Take away what is kept now as a layer, unless it was changed since; undoing ends here."""
        left = tuple(one for one in self._marks if one not in set(marks))
        self.undo.clear()
        self._show(left, frozenset())

    def _next_words(self) -> int:
        said = [one.drawn.words for one in self._marks if one.drawn.shape is Shape.NUMBER]
        return max((int(one) for one in said if one.isascii() and one.isdecimal()), default=0) + 1

    def _new(self, of: LayerMark) -> Mark:
        self._last += 1
        return Mark(self._last, of)

    def _changed(self, change: Callable[[Mark], Mark]) -> tuple[Mark, ...]:
        return tuple(change(one) if one.number in self._chosen else one for one in self._marks)

    def _push(
        self, text: str, marks: tuple[Mark, ...], chosen: Iterable[int], key: str = ""
    ) -> None:
        before = (self._marks, self._chosen)
        self.undo.push(_Change(text, self._show, before, (marks, frozenset(chosen)), key))

    def _show(self, marks: tuple[Mark, ...], chosen: frozenset[int]) -> None:
        if (marks, chosen) != (self._marks, self._chosen):
            self._marks, self._chosen = marks, chosen
            self.changed.emit()


_State = tuple[tuple[Mark, ...], frozenset[int]]


class _Change(QUndoCommand):
    """From one state of the sheet to another: marks can't change, so a state is kept whole."""

    def __init__(
        self,
        text: str,
        show: Callable[[tuple[Mark, ...], frozenset[int]], None],
        before: _State,
        after: _State,
        key: str,
    ) -> None:
        super().__init__(text)
        self._put, self._before, self.after, self.key = show, before, after, key

    @override
    def redo(self) -> None:
        self._put(*self.after)

    @override
    def undo(self) -> None:
        self._put(*self._before)

    @override
    def id(self) -> int:
        return _SAME if self.key else -1

    @override
    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Change) or other.key != self.key:
            return False
        self.after = other.after
        return True
