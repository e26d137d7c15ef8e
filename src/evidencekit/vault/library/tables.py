"""The tables of `index.db`. No migrations: another version of anything here is built anew."""

import functools
import sqlite3
import string

import sqlalchemy as sa

SCHEMA = 2
# No SQL here needs more; 3.40 is the oldest that it was tried on.
OLDEST_SQLITE = (3, 34, 0)

metadata = sa.MetaData()

# `key` follows the time in a capture's id, so that the newest are first by it alone. The columns
# from `id` to `engine` are the fields of `list --json`; `low` and `high` the price in
# ten-thousandths; `source` what the row was read from.
captures = sa.Table(
    "captures",
    metadata,
    sa.Column("key", sa.Integer, primary_key=True),
    sa.Column("id", sa.Text, nullable=False, unique=True),
    *(
        sa.Column(name, sa.Text)
        for name in ("url", "captured", "title", "platform", "listing_id", "seller", "price")
    ),
    *(
        sa.Column(name, sa.Text)
        for name in ("currency", "state", "page_kind", "stamped", "engine", "sha256", "source")
    ),
    sa.Column("seller_key", sa.Text),
    sa.Column("shop_key", sa.Text),
    sa.Column("low", sa.Integer),
    sa.Column("high", sa.Integer),
    sa.Column("hidden", sa.Boolean, nullable=False),
)

# The joined text of a capture, a long one packed: a row of `words` can only be taken out by what
# went in.
bodies = sa.Table(
    "bodies",
    metadata,
    sa.Column("key", sa.Integer, primary_key=True),
    sa.Column("packed", sa.LargeBinary, nullable=False),
)

scopes = sa.Table(
    "scopes",
    metadata,
    sa.Column("case_id", sa.Text, primary_key=True),
    sa.Column("capture_id", sa.Text, primary_key=True),
    sa.Column("right_id", sa.Text, primary_key=True, index=True),
)

about = sa.Table(
    "about",
    metadata,
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("value", sa.Text, nullable=False),
)

# Built when the rows are in.
INDEXES = tuple(
    sa.Index(f"ix_captures_{name}", captures.c[name])
    for name in ("platform", "seller_key", "shop_key", "captured", "low", "state", "stamped")
)

# Of open runs of two characters a few dozen tokens are looked up; of one it would be thousands.
# Every character but the blank belongs to a token: `text.tokens` alone decides what a token is.
_MARKS = string.punctuation.replace("'", "''").replace('"', '""')
WORDS = (
    "CREATE VIRTUAL TABLE words USING fts5(text, content='', prefix='1', "
    f"tokenize=\"ascii tokenchars '{_MARKS}'\")"
)
words = sa.table("words", sa.column("rowid", sa.Integer))
MATCHES: sa.ColumnElement[str] = sa.literal_column("words")


@functools.cache
def sqlite_lacks() -> str | None:
    """Return what the SQLite of this Python lacks for the index, or None."""
    if sqlite3.sqlite_version_info < OLDEST_SQLITE:
        return f"SQLite {sqlite3.sqlite_version}"
    connection = sqlite3.connect(":memory:")
    try:
        connection.execute(WORDS)
    except sqlite3.OperationalError:
        return f"FTS5 (SQLite {sqlite3.sqlite_version})"
    finally:
        connection.close()
    return None


def make(connection: sa.Connection) -> None:
    """Make the tables; their indexes come later."""
    for table in metadata.sorted_tables:
        connection.execute(sa.schema.CreateTable(table))
    connection.exec_driver_sql(WORDS)
