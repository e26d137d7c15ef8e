"""`recheck`: the listings of a case visited again, with the engine, and held against before."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from evidencekit.bootstrap.places import passphrase, vault_folder
from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import SystemClock
from evidencekit.foundation.paths import user_folders

if TYPE_CHECKING:
    from evidencekit.services.batch import Progress, Visit
    from evidencekit.services.batch_crew import StoppableBrowser
    from evidencekit.services.capturing import CaptureResult, Capturing
    from evidencekit.services.rechecking import Rechecked


def recheck(
    vault: Path | None,
    case_id: str | None,
    *,
    operator: str | None,
    profile: str | None,
    told: Callable[["Progress"], None],
) -> list["Rechecked"]:
    """Visit the listings of a case, or of all exported complaints, again, at the pace of a batch.

    The captures of a case are added to it. Raises WrongUse (nothing to visit), NotFound, everything
    of `Vault.open_writing`, EngineMissing, EngineSelfTestFailed, ProfileInUse, Cancelled.
    """
    from evidencekit.bootstrap.browsing import browser_wish
    from evidencekit.bootstrap.capturing import withhold_rules
    from evidencekit.services.capturing import Capturing
    from evidencekit.services.casework import CaseworkReading
    from evidencekit.services.ground import stated_ground
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
        rules, ground = withhold_rules(), stated_ground(writer)
        rechecking = Rechecking(writer, clock)
        addresses = rechecking.addresses(before)

        def work(browser: "StoppableBrowser") -> "list[CaptureResult | None]":
            capturing = Capturing(writer, browser, clock, by, rules, ground)
            return _visited(capturing, browser, addresses, told)

        results = run_with_browser(work, browser_wish(profile))
        return rechecking.compare(before, results, by, case_id)


def _visited(
    capturing: "Capturing",
    browser: "StoppableBrowser",
    addresses: list[str],
    told: Callable[["Progress"], None],
) -> "list[CaptureResult | None]":
    """Visit each address as a batch does: pauses, refusals, a second try; None was not visited."""
    from evidencekit.capture.plan import CapturePlan
    from evidencekit.services.batch import Batch
    from evidencekit.services.batch_crew import ThreadCrew

    made: dict[str, CaptureResult] = {}

    def visit(what: "Visit") -> "CaptureResult":
        address = what.job.address
        made[address] = capturing.capture(what.capture_id, address, CapturePlan())
        return made[address]

    shown = {one: capturing.rules.own_address(one)[0] for one in addresses}
    with ThreadCrew(visit, 1, browser) as crew:
        Batch(list(shown), shown, capturing.clock, told).run(crew)
    return [made.get(one) for one in addresses]
