"""Cases in the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from evidencekit.casework import case_work, rows
from evidencekit.casework.model import Case, CaseState
from evidencekit.casework.tables import case_captures, case_sellers, cases
from evidencekit.casework.tables_register import case_rights
from evidencekit.domain.errors import NotFound
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
    stand = case_work.standing(case_work.decisions(connection))
    kept = _kept(connection, stand.members(case_id))
    if case_id not in kept.rows:
        raise NotFound(what="case", id=case_id)
    return _case(kept, case_id, stand)


def list_cases(connection: sa.Connection) -> list[Case]:
    """Return the cases, newest first, also archived and merged ones."""
    return _all(connection, case_work.standing(case_work.decisions(connection)))


def own_cases(connection: sa.Connection) -> list[Case]:
    """Return the cases, newest first, each with what it has itself, as if none were merged.

    What counts under a right, or for a seller, is asked of these: a merge brings neither along.
    """
    return _all(connection, case_work.Standing(frozenset(), {}))


def set_counsel(connection: sa.Connection, case_id: str, counsel: str, at: datetime) -> None:
    """Say who is counsel in a case that is there; empty: nobody, or not known."""
    row = {"counsel": counsel or None, "changed": utc_text(at)}
    connection.execute(cases.update().where(cases.c.id == case_id).values(row))


def add_captures(
    connection: sa.Connection, case_id: str, captures: Iterable[str], at: datetime
) -> None:
    """Add captures to a case that is there; those it has already stay where they are."""
    table = case_captures.c
    there = rows.lists_of(connection, table.capture_id, table.case_id, [case_id]).get(case_id, ())
    new = [one for one in dict.fromkeys(captures) if one not in there]
    for position, capture in enumerate(new, len(there)):
        row = {"case_id": case_id, "position": position, "capture_id": capture}
        connection.execute(case_captures.insert().values(row | rows.stamped(at)))


@dataclass(frozen=True, slots=True)
class _Kept:
    """Rows of cases by their id, newest first, and the lists beside them, each in its order."""

    rows: Mapping[str, sa.RowMapping]
    rights: Mapping[str, tuple[str, ...]]
    sellers: Mapping[str, tuple[str, ...]]
    captures: Mapping[str, tuple[str, ...]]


def _kept(connection: sa.Connection, only: Sequence[str] | None = None) -> _Kept:
    """Read the cases named, or all there are."""
    query = cases.select().order_by(cases.c.id.desc())
    if only is not None:
        query = query.where(cases.c.id.in_(only))
    rights, shops, shown = case_rights.c, case_sellers.c, case_captures.c
    return _Kept(
        rows={row["id"]: row for row in connection.execute(query).mappings()},
        rights=rows.lists_of(connection, rights.right_id, rights.case_id, only),
        sellers=rows.lists_of(connection, shops.seller_id, shops.case_id, only),
        captures=rows.lists_of(connection, shown.capture_id, shown.case_id, only),
    )


def _all(connection: sa.Connection, stand: case_work.Standing) -> list[Case]:
    kept = _kept(connection)
    return [_case(kept, case_id, stand) for case_id in kept.rows]


def _case(kept: _Kept, case_id: str, stand: case_work.Standing) -> Case:
    row, members = kept.rows[case_id], stand.members(case_id)
    first = (kept.rows[one]["right_id"] for one in members)
    into = stand.into.get(case_id)
    state = CaseState.ARCHIVED if case_id in stand.archived else CaseState.OPEN
    return Case(
        row["id"],
        row["name"],
        row["right_id"],
        _of_all(kept.sellers, members),
        _of_all(kept.captures, members),
        tuple(dict.fromkeys((*first, *_of_all(kept.rights, members)))),
        row["counsel"] or "",
        CaseState.MERGED if into else state,
        into,
        members[1:],
    )


def _of_all(lists: Mapping[str, tuple[str, ...]], members: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a list has in each of the cases, in their order, each once."""
    return tuple(dict.fromkeys(value for one in members for value in lists.get(one, ())))
