"""Searches that a person kept, in the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.tables import saved_searches
from evidencekit.domain.errors import NotFound
from evidencekit.domain.times import utc_text


@dataclass(frozen=True, slots=True)
class SavedSearch:
    """A question under a name: `wanted` as `search` was asked it, by option; `at` UTC text."""

    name: str
    wanted: Mapping[str, str | bool]
    by: str
    at: str


def save_search(
    connection: sa.Connection, name: str, wanted: Mapping[str, str | bool], by: str, at: datetime
) -> None:
    """Keep a question; under a name that is known it takes the place of the old one."""
    row = {"wanted": dict(wanted), "by": by, "changed": utc_text(at)}
    same = saved_searches.c.name == name
    if not connection.execute(saved_searches.update().where(same).values(row)).rowcount:
        connection.execute(saved_searches.insert().values(row | rows.stamped(at) | {"name": name}))


def find_search(connection: sa.Connection, name: str) -> SavedSearch:
    """Return a kept question. Raises NotFound."""
    found = [one for one in list_searches(connection) if one.name == name]
    if not found:
        raise NotFound(what="search", id=name)
    return found[0]


def list_searches(connection: sa.Connection) -> list[SavedSearch]:
    """Return the kept questions by name."""
    query = saved_searches.select().order_by(saved_searches.c.name)
    return [
        SavedSearch(row["name"], row["wanted"], row["by"], row["changed"])
        for row in connection.execute(query).mappings()
    ]


def forget_search(connection: sa.Connection, name: str) -> None:
    """Forget a kept question. Raises NotFound."""
    same = saved_searches.c.name == name
    if not connection.execute(saved_searches.delete().where(same)).rowcount:
        raise NotFound(what="search", id=name)
