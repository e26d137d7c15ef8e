"""A connection to the index, and what SQLite says of it in our words.

That is one of two things: damage, which is cured by making the file anew, or something that a
person must put right.
"""

import os
import sqlite3
import weakref
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import sqlalchemy as sa

from evidencekit.domain.errors import IndexUnavailable
from evidencekit.vault.library.sums import Sums

_BUSY_SECONDS = 30
# A table that is not there, a page that is none, a file that is no database.
_DAMAGE = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
# The log is emptied by who writes, once the sums of its pages are told.
_KEPT = (
    *("PRAGMA journal_mode = WAL", "PRAGMA synchronous = NORMAL"),
    "PRAGMA wal_autocheckpoint = 0",
)
# Nobody sees the new file before it is whole: a kill leaves only its part.
_NEW = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF")
_ALWAYS = (
    "PRAGMA trusted_schema = OFF",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA cache_size = -65536",
)


class DamagedIndex(Exception):
    """The index is not what was written; it is to be made anew. Never leaves this package."""


class Opening:
    """The way to one index file, for threads; SQL that was compiled once stays compiled.

    Connections are kept while the file is the same one. Where an open file can't be replaced (on
    Windows) none is kept: another program may have to make the index anew.
    """

    def __init__(self, path: Path, *, new: bool = False) -> None:
        self._path = path
        self.sums = Sums(path)
        url = sa.URL.create("sqlite", database=str(path))
        options = {"timeout": _BUSY_SECONDS}
        pool = sa.pool.NullPool if new or os.name == "nt" else sa.pool.QueuePool
        self._engine = sa.create_engine(url, poolclass=pool, connect_args=options)
        self._file: tuple[int, int] | None = None
        # Who forgets the index forgets its connections too.
        weakref.finalize(self, self._engine.dispose)
        sa.event.listen(self._engine, "connect", _on_new if new else _on_kept)

    @contextmanager
    def opened(self) -> Iterator[sa.Connection]:
        """Give one transaction on the index. Raises DamagedIndex, IndexUnavailable."""
        now = _identity(self._path)
        if now is None or now != self._file:
            self.close()
            self._file = now
        with told(self._path), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def written(self) -> Iterator[sa.Connection]:
        """Give one transaction that writes; the sums of the pages follow it. Raises as `opened`."""
        with told(self._path), self._engine.connect() as connection:
            with connection.begin():
                yield connection
            self.sums.follow(connection)

    def sum_all(self) -> None:
        """Sum every page, where nothing is being written. Raises as `opened`."""
        with told(self._path), self._engine.connect() as connection:
            self.sums.make(connection)

    def close(self) -> None:
        """Let go of the file: nothing that is kept holds it open."""
        self._engine.dispose()
        self._file = None


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Turn what SQLite and the disk say into DamagedIndex or IndexUnavailable."""
    try:
        yield
    except sa.exc.DBAPIError as error:
        raise _meaning(path, error.orig) from error
    except sqlite3.Error as error:
        raise _meaning(path, error) from error
    except (zlib.error, UnicodeDecodeError) as error:
        raise DamagedIndex from error
    except OSError as error:
        raise IndexUnavailable(path=path, detail=error.strerror or str(error)) from error


def _meaning(path: Path, error: BaseException | None) -> Exception:
    code = getattr(error, "sqlite_errorcode", sqlite3.SQLITE_ERROR)
    if code & 0xFF in _DAMAGE:
        return DamagedIndex(str(error))
    return IndexUnavailable(path=path, detail=str(error))


def _on_kept(connection: sqlite3.Connection, _record: object) -> None:
    _set(connection, *_KEPT, *_ALWAYS)


def _on_new(connection: sqlite3.Connection, _record: object) -> None:
    _set(connection, *_NEW, *_ALWAYS)


def _set(connection: sqlite3.Connection, *pragmas: str) -> None:
    for pragma in pragmas:
        connection.execute(pragma)
