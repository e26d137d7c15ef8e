"""The dialog in which a case is begun: its name, the rights it is about, whom it is against."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from evidencekit.bootstrap.desk_cases import CaseWish
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.ask_dialog import AskDialog
from evidencekit.gui.cases.composer.ticks import Tick, TickList
from evidencekit.gui.cases.says import right_line
from evidencekit.gui.parts import page_text

if TYPE_CHECKING:
    from evidencekit.bootstrap.desk_cases import CaseChoices
    from evidencekit.services.sellers import Shop

_MOST_RIGHTS, _MOST_SHOPS = 3, 5


class NewCaseDialog(AskDialog):
    """Asks for a new case; `then` gets it."""

    def __init__(
        self, parent: QWidget, choices: "CaseChoices", then: Callable[[CaseWish], None]
    ) -> None:
        super().__init__(_("New case"), _what_it_is(), parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._then = then
        self.name = QLineEdit()
        self.rights = TickList(_("Rights"), _MOST_RIGHTS)
        self.shops = TickList(_("Sellers"), _MOST_SHOPS)
        alone = [one.id for one in choices.rights] if len(choices.rights) == 1 else []
        self.rights.show_rows([Tick(one.id, right_line(one)) for one in choices.rights], alone)
        self.shops.show_rows([Tick(one.key, _shop(one)) for one in choices.shops], ())
        self.captures = QCheckBox(_("Take in all captures of these sellers"))
        self.captures.setChecked(True)
        self.add_field(_("Name"), self.name)
        self.add_field(_("Rights"), self.rights)
        self.add_field(_("Sellers"), self.shops)
        self.fields.addRow("", self.captures)
        self.add_end(_("Begin the case"), self._finish)
        self._has_rights = bool(choices.rights)
        self.name.textChanged.connect(self._look)
        for ticks in (self.rights, self.shops):
            ticks.changed.connect(self._look)
        self._look()

    def _look(self) -> None:
        fault = ""
        if not self._has_rights:
            fault = _("There is no right yet: add it in the register of rights first.")
        elif not self.name.text().strip():
            fault = _("Give the case a name.")
        elif not self.rights.ticked:
            fault = _("Tick the right that the case is about.")
        self.say(fault)
        self.act.setEnabled(not fault)
        self.captures.setEnabled(bool(self.shops.ticked))

    def _finish(self) -> None:
        name, taken = self.name.text().strip(), self.captures.isChecked()
        self._then(CaseWish(name, self.rights.ticked, self.shops.ticked, taken))
        self.accept()


def _shop(shop: "Shop") -> str:
    count = len(shop.captures)
    many = ngettext("{count} capture", "{count} captures", count).format(count=count)
    named = page_text(shop.name or shop.shop_id or shop.key, 80)
    where = page_text(shop.platform, 40) if shop.platform else ""
    return " · ".join(part for part in (named, where, many) if part)


def _what_it_is() -> str:
    return _(
        "A case brings together rights, the sellers who are said to infringe them, and what was "
        "captured of them. Captures can be added later, too."
    )
