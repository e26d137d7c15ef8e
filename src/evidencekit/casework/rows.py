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


def values_of(
    connection: sa.Connection, column: sa.Column[str], owner: sa.ColumnElement[bool]
) -> tuple[str, ...]:
    """Return the values of a list in their order."""
    query = sa.select(column).where(owner).order_by(column.table.c.position)
    return tuple(connection.execute(query).scalars())


def row_of(connection: sa.Connection, table: sa.Table, what: str, row_id: str) -> sa.RowMapping:
    """Return the row with this id. Raises NotFound."""
    row = connection.execute(table.select().where(table.c.id == row_id)).mappings().first()
    if row is None:
        raise NotFound(what=what, id=row_id)
    return row


def ids_of(connection: sa.Connection, table: sa.Table) -> Sequence[str]:
    """Return the ids of a table, newest first: an id begins with its time."""
    return connection.execute(sa.select(table.c.id).order_by(table.c.id.desc())).scalars().all()
