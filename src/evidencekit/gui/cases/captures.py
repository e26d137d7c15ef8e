"""The captures of a case, one row each; their files are opened in the background."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from evidencekit.domain.capture import Stamped
from evidencekit.foundation.catalogue import _
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, label, page_text, set_role
from evidencekit.gui.pieces import Newest, words
from evidencekit.gui.rows import Row, RowList
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import price_text, stamp_words

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk import CaptureList, Desk

_MOST_ROWS = 6
_AT_ONCE = 20


class CapturesCard(QFrame):
    """The card of a case's captures.

    `opened` gives the id of one to be shown whole; `again_wanted`: visit their listings again.
    """

    opened = Signal(str)
    again_wanted = Signal()

    def __init__(self, vault: OpenVault, ids: Sequence[str]) -> None:
        super().__init__()
        set_role(self, "card")
        self._newest = Newest(vault, self)
        self._ids = tuple(ids)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP)
        layout.addWidget(label(_("Captures"), "heading"))
        self.list = RowList(_("Captures of this case"), _MOST_ROWS)
        self.list.opened.connect(self.opened)
        self.note = words("", "muted")
        layout.addWidget(self.list)
        layout.addWidget(self.note)
        self.again = button(_("Visit their listings again..."), self.again_wanted.emit)
        layout.addLayout(FlowLayout(self.again))
        self.again.setVisible(bool(self._ids))
        self.list.show_rows([Row(one, _("Reading..."), one) for one in self._ids])
        self.list.setVisible(bool(self._ids))
        self._say(self._help())
        vault.captures_changed.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        """Read them again, for a stamp may have come."""
        if self._ids:
            self._newest.read(lambda desk: desk.captures(), self._begin, self._say_trouble)

    def _begin(self, found: "CaptureList") -> None:
        self._read_from(0, found)

    def _read_from(self, start: int, found: "CaptureList") -> None:
        ids = self._ids[start : start + _AT_ONCE]
        if not ids:
            return

        def then(rows: list[Row]) -> None:
            for at, row in enumerate(rows, start):
                self.list.set_row(at, row)
            self._read_from(start + _AT_ONCE, found)

        self._newest.read(lambda desk: _rows(desk, ids, found), then, self._say_trouble)

    def _say_trouble(self, error: Exception) -> None:
        self._say(words_of(error).message)

    def _say(self, text: str) -> None:
        self.note.setText(text)
        self.note.setAccessibleName(text)

    def _help(self) -> str:
        if not self._ids:
            return _("No capture is named in this case.")
        return _("Press Enter or double-click to open one.")


def _rows(desk: "Desk", ids: Sequence[str], found: "CaptureList") -> list[Row]:
    entries = {one.id: one for one in found.entries}
    rows = []
    for one in ids:
        entry = entries.get(one)
        if entry is None:
            rows.append(Row(one, _("This capture is not in the vault"), one, _("missing"), "bad"))
        else:
            stamped = found.stamped.get(entry.sha256, Stamped.NONE)
            rows.append(_row(one, desk.row(entry, stamped)))
    return rows


def _row(capture_id: str, about: dict[str, object]) -> Row:
    price = price_text(about)
    second = page_text(price) if price else _("no price read")
    return Row(capture_id, page_text(about["title"]), second, *stamp_words(about["stamped"]))
