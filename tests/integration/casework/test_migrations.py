"""Databases of every earlier program, with rows in every table: none is lost on the way up."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from threading import Barrier

import pytest

from evidencekit.casework import database, migrating
from evidencekit.casework.rights import find_right
from evidencekit.domain.errors import VaultDamaged
from evidencekit.services.casework import Casework, CaseworkReading
from evidencekit.vault.vault import Vault
from fakes.earlier_databases import REVISIONS, ROWS, database_at, rows_of, tables_in
from fakes.vaults import VaultRoom

PACKAGING = Path(__file__).resolve().parents[3] / "packaging"
sys.path.insert(0, str(PACKAGING))
import casework_schema  # noqa: E402

sys.path.remove(str(PACKAGING))


def revision_of(path):
    with closing(sqlite3.connect(path)) as db:
        return db.execute("SELECT version_num FROM alembic_version").fetchone()[0]


@pytest.fixture
def room(tmp_path, clock):
    return VaultRoom(tmp_path, clock)


def touch(room):
    with room.writing() as vault, database.writing(vault, room.clock):
        pass


@pytest.mark.parametrize("revision", REVISIONS)
def test_no_row_of_any_earlier_schema_is_lost_and_a_copy_was_taken_before(room, revision):
    path = room.path / "casework.db"
    database_at(path, revision)
    tables = tables_in(path)
    before = rows_of(path, tables)
    assert all(len(rows) == ROWS for rows in before.values())
    bytes_before = path.read_bytes()
    reading = CaseworkReading(Vault.open_reading(room.path))
    shown = reading.listed("right")
    assert {one["id"] for one in shown} == {f"rights-{number}" for number in range(ROWS)}
    assert path.read_bytes() == bytes_before
    touch(room)
    assert revision_of(path) == database.NEWEST
    assert rows_of(path, tables) == before
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert db.execute("PRAGMA foreign_key_check").fetchall() == []
    assert reading.listed("right") == shown
    copies = list((room.path / "backups").glob("casework-*.db"))
    if revision == database.NEWEST:
        assert copies == []
    else:
        (copy,) = copies
        assert (revision_of(copy), rows_of(copy, tables)) == (revision, before)


def test_powers_of_attorney_keep_to_their_rights(room):
    path = room.path / "casework.db"
    database_at(path, "0006_confirming")
    touch(room)
    with database.reading(Vault.open_reading(room.path)) as connection:
        for number in range(ROWS):
            (power,) = find_right(connection, f"rights-{number}").powers
            assert power.file == f"powers_of_attorney.file 北岸 {number}"
            assert power.notarised is None


def test_several_threads_read_an_earlier_database_at_once(room):
    database_at(room.path / "casework.db", REVISIONS[0])
    reading, start = CaseworkReading(Vault.open_reading(room.path)), Barrier(4)

    def look(_number):
        start.wait()
        return [len(reading.listed("right")) for _each in range(3)]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(look, range(4))) == [[ROWS] * 3] * 4


# --- a file that needs no migration ---


def test_the_schema_that_is_written_out_is_what_the_migrations_make():
    written = casework_schema.SCHEMA.read_text(encoding="utf-8")
    # SQLite of another day quotes and breaks lines otherwise where a table was altered.
    same = re.sub(r'[\s"]', "", written) == re.sub(r'[\s"]', "", casework_schema.schema())
    assert same, "run: python packaging/casework_schema.py"
    assert migrating.head() == database.NEWEST


HEAVY = ("alembic", "mako", "bs4", "price_parser", "requests", "jsonschema", "pydantic", "keyring")


@pytest.mark.parametrize("there", [False, True], ids=["no file", "a file of this program"])
def test_a_vault_at_the_newest_schema_is_listed_without_alembic(room, tmp_path, there):
    if there:
        touch(room)
    code = (
        "import sys; from evidencekit.cli import run_command_line;"
        f"status = run_command_line(['list', '--quiet', '--vault', {str(room.path)!r}]);"
        f"sys.exit(repr([one for one in {HEAVY} if one in sys.modules] or status))"
    )
    env = os.environ | {"EVIDENCEKIT_HOME": str(tmp_path / "home")}
    ended = subprocess.run(
        [sys.executable, "-c", code], check=False, capture_output=True, text=True, env=env
    )
    assert ended.stderr.strip().splitlines()[-1] == "0"
    assert (room.path / "casework.db").exists() is there


# --- migrations that go wrong, and the trap of a table made anew ---


STEP = """
import sqlalchemy as sa
from alembic import op
revision = "{revision}"
down_revision = "{before}"
def upgrade():
    {work}
"""
NOTES = """op.create_table(
        "notes",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column("right_id", sa.Text(), sa.ForeignKey("rights.id", ondelete="CASCADE")),
    )
    op.execute("INSERT INTO notes (right_id) SELECT id FROM rights")"""
ANEW = """with op.batch_alter_table("rights", recreate="always") as batch:
        batch.add_column(sa.Column("more", sa.Text(), nullable=True))"""
ORPHANS = 'op.execute("DELETE FROM rights")'
HALF = """op.execute("UPDATE rights SET owner_as_registered = 'nobody'")
    op.create_table("half", sa.Column("id", sa.Integer(), primary_key=True))
    raise RuntimeError("a program with a fault")"""


@pytest.fixture
def later(tmp_path, monkeypatch):
    """Let the program have migrations after its last one."""
    folder = tmp_path / "migrations"
    shutil.copytree(migrating.MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))

    def add(*works):
        before = REVISIONS[-1]
        for number, work in enumerate(works):
            made = STEP.format(revision=f"later_{number}", before=before, work=work)
            (folder / "versions" / f"later_{number}.py").write_text(made)
            before = f"later_{number}"
        monkeypatch.setattr(migrating, "MIGRATIONS", folder)
        monkeypatch.setattr(database, "NEWEST", before)

    return add


def test_a_parent_made_anew_takes_no_child_row_along(room, later):
    path = room.path / "casework.db"
    database_at(path, REVISIONS[-1])
    later(NOTES, ANEW)
    touch(room)
    assert revision_of(path) == "later_1"
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM notes").fetchone() == (ROWS,)
        assert db.execute("SELECT count(*) FROM rights").fetchone() == (ROWS,)


@pytest.mark.parametrize(("work", "error"), [(ORPHANS, VaultDamaged), (HALF, RuntimeError)])
def test_a_migration_that_fails_leaves_the_database_as_it_was(room, later, work, error):
    path = room.path / "casework.db"
    database_at(path, REVISIONS[-1])
    tables = tables_in(path)
    before = rows_of(path, tables)
    later(NOTES, work)
    with pytest.raises(error):
        touch(room)
    assert (revision_of(path), tables_in(path), rows_of(path, tables)) == (
        REVISIONS[-1], tables, before,
    )  # fmt: skip
    (copy,) = (room.path / "backups").glob("casework-*.db")
    assert rows_of(copy, tables) == before


def test_after_a_migration_a_line_without_its_right_is_refused_again(room):
    database_at(room.path / "casework.db", REVISIONS[0])
    with room.writing() as vault, database.writing(vault, room.clock) as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


def test_a_damaged_page_is_found_before_anything_is_brought_up(room):
    path = room.path / "casework.db"
    database_at(path, REVISIONS[0])
    with closing(sqlite3.connect(path)) as db:
        (page,) = db.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'cases'").fetchone()
        (size,) = db.execute("PRAGMA page_size").fetchone()
    data = bytearray(path.read_bytes())
    data[(page - 1) * size + size - 200 : page * size] = b"\xff" * 200
    path.write_bytes(data)
    with pytest.raises(VaultDamaged):
        touch(room)
    assert path.read_bytes() == data
    assert list((room.path / "backups").glob("casework-*.db")) == []


# --- two processes ---


RIGHT = "kind: patent\njurisdiction: US\nowner_as_registered: B\nstatus: pending\n"


def test_a_second_process_reads_while_the_first_writes_and_is_refused_to_write(room, tmp_path):
    form = tmp_path / "form.yaml"
    form.write_text(RIGHT, encoding="utf-8")
    database_at(room.path / "casework.db", REVISIONS[0])
    env = os.environ | {"EVIDENCEKIT_HOME": str(tmp_path / "home")}

    def run(*words):
        begin = [sys.executable, "-P", "-m", "evidencekit", "--json", "--vault", str(room.path)]
        done = subprocess.run([*begin, *words], env=env, capture_output=True, check=False)
        return done.returncode, json.loads(done.stdout)

    with room.writing() as vault:
        made = Casework(vault, room.clock).add("right", form)
        status, found = run("right", "list")
        assert (status, len(found), made in found) == (0, ROWS + 1, True)
        status, told = run("right", "new", "--from", str(form))
        assert (status, told["error"]["code"]) == (3, "vault.locked")
    assert len(CaseworkReading(Vault.open_reading(room.path)).listed("right")) == ROWS + 1
