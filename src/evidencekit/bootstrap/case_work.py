"""Work on cases, and test purchases, for the command line."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.casework import open_for_work
from evidencekit.bootstrap.places import vault_folder

if TYPE_CHECKING:
    from evidencekit.services.case_work import CaseWork


@contextmanager
def case_work(vault: Path | None) -> Iterator["CaseWork"]:
    """Give what people do with cases. Raises as opening for writing."""
    from evidencekit.services.case_work import CaseWork

    with open_for_work(vault) as (writer, clock):
        yield CaseWork(writer, clock)


def new_purchase(vault: Path | None, form: Path) -> dict[str, object]:
    """Add a test purchase. Raises as `Purchasing.new` and opening for writing."""
    from evidencekit.services.casework_documents import noun_document
    from evidencekit.services.purchasing import Purchasing

    with open_for_work(vault) as (writer, clock):
        return noun_document(Purchasing(writer, clock).new(form))


def add_to_purchase(
    vault: Path | None,
    purchase_id: str,
    kind: str,
    said: dict[str, str],
    files: Sequence[Path],
    by: str | None,
) -> dict[str, object]:
    """Record what happened to a purchase. Raises as `Purchasing.add` and opening for writing."""
    from evidencekit.casework.purchase_model import EntryKind
    from evidencekit.services.casework_documents import noun_document
    from evidencekit.services.purchasing import Purchasing

    with open_for_work(vault) as (writer, clock):
        made = Purchasing(writer, clock).add(purchase_id, EntryKind(kind), said, files, by)
        return noun_document(made)


def list_purchases(vault: Path | None) -> list[dict[str, object]]:
    """Return the test purchases, newest first. Raises as opening for reading."""
    from evidencekit.services import purchasing
    from evidencekit.services.casework_documents import noun_document
    from evidencekit.vault.vault import Vault

    reading = Vault.open_reading(vault_folder(vault))
    return [noun_document(one) for one in purchasing.list_purchases(reading)]


def show_purchase(vault: Path | None, purchase_id: str) -> dict[str, object]:
    """Return a test purchase. Raises NotFound and as opening for reading."""
    from evidencekit.services import purchasing
    from evidencekit.services.casework_documents import noun_document
    from evidencekit.vault.vault import Vault

    reading = Vault.open_reading(vault_folder(vault))
    return noun_document(purchasing.find_purchase(reading, purchase_id))
