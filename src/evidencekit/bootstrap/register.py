"""The register of rights for the command line: the vault is opened as the command needs it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.casework import open_for_work
from evidencekit.bootstrap.places import vault_folder
from evidencekit.foundation.clock import SystemClock

if TYPE_CHECKING:
    from evidencekit.casework.right_parts import PaperWish
    from evidencekit.services.register import Register, RegisterReading
    from evidencekit.services.right_import import RightImport


def edit_right(vault: Path | None, right_id: str, form: Path, by: str | None) -> dict[str, object]:
    """Change a right. Raises as `Register.edit` and opening for writing."""
    from evidencekit.services.casework_documents import noun_document

    with _open_writing(vault) as register:
        return noun_document(register.edit(right_id, form, by))


def attach_paper(
    vault: Path | None, right_id: str, file: Path, wish: "PaperWish", by: str | None
) -> dict[str, object]:
    """Keep a paper of a right. Raises as `Register.attach` and opening for writing."""
    from evidencekit.services.casework_documents import noun_document

    with _open_writing(vault) as register:
        return noun_document(register.attach(right_id, file, wish, by))


def end_power(
    vault: Path | None, right_id: str, sha256: str, on: date | None, by: str | None
) -> dict[str, object]:
    """Record that a power was withdrawn. Raises as `Register.end_power` and opening for writing."""
    from evidencekit.services.casework_documents import noun_document

    with _open_writing(vault) as register:
        return noun_document(register.end_power(right_id, sha256, on, by))


def right_history(vault: Path | None, right_id: str) -> list[dict[str, object]]:
    """Return what was changed of a right. Raises NotFound and as opening for reading."""
    from evidencekit.casework.document import document

    return [document(one) for one in _open_reading(vault).history(right_id)]


def add_product(vault: Path | None, right_id: str, form: Path, by: str | None) -> dict[str, object]:
    """Add a genuine product. Raises as `Register.add_product` and opening for writing."""
    from evidencekit.casework.document import document

    with _open_writing(vault) as register:
        return document(register.add_product(right_id, form, by))


def list_products(vault: Path | None, right_id: str) -> list[dict[str, object]]:
    """Return the genuine products of a right. Raises NotFound and as opening for reading."""
    from evidencekit.casework.document import document

    return [document(one) for one in _open_reading(vault).products(right_id)]


def import_rights(vault: Path | None, file: Path, *, dry_run: bool) -> "RightImport":
    """Look at a table of rights, and unless `dry_run` add them.

    Raises as `services.right_import` and opening the vault.
    """
    from evidencekit.services.right_import import import_rights as add_all
    from evidencekit.services.right_import import preview
    from evidencekit.vault.vault import Vault

    if dry_run:
        return preview(Vault.open_reading(vault_folder(vault)), file, SystemClock())
    with open_for_work(vault) as (writer, clock):
        return add_all(writer, file, clock)


def write_right_form(vault: Path | None, right_id: str, out: Path) -> None:
    """Write a right as a form to change. Raises NotFound, and as `services.right_form`."""
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.services.right_form import write_right_form as write
    from evidencekit.vault.vault import Vault

    write(CaseworkReading(Vault.open_reading(vault_folder(vault))).right(right_id), out)


def write_right_template(out: Path, language: str) -> None:
    """Write the table to fill in. Raises as `write_template`."""
    from evidencekit.services.right_template import write_template

    write_template(out, language)


def _open_reading(vault: Path | None) -> "RegisterReading":
    from evidencekit.services.register import RegisterReading
    from evidencekit.vault.vault import Vault

    return RegisterReading(Vault.open_reading(vault_folder(vault)))


@contextmanager
def _open_writing(vault: Path | None) -> Iterator["Register"]:
    from evidencekit.services.register import Register

    with open_for_work(vault) as (writer, clock):
        yield Register(writer, clock)
