"""The row of tools above a screenshot, and what stands over the original in words."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QButtonGroup, QToolButton, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import N_, _, ngettext
from evidencekit.gui.actions import add_action
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.icons import icon, toggle
from evidencekit.gui.marks.hand import Hand
from evidencekit.gui.marks.sheet import MarkSheet
from evidencekit.gui.parts import label, set_role
from evidencekit.gui.theme import GAP
from evidencekit.packet.marks import Shape

_SELECT = "select"
_TOOLS = (
    (_SELECT, N_("Select and move"), "V"),
    (Shape.ARROW.value, N_("Draw an arrow"), "A"),
    (Shape.BOX.value, N_("Draw a box"), "B"),
    (Shape.NUMBER.value, N_("Put a number"), "N"),
    (Shape.TEXT.value, N_("Write a text"), "T"),
    (Shape.REDACT.value, N_("Redact a place"), "R"),
)


class MarkTools(QWidget):
    """Buttons for the tools of a hand, and for undoing; `place` is where their keys work."""

    def __init__(self, hand: Hand, sheet: MarkSheet, place: QWidget) -> None:
        super().__init__()
        self._hand, self._sheet = hand, sheet
        self._kept: tuple[str, ...] = ()
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QToolButton] = {}
        for name, words, key in _TOOLS:
            self._add_tool(name, _(words), key, place)
        self.hint = label("", "muted", wraps=True)
        self.over = label("", "", wraps=True)
        parts = [*self.buttons.values(), *self._undoing(place)]
        add_action(place, _("Next mark"), lambda: self._step(1), ".")
        add_action(place, _("Mark before"), lambda: self._step(-1), ",")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP // 2)
        layout.addLayout(FlowLayout(*parts))
        layout.addWidget(self.hint)
        layout.addWidget(self.over)
        hand.tool_changed.connect(self._follow)
        sheet.changed.connect(self._follow)
        self._follow()

    def say_kept(self, names: tuple[str, ...]) -> None:
        """Say which kept layers are shown over the original."""
        self._kept = names
        self._follow()

    def _add_tool(self, name: str, words: str, key: str, place: QWidget) -> None:
        tool = None if name == _SELECT else Shape(name)
        made = toggle(name, _("{tool} ({key})").format(tool=words, key=key))
        made.clicked.connect(lambda _checked: self._hand.take(tool))
        self._group.addButton(made)
        self.buttons[name] = made
        add_action(place, words, lambda: self._hand.take(tool), key)

    def _undoing(self, place: QWidget) -> list[QToolButton]:
        stack, keys = self._sheet.undo, QKeySequence.StandardKey
        undo = stack.createUndoAction(place, _("Undo"))
        redo = stack.createRedoAction(place, _("Redo"))
        undo.setShortcuts([QKeySequence(keys.Undo)])
        redo.setShortcuts([QKeySequence("Ctrl+Y"), QKeySequence("Ctrl+Shift+Z")])
        made = []
        for action, name in ((undo, "undo"), (redo, "redo")):
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            place.addAction(action)
            made.append(_button_of(action, name))
        return made

    def _step(self, by: int) -> None:
        self._sheet.step(by)
        self._hand.find_chosen()

    def _follow(self) -> None:
        tool = self._hand.tool
        self.buttons[tool.value if tool else _SELECT].setChecked(True)
        self.hint.setText(self._hint(tool))
        self.hint.setVisible(bool(self.hint.text()))
        count = len(self._sheet.marks)
        unsaved = ngettext(
            "{count} mark that is not saved", "{count} marks that are not saved", count
        ).format(count=count)
        shown = [unsaved] if count else []
        names = _(", ").join([*self._kept, *shown])
        words = _("Shown over the original, which is unchanged: {names}.").format(names=names)
        self.over.setText(words if names else "")
        self.over.setVisible(bool(names))

    def _hint(self, tool: Shape | None) -> str:
        if self._sheet.chosen:
            return _(
                "Arrow keys move the chosen mark, with Ctrl they change its size, with Shift ten "
                "times as far; Delete removes it."
            )
        if tool is None:
            return ""
        return _("{tool}: draw with the mouse, or press Return to put one in the middle.").format(
            tool=next(_(words) for name, words, _key in _TOOLS if name == tool.value)
        )


def _button_of(action: QAction, name: str) -> QToolButton:
    made = QToolButton()
    set_role(made, "tool")
    made.setFixedSize(34, 32)
    made.setDefaultAction(action)

    def follow() -> None:
        # What would be undone is in the action's words, and they change.
        made.setIcon(icon(name))
        made.setAccessibleName(action.text())
        keys = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
        made.setToolTip(_("{tool} ({key})").format(tool=action.text(), key=keys))

    action.changed.connect(follow)
    follow()
    return made
