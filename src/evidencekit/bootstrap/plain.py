"""Capture without a browser engine."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.services.capturing import CaptureResult


def capture_plainly(
    vault: Path | None,
    addresses: Sequence[str],
    *,
    operator: str | None,
    told: Callable[["CaptureResult"], None],
) -> list["CaptureResult"]:
    """Capture addresses by plain requests. Addresses are looked at before anything starts.

    Raises NotAnAddress, DiskFull and everything of `Vault.open_writing`.
    """
    from evidencekit.bootstrap.use_cases import withhold_rules
    from evidencekit.capture.addresses import web_address
    from evidencekit.capture.plan import CapturePlan
    from evidencekit.services.facts import FactReading
    from evidencekit.services.plain_capturing import PlainCapturing
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    addresses = [web_address(address) for address in addresses]
    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        by = operator or writer.marker.operator
        capturing = PlainCapturing(writer, clock, by, withhold_rules(), told)
        results = capturing.capture_all(addresses, CapturePlan())
        reading = FactReading(writer, clock)
        for result in results:
            if result.sealed:
                reading.read(writer.find(result.sealed.id))
        return results
