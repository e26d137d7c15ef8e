"""The captures of a vault as lists and searches show them: the index, and kept questions."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path

import sqlalchemy as sa

from evidencekit.casework import database
from evidencekit.casework.cases import find_case, list_cases, own_cases
from evidencekit.casework.fact_reviews import all_reviews
from evidencekit.casework.rights import find_right
from evidencekit.casework.searches import (
    SavedSearch,
    find_search,
    forget_search,
    list_searches,
    save_search,
)
from evidencekit.casework.sellers import find_seller
from evidencekit.casework.standing import last_words
from evidencekit.domain.capture import CaptureState, Stamped
from evidencekit.domain.errors import OperatorMissing, WrongUse
from evidencekit.domain.facts import FactValue
from evidencekit.domain.ids import IdKind, is_id
from evidencekit.foundation.clock import Clock
from evidencekit.listing.versions import READER_VERSION
from evidencekit.vault.library import Filter, Library, Said, Scope, index_folder
from evidencekit.vault.vault import Vault, VaultWriter

# What is asked, by the name of the option: text, and `hidden`, which is true or false.
Wish = Mapping[str, str | bool]

_MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class CaseworkWork:
    """`casework.db` as the index wants it; a `vault.library.Work`."""

    vault: Vault

    def state(self) -> str:
        """Return size and time of the file: each transaction changes them."""
        try:
            found = self.vault.layout.at(database.FILE).stat()
        except OSError:
            return "-"
        return f"{found.st_size}:{found.st_mtime_ns}"

    def scopes(self) -> Iterator[Scope]:
        """Return all cases, each right of theirs with its own captures.

        A merged case shows in the other too. Raises VaultNewer, VaultDamaged.
        """
        with database.reading(self.vault) as connection:
            into = {case.id: case.merged_into for case in list_cases(connection)}
            for case in own_cases(connection):
                holder: str | None = case.id
                while holder is not None:
                    yield from (Scope(holder, right, case.captures) for right in case.rights)
                    holder = into[holder]

    def said(self) -> Iterator[Said]:
        """Return the last word on each fact. Raises VaultNewer, VaultDamaged."""
        with database.reading(self.vault) as connection:
            for capture_id, reviews in all_reviews(connection).items():
                for fact, word in last_words(reviews).items():
                    yield Said(capture_id, fact, _value((word.content or {}).get("value")))


def _value(value: object) -> FactValue | None:
    return value if isinstance(value, str | int) else None


def library_of(vault: Vault, cache: Path, clock: Clock) -> Library:
    """Return the index of a vault; `cache` is the cache folder of this computer."""
    return Library(vault, CaseworkWork(vault), index_folder(cache, vault), READER_VERSION, clock)


def filter_of(vault: Vault, wish: Wish) -> Filter:
    """Return the filter that a wish asks for; empty text asks nothing.

    `seller` is a seller's id, name or shop id; days are YYYY-MM-DD, prices decimals. Raises
    WrongUse, and NotFound for a case, right or seller that is not there.
    """
    asked = {name: value for name, value in wish.items() if isinstance(value, str) and value}
    named = _named(vault, asked)
    return Filter(
        words=asked.get("words", ""),
        platform=asked.get("platform") or named.platform,
        sellers=named.sellers,
        low=_price(asked, "price_from"),
        high=_price(asked, "price_to"),
        currency=asked.get("currency"),
        since=_day(asked, "since"),
        until=_day(asked, "until"),
        right=asked.get("right"),
        case=asked.get("case"),
        state=_one_of(asked, "state", CaptureState),
        stamped=_one_of(asked, "stamped", Stamped),
        hidden=bool(wish.get("hidden")),
    )


@dataclass(frozen=True, slots=True)
class SavedSearches:
    """The use case: questions kept under a name; they are the user's own work.

    Raises VaultNewer, VaultDamaged; what writes also DiskFull, VaultNotWritable.
    """

    vault: Vault
    clock: Clock

    def listed(self) -> list[SavedSearch]:
        """Return all, by name."""
        with database.reading(self.vault) as connection:
            return list_searches(connection)

    def wish(self, name: str) -> Wish:
        """Return what was kept under a name. Raises NotFound."""
        with database.reading(self.vault) as connection:
            return find_search(connection, name).wanted

    def save(self, name: str, wish: Wish, by: str | None) -> SavedSearch:
        """Keep a question, in the place of one of that name. Raises WrongUse, OperatorMissing."""
        person = by or self.vault.marker.operator
        if not person:
            raise OperatorMissing
        name = name.strip()
        if not 0 < len(name) <= _MOST_NAME:
            raise WrongUse(detail=f"--save {name[:_MOST_NAME]}")
        wanted = {key: value for key, value in wish.items() if value}
        filter_of(self.vault, wanted)
        with self._writing() as connection:
            save_search(connection, name, wanted, person, self.clock.now())
            return find_search(connection, name)

    def forget(self, name: str) -> None:
        """Forget a question. Raises NotFound."""
        with self._writing() as connection:
            forget_search(connection, name)

    def _writing(self) -> AbstractContextManager[sa.Connection]:
        assert isinstance(self.vault, VaultWriter)  # noqa: S101  # who saves has opened it so
        return database.writing(self.vault, self.clock)


@dataclass(frozen=True, slots=True)
class _Named:
    """What the seller of a wish stands for."""

    sellers: tuple[str, ...] = ()
    platform: str | None = None


def _named(vault: Vault, asked: Mapping[str, str]) -> _Named:
    """Look up what a wish names of the user's work; nothing is opened where it names none."""
    if not {"case", "right", "seller"} & asked.keys():
        return _Named()
    with database.reading(vault) as connection:
        _require(connection, asked)
        seller = asked.get("seller", "")
        if not is_id(seller, IdKind.SELLER):
            return _Named((seller,) if seller else ())
        known = find_seller(connection, seller)
        names = tuple(one for one in (known.shop_id, known.name) if one)
        return _Named(names, known.platform or None)


def _require(connection: sa.Connection, asked: Mapping[str, str]) -> None:
    if "case" in asked:
        find_case(connection, asked["case"])
    if "right" in asked:
        find_right(connection, asked["right"])


def _price(asked: Mapping[str, str], name: str) -> Decimal | None:
    text = asked.get(name)
    try:
        value = Decimal(text) if text else None
    except InvalidOperation:
        value = Decimal("NaN")
    if value is not None and not value.is_finite():
        raise _wrong(asked, name)
    return value


def _day(asked: Mapping[str, str], name: str) -> date | None:
    text = asked.get(name)
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise _wrong(asked, name) from None


def _one_of(
    asked: Mapping[str, str], name: str, known: type[CaptureState] | type[Stamped]
) -> str | None:
    text = asked.get(name)
    if text is not None and text not in list(known):
        raise _wrong(asked, name)
    return text


def _wrong(asked: Mapping[str, str], name: str) -> WrongUse:
    return WrongUse(detail=f"--{name.replace('_', '-')} {asked[name]}")
