"""The index of one vault: looked after without being asked, right again after any damage."""

import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TypeVar

import filelock
import sqlalchemy as sa

from evidencekit.domain.errors import IndexUnavailable
from evidencekit.domain.times import parse_utc, utc_text
from evidencekit.foundation.clock import Clock
from evidencekit.vault.book import first_problem, known_book, read_logs
from evidencekit.vault.library import find
from evidencekit.vault.library.filling import Filling
from evidencekit.vault.library.opening import DamagedIndex, Opening, told
from evidencekit.vault.library.reading import Source, sources_of
from evidencekit.vault.library.tables import SCHEMA, about, sqlite_lacks
from evidencekit.vault.library.text import TEXT_VERSION
from evidencekit.vault.library.work import Work
from evidencekit.vault.tree import stamped_in
from evidencekit.vault.vault import Vault

FILE = "index.db"
# Between two looks at the files themselves the custody log is believed about them.
_SCAN_EVERY = timedelta(minutes=10)
_CHECK_EVERY = timedelta(days=1)
_WAIT_SECONDS = 120

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Refreshed:
    """What bringing the index up to date did: how many captures were read and taken out.

    `rebuilt` is why it was made anew (new, version, damage, asked), else None. `damaged_at` is
    where the custody log can't be read, if so: captures may be missing then.
    """

    read: int
    taken_out: int
    rebuilt: str | None
    damaged_at: str | None


def index_folder(cache: Path, vault: Vault) -> Path:
    """Return the folder of a vault's index: by its id and where it really lies, so copies differ.

    The name tells neither.
    """
    place = f"{vault.marker.vault_id}\n{os.path.normcase(vault.root.resolve())}"
    return cache / "index" / hashlib.sha256(place.encode(errors="surrogatepass")).hexdigest()[:32]


class Library:
    """One vault's index. Threads may use it; each call has a connection of its own.

    `refresh` first: the others answer from the index as it stands, made anew only if it is not
    there or damaged. All raise IndexUnavailable, those that read the vault also VaultDamaged.
    """

    def __init__(self, vault: Vault, work: Work, folder: Path, reader: str, clock: Clock) -> None:
        self._vault = vault
        self._work = work
        self._folder = folder
        self._version = f"{SCHEMA}.{TEXT_VERSION}.{reader}"
        self._clock = clock
        self._opening = Opening(self.path)

    @property
    def path(self) -> Path:
        """Return where the index lies."""
        return self._folder / FILE

    # --- keeping it ---

    def refresh(self, *, scan: bool = False) -> Refreshed:
        """Bring the index up to date: only what changed is read, nothing when nothing did.

        With `scan` the files are looked at even if the custody log did not grow.
        """
        with self._alone():
            reason = self._unfit()
            if reason is None:
                try:
                    return self._refresh(scan=scan)
                except DamagedIndex:
                    reason = "damage"
            return self._rebuild(reason)

    def rebuild(self) -> Refreshed:
        """Make the index anew from the vault."""
        with self._alone():
            return self._rebuild("asked")

    # --- asking it ---

    def page(
        self, wanted: find.Filter, after: str | None = None, limit: int = find.PAGE
    ) -> list[dict[str, object]]:
        """Return at most `limit` rows of `list --json`, newest first, behind the id `after`."""
        return self._ask(lambda db: find.page(db, wanted, after, limit))

    def rows(self, wanted: find.Filter, after: str | None = None) -> Iterator[dict[str, object]]:
        """Return all rows of a filter behind `after`, newest first, read page by page."""
        while found := self.page(wanted, after):
            yield from found
            after = str(found[-1]["id"])

    def rows_of(self, ids: list[str]) -> list[dict[str, object]]:
        """Return the rows of these captures, as far as they are known, in any order."""
        return self._ask(lambda db: find.rows_of(db, ids))

    def ids(self, wanted: find.Filter, most: int | None = None) -> list[str]:
        """Return the ids of what a filter lets through, newest first; None: of all of it."""
        return self._ask(lambda db: find.ids(db, wanted, most))

    def values(self, name: str) -> list[str]:
        """Return what stands in a field of `list --json`, each value once, in order."""
        return self._ask(lambda db: find.values(db, name))

    def count(self, wanted: find.Filter, most: int | None = find.MOST_COUNTED) -> find.Found:
        """Count what a filter lets through, up to `most`; None counts all."""
        return self._ask(lambda db: find.count(db, wanted, most))

    # --- inside ---

    def _ask(self, ask: Callable[[sa.Connection], T]) -> T:
        if not self.path.exists():
            self.refresh()
        try:
            with self._opening.opened() as connection:
                return ask(connection)
        except DamagedIndex:
            with self._alone():
                self._rebuild("damage")
            with self._opening.opened() as connection:
                return ask(connection)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Let one process at a time write; a second one finds the work done when it comes in."""
        lacks = sqlite_lacks()
        if lacks:
            raise IndexUnavailable(path=self.path, detail=lacks)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            lock = filelock.FileLock(self._folder / "index.lock", timeout=_WAIT_SECONDS)
            lock.acquire()
        except (OSError, filelock.Timeout) as error:
            raise IndexUnavailable(path=self.path, detail=_reason(error)) from error
        try:
            yield
        finally:
            lock.release()

    def _unfit(self) -> str | None:
        """Return why the file there is of no use, or None."""
        if not self.path.exists():
            return "new"
        try:
            with self._opening.opened() as connection:
                if _noted(connection).get("version") != self._version:
                    return "version"
                due = self._is_due(connection, "checked", _CHECK_EVERY)
            if due:
                self._check()
        except DamagedIndex:
            return "damage"
        return None

    def _check(self) -> None:
        """Look at every page and at what it says. Raises DamagedIndex, IndexUnavailable."""
        with told(self.path):
            agree = self._opening.sums.agree()
        if agree is False:
            raise DamagedIndex
        with self._opening.written() as connection:
            _check(connection)
            _note(connection, checked=utc_text(self._clock.now()))
        if agree is None:
            self._opening.sum_all()

    def _is_due(self, connection: sa.Connection, name: str, every: timedelta) -> bool:
        try:
            last = parse_utc(_noted(connection).get(name, ""))
        except ValueError:
            return True
        return not timedelta(0) <= self._clock.now() - last < every

    def _refresh(self, *, scan: bool) -> Refreshed:
        state = self._state()
        with self._opening.opened() as connection:
            noted = _noted(connection)
            fresh = noted.get("state") == state
            if fresh and not scan and not self._is_due(connection, "scanned", _SCAN_EVERY):
                return Refreshed(0, 0, None, noted.get("damaged_at") or None)
        with self._opening.written() as connection:
            sources, damaged_at = self._sources()
            filling = Filling(connection, self._vault.layout, self._work)
            read, taken_out = filling.update(sources)
            self._note_all(connection, state, damaged_at)
        return Refreshed(read, taken_out, None, damaged_at)

    def _rebuild(self, reason: str) -> Refreshed:
        part = self._folder / f"{FILE}.part"
        state = self._state()
        with told(part):
            _drop(part)
            with Opening(part, new=True).opened() as connection:
                sources, damaged_at = self._sources()
                Filling(connection, self._vault.layout, self._work).fill(sources)
                _note(connection, version=self._version, checked=utc_text(self._clock.now()))
                self._note_all(connection, state, damaged_at)
            self._opening.close()
            _drop(self.path)
            part.replace(self.path)
            self._opening.sum_all()
        return Refreshed(len(sources), 0, reason, damaged_at)

    def _sources(self) -> tuple[list[Source], str | None]:
        layout = self._vault.layout
        logs = read_logs(layout, signatures=False)
        book = known_book(logs)
        stamped = stamped_in(layout, book, demo=self._vault.marker.demo)
        return list(sources_of(book, stamped)), first_problem(logs)

    def _state(self) -> str:
        """Return what changes with every line of the log, every list and all of the user's work."""
        root = self._vault.root
        seen = [_stat_text(path) for path in (*sorted(root.glob("custody/*.jsonl")),)]
        return "\n".join([*seen, _stat_text(root / "stamps"), self._work.state()])

    def _note_all(self, connection: sa.Connection, state: str, damaged_at: str | None) -> None:
        now = utc_text(self._clock.now())
        _note(connection, state=state, scanned=now, damaged_at=damaged_at or "")


def _stat_text(path: Path) -> str:
    try:
        found = path.stat()
    except OSError:
        return f"{path.name}:-"
    return f"{path.name}:{found.st_size}:{found.st_mtime_ns}"


def _noted(connection: sa.Connection) -> dict[str, str]:
    return {row.name: row.value for row in connection.execute(sa.select(about))}


def _note(connection: sa.Connection, **values: str) -> None:
    connection.execute(sa.delete(about).where(about.c.name.in_(values)))
    connection.execute(
        about.insert(), [{"name": name, "value": value} for name, value in values.items()]
    )


def _check(connection: sa.Connection) -> None:
    """Raise DamagedIndex if the file is: spoilt pages may go on answering, and wrongly."""
    if connection.exec_driver_sql("PRAGMA quick_check(1)").scalar() != "ok":
        raise DamagedIndex
    connection.exec_driver_sql("INSERT INTO words(words) VALUES('integrity-check')")


def _drop(path: Path) -> None:
    for suffix in ("", "-wal", "-shm", "-journal", "-sums"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)


def _reason(error: OSError | filelock.Timeout) -> str:
    if isinstance(error, filelock.Timeout):
        return "another program is writing it"
    return error.strerror or str(error)
