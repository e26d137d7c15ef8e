"""Capture pages into a vault: each ends sealed, or as a custody line that says why not."""

import shutil
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass, replace
from typing import Protocol

from evidencekit.capture.connection import DevToolsConnection
from evidencekit.capture.outcome import CaptureOutcome
from evidencekit.capture.session import CapturePlan, capture_page
from evidencekit.capture.withholding import WithholdRules
from evidencekit.domain.capture import Ground, Stamped
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.domain.times import utc_text
from evidencekit.foundation.clock import Clock
from evidencekit.vault.store import SealedCapture
from evidencekit.vault.vault import VaultWriter


class Browser(Protocol):
    """An engine that gives pages, its self-test running beside the first."""

    def open_page(self) -> DevToolsConnection:
        """Return a fresh page, its recorder running."""

    def self_test(self) -> None:
        """Return when the recorder's self-test was passed. Raises EngineSelfTestFailed."""


@dataclass(frozen=True, slots=True)
class CaptureResult:
    """What became of one address; the fields are those of `capture --json`."""

    outcome: CaptureOutcome
    sealed: SealedCapture | None

    def to_json(self) -> dict[str, object]:
        """Return the object of `capture --json`."""
        outcome, sealed = self.outcome, self.sealed
        document: dict[str, object] = {
            "id": sealed.id if sealed else None,
            "url": outcome.url,
            "final_url": outcome.final_url,
            "http_status": outcome.http_status,
            "state": outcome.state.value,
            "reason": outcome.reason,
            "gaps": len(outcome.gaps),
            "failed_requests": len(outcome.failed_requests),
            "page_kind": outcome.page_kind.value,
            "title": outcome.title,
            "file": sealed.file if sealed else None,
            "sha256": sealed.sha256 if sealed else None,
            "bytes": sealed.bytes if sealed else 0,
            "started": utc_text(outcome.started),
            "finished": utc_text(outcome.finished),
            "responses": len(outcome.exchanges),
            "warnings": list(outcome.warnings),
            "stamped": Stamped.NONE.value,
        }
        if outcome.error:
            document["error"] = outcome.error
        return document


@dataclass(frozen=True, slots=True)
class Capturing:
    """The use case: one vault, one browser, one person at work."""

    vault: VaultWriter
    browser: Browser
    clock: Clock
    operator: str
    rules: WithholdRules
    ground: Ground | None = None

    def capture_all(
        self, addresses: Iterable[str], plan: CapturePlan, told: Callable[[CaptureResult], None]
    ) -> list[CaptureResult]:
        """Capture each address in turn; one that fails does not stop the next."""
        results = []
        for address in addresses:
            capture_id = new_id(IdKind.CAPTURE, self.clock.now())
            results.append(self.capture(capture_id, address, plan))
            told(results[-1])
        return results

    def capture(self, capture_id: str, address: str, plan: CapturePlan) -> CaptureResult:
        """Capture one address and seal what there is of it. Several threads may call it.

        Raises EngineSelfTestFailed, DiskFull, Cancelled; then nothing of this address is sealed.
        """
        spool = self.vault.spool_folder(capture_id)
        try:
            # The page goes first: its memory is given back beside the sealing.
            with closing(self.browser.open_page()) as connection:
                outcome = capture_page(
                    connection, address, plan, spool=spool, clock=self.clock, rules=self.rules
                )
            self.browser.self_test()
            return keep(self.vault, capture_id, outcome, self.operator, self.ground)
        finally:
            shutil.rmtree(spool, ignore_errors=True)


def keep(
    vault: VaultWriter,
    capture_id: str,
    outcome: CaptureOutcome,
    operator: str,
    ground: Ground | None,
) -> CaptureResult:
    """Seal what came of a visit; where no response came, a custody line says why.

    Raises as `VaultWriter.seal` and `VaultWriter.record`.
    """
    if not outcome.exchanges:
        vault.record("capture.failed", outcome.failure(operator))
        return CaptureResult(outcome, None)
    draft = outcome.draft(capture_id, operator)
    stated = {"ground": ground.value if ground else None}
    return CaptureResult(outcome, vault.seal(replace(draft, about=draft.about | stated)))
