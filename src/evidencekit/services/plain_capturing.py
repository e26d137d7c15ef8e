"""Capture addresses without a browser; each ends sealed, or as a custody line that says why not."""

import dataclasses
import shutil
from collections.abc import Iterable
from dataclasses import dataclass

from evidencekit.capture.outcome import CaptureOutcome
from evidencekit.capture.plain import capture_plainly
from evidencekit.capture.plan import CapturePlan
from evidencekit.capture.withholding import WithholdRules
from evidencekit.domain.capture import CaptureState, Ground, PageKind
from evidencekit.evidence.http_form import media_type
from evidencekit.foundation.clock import Clock
from evidencekit.listing.reading import read_page
from evidencekit.services.capturing import CaptureResult, keep
from evidencekit.vault.vault import VaultWriter

_HTML = {"text/html", "application/xhtml+xml"}
_MOST = 24_000_000
_TITLE = 20_000
_WALLS = {PageKind.CAPTCHA: "captcha", PageKind.LOGIN: "login"}


@dataclass(frozen=True, slots=True)
class PlainCapturing:
    """The use case: one vault, no browser, one person at work."""

    vault: VaultWriter
    clock: Clock
    operator: str
    rules: WithholdRules
    ground: Ground | None = None

    def capture(self, capture_id: str, address: str, plan: CapturePlan) -> CaptureResult:
        """Ask for one address and seal what came. Several threads may call it.

        Raises DiskFull; then nothing of this address is sealed.
        """
        spool = self.vault.spool_folder(capture_id)
        try:
            outcome = capture_plainly(
                address, plan, spool=spool, clock=self.clock, rules=self.rules
            )
            return keep(self.vault, capture_id, _judged(outcome), self.operator, self.ground)
        finally:
            shutil.rmtree(spool, ignore_errors=True)


def _judged(outcome: CaptureOutcome) -> CaptureOutcome:
    """Say what page it is, as far as the bytes that the server sent tell; a wall is a wall."""
    last = outcome.exchanges[-1] if outcome.exchanges else None
    if outcome.http_status is None or last is None:
        return outcome
    if media_type(last.response_headers) not in _HTML:
        return outcome
    page = read_page(
        _beginning(last.body.pieces()), outcome.final_url, _type(last.response_headers)
    )
    found = dataclasses.replace(outcome, title=page.title[:_TITLE], page_kind=page.page_kind)
    if page.page_kind in _WALLS:
        reason = _WALLS[page.page_kind]
        return dataclasses.replace(found, state=CaptureState.WALL, reason=reason)
    if outcome.state is CaptureState.FAILED and page.page_kind is not PageKind.GONE:
        return dataclasses.replace(found, page_kind=outcome.page_kind)
    return found


def _type(headers: Iterable[tuple[str, str]]) -> str:
    return next((value for name, value in headers if name.lower() == "content-type"), "")


def _beginning(pieces: Iterable[bytes]) -> bytes:
    data = b""
    for piece in pieces:
        data += piece
        if len(data) > _MOST:
            break
    return data[:_MOST]
