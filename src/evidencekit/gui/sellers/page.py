"""The room of sellers: the list at the left, the chosen one, or what links them, at the right."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from evidencekit.bootstrap.seller_desk import SellerDesk
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.empty_page import empty_page
from evidencekit.gui.list_page import beside
from evidencekit.gui.open_vault import OpenVault
from evidencekit.gui.parts import button, label, page_text
from evidencekit.gui.pieces import Newest, Trouble
from evidencekit.gui.reason_dialog import ReasonDialog
from evidencekit.gui.row_acts import RowAct, copy_lines, in_order, is_one, offer, offer_orders
from evidencekit.gui.rows import Row, RowList
from evidencekit.gui.sellers.decide import ask_one_hand
from evidencekit.gui.sellers.linkage import LinkagePanel
from evidencekit.gui.sellers.panel import SellerPanel
from evidencekit.gui.theme import EDGE, GAP

if TYPE_CHECKING:
    from evidencekit.bootstrap.seller_desk import Links, SellerList, SellerView
    from evidencekit.services.sellers import Shop

_PLACE, _LIST_WIDTH = "sellers", 264


class SellersPage(QWidget):
    """Shows the sellers of a vault. `open_wanted` gives a capture's id and all of that seller."""

    open_wanted = Signal(str, list)

    def __init__(self, vault: OpenVault, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._vault = vault
        self._lists, self._chosen_one = Newest(vault, self), Newest(vault, self)
        self._known: SellerList | None = None
        self._chosen: str | None = None
        self._shows_links = False
        self.panel: SellerPanel | LinkagePanel | None = None
        self.dialog: ReasonDialog | None = None
        self.list = RowList(_("Sellers"))
        self.list.chosen.connect(self._choose)
        self.links = button(_("What links sellers"), self.show_links)
        self.setFocusProxy(self.list)
        self.area = QScrollArea()
        self.area.setWidgetResizable(True)
        self.area.setAccessibleName(_("The chosen seller"))
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        offer(self.list, self._acts())
        offer_orders(self.list, _PLACE, self.reload)
        side = QWidget()
        inner = QVBoxLayout(side)
        inner.setContentsMargins(EDGE, EDGE, 0, EDGE)
        inner.setSpacing(GAP + 4)
        inner.addWidget(label(_("Sellers"), "title"))
        inner.addWidget(self.list, 1)
        inner.addWidget(self.links)
        self._body, self._stack = beside(_PLACE, _LIST_WIDTH, side, self.area), QStackedWidget()
        self.empty = empty_page("sellers", _("No sellers yet"), _what_it_is(), _how_to_begin())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        for one in (self._body, self.empty):
            self._stack.addWidget(one)
        layout.addWidget(self._stack)
        vault.casework_changed.connect(self.reload)
        vault.captures_changed.connect(self.reload)
        self.reload()

    def reload(self) -> None:
        """Read the sellers again; what is shown at the right stays, read anew."""
        self._lists.read(lambda desk: SellerDesk(desk).shops(), self._show_list, self._say_trouble)

    def choose(self, key: str) -> None:
        """Show a seller as soon as the list is read; with an empty key what links sellers."""
        self._chosen, self._shows_links = key or None, not key
        self.reload()

    def show_links(self) -> None:
        """Show what links sellers, in the place of the chosen one."""
        self._chosen, self._shows_links = None, True
        self.list.clearSelection()
        self._chosen_one.read(
            lambda desk: SellerDesk(desk).linkage(), self._show_linkage, self._say_trouble
        )

    def _show_list(self, known: "SellerList") -> None:
        self._known = known
        self.links.setEnabled(bool(known.shops))
        if not known.shops:
            self.panel = None
            self.list.show_rows([])
            self._show(self.empty)
            return
        self._show(self._body)
        keys = [one.key for one in known.shops]
        chosen = self._chosen if self._chosen in keys else None if self._shows_links else keys[0]
        rows = [_row(shop, known) for shop in known.shops]
        self.list.show_rows(in_order(rows, _PLACE), chosen)
        if chosen is None:
            self.show_links()
        else:
            self._choose(chosen)

    def _acts(self) -> Sequence[RowAct]:
        return (
            RowAct(_("They are one hand..."), self.ask_one_hand, fits=lambda keys: len(keys) > 1),
            RowAct(_("Take this shop out..."), lambda _keys: self._ask_split(), fits=self._stands),
            RowAct(_("Open the newest capture"), lambda _keys: self._open_newest(), "E", is_one),
            RowAct(_("Figures of the sheet..."), lambda _keys: self._ask_figures(), fits=is_one),
            RowAct(_("Save the sheet..."), lambda _keys: self._ask_save(), fits=is_one),
            RowAct(_("Copy the names"), self._copy_names, "Ctrl+C"),
        )

    def ask_one_hand(self, keys: Sequence[str]) -> None:
        """Ask why the chosen shops are one hand, and who says so."""
        self.dialog = ask_one_hand(self, self._vault, keys)

    def _stands(self, keys: Sequence[str]) -> bool:
        known = self._known
        return known is not None and len(keys) == 1 and len(known.hand_of(keys[0])) > 1

    def _ask_split(self) -> None:
        if isinstance(self.panel, SellerPanel):
            self.panel.ask_split()

    def _open_newest(self) -> None:
        if isinstance(self.panel, SellerPanel) and self.panel.captures:
            self.open_wanted.emit(self.panel.captures[-1], self.panel.captures)

    def _ask_figures(self) -> None:
        if isinstance(self.panel, SellerPanel):
            self.panel.sheet.ask_figures()

    def _ask_save(self) -> None:
        if isinstance(self.panel, SellerPanel):
            self.panel.sheet.ask_save()

    def _copy_names(self, keys: Sequence[str]) -> None:
        shops = self._known.shops if self._known else ()
        copy_lines([_name(shop) for shop in shops if shop.key in keys])

    def _show(self, part: QWidget) -> None:
        """Show the list with what is chosen, or the word that nothing is; it takes the focus."""
        here = self.list.hasFocus() or self.empty.hasFocus()
        self._stack.setCurrentWidget(part)
        self.setFocusProxy(self.empty if part is self.empty else self.list)
        if here:
            self.setFocus()

    def _choose(self, key: str) -> None:
        self._chosen, self._shows_links = key, False
        self._chosen_one.read(
            lambda desk: SellerDesk(desk).view(key), self._show_seller, self._say_trouble
        )

    def _show_seller(self, view: "SellerView") -> None:
        if isinstance(self.panel, SellerPanel) and self.panel.shows(view):
            # It stays where it is scrolled to, and keeps the focus.
            self.panel.sheet.reload()
            return
        panel = SellerPanel(self._vault, view)
        if isinstance(self.panel, SellerPanel) and self.panel.key == panel.key:
            panel.sheet.go_on_from(self.panel.sheet)
        panel.open_wanted.connect(self.open_wanted)
        self.panel = panel
        self.area.setWidget(panel)

    def _show_linkage(self, links: "Links") -> None:
        names = {one.key: _name(one) for one in self._known.shops} if self._known else {}
        self.panel = LinkagePanel(self._vault, links, names)
        self.panel.compared.connect(self.show_links)
        self.area.setWidget(self.panel)

    def _say_trouble(self, error: Exception) -> None:
        self.panel = None
        self._show(self._body)
        self.area.setWidget(_padded(Trouble(error, self.reload)))


def _row(shop: "Shop", known: "SellerList") -> Row:
    count = len(shop.captures)
    many = ngettext("{count} capture", "{count} captures", count).format(count=count)
    hand = len(known.hand_of(shop.key))
    badge = ngettext("{count} shop", "{count} shops", hand).format(count=hand) if hand > 1 else ""
    where = f"{page_text(shop.platform, 40)} · {many}" if shop.platform else many
    return Row(shop.key, _name(shop), where, badge)


def _name(shop: "Shop") -> str:
    return page_text(shop.name or shop.shop_id or shop.key, 80)


def _padded(inner: QWidget) -> QWidget:
    outer = QWidget()
    layout = QVBoxLayout(outer)
    layout.setContentsMargins(EDGE + GAP, EDGE + GAP, EDGE + GAP, EDGE + GAP)
    layout.addWidget(inner)
    layout.addStretch(1)
    return outer


def _what_it_is() -> str:
    return _(
        "A seller's captures, prices and estimated sales stand here, with what links shops to "
        "each other and how far they are from the law's lines."
    )


def _how_to_begin() -> str:
    return _("A seller appears as soon as a capture shows one, or a form adds one to the register.")
