"""Cases in the database."""

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from evidencekit.casework import case_work, rows
from evidencekit.casework.model import Case, CaseState
from evidencekit.casework.tables import case_captures, case_sellers, cases
from evidencekit.casework.tables_register import case_rights
from evidencekit.domain.times import utc_text


def add_case(connection: sa.Connection, case: Case, at: datetime) -> None:
    """Add a case whose rights and sellers are there."""
    row = {
        "id": case.id,
        "name": case.name,
        "right_id": case.right,
        "counsel": case.counsel or None,
    }
    connection.execute(cases.insert().values(row | rows.stamped(at)))
    owner = {"case_id": case.id}
    further = [one for one in case.rights if one != case.right]
    rows.add_list(connection, case_rights, owner, "right_id", further, at)
    rows.add_list(connection, case_sellers, owner, "seller_id", case.sellers, at)
    rows.add_list(connection, case_captures, owner, "capture_id", case.captures, at)


def find_case(connection: sa.Connection, case_id: str) -> Case:
    """Return a case, with what was merged into it. Raises NotFound."""
    return _case(connection, case_id, case_work.standing(case_work.decisions(connection)))


def list_cases(connection: sa.Connection) -> list[Case]:
    """Return the cases, newest first, also archived and merged ones."""
    stand = case_work.standing(case_work.decisions(connection))
    return [_case(connection, case_id, stand) for case_id in rows.ids_of(connection, cases)]


def own_cases(connection: sa.Connection) -> list[Case]:
    """Return the cases, newest first, each with what it has itself, as if none were merged.

    What counts under a right, or for a seller, is asked of these: a merge brings neither along.
    """
    alone = case_work.Standing(frozenset(), {})
    return [_case(connection, case_id, alone) for case_id in rows.ids_of(connection, cases)]


def set_counsel(connection: sa.Connection, case_id: str, counsel: str, at: datetime) -> None:
    """Say who is counsel in a case that is there; empty: nobody, or not known."""
    row = {"counsel": counsel or None, "changed": utc_text(at)}
    connection.execute(cases.update().where(cases.c.id == case_id).values(row))


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


def _case(connection: sa.Connection, case_id: str, stand: case_work.Standing) -> Case:
    row = rows.row_of(connection, cases, "case", case_id)
    members = stand.members(case_id)
    first = (rows.row_of(connection, cases, "case", one)["right_id"] for one in members)
    further = _of_all(connection, case_rights.c.right_id, members)
    into = stand.into.get(case_id)
    state = CaseState.ARCHIVED if case_id in stand.archived else CaseState.OPEN
    return Case(
        row["id"],
        row["name"],
        row["right_id"],
        _of_all(connection, case_sellers.c.seller_id, members),
        _of_all(connection, case_captures.c.capture_id, members),
        tuple(dict.fromkeys((*first, *further))),
        row["counsel"] or "",
        CaseState.MERGED if into else state,
        into,
        members[1:],
    )


def _of_all(
    connection: sa.Connection, column: sa.Column[str], members: tuple[str, ...]
) -> tuple[str, ...]:
    """Return what a list has in each of the cases, in their order, each once."""
    owner = column.table.c.case_id
    values = (rows.values_of(connection, column, owner == one) for one in members)
    return tuple(dict.fromkeys(value for each in values for value in each))
