"""Rows into the index and out of it."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite

from evidencekit.domain.facts import FactValue
from evidencekit.vault.layout import Layout
from evidencekit.vault.library.reading import (
    Row,
    Source,
    key_of,
    packed,
    read_source,
    source_text,
    unpacked,
)
from evidencekit.vault.library.tables import INDEXES, captures, make, scopes
from evidencekit.vault.library.text import tokens
from evidencekit.vault.library.work import Work

_BATCH = 2_000
_COLUMNS = tuple(column.name for column in captures.columns)
_TEXTS = {column.name for column in captures.columns if isinstance(column.type, sa.Text)}
_INTO_CAPTURES = str(captures.insert().compile(dialect=sqlite.dialect(paramstyle="qmark")))
_INTO_BODIES = "INSERT INTO bodies VALUES (?, ?)"
_INTO_WORDS = "INSERT INTO words (rowid, text) VALUES (?, ?)"
_OUT_OF_WORDS = "INSERT INTO words (words, rowid, text) VALUES ('delete', ?, ?)"


# One a capture, all made at each look.
class _Known(NamedTuple):
    key: int
    source: str
    stamped: str
    hidden: bool


class Filling:
    """Writes rows in the transaction of `connection`; what people said is read once, at the start.

    The driver's own `executemany` is used where there are many: it is three times as fast.
    """

    def __init__(self, connection: sa.Connection, layout: Layout, work: Work) -> None:
        self._connection = connection
        self._layout = layout
        self._work = work
        self._said: dict[str, dict[str, FactValue | None]] = {}
        for one in work.said():
            self._said.setdefault(one.capture_id, {})[one.fact] = one.value

    def fill(self, sources: Sequence[Source]) -> None:
        """Make the tables and put everything in."""
        make(self._connection)
        # A transaction of its own: the journal is off, and the tables stand.
        keys: set[int] = set()
        for some in _batches(sources):
            self._put_in(some, keys)
        self._put_scopes()
        for index in INDEXES:
            index.create(self._connection)
        self._connection.exec_driver_sql("ANALYZE")

    def update(self, sources: Sequence[Source]) -> tuple[int, int]:
        """Read what changed, take out what is gone; return how many of each."""
        known = self._known()
        there = {source.entry.id for source in sources}
        gone = [one.key for capture, one in known.items() if capture not in there]
        changed = [
            source
            for source in sources
            if (one := known.get(source.entry.id)) is None or one.source != self._seen(source)
        ]
        again = [known[one.entry.id].key for one in changed if one.entry.id in known]
        self._take_out([*gone, *again])
        keys = {one.key for one in known.values()} - set(gone) - set(again)
        for some in _batches(changed):
            self._put_in(some, keys)
        read = {source.entry.id for source in changed}
        self._mark([one for one in sources if one.entry.id not in read], known)
        self._put_scopes()
        return len(changed), len(gone)

    def _known(self) -> dict[str, _Known]:
        rows = self._raw().execute("SELECT id, key, source, stamped, hidden FROM captures")
        return {
            capture: _Known(key, source, stamped, bool(hidden))
            for capture, key, source, stamped, hidden in rows
        }

    def _said_of(self, source: Source) -> dict[str, FactValue | None]:
        return self._said.get(source.entry.id, {})

    def _seen(self, source: Source) -> str:
        return source_text(self._layout, source, self._said_of(source))

    def _put_in(self, some: Sequence[Source], keys: set[int]) -> None:
        rows, texts, tokened = [], [], []
        for source in some:
            # Seen before it is read: what changes in between is read again the next time.
            seen = self._seen(source)
            row, text = read_source(self._layout, source, self._said_of(source), seen)
            key = _free_key(source.entry.id, keys)
            rows.append(_values(row | {"key": key}))
            texts.append((key, packed(text)))
            tokened.append((key, tokens(text)))
        raw = self._raw()
        raw.executemany(_INTO_CAPTURES, rows)
        raw.executemany(_INTO_BODIES, texts)
        raw.executemany(_INTO_WORDS, tokened)

    def _take_out(self, keys: Sequence[int]) -> None:
        raw = self._raw()
        for key in keys:
            # A table without content forgets a text only when it is told the same text.
            found = raw.execute("SELECT packed FROM bodies WHERE key = ?", (key,)).fetchone()
            raw.execute(_OUT_OF_WORDS, (key, tokens(unpacked(found[0]))))
            raw.execute("DELETE FROM bodies WHERE key = ?", (key,))
            raw.execute("DELETE FROM captures WHERE key = ?", (key,))

    def _mark(self, sources: Iterable[Source], known: dict[str, _Known]) -> None:
        """Say of what was not read again whether it is hidden now, and stamped."""
        for source in sources:
            one = known[source.entry.id]
            if (one.stamped, one.hidden) != (source.stamped.value, source.hidden):
                change = captures.update().where(captures.c.key == one.key)
                values = {"stamped": source.stamped.value, "hidden": source.hidden}
                self._connection.execute(change.values(values))

    def _put_scopes(self) -> None:
        self._connection.execute(scopes.delete())
        found = dict.fromkeys(
            (scope.case, scope.right, capture)
            for scope in self._work.scopes()
            for capture in scope.captures
        )
        names = ("case_id", "right_id", "capture_id")
        if found:
            rows = [dict(zip(names, one, strict=True)) for one in found]
            self._connection.execute(scopes.insert(), rows)

    def _raw(self) -> sqlite3.Connection:
        raw = self._connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)  # noqa: S101  # the only driver here
        return raw


def _values(row: Row) -> tuple[object, ...]:
    """Return a row for the driver: where text belongs, text that it can write, or nothing.

    Readings are files: a value of another sort, or half a surrogate pair, must stop nobody.
    """
    return tuple(_written(row.get(name)) if name in _TEXTS else row.get(name) for name in _COLUMNS)


def _written(value: object) -> str | None:
    if not isinstance(value, str):
        return None
    return value if value.isprintable() else value.encode(errors="replace").decode()


def _free_key(capture_id: str, keys: set[int]) -> int:
    key = key_of(capture_id)
    while key in keys:
        key += 1
    keys.add(key)
    return key


def _batches(sources: Sequence[Source]) -> Iterator[list[Source]]:
    rest = iter(sources)
    while some := list(islice(rest, _BATCH)):
        yield some
