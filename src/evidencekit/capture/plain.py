"""A capture without a browser: what the server sends to a plain GET, marked as no more than that.

For machines where no engine runs, and for APIs. The same evidence: each hop with its headers, the
body, the secrets withheld. No picture, no scripts, no document after them.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import requests

from evidencekit.capture.addresses import web_address
from evidencekit.capture.environment import (
    Started,
    clock_facts,
    environment_facts,
    hosts_entries,
)
from evidencekit.capture.outcome import CaptureOutcome, Limits
from evidencekit.capture.plain_http import NoResponse, PlainReply, PlainVisit
from evidencekit.capture.plan import SETTINGS_VERSION, CapturePlan
from evidencekit.capture.spool import Spool
from evidencekit.capture.withholding import WithholdRules
from evidencekit.domain.capture import CaptureState, PageKind
from evidencekit.domain.errors import Cancelled, NotAnAddress
from evidencekit.evidence.records import (
    Artefact,
    BytesBody,
    Exchange,
    FailedRequest,
    Gap,
    Withheld,
)
from evidencekit.foundation.clock import Clock

NO_BROWSER, PRIVATE = "no_browser", "private_address"
_HOPS = 20
_REDIRECTS = {301, 302, 303, 307, 308}
_BODILESS = {204, 304}
_LIMITS = {"length": "bytes", "time": "time"}
_ERROR = 400
_DOCUMENT = "Document"


def _never() -> bool:
    return False


@dataclass(slots=True)
class _Seen:
    """What the hops brought, in their order."""

    started: Started
    address: str
    exchanges: list[Exchange] = field(default_factory=list)
    withheld: list[Withheld] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    failed: list[FailedRequest] = field(default_factory=list)
    artefacts: dict[str, bytes] = field(default_factory=dict)
    warnings: set[str] = field(default_factory=lambda: {NO_BROWSER})
    error: tuple[str, str] | None = None
    stopped_by: str | None = None
    user_agent: str = ""


def capture_plainly(  # the parts of a session, all needed
    url: str,
    plan: CapturePlan,
    *,
    spool: Path,
    clock: Clock,
    rules: WithholdRules,
    cancel: Callable[[], bool] = _never,
) -> CaptureOutcome:
    """Ask for `url` and for what it redirects to; bodies lie in `spool` until it is sealed.

    User info in `url` is withheld and not sent. `page_kind` is a guess by the status; whoever can
    read the page knows more. Raises NotAnAddress, Cancelled, DiskFull.
    """
    address, taken = rules.own_address(web_address(url))
    spool.mkdir(parents=True, exist_ok=True)
    seen = _Seen(Started.now(clock), address, withheld=list(taken))
    with PlainVisit(plan.seconds) as visit:
        seen.user_agent = visit.user_agent
        _Hops(visit, seen, plan, Spool(spool), clock, rules).follow(address, cancel)
        if visit.private:
            seen.warnings.add(PRIVATE)
    return _outcome(seen, address, clock, rules, plan)


@dataclass(slots=True)
class _Hops:
    visit: PlainVisit
    seen: _Seen
    plan: CapturePlan
    spool: Spool
    clock: Clock
    rules: WithholdRules

    def follow(self, address: str, cancel: Callable[[], bool]) -> None:
        """Go from hop to hop until one is no redirect, or an end is reached."""
        for _hop in range(_HOPS):
            if cancel():
                raise Cancelled
            self.seen.address = address
            try:
                reply = self.visit.get(address)
            except NoResponse as error:
                self.seen.error = (error.code, error.detail)
                failed = FailedRequest(address, "GET", _DOCUMENT, error.code)
                self.seen.failed.append(failed)
                return
            target = self._take(address, reply)
            if target is None:
                return
            address = target
        self.seen.error = ("no_answer", "too many redirects")

    def _take(self, address: str, reply: PlainReply) -> str | None:
        """Keep one exchange; return where it sends us, if it does."""
        location = next((v for n, v in reply.received if n.lower() == "location"), "")
        redirect = reply.status in _REDIRECTS and bool(location)
        at = self.clock.now()
        file = self.spool.begin()
        left = max(self.plan.bytes - self.spool.bytes_kept, 0)
        cut = reply.body.write_to(file, left)
        target = self._target(address, location) if redirect else None
        own = frozenset({address, target or address})
        sent, first = self.rules.clean_headers("request_header", reply.sent, address, own)
        received, second = self.rules.clean_headers("response_header", reply.received, address, own)
        if cut:
            self.seen.gaps.append(Gap(address, "GET", _DOCUMENT, reply.status, "cut"))
        if cut in _LIMITS:
            self.seen.stopped_by = _LIMITS[cut]
            self.seen.warnings.add("stopped_by_limit")
        exchange = Exchange(
            url=address,
            method="GET",
            status=reply.status,
            reason=reply.reason,
            request_headers=sent,
            response_headers=received,
            body=file.close(),
            at=at,
            resource_type=_DOCUMENT,
            source="requests",
            body_state=_body_state(reply.status, redirect=redirect, cut=cut),
            truncated_by=cut,
            wire_bytes=reply.body.wire_bytes,
            remote_ip=reply.ip,
            protocols=reply.protocols,
            withheld=(*first, *second),
        )
        self.seen.exchanges.append(exchange)
        self.seen.withheld += exchange.withheld
        if reply.chain:
            self.seen.artefacts[f"urn:tls:{_place(address)}"] = reply.chain
        return target

    def _target(self, address: str, location: str) -> str | None:
        try:
            target, taken = self.rules.own_address(web_address(urljoin(address, location)))
        except (NotAnAddress, ValueError):
            self.seen.error = ("aborted", "redirect to no web address")
            return None
        self.seen.withheld += taken
        return target.partition("#")[0]


def _body_state(status: int, *, redirect: bool, cut: str | None) -> str:
    if cut:
        return "truncated"
    if redirect:
        return "redirect"
    return "none" if status in _BODILESS else "kept"


def _place(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.hostname}:{parts.port or 443}"


def _outcome(
    seen: _Seen, asked: str, clock: Clock, rules: WithholdRules, plan: CapturePlan
) -> CaptureOutcome:
    last = seen.exchanges[-1] if seen.exchanges else None
    # A hop that failed after another had answered: the document never came.
    status = last.status if last and seen.error is None else None
    state, reason, error = _state(seen, status)
    if any(rules.sub_address(url)[0] != url for url in (asked, seen.address)):
        seen.warnings.add("address_has_credentials")
    hosts = {urlsplit(one.url).hostname or "" for one in seen.exchanges} - {""}
    engine: dict[str, object] = {
        "kind": "requests",
        "name": "requests",
        "version": requests.__version__,
        "user_agent": seen.user_agent,
        "window": "none",
    }
    environment = environment_facts({}, hosts)
    failed = state is CaptureState.FAILED
    return CaptureOutcome(
        state=state,
        reason=reason,
        page_kind=PageKind.ERROR if failed else PageKind.OTHER,
        url=asked,
        final_url=seen.address,
        http_status=status,
        title="",
        started=seen.started.at,
        finished=clock.now(),
        exchanges=tuple(seen.exchanges),
        artefacts=_artefacts(seen, engine, environment, hosts, plan),
        gaps=tuple(seen.gaps),
        failed_requests=tuple(seen.failed),
        withheld=tuple(seen.withheld),
        warnings=tuple(sorted(seen.warnings)),
        limits=Limits(seen.stopped_by, 0, 0),
        redirects=sum(one.body_state == "redirect" for one in seen.exchanges),
        actions=0,
        clock=clock_facts(clock, seen.started, seen.exchanges, ""),
        engine=engine,
        environment=environment,
        sandbox=None,
        # Asked for no language: servers choose.
        settings={"version": SETTINGS_VERSION, "languages": "", "profile": None},
        screen_wire=dict.fromkeys(("title", "price", "seller", "main_picture"), "not_checked"),
        error=error,
        error_detail=seen.error[1] if seen.error else None,
    )


def _state(seen: _Seen, status: int | None) -> tuple[CaptureState, str | None, str | None]:
    if seen.error is not None:
        code = seen.error[0]
        return CaptureState.FAILED, code if code == PRIVATE else "no_answer", code
    if status is not None and status >= _ERROR:
        return CaptureState.FAILED, "http_error", f"http_{status}"
    state = CaptureState.COMPLETE_WITH_GAPS if seen.gaps else CaptureState.COMPLETE
    return state, None, None


def _artefacts(
    seen: _Seen,
    engine: dict[str, object],
    environment: dict[str, object],
    hosts: set[str],
    plan: CapturePlan,
) -> tuple[Artefact, ...]:
    if not seen.exchanges:
        return ()
    provenance = {
        "engine": engine,
        "environment": environment,
        "hosts_entries": hosts_entries(hosts),
        "limits": {"seconds": str(plan.seconds), "bytes": plan.bytes},
    }
    text = json.dumps(provenance, ensure_ascii=False).encode("utf-8", "replace")
    chains = [
        Artefact("tls", urn, "application/pem-certificate-chain", BytesBody(pem))
        for urn, pem in seen.artefacts.items()
    ]
    urn = f"urn:provenance:{seen.address}"
    return (Artefact("provenance", urn, "application/json", BytesBody(text)), *chains)
