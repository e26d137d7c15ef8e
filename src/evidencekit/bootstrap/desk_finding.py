"""What the captures page asks of the index beyond words: filters, what they offer, tables.

All functions block; for a worker's thread.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.desk import Desk
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.files import require_new

if TYPE_CHECKING:
    from evidencekit.casework.model import Case, Right
    from evidencekit.packet.tables import Written
    from evidencekit.services.library import Wish
    from evidencekit.vault.library import Filter


@dataclass(frozen=True, slots=True)
class FilterChoices:
    """What a filter can name here: values of the index, in order; rights and cases, newest first.

    `demo` says whether captures may have a DEMO stamp.
    """

    platforms: tuple[str, ...] = ()
    sellers: tuple[str, ...] = ()
    currencies: tuple[str, ...] = ()
    rights: tuple["Right", ...] = ()
    cases: tuple["Case", ...] = ()
    demo: bool = False


def filter_choices(desk: Desk) -> FilterChoices:
    """Return what a filter can name. Raises IndexUnavailable, VaultNewer, VaultDamaged."""
    from evidencekit.casework import rights
    from evidencekit.casework.database import reading
    from evidencekit.vault.vault import Vault

    with reading(Vault.open_reading(desk.folder)) as connection:
        listed = tuple(rights.list_rights(connection))
    platforms, sellers, currencies = (
        tuple(desk.library.values(name)) for name in ("platform", "seller", "currency")
    )
    cases = tuple(desk.cases())
    return FilterChoices(platforms, sellers, currencies, listed, cases, desk.demo)


def matching(desk: Desk, wish: "Wish", most: int | None = None) -> list[str]:
    """Return the ids of what is found, newest first and at most so many (None: all).

    Raises IndexUnavailable; with more than words also as `filter_of`.
    """
    if wish.keys() <= {"words"}:
        # As it is typed, letter by letter: nothing but the index is asked.
        return desk.matching(str(wish.get("words", "")), most)
    return desk.library.ids(_filter(desk, wish), most)


def save_table(desk: Desk, wish: "Wish", out: Path) -> "Written":
    """Write what is found into a new table, as `list --table`; the ending says which.

    Raises WrongUse (another ending, a file that is there), DiskFull, VaultNotWritable, and as
    `matching`.
    """
    from evidencekit.bootstrap.library import TABLES, write_rows

    if out.suffix.lower() not in TABLES:
        raise WrongUse(detail=_("{path}: the file's name ends in .xlsx or .csv").format(path=out))
    require_new(out)
    desk.library.refresh()
    return write_rows(out, desk.library.rows(_filter(desk, wish)))


def _filter(desk: Desk, wish: "Wish") -> "Filter":
    from evidencekit.services.library import filter_of
    from evidencekit.vault.vault import Vault

    return filter_of(Vault.open_reading(desk.folder), wish)
