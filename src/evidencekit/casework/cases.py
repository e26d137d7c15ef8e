"""Cases in the database."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.model import Case
from evidencekit.casework.tables import case_captures, case_sellers, cases


def add_case(connection: sa.Connection, case: Case, at: datetime) -> None:
    """Add a case whose right and sellers are there."""
    row = {"id": case.id, "name": case.name, "right_id": case.right}
    connection.execute(cases.insert().values(row | rows.stamped(at)))
    owner = {"case_id": case.id}
    rows.add_list(connection, case_sellers, owner, "seller_id", case.sellers, at)
    rows.add_list(connection, case_captures, owner, "capture_id", case.captures, at)


def find_case(connection: sa.Connection, case_id: str) -> Case:
    """Return a case. Raises NotFound."""
    row = rows.row_of(connection, cases, "case", case_id)
    of_sellers, of_captures = case_sellers.c.case_id == case_id, case_captures.c.case_id == case_id
    return Case(
        row["id"],
        row["name"],
        row["right_id"],
        rows.values_of(connection, case_sellers.c.seller_id, of_sellers),
        rows.values_of(connection, case_captures.c.capture_id, of_captures),
    )


def list_cases(connection: sa.Connection) -> list[Case]:
    """Return the cases, newest first."""
    return [find_case(connection, case_id) for case_id in rows.ids_of(connection, cases)]


def add_captures(
    connection: sa.Connection, case_id: str, captures: Iterable[str], at: datetime
) -> None:
    """Add captures to a case that is there; those it has already stay where they are."""
    of_case = case_captures.c.case_id == case_id
    there = rows.values_of(connection, case_captures.c.capture_id, of_case)
    new = [one for one in dict.fromkeys(captures) if one not in there]
    for position, capture in enumerate(new, len(there)):
        row = {"case_id": case_id, "position": position, "capture_id": capture}
        connection.execute(case_captures.insert().values(row | rows.stamped(at)))
