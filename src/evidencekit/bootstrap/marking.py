"""Redactions and annotations for the command line."""

from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.services.comparing import Comparison
    from evidencekit.services.marking import MarkedCapture
    from evidencekit.services.redaction_boxes import Proposals


def redact_capture(
    vault: Path | None, capture_id: str, form: Path, operator: str | None
) -> "MarkedCapture":
    """Make redacted copies of a capture's pictures. Raises as `Marking.redact` and opening."""
    return _marked(vault, capture_id, form, operator, redact=True)


def propose_redaction(vault: Path | None, capture_id: str, out: Path | None) -> "Proposals":
    """Return the boxes that may be needed; write them to the new file `out` as a form to edit.

    Raises as `propose_boxes` and opening; WrongUse for a file that is there, OSError.
    """
    from evidencekit.foundation.files import require_new, write_whole
    from evidencekit.services.redaction_boxes import propose_boxes
    from evidencekit.vault.staged import told_as_ours
    from evidencekit.vault.vault import Vault

    if out is not None:
        require_new(out)
    found = propose_boxes(Vault.open_reading(vault_folder(vault)), capture_id)
    if out is not None:
        with told_as_ours(out.parent):
            write_whole(out, found.form().encode())
    return found


def annotate_capture(
    vault: Path | None, capture_id: str, form: Path, operator: str | None
) -> "MarkedCapture":
    """Draw on copies of a capture's pictures. Raises as `Marking.annotate` and opening."""
    return _marked(vault, capture_id, form, operator, redact=False)


def compare_goods(
    vault: Path | None, capture_id: str, form: Path, operator: str | None
) -> "Comparison":
    """Keep a person's points of comparison. Raises as `Comparing.compare` and opening."""
    from evidencekit.services.comparing import Comparing
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        return Comparing(writer, clock).compare(capture_id, form, operator)


def _marked(
    vault: Path | None, capture_id: str, form: Path, operator: str | None, *, redact: bool
) -> "MarkedCapture":
    from evidencekit.services.marking import Marking
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        marking = Marking(writer, clock)
        if redact:
            return marking.redact(capture_id, form, operator)
        return marking.annotate(capture_id, form, operator)
