"""The pages of an open vault, in the order of the rail. A page joins by one entry in `PAGES`.

The entry gives it a button in the rail, the key Ctrl+1 to Ctrl+9 by its place, a line in the view
menu and in the command palette, and the help text `resources/help/LANGUAGE/NAME.md`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from evidencekit.foundation.catalogue import N_

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtCore import SignalInstance
    from PySide6.QtWidgets import QWidget

    from evidencekit.gui.open_vault import OpenVault


class Ways(Protocol):
    """Where a page can lead to; `right_asked` and its like give those pages what to show."""

    right_asked: "SignalInstance"
    case_asked: "SignalInstance"
    seller_asked: "SignalInstance"

    def open_capture(self, capture_id: str, among: Sequence[str]) -> None:
        """Show one capture whole; `among` are the ids before and after it."""

    def show(self, name: str) -> None:
        """Show another page of `PAGES`."""

    def open_right(self, right_id: str) -> None:
        """Show one right in the register."""

    def open_seller(self, key: str) -> None:
        """Show one seller, or with an empty key what links sellers."""

    def open_subject(self, subject: str) -> None:
        """Show a right, a case or a complaint by its id."""

    def capture_page(self) -> None:
        """Open the window in which pages are visited and captured."""

    def compare(self, ids: Sequence[str]) -> None:
        """Show two captures beside each other."""

    def import_files(self, files: "Sequence[Path]") -> None:
        """Offer to import these files."""

    def capture_list(self, texts: Sequence[str], files: "Sequence[Path]" = ()) -> None:
        """Offer to capture these lines, and those of these files."""


@runtime_checkable
class Writing(Protocol):
    """A page on which something is written that is not kept at once."""

    @property
    def unkept(self) -> bool:
        """Say whether something would be lost now."""

    def may_close(self, then: Callable[[], object]) -> None:
        """Do `then` once it is kept, or given up by the person."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its name in code, its title (marked by `N_`), its icon of `resources/icons`.

    `make` is called when the page is first wanted; it imports the page's module only then, and
    connects the page's wishes to the ways (`open_capture`, `show`).
    """

    name: str
    title: str
    icon: str
    make: "Callable[[OpenVault, Ways], QWidget]"


def _captures(vault: "OpenVault", ways: "Ways") -> "QWidget":
    from evidencekit.gui.captures import CapturesPage

    page = CapturesPage(vault)
    page.list_wanted.connect(lambda: ways.capture_list(()))
    page.import_wanted.connect(lambda: ways.import_files(()))
    page.bulk.compare.connect(ways.compare)
    page.bulk.again.connect(ways.capture_list)
    page.bulk.reread.connect(lambda ids: _read_again(vault, ids, page))
    page.open_wanted.connect(ways.open_capture)
    page.capture_wanted.connect(ways.capture_page)
    return page


def _read_again(vault: "OpenVault", ids: Sequence[str], page: "QWidget") -> None:
    from evidencekit.gui.bring.reread_dialog import RereadDialog

    RereadDialog(vault, ids, page.window()).open()


def _cases(vault: "OpenVault", ways: "Ways") -> "QWidget":
    from evidencekit.gui.cases import CasesPage

    page = CasesPage(vault)
    page.open_wanted.connect(ways.open_capture)
    page.right_wanted.connect(ways.open_right)
    page.seller_wanted.connect(ways.open_seller)
    ways.case_asked.connect(page.choose)
    return page


def _sellers(vault: "OpenVault", ways: "Ways") -> "QWidget":
    from evidencekit.gui.sellers import SellersPage

    page = SellersPage(vault)
    page.open_wanted.connect(ways.open_capture)
    ways.seller_asked.connect(page.choose)
    return page


def _rights(vault: "OpenVault", ways: "Ways") -> "QWidget":
    from evidencekit.gui.rights import RightsPage

    page = RightsPage(vault)
    ways.right_asked.connect(page.choose)
    return page


def _deadlines(vault: "OpenVault", ways: "Ways") -> "QWidget":
    from evidencekit.gui.deadlines import DeadlinesPage

    page = DeadlinesPage(vault)
    page.subject_wanted.connect(ways.open_subject)
    return page


def _outcomes(vault: "OpenVault", _ways: "Ways") -> "QWidget":
    from evidencekit.gui.outcomes import OutcomesPage

    return OutcomesPage(vault)


def _rules(vault: "OpenVault", _ways: "Ways") -> "QWidget":
    from evidencekit.gui.rules import RulesPage

    return RulesPage(vault)


PAGES = (
    Page("captures", N_("Captures"), "captures", _captures),
    Page("cases", N_("Cases"), "cases", _cases),
    Page("sellers", N_("Sellers"), "sellers", _sellers),
    Page("rights", N_("Rights"), "rights", _rights),
    Page("deadlines", N_("Deadlines"), "deadlines", _deadlines),
    Page("outcomes", N_("Outcomes"), "outcomes", _outcomes),
    Page("rules", N_("Rules"), "rules", _rules),
)
