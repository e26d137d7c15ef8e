"""Redactions and annotations for the command line."""

from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.services.marking import MarkedCapture


def redact_capture(
    vault: Path | None, capture_id: str, form: Path, operator: str | None
) -> "MarkedCapture":
    """Make redacted copies of a capture's pictures. Raises as `Marking.redact` and opening."""
    return _marked(vault, capture_id, form, operator, redact=True)


def annotate_capture(
    vault: Path | None, capture_id: str, form: Path, operator: str | None
) -> "MarkedCapture":
    """Draw on copies of a capture's pictures. Raises as `Marking.annotate` and opening."""
    return _marked(vault, capture_id, form, operator, redact=False)


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
