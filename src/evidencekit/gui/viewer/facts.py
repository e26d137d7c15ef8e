"""The facts of a capture: a table, and all that is known of the one that is chosen."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QResizeEvent,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QPushButton, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from evidencekit.evidence.text_boxes import Box
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.foundation.origin_text import origin_note
from evidencekit.gui.actions import add_action
from evidencekit.gui.parts import button, label, page_text, tip
from evidencekit.gui.theme import GAP, colours
from evidencekit.gui.viewer.code_words import reader_words
from evidencekit.gui.viewer.reading import ReadingPane, Row, Section
from evidencekit.gui.viewer.review import STANDINGS, ReviewBar, standing_words
from evidencekit.gui.viewer.screenshot import frames_of
from evidencekit.gui.viewer.tables import quiet_table
from evidencekit.gui.words import fact_name, fact_value, sentences
from evidencekit.services.text_places import places_of

if TYPE_CHECKING:
    from evidencekit.services.viewing import CaptureView

Fact = Mapping[str, Any]
_WIDE = 640
_STANDS, _WORDS, _WHERE, _READER = 2, 3, 4, 5
# Percent of the width; what is left goes to the last column that is shown.
_SHARES, _SHARES_WIDE = (34, 38), (17, 20, 15, 20, 16)


class FactsPanel(QWidget):
    """Shows facts, and takes what a person says of them.

    `placed` carries the places on the page of the words of a fact that is chosen or pointed at,
    `drawn` the box that a person drew for it, `[x, y, width, height]` in pixels of the picture;
    both say whether to go there. `again_wanted`: the facts are to be read again.
    """

    placed = Signal(object, bool)
    drawn = Signal(object, bool)
    again_wanted = Signal()

    def __init__(self, operator: str = "") -> None:
        super().__init__()
        self._view: CaptureView | None = None
        self._facts: dict[str, Fact] = {}
        self._names: list[str] = []
        self._places: dict[str, list[tuple[Box, ...]]] = {}
        self._next = ""
        self.review = ReviewBar(operator)
        self._model = QStandardItemModel(self)
        self.table = quiet_table(_("Facts read from the page"), self._model)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.table.setMouseTracking(True)
        self.table.entered.connect(lambda index: self.show_place(self._name_at(index.row())))
        self.table.viewport().installEventFilter(self)
        self.details = ReadingPane(_("The chosen fact"))
        self._note = label("", "muted", wraps=True)
        self.again = button(_("Read the facts again"), self.again_wanted.emit)
        self.again.hide()
        self._told = label("", wraps=True)
        self._told.hide()
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(GAP)
        parts.addWidget(self.table)
        parts.addWidget(self.details)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        parts.setSizes([340, 230])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self._note)
        layout.addWidget(self.again, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._told)
        layout.addWidget(parts, 1)
        layout.addWidget(self.review)
        self._add_keys()

    def show_view(self, view: "CaptureView | None") -> None:
        """Show the facts of a capture; None empties the panel. The chosen fact stays chosen."""
        chosen = self._chosen if view is not None and self._view is not None else ""
        self._view = view
        self._places = {}
        facts = view.shown.get("facts") if view else None
        self._facts = _stood(facts if isinstance(facts, dict) else {}, view)
        self._names = list(self._facts)
        self._fill(self._facts)
        self.review.setVisible(view is not None)
        self.review.end()
        self.review.show_fact("", self._facts, self._left)
        note = origin_note(view.shown.get("engine")) if view else None
        said = _(note) if note else None
        self._note.setText(sentences(said, self._what_these_are(facts)) if view else "")
        if view is None:
            self.say_again("")
        self.again.setVisible(view is not None and not view.is_read and view.trouble is None)
        self.details.read(
            [Section("", note=_("Choose a fact to see its words and its place on the page."))]
            if self._names
            else []
        )
        self.table.setVisible(bool(self._names))
        self.details.setVisible(bool(self._names))
        goal = self._next if chosen and self._next in self._names else chosen
        self._next = ""
        self.choose(goal)

    @property
    def count(self) -> int:
        """Return how many facts are shown."""
        return len(self._names)

    @property
    def note(self) -> str:
        """Return what is said above the table."""
        return self._note.text()

    def say_again(self, text: str) -> None:
        """Say what came of reading this capture again; nothing hides it."""
        self._told.setText(text)
        self._told.setVisible(bool(text))

    @property
    def told(self) -> str:
        """Return what is said of reading again."""
        return self._told.text()

    def choose(self, name: str) -> None:
        """Choose a fact by its name; no other is chosen for one that is not there."""
        if name in self._names:
            self.table.selectRow(self._names.index(name))

    def show_place(self, name: str, *, go: bool = True) -> None:
        """Have the place of a fact framed; of none, nothing."""
        fact = self._facts.get(name, {})
        if fact.get("box"):
            self.drawn.emit(fact["box"], go)
        else:
            self.placed.emit(self._places_of(name), go)

    def show_chosen(self) -> None:
        """Have the chosen fact framed again, where it is seen."""
        self.show_place(self._chosen, go=False)

    def fact_at(self, point: QPointF, scale: float) -> str:
        """Return the fact whose words or box stand at a point of the picture, "" for none.

        `scale` is pixels of the picture a CSS pixel. The smallest place is meant, of equals the
        first.
        """
        found = [
            (frame.width() * frame.height(), name)
            for name, fact in self._facts.items()
            for frame in self._frames(name, fact, scale)
            if frame.contains(point)
        ]
        return min(found, key=lambda one: one[0], default=(0.0, ""))[1]

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Going down, a window sends these too, when there is nothing left to frame.
        seen = isinstance(watched, QWidget) and watched.isVisible()
        if event.type() is QEvent.Type.Leave and seen:
            self.show_chosen()
        return super().eventFilter(watched, event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shape()

    @property
    def _chosen(self) -> str:
        return self._name_at(self.table.currentIndex().row())

    def _name_at(self, row: int) -> str:
        return self._names[row] if 0 <= row < len(self._names) else ""

    def _places_of(self, name: str) -> list[tuple[Box, ...]]:
        """Return where the words of a fact stand; looked for once."""
        if self._view is None or name not in self._facts:
            return []
        if name not in self._places:
            raw = str(self._facts[name].get("raw") or "")
            self._places[name] = places_of(raw, self._view.boxes)
        return self._places[name]

    def _frames(self, name: str, fact: Fact, scale: float) -> list[QRectF]:
        if fact.get("box"):
            return [QRectF(*fact["box"])]
        return [frame for run in self._places_of(name) for frame in frames_of(run, scale)]

    @property
    def standing(self) -> dict[str, Fact]:
        """Return how each fact stands, as it is shown."""
        return dict(self._facts)

    @property
    def _left(self) -> list[str]:
        return [
            name
            for name, fact in self._facts.items()
            if fact.get("standing") == "read" and not isinstance(fact.get("value"), list)
        ]

    def _add_keys(self) -> None:
        """Let a person speak of fact after fact with one hand at the keyboard."""
        # What was written in the form is said; the next key is meant for the table.
        for end in (self.review.form.save, self.review.form.cancel):
            end.clicked.connect(lambda _checked: self.table.setFocus())
        review, table = self.review, self.table
        add_action(self, "", lambda: self._speak(review.confirm), "C")
        for name, act, *keys in (
            (
                _("Confirm the chosen fact"),
                lambda: self._speak(review.confirm),
                "Space",
                "Return",
                "Enter",
            ),
            (_("Correct the chosen fact..."), review.correct.click, "E"),
            (_("The chosen fact is not on the page"), lambda: self._speak(review.absent), "N"),
            (_("Take back what was said of the chosen fact"), review.undo.click, "U"),
            (_("Copy the value of the chosen fact"), self._copy, "Ctrl+C"),
        ):
            add_action(table, name, act, *keys)
        table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def _copy(self) -> None:
        fact = self._facts.get(self._chosen)
        if fact is not None:
            QGuiApplication.clipboard().setText(page_text(fact_value(dict(fact))))

    def _speak(self, said: QPushButton) -> None:
        """Say it of the chosen fact, and choose the next one that waits for a word."""
        if said.isEnabled():
            chosen, left = self._chosen, self._left
            after = self._names[self._names.index(chosen) + 1 :]
            waiting = [name for name in (*after, *self._names) if name in left and name != chosen]
            self._next = waiting[0] if waiting else chosen
            said.click()

    def _what_these_are(self, facts: object) -> str:
        if facts is None:
            return _("The facts of this capture were not read yet.")
        if not self._names:
            return _("No facts were read from this page.")
        if self._view is not None and not self._view.is_read:
            return _("These facts were read by an earlier version. What was not read is absent.")
        return _("A fact is what the page claims. What was not read is absent.")

    def _fill(self, facts: Mapping[str, Fact]) -> None:
        self._model.clear()
        self._model.setHorizontalHeaderLabels(
            [
                *(_("Fact"), _("Value"), _("Stands as"), _("Words of the page")),
                *(_("Where it stood"), _("Read by")),
            ]
        )
        for name in self._names:
            fact = facts[name]
            stands, tone = STANDINGS.get(str(fact.get("standing")), ("", ""))
            shown = (
                fact_name(name),
                fact_value(dict(fact)),
                _(stands) if stands else "",
                fact.get("raw"),
                fact.get("where"),
                reader_words(fact.get("reader")),
            )
            row = [_item(text) for text in shown]
            if tone:
                row[_STANDS].setForeground(QColor(getattr(colours(), tone)))
            self._model.appendRow(row)
        self._shape()

    def _shape(self) -> None:
        """Share the width among the columns; words and places only where there is room.

        The chosen fact's words stand below the table in any case.
        """
        wide = self.width() >= _WIDE
        for column in (_WORDS, _WHERE, _READER):
            self.table.setColumnHidden(column, not wide)
        for column, share in enumerate(_SHARES_WIDE if wide else _SHARES):
            self.table.setColumnWidth(column, self.table.viewport().width() * share // 100)

    def _choose(self, now: QModelIndex | QPersistentModelIndex) -> None:
        if self._view is None or not 0 <= now.row() < len(self._names):
            return
        name = self._names[now.row()]
        fact = self._facts[name]
        self.details.read(self._sections(name, fact, self._places_of(name)))
        self.review.show_fact(name, self._facts, self._left)
        self.show_place(name)

    def _sections(self, name: str, fact: Fact, places: Sequence[tuple[Box, ...]]) -> list[Section]:
        rows = (
            Row(_("Value"), fact_value(dict(fact))),
            *([Row(_("Stands as"), *standing_words(fact))] if fact.get("standing") else []),
            Row(_("Words of the page"), str(fact.get("raw") or "-")),
            Row(_("Where it stood"), str(fact.get("where") or "-")),
            Row(_("Read by"), reader_words(fact.get("reader"))),
            Row(_("In the text of the page"), _seen(len(places))),
        )
        others = self._view.contradictions.get(name, ()) if self._view else ()
        sections = [Section(fact_name(name), rows)]
        if others:
            said = tuple(
                Row(reader_words(one.get("reader")), fact_value(dict(one)), "warn")
                for one in others
            )
            title = _("Other readers say otherwise")
            sections.append(Section(title, said, _("A person has to judge which is right.")))
        return sections


def _stood(read: Mapping[str, Fact], view: "CaptureView | None") -> dict[str, Fact]:
    """Return the facts as they stand: those that were read, then those that a person entered."""
    standing = view.standing if view else {}
    known = {name: fact for name, fact in read.items() if isinstance(fact, dict)}
    return {
        name: {**known.get(name, {}), **standing.get(name, {})} for name in {**known, **standing}
    }


def _seen(count: int) -> str:
    if not count:
        return _("Not found as it stands there.")
    words = ngettext("Found in {count} place.", "Found in {count} places.", count)
    return words.format(count=count)


def _item(text: object) -> QStandardItem:
    made = QStandardItem(page_text(text))
    made.setToolTip(tip(text) if text not in (None, "") else "")
    return made
