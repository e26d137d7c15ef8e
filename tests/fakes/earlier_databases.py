"""`casework.db` as the program of any revision had it, with rows in each of its tables."""

import sqlite3
from contextlib import closing

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

from evidencekit.casework.migrating import MIGRATIONS

REVISIONS = [one.revision for one in ScriptDirectory(str(MIGRATIONS)).walk_revisions()][::-1]
ROWS = 3
MEANT = {
    "rights.kind": "trademark", "right_papers.kind": "renewal", "status": "registered",
    "filer_capacity": "owner", "state": "draft",
    "action": "merge", "verdict": "same", "result": "gone", "how": "window", "day": "2026-01-02",
    "register_kind": "principal", "mark_type": "word", "shows": "product",
    "stage": "closed",
}  # fmt: skip
DAYS = {"reg_date", "expiry", "valid_from", "valid_to", "due", "ended_on"}
TIMES = {"at", "created", "changed", "undone_at", "done_at", "confirmed_at"}


def database_at(path, revision):
    """Make a database as the program of a revision had it, with rows in each table."""
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS))
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        tables = sa.MetaData()
        tables.reflect(connection)
        for table in tables.sorted_tables:
            if table.name != "alembic_version":
                for number in range(ROWS):
                    connection.execute(table.insert().values(_row_of(table, number)))
    engine.dispose()


def _row_of(table, number):
    return {column.name: _cell(table, column, number) for column in table.columns}


def _cell(table, column, number):
    key = next(iter(column.foreign_keys), None)
    if isinstance(column.type, (sa.Boolean, sa.Integer)):
        return number == 1 if isinstance(column.type, sa.Boolean) else number + 1
    if key is not None:
        return f"{key.column.table.name}-{number}"
    if column.name == "id":
        return f"{table.name}-{number}"
    if column.nullable and number == 0:
        return None
    if isinstance(column.type, sa.JSON):
        return {} if column.name in {"content", "fields", "work", "holder"} else []
    return _text(table.name, column.name, number)


def _text(table, name, number):
    if name in TIMES:
        return f"2026-01-0{number + 1}T00:00:00.000Z"
    if name in DAYS:
        return f"2026-01-0{number + 1}"
    return MEANT.get(f"{table}.{name}", MEANT.get(name, f"{table}.{name} 北岸 {number}"))


def tables_in(path):
    """Return the columns of each table."""
    with closing(sqlite3.connect(path)) as db:
        names = db.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
        return {
            name: [column[1] for column in db.execute(f"PRAGMA table_info({name})")]
            for (name,) in names
            if name != "alembic_version"
        }


def rows_of(path, tables):
    """Return every row of the tables, in the columns that are asked for."""
    with closing(sqlite3.connect(path)) as db:
        return {
            name: sorted(db.execute(_select(name, columns)), key=repr)
            for name, columns in tables.items()
        }


def _select(name, columns):
    return str(sa.select(*map(sa.column, columns)).select_from(sa.table(name)))
