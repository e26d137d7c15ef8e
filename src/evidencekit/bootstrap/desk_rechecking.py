"""What the app does at its vault to see what became of reported listings. All functions block."""

from dataclasses import dataclass

from evidencekit.bootstrap.desk import Desk
from evidencekit.bootstrap.own_command import CommandEnd, Stoppable, require_key, run_own_command


@dataclass(frozen=True, slots=True)
class ReportedListing:
    """A listing as it was last captured: its address, title (empty: none), when (UTC, ISO)."""

    capture_id: str
    url: str
    title: str
    captured: str


def reported(desk: Desk, case_id: str | None) -> tuple[ReportedListing, ...]:
    """Return the listings of a case that can be visited again, each once.

    Without a case those of every complaint whose packet was made and that is not over.
    Raises NotFound, VaultNewer, VaultDamaged.
    """
    from evidencekit.services.about import about_capture
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.services.rechecking import reported_listings
    from evidencekit.vault.vault import Vault

    vault = Vault.open_reading(desk.folder)
    found = []
    for entry in reported_listings(vault, CaseworkReading(vault), case_id):
        about = about_capture(vault, entry)
        url, title = str(about.get("final_url") or ""), str(about.get("title") or "")
        found.append(ReportedListing(entry.id, url, title, str(about.get("started") or entry.at)))
    return tuple(found)


def visit_again(
    desk: Desk, case_id: str | None, by: str, task: Stoppable, profile: str | None = None
) -> CommandEnd:
    """Visit them, each as a capture of its own; the rows are those of `recheck --json`.

    `profile` names a kept browser profile; one that is in use is the trouble of the end.
    Raises Cancelled (what was sealed stays), and as `require_key`.
    """
    require_key(desk)
    arguments = ["--as", by, "recheck", *(["--case", case_id] if case_id else [])]
    arguments += ["--profile", profile] if profile else []
    return run_own_command(desk, arguments, task)
