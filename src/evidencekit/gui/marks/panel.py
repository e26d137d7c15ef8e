"""The marks in words beside the screenshot: those that are not kept yet, and the kept layers."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QFormLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from evidencekit.evidence.text_boxes import Box
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line
from evidencekit.gui.actions import add_action
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.marks.says import layer_name, layer_words, mark_words, words_under
from evidencekit.gui.marks.sheet import Mark, MarkSheet
from evidencekit.gui.parts import button, label, tip
from evidencekit.gui.theme import GAP
from evidencekit.packet.marks import POINTS, REASONS, Drawn, LayerMark, Reason, Shape

if TYPE_CHECKING:
    from evidencekit.services.layers import Layer

_NUMBER = Qt.ItemDataRole.UserRole
_LONGEST = 500
_UNDER = 300


class MarksPanel(QWidget):
    """Lists marks and layers. `layers_shown` carries those that are to be seen over the original.

    `keep_wanted` is for the unsaved marks, `found` for one to be looked at, `proposals_wanted` for
    the boxes that a redaction may need.
    """

    layers_shown = Signal(object)
    keep_wanted = Signal()
    proposals_wanted = Signal()
    found = Signal()
    back_wanted = Signal()

    def __init__(self, sheet: MarkSheet) -> None:
        super().__init__()
        self._sheet = sheet
        self._boxes: Sequence[Box] = ()
        self._scale = 1.0
        self._layers: tuple[Layer, ...] = ()
        self._shown: set[tuple[str, int]] = set()
        self._filling = False
        self.list = self._make_list(_("Marks that are not saved"))
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.list.itemSelectionChanged.connect(self._choose)
        self.list.itemActivated.connect(lambda _item: self.back_wanted.emit())
        self.why, self.what, self.words = QComboBox(), QLineEdit(), QLineEdit()
        self.under = label("", "muted", wraps=True)
        self.form = self._make_form()
        self.keep = button(_("Save as a layer..."), self.keep_wanted.emit, primary=True)
        self.remove = button(_("Remove"), sheet.remove_chosen)
        self.clear = button(_("Remove all"), sheet.remove_all)
        self.propose = button(_("Propose redactions"), self.proposals_wanted.emit)
        self.proposed = label("", "muted", wraps=True)
        self.proposed.hide()
        self.state = label("", "muted", wraps=True)
        self.kept_title = label("", "heading")
        self.kept = self._make_list(_("Saved layers"))
        self.kept.itemChanged.connect(self._turn)
        self.kept.currentRowChanged.connect(lambda _row: self._follow_layers())
        self.take = button(_("Go on from this layer"), self._take_over)
        self._arrange()
        add_action(self.list, _("Remove"), sheet.remove_chosen, "Del", "Backspace")
        self.list.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        add_action(self.kept, _("Go on from this layer"), self.take.click)
        self.kept.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        sheet.changed.connect(self._follow)
        self._follow()
        self.show_layers(())

    def show_text(self, boxes: Sequence[Box], scale: float) -> None:
        """Know the text of the page, so that what a redaction covers is said in words."""
        self._boxes, self._scale = boxes, scale
        self._follow()

    def wait(self) -> None:
        """Show nothing of an older capture."""
        self._shown.clear()
        self.say_proposed(())
        self.show_text((), 1.0)
        self.show_layers(())

    def show_layers(self, layers: "Sequence[Layer]", *, show: str = "") -> None:
        """List the kept layers; those that were shown stay shown, and the newest of kind `show`."""
        self._layers = tuple(layers)
        newest = next((one for one in self._layers if one.kind == show), None)
        if newest is not None:
            self._shown.add(_key(newest))
        self._filling = True
        self.kept.clear()
        for one in self._layers:
            item = QListWidgetItem(layer_words(one))
            item.setToolTip(tip(layer_words(one)))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
            if one.readable:
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                on = _key(one) in self._shown
                item.setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)
            self.kept.addItem(item)
        self._filling = False
        if self._layers:
            self.kept.setCurrentRow(0)
        self._follow_layers()
        self._tell_shown()

    def say_proposed(self, lines: Sequence[str]) -> None:
        """Say what came of a wish for proposals, and what the program does not find."""
        self.proposed.setText("\n".join(lines))
        self.proposed.setVisible(bool(lines))

    @property
    def shown(self) -> "list[Layer]":
        """Return the layers that are to be seen."""
        return [one for one in self._layers if _key(one) in self._shown]

    @property
    def layers(self) -> "tuple[Layer, ...]":
        """Return the layers that are kept of the capture."""
        return self._layers

    def covered(self, drawn: Drawn) -> list[str]:
        """Return the lines of the page's text that a place covers."""
        return words_under(drawn, self._boxes, self._scale)

    def ask(self) -> None:
        """Lead to what has to be said of the chosen mark."""
        chosen = self._sheet.chosen
        if chosen:
            redacts = chosen[0].drawn.shape is Shape.REDACT
            field = self.why if redacts else self.words
            (field if field.isVisibleTo(self) else self.list).setFocus()

    # --- inside ---

    @staticmethod
    def _make_list(name: str) -> QListWidget:
        made = QListWidget()
        made.setAccessibleName(name)
        made.setTextElideMode(Qt.TextElideMode.ElideRight)
        made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        return made

    def _make_form(self) -> QWidget:
        self.why.addItem(_("Choose why"), "")
        for reason, words in REASONS.items():
            self.why.addItem(_(words), reason.value)
        self.why.activated.connect(lambda _row: self._say_why())
        self.what.setMaxLength(_LONGEST)
        self.words.setMaxLength(_LONGEST)
        self.what.textEdited.connect(lambda text: self._say("what", text))
        self.words.textEdited.connect(lambda text: self._say("words", text))
        for line in (self.what, self.words):
            line.returnPressed.connect(self.back_wanted)
        made = QWidget()
        self._rows = QFormLayout(made)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setVerticalSpacing(GAP)
        for field, caption in (
            (self.why, _("Why it is taken out")),
            (self.what, _("What is taken out")),
            (self.words, _("Words of the mark")),
        ):
            field.setAccessibleName(caption)
            self._rows.addRow(caption, field)
        self._rows.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self._rows.addRow(self.under)
        return made

    def _arrange(self) -> None:
        note = _(
            "Marks lie over the screenshot, as a layer. What is sealed is never changed; a saved "
            "layer is a new picture that names its source."
        )
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(label(note, "muted", wraps=True))
        layout.addWidget(self.state)
        layout.addLayout(FlowLayout(self.propose))
        layout.addWidget(self.proposed)
        layout.addWidget(self.list, 3)
        layout.addWidget(self.form)
        layout.addLayout(FlowLayout(self.keep, self.remove, self.clear))
        layout.addWidget(self.kept_title)
        layout.addWidget(self.kept, 2)
        layout.addLayout(FlowLayout(self.take))
        # Keeps the words together while there is no list among them.
        layout.addStretch(0)

    def _follow(self) -> None:
        marks, chosen = self._sheet.marks, self._sheet.chosen
        self._filling = True
        while self.list.count() > len(marks):
            self.list.takeItem(self.list.count() - 1)
        for at, one in enumerate(marks):
            item = self.list.item(at) if at < self.list.count() else QListWidgetItem(self.list)
            item.setText(mark_words(one.of))
            item.setData(_NUMBER, one.number)
            item.setSelected(one in chosen)
            if chosen and one == chosen[0]:
                self.list.setCurrentItem(item, _keep_selection())
        self._filling = False
        self._follow_form(chosen)
        lacking = sum(one.lacks for one in marks)
        self.state.setText(_state(len(marks), lacking))
        self.list.setVisible(bool(marks))
        self.keep.setEnabled(bool(marks) and not lacking)
        self.remove.setEnabled(bool(chosen))
        self.clear.setEnabled(bool(marks))

    def _follow_form(self, chosen: Sequence[Mark]) -> None:
        redacts = bool(chosen) and all(one.drawn.shape is Shape.REDACT for one in chosen)
        speaks = len(chosen) == 1 and chosen[0].drawn.shape in POINTS
        self.form.setVisible(redacts or speaks)
        for field, wanted in ((self.why, redacts), (self.what, redacts), (self.words, speaks)):
            self._rows.setRowVisible(field, wanted)
        self._rows.setRowVisible(self.under, redacts)
        if redacts:
            whys = {one.of.why for one in chosen}
            why = next(iter(whys)) if len(whys) == 1 else None
            self.why.setCurrentIndex(max(self.why.findData(why.value if why else ""), 0))
            whats = {one.of.what for one in chosen}
            _put(self.what, next(iter(whats)) if len(whats) == 1 else "")
            self.under.setText(self._under(chosen))
        if speaks:
            _put(self.words, chosen[0].drawn.words)

    def _under(self, chosen: Sequence[Mark]) -> str:
        lines = [line for one in chosen for line in self.covered(one.drawn)]
        if not lines:
            return _("No text of the page stands under it. Pictures may.")
        words = one_line(" / ".join(lines), _UNDER)
        return _("Text under it: {words}").format(words=words)

    def _say_why(self) -> None:
        value = str(self.why.currentData())
        why = Reason(value) if value else None
        self._sheet.change(_("reason"), lambda one: _said(one, why=why))

    def _say(self, field: str, text: str) -> None:
        def change(mark: Mark) -> Mark:
            if field == "what":
                return _said(mark, why=mark.of.why, what=text)
            shape, place = mark.drawn.shape, mark.drawn.place
            return mark.put(Drawn(shape, place, text))

        self._sheet.change(_("words"), change, field)

    def _choose(self) -> None:
        if not self._filling:
            self._sheet.choose(int(one.data(_NUMBER)) for one in self.list.selectedItems())
            self.found.emit()

    def _follow_layers(self) -> None:
        some = bool(self._layers)
        self.kept_title.setText(
            _("Saved layers ({count})").format(count=len(self._layers)) if some else ""
        )
        for part in (self.kept_title, self.kept, self.take):
            part.setVisible(some)
        row = self.kept.currentRow()
        self.take.setEnabled(0 <= row < len(self._layers) and self._layers[row].readable)

    def _turn(self, item: QListWidgetItem) -> None:
        """Show or hide a layer."""
        if not self._filling:
            layer = self._layers[self.kept.row(item)]
            on = item.checkState() is Qt.CheckState.Checked
            (self._shown.add if on else self._shown.discard)(_key(layer))
            self._tell_shown()

    def _tell_shown(self) -> None:
        self.layers_shown.emit(self.shown)

    def _take_over(self) -> None:
        self._sheet.take_over(self._layers[self.kept.currentRow()].marks)


def names_of(layers: "Sequence[Layer]") -> tuple[str, ...]:
    """Return what layers are called."""
    return tuple(layer_name(one.kind, one.number) for one in layers)


def _state(count: int, lacking: int) -> str:
    if not count:
        return _("No mark is waiting to be saved. Take a tool above the screenshot.")
    if lacking:
        return _("Not saved: {count}. Still without a reason or words: {lacking}.").format(
            count=count, lacking=lacking
        )
    return _("Not saved: {count}.").format(count=count)


def _said(mark: Mark, *, why: Reason | None, what: str | None = None) -> Mark:
    said = mark.of.what if what is None else what
    return Mark(mark.number, LayerMark(mark.drawn, why, said))


def _put(line: QLineEdit, text: str) -> None:
    # Setting it anew would move the cursor of one who is typing.
    if line.text() != text:
        line.setText(text)


def _key(layer: "Layer") -> tuple[str, int]:
    return layer.kind, layer.number


def _keep_selection() -> "QItemSelectionModel.SelectionFlag":
    return QItemSelectionModel.SelectionFlag.NoUpdate
