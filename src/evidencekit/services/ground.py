"""On what ground pages are captured: a person says it once of a vault, before the first batch.

It stands in the custody log as a `note` with a fixed text, and in each capture made after it.
"""

from collections.abc import Sequence

from evidencekit.domain.capture import Ground
from evidencekit.domain.errors import GroundMissing
from evidencekit.services.batch_schedule import is_loopback
from evidencekit.vault.vault import Vault, VaultWriter

# Read back from the log: never translated, never changed (docs/vault-format.md 5.1).
_TEXTS = {
    Ground.OWN_RIGHT: "Ground for capturing: own right",
    Ground.MANDATE: "Ground for capturing: mandate of the owner",
}


def stated_ground(vault: Vault) -> Ground | None:
    """Return what was stated last, or None. Raises VaultDamaged."""
    grounds = {text: ground for ground, text in _TEXTS.items()}
    lines = (line for log in vault.logs() for line in log.report.lines if line.kind == "note")
    said = [grounds[text] for line in lines if (text := str(line.body["text"])) in grounds]
    return said[-1] if said else None


def state_ground(vault: VaultWriter, ground: Ground, by: str) -> None:
    """Record that `by` states the ground, unless it is what stands. Raises as `record`."""
    if stated_ground(vault) is not ground:
        vault.record("note", {"about": None, "by": by, "text": _TEXTS[ground]})


def require_ground(vault: Vault, addresses: Sequence[str]) -> Ground | None:
    """Return the ground; raises GroundMissing where a batch needs one and none was stated.

    None is needed for one page, in a demo, or where every page is this computer's own: nobody
    else's site is visited.
    """
    ground = stated_ground(vault)
    visited = {address for address in addresses if not is_loopback(address)}
    batch = len(set(addresses)) > 1
    if ground is None and batch and visited and not vault.marker.demo:
        raise GroundMissing
    return ground
