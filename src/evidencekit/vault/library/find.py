"""Asking the index: what is let through, page by page from the newest on, and how many there are.

The one place with SQL of SQLite's full text search; another store would have another `find`.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import sqlalchemy as sa
from sqlalchemy.sql import operators

from evidencekit.vault.library.reading import key_of, price_units
from evidencekit.vault.library.tables import MATCHES, captures, scopes, words
from evidencekit.vault.library.text import phrase, prepared

PAGE = 200
MOST_COUNTED = 1_000

FIELDS = (
    *("id", "url", "captured", "title", "platform", "listing_id", "seller", "price", "currency"),
    *("state", "page_kind", "stamped", "engine"),
)


@dataclass(frozen=True, slots=True)
class Filter:
    """What is let through; what is left at its default asks nothing.

    `words` stand somewhere in facts, title, address or text of the page, as LIKE finds them.
    `sellers` are names or shop ids, any of them. `low` and `high` bound the price as the page
    shows it, a range of prices must touch them. `since` and `until` are days of UTC, inclusive.
    `right` and `case` are ids; `state` and `stamped` words of `list --json`. `hidden`: also those.
    """

    words: str = ""
    platform: str | None = None
    sellers: tuple[str, ...] = ()
    low: Decimal | None = None
    high: Decimal | None = None
    currency: str | None = None
    since: date | None = None
    until: date | None = None
    right: str | None = None
    case: str | None = None
    state: str | None = None
    stamped: str | None = None
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """How many a filter lets through: `count`, or with `more` at least that many."""

    count: int
    more: bool


def page(
    connection: sa.Connection, wanted: Filter, after: str | None, limit: int
) -> list[dict[str, object]]:
    """Return at most `limit` rows of `list --json`, newest first, behind the capture `after`."""
    query = _select(wanted, *(captures.c[name] for name in FIELDS))
    if query is None:
        return []
    key = _key(wanted)
    if after is not None:
        known = sa.select(captures.c.key).where(captures.c.id == after)
        last = connection.execute(known).scalar()
        query = query.where(key < (key_of(after) if last is None else last))
    query = query.order_by(key.desc()).limit(limit)
    return [dict(row) for row in connection.execute(query).mappings()]


def count(connection: sa.Connection, wanted: Filter, most: int | None) -> Found:
    """Count what is let through, up to `most` (None: all)."""
    query = _select(wanted, sa.literal(1))
    if query is None:
        return Found(0, more=False)
    if most is not None:
        query = query.limit(most + 1)
    number = connection.execute(sa.select(sa.func.count()).select_from(query.subquery())).scalar()
    found = int(number or 0)
    more = most is not None and found > most
    return Found(most if more and most is not None else found, more)


def ids(connection: sa.Connection, wanted: Filter, most: int | None) -> list[str]:
    """Return the ids of what is let through, newest first, up to `most` (None: all)."""
    query = _select(wanted, captures.c.id)
    if query is None:
        return []
    return list(connection.execute(query.order_by(_key(wanted).desc()).limit(most)).scalars())


def values(connection: sa.Connection, name: str) -> list[str]:
    """Return what stands in a column of `FIELDS`, each value once, in order."""
    column = captures.c[name]
    query = sa.select(column).distinct().where(column.is_not(None), column != "")
    return list(connection.execute(query.order_by(column)).scalars())


def rows_of(connection: sa.Connection, wanted: list[str]) -> list[dict[str, object]]:
    """Return the rows of these captures, as far as they are known, in any order."""
    columns = [captures.c[name] for name in FIELDS]
    query = sa.select(*columns).where(captures.c.id.in_(wanted))
    return [dict(row) for row in connection.execute(query).mappings()]


def _key(wanted: Filter) -> sa.ColumnElement[int]:
    return words.c.rowid if wanted.words.strip() else captures.c.key


def _select(wanted: Filter, *columns: sa.ColumnElement[Any]) -> sa.Select[Any] | None:
    """Return the query for these columns; None when only blanks are left of the words."""
    query = sa.select(*columns).where(*_conditions(wanted))
    if not wanted.words.strip():
        return query.select_from(captures)
    asked = phrase(wanted.words)
    if asked is None:
        return None
    # In the order of the full text, newest first: the first hits are there at once.
    both = words.join(captures, captures.c.key == words.c.rowid)
    return query.select_from(both).where(MATCHES.op("MATCH")(asked))


def _conditions(wanted: Filter) -> Iterator[sa.ColumnElement[bool]]:
    column = _free if wanted.words.strip() else captures.c.__getitem__
    equal = ("platform", "state", "stamped", "currency")
    for name in equal:
        value = getattr(wanted, name)
        if value is not None:
            yield column(name) == value
    if wanted.sellers:
        names = [prepared(one) for one in wanted.sellers]
        yield sa.or_(column("seller_key").in_(names), column("shop_key").in_(names))
    if wanted.low is not None:
        yield column("high") >= price_units(wanted.low)
    if wanted.high is not None:
        yield column("low") <= price_units(wanted.high)
    if wanted.since is not None:
        yield column("captured") >= wanted.since.isoformat()
    if wanted.until is not None:
        yield column("captured") < (wanted.until + timedelta(days=1)).isoformat()
    if not wanted.hidden:
        yield sa.not_(captures.c.hidden)
    yield from _scoped(wanted)


def _free(name: str) -> sa.ColumnElement[Any]:
    """Return a column that no index is used for: the hits of the full text come first."""
    column = captures.c[name]
    return sa.UnaryExpression(column, operator=operators.custom_op("+"), type_=column.type)


def _scoped(wanted: Filter) -> Iterator[sa.ColumnElement[bool]]:
    for value, column in ((wanted.case, scopes.c.case_id), (wanted.right, scopes.c.right_id)):
        if value is not None:
            yield captures.c.id.in_(sa.select(scopes.c.capture_id).where(column == value))
