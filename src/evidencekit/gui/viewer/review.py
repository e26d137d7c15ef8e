"""What a person can say of a fact: buttons, and a small form for another value and its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QRect, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from evidencekit.foundation.catalogue import N_, _
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.parts import button, label, set_role
from evidencekit.gui.theme import GAP
from evidencekit.gui.words import fact_name, local_time

# As `casework.fact_values` takes them; those that a listing shows most often first. Pictures are
# counted by nobody: they stand in the capture.
_ENTERED = (
    *("title", "price", "currency", "seller", "sold", "listing_id", "platform", "stock"),
    *("seller_id", "seller_url", "company", "licence_no", "company_address", "contacts"),
    *("location", "condition", "list_price", "price_max", "rating", "reviews", "in_stock"),
    *("brand", "ships_from", "ships_to", "price_kind", "sold_period", "favourites"),
    *("rating_scale", "shop_age", "site_country"),
)
# What is typed for a fact whose form its name does not tell.
_FORMS = {
    "sold_period": N_("month, or total"),
    "price_kind": N_("fixed, from, range, bid or starting_bid"),
    "site_country": N_("two capitals, as in DE"),
    "currency": N_("three capitals, as in EUR"),
}
STANDINGS = {
    "read": (N_("read"), "muted"),
    "confirmed": (N_("confirmed"), "good"),
    "corrected": (N_("corrected"), "good"),
    "entered": (N_("entered"), "good"),
    "not_on_page": (N_("not on the page"), "warn"),
}
_BY = {
    "confirmed": N_("Confirmed by {by}, {time}"),
    "corrected": N_("Corrected by {by}, {time}"),
    "entered": N_("Entered by {by}, {time}"),
    "not_on_page": N_("Not on the page, says {by}, {time}"),
}


@dataclass(frozen=True, slots=True)
class Word:
    """What a person says: a method of `FactReviewing`, what it takes, who, and the place drawn."""

    what: str
    words: tuple[object, ...]
    by: str
    box: tuple[int, int, int, int] | None = None


def standing_words(fact: Mapping[str, Any]) -> tuple[str, str]:
    """Return how a fact stands, in a sentence, and its tone."""
    standing = str(fact.get("standing"))
    _text, tone = STANDINGS.get(standing, (standing, ""))
    if standing not in _BY:
        return _("Read by the program; confirmed by nobody yet"), tone
    return _(_BY[standing]).format(by=fact.get("by"), time=local_time(fact.get("at"))), tone


class ReviewBar(QFrame):
    """Speaks of the chosen fact. `spoken` carries a `Word`; `drawing` asks for a place, or ends."""

    spoken = Signal(object)
    drawing = Signal(bool)

    def __init__(self, operator: str) -> None:
        super().__init__()
        set_role(self, "card")
        self._fact, self._known = "", frozenset[str]()
        self._box: tuple[int, int, int, int] | None = None
        self.person = QLineEdit(operator)
        self.person.setAccessibleName(_("Your name"))
        self.person.setCursorPosition(0)
        self.person.setToolTip(_("Who says this; it is kept with every word"))
        self.confirm = button(_("Confirm"), lambda: self._say("confirm", (self._fact,)))
        self.confirm.setToolTip(_("Confirm the chosen fact (Space, Return or C)"))
        self.correct = button(_("Correct..."), self.begin_correcting)
        self.absent = button(_("Not on page"), lambda: self._say("not_on_page", (self._fact,)))
        self.correct.setToolTip(_("Give another value (E)"))
        self.absent.setToolTip(_("The page does not say this (N)"))
        self.undo = button(_("Undo"), lambda: self.spoken.emit(self._word("undo", self._fact)))
        self.undo.setToolTip(_("Take back what was said last (U)"))
        self.all = button(_("Confirm all"), lambda: self._say("confirm", ()), primary=True)
        self.enter = button(_("Enter a fact..."), self.begin_entering)
        self.form = _Form()
        self.form.save.clicked.connect(self._save)
        self.form.cancel.clicked.connect(self.end)
        self.form.draw.toggled.connect(self.drawing)
        self._arrange()
        self.show_fact("", {}, ())

    def show_fact(
        self, name: str, facts: Mapping[str, Mapping[str, Any]], left: Sequence[str]
    ) -> None:
        """Offer what can be said of the fact `name` of `facts`; `left` wait for a word."""
        self._fact, self._known = name, frozenset(facts)
        standing = str(facts[name].get("standing")) if name in facts else ""
        read = name in facts and bool(facts[name].get("reader"))
        self.confirm.setEnabled(read and standing == "read")
        self.correct.setEnabled(bool(standing))
        self.absent.setEnabled(bool(standing) and standing != "not_on_page")
        self.undo.setEnabled(standing not in {"", "read"})
        self.all.setEnabled(bool(left))

    def begin_correcting(self) -> None:
        """Open the form for another value of the chosen fact."""
        if self._fact:
            self._open([self._fact])

    def begin_entering(self) -> None:
        """Open the form for a fact that was not read."""
        self._open([name for name in _ENTERED if name not in self._known])

    def end(self) -> None:
        """Close the form; what was not saved is gone."""
        self.form.draw.setChecked(False)
        self.form.hide()

    def take_box(self, place: QRect) -> None:
        """Take the place that was drawn, in pixels of the picture."""
        self._box = (place.x(), place.y(), place.width(), place.height())
        self.form.draw.setChecked(False)
        text = _("{x}, {y}; {width} x {height} pixels")
        self.form.place.setText(
            text.format(x=place.x(), y=place.y(), width=place.width(), height=place.height())
        )
        self.form.value.setFocus()

    def _open(self, names: Sequence[str]) -> None:
        self._box = None
        self.form.begin(names)

    def _save(self) -> None:
        name, value = str(self.form.name.currentData()), self.form.value.text().strip()
        if value and self.person.text().strip():
            what = "correct" if name in self._known else "enter"
            self.spoken.emit(self._word(what, name, value, box=self._box))

    def _say(self, what: str, names: tuple[str, ...]) -> None:
        self.spoken.emit(self._word(what, names))

    def _word(
        self, what: str, *words: object, box: tuple[int, int, int, int] | None = None
    ) -> Word:
        return Word(what, words, self.person.text().strip(), box)

    def _arrange(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(GAP, GAP, GAP, GAP)
        layout.setSpacing(GAP)
        said = (self.confirm, self.correct, self.absent, self.undo, self.all, self.enter)
        layout.addLayout(FlowLayout(*said))
        below = QHBoxLayout()
        below.setSpacing(GAP)
        self.person.setMinimumWidth(90)
        below.addWidget(label(_("as"), "muted"))
        below.addWidget(self.person, 1)
        layout.addLayout(below)
        layout.addWidget(self.form)


class _Form(QWidget):
    """Which fact, its value, and its place on the picture."""

    def __init__(self) -> None:
        super().__init__()
        self.name, self.value = QComboBox(), QLineEdit()
        self.name.setAccessibleName(_("Fact"))
        self.value.setAccessibleName(_("Value"))
        self.name.currentIndexChanged.connect(lambda _at: self._say_form())
        self.draw = QPushButton(_("Draw its place"))
        self.draw.setAccessibleName(_("Draw its place on the screenshot"))
        self.draw.setCheckable(True)
        self.draw.setAutoDefault(False)
        self.place = label("", "muted")
        self.save = button(_("Save"), lambda: None, primary=True)
        self.cancel = button(_("Cancel"), lambda: None)
        self.value.returnPressed.connect(self.save.click)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(GAP)
        grid.addWidget(self.name, 0, 0)
        grid.addWidget(self.value, 0, 1, 1, 3)
        grid.addWidget(self.draw, 1, 0)
        grid.addWidget(self.place, 1, 1)
        grid.addWidget(self.save, 1, 2)
        grid.addWidget(self.cancel, 1, 3)
        grid.setColumnStretch(1, 1)
        self.hide()

    def begin(self, names: Sequence[str]) -> None:
        """Show the form empty, with these facts to choose from."""
        self.name.clear()
        for one in names:
            self.name.addItem(fact_name(one), one)
        self.name.setEnabled(len(names) > 1)
        self.value.clear()
        self.place.setText(_("no place drawn"))
        self.draw.setChecked(False)
        self._say_form()
        self.show()
        self.value.setFocus()

    def _say_form(self) -> None:
        """Say how a value of the chosen fact is written."""
        usual = N_("12.50, 300, 2000+, true, or words")
        self.value.setPlaceholderText(_(_FORMS.get(str(self.name.currentData()), usual)))
