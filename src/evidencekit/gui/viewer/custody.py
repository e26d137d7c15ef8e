"""The custody lines of a capture: what happened to it, when, line by line."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _
from evidencekit.gui.parts import label, page_text, tip
from evidencekit.gui.theme import GAP
from evidencekit.gui.viewer.code_words import derived_words, event_words, member_words
from evidencekit.gui.viewer.reading import ReadingPane, Row, Section
from evidencekit.gui.viewer.review import STANDINGS
from evidencekit.gui.viewer.tables import quiet_table
from evidencekit.gui.words import fact_name, local_time, utc_time

if TYPE_CHECKING:
    from evidencekit.services.viewing import CaptureView

Line = Mapping[str, Any]


class CustodyPanel(QWidget):
    """Shows the lines of the custody log that name a capture."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[Line] = []
        self._model = QStandardItemModel(self)
        self.table = quiet_table(_("Custody log of this capture"), self._model)
        self.table.selectionModel().currentRowChanged.connect(self._choose)
        self.details = ReadingPane(_("The chosen line"))
        parts = QSplitter(Qt.Orientation.Vertical)
        parts.setChildrenCollapsible(False)
        parts.setHandleWidth(GAP)
        parts.addWidget(self.table)
        parts.addWidget(self.details)
        parts.setSizes([250, 320])
        note = _("The log only grows. Each line is signed and holds the hash of the one before.")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(label(note, "muted", wraps=True))
        layout.addWidget(parts, 1)

    def show_view(self, view: "CaptureView | None") -> None:
        """Show the lines of a capture; None empties the panel."""
        said = view.shown.get("custody") if view else None
        self._lines = (
            [one for one in said if isinstance(one, dict)] if isinstance(said, list) else []
        )
        self._model.clear()
        self._model.setHorizontalHeaderLabels(
            [_("Line"), _("Time"), _("What happened"), _("In short")]
        )
        for line in self._lines:
            self._model.appendRow(_items(line))
        for column, width in enumerate((64, 210, 220)):
            self.table.setColumnWidth(column, width)
        self.details.read([])
        if self._lines:
            self.table.selectRow(len(self._lines) - 1)

    def _choose(self, now: QModelIndex | QPersistentModelIndex) -> None:
        if not 0 <= now.row() < len(self._lines):
            return
        line = self._lines[now.row()]
        body = line.get("body")
        members = body.items() if isinstance(body, dict) else ()
        rows = [Row(_("Time (UTC)"), utc_time(line.get("at")))]
        rows += [Row(member_words(name), _value(name, value)) for name, value in members]
        title = _("Line {number}: {event}").format(
            number=line.get("seq"), event=event_words(line.get("kind"))
        )
        self.details.read([Section(title, tuple(rows))])


def _items(line: Line) -> list[QStandardItem]:
    shown = (
        (line.get("seq"), ""),
        (local_time(line.get("at")), utc_time(line.get("at"))),
        (event_words(line.get("kind")), page_text(line.get("kind"))),
        (_short(line), _short(line)),
    )
    made = []
    for text, more in shown:
        item = QStandardItem(page_text(text))
        item.setToolTip(tip(more) if more else "")
        made.append(item)
    return made


def _short(line: Line) -> str:
    body = line.get("body")
    said: Mapping[str, Any] = body if isinstance(body, dict) else {}
    if "file" in said and "kind" in said:
        name = str(said["file"]).rpartition("/")[2]
        return _("{kind}: {file}").format(kind=derived_words(said["kind"]), file=name)
    if "bytes" in said and "sha256" in said:
        return _("{bytes} bytes, SHA-256 {sha256}").format(
            bytes=f"{said['bytes']:,}", sha256=str(said["sha256"])[:8]
        )
    for name in ("text", "reason", "authority", "fact", "complaint", "detail", "step_ms"):
        if said.get(name):
            return _value(name, said[name])
    return "-"


def _value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "kind":
        return derived_words(value)
    if name == "fact":
        return fact_name(str(value))
    if name == "action" and str(value) in STANDINGS:
        return _(STANDINGS[str(value)][0])
    return "-" if value is None else str(value)
