"""`casework.db`: opened, migrated, backed up. Writing needs the vault's lock, reading nothing."""

import contextlib
import sqlite3
from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC
from functools import cache
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from evidencekit.domain.errors import VaultDamaged, VaultNewer
from evidencekit.foundation.clock import Clock
from evidencekit.foundation.resources import resource
from evidencekit.vault.staged import put, told_as_ours
from evidencekit.vault.vault import Vault, VaultWriter

FILE = "casework.db"
# The last migration of this program. Only a file that stands at another one needs Alembic: to load
# it takes longer than most commands have to do.
NEWEST = "0010"
_STATEMENTS = 500
_kept_open: ContextVar[dict[Path, sa.Engine] | None] = ContextVar("kept_open", default=None)


@contextlib.contextmanager
def reading(vault: Vault) -> Iterator[sa.Connection]:
    """Give a connection that can't write; an absent file reads as an empty one.

    A database of an earlier program is brought up in memory: the file stays as it is until somebody
    writes. Raises VaultNewer, VaultDamaged.
    """
    path = _place(vault)
    kept = _kept_open.get()
    with _told(path):
        # Taken out for as long as it is in use: a reading within this one has its own.
        engine = (kept.pop(path, None) if kept else None) or _engine_for_reading(path)
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql("PRAGMA query_only = ON")
                yield connection
        finally:
            # A generator may end after the work within which it began.
            if kept is not None and kept is _kept_open.get() and path not in kept:
                kept[path] = engine
            else:
                engine.dispose()


@contextlib.contextmanager
def kept_open() -> Iterator[None]:
    """Have all readings of one piece of work in here open each file once.

    Each is still a transaction of its own, so nobody who writes has to wait for the whole work.
    Who writes between them has no place in here.
    """
    kept: dict[Path, sa.Engine] = {}
    before = _kept_open.set(kept)
    try:
        yield
    finally:
        _kept_open.reset(before)
        for engine in kept.values():
            engine.dispose()


@contextlib.contextmanager
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
    # Alembic's own answer took longer than most readings: each begins with this question.
    known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'alembic_version'"
    if connection.exec_driver_sql(known).scalar() is None:
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _place(vault: Vault) -> Path:
    path = vault.layout.at(FILE)
    if path.is_symlink():
        raise VaultDamaged(path=path, detail="a link")
    return path


@cache
def _shared() -> sa.Engine:
    """Return what every file has in common: a dialect, and the statements it compiled.

    To compile them for each reading anew would take longer than the reading.
    """
    engine = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)
    # At its first connection a dialect looks at its driver.
    engine.connect().close()
    engine.dispose()
    return engine


@cache
def _compiled() -> sa.util.LRUCache[Any, Any]:
    return sa.util.LRUCache(_STATEMENTS)


def _engine(path: Path | None) -> sa.Engine:
    """Return an engine on a file, or on a database in memory: one connection, kept."""
    shared, name = _shared(), str(path) if path else ":memory:"
    connect = shared.dialect.connect
    pool = sa.pool.StaticPool(lambda: connect(name, check_same_thread=False))
    options = {"compiled_cache": _compiled()}
    engine = sa.Engine(pool, shared.dialect, shared.url, execution_options=options)
    sa.event.listen(engine, "connect", _on_connect)
    sa.event.listen(engine, "begin", _on_begin)
    return engine


def _engine_for_reading(path: Path) -> sa.Engine:
    """Return an engine on the file, or on a copy in memory where it is to be brought up."""
    if not path.exists():
        return _in_memory(_empty())
    engine = _engine(path)
    with engine.connect() as connection:
        if _is_newest(connection, path):
            return engine
        data = _raw(connection).serialize()
    engine.dispose()
    copy = _in_memory(data)
    _upgrade(copy, path)
    return copy


@cache
def _empty() -> bytes:
    """Return a database at the newest schema: no row yet of anybody's work.

    It is what the migrations make of nothing, written out by `packaging/casework_schema.py`.
    """
    schema = resource("casework", "schema.sql").read_text(encoding="utf-8")
    with contextlib.closing(sqlite3.connect(":memory:")) as made:
        made.executescript(schema)
        return made.serialize()


def _in_memory(data: bytes) -> sa.Engine:
    engine = _engine(None)
    with engine.connect() as connection:
        _raw(connection).deserialize(data)
    return engine


def _on_connect(connection: sqlite3.Connection, _record: object) -> None:
    # sqlite3 would commit before each change of a table; now transactions are ours alone.
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA trusted_schema = OFF")


def _on_begin(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN")


def _bring_up(engine: sa.Engine, vault: VaultWriter, clock: Clock) -> None:
    path = vault.layout.at(FILE)
    with engine.connect() as connection:
        if _is_newest(connection, path):
            return
        old = revision(connection) is not None
        new = not connection.exec_driver_sql("PRAGMA page_count").scalar()
        found = connection.exec_driver_sql("PRAGMA quick_check(1)").scalar()
    if new:
        _begin(engine)
        return
    if found != "ok":
        # A damaged page answers without an error; a copy of it must not be called a backup.
        raise VaultDamaged(path=path, detail=found)
    if old:
        _back_up(engine, vault, clock)
    _upgrade(engine, path)


def _begin(engine: sa.Engine) -> None:
    """Fill a new file with the newest schema, in one transaction."""
    with engine.connect() as file, contextlib.closing(sqlite3.connect(":memory:")) as made:
        made.deserialize(_empty())
        made.backup(_raw(file))


def _upgrade(engine: sa.Engine, path: Path) -> None:
    """Run the migrations in one transaction, all of them or none.

    Foreign keys rest meanwhile: with them a table that is made anew would take the rows of its
    children along as it is dropped. They are checked before the end instead. Raises VaultDamaged.
    """
    from evidencekit.casework.migrating import migrate  # noqa: PLC0415  # Alembic

    with engine.connect() as connection:
        raw = _raw(connection)
    # Within a transaction the switch would do nothing.
    raw.execute("PRAGMA foreign_keys = OFF")
    try:
        with migrate(engine) as connection:
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if lost is not None:
                raise VaultDamaged(path=path, detail=f"foreign key of {lost[0]}")
    finally:
        raw.execute("PRAGMA foreign_keys = ON")


def _is_newest(connection: sa.Connection, path: Path) -> bool:
    """Say whether a file stands at the last migration. Raises VaultNewer."""
    now = revision(connection)
    if now is None or now == NEWEST:
        return now == NEWEST
    from evidencekit.casework.migrating import is_known  # noqa: PLC0415  # Alembic

    if not is_known(now):
        raise VaultNewer(path=path, format=now, known=NEWEST)
    return False


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


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turn what the database says into errors of ours; a file that is none is damage."""
    with told_as_ours(path.parent):
        try:
            yield
        except sa.exc.DatabaseError as error:
            raise _meant(error.orig, path) from error
        except sqlite3.DatabaseError as error:
            raise _meant(error, path) from error


def _meant(error: BaseException | None, path: Path) -> Exception:
    words = str(error)
    if isinstance(error, sqlite3.OperationalError):
        if "unable to open" in words or "readonly" in words:
            return OSError(None, words)
        if "full" in words:
            return OSError(28, words)
    return VaultDamaged(path=path, detail=error)
