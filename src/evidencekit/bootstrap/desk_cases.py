"""What the app does to begin a case: what it may name, and the case itself.

All functions block; for a worker's thread.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evidencekit.bootstrap.desk import Desk
from evidencekit.bootstrap.seller_desk import SellerDesk
from evidencekit.foundation.clock import SystemClock

if TYPE_CHECKING:
    from evidencekit.casework.model import Right
    from evidencekit.services.sellers import Shop


@dataclass(frozen=True, slots=True)
class CaseChoices:
    """What a new case may name: rights, newest first; shops, most captures first."""

    rights: tuple["Right", ...]
    shops: tuple["Shop", ...]


@dataclass(frozen=True, slots=True)
class CaseWish:
    """A case to be begun. `shops` are keys; with `captures` all that was captured of them too."""

    name: str
    rights: tuple[str, ...]
    shops: tuple[str, ...]
    captures: bool


def case_choices(desk: Desk) -> CaseChoices:
    """Return what a new case may name. Raises VaultNewer, VaultDamaged."""
    return CaseChoices(desk.register.rights().rights, SellerDesk(desk).shops().shops)


def begin_case(desk: Desk, wish: CaseWish) -> str:
    """Add a case, its shops to the register; return its id. Raises as `Casework.new_case`."""
    from evidencekit.services.casework import Casework
    from evidencekit.services.sellers import Sellers

    shops = SellerDesk(desk).shops().shops if wish.captures else ()
    seen = [one for shop in shops if shop.key in wish.shops for one in shop.captures]
    # Ids are in the order of time: the oldest becomes the first exhibit.
    captures = sorted({one.id for one in seen})
    first, *further = wish.rights
    with desk.writing() as writer:
        fields = {
            "name": wish.name,
            "right": first,
            "rights": list(further),
            "sellers": Sellers(writer, SystemClock()).register(wish.shops),
            "captures": captures,
        }
        told = {name: value for name, value in fields.items() if value}
        return Casework(writer, SystemClock()).new_case(told).id
