"""What is done with the chosen captures, one or many: by menu, by key, by the palette."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QInputDialog,
    QMenu,
    QMessageBox,
    QWidget,
)

from evidencekit.bootstrap.desk_captures import add_to_case, keep_stamp
from evidencekit.bootstrap.desk_leaving import hide
from evidencekit.casework.model import Case
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.actions import add_action
from evidencekit.gui.ask_file import ask_file
from evidencekit.gui.captures.model import ID, CaptureModel
from evidencekit.gui.captures.removal import Removal
from evidencekit.gui.deeds import Deed
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import page_text
from evidencekit.gui.reason_dialog import ReasonDialog

if TYPE_CHECKING:
    from evidencekit.services.stamp_import import StampImported

# How many must be chosen: so many at least, or just two, just one, some shown, some hidden.
_PAIR, _ALONE, _SHOWN, _HIDDEN = 2, -1, -2, -3


class Bulk(QObject):
    """The actions of the views.

    `compare` gives two ids; `again` addresses to capture anew; `reread` ids whose facts are to be
    read again, none for all.
    """

    compare = Signal(list)
    again = Signal(list)
    reread = Signal(list)

    def __init__(
        self,
        page: QWidget,
        vault: OpenVault,
        model: CaptureModel,
        view: Callable[[], QAbstractItemView],
    ) -> None:
        super().__init__(page)
        self._page, self._vault, self._model, self._view = page, vault, model, view
        self.dialog: ReasonDialog | None = None
        self.removal = Removal(page, vault)
        self.said: QMessageBox | None = None
        self._menu = QMenu(page)
        self._needed: list[tuple[QAction, int]] = []
        for name, act, keys, needed in (
            (_("Add to a case..."), self.add_to_case, "Ctrl+Shift+A", 1),
            (_("Compare the two chosen"), self._compare, "Ctrl+D", _PAIR),
            (_("Capture again..."), self._again, "Ctrl+R", 1),
            (_("Copy the addresses"), self._copy, "Ctrl+Shift+C", 1),
            (_("Read the facts again..."), lambda: self.reread.emit(self.chosen), "", 0),
            (_("Add a time token or certificate..."), self.ask_stamp, "", _ALONE),
            (_("Hide with a reason..."), self.ask_hide, "Ctrl+Shift+H", _SHOWN),
            (_("Show hidden captures again..."), self.ask_show, "", _HIDDEN),
            (_("Delete for good..."), self.ask_remove, "", _ALONE),
        ):
            action = add_action(page, name, act, keys)
            self._needed.append((action, needed))

    @property
    def chosen(self) -> list[str]:
        """Return the ids of the captures that are chosen, in their order."""
        indexes = self._view().selectionModel().selectedIndexes()
        rows = sorted({index.row() for index in indexes})
        return [str(self._model.index(row, 0).data(ID)) for row in rows]

    def watch(self, view: QAbstractItemView, opening: QAction) -> None:
        """Let many be chosen in a view, and offer a menu there; `opening` stands first in it."""
        view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        view.customContextMenuRequested.connect(lambda at: self._offer(view, opening, at))
        view.selectionModel().selectionChanged.connect(lambda *_which: self.look())
        self.look()

    def menu(self, opening: QAction) -> QMenu:
        """Return the menu over what is chosen now."""
        self._menu.clear()
        self._menu.addAction(opening)
        self._menu.addSeparator()
        self._menu.addActions([action for action, _needed in self._needed])
        return self._menu

    def add_to_case(self) -> None:
        """Ask for a case and add the chosen captures to it."""
        chosen = self.chosen
        self._vault.read(self, lambda desk: desk.cases(), partial(self._ask_case, chosen))

    def ask_stamp(self) -> None:
        """Ask for a token, or a certificate of a notary, that was got for the chosen capture."""
        chosen = self.chosen
        if len(chosen) == 1:
            title = _("Choose the token or the certificate")
            ask_file(self._page, title, lambda file: self.keep_stamp(file, chosen[0]))

    def keep_stamp(self, source: Path, capture_id: str) -> None:
        """Keep it, and say what it is worth."""

        def told(kept: "StampImported") -> None:
            self._vault.captures_changed.emit()
            said = QMessageBox(self._page)
            said.setText(_("Kept for this capture: {file}").format(file=page_text(source.name)))
            said.setInformativeText(_worth(kept))
            said.finished.connect(said.deleteLater)
            self.said = said
            said.open()

        self._vault.write(
            self,
            _("Adding a time token or certificate"),
            lambda desk, _task: keep_stamp(desk, source, capture_id),
            told,
        )

    def ask_hide(self) -> None:
        """Ask why the chosen captures are to be left out of lists, and who says so."""
        chosen = [one for one in self.chosen if not self._model.is_hidden(one)]
        if not chosen:
            return
        told = _(
            "They are left out of lists; nothing of the evidence changes, and it stands in the "
            "custody log. It can be undone."
        )
        operator = self._vault.desk.operator
        self.dialog = ReasonDialog(self._page, _("Hide with a reason"), told, operator)
        self.dialog.said.connect(lambda reason, by: self._hide(chosen, reason, by))
        self.dialog.open()

    def ask_show(self) -> None:
        """Ask why those of the chosen captures that are hidden are to be shown again."""
        chosen = [one for one in self.chosen if self._model.is_hidden(one)]
        if not chosen:
            return
        count = len(chosen)
        told = ngettext(
            "{n} of those chosen is hidden. Showing it again stands in the custody log.",
            "{n} of those chosen are hidden. Showing them again stands in the custody log.",
            count,
        )
        title, operator = _("Show hidden captures again"), self._vault.desk.operator
        self.dialog = ReasonDialog(self._page, title, told.format(n=count), operator)
        self.dialog.said.connect(lambda reason, by: self._hide(chosen, reason, by, away=False))
        self.dialog.open()

    def ask_remove(self) -> None:
        """Ask why the chosen capture is to be deleted for good, and who says so."""
        chosen = self.chosen
        if len(chosen) == 1:
            self.removal.ask(chosen[0])

    def _hide(self, ids: Sequence[str], reason: str, by: str, *, away: bool = True) -> None:
        many = (
            ngettext("Hide {n} capture", "Hide {n} captures", len(ids))
            if away
            else ngettext("Show {n} hidden capture", "Show {n} hidden captures", len(ids))
        )
        deed = Deed(
            many.format(n=len(ids)),
            lambda desk: hide(desk, ids, reason, by, hidden=away),
            lambda desk, _none: hide(desk, ids, reason, by, hidden=not away),
            self._vault.captures_changed.emit,
        )
        self._vault.deeds.do(deed)

    def _ask_case(self, chosen: list[str], cases: Sequence[Case]) -> None:
        named = {f"{page_text(one.name)}  ({one.id})": one.id for one in cases}
        dialog = QInputDialog(self._page)
        dialog.setWindowTitle(_("Add to a case"))
        count = len(chosen)
        words = ngettext("Add {n} capture to:", "Add {n} captures to:", count)
        dialog.setLabelText(words.format(n=count) if named else _("There is no case yet."))
        dialog.setComboBoxItems(list(named))
        dialog.textValueSelected.connect(lambda text: self._add(named.get(text), chosen))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _add(self, case_id: str | None, chosen: Sequence[str]) -> None:
        if case_id is not None:
            self._vault.write(
                self,
                _("Adding to the case"),
                lambda desk, _task: add_to_case(desk, case_id, chosen),
                lambda _done: self._vault.casework_changed.emit(),
            )

    def _compare(self) -> None:
        if len(self.chosen) == _PAIR:
            self.compare.emit(self.chosen)

    def _again(self) -> None:
        if addresses := self._addresses():
            self.again.emit(addresses)

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText("\n".join(self._addresses()))

    def _addresses(self) -> list[str]:
        rows = [self._model.row(one) for one in self.chosen]
        return [str(row["url"]) for row in rows if row is not None and row.get("url")]

    def _offer(self, view: QAbstractItemView, opening: QAction, at: QPoint) -> None:
        if self.chosen:
            self.menu(opening).popup(view.viewport().mapToGlobal(at))

    def look(self) -> None:
        """Let be done what fits the captures that are chosen now."""
        chosen = self.chosen
        count, hidden = len(chosen), sum(map(self._model.is_hidden, chosen))
        fits = {
            _PAIR: count == _PAIR,
            _ALONE: count == 1,
            _SHOWN: count > hidden,
            _HIDDEN: hidden > 0,
        }
        for action, needed in self._needed:
            action.setEnabled(fits.get(needed, count >= needed))


def _worth(kept: "StampImported") -> str:
    if kept.gen_time:
        said = _("Checked: the capture existed by {time}, says the token.")
        return said.format(time=kept.gen_time)
    return _("A certificate of others, not checked by us.")
