"""One function a command: adapters are chosen, the use case is called, its answer returned."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.capture.withholding import WithholdRules
    from evidencekit.evidence.report import VerificationReport
    from evidencekit.services.capturing import CaptureResult
    from evidencekit.vault.create import MadeVault
    from evidencekit.vault.heads import KnownVaults


def _known() -> "KnownVaults":
    from evidencekit.vault.heads import KnownVaults

    return KnownVaults(user_folders().data / "known.json")


def make_vault(folder: Path, name: str, operator: str, passphrase_file: Path | None) -> "MadeVault":
    """Make a vault and its key. Raises as `vault.create.create_vault`."""
    from evidencekit.vault.create import NewVault, create_vault

    words = passphrase(passphrase_file)
    return create_vault(folder, NewVault(name, operator), SystemClock(), _known(), words)


def capture_pages(
    vault: Path | None,
    addresses: Sequence[str],
    *,
    operator: str | None,
    wait: float,
    told: Callable[["CaptureResult"], None],
) -> list["CaptureResult"]:
    """Capture pages with the embedded engine. Addresses are looked at before anything starts.

    Raises NotAnAddress, everything of `Vault.open_writing`, EngineMissing, EngineSelfTestFailed,
    Cancelled.
    """
    from evidencekit.capture.addresses import web_address
    from evidencekit.capture.session import CapturePlan
    from evidencekit.services.capturing import Capturing
    from evidencekit.vault.vault import Vault

    addresses = [web_address(address) for address in addresses]
    clock, folder = SystemClock(), vault_folder(vault)
    with Vault.open_writing(folder, _known(), clock, passphrase()) as writer:
        from evidencekit.webengine import run_with_browser

        return run_with_browser(
            lambda browser: Capturing(
                vault=writer,
                browser=browser,
                clock=clock,
                operator=operator or writer.marker.operator,
                rules=_rules(),
                told=told,
            ).capture_all(addresses, CapturePlan(wait=wait))
        )


def _rules() -> "WithholdRules":
    from evidencekit.capture.withholding import WithholdRules
    from evidencekit.foundation.settings import load_settings

    chosen = load_settings(user_folders().config / "settings.json")
    return WithholdRules.from_lists(
        chosen.withheld_headers, chosen.credential_parameters, chosen.keep_request_bodies_for
    )


def list_captures(vault: Path | None, since: str | None) -> list[dict[str, object]]:
    """Return the rows of `list`. Raises VaultMissing, VaultNewer, VaultDamaged, WrongUse."""
    from evidencekit.services import looking
    from evidencekit.vault.vault import Vault

    try:
        day = date.fromisoformat(since) if since else None
    except ValueError:
        raise WrongUse(detail=f"--since {since}") from None
    return looking.list_captures(Vault.open_reading(vault_folder(vault)), day)


def show_capture(vault: Path | None, capture_id: str) -> dict[str, object]:
    """Return one capture whole. Raises NotFound and what opening for reading raises."""
    from evidencekit.services import looking
    from evidencekit.vault.vault import Vault

    return looking.show_capture(Vault.open_reading(vault_folder(vault)), capture_id)


def verify(
    vault: Path | None, paths: Sequence[Path], *, deep: bool, fingerprint: str | None
) -> "VerificationReport":
    """Check what is named, else the vault. Raises FileMissing, VaultMissing, WrongUse."""
    from evidencekit.services.verifying import verify_paths

    return verify_paths(
        paths or [vault_folder(vault)], deep=deep, fingerprint=fingerprint, known=_known()
    )
