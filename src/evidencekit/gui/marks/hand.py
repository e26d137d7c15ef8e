"""What mouse and keys do to the marks on a canvas: draw, choose, move, resize, take away."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QPointF, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGraphicsView
from typing_extensions import override

from evidencekit.foundation.catalogue import _
from evidencekit.gui.marks.geometry import (
    HEAD,
    LEAST,
    Handle,
    drawn_between,
    handles,
    moved,
    resized,
)
from evidencekit.gui.marks.painting import HANDLE, KeptItem, MarkItem, extent
from evidencekit.gui.marks.says import mark_words
from evidencekit.gui.marks.sheet import Mark, MarkSheet
from evidencekit.packet.marks import POINTS, Drawn, LayerMark, Shape

# Of the screen: how near to a handle is on it, and what a key puts into the middle.
_REACH = HANDLE * 1.2
_WIDE, _HIGH = 160, 60
_FAR, _SAID = 10, 3
_WAYS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_REMOVE = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)


@dataclass(slots=True)
class _Grip:
    """What the mouse holds: the marks as they were, where it took hold, the handle if one."""

    before: tuple[Mark, ...]
    begun: QPointF
    handle: Handle | None
    shape: Shape | None = None


class Hand(QObject):
    """Works at the marks of one sheet on one canvas. `tool_changed` when another tool is taken.

    `detail_wanted` asks for the place where a chosen mark's words are written.
    """

    tool_changed = Signal()
    detail_wanted = Signal()

    def __init__(self, canvas: QGraphicsView, sheet: MarkSheet) -> None:
        super().__init__(canvas)
        self._canvas, self._sheet = canvas, sheet
        self._tool: Shape | None = None
        self._grip: _Grip | None = None
        self._room = QRect()
        self._items: dict[int, MarkItem] = {}
        self._kept: list[KeptItem] = []
        canvas.viewport().installEventFilter(self)
        canvas.installEventFilter(self)
        sheet.changed.connect(self._follow)

    @property
    def tool(self) -> Shape | None:
        """Return what is drawn, None for choosing and moving."""
        return self._tool

    def work_in(self, room: QRect) -> None:
        """Work inside these pixels of a picture; where there are none, at nothing."""
        self._room = room
        self.take(None)

    def take(self, tool: Shape | None) -> None:
        """Take a tool in hand; None chooses and moves, and scrolls where nothing lies."""
        self._tool = tool if not self._room.isEmpty() else None
        modes = QGraphicsView.DragMode
        self._canvas.setDragMode(modes.ScrollHandDrag if self._tool is None else modes.NoDrag)
        if self._tool is not None:
            self._canvas.viewport().setCursor(Qt.CursorShape.CrossCursor)
        self.tool_changed.emit()

    def show_kept(self, marks: Iterable[Drawn]) -> None:
        """Show the marks of kept layers, and no others."""
        scene = self._canvas.scene()
        for item in self._kept:
            scene.removeItem(item)
        self._kept = [KeptItem(one) for one in marks]
        for item in self._kept:
            scene.addItem(item)

    def put_in_middle(self) -> None:
        """Put a mark of the tool in hand into the middle of what is seen."""
        if self._tool is None:
            return
        middle = self._canvas.mapToScene(self._canvas.viewport().rect().center())
        half = QPointF(_WIDE, _HIGH) / (2 * self._zoom)
        if self._tool in POINTS:
            half = QPointF()
        self._sheet.add(drawn_between(self._tool, middle - half, middle + half, self._room))

    def find_chosen(self) -> None:
        """Bring the first chosen mark into view."""
        chosen = self._sheet.chosen
        if chosen:
            self._canvas.ensureVisible(extent(chosen[0].drawn), 20, 60)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Other events come while the canvas is taken down, when it can't be asked any more.
        if not isinstance(event, (QMouseEvent, QKeyEvent)) or self._room.isEmpty():
            return False
        if self._canvas.dragMode() is QGraphicsView.DragMode.RubberBandDrag:
            # A person shows where a fact stands.
            return False
        if isinstance(event, QKeyEvent):
            return watched is self._canvas and self._keys(event)
        return watched is self._canvas.viewport() and self._mouse(event)

    # --- the mouse ---

    def _mouse(self, event: QMouseEvent) -> bool:
        kind, at = event.type(), self._canvas.mapToScene(event.position().toPoint())
        if kind is QEvent.Type.MouseButtonPress and event.button() is Qt.MouseButton.LeftButton:
            return self._press(at, more=bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier))
        if self._grip is None:
            return False
        if kind is QEvent.Type.MouseMove:
            self._drag(at)
        elif kind is QEvent.Type.MouseButtonRelease:
            self._let_go(at)
        return True

    def _press(self, at: QPointF, *, more: bool) -> bool:
        sheet = self._sheet
        handle = self._handle_at(at)
        under = self._mark_at(at)
        if handle is not None or (under is not None and self._may_move(under)):
            if handle is None and under is not None and under not in sheet.chosen:
                known = {one.number for one in sheet.chosen} if more else set()
                sheet.choose(known | {under.number})
            self._grip = _Grip(sheet.marks, at, handle)
        elif self._tool is not None:
            self._grip = _Grip(sheet.marks, at, None, self._tool)
        else:
            sheet.choose(())
        return self._grip is not None

    def _may_move(self, under: Mark) -> bool:
        # With a tool in hand a new mark may be wanted on an old one.
        return self._tool is None or under in self._sheet.chosen

    def _drag(self, at: QPointF) -> None:
        grip = self._grip
        if grip is None:
            return
        if grip.shape is None:
            self._sheet.try_out(self._change(grip, at))
        elif grip.shape not in POINTS:
            self._draft(drawn_between(grip.shape, grip.begun, at, self._room))

    def _let_go(self, at: QPointF) -> None:
        grip, self._grip = self._grip, None
        self._draft(None)
        if grip is None:
            return
        if grip.shape is None:
            self._sheet.try_out(self._change(grip, at))
            text = _("resize") if grip.handle else _("move")
            self._sheet.settle(text, grip.before)
        elif grip.shape in POINTS or self._is_far(grip.begun, at):
            self._sheet.add(drawn_between(grip.shape, grip.begun, at, self._room))

    def _change(self, grip: _Grip, at: QPointF) -> Callable[[Mark], Mark]:
        by, room, handle = at - grip.begun, self._room, grip.handle
        was = {one.number: one for one in grip.before}

        def change(mark: Mark) -> Mark:
            before = was[mark.number]
            if handle is None:
                return before.put(moved(before.drawn, by, room))
            return before.put(resized(before.drawn, handle, by, room))

        return change

    def _is_far(self, begun: QPointF, now: QPointF) -> bool:
        return (now - begun).manhattanLength() * self._zoom >= LEAST

    def _handle_at(self, at: QPointF) -> Handle | None:
        chosen = self._sheet.chosen
        reach = _REACH / self._zoom
        if len(chosen) != 1:
            return None
        near = {
            handle: (place - at).manhattanLength()
            for handle, place in handles(chosen[0].drawn).items()
            if max(abs(place.x() - at.x()), abs(place.y() - at.y())) <= reach
        }
        return min(near, key=near.__getitem__, default=None)

    def _mark_at(self, at: QPointF) -> Mark | None:
        found = (one for one in reversed(self._sheet.marks) if extent(one.drawn).contains(at))
        return next(found, None)

    # --- the keys ---

    def _keys(self, event: QKeyEvent) -> bool:
        act = self._meaning(event)
        if act is None:
            return False
        if event.type() is QEvent.Type.ShortcutOverride:
            # Else Esc would leave the capture.
            event.accept()
            return True
        if event.type() is QEvent.Type.KeyPress:
            act()
        return True

    def _meaning(self, event: QKeyEvent) -> Callable[[], object] | None:
        key, chosen = Qt.Key(event.key()), bool(self._sheet.chosen)
        if key is Qt.Key.Key_Escape and (chosen or self._tool is not None):
            return self._step_back
        if key in _ENTER and self._tool is not None:
            return self.put_in_middle
        if chosen and key in _WAYS:
            way, modifiers = QPointF(*_WAYS[key]), event.modifiers()
            return lambda: self._nudge(way, modifiers)
        acts: dict[Qt.Key, Callable[[], object]] = {
            **dict.fromkeys(_ENTER, self.detail_wanted.emit),
            **dict.fromkeys(_REMOVE, self._sheet.remove_chosen),
        }
        return acts.get(key) if chosen else None

    def _step_back(self) -> None:
        if self._grip is not None:
            self._sheet.try_out(lambda mark: _as_before(mark, self._grip))
            self._grip = None
            self._draft(None)
        elif self._sheet.chosen:
            self._sheet.choose(())
        else:
            self.take(None)

    def _nudge(self, way: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """Move the chosen marks by a pixel, with Shift by ten; with Ctrl change their size."""
        room = self._room
        by = way * (_FAR if modifiers & Qt.KeyboardModifier.ShiftModifier else 1)
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self._sheet.change(
                _("resize"), lambda one: one.put(resized(one.drawn, HEAD, by, room)), "resize"
            )
        else:
            self._sheet.change(_("move"), lambda one: one.put(moved(one.drawn, by, room)), "move")
        self.find_chosen()

    # --- what is seen ---

    @property
    def _zoom(self) -> float:
        return max(self._canvas.transform().m11(), 0.01)

    def _draft(self, drawn: Drawn | None) -> None:
        """Show what is being drawn, before it is a mark."""
        old = self._items.pop(0, None)
        if old is not None:
            self._canvas.scene().removeItem(old)
        if drawn is not None:
            self._put(Mark(0, LayerMark(drawn)))

    def _follow(self) -> None:
        marks = {one.number: one for one in self._sheet.marks}
        chosen = set(self._sheet.chosen)
        for number in [number for number in self._items if number and number not in marks]:
            self._canvas.scene().removeItem(self._items.pop(number))
        for number, mark in marks.items():
            if number not in self._items:
                self._put(mark)
            self._items[number].follow(mark, chosen=mark in chosen)
        # One who does not see the picture hears which mark the keys move, and where it is.
        said = [mark_words(one.of) for one in self._sheet.chosen[:_SAID]]
        self._canvas.setAccessibleDescription("; ".join(said))

    def _put(self, mark: Mark) -> None:
        item = self._items[mark.number] = MarkItem(mark)
        self._canvas.scene().addItem(item)


def _as_before(mark: Mark, grip: _Grip | None) -> Mark:
    before = {one.number: one for one in grip.before} if grip else {}
    return before.get(mark.number, mark)
