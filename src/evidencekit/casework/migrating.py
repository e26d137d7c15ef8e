"""The migrations of `casework.db`, run by Alembic: loaded only for a file of an earlier program."""

import contextlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from threading import Lock

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory

MIGRATIONS = Path(__file__).with_name("migrations")
# Alembic keeps the running migration in globals: one at a time in this process.
_ONE_AT_A_TIME = Lock()


def head() -> str | None:
    """Return the last migration in the folder; `database.NEWEST` names the same."""
    return _found(MIGRATIONS)[0]


def is_known(revision: str) -> bool:
    """Say whether a migration is one of this program's."""
    return revision in _found(MIGRATIONS)[1]


@contextlib.contextmanager
def migrate(engine: sa.Engine) -> Iterator[sa.Connection]:
    """Run what is missing, and give the transaction that it ran in: undone on any error."""
    with _ONE_AT_A_TIME, engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        yield connection


@cache
def _found(folder: Path) -> tuple[str | None, frozenset[str]]:
    """Return the last migration in a folder, and all: Alembic runs the source of each to tell."""
    found = ScriptDirectory(str(folder))
    return found.get_current_head(), frozenset(one.revision for one in found.walk_revisions())
