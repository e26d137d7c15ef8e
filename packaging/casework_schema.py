"""Writes `resources/casework/schema.sql`: what the migrations make of nothing.

    python packaging/casework_schema.py

To run after adding a migration. A new `casework.db` is made of the file, without Alembic; a test
holds that both make the same. Run with the project's own Python: it needs evidencekit.
"""

import sys
from pathlib import Path

import sqlalchemy as sa

from evidencekit.casework.migrating import head, migrate

ROOT = Path(__file__).resolve().parents[1]
SCHEMA = ROOT / "resources" / "casework" / "schema.sql"

_HEAD = """\
-- The newest schema of casework.db. Written by packaging/casework_schema.py from
-- src/evidencekit/casework/migrations: change it there.
"""
_TABLES = "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid"


def schema() -> str:
    """Return the statements that make a database at the newest schema."""
    engine = sa.create_engine("sqlite://", poolclass=sa.pool.StaticPool)
    with migrate(engine) as connection:
        made = connection.exec_driver_sql(_TABLES).scalars().all()
    engine.dispose()
    stands = f"INSERT INTO alembic_version (version_num) VALUES ('{head()}')"  # noqa: S608  # our own
    return _HEAD + "".join(f"{one};\n" for one in [*made, stands])


def main() -> int:
    """Write the file; return the exit code."""
    SCHEMA.write_text(schema(), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
