"""A program killed (SIGKILL) before every statement and file call of a migration.

The vault opens after it, with every row, and the next writing brings the database up.
"""

import os
import shutil
import signal
import sqlite3
import sys
from contextlib import closing

import pytest
import sqlalchemy as sa

from evidencekit.casework import database
from evidencekit.services.casework import CaseworkReading
from evidencekit.vault.vault import Vault
from fakes.earlier_databases import REVISIONS, database_at, rows_of, tables_in
from fakes.vaults import VaultRoom
from faults.test_stamp_kills import die_before

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
# With 15 KB each more than the cache of SQLite holds: pages reach the file before the end.
MORE, POINTS = 200, 10


def migrate(vault, clock):
    with database.writing(vault, clock):
        pass


def killed(vault, clock, *, statement=None, call=None):
    """Say whether a child was killed before it had brought the database up."""
    pid = os.fork()
    if pid == 0:
        try:
            left = [statement or 0]

            def count(*_given):
                left[0] -= 1
                if left[0] == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

            if statement:
                sa.event.listen(sa.Engine, "before_cursor_execute", count)
            if call:
                die_before(call)
            migrate(vault, clock)
            os._exit(0)
        finally:
            os._exit(70)
    _pid, status = os.waitpid(pid, 0)
    assert os.WIFSIGNALED(status) or os.WEXITSTATUS(status) == 0
    return os.WIFSIGNALED(status)


@pytest.fixture
def whole(tmp_path):
    """A database of the first program, larger than SQLite's cache."""
    path = tmp_path / "casework.db"
    database_at(path, REVISIONS[0])
    engine = sa.create_engine(f"sqlite:///{path}")
    with engine.begin() as connection:
        tables = sa.MetaData()
        tables.reflect(connection)
        rights, powers = (tables.tables[name] for name in ("rights", "powers_of_attorney"))
        right, power = (
            dict(connection.execute(one.select()).mappings().first()) for one in (rights, powers)
        )
        more = [right | {"id": f"more-{number}"} for number in range(MORE)]
        fat = [power | {"right_id": one["id"], "agent": "x" * 15_000} for one in more]
        connection.execute(rights.insert(), more)
        connection.execute(powers.insert(), fat)
    engine.dispose()
    return path


def steps_of(whole, path, room, vault):
    """Return before which statements to kill: some all the way, and each of the last ones."""
    shutil.copyfile(whole, path)
    seen = []
    engine, listener = sa.Engine, lambda *given: seen.append(given[2])
    sa.event.listen(engine, "before_cursor_execute", listener)
    try:
        migrate(vault, room.clock)
    finally:
        sa.event.remove(engine, "before_cursor_execute", listener)
    total = len(seen)
    assert total > POINTS
    return sorted({*range(1, total, total // POINTS), *range(total - 4, total + 1)})


def is_sound(room, whole, tables, before):
    """Hold that every row is there, before and after the next writing; copies are whole."""
    path = room.path / "casework.db"
    assert rows_of(path, tables) == before
    cases = CaseworkReading(Vault.open_reading(room.path)).listed("case")
    assert len(cases) == len(before["cases"])
    for copy in (room.path / "backups").glob("*.db"):
        assert rows_of(copy, tables) == before
        copy.unlink()


def test_a_kill_before_a_statement_of_a_migration_loses_no_row(tmp_path, clock, whole):
    room = VaultRoom(tmp_path, clock)
    path = room.path / "casework.db"
    tables = tables_in(whole)
    before, hot = rows_of(whole, tables), 0
    with room.writing() as vault:
        for number in steps_of(whole, path, room, vault):
            path.with_name("casework.db-journal").unlink(missing_ok=True)
            shutil.copyfile(whole, path)
            assert killed(vault, clock, statement=number)
            journal = path.with_name("casework.db-journal")
            hot += journal.exists() and journal.stat().st_size > 0
            is_sound(room, whole, tables, before)
        migrate(vault, clock)
    assert hot > 1
    assert rows_of(path, tables) == before


def test_a_kill_before_a_file_call_of_the_copy_loses_no_row(tmp_path, clock, whole):
    room = VaultRoom(tmp_path, clock)
    path, number = room.path / "casework.db", 0
    tables = tables_in(whole)
    before = rows_of(whole, tables)
    with room.writing() as vault:
        while True:
            number += 1
            shutil.copyfile(whole, path)
            if not killed(vault, clock, call=number):
                break
            is_sound(room, whole, tables, before)
    with closing(sqlite3.connect(path)) as db:
        (now,) = db.execute("SELECT version_num FROM alembic_version").fetchone()
    assert now == database.NEWEST
    assert number > 3
