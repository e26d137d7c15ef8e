"""The facts of a capture: a table, and all that is known of the one that is chosen."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QKeySequence,
    QResizeEvent,
    QShortcut,
    QStandardItem,
    QStandardItemModel,
)
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from evidencekit.evidence.text_boxes import Box
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.foundation.origin_text import origin_note
from evidencekit.gui.parts import label, page_text
from evidencekit.gui.theme import GAP, colours
from evidencekit.gui.viewer.code_words import reader_words
from evidencekit.gui.viewer.plain import tip
from evidencekit.gui.viewer.reading import ReadingPane, Row, Section
from evidencekit.gui.viewer.review import STANDINGS, ReviewBar, standing_words
from evidencekit.gui.viewer.tables import quiet_table
from evidencekit.gui.words import fact_name, fact_value
from evidencekit.services.text_places import places_of

if TYPE_CHECKING:
    from evidencekit.services.viewing import CaptureView

Fact = Mapping[str, Any]
_WIDE = 640
_STANDS, _WHERE, _READER = 2, 4, 5
# Percent of the width; what is left goes to the last column that is shown.
_SHARES, _SHARES_WIDE = (24, 30, 20), (16, 20, 13, 20, 18)


class FactsPanel(QWidget):
    """Shows facts, and takes what a person says of them.

    `placed` carries the places of the chosen fact's words on the page; `drawn` the box that a
    person drew for the chosen fact, `[x, y, width, height]` in pixels of the picture.
    """

    placed = Signal(object)
    drawn = Signal(object)

    def __init__(self, operator: str = "") -> None:
        super().__init__()
        self._view: CaptureView | None = None
        self._facts: dict[str, Fact] = {}
        self._names: list[str] = []
        self.review = ReviewBar(operator)
        self._model = QStandardItemModel(self)
        self.table = quiet_table(_("Facts read from the page"), self._model)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.details = ReadingPane(_("The chosen fact"))
        self._note = label("", "muted", wraps=True)
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(GAP)
        parts.setStyleSheet("QSplitter::handle { background: transparent; }")
        parts.addWidget(self.table)
        parts.addWidget(self.details)
        parts.setStretchFactor(0, 3)
        parts.setStretchFactor(1, 2)
        parts.setSizes([340, 230])
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self._note)
        layout.addWidget(parts, 1)
        layout.addWidget(self.review)
        confirm = QShortcut(QKeySequence("C"), self)
        confirm.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        confirm.activated.connect(self._confirm)

    def show_view(self, view: "CaptureView | None") -> None:
        """Show the facts of a capture; None empties the panel. The chosen fact stays chosen."""
        chosen = self._chosen if view is not None and self._view is not None else ""
        self._view = view
        facts = view.shown.get("facts") if view else None
        self._facts = _stood(facts if isinstance(facts, dict) else {}, view)
        self._names = list(self._facts)
        self._fill(self._facts)
        self.review.setVisible(view is not None)
        self.review.end()
        self.review.show_fact("", self._facts, self._left)
        note = origin_note(view.shown.get("engine")) if view else None
        said = [_(note)] if note else []
        self._note.setText(" ".join([*said, self._what_these_are(facts)]) if view else "")
        self.details.read(
            [Section("", note=_("Choose a fact to see its words and its place on the page."))]
            if self._names
            else []
        )
        self.table.setVisible(bool(self._names))
        self.details.setVisible(bool(self._names))
        if chosen in self._names:
            self.table.selectRow(self._names.index(chosen))

    @property
    def count(self) -> int:
        """Return how many facts are shown."""
        return len(self._names)

    @property
    def note(self) -> str:
        """Return what is said above the table."""
        return self._note.text()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._shape()

    @property
    def _chosen(self) -> str:
        row = self.table.currentIndex().row()
        return self._names[row] if 0 <= row < len(self._names) else ""

    @property
    def _left(self) -> list[str]:
        return [
            name
            for name, fact in self._facts.items()
            if fact.get("standing") == "read" and not isinstance(fact.get("value"), list)
        ]

    def _confirm(self) -> None:
        """Confirm the chosen fact, and choose the next one that waits for a word."""
        if self.review.confirm.isEnabled():
            self.review.confirm.click()

    def _what_these_are(self, facts: object) -> str:
        if facts is None:
            return _("The facts of this capture were not read yet.")
        if not self._names:
            return _("No facts were read from this page.")
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
        """Share the width among the columns; the last two only where there is room."""
        wide = self.width() >= _WIDE
        for column in (_WHERE, _READER):
            self.table.setColumnHidden(column, not wide)
        for column, share in enumerate(_SHARES_WIDE if wide else _SHARES):
            self.table.setColumnWidth(column, self.table.viewport().width() * share // 100)

    def _choose(self, now: QModelIndex | QPersistentModelIndex) -> None:
        if self._view is None or not 0 <= now.row() < len(self._names):
            return
        name = self._names[now.row()]
        fact = self._facts[name]
        places = places_of(str(fact.get("raw") or ""), self._view.boxes)
        self.details.read(self._sections(name, fact, places))
        self.review.show_fact(name, self._facts, self._left)
        if fact.get("box"):
            self.drawn.emit(fact["box"])
        else:
            self.placed.emit(places)

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
