"""What links sellers: proposals with their grounds, hubs that link nobody, names alike."""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from evidencekit.bootstrap.seller_desk import Links, SellerDesk
from evidencekit.foundation.catalogue import N_, _, ngettext
from evidencekit.gui.jobs import Job
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import badge, button, card, label, page_text
from evidencekit.gui.pieces import words
from evidencekit.gui.reason_dialog import ReasonDialog
from evidencekit.gui.sellers.decide import Decisions, ask_one_hand
from evidencekit.gui.theme import EDGE, GAP
from evidencekit.gui.words import paired

_Object = Mapping[str, Any]
_MOST, _MOST_GROUNDS, _MOST_SELLERS = 100, 8, 12
_KINDS = {
    "phone": N_("phone"),
    "email": N_("e-mail"),
    "whatsapp": "WhatsApp",
    "wechat": N_("WeChat"),
    "qq": "QQ",
    "licence": N_("business licence"),
    "paypal": "PayPal",
    "alipay": N_("Alipay"),
    "venmo": "Venmo",
    "cashapp": "Cash App",
    "photo": N_("the same photo"),
}


class LinkagePanel(QWidget):
    """Shows what links sellers; `names` are those of shops by their keys.

    `compared`: photos were compared that were not before, it is to be read again.
    """

    compared = Signal()

    def __init__(self, vault: OpenVault, links: Links, names: Mapping[str, str]) -> None:
        super().__init__()
        found: _Object = links.found
        self._vault, self._names = vault, names
        self._job: Job | None = None
        self.dialog: ReasonDialog | None = None
        self.merges: list[QPushButton] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(EDGE + GAP, EDGE, EDGE + GAP, EDGE + GAP)
        layout.setSpacing(EDGE)
        layout.addWidget(label(_("What links sellers"), "title"))
        layout.addWidget(words(_what_this_is(), "muted"))
        if links.not_compared:
            layout.addWidget(self._not_compared(links.not_compared))
        proposals = found["proposals"]
        if not proposals:
            layout.addWidget(words(_("Nothing that was read links two sellers.")))
        for one in proposals[:_MOST]:
            layout.addWidget(self._proposal(one))
        layout.addWidget(self._hubs(found["hubs"]))
        if found["same_names"]:
            layout.addWidget(self._alike(found["same_names"]))
        if any(not one["undone_by"] for one in found["decisions"]):
            layout.addWidget(self._decided(found["decisions"]))
        layout.addStretch(1)

    def ask_merge(self, sellers: Sequence[_Object]) -> None:
        """Ask why these are one hand, and who says so."""
        self.dialog = ask_one_hand(self, self._vault, [str(one["key"]) for one in sellers])

    def compare_photos(self) -> None:
        """Compare, as a job, the photos that were not compared yet."""
        self._job = self._vault.write(
            self,
            _("Comparing photos"),
            lambda desk, task: SellerDesk(desk).compare_photos(task),
            lambda _none: self.compared.emit(),
        )
        self._job.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        self.compare.setEnabled(self._job is None or self._job.state.is_over)

    def _not_compared(self, count: int) -> QFrame:
        frame, inside = card()
        told = ngettext(
            "The photos of {count} capture were not compared yet: what they would link is missing "
            "here.",
            "The photos of {count} captures were not compared yet: what they would link is missing "
            "here.",
            count,
        )
        inside.addWidget(words(told.format(count=count)))
        self.compare = button(_("Compare their photos"), self.compare_photos)
        inside.addWidget(self.compare, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _proposal(self, one: _Object) -> QFrame:
        frame, inside = card()
        sellers = one["sellers"]
        count = len(sellers)
        title = ngettext("{count} seller", "{count} sellers", count).format(count=count)
        head = QHBoxLayout()
        head.addWidget(label(title, "heading"), 1)
        if one["decided"]:
            head.addWidget(badge(_("one hand, said"), "good"))
        inside.addLayout(head)
        names = [f"{self._name(who)} ({page_text(who['platform'], 40)})" for who in sellers]
        inside.addWidget(words(", ".join(names[:_MOST_SELLERS])))
        for ground in one["grounds"][:_MOST_GROUNDS]:
            inside.addWidget(words(self._ground(ground), "muted"))
        if not one["decided"]:
            merge = button(_("They are one hand..."), lambda: self.ask_merge(sellers))
            self.merges.append(merge)
            row = QHBoxLayout()
            row.addWidget(merge)
            row.addStretch(1)
            inside.addLayout(row)
        return frame

    def _ground(self, ground: _Object) -> str:
        places = sum(len(one["places"]) for one in ground["sellers"])
        many = ngettext("in {count} place", "in {count} places", places).format(count=places)
        return paired(kind_words(ground["kind"]), f"{_value(ground)} · {many}")

    def _hubs(self, hubs: Sequence[_Object]) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(_("Shared by many: they link nobody"), "heading"))
        if not hubs:
            inside.addWidget(words(_("None."), "muted"))
        for one in hubs[:_MOST]:
            count = one["sellers"]
            many = ngettext("{count} seller", "{count} sellers", count).format(count=count)
            inside.addWidget(words(paired(kind_words(one["kind"]), f"{_value(one)} · {many}")))
        return frame

    def _alike(self, groups: Sequence[Sequence[str]]) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(_("Names alike, which proves nothing"), "heading"))
        for keys in groups[:_MOST]:
            inside.addWidget(words(", ".join(page_text(key, 60) for key in keys[:_MOST_SELLERS])))
        return frame

    def _decided(self, decisions: object) -> QFrame:
        frame, inside = card()
        inside.addWidget(label(_("What people decided"), "heading"))
        inside.addWidget(Decisions(self._vault, decisions))
        return frame

    def _name(self, seller: _Object) -> str:
        key = str(seller["key"])
        return self._names.get(key) or page_text(seller["name"] or key, 80)


def kind_words(code: object) -> str:
    """Return what sort of identifier it is, for reading."""
    return _(_KINDS[str(code)]) if str(code) in _KINDS else page_text(code, 40)


def _value(one: _Object) -> str:
    text = page_text(one["value"], 80)
    return f"{text[:16]}…" if one["kind"] == "photo" else text


def _what_this_is() -> str:
    return _(
        "Values that the captures of several sellers show. A value shared by many links nobody. A "
        "proposal proves nothing by itself: a person says who is one hand, with a reason."
    )
