"""Visits to reported listings, in the database."""

from datetime import datetime

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.model import Recheck, RecheckResult
from evidencekit.casework.tables import rechecks
from evidencekit.domain.times import parse_utc, utc_text


def add_recheck(connection: sa.Connection, recheck: Recheck, at: datetime) -> None:
    """Add what one visit found."""
    row = {
        "capture_before": recheck.capture_before,
        "capture_now": recheck.capture_now,
        "result": recheck.result.value,
        "reason": recheck.reason,
        "by": recheck.by,
        "at": utc_text(recheck.at),
    }
    connection.execute(rechecks.insert().values(row | rows.stamped(at)))


def rechecks_of(connection: sa.Connection, capture_id: str) -> list[Recheck]:
    """Return the visits to the listing of a capture, also that which made it, oldest first."""
    asked = (rechecks.c.capture_before == capture_id) | (rechecks.c.capture_now == capture_id)
    query = rechecks.select().where(asked).order_by(rechecks.c.id)
    return [
        Recheck(
            row["capture_before"],
            row["capture_now"],
            RecheckResult(row["result"]),
            row["reason"],
            row["by"],
            parse_utc(row["at"]),
        )
        for row in connection.execute(query).mappings()
    ]
