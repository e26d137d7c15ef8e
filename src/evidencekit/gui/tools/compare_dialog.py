"""Two captures beside each other: their facts line by line, their screenshots side by side."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QSplitter, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, label, page_text
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.viewer.pictures import parts_named, picture_of
from evidencekit.gui.viewer.screenshot import ScreenshotPane
from evidencekit.gui.viewer.tables import quiet_table
from evidencekit.gui.words import fact_name, fact_value, local_time, state_words
from evidencekit.services.viewing import view_capture

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import Desk
    from evidencekit.gui.viewer.pictures import Picture
    from evidencekit.services.viewing import CaptureView

_SIZE = (1180, 760)
_NAME, _TOLD = 230, 120


@dataclass(frozen=True, slots=True)
class Line:
    """A field of both; `same` None where neither says it in a way that can be held together."""

    name: str
    first: str
    second: str
    same: bool


class CompareDialog(QDialog):
    """Compares two captures of the vault. What differs stands first; nothing is judged."""

    def __init__(self, vault: OpenVault, ids: tuple[str, str], parent: QWidget) -> None:
        super().__init__(parent)
        self._vault = vault
        self.setWindowTitle(_("Compare two captures"))
        self.resize(*_SIZE)
        self.said = label(_("Reading both captures..."), "muted", wraps=True)
        self.model = QStandardItemModel(self)
        self.table = quiet_table(_("What both captures say"), self.model)
        self.panes = (ScreenshotPane(), ScreenshotPane())
        names = (_("Screenshot of the first"), _("Screenshot of the second"))
        for pane, name in zip(self.panes, names, strict=True):
            pane.canvas.setAccessibleName(name)
        self._arrange()
        vault.read(
            self,
            lambda desk: tuple(view_capture(desk.folder, one) for one in ids),
            self._show,
            self._fail,
        )
        for pane, one in zip(self.panes, ids, strict=True):
            self._read_picture(pane, one)

    def _read_picture(self, pane: ScreenshotPane, capture_id: str) -> None:
        self._vault.read(
            self,
            lambda desk: _picture(desk, capture_id),
            pane.show_picture,
            lambda error: pane.fail(words_of(error)),
        )

    def _show(self, views: "tuple[CaptureView, ...]") -> None:
        lines = lines_of(*views)
        titles = [_("Field"), _("First"), _("Second"), _("Both")]
        self.model.setHorizontalHeaderLabels(titles)
        for line in lines:
            told = _("the same") if line.same else _("differs")
            texts = (line.name, line.first, line.second, told)
            items = [QStandardItem(text) for text in texts]
            if not line.same:
                font = items[3].font()
                font.setBold(True)
                items[3].setFont(font)
            self.model.appendRow(items)
        head = self.table.horizontalHeader()
        head.setStretchLastSection(False)
        for column, width in ((0, _NAME), (3, _TOLD)):
            head.resizeSection(column, width)
        for column in (1, 2):
            head.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
        count = sum(not line.same for line in lines)
        words = ngettext("{n} field differs.", "{n} fields differ.", count).format(n=count)
        note = _("That two pages say the same does not prove that one seller made both.")
        self.said.setText(f"{words} {note}")

    def _fail(self, error: Exception) -> None:
        self.said.setText(words_of(error).message)

    def _arrange(self) -> None:
        beside, split = QSplitter(), QSplitter(Qt.Orientation.Vertical)
        for pane in self.panes:
            beside.addWidget(pane)
        for part in (self.table, beside):
            split.addWidget(part)
        for one in (beside, split):
            one.setChildrenCollapsible(False)
            one.setHandleWidth(GAP + 4)
        split.setSizes([280, 400])
        end = QHBoxLayout()
        end.addStretch()
        end.addWidget(button(_("Close"), self.reject))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP)
        layout.addWidget(label(_("Compare two captures"), "title"))
        layout.addWidget(self.said)
        layout.addWidget(split, 1)
        layout.addLayout(end)


def lines_of(first: "CaptureView", second: "CaptureView") -> list[Line]:
    """Return the fields of both, those that differ first, each in the order of the facts."""
    texts = [_texts(one) for one in (first, second)]
    names = dict.fromkeys([*texts[0], *texts[1]])
    lines = [_line(name, texts[0].get(name), texts[1].get(name)) for name in names]
    return sorted(lines, key=lambda line: line.same)


def _line(name: str, first: str | None, second: str | None) -> Line:
    shown = [page_text(text) if text else _("not said") for text in (first, second)]
    return Line(name, shown[0], shown[1], first == second)


def _texts(view: "CaptureView") -> dict[str, str]:
    about = view.shown.get("provenance")
    known = about if isinstance(about, dict) else {}
    facts = view.shown.get("facts")
    read = dict((facts if isinstance(facts, dict) else {}).items())
    told = {
        _("Captured"): local_time(known.get("started")),
        _("Address"): str(known.get("url") or ""),
        _("State"): state_words(known.get("state"))[0],
    }
    stood = {**read, **{n: one for n, one in view.standing.items() if one.get("value") is not None}}
    return told | {fact_name(name): fact_value(fact) for name, fact in stood.items()}


def _picture(desk: "Desk", capture_id: str) -> "Picture":
    return picture_of(desk.tiles(capture_id), parts_named(desk.capture(capture_id)))
