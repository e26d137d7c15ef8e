"""What the app does at its vault to say how true a replay is. All functions block."""

from evidencekit.bootstrap.desk import Desk
from evidencekit.foundation.clock import SystemClock


def kept_score(desk: Desk, capture_id: str) -> dict[str, object] | None:
    """Return the score that is kept of a capture, None without one. Raises NotFound."""
    from evidencekit.services.replaying import kept_score as kept
    from evidencekit.vault.vault import Vault

    vault = Vault.open_reading(desk.folder)
    return kept(vault, vault.find(capture_id).sha256)


def score_replay(desk: Desk, capture_id: str) -> dict[str, object]:
    """Return it, measured now unless it is kept: some seconds. Raises as `ReplayScoring.score`."""
    from evidencekit.services.replaying import ReplayScoring

    with desk.writing() as writer:
        return ReplayScoring(writer, SystemClock()).score(writer.find(capture_id))
