"""The exhibits of a threshold sheet on paper: each figure names one, by its matter's numbers."""

from dataclasses import dataclass

from evidencekit.casework.model import Case, CaseState
from evidencekit.services.casework import CaseworkReading
from evidencekit.services.numbering import numbering_of
from evidencekit.services.packet_plan import plan_of_case
from evidencekit.services.thresholds import SellerSheet
from evidencekit.vault.vault import Vault

_PROFILE = "authority"


@dataclass(frozen=True, slots=True)
class SheetExhibit:
    """One capture that the sheet counts: what it is called, when it was sealed (UTC), its hash."""

    capture_id: str
    called: str
    sealed: str
    sha256: str


@dataclass(frozen=True, slots=True)
class SheetExhibits:
    """The exhibits in the sheet's order; `case` is whose numbers they have, empty: this sheet's."""

    case: str
    exhibits: tuple[SheetExhibit, ...]

    def called(self, capture_id: str) -> str:
        """Return what a capture is called; its id if the sheet does not count it."""
        named = {one.capture_id: one.called for one in self.exhibits}
        return named.get(capture_id, capture_id)


def exhibits_of(vault: Vault, made: SellerSheet) -> SheetExhibits:
    """Return the exhibits of a sheet, with the numbers that the packets of their case give them.

    Where no open case of the right holds all of them, or several do, the sheet counts its own.
    """
    captures = tuple(
        dict.fromkeys(capture for one in made.sheet.listings for capture in one.captures)
    )
    case = _case(vault, made, captures)
    numbers = {capture: number for number, capture in enumerate(captures, 1)}
    if case is not None:
        casework = CaseworkReading(vault)
        plan = plan_of_case(case, casework.rights_of(case), "", profile=_PROFILE)
        numbers = numbering_of(vault, plan, casework).of(case.captures)
    entries = [vault.find(one) for one in sorted(captures, key=numbers.__getitem__)]
    return SheetExhibits(
        case.name if case else "",
        tuple(SheetExhibit(one.id, str(numbers[one.id]), one.at, one.sha256) for one in entries),
    )


def _case(vault: Vault, made: SellerSheet, captures: tuple[str, ...]) -> Case | None:
    found = [
        one
        for one in CaseworkReading(vault).cases()
        if one.state is CaseState.OPEN
        and made.right.id in one.rights
        and set(captures) <= set(one.captures)
    ]
    return found[0] if len(found) == 1 else None
