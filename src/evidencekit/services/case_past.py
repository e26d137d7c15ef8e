"""What happened in a case and what is due in it, day by day: captures, purchases, answers, ends."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from evidencekit.casework.deadlines import Deadline
from evidencekit.casework.model import Case, Complaint
from evidencekit.casework.purchase_model import Purchase
from evidencekit.casework.steps import steps_of


class HappeningKind(StrEnum):
    """What a line of the past tells."""

    CAPTURED = "captured"
    PURCHASED = "purchased"
    STEP = "step"
    DUE = "due"


@dataclass(frozen=True, slots=True)
class Happening:
    """One line: `subject` is the newest capture, the purchase, complaint or right it is about.

    `count` says how many captures; `step` is a kind of step, `recipient` the id of who took it;
    `words` are those of a deadline.
    `on` None: something is due and nobody knows the day.
    """

    kind: HappeningKind
    on: date | None
    subject: str
    count: int = 1
    step: str = ""
    recipient: str = ""
    words: str = ""

    def to_json(self, today: date) -> dict[str, object]:
        """Return an element of `past`."""
        return {
            "kind": self.kind.value,
            "on": self.on.isoformat() if self.on else None,
            "overdue": self.kind is HappeningKind.DUE and self.on is not None and self.on < today,
            "subject": self.subject,
            "count": self.count,
            "step": self.step or None,
            "recipient": self.recipient or None,
            "words": self.words or None,
        }


def past_of(
    connection: sa.Connection,
    case: Case,
    captured: Mapping[str, date],
    about: Sequence[Complaint],
    records: tuple[Sequence[Purchase], Sequence[Deadline]],
) -> tuple[Happening, ...]:
    """Return what happened and what is due, newest first; what has no day is before all.

    `captured` are the days of the case's captures, `about` its complaints; purchases and deadlines
    are those of the vault.
    """
    purchases, deadlines = records
    recipients = {one.id: one.recipient for one in about}
    found = [
        *_captured(captured),
        *_purchased(case, captured, purchases),
        *_steps(connection, recipients),
        *_due(deadlines, {case.id, *case.merged, *case.rights, *recipients}),
    ]
    return tuple(sorted(found, key=lambda one: one.on or date.max, reverse=True))


def _captured(captured: Mapping[str, date]) -> Iterator[Happening]:
    days: dict[date, list[str]] = defaultdict(list)
    for capture, day in captured.items():
        days[day].append(capture)
    for day, captures in days.items():
        newest = max(captures, key=lambda one: one[2:])
        yield Happening(HappeningKind.CAPTURED, day, newest, len(captures))


def _purchased(
    case: Case, captured: Mapping[str, date], purchases: Iterable[Purchase]
) -> Iterator[Happening]:
    members = (case.id, *case.merged)
    for one in purchases:
        if one.ordered_on and (one.case in members or one.capture in captured):
            yield Happening(HappeningKind.PURCHASED, one.ordered_on, one.id)


def _steps(connection: sa.Connection, recipients: Mapping[str, str]) -> Iterator[Happening]:
    for one in steps_of(connection, list(recipients)):
        recipient = recipients[one.complaint]
        yield Happening(
            HappeningKind.STEP, one.on, one.complaint, step=one.kind.value, recipient=recipient
        )


def _due(deadlines: Iterable[Deadline], subjects: set[str]) -> Iterator[Happening]:
    for one in deadlines:
        if one.subject in subjects:
            yield Happening(HappeningKind.DUE, one.due, one.subject, words=one.words)
