"""Follow-up of complaints for the command line: the vault is opened as the command needs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.files import require_new, written_aside
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.casework.deadlines import Deadline
    from evidencekit.casework.model import StepWish
    from evidencekit.services.following import FollowUp, FollowUpReading, TrackRecord


def record_step(
    vault: Path | None, complaint_id: str, wish: "StepWish", by: str | None
) -> dict[str, object]:
    """Record a step of a filed complaint. Raises as `FollowUp.record` and opening for writing."""
    from evidencekit.casework.document import document

    with _open_writing(vault) as follow_up:
        return document(follow_up.record(complaint_id, wish, by))


def list_steps(vault: Path | None, complaint_id: str) -> list[dict[str, object]]:
    """Return what happened to a complaint. Raises NotFound and as opening for reading."""
    from evidencekit.casework.document import document

    return [document(step) for step in _open_reading(vault).steps(complaint_id)]


def list_deadlines(vault: Path | None) -> "tuple[list[Deadline], date]":
    """Return everything that is due, the overdue first, and the day of today."""
    follow_up = _open_reading(vault)
    return follow_up.deadlines(), follow_up.today()


def write_calendar(deadlines: "list[Deadline]", out: Path) -> None:
    """Write a calendar file. Raises WrongUse (it is there), DiskFull, VaultNotWritable."""
    from evidencekit.services.calendar_file import calendar_of
    from evidencekit.vault.staged import told_as_ours

    require_new(out)
    data = calendar_of(deadlines, SystemClock())
    with told_as_ours(out.parent), written_aside(out) as file:
        file.write(data)


def list_rates(vault: Path | None, by: str) -> list[dict[str, object]]:
    """Return the rates of filed complaints. Raises WrongUse and as opening for reading."""
    return [rate.to_json() for rate in _open_reading(vault).rates(by)]


class Submission(StrEnum):
    """Which version of a submission on notorious markets."""

    PUBLIC = "public"
    CONFIDENTIAL = "confidential"


def list_markets(vault: Path | None, submission: Submission) -> list[dict[str, object]]:
    """Return the markets; the public version names no seller. Raises as opening for reading."""
    record = _open_reading(vault).record_of_all()
    return [one.to_json(public=submission is Submission.PUBLIC) for one in record.markets]


def track_record(vault: Path | None) -> "TrackRecord":
    """Return the whole record. Raises as opening for reading."""
    return _open_reading(vault).record_of_all()


def track_words(record: "TrackRecord") -> tuple[tuple[str, str], ...]:
    """Return the record's main figures as names and words, in the current language."""
    from evidencekit.services.track_words import main_figures

    return main_figures(record)


def write_figures(vault: Path | None, out: Path, submission: Submission | None) -> None:
    """Write all figures as a table (.xlsx) or a paper (.pdf).

    Raises WrongUse (another ending; it is there), DiskFull, VaultNotWritable.
    """
    opened = _open_reading(vault)
    if out.suffix.lower() not in {".xlsx", ".pdf"}:
        raise WrongUse(detail=_("{path} must end in .xlsx or .pdf").format(path=out.name))
    require_new(out)
    write_figures_of(opened.record_of_all(), out, SystemClock().now(), submission)


def write_figures_of(
    record: "TrackRecord", out: Path, made: datetime, submission: Submission | None
) -> None:
    """Write a record as a table or a paper, by the ending. Raises DiskFull, VaultNotWritable.

    With `submission` it is told by market, in that version.
    """
    from evidencekit.services.track_paper import write_record
    from evidencekit.vault.staged import told_as_ours

    public = None if submission is None else submission is Submission.PUBLIC
    with told_as_ours(out.parent), written_aside(out) as file:
        write_record(file, record, made, out.suffix.lower(), public)


def _open_reading(vault: Path | None) -> "FollowUpReading":
    from evidencekit.services.following import FollowUpReading
    from evidencekit.vault.vault import Vault

    return FollowUpReading(Vault.open_reading(vault_folder(vault)), SystemClock())


@contextmanager
def _open_writing(vault: Path | None) -> Iterator["FollowUp"]:
    from evidencekit.services.following import FollowUp
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        yield FollowUp(writer, clock)
