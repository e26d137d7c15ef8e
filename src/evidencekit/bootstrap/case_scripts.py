"""`case script`, `purchase script`: steps for a notary or a time-stamp app, in a new file."""

import hashlib
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import vault_folder
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import SystemClock

if TYPE_CHECKING:
    from evidencekit.services.case_script import CaseScript


def write_case_script(
    vault: Path | None, case_id: str, out: Path, language: str
) -> dict[str, object]:
    """Write the script of a case as `.txt` or `.html`; return the object of `case script`.

    Raises NotFound, WrongUse (another ending, a file that is there, no page in the case), DiskFull,
    VaultNotWritable and what opening for reading raises.
    """
    from evidencekit.services.case_script import case_script
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.vault.vault import Vault

    reading = Vault.open_reading(vault_folder(vault))
    script = case_script(reading, CaseworkReading(reading).case(case_id), language, SystemClock())
    return {"case": case_id} | _written(script, case_id, out)


def write_purchase_script(
    vault: Path | None, purchase_id: str, out: Path, language: str
) -> dict[str, object]:
    """Write the script of a test purchase; return the object of `purchase script`.

    Raises as `write_case_script`.
    """
    from evidencekit.services.case_script import purchase_script
    from evidencekit.services.purchasing import find_purchase
    from evidencekit.vault.vault import Vault

    reading = Vault.open_reading(vault_folder(vault))
    found = find_purchase(reading, purchase_id)
    script = purchase_script(reading, found, language, SystemClock())
    return {"purchase": purchase_id} | _written(script, purchase_id, out)


def _written(script: "CaseScript", of: str, out: Path) -> dict[str, object]:
    from evidencekit.foundation.files import require_new, written_aside
    from evidencekit.vault.staged import told_as_ours

    ending = out.suffix.lower()
    if ending not in {".txt", ".html"}:
        raise WrongUse(detail=_("{path}: the file's name ends in .txt or .html").format(path=out))
    require_new(out)
    if not script.pages:
        raise WrongUse(detail=_("{case} has no captured page").format(case=of))
    data = (script.text() if ending == ".txt" else script.html()).encode()
    with told_as_ours(out.parent), written_aside(out) as file:
        file.write(data)
    return {
        "file": str(out),
        "captures": [page.capture_id for page in script.pages],
        "language": script.language,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
