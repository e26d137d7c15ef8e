"""Check one capture of an open vault, with everything that the vault has over it."""

from dataclasses import replace

from evidencekit.evidence.report import VerificationReport
from evidencekit.evidence.roots import Roots
from evidencekit.services.about import about_capture
from evidencekit.services.time_bracket import check_earlier, read_times
from evidencekit.vault.check import check_vault
from evidencekit.vault.heads import KnownVaults
from evidencekit.vault.vault import Vault


def verify_one(
    vault: Vault, capture_id: str, roots: Roots, known: KnownVaults
) -> VerificationReport:
    """Check one capture of a vault deeply, with the log and the tokens over it. Raises NotFound."""
    entry = vault.find(capture_id)
    report = check_vault(vault.root, known, roots=roots, deep=True, only=entry.file)
    earlier = read_times(vault, entry, about_capture(vault, entry)).earlier
    # A list that names the capture too was checked with it.
    done = {one.item for one in report.checks if one.id == "stamp.token"}
    if earlier is None or f"{earlier.stem}.tsr" in done:
        return report
    return replace(report, checks=(*report.checks, *check_earlier(vault, earlier, roots)))
