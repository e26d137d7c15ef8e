"""What can be done with the rows of a list, one or many: by menu, by key, by the palette."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QGuiApplication
from PySide6.QtWidgets import QAbstractItemView

from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui import preferences
from evidencekit.gui.actions import add_action
from evidencekit.gui.rows import Row, RowList

Keys = Sequence[str]
_ORDERS = (
    ("", N_("Order: as recorded")),
    ("name", N_("Order: by name")),
    ("state", N_("Order: by state")),
)


def is_one(keys: Keys) -> bool:
    """Say whether it is one row alone."""
    return len(keys) == 1


@dataclass(frozen=True, slots=True)
class RowAct:
    """Something done with the chosen rows; `fits` says whether it can be, of their keys."""

    name: str
    act: Callable[[list[str]], object]
    keys: str = ""
    fits: Callable[[Keys], bool] = bool


def offer(rows: RowList, acts: Sequence[RowAct]) -> None:
    """Let many rows be chosen, and offer what can be done with them in the list's menu."""
    rows.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
    rows.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
    made = [(add_action(rows, each.name, partial(_do, rows, each), each.keys), each.fits)
            for each in acts]  # fmt: skip

    def look() -> None:
        for action, fits in made:
            action.setEnabled(fits(rows.chosen_keys))

    rows.itemSelectionChanged.connect(look)
    rows.shown.connect(look)
    look()


def offer_orders(rows: RowList, place: str, again: Callable[[], object]) -> None:
    """Offer orders of a list, kept under `place`; `again` shows it anew."""
    line = QAction(rows)
    line.setSeparator(True)
    rows.addAction(line)
    group = QActionGroup(rows)
    now = preferences.list_choice(place, "order")
    for code, name in _ORDERS:
        action = add_action(rows, _(name), partial(_order, place, code, again))
        action.setCheckable(True)
        action.setChecked(code == now)
        group.addAction(action)


def in_order(rows: Sequence[Row], place: str) -> list[Row]:
    """Return rows in the order that a person chose for `place`."""
    chosen = preferences.list_choice(place, "order")
    if chosen == "name":
        return sorted(rows, key=lambda row: row.first.casefold())
    if chosen == "state":
        return sorted(rows, key=lambda row: (row.badge, row.first.casefold()))
    return list(rows)


def copy_lines(lines: Sequence[str]) -> None:
    """Put lines on the clipboard."""
    QGuiApplication.clipboard().setText("\n".join(lines))


def _do(rows: RowList, act: RowAct) -> None:
    if act.fits(rows.chosen_keys):
        act.act(rows.chosen_keys)


def _order(place: str, code: str, again: Callable[[], object]) -> None:
    preferences.choose_list(place, "order", code)
    again()
