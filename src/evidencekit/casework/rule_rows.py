"""Rules in the database: files that the firm or a data pack added, and who read which source."""

import hashlib
from datetime import date, datetime

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.dated_facts import Origin, RuleFact, SourceReading
from evidencekit.casework.rulebook import (
    Files,
    Rulebook,
    bound,
    read_rule_file,
    shipped_files,
    with_added,
)
from evidencekit.casework.tables import rule_files, source_readings
from evidencekit.domain.times import parse_utc, utc_text


def rulebook_of(connection: sa.Connection) -> Rulebook:
    """Return the rules that hold for a vault. Raises RuleFileRefused (a kept one is spoilt)."""
    return bound(files_of(connection), _readings(connection))


def files_of(connection: sa.Connection, *, own: bool = True) -> Files:
    """Return the files that hold for a vault; without `own` as if the firm had none."""
    table = rule_files
    query = table.select().where(table.c.removed_at.is_(None)).order_by(table.c.id)
    kept = {
        (row["origin"], row["folder"], row["rule_id"]): row["body"]
        for row in connection.execute(query).mappings()
    }
    files = shipped_files()
    # A pack stands in the place of what was shipped; what the firm says lies over both.
    for origin in (Origin.PACK, Origin.OWN) if own else (Origin.PACK,):
        for (given, folder, _rule_id), body in kept.items():
            if given == origin.value:
                added = read_rule_file(folder, body.encode(), origin)
                files = with_added(files, folder, added)
    return files


def add_rule_file(  # one row
    connection: sa.Connection,
    place: tuple[str, str],
    origin: Origin,
    body: str,
    by: str,
    at: datetime,
) -> str:
    """Keep a rule file that was read; `place` is folder and id. Return its SHA-256."""
    digest = hashlib.sha256(body.encode()).hexdigest()
    row = {
        "folder": place[0],
        "rule_id": place[1],
        "origin": origin.value,
        "body": body,
        "sha256": digest,
        "by": by,
        "at": utc_text(at),
    }
    connection.execute(rule_files.insert().values(row | rows.stamped(at)))
    return digest


def take_own_away(connection: sa.Connection, rule_id: str, by: str, at: datetime) -> bool:
    """Have the firm's own file of this id hold no more; False when there is none."""
    table = rule_files
    named = (table.c.rule_id == rule_id) & (table.c.origin == Origin.OWN.value)
    gone = {"removed_by": by, "removed_at": utc_text(at), "changed": utc_text(at)}
    done = connection.execute(
        table.update().where(named & table.c.removed_at.is_(None)).values(gone)
    )
    return done.rowcount > 0


def add_reading(connection: sa.Connection, fact: RuleFact, read: SourceReading) -> None:
    """Keep that a person read the source of a fact."""
    row = {
        "file": fact.file,
        "fact": fact.name,
        "fact_sha256": fact.sha256,
        "day": read.on.isoformat(),
        "place": read.where,
        "by": read.by,
        "at": utc_text(read.at),
    }
    connection.execute(source_readings.insert().values(row | rows.stamped(read.at)))


def _readings(connection: sa.Connection) -> dict[tuple[str, str, str], SourceReading]:
    query = source_readings.select().order_by(source_readings.c.id)
    return {
        (row["file"], row["fact"], row["fact_sha256"]): SourceReading(
            row["by"], date.fromisoformat(row["day"]), row["place"], parse_utc(row["at"])
        )
        for row in connection.execute(query).mappings()
    }
