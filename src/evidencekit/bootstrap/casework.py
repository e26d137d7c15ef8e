"""Casework for the command line: the vault is opened as the command needs it."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.services.casework import Casework, CaseworkReading, CheckResult
    from evidencekit.services.confirming import Confirming
    from evidencekit.services.wording import DraftedWording
    from evidencekit.vault.vault import VaultWriter


def add_to_casework(vault: Path | None, noun: str, form: Path) -> dict[str, object]:
    """Add what a form describes. Raises as `Casework.add` and opening for writing."""
    with _open_writing(vault) as casework:
        return casework.add(noun, form)


def list_casework(vault: Path | None, noun: str) -> list[dict[str, object]]:
    """Return all of a noun. Raises as `CaseworkReading.listed` and opening for reading."""
    return _open_reading(vault).listed(noun)


def show_casework(vault: Path | None, noun: str, noun_id: str) -> dict[str, object]:
    """Return one of a noun. Raises as `CaseworkReading.shown` and opening for reading."""
    return _open_reading(vault).shown(noun, noun_id)


def check_complaint(vault: Path | None, complaint_id: str) -> "CheckResult":
    """Run pre-flight. Raises as `Casework.check` and opening for writing."""
    with _open_writing(vault) as casework:
        return casework.check(complaint_id)


def confirm_complaint(
    vault: Path | None, complaint_id: str, by: str | None, viewed: Sequence[str]
) -> dict[str, object]:
    """Record a person's confirmation, who says to have seen the captures `viewed`.

    Raises as `Confirming.confirm` and opening for writing.
    """
    from evidencekit.casework.document import document
    from evidencekit.casework.model import ViewedIn

    with _open_confirming(vault) as work:
        told = dict.fromkeys(viewed)
        return document(work.confirm(complaint_id, by, told, ViewedIn.COMMAND))


def declare(
    vault: Path | None, complaint_id: str, declarations: Sequence[str], by: str | None
) -> list[dict[str, object]]:
    """Record accepted declarations. Raises as `Confirming.declare` and opening for writing."""
    from evidencekit.casework.document import document

    with _open_confirming(vault) as work:
        return [document(one) for one in work.declare(complaint_id, declarations, by)]


def reopen_complaint(vault: Path | None, complaint_id: str, by: str | None) -> dict[str, object]:
    """Take a confirmation back. Raises as `Confirming.reopen` and opening for writing."""
    from evidencekit.casework.document import document

    with _open_confirming(vault) as work:
        return document(work.reopen(complaint_id, by))


def leave_out(vault: Path | None, complaint_id: str, capture: str) -> dict[str, object]:
    """Take a capture out of a draft. Raises as `Confirming.leave_out` and opening for writing."""
    from evidencekit.casework.document import document

    with _open_confirming(vault) as work:
        return document(work.leave_out(complaint_id, capture))


def split_complaint(vault: Path | None, complaint_id: str) -> list[dict[str, object]]:
    """Split a draft into batches. Raises as `Confirming.split` and opening for writing."""
    from evidencekit.casework.document import document

    with _open_confirming(vault) as work:
        return [document(one) for one in work.split(complaint_id)]


def amend_complaint(vault: Path | None, complaint_id: str) -> dict[str, object]:
    """Begin an amended complaint. Raises as `Confirming.amend` and opening for writing."""
    from evidencekit.casework.document import document

    with _open_confirming(vault) as work:
        return document(work.amend(complaint_id))


def complaint_wording(vault: Path | None, complaint_id: str) -> "DraftedWording":
    """Return a complaint in words. Raises as `WordingReading.of` and opening for reading."""
    from evidencekit.services.wording import WordingReading
    from evidencekit.vault.vault import Vault

    return WordingReading(Vault.open_reading(vault_folder(vault)), SystemClock()).of(complaint_id)


def _open_reading(vault: Path | None) -> "CaseworkReading":
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.vault.vault import Vault

    return CaseworkReading(Vault.open_reading(vault_folder(vault)))


@contextmanager
def _open_writing(vault: Path | None) -> Iterator["Casework"]:
    from evidencekit.services.casework import Casework

    with open_for_work(vault) as (writer, clock):
        yield Casework(writer, clock)


@contextmanager
def _open_confirming(vault: Path | None) -> Iterator["Confirming"]:
    from evidencekit.services.confirming import Confirming

    with open_for_work(vault) as (writer, clock):
        yield Confirming(writer, clock)


@contextmanager
def open_for_work(vault: Path | None) -> Iterator[tuple["VaultWriter", SystemClock]]:
    """Give the vault open for writing, and the clock. Raises as `Vault.open_writing`."""
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        yield writer, clock
