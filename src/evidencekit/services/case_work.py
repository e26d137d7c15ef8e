"""Work on a case: notes, tasks, counsel; archived, merged, and taken back again."""

from collections.abc import Callable
from datetime import date, datetime

import sqlalchemy as sa

from evidencekit.casework import case_work, cases, database
from evidencekit.casework.case_work import CaseAction, CaseDecision, CaseTask
from evidencekit.casework.model import Case, CaseState
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import N_, _
from evidencekit.foundation.clock import Clock
from evidencekit.services.casework_documents import case_document
from evidencekit.services.persons import named
from evidencekit.vault.vault import VaultWriter

_MOST_TEXT = 10_000
_Work = Callable[[sa.Connection, Case, datetime], None]


class CaseWork:
    """What named persons do with cases. Each method returns the case as `case show` has it.

    Raises, beside its own, OperatorMissing, NotFound, VaultNewer, VaultDamaged, DiskFull,
    VaultNotWritable.
    """

    def __init__(self, vault: VaultWriter, clock: Clock) -> None:
        self._vault, self._clock = vault, clock

    def note(self, case_id: str, text: str, by: str | None) -> dict[str, object]:
        """Add a note. Raises WrongUse when it is empty or longer than 10,000 characters."""
        person, said = named(by, "case note"), _said(text)
        return self._do(
            case_id, lambda db, case, at: case_work.add_note(db, case.id, said, person, at)
        )

    def task(
        self, case_id: str, text: str, person: str, due: date | None, by: str | None
    ) -> dict[str, object]:
        """Add what `person` is to do. Raises WrongUse without a text or a person."""
        name, said = named(by, "case task"), _said(text)
        if not person.strip():
            raise WrongUse(detail=_("a task is somebody's: name the person"))

        def work(db: sa.Connection, case: Case, at: datetime) -> None:
            case_work.add_task(db, CaseTask(0, case.id, said, person.strip(), due, name, at))

        return self._do(case_id, work)

    def done(
        self, case_id: str, number: int, by: str | None, *, done: bool = True
    ) -> dict[str, object]:
        """Say that a task is done, or that it is not. Raises NotFound for another number."""
        person = named(by, "case done")

        def work(db: sa.Connection, case: Case, at: datetime) -> None:
            members = (case.id, *case.merged)
            case_work.mark_task(db, members, number, person if done else None, at)

        return self._do(case_id, work)

    def counsel(self, case_id: str, counsel: str, by: str | None) -> dict[str, object]:
        """Say who is counsel; empty takes it back."""
        person, said = named(by, "case counsel"), counsel.strip()

        def work(db: sa.Connection, case: Case, at: datetime) -> None:
            if said != case.counsel:
                cases.set_counsel(db, case.id, said, at)
                text = _("Counsel: {before} -> {after}")
                told = text.format(before=case.counsel or "-", after=said or "-")
                case_work.add_note(db, case.id, told, person, at)

        return self._do(case_id, work)

    def archive(self, case_id: str, reason: str, by: str | None) -> dict[str, object]:
        """Put a case away. Raises WrongUse when it is not open."""
        return self._decide(case_id, CaseAction.ARCHIVE, reason, by)

    def reopen(self, case_id: str, by: str | None) -> dict[str, object]:
        """Take an archived case out again. Raises WrongUse when it is not archived."""
        return self._decide(case_id, CaseAction.REOPEN, "", by)

    def merge(self, case_id: str, into: str, reason: str, by: str | None) -> dict[str, object]:
        """Have a case show in another; nothing is moved, `separate` takes it back.

        Returns the other case. Raises WrongUse for itself, for cases that are not open, and without
        a reason.
        """
        if not reason.strip():
            raise WrongUse(detail=_("a merge has a reason"))
        self._decide(case_id, CaseAction.MERGE, reason, by, into)
        return self._do(into, lambda _db, _case, _at: None)

    def separate(self, case_id: str, by: str | None) -> dict[str, object]:
        """Take a merge back. Raises WrongUse when the case was not merged."""
        return self._decide(case_id, CaseAction.SEPARATE, "", by)

    def _decide(
        self,
        case_id: str,
        action: CaseAction,
        reason: str,
        by: str | None,
        other: str | None = None,
    ) -> dict[str, object]:
        person = named(by, f"case {action.value}")

        def work(db: sa.Connection, case: Case, at: datetime) -> None:
            _require(case, action)
            if other is not None:
                target = cases.find_case(db, other)
                if target.id == case.id or target.state is not CaseState.OPEN:
                    raise WrongUse(detail=_("{id} is no other open case").format(id=other))
            decision = CaseDecision(case.id, action, other, reason.strip(), person, at)
            case_work.add_decision(db, decision)

        return self._do(case_id, work)

    def _do(self, case_id: str, work: _Work) -> dict[str, object]:
        with database.writing(self._vault, self._clock) as connection:
            work(connection, cases.find_case(connection, case_id), self._clock.now())
            return case_document(connection, cases.find_case(connection, case_id))


_BEFORE = {
    CaseAction.ARCHIVE: (CaseState.OPEN, N_("{id} is not open")),
    CaseAction.REOPEN: (CaseState.ARCHIVED, N_("{id} is not archived")),
    CaseAction.MERGE: (CaseState.OPEN, N_("{id} is not open")),
    CaseAction.SEPARATE: (CaseState.MERGED, N_("{id} was not merged")),
}


def _require(case: Case, action: CaseAction) -> None:
    state, text = _BEFORE[action]
    if case.state is not state:
        raise WrongUse(detail=_(text).format(id=case.id))


def _said(text: str) -> str:
    said = text.strip()
    if not 0 < len(said) <= _MOST_TEXT:
        raise WrongUse(detail=_("a text of 1 to {most} characters").format(most=_MOST_TEXT))
    return said
