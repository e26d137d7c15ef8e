"""What the app does at its vault after the packet: steps, deadlines, the record of all.

All functions block; for a worker's thread.
"""

from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.desk import Desk
from evidencekit.bootstrap.desk_views import ComplaintView
from evidencekit.casework.model import StepKind, StepWish
from evidencekit.domain.errors import VaultDamaged
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.files import require_new, write_whole, written_aside

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evidencekit.bootstrap.following import Submission
    from evidencekit.casework.deadlines import Deadline
    from evidencekit.casework.model import Complaint, Step
    from evidencekit.casework.purchase_model import KeptFile
    from evidencekit.services.confirming import Confirming
    from evidencekit.services.following import FollowUpReading, TrackRecord


@dataclass(frozen=True, slots=True)
class ComplaintHistory:
    """What happened to a complaint and what may come next.

    `listings` are pairs of a capture and its title or address, `later` complaints in its place.
    """

    complaint: "Complaint"
    listings: tuple[tuple[str, str], ...]
    steps: "tuple[Step, ...]"
    may: tuple[StepKind, ...]
    deadlines: "tuple[Deadline, ...]"
    later: tuple[str, ...]
    splits: bool
    today: date


@dataclass(frozen=True, slots=True)
class Due:
    """All that is due, the overdue first, on one day."""

    deadlines: "tuple[Deadline, ...]"
    today: date

    @property
    def overdue(self) -> int:
        """Return how many days have passed without what they ask for."""
        return sum(one.due is not None and one.due < self.today for one in self.deadlines)

    @property
    def undated(self) -> int:
        """Return how many have no day, because no rule for them is known."""
        return sum(one.due is None for one in self.deadlines)

    def within(self, days: int) -> int:
        """Return how many come in so many days from today."""
        left = [(one.due - self.today).days for one in self.deadlines if one.due is not None]
        return sum(0 <= one <= days for one in left)


def complaint_with_history(desk: Desk, complaint_id: str) -> tuple[ComplaintView, ComplaintHistory]:
    """Return a complaint against its recipient's rules as of today, and what happened to it.

    Raises NotFound, VaultNewer, VaultDamaged.
    """
    from evidencekit.casework.splitting import split_complaint
    from evidencekit.casework.steps import may_follow
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.services.following import FollowUpReading
    from evidencekit.vault.vault import Vault

    vault = Vault.open_reading(desk.folder)
    reading, work = FollowUpReading(vault, SystemClock()), CaseworkReading(vault)
    dossier = work.dossier(complaint_id)
    complaint = dossier.complaint
    parts = split_complaint(dossier, reading.today())
    return ComplaintView.of(dossier, desk.now().date()), ComplaintHistory(
        complaint,
        tuple((one.capture_id, one.title or one.url or one.capture_id) for one in dossier.pages),
        tuple(reading.steps(complaint_id)),
        tuple(kind for kind in StepKind if may_follow(complaint.state, kind)),
        tuple(one for one in reading.deadlines() if one.subject == complaint_id),
        tuple(
            one.id
            for one in work.complaints_about(complaint.captures)
            if one.amends == complaint_id
        ),
        len(parts) > 1 and complaint.batch is None,
        reading.today(),
    )


def case_about(desk: Desk, complaint_id: str) -> str | None:
    """Return the newest case that has a capture of a complaint; None: none has. Raises NotFound."""
    from evidencekit.casework.model import CaseState
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.vault.vault import Vault

    reading = CaseworkReading(Vault.open_reading(desk.folder))
    wanted = set(reading.complaint(complaint_id).captures)
    standing = (one for one in reading.cases() if one.state is not CaseState.MERGED)
    return next((one.id for one in standing if wanted & set(one.captures)), None)


def deadlines_of(desk: Desk) -> Due:
    """Return what is due. Raises VaultNewer, VaultDamaged."""
    reading = _reading(desk)
    return Due(tuple(reading.deadlines()), reading.today())


def track_record(desk: Desk) -> "TrackRecord":
    """Return the whole record. Raises VaultNewer, VaultDamaged."""
    return _reading(desk).record_of_all()


def names_of_rights(desk: Desk) -> dict[str, str]:
    """Return mark or number of each right by id. Raises VaultNewer, VaultDamaged."""
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.vault.vault import Vault

    listed = CaseworkReading(Vault.open_reading(desk.folder)).listed("right")
    return {str(one["id"]): str(one["mark_text"] or one["reg_no"] or one["id"]) for one in listed}


def record_step(desk: Desk, complaint_id: str, wish: StepWish, by: str) -> None:
    """Record that something happened. Raises as `FollowUp.record`."""
    from evidencekit.services.following import FollowUp

    with desk.writing() as writer:
        FollowUp(writer, SystemClock()).record(complaint_id, wish, by)


def split(desk: Desk, complaint_id: str) -> int:
    """Split a draft; return how many it is now. Raises as `Confirming.split`."""
    with _confirming(desk) as work:
        return len(work.split(complaint_id))


def amend(desk: Desk, complaint_id: str) -> str:
    """Begin an amended draft; return its id. Raises as `Confirming.amend`."""
    with _confirming(desk) as work:
        return work.amend(complaint_id).id


def leave_out(desk: Desk, complaint_id: str, captures: Sequence[str]) -> None:
    """Take captures out of a draft. Raises as `Confirming.leave_out`."""
    with _confirming(desk) as work:
        for capture in captures:
            work.leave_out(complaint_id, capture)


def write_paper(
    desk: Desk, out: Path, made: datetime, submission: "Submission | None" = None
) -> None:
    """Write the record as a PDF or a table, by the ending. Raises as `write_figures_of`."""
    from evidencekit.bootstrap.following import write_figures_of

    write_figures_of(track_record(desk), out, made, submission)


def copy_paper(desk: Desk, kept: "KeptFile", out: Path) -> None:
    """Write a paper that was kept with a step to a new file, byte for byte.

    Raises VaultDamaged (it is not what was kept), WrongUse (`out` is there), DiskFull,
    VaultNotWritable.
    """
    from evidencekit.vault.staged import told_as_ours
    from evidencekit.vault.vault import Vault

    require_new(out)
    place = Vault.open_reading(desk.folder).layout.plain_file(kept.file)
    data = place.read_bytes() if place is not None else b""
    if sha256(data).hexdigest() != kept.sha256:
        detail = _("it is not what was kept")
        raise VaultDamaged(path=desk.folder, detail=f"{kept.file}: {detail}")
    with told_as_ours(out.parent):
        write_whole(out, data)


def write_deadlines(desk: Desk, out: Path) -> None:
    """Write the deadlines as a calendar file. Raises DiskFull, VaultNotWritable."""
    from evidencekit.services.calendar_file import calendar_of
    from evidencekit.vault.staged import told_as_ours

    data = calendar_of(deadlines_of(desk).deadlines, SystemClock())
    with told_as_ours(out.parent), written_aside(out) as file:
        file.write(data)


def _reading(desk: Desk) -> "FollowUpReading":
    from evidencekit.services.following import FollowUpReading
    from evidencekit.vault.vault import Vault

    return FollowUpReading(Vault.open_reading(desk.folder), SystemClock())


@contextmanager
def _confirming(desk: Desk) -> "Iterator[Confirming]":
    from evidencekit.services.confirming import Confirming

    with desk.writing() as writer:
        yield Confirming(writer, SystemClock())
