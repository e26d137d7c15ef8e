"""`recheck`: the listings of a case visited again, with the engine, and held against before."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.services.capturing import CaptureResult
    from evidencekit.services.rechecking import Rechecked


def recheck(
    vault: Path | None,
    case_id: str | None,
    *,
    operator: str | None,
    profile: str | None,
    told: Callable[["CaptureResult"], None],
) -> list["Rechecked"]:
    """Visit the listings of a case, or of all exported complaints, again.

    Raises WrongUse (nothing to visit), NotFound, everything of `Vault.open_writing`,
    EngineMissing, EngineSelfTestFailed, ProfileInUse, Cancelled.
    """
    from evidencekit.bootstrap.browsing import browser_wish
    from evidencekit.bootstrap.capturing import withhold_rules
    from evidencekit.capture.session import CapturePlan
    from evidencekit.services.capturing import Capturing
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.services.rechecking import Rechecking, reported_listings
    from evidencekit.vault.heads import KnownVaults
    from evidencekit.vault.vault import Vault

    clock, known = SystemClock(), KnownVaults(user_folders().data / "known.json")
    with Vault.open_writing(vault_folder(vault), known, clock, passphrase()) as writer:
        from evidencekit.webengine import run_with_browser

        before = reported_listings(writer, CaseworkReading(writer), case_id)
        if not before:
            raise WrongUse(detail=_("there is no reported listing to visit"))
        by = operator or writer.marker.operator
        capturing = partial(
            Capturing,
            vault=writer,
            clock=clock,
            operator=by,
            rules=withhold_rules(),
        )
        rechecking = Rechecking(writer, clock)
        addresses = rechecking.addresses(before)
        results = run_with_browser(
            lambda browser: capturing(browser=browser).capture_all(addresses, CapturePlan(), told),
            browser_wish(profile),
        )
        return rechecking.compare(before, results, by)
