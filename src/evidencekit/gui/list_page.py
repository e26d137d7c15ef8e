"""What pages with a list at the left and the chosen one at the right are made of."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QScrollArea, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from evidencekit.gui import preferences
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import Bar, label
from evidencekit.gui.pieces import Newest, Trouble
from evidencekit.gui.row_acts import RowAct, in_order, offer, offer_orders
from evidencekit.gui.rows import Row, RowList
from evidencekit.gui.theme import EDGE, GAP

_NARROWEST, _WIDE, _RESTS_MS = 200, 10_000, 400


class ListPage(QWidget):
    """A list under its name with ways in below it, and a panel; or what stands where none is.

    It is read anew whenever casework changes. A subclass reads by `self._listing` and `self._one`,
    shows by `_show_rows` and `_show_panel`, and says by `_choose` what a row leads to, by `_acts`
    what can be done with the chosen rows. `place` is where width and order of the list are kept.
    """

    place = ""

    def __init__(self, vault: OpenVault, name: str, chosen: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self._vault, self._name = vault, name
        self._listing, self._one = Newest(vault, self), Newest(vault, self)
        self._chosen: str | None = None
        self.note = Bar("good")
        self.list = RowList(name)
        self.list.chosen.connect(self._choose)
        self.setFocusProxy(self.list)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName(chosen)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._stack = QStackedWidget()
        self._waiting: QWidget = QWidget()
        self._stack.addWidget(self._waiting)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.note)
        layout.addWidget(self._stack, 1)
        vault.casework_changed.connect(self.reload)

    def reload(self) -> None:
        """Read the list again; what is chosen stays chosen."""
        raise NotImplementedError  # each page reads its own

    def _choose(self, key: str) -> None:
        raise NotImplementedError  # each page shows its own

    def _acts(self) -> Sequence[RowAct]:
        return ()

    def _make(
        self, wide: int, ways_in: QWidget, empty: QWidget, panel: QWidget | None = None
    ) -> None:
        """Put the page together: a list so many pixels wide, ways in below it.

        `panel` is what stands beside the list where that is not the area alone.
        """
        offer(self.list, self._acts())
        offer_orders(self.list, self.place, self.reload)
        side = QWidget()
        inner = QVBoxLayout(side)
        inner.setContentsMargins(EDGE, EDGE, 0, EDGE)
        inner.setSpacing(GAP + 4)
        inner.addWidget(label(self._name, "title", wraps=True))
        inner.addWidget(self.list, 1)
        inner.addWidget(ways_in)
        self._whole, self._empty = beside(self.place, wide, side, panel or self.area), empty
        self._stack.addWidget(self._whole)
        self._stack.addWidget(empty)

    def _show_rows(self, rows: Sequence[Row]) -> None:
        """Show the rows and what the chosen one leads to; without any, the empty page."""
        if not rows:
            self._show_part(self._empty)
            return
        ordered = in_order(rows, self.place)
        keys = [row.key for row in ordered]
        chosen = self._chosen if self._chosen in keys else keys[0]
        self.list.show_rows(ordered, chosen)
        self._show_part(self._whole)
        self._choose(chosen)

    def _show_part(self, part: QWidget) -> None:
        self._stack.setCurrentWidget(part)

    def _say_no_list(self, error: Exception) -> None:
        old, self._waiting = self._waiting, _padded(Trouble(error, self.reload))
        self._stack.addWidget(self._waiting)
        self._show_part(self._waiting)
        self._stack.removeWidget(old)
        old.deleteLater()

    def _say_no_one(self, error: Exception) -> None:
        self.area.setWidget(_padded(Trouble(error, self.reload)))


def beside(place: str, wide: int, side: QWidget, panel: QWidget) -> QSplitter:
    """Return a list and its panel; how wide the list is, is as it was left, else `wide`."""
    split = QSplitter(Qt.Orientation.Horizontal)
    split.setHandleWidth(GAP // 2)
    side.setMinimumWidth(_NARROWEST)
    for at, part in enumerate((side, panel)):
        split.addWidget(part)
        split.setCollapsible(at, False)
        split.setStretchFactor(at, at)
    left = preferences.list_choice(place, "width")
    split.setSizes([int(left) if left.isdecimal() else wide, _WIDE])
    # Kept when the hand rests, not at every step of it.
    rests = QTimer(split, singleShot=True, interval=_RESTS_MS)
    rests.timeout.connect(lambda: preferences.choose_list(place, "width", str(side.width())))
    split.splitterMoved.connect(lambda _at, _index: rests.start())
    return split


def _padded(inner: QWidget) -> QWidget:
    outer = QWidget()
    layout = QVBoxLayout(outer)
    layout.setContentsMargins(EDGE + GAP, EDGE + GAP, EDGE + GAP, EDGE + GAP)
    layout.addWidget(inner)
    return outer
