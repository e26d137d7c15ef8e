"""Casework for the command line: the vault is opened as the command needs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.services.casework import Casework, CaseworkReading, CheckResult


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


def confirm_complaint(vault: Path | None, complaint_id: str, by: str | None) -> dict[str, object]:
    """Record a person's confirmation. Raises as `Casework.confirm` and opening for writing."""
    from evidencekit.casework.document import document

    with _open_writing(vault) as casework:
        return document(casework.confirm(complaint_id, by))


def _open_reading(vault: Path | None) -> "CaseworkReading":
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.vault.vault import Vault

    return CaseworkReading(Vault.open_reading(vault_folder(vault)))


@contextmanager
def _open_writing(vault: Path | None) -> Iterator["Casework"]:
    from evidencekit.services.casework import Casework
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        yield Casework(writer, clock)
