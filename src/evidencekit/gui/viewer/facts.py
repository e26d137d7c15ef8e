"""The facts of a capture: a table, and all that is known of the one that is chosen."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.foundation.origin_text import origin_note
from evidencekit.gui.parts import label, page_text
from evidencekit.gui.theme import GAP
from evidencekit.gui.viewer.code_words import reader_words
from evidencekit.gui.viewer.plain import tip
from evidencekit.gui.viewer.reading import ReadingPane, Row, Section
from evidencekit.gui.viewer.tables import quiet_table
from evidencekit.gui.words import fact_name, fact_value
from evidencekit.services.text_places import Box, places_of

if TYPE_CHECKING:
    from evidencekit.services.viewing import CaptureView

Fact = Mapping[str, Any]
_WIDE = 640
_WHERE, _READER = 3, 4
# Percent of the width; what is left goes to the last column that is shown.
_SHARES, _SHARES_WIDE = (27, 33), (18, 22, 24, 20)


class FactsPanel(QWidget):
    """Shows facts; `placed` carries the places of the chosen fact's words on the page."""

    placed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._view: CaptureView | None = None
        self._names: list[str] = []
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

    def show_view(self, view: "CaptureView | None") -> None:
        """Show the facts of a capture; None empties the panel."""
        self._view = view
        facts = view.shown.get("facts") if view else None
        known = facts if isinstance(facts, dict) else {}
        self._names = [name for name, fact in known.items() if isinstance(fact, dict)]
        self._fill(known)
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

    def _what_these_are(self, facts: object) -> str:
        if facts is None:
            return _("The facts of this capture were not read yet.")
        if not self._names:
            return _("No facts were read from this page.")
        return _("A fact is what the page claims. What was not read is absent.")

    def _fill(self, facts: Mapping[str, Fact]) -> None:
        self._model.clear()
        self._model.setHorizontalHeaderLabels(
            [_("Fact"), _("Value"), _("Words of the page"), _("Where it stood"), _("Read by")]
        )
        for name in self._names:
            fact = facts[name]
            shown = (
                fact_name(name),
                fact_value(dict(fact)),
                fact.get("raw"),
                fact.get("where"),
                reader_words(fact.get("reader")),
            )
            self._model.appendRow([_item(text) for text in shown])
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
        facts = self._view.shown.get("facts")
        fact = facts[name] if isinstance(facts, dict) else {}
        places = places_of(str(fact.get("raw") or ""), self._view.boxes)
        self.details.read(self._sections(name, fact, places))
        self.placed.emit(places)

    def _sections(self, name: str, fact: Fact, places: Sequence[tuple[Box, ...]]) -> list[Section]:
        rows = (
            Row(_("Value"), fact_value(dict(fact))),
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


def _seen(count: int) -> str:
    if not count:
        return _("Not found as it stands there.")
    words = ngettext("Found in {count} place.", "Found in {count} places.", count)
    return words.format(count=count)


def _item(text: object) -> QStandardItem:
    made = QStandardItem(page_text(text))
    made.setToolTip(tip(text) if text not in (None, "") else "")
    return made
