"""The card of a seller's sums under one right: meters, how they were reckoned, the sheet saved."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from evidencekit.bootstrap.seller_desk import SellerDesk, SheetLook
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.ask_file import ask_new_file
from evidencekit.gui.error_dialog import words_of
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, label, page_text, set_role
from evidencekit.gui.pieces import Newest, Trouble, words
from evidencekit.gui.sellers.answers import Answers
from evidencekit.gui.sellers.figures import FiguresDialog
from evidencekit.gui.sellers.meter import Meter
from evidencekit.gui.sellers.reckoning import Reckoning, Seen
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import paired, sentences

if TYPE_CHECKING:
    from evidencekit.bootstrap.seller_desk import SellerView
    from evidencekit.services.thresholds import SellerSheet

_MOST_MISSING = 12
_CODE = 3


class SheetCard(QFrame):
    """A right, a meter for each line of the law, what is missing, what people say, how reckoned.

    `look` is by what law and with which figures it is reckoned, on the screen as in the sheet that
    is saved; it is kept as long as this seller is looked at. `seen` are the captures by id.
    """

    open_wanted = Signal(str)

    def __init__(self, vault: OpenVault, view: "SellerView", seen: Mapping[str, Seen]) -> None:
        super().__init__()
        set_role(self, "card")
        self._vault, self._view, self._newest = vault, view, Newest(vault, self)
        self._seen = seen
        self.look = SheetLook()
        self.sheet: SellerSheet | None = None
        self.meters: list[Meter] = []
        self.answers: Answers | None = None
        self.dialog: FiguresDialog | None = None
        self.right = QComboBox()
        self.right.setAccessibleName(_("Under which right"))
        for one in view.rights:
            name = page_text(one.reg_no or one.mark_text or one.id, 60)
            self.right.addItem(name, one.id)
        self.figures = button(_("Figures..."), self.ask_figures)
        self.save = button(_("Save the sheet..."), self.ask_save)
        self.told = words("")
        self.told.hide()
        self._body = QWidget()
        self.reckoning = Reckoning(seen)
        self.reckoning.open_wanted.connect(self.open_wanted)
        self._lay_out()
        if not view.rights:
            self._show(words(_no_right(), "muted"))
        for control in (self.right, self.figures, self.save):
            control.setEnabled(bool(view.rights))
        self.right.currentIndexChanged.connect(lambda _at: self.reload())
        self.reload()

    def reload(self) -> None:
        """Hold the figures against the law again; what is shown stays until then."""
        right = self.right.currentData()
        if right is not None:
            key, look = self._key, self.look
            self._newest.read(
                lambda desk: SellerDesk(desk).sheet(key, str(right), look),
                self._show_sheet,
                self._fail,
            )

    def go_on_from(self, before: "SheetCard") -> None:
        """Be looked at as this seller was before it was read anew."""
        self.look, self.dialog = before.look, before.dialog
        if self.dialog is not None:
            # What is just being asked is answered to the card that stands now.
            self.dialog.then = self.take
        self.right.setCurrentIndex(max(0, self.right.findData(before.right.currentData())))
        if before.reckoning.is_open:
            self.reckoning.turn()
        self.reload()

    def ask_figures(self) -> None:
        """Ask by what law, and with which rates, cost and counts, the sums are reckoned."""
        if self.right.currentData() is None:
            return
        listings = {
            one.captures: self._called(one.captures[-1], f"{one.platform} {one.item_id}")
            for one in (self.sheet.sheet.listings if self.sheet else ())
        }
        self.dialog = FiguresDialog(
            self.window(), self.look, self._view.laws, self._currencies, listings, self.take
        )
        self.dialog.open()

    def take(self, look: SheetLook) -> None:
        """Reckon anew by this law and with these figures."""
        self.look = look
        self._say("")
        self.reload()

    def ask_save(self) -> None:
        """Ask for the new file of the sheet."""
        if self.right.currentData() is not None:
            name = "threshold-sheet.pdf"
            ask_new_file(self, _("New file for the sheet"), name, "PDF (*.pdf)", self.save_to)

    def save_to(self, out: Path) -> None:
        """Write the sheet as a PDF for an authority, by the law and figures of the card."""
        out = out if out.suffix else out.with_suffix(".pdf")
        key, right, look = self._key, str(self.right.currentData()), self.look
        self._say("")

        def failed(error: Exception) -> None:
            said = words_of(error)
            self._say(sentences(said.message, said.meaning, said.action))

        self._vault.write(
            self,
            _("Writing the sheet"),
            lambda desk, _task: SellerDesk(desk).save_sheet(key, right, look, out),
            lambda _done: self._say(_("Written: {path}").format(path=page_text(out, 400))),
            failed,
        )

    @property
    def _key(self) -> str:
        return str(self._view.dossier["key"])

    @property
    def _currencies(self) -> list[str]:
        """Return the currencies that the captures of this seller show."""
        listings = list(self._view.dossier["listings"])  # type: ignore[call-overload]
        facts = (row["facts"] for one in listings for row in one["over_time"])
        codes = {str((one.get("currency") or {}).get("value") or "") for one in facts}
        return sorted(code for code in codes if len(code) == _CODE and code.isupper())

    def _called(self, capture: str, name: str) -> str:
        seen = self._seen.get(capture)
        return f"{seen.title} ({name})" if seen and seen.title else name

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP)
        layout.addWidget(label(_("Against the law's lines"), "heading"))
        row = QHBoxLayout()
        row.addWidget(label(_("Under the right"), "muted"))
        row.addWidget(self.right, 1)
        layout.addLayout(row)
        layout.addLayout(FlowLayout(self.figures, self.reckoning.more, self.save))
        layout.addWidget(self.told)
        layout.addWidget(self.reckoning)
        layout.addWidget(self._body)

    def _say(self, text: str) -> None:
        self.told.setText(text)
        self.told.setAccessibleName(text)
        self.told.setVisible(bool(text))

    def _fail(self, error: Exception) -> None:
        self.answers = None
        self.reckoning.show_sheet(None)
        self._show(Trouble(error, self.reload))

    def _show(self, made: QWidget) -> None:
        self.layout().replaceWidget(self._body, made)  # type: ignore[union-attr]
        self._body.hide()
        self._body.deleteLater()
        self._body = made

    def _show_sheet(self, sheet: "SellerSheet") -> None:
        self.sheet = sheet
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        for text in self._by_what(sheet):
            layout.addWidget(words(text, "muted"))
        self.meters = [Meter(one, sheet.sheet.currency) for one in sheet.sheet.states]
        for one in self.meters:
            layout.addWidget(one)
        for text in _lacking(sheet):
            layout.addWidget(words(f"– {text}", "muted"))
        focused = self.answers.focused if self.answers else None
        self.answers = Answers(self._vault, sheet)
        layout.addWidget(self.answers)
        layout.addWidget(words(sheet.caution))
        self._show(body)
        self.reckoning.show_sheet(sheet)
        if focused is not None:
            self.answers.buttons[focused].setFocus()

    def _by_what(self, made: "SellerSheet") -> list[str]:
        """Say by what law it is reckoned, and with which figures of one's own."""
        told = _("By the law of {day}; only what a person confirmed is counted.")
        lines = [told.format(day=made.sheet.day.isoformat())]
        if made.asked.law != SheetLook().law:
            names = {one.id: one.name for one in self._view.laws}
            lines.insert(0, page_text(names.get(made.asked.law, made.asked.law)))
        lines += [paired(name, page_text(text, 300)) for name, text in made.choices]
        mixed = sum(1 for one in made.sheet.listings if one.is_mixed)
        if mixed:
            told = ngettext(
                "The count of {count} listing covers other variants too: its low end is zero.",
                "The counts of {count} listings cover other variants too: their low ends are zero.",
                mixed,
            )
            lines.append(told.format(count=mixed))
        return lines


def _lacking(made: "SellerSheet") -> list[str]:
    """Return what would make the sheet stronger, what is of no single listing first."""
    lacks = sorted(
        made.all_missing, key=lambda one: bool({"capture", "item_id"} & dict(one.details).keys())
    )
    told = [page_text(one.words, 400) for one in lacks[:_MOST_MISSING]]
    left = len(lacks) - len(told)
    if left > 0:
        more = ngettext(
            "{count} more stands in how this was reckoned.",
            "{count} more stand in how this was reckoned.",
            left,
        )
        told.append(more.format(count=left))
    return told


def _no_right() -> str:
    return _(
        "No case names a right yet. What a seller showed is held against the law's lines under a "
        "right, and only where a case or complaint of it has the captures."
    )
