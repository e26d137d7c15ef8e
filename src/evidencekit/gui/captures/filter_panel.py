"""The panel that filters the captures: a field for each filter, in lines as wide as the page."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QVBoxLayout

from evidencekit.bootstrap.desk_finding import FilterChoices
from evidencekit.domain.capture import CaptureState, Stamped
from evidencekit.foundation.catalogue import _
from evidencekit.gui.captures.filter_fields import (
    ChoiceField,
    DayField,
    NameField,
    PriceField,
    captioned,
    together,
)
from evidencekit.gui.flow import FlowLayout
from evidencekit.gui.parts import button, page_text, set_role
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import stamp_words, state_words

_CURRENCY = 6


class FilterPanel(QFrame):
    """Fields by the name of the command's option. `edited`: a person changed one of them."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "card")
        self.platform, self.state, self.stamped = (ChoiceField() for _each in range(3))
        self.right, self.case, self.currency = ChoiceField(), ChoiceField(), ChoiceField(_CURRENCY)
        self.seller, self.low, self.high = NameField(), PriceField(), PriceField()
        self.since, self.until = DayField(_("Captured since")), DayField(_("Captured until"))
        self.hidden = QCheckBox()
        self.table = button(_("Save as a table..."), lambda: None)
        self._fields: dict[str, ChoiceField | NameField | PriceField | DayField] = {
            "platform": self.platform,
            "seller": self.seller,
            "state": self.state,
            "stamped": self.stamped,
            "price_from": self.low,
            "price_to": self.high,
            "currency": self.currency,
            "since": self.since,
            "until": self.until,
            "right": self.right,
            "case": self.case,
        }
        self._showing = False
        self._arrange()
        self._connect()
        self.count_hidden(0)

    def asked(self) -> dict[str, str | bool]:
        """Return what the fields ask; what asks nothing is left out."""
        values = {key: field.value for key, field in self._fields.items()}
        asked: dict[str, str | bool] = {key: value for key, value in values.items() if value}
        return asked | ({"hidden": True} if self.hidden.isChecked() else {})

    def show_wish(self, wish: "dict[str, str | bool]") -> None:
        """Have the fields ask this. Nothing is told of it."""
        self._showing = True
        for key, field in self._fields.items():
            field.choose(str(wish.get(key, "")))
        self.hidden.setChecked(bool(wish.get("hidden")))
        self._showing = False

    def offer(self, found: FilterChoices, names: dict[str, str]) -> None:
        """Offer what a filter can name here; what is chosen stays. Nothing is told of it."""
        stamps = [one.value for one in Stamped if one is not Stamped.DEMO or found.demo]
        self.platform.offer((one, page_text(one, 40)) for one in found.platforms)
        self.seller.offer(found.sellers)
        self.currency.offer((one, page_text(one, 12)) for one in found.currencies)
        self.state.offer((one.value, state_words(one.value)[0]) for one in CaptureState)
        self.stamped.offer((one, stamp_words(one)[0]) for one in stamps)
        self.right.offer((one.id, names[one.id]) for one in found.rights)
        self.case.offer((one.id, names[one.id]) for one in found.cases)

    def count_hidden(self, count: int) -> None:
        """Say how many captures are hidden."""
        words = _("Hidden ones too ({count})").format(count=f"{count:,}")
        self.hidden.setText(words)
        self.hidden.setAccessibleName(words)

    def _arrange(self) -> None:
        fields = FlowLayout(
            captioned(_("Platform"), self.platform),
            captioned(_("Seller"), self.seller),
            captioned(_("State"), self.state),
            captioned(_("Time stamp"), self.stamped),
            captioned(_("Right"), self.right),
            captioned(_("Case"), self.case),
            together(
                captioned(_("Price from"), self.low),
                captioned(_("Price to"), self.high),
                captioned(_("Currency"), self.currency),
            ),
            together(self.since, self.until),
        )
        end = QHBoxLayout()
        end.setSpacing(GAP)
        end.addWidget(self.hidden)
        end.addStretch(1)
        end.addWidget(self.table)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE - 4, EDGE, EDGE - 4)
        layout.setSpacing(EDGE - 4)
        layout.addLayout(fields)
        layout.addLayout(end)

    def _connect(self) -> None:
        for field in self._fields.values():
            if isinstance(field, ChoiceField):
                field.currentIndexChanged.connect(self._tell)
            elif isinstance(field, PriceField):
                field.textChanged.connect(self._tell)
            elif isinstance(field, NameField):
                field.settled.connect(self._tell)
            else:
                field.when_changed(self._tell)
        self.hidden.toggled.connect(self._tell)

    def _tell(self, *_which: object) -> None:
        if not self._showing:
            self.edited.emit()
