"""`casework.db`: opened, migrated, backed up. Writing needs the vault's lock, reading nothing."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC
from pathlib import Path
from threading import Lock

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from evidencekit.domain.errors import VaultDamaged, VaultNewer
from evidencekit.foundation.clock import Clock
from evidencekit.vault.staged import put, told_as_ours
from evidencekit.vault.vault import Vault, VaultWriter

FILE = "casework.db"
_MIGRATIONS = Path(__file__).with_name("migrations")
# Alembic keeps what it works at in a module: two threads that bring up at once would undo it.
_MIGRATING = Lock()


@contextmanager
def reading(vault: Vault) -> Iterator[sa.Connection]:
    """Give a connection that can't write; an absent file reads as an empty one.

    A database of an earlier program is brought up in memory: the file stays as it is until somebody
    writes. Raises VaultNewer, VaultDamaged.
    """
    path = _place(vault)
    with _told(path):
        engine = _engine_for_reading(path)
        try:
            with engine.begin() as connection:
                if revision(connection) != head():
                    _migrate(connection)
                connection.exec_driver_sql("PRAGMA query_only = ON")
                yield connection
        finally:
            engine.dispose()


@contextmanager
def writing(vault: VaultWriter, clock: Clock) -> Iterator[sa.Connection]:
    """Give one transaction: whole on leaving, undone on any error; a copy goes to `backups/`.

    Migrates first, a copy taken before. Raises VaultNewer, VaultDamaged, DiskFull,
    VaultNotWritable.
    """
    path = _place(vault)
    with _told(path):
        engine = _engine(path)
        try:
            _bring_up(engine, vault, clock)
            with engine.begin() as connection:
                before = _raw(connection).total_changes
                yield connection
                changed = _raw(connection).total_changes != before
            if changed:
                _back_up(engine, vault, clock)
        finally:
            engine.dispose()


def revision(connection: sa.Connection) -> str | None:
    """Return the migration that the database stands at, None when it is new."""
    return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """Return the last migration of this program."""
    return ScriptDirectory(str(_MIGRATIONS)).get_current_head()


def _place(vault: Vault) -> Path:
    path = vault.layout.at(FILE)
    if path.is_symlink():
        raise VaultDamaged(path=path, detail="a link")
    return path


def _engine(path: Path | None) -> sa.Engine:
    url = sa.URL.create("sqlite", database=str(path) if path else None)
    engine = sa.create_engine(url, poolclass=sa.pool.StaticPool)
    sa.event.listen(engine, "connect", _on_connect)
    sa.event.listen(engine, "begin", _on_begin)
    return engine


def _engine_for_reading(path: Path) -> sa.Engine:
    """Return an engine on the file, or on a copy in memory where it is to be brought up."""
    if not path.exists():
        return _engine(None)
    engine = _engine(path)
    with engine.connect() as connection:
        _require_known(connection, path)
        if revision(connection) == head():
            return engine
        data = _raw(connection).serialize()
    engine.dispose()
    copy = _engine(None)
    with copy.connect() as connection:
        _raw(connection).deserialize(data)
    return copy


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    # sqlite3 would commit before each change of a table; now transactions are ours alone.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA trusted_schema = OFF")


def _on_begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _bring_up(engine: sa.Engine, vault: VaultWriter, clock: Clock) -> None:
    with engine.connect() as connection:
        now = revision(connection)
    if now == head():
        return
    if now is not None:
        _back_up(engine, vault, clock)
    with engine.begin() as connection:
        _require_known(connection, vault.layout.at(FILE))
        _migrate(connection)


def _migrate(connection: sa.Connection) -> None:
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.attributes["connection"] = connection
    with _MIGRATING:
        command.upgrade(config, "head")


def _require_known(connection: sa.Connection, path: Path) -> None:
    known = {one.revision for one in ScriptDirectory(str(_MIGRATIONS)).walk_revisions()}
    now = revision(connection)
    if now is not None and now not in known:
        raise VaultNewer(path=path, format=now, known=head())


def _back_up(engine: sa.Engine, vault: VaultWriter, clock: Clock) -> None:
    """Keep a whole copy under this moment's name."""
    with engine.connect() as connection:
        data = _raw(connection).serialize()
    at = clock.now().astimezone(UTC)
    name = f"casework-{at:%Y%m%dT%H%M%S}{at.microsecond // 1000:03d}Z"
    # The copy before a migration and the one after it may be of one millisecond.
    taken = sorted(one.stem for one in vault.layout.at("backups").glob(f"{name}*.db"))
    name = f"{name}-{len(taken) + 1}" if taken else name
    put(vault.layout, f"backups/{name}.db", data, 0o444)


def _raw(connection: sa.Connection) -> sqlite3.Connection:
    raw = connection.connection.driver_connection
    assert isinstance(raw, sqlite3.Connection)  # noqa: S101  # the only driver here
    return raw


@contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what the database says into errors of ours; a file that is none is damage."""
    with told_as_ours(path.parent):
        try:
            yield
        except sa.exc.OperationalError as error:
            if "unable to open" in str(error.orig) or "readonly" in str(error.orig):
                raise OSError(None, str(error.orig)) from error
            if "full" in str(error.orig):
                raise OSError(28, str(error.orig)) from error
            raise VaultDamaged(path=path, detail=error.orig) from error
        except sa.exc.DatabaseError as error:
            raise VaultDamaged(path=path, detail=error.orig) from error
