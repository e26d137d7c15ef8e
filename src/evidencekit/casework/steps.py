"""What happened to a complaint after its packet was made: which step may follow, kept in order."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

import sqlalchemy as sa

from evidencekit.casework import rows
from evidencekit.casework.model import Complaint, ComplaintState, Step, StepKind
from evidencekit.casework.purchase_model import KeptFile
from evidencekit.casework.tables import complaint_steps
from evidencekit.domain.money import Money
from evidencekit.domain.times import parse_utc, utc_text

FILED = frozenset(
    {
        ComplaintState.SUBMITTED,
        ComplaintState.ANSWERED,
        ComplaintState.VERIFIED_GONE,
        ComplaintState.REAPPEARED,
    }
)
"""States of a complaint that its recipient has, and that goes on."""
ENDED = frozenset({ComplaintState.WITHDRAWN, ComplaintState.CLOSED})
"""States in which nothing is due any more."""
_FROM: dict[StepKind, frozenset[ComplaintState]] = {
    StepKind.SUBMITTED: frozenset({ComplaintState.EXPORTED}),
    StepKind.WITHDRAWN: FILED | {ComplaintState.EXPORTED},
    StepKind.CLOSED: FILED | {ComplaintState.EXPORTED, ComplaintState.WITHDRAWN},
}
_TO: dict[StepKind, ComplaintState] = {
    StepKind.SUBMITTED: ComplaintState.SUBMITTED,
    StepKind.ACCEPTED: ComplaintState.ANSWERED,
    StepKind.REJECTED: ComplaintState.ANSWERED,
    StepKind.COUNTER_NOTICE: ComplaintState.ANSWERED,
    StepKind.GONE: ComplaintState.VERIFIED_GONE,
    StepKind.REAPPEARED: ComplaintState.REAPPEARED,
    StepKind.WITHDRAWN: ComplaintState.WITHDRAWN,
    StepKind.CLOSED: ComplaintState.CLOSED,
}
# Which steps together must have been recorded of every listing for the whole to be so.
_ENDS: dict[StepKind, frozenset[StepKind]] = {
    StepKind.GONE: frozenset({StepKind.GONE, StepKind.WITHDRAWN}),
    StepKind.WITHDRAWN: frozenset({StepKind.WITHDRAWN}),
    StepKind.CLOSED: frozenset({StepKind.CLOSED, StepKind.WITHDRAWN}),
}


def may_follow(state: ComplaintState, kind: StepKind) -> bool:
    """Say whether a step can be recorded of a complaint in a state."""
    return state in _FROM.get(kind, FILED)


def state_after(complaint: Complaint, before: Sequence[Step], step: Step) -> ComplaintState:
    """Return the state after a step; a reply, an authority's case and a seizure leave it.

    What ends a complaint ends it only when it was said of each listing: of a part, the others go
    on, and so do their clocks.
    """
    if step.kind in _ENDS and _left(complaint, (*before, step), _ENDS[step.kind]):
        return complaint.state
    return _TO.get(step.kind, complaint.state)


def _left(complaint: Complaint, done: Sequence[Step], ends: frozenset[StepKind]) -> set[str]:
    """Return the captures of which no step of `ends` is the last word; one back is not gone."""
    left = set(complaint.captures)
    for one in done:
        named = set(one.captures or complaint.captures)
        if one.kind in ends:
            left -= named
        elif one.kind is StepKind.REAPPEARED:
            left |= named
    return left


def add_step(connection: sa.Connection, step: Step) -> None:
    """Add a step of a complaint that is there."""
    row = {
        "complaint_id": step.complaint,
        "kind": step.kind.value,
        "day": step.on.isoformat(),
        "by": step.by,
        "at": utc_text(step.at),
        "captures": list(step.captures),
        "reference": step.reference,
        "reason": step.reason,
        "rule": step.rule,
        "pieces": step.pieces,
        "amount": f"{step.value.amount:f}" if step.value else None,
        "currency": step.value.currency if step.value else None,
        "files": [[one.file, one.sha256, one.name] for one in step.files],
    }
    connection.execute(complaint_steps.insert().values(row | rows.stamped(step.at)))


def steps_of(connection: sa.Connection, complaint_ids: Sequence[str]) -> list[Step]:
    """Return the steps of complaints, as they were recorded."""
    table = complaint_steps
    query = table.select().where(table.c.complaint_id.in_(complaint_ids)).order_by(table.c.id)
    return [_step(row) for row in connection.execute(query).mappings()]


def _step(row: sa.RowMapping) -> Step:
    day = rows.day(row["day"])
    assert day is not None  # noqa: S101  # the column is not null
    at: datetime = parse_utc(row["at"])
    amount = row["amount"]
    return Step(
        row["complaint_id"],
        StepKind(row["kind"]),
        day,
        row["by"],
        at,
        tuple(row["captures"]),
        row["reference"],
        row["reason"],
        row["rule"],
        row["pieces"],
        None if amount is None else Money(Decimal(amount), row["currency"]),
        tuple(KeptFile(*one) for one in row["files"] or ()),
    )
