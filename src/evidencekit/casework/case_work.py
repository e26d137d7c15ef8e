"""What people do with a case: notes, tasks with person and day, archive, merge; in the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.tables_register import case_decisions, case_notes, case_tasks
from evidencekit.domain.errors import NotFound
from evidencekit.domain.times import parse_utc, utc_text


class CaseAction(StrEnum):
    """What a person decided of a case; `reopen` and `separate` take the others back."""

    ARCHIVE = "archive"
    REOPEN = "reopen"
    MERGE = "merge"
    SEPARATE = "separate"


@dataclass(frozen=True, slots=True)
class CaseNote:
    """A note of a named person on a case."""

    number: int
    case: str
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CaseTask:
    """What `person` is to do for a case, by the day `due` if there is one."""

    number: int
    case: str
    text: str
    person: str
    due: date | None
    by: str
    at: datetime
    done_by: str | None = None
    done_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CaseDecision:
    """What a person decided of a case; `other` is the case that it was merged into."""

    case: str
    action: CaseAction
    other: str | None
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """How cases stand after all decisions: which are archived, which lie in which other."""

    archived: frozenset[str]
    into: dict[str, str]

    def members(self, case_id: str) -> tuple[str, ...]:
        """Return a case and all that were merged into it, itself first."""
        inside = [one for one, other in self.into.items() if other == case_id]
        return (case_id, *(deep for one in inside for deep in self.members(one)))


def standing(decisions: Iterable[CaseDecision]) -> Standing:
    """Fold decisions in their order."""
    archived: set[str] = set()
    into: dict[str, str] = {}
    for one in decisions:
        if one.action is CaseAction.ARCHIVE:
            archived.add(one.case)
        elif one.action is CaseAction.REOPEN:
            archived.discard(one.case)
        elif one.action is CaseAction.MERGE and one.other is not None:
            into[one.case] = one.other
        else:
            into.pop(one.case, None)
    return Standing(frozenset(archived), into)


def add_decision(connection: sa.Connection, decision: CaseDecision) -> None:
    """Add a decision; it counts from now on."""
    row = {
        "case_id": decision.case,
        "action": decision.action.value,
        "other_id": decision.other,
        "reason": decision.reason,
        "by": decision.by,
        "at": utc_text(decision.at),
    }
    connection.execute(case_decisions.insert().values(row | rows.stamped(decision.at)))


def decisions(connection: sa.Connection) -> list[CaseDecision]:
    """Return all decisions, the first one first."""
    query = case_decisions.select().order_by(case_decisions.c.id)
    return [
        CaseDecision(
            row["case_id"],
            CaseAction(row["action"]),
            row["other_id"],
            row["reason"],
            row["by"],
            parse_utc(row["at"]),
        )
        for row in connection.execute(query).mappings()
    ]


def add_note(connection: sa.Connection, case_id: str, text: str, by: str, at: datetime) -> None:
    """Add a note to a case that is there."""
    row = {"case_id": case_id, "text": text, "by": by, "at": utc_text(at)}
    connection.execute(case_notes.insert().values(row | rows.stamped(at)))


def notes_of(connection: sa.Connection, case_ids: Sequence[str]) -> list[CaseNote]:
    """Return the notes of cases, the first one first."""
    table = case_notes
    query = table.select().where(table.c.case_id.in_(case_ids)).order_by(table.c.id)
    return [
        CaseNote(row["id"], row["case_id"], row["text"], row["by"], parse_utc(row["at"]))
        for row in connection.execute(query).mappings()
    ]


def add_task(connection: sa.Connection, task: CaseTask) -> None:
    """Add a task to a case that is there; its number is given by the database."""
    row = {
        "case_id": task.case,
        "text": task.text,
        "person": task.person,
        "due": rows.day_text(task.due),
        "by": task.by,
        "at": utc_text(task.at),
    }
    connection.execute(case_tasks.insert().values(row | rows.stamped(task.at)))


def mark_task(
    connection: sa.Connection, case_ids: Sequence[str], number: int, by: str | None, at: datetime
) -> None:
    """Say that a task is done, or with `by` None that it is not. Raises NotFound."""
    table = case_tasks
    done = {"done_by": by, "done_at": utc_text(at) if by else None, "changed": utc_text(at)}
    named = (table.c.id == number) & table.c.case_id.in_(case_ids)
    if connection.execute(table.update().where(named).values(done)).rowcount == 0:
        raise NotFound(what="task", id=number)


def tasks_of(connection: sa.Connection, case_ids: Sequence[str] | None = None) -> list[CaseTask]:
    """Return the tasks of cases, or of all, by their day, those without one last."""
    table = case_tasks
    query = table.select().order_by(table.c.due.is_(None), table.c.due, table.c.id)
    if case_ids is not None:
        query = query.where(table.c.case_id.in_(case_ids))
    return [
        CaseTask(
            row["id"],
            row["case_id"],
            row["text"],
            row["person"],
            rows.day(row["due"]),
            row["by"],
            parse_utc(row["at"]),
            row["done_by"],
            parse_utc(row["done_at"]) if row["done_at"] else None,
        )
        for row in connection.execute(query).mappings()
    ]
