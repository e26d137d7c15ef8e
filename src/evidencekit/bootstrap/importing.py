"""Bringing files from elsewhere into a vault."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.domain.errors import FileMissing
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.services.importing import ImportResult


def import_files(
    vault: Path | None,
    files: Sequence[Path],
    *,
    operator: str | None,
    url: str | None,
    case: str | None,
    told: Callable[["ImportResult"], None],
) -> list["ImportResult"]:
    """Import files, in the order given; all are there before the first is touched.

    Raises FileMissing, NotAnAddress, NotFound (the case), CaptureTooLarge and everything of
    `Vault.open_writing`.
    """
    from evidencekit.capture.addresses import web_address
    from evidencekit.capture.importing_child import examine_in_child
    from evidencekit.services.casework import Casework, CaseworkReading
    from evidencekit.services.importing import Importing
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    address = web_address(url) if url else None
    missing = next((file for file in files if not file.is_file()), None)
    if missing is not None:
        raise FileMissing(path=missing, detail="not a file")
    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        if case is not None:
            CaseworkReading(writer).case(case)
        by = operator or writer.marker.operator
        results = Importing(writer, clock, by, examine_in_child, told).bring_all(files, address)
        if case is not None:
            Casework(writer, clock).add_captures(case, [one.captured.id for one in results])
        return results
