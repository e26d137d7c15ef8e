"""What a capture session brings back: one state, everything kept, everything that is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from evidencekit.capture.certificates import pem
from evidencekit.capture.page_info import page_info
from evidencekit.domain.capture import CaptureState, PageKind
from evidencekit.domain.times import utc_text
from evidencekit.evidence.records import (
    Artefact,
    CaptureDraft,
    Exchange,
    FailedRequest,
    Gap,
    Withheld,
)

# The words of `capture.failed` (docs/vault-format.md 5.1) for errors that have another name here.
_LOGGED = {"dns": "dns", "tls": "tls", "refused": "refused", "timeout": "timeout"} | {
    "offline": "offline",
    "crash": "engine",
}

_LONGEST = 40_000


@dataclass(frozen=True, slots=True)
class Limits:
    """Which limit ended the capture early, if any: height, width, time, growth or bytes.

    `scrolled_to` in CSS px; `open_at_end` counts requests still open when it ended.
    """

    stopped_by: str | None
    scrolled_to: int
    open_at_end: int


@dataclass(frozen=True, slots=True)
class CaptureOutcome:
    """One visit. `state` is never rounded up; `exchanges` empty means: nothing to seal.

    `reason` is a code of docs/vault-format.md 6.7 for wall and failed, else None. `error`: dns,
    tls, refused, timeout, offline, aborted, no_answer, download, crash, http_<status>, or None;
    `error_detail` is the engine's own word. `clock`, `engine`, `environment`: members of 6.7,
    `settings` its `capture_settings`. `actions` counts the lines of the action log, which is an
    artefact. `sandbox` None: no browser. `distrusted`: certificates (DER) that the page's site
    showed and was refused for, its own first.
    """

    state: CaptureState
    reason: str | None
    page_kind: PageKind
    url: str
    final_url: str
    http_status: int | None
    title: str
    started: datetime
    finished: datetime
    exchanges: tuple[Exchange, ...]
    artefacts: tuple[Artefact, ...]
    gaps: tuple[Gap, ...]
    failed_requests: tuple[FailedRequest, ...]
    withheld: tuple[Withheld, ...]
    warnings: tuple[str, ...]
    limits: Limits
    redirects: int
    actions: int
    clock: dict[str, object]
    engine: dict[str, object]
    environment: dict[str, object]
    sandbox: bool | None
    screen_wire: dict[str, str]
    settings: dict[str, object]
    error: str | None = None
    error_detail: str | None = None
    distrusted: Sequence[bytes] = ()

    def draft(self, capture_id: str, operator: str | None = None) -> CaptureDraft:
        """Return what the sealer takes; `operator` is the label of the person."""
        return CaptureDraft(
            capture_id=capture_id,
            about=self._about(operator),
            exchanges=self.exchanges,
            artefacts=(*self.artefacts, *self._page_info(capture_id)),
            gaps=self.gaps,
            failed_requests=self.failed_requests,
            withheld=self.withheld,
        )

    def _page_info(self, capture_id: str) -> Iterator[Artefact]:
        # Of a plain capture the one exchange says it all.
        if self.exchanges and self.sandbox is not None:
            lists = self.exchanges, self.gaps, self.failed_requests
            yield page_info(capture_id, self.final_url, *lists)

    def failure(self, operator: str | None = None) -> dict[str, object]:
        """Return the body of the custody line `capture.failed` (docs/vault-format.md 5.1)."""
        chain = pem(self.distrusted).decode("ascii")
        whole = f"{self.error_detail or ''}\n{chain}"
        return {
            "by": operator,
            # A line of the log has room for so much.
            "detail": whole if chain and len(whole) < _LONGEST else self.error_detail,
            "error": _LOGGED.get(self.error or "", "other"),
            "finished": utc_text(self.finished),
            "started": utc_text(self.started),
            "url": self.url,
        }

    def _about(self, operator: str | None) -> dict[str, object]:
        return {
            "url": self.url,
            "final_url": self.final_url,
            "title": self.title,
            "state": self.state.value,
            "reason": self.reason,
            "page_kind": self.page_kind.value,
            "http_status": self.http_status,
            # Signs of a log-in are not read yet: unknown is said as unknown.
            "logged_in": None,
            "started": utc_text(self.started),
            "finished": utc_text(self.finished),
            "clock": self.clock,
            "engine": self.engine,
            "environment": self.environment,
            "sandbox": self.sandbox,
            "operator": operator,
            "limits": {
                "stopped_by": self.limits.stopped_by,
                "scrolled_to": self.limits.scrolled_to,
                "open_at_end": self.limits.open_at_end,
            },
            "screen_wire": self.screen_wire,
            "warnings": sorted(self.warnings),
            "capture_settings": self.settings,
        }
