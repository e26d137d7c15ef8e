"""How values stand in a row: times and days as text, lists as JSON, each row with its times."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import sqlalchemy as sa

from evidencekit.domain.errors import NotFound
from evidencekit.domain.times import utc_text


def stamped(at: datetime) -> dict[str, str]:
    """Return the times of a new row."""
    return {"created": utc_text(at), "changed": utc_text(at)}


def day_text(day: date | None) -> str | None:
    """Return a day as text."""
    return day.isoformat() if day else None


def day(text: str | None) -> date | None:
    """Return a day of a row."""
    return date.fromisoformat(text) if text else None


def add_list(
    connection: sa.Connection,
    table: sa.Table,
    owner: dict[str, str],
    column: str,
    values: Iterable[str],
    at: datetime,
) -> None:
    """Add one row a value, numbered from 0 in their order."""
    rows = [
        {**owner, "position": position, column: value, **stamped(at)}
        for position, value in enumerate(values)
    ]
    if rows:
        connection.execute(table.insert(), rows)


def lists_of(
    connection: sa.Connection,
    column: sa.Column[str],
    owner: sa.Column[str],
    only: Sequence[str] | None = None,
) -> dict[str, tuple[str, ...]]:
    """Return by owner the values of its list in their order, of some owners or of all."""
    query = sa.select(owner, column).order_by(column.table.c.position)
    if only is not None:
        query = query.where(owner.in_(only))
    found: dict[str, list[str]] = {}
    for one, value in connection.execute(query):
        found.setdefault(one, []).append(value)
    return {one: tuple(values) for one, values in found.items()}


def row_of(connection: sa.Connection, table: sa.Table, what: str, row_id: str) -> sa.RowMapping:
    """Return the row with this id. Raises NotFound."""
    row = connection.execute(table.select().where(table.c.id == row_id)).mappings().first()
    if row is None:
        raise NotFound(what=what, id=row_id)
    return row
