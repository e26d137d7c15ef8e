"""`case script`: the steps for a notary or a time-stamp app, in a new file."""

import hashlib
from pathlib import Path

from evidencekit.bootstrap.places import vault_folder
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import SystemClock


def write_case_script(
    vault: Path | None, case_id: str, out: Path, language: str
) -> dict[str, object]:
    """Write the script of a case as `.txt` or `.html`; return the object of `case script`.

    Raises NotFound, WrongUse (another ending, a file that is there, no page in the case), DiskFull,
    VaultNotWritable and what opening for reading raises.
    """
    from evidencekit.foundation.files import written_aside
    from evidencekit.services.case_script import case_script
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.vault.staged import told_as_ours
    from evidencekit.vault.vault import Vault

    ending = out.suffix.lower()
    if ending not in {".txt", ".html"}:
        raise WrongUse(detail=_("{path}: the file's name ends in .txt or .html").format(path=out))
    if out.exists():
        raise WrongUse(detail=_("{path} is there already").format(path=out))
    reading = Vault.open_reading(vault_folder(vault))
    script = case_script(reading, CaseworkReading(reading).case(case_id), language, SystemClock())
    if not script.pages:
        raise WrongUse(detail=_("{case} has no captured page").format(case=case_id))
    data = (script.text() if ending == ".txt" else script.html()).encode()
    with told_as_ours(out.parent), written_aside(out) as file:
        file.write(data)
    return {
        "file": str(out),
        "case": case_id,
        "captures": [page.capture_id for page in script.pages],
        "language": language,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
