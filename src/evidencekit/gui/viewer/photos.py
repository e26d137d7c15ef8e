"""Photos side by side: this listing's and one that may show the same. The person decides."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QVBoxLayout, QWidget

from evidencekit.foundation.catalogue import N_, _, ngettext
from evidencekit.gui.parts import breakable, button, card, label, page_text
from evidencekit.gui.theme import GAP

if TYPE_CHECKING:
    from evidencekit.services.photo_pairs import Cells, PhotoPair

_SAID = {
    "same": N_("The same goods, says {by}"),
    "different": N_("Different, says {by}"),
    "open": N_("Nobody decided yet"),
}


class PhotosPanel(QWidget):
    """Shows candidates. `wanted` asks for them; `decided` carries two hashes and a verdict.

    `points_wanted` is for points of comparison with the genuine goods.
    """

    wanted = Signal()
    points_wanted = Signal()
    decided = Signal(str, str, str)

    def __init__(self) -> None:
        super().__init__()
        self._pairs: Sequence[PhotoPair] = ()
        self.look = button(_("Look for these photos elsewhere"), self.wanted.emit, primary=True)
        self.compare = button(_("Points of comparison..."), self.points_wanted.emit)
        self.note = label("", "muted", wraps=True)
        self.list = QListWidget()
        self.list.setAccessibleName(_("Photos that may show the same"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.currentRowChanged.connect(self._choose)
        self.mine, self.other = _Side(_("On this page")), _Side(_("Elsewhere"))
        self.verdict = label("", "heading")
        self.same = button(_("Same goods"), lambda: self._decide("same"), primary=True)
        self.different = button(_("Different"), lambda: self._decide("different"))
        self.undo = button(_("Undo"), lambda: self._decide("open"))
        self._arrange()
        self.wait()

    @property
    def pairs(self) -> "Sequence[PhotoPair]":
        """Return the candidates that are shown."""
        return self._pairs

    @property
    def verdict_now(self) -> str:
        """Return what was decided about the chosen pair, open where nothing was."""
        row = self.list.currentRow()
        said = self._pairs[row].candidate.decision if 0 <= row < len(self._pairs) else None
        return said.verdict.value if said else "open"

    def wait(self) -> None:
        """Show nothing of an older capture."""
        self._show(())
        self.look.setEnabled(True)
        self.note.setText(
            _("Compares the pictures of this listing with those of all others and of the product.")
        )

    def searching(self) -> None:
        """Say that pictures are being compared."""
        self.look.setEnabled(False)
        self.note.setText(_("Comparing pictures..."))

    def show_pairs(self, pairs: "Sequence[PhotoPair]") -> None:
        """Show the candidates, the nearest first; the chosen one stays chosen."""
        row = max(self.list.currentRow(), 0)
        self._show(pairs)
        self.look.setEnabled(True)
        if pairs:
            words = ngettext(
                "{count} picture lies near. Near is no proof: look at both.",
                "{count} pictures lie near. Near is no proof: look at both.",
                len(pairs),
            )
            self.note.setText(words.format(count=len(pairs)))
            self.list.setCurrentRow(min(row, len(pairs) - 1))
        else:
            words = _("No other picture lies near. That is no proof that there is none.")
            self.note.setText(words)

    def _show(self, pairs: "Sequence[PhotoPair]") -> None:
        self._pairs = pairs
        self.list.clear()
        self.list.addItems([breakable(_title(pair)) for pair in pairs])
        self._below.setVisible(bool(pairs))

    def _choose(self, row: int) -> None:
        if not 0 <= row < len(self._pairs):
            return
        pair = self._pairs[row]
        said = pair.candidate.decision
        state = said.verdict.value if said else "open"
        self.mine.show_cells(pair.mine, pair.candidate.picture.place)
        self.other.show_cells(pair.other, _where(pair))
        self.verdict.setText(_(_SAID[state]).format(by=said.by if said else ""))
        self.same.setEnabled(state != "same")
        self.different.setEnabled(state != "different")
        self.undo.setEnabled(state != "open")

    def _decide(self, verdict: str) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._pairs):
            one = self._pairs[row].candidate
            self.decided.emit(one.picture.sha256, one.other.sha256, verdict)

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(GAP + 4)
        top.addWidget(self.look)
        top.addWidget(self.compare)
        top.addWidget(self.note, 1)
        self._below = QWidget()
        row = QHBoxLayout(self._below)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP + 4)
        self.list.setMaximumWidth(340)
        row.addWidget(self.list, 1)
        right = QVBoxLayout()
        right.setSpacing(GAP)
        sides = QHBoxLayout()
        sides.setSpacing(GAP)
        sides.addWidget(self.mine, 1)
        sides.addWidget(self.other, 1)
        right.addLayout(sides, 1)
        ends = QHBoxLayout()
        ends.setSpacing(GAP)
        ends.addWidget(self.verdict, 1)
        for made in (self.same, self.different, self.undo):
            ends.addWidget(made)
        right.addLayout(ends)
        row.addLayout(right, 3)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(top)
        layout.addWidget(self._below, 1)
        # Keeps the top in its place while there is nothing below it.
        layout.addStretch(0)


class _Side(QWidget):
    """One picture with its place."""

    def __init__(self, title: str) -> None:
        super().__init__()
        frame, inside = card()
        self._picture, self._place = QLabel(), label("", "muted", wraps=True)
        self._picture.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._picture.setMinimumSize(200, 200)
        self._picture.setAccessibleName(title)
        inside.addWidget(label(title, "heading"))
        inside.addWidget(self._picture, 1)
        inside.addWidget(self._place)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

    def show_cells(self, cells: "Cells | None", place: str) -> None:
        """Show plain cells, or say that there is no picture."""
        self._place.setText(page_text(place, 120))
        if cells is None:
            self._picture.setText(_("This picture can't be shown."))
            return
        width, height, rows = cells
        image = QImage(rows, width, height, width * 3, QImage.Format.Format_RGB888)
        self._picture.setPixmap(QPixmap.fromImage(image))


def _where(pair: "PhotoPair") -> str:
    other = pair.candidate.other
    if other.right_id is not None:
        return _("A photo of the genuine product ({right})").format(right=other.right_id)
    return f"{other.place} · {other.capture_id}"


def _title(pair: "PhotoPair") -> str:
    one = pair.candidate
    near = _("the same file") if one.picture.sha256 == one.other.sha256 else _("looks alike")
    parts = [near, _("mirrored") if one.mirrored else "", _where(pair)]
    return page_text(" · ".join(part for part in parts if part), 120)
