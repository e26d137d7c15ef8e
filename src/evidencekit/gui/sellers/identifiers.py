"""What names the seller on its pages: phone, WeChat, licence, account, each with where it stood."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from evidencekit.bootstrap.seller_desk import SellerDesk
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, label, page_text, set_role
from evidencekit.gui.pieces import Newest, Trouble, words
from evidencekit.gui.sellers.linkage import kind_words
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import fact_name, in_a_row, local_time, paired

if TYPE_CHECKING:
    from evidencekit.gui.sellers.reckoning import Seen

_Object = Mapping[str, Any]
_MOST, _MOST_UNASKED = 100, 60


class IdentifiersCard(QFrame):
    """The card. Pages are read anew where nobody kept what was found, so many are only if asked.

    `open_wanted` gives the newest capture that shows a value, and all that show it; `buttons` are
    by kind and value, `seen` the captures by id.
    """

    open_wanted = Signal(str, list)

    def __init__(self, vault: OpenVault, seller: str, seen: "Mapping[str, Seen]") -> None:
        super().__init__()
        set_role(self, "card")
        self._seller, self._seen, self._newest = seller, seen, Newest(vault, self)
        self.buttons: dict[tuple[str, str], QPushButton] = {}
        self._body = QWidget()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE, EDGE, EDGE, EDGE)
        layout.setSpacing(GAP)
        layout.addWidget(label(_("What names this seller"), "heading"))
        layout.addWidget(words(_what_this_is(), "muted"))
        layout.addWidget(self._body)
        if len(seen) <= _MOST_UNASKED:
            self.read()
        else:
            many = _("Look through {count} captures").format(count=len(seen))
            self._show(button(many, self.read))

    def read(self) -> None:
        """Look through the captures of this shop."""
        self._show(words(_("Looking through the captures..."), "muted"))
        key = self._seller
        self._newest.read(
            lambda desk: SellerDesk(desk).identifiers(key),
            self._show_found,
            lambda error: self._show(Trouble(error, self.read)),
        )

    def _show(self, made: QWidget) -> None:
        self.layout().replaceWidget(self._body, made)  # type: ignore[union-attr]
        self._body.hide()
        self._body.deleteLater()
        self._body = made

    def _show_found(self, found: Sequence[_Object]) -> None:
        grouped: dict[tuple[str, str], list[_Object]] = defaultdict(list)
        for one in found:
            grouped[str(one["kind"]), str(one["value"])].append(one)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        if not grouped:
            layout.addWidget(words(_("Nothing of the kind was read from the captures.")))
        for (kind, value), places in list(grouped.items())[:_MOST]:
            layout.addLayout(self._row(kind, value, places))
        left = len(grouped) - _MOST
        if left > 0:
            told = ngettext("{count} more is not shown.", "{count} more are not shown.", left)
            layout.addWidget(words(told.format(count=left), "muted"))
        self._show(body)

    def _row(self, kind: str, value: str, places: Sequence[_Object]) -> QHBoxLayout:
        row, text = QHBoxLayout(), QVBoxLayout()
        row.setSpacing(GAP)
        text.setSpacing(0)
        named = paired(kind_words(kind), page_text(value, 80))
        text.addWidget(label(named, wraps=True, selectable=True))
        text.addWidget(words(self._told(places), "muted"))
        captures = sorted({str(one["capture"]) for one in places}, key=self._when)
        made = button(_("Show"), lambda: self.open_wanted.emit(captures[-1], captures))
        made.setAccessibleName(_("Show a capture with {value}").format(value=named))
        self.buttons[kind, value] = made
        row.addLayout(text, 1)
        row.addWidget(made, 0, Qt.AlignmentFlag.AlignTop)
        return row

    def _told(self, places: Sequence[_Object]) -> str:
        """Say how it is written on the newest page, where there, and on how many pages."""
        last = max(places, key=lambda one: self._when(str(one["capture"])))
        count = len({str(one["capture"]) for one in places})
        many = ngettext("{count} capture", "{count} captures", count).format(count=count)
        as_written = _("written {words}").format(words=page_text(last["raw"], 80))
        when = local_time(self._when(str(last["capture"])))
        return in_a_row(
            (as_written, _where(str(last["where"])), many, _("last {time}").format(time=when))
        )

    def _when(self, capture: str) -> str:
        return self._seen[capture].at if capture in self._seen else ""


def _where(place: str) -> str:
    """Say where on its page something stood."""
    kind, _space, rest = place.partition(" ")
    if kind == "fact":
        return _("in the fact {name}").format(name=fact_name(rest))
    return _("in a link of the page") if kind == "link" else _("in the text of the page")


def _what_this_is() -> str:
    return _(
        "Read from the pages as they were captured. A value says that it stands there, not to whom "
        "it is registered."
    )
