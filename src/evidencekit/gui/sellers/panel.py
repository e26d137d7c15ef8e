"""One seller whole: who it is, prices over time, listings, photos, complaints, the law's lines."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from evidencekit.bootstrap.seller_desk import SellerDesk
from evidencekit.foundation.catalogue import N_, _, ngettext
from evidencekit.gui.cases.says import state_of_complaint
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import badge, button, card, label, page_text
from evidencekit.gui.pieces import named_values, words
from evidencekit.gui.reason_dialog import ReasonDialog
from evidencekit.gui.sellers.decide import Decisions, decide
from evidencekit.gui.sellers.identifiers import IdentifiersCard
from evidencekit.gui.sellers.prices import PricesCard
from evidencekit.gui.sellers.reckoning import Seen
from evidencekit.gui.sellers.sheet_card import SheetCard
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import fact_value, local_time

if TYPE_CHECKING:
    from evidencekit.bootstrap.seller_desk import SellerView

_Object = Mapping[str, Any]
_MOST_LISTINGS, _MOST_ROWS = 200, 50
_RESULTS = {
    "gone": (N_("gone, as seen"), "good"),
    "there": (N_("still there"), "bad"),
    "changed": (N_("changed"), "warn"),
}


class SellerPanel(QWidget):
    """Shows one seller. `open_wanted` gives a capture's id and all captures of this seller."""

    open_wanted = Signal(str, list)

    def __init__(self, vault: OpenVault, view: "SellerView") -> None:
        super().__init__()
        self._vault, self._view = vault, view
        self.key = str(view.dossier["key"])
        self.dialog: ReasonDialog | None = None
        self.prices = PricesCard(self._listings)
        seen = dict(self._seen())
        self.identifiers = IdentifiersCard(vault, self.key, seen)
        self.identifiers.open_wanted.connect(self.open_wanted)
        self.sheet = SheetCard(vault, view, seen)
        self.sheet.open_wanted.connect(lambda one: self.open_wanted.emit(one, self.captures))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE + GAP, EDGE, EDGE + GAP, EDGE + GAP)
        layout.setSpacing(EDGE)
        layout.addWidget(label(page_text(self._name), "title"))
        for part in (
            *(self._about(), self.identifiers, self._hand(), self.sheet, self.prices),
            *(self._listed(), self._photos(), self._filed()),
        ):
            layout.addWidget(part)
        layout.addStretch(1)

    @property
    def _name(self) -> object:
        said = self._view.dossier
        return said["name"] or said["shop_id"] or self.key

    @property
    def _listings(self) -> list[_Object]:
        found = self._view.dossier["listings"]
        return list(found) if isinstance(found, list) else []

    def _seen(self) -> Iterator[tuple[str, Seen]]:
        for one in self._listings:
            title = str(one["title"] or one["url"])
            for row in one["over_time"]:
                yield str(row["capture"]), Seen(title, str(row["captured"]))

    @property
    def captures(self) -> list[str]:
        """Return the captures of this seller, the first first."""
        rows = [row for one in self._listings for row in one["over_time"]]
        return [str(row["capture"]) for row in sorted(rows, key=lambda row: str(row["captured"]))]

    def shows(self, view: "SellerView") -> bool:
        """Say whether this is what is shown; the law's lines are read by themselves."""
        return self._view == view

    def ask_split(self) -> None:
        """Ask why this shop is none of those it stands with, and who says so."""
        told = _("This shop stands alone again; the others stay together.")
        self.dialog = ReasonDialog(self, _("Take this shop out"), told, self._vault.desk.operator)
        self.dialog.said.connect(self._split)
        self.dialog.open()

    def _split(self, reason: str, by: str) -> None:
        key = self.key
        decide(
            self._vault,
            _("Take this shop out"),
            lambda desk: SellerDesk(desk).split(key, reason, by),
            by,
        )

    def _about(self) -> QFrame:
        said = self._view.dossier
        frame, inside = card()
        registered = badge(_("in the register"), "good")
        seen = badge(_("only seen in captures"), "plain")
        count = len(self.captures)
        many = ngettext("{count} capture", "{count} captures", count).format(count=count)
        inside.addLayout(
            named_values(
                [
                    (_("Platform"), words(page_text(said["platform"]))),
                    (_("Shop no."), label(page_text(said["shop_id"]), selectable=True)),
                    (_("Address"), words(page_text(said["url"], 400))),
                    (_("Captures"), label(many)),
                    (_("Known"), registered if said["id"] else seen),
                ]
            )
        )
        return frame

    def _hand(self) -> QFrame:
        """Say who stands together with this shop, and who decided so."""
        frame, inside = card()
        inside.addWidget(label(_("One hand"), "heading"))
        group = list(self._view.dossier["group"])  # type: ignore[call-overload]
        others = [one for one in group if one["key"] != self.key]
        for one in others:
            name = page_text(one["name"] or one["shop_id"])
            inside.addWidget(words(f"{name} · {page_text(one['platform'])}"))
        if others:
            row = QHBoxLayout()
            row.addWidget(button(_("Take this shop out..."), self.ask_split))
            row.addStretch(1)
            inside.addLayout(row)
        else:
            told = _("Nobody said that this shop and another are one hand.")
            inside.addWidget(words(told, "muted"))
        alike = list(self._view.dossier["names_alike"])  # type: ignore[call-overload]
        if alike:
            keys = ", ".join(page_text(one["key"], 60) for one in alike[:5])
            told = _("Names alike, which proves nothing: {keys}").format(keys=keys)
            inside.addWidget(words(told, "muted"))
        inside.addWidget(Decisions(self._vault, self._view.dossier["decisions"]))
        return frame

    def _listed(self) -> QFrame:
        frame, inside = card()
        count = len(self._listings)
        title = ngettext("{count} listing", "{count} listings", count).format(count=count)
        inside.addWidget(label(title, "heading"))
        for one in self._listings[:_MOST_LISTINGS]:
            inside.addWidget(self._listing(one))
        return frame

    def _listing(self, one: _Object) -> QWidget:
        made = QWidget()
        layout = QHBoxLayout(made)
        layout.setContentsMargins(0, 0, 0, 0)
        text = QVBoxLayout()
        text.setSpacing(0)
        text.addWidget(words(page_text(one["title"] or one["url"])))
        known = [page_text(one[name]) for name in ("platform", "listing_id") if one[name]]
        text.addWidget(words(" ".join(known) or page_text(one["url"]), "muted"))
        layout.addLayout(text, 1)
        last = one["over_time"][-1]
        capture = str(last["capture"])
        layout.addWidget(label(_figures(last["facts"]), "muted"))
        layout.addWidget(
            button(_("Show"), lambda: self.open_wanted.emit(capture, self.captures)), 0
        )
        return made

    def _photos(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(_("Photos that other sellers show too"), "heading"))
        shared = list(self._view.dossier["photos_shared"])  # type: ignore[call-overload]
        if not shared:
            told = _("None among the pictures that were compared, byte for byte.")
            inside.addWidget(words(told, "muted"))
        for one in shared[:_MOST_ROWS]:
            keys = ", ".join(page_text(key, 60) for key in one["sellers"])
            inside.addWidget(words(f"{one['sha256'][:16]}… · {keys}"))
        return frame

    def _filed(self) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(_("Complaints and outcomes"), "heading"))
        lines = [*_complaints(self._view), *_outcomes(self._view.dossier)]
        if not lines:
            inside.addWidget(words(_("None yet."), "muted"))
        for text, mark, tone in lines[:_MOST_ROWS]:
            row = QHBoxLayout()
            row.addWidget(words(text), 1)
            row.addWidget(badge(mark, tone))
            inside.addLayout(row)
        return frame


def _figures(facts: Mapping[str, _Object]) -> str:
    """Return what the last capture showed: the price, and what was sold."""
    told = {name: fact_value(dict(fact)) for name, fact in facts.items()}
    parts = [" ".join(told[name] for name in ("currency", "price") if name in told)]
    if "sold" in told:
        parts.append(_("{count} sold").format(count=_grouped(told["sold"])))
    return page_text(" · ".join(filter(None, parts)), 60)


def _grouped(count: str) -> str:
    """Return a count with its thousands apart; what is no plain count stays as it is."""
    digits = count.removesuffix("+")
    return f"{int(digits):,}{count[len(digits) :]}" if digits.isdecimal() else count


def _complaints(view: "SellerView") -> Iterator[tuple[str, str, str]]:
    for one in list(view.dossier["complaints"]):  # type: ignore[call-overload]
        name = view.recipients.get(one["recipient"], one["recipient"])
        text = _("Complaint to {recipient}").format(recipient=page_text(name))
        yield (text, *state_of_complaint(one["state"]))


def _outcomes(dossier: _Object) -> Iterator[tuple[str, str, str]]:
    for one in dossier["outcomes"]:
        at = local_time(one.get("at"))
        text = _("Visited again {time}").format(time=at)
        mark, tone = _RESULTS.get(str(one.get("result")), (N_("not known"), "plain"))
        yield text, _(mark), tone
