"""The end of a session: one state, one list of everything kept and missing. Never rounded up."""

import json
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from evidencekit.capture.artefacts import (
    AddressCleaner,
    picture_artefacts,
    text_artefact,
    text_artefacts,
)
from evidencekit.capture.certificates import chain_artefacts, origin_of, secured, told_of
from evidencekit.capture.connection import DevToolsError, EngineGone, Json
from evidencekit.capture.consent import words_sha256
from evidencekit.capture.environment import (
    Started,
    clock_facts,
    engine_facts,
    environment_facts,
    fonts_list,
    fonts_sha256,
    hosts_entries,
    proxies,
    settings_facts,
)
from evidencekit.capture.looking import Looks
from evidencekit.capture.mhtml import MhtmlRules, clean_mhtml
from evidencekit.capture.outcome import CaptureOutcome, Limits
from evidencekit.capture.page_view import PageScript
from evidencekit.capture.private_addresses import is_private_host
from evidencekit.capture.recorder import Recording
from evidencekit.capture.screen_wire import ScreenWire, check_screen
from evidencekit.capture.spool import Spool
from evidencekit.capture.visit import Visit
from evidencekit.capture.walls import GONE, Judgement
from evidencekit.capture.withholding import WithholdRules
from evidencekit.domain.capture import CaptureState, PageKind
from evidencekit.evidence.records import Artefact, Withheld

_TITLE = 20_000
_ERROR = 400
_LAST_CALL = 3.0
_SCRIPTS = (
    "ask",
    "consent",
    "dom",
    "expand",
    "facts",
    "fonts",
    "parts",
    "photos",
    "screen",
    "scroll",
    "shell",
    "text",
)
# Without these the capture has a hole, whatever the network says.
_HOLES = frozenset(
    {"view_missing", "dom_missing", "text_missing", "text_boxes_missing", "fullpage_missing"}
    | {
        "fullpage_inexact",
        "blank_bands",
        "frame_text_missing",
        "dom_part_missing",
        "pictures_undecoded",
        "page_unread",
        "text_cut",
        "content_vanished",
        "unattended_window",
    }
)


@dataclass(slots=True)
class Seen:
    """What a session gathers on its way; `error` is a code and the engine's word."""

    started: Started
    withheld: list[Withheld] = field(default_factory=list)
    error: tuple[str, str] | None = None
    facts: Json = field(default_factory=dict)
    judgement: Judgement | None = None
    looks: Looks = field(default_factory=Looks)


class Ending:
    """Joins visit, recording and what was seen. Used once."""

    def __init__(self, visit: Visit, seen: Seen, rules: WithholdRules, spool: Spool) -> None:
        self._visit, self._seen, self._rules, self._spool = visit, seen, rules, spool

    def outcome(self) -> CaptureOutcome:
        """Close the recording and say how it ended. Raises DiskFull."""
        visit, seen = self._visit, self._seen
        requests, lost = self._last_messages()
        document = visit.recorder.document()
        status = document.status if document else None
        recording = visit.recorder.finish(requests, channel_lost=lost)
        final_url = self._final_url()
        state, reason, error = self._state(recording, status)
        self._warn(final_url)
        visit.tell_flood()
        screen = self._screen(recording)
        artefacts = self._artefacts(recording, screen, final_url) if recording.exchanges else ()
        return CaptureOutcome(
            state=state,
            reason=reason,
            page_kind=self._kind(status),
            url=visit.asked,
            final_url=final_url,
            http_status=status,
            title=str(seen.facts.get("title", ""))[:_TITLE],
            started=seen.started.at,
            finished=visit.clock.now(),
            exchanges=recording.exchanges,
            artefacts=artefacts,
            gaps=recording.gaps,
            failed_requests=recording.failed,
            withheld=(*seen.withheld, *seen.looks.withheld, *recording.withheld),
            warnings=tuple(sorted(visit.warnings)),
            limits=Limits(visit.stopped_by, visit.scrolled_to, recording.open_at_end),
            redirects=recording.redirects,
            actions=len(visit.log),
            clock=clock_facts(
                visit.clock, seen.started, recording.exchanges, str(seen.facts.get("time_zone", ""))
            ),
            engine=engine_facts(visit.connection.engine),
            environment=environment_facts(seen.facts, _hosts(recording)),
            sandbox=visit.connection.engine.sandbox,
            screen_wire=screen.results,
            settings=settings_facts(visit.connection.engine),
            error=error,
            error_detail=seen.error[1] if seen.error else None,
            distrusted=visit.distrusted.get(origin_of(document.url) or "", ()) if document else (),
        )

    def _last_messages(self) -> tuple[list[tuple[str, str, str]], bool]:
        """Take what is left; return the engine's own list of requests, and whether it went away."""
        connection = self._visit.connection
        requests, lost = connection.requests_seen(), False
        try:
            # A call between list and messages orders them: what is on the list has been told of.
            connection.call("Page.getFrameTree", limit=_LAST_CALL)
        except EngineGone:
            lost = True
        except (DevToolsError, TimeoutError):
            # A page that hangs; what it said before is there all the same.
            lost = False
        try:
            self._visit.pump(0)
        except EngineGone:
            lost = True
        return requests, lost

    def _final_url(self) -> str:
        document = self._visit.recorder.document()
        url = str(self._seen.facts.get("url", "")) or (document.url if document else "")
        if urlsplit(url).scheme not in {"http", "https"}:
            url = self._visit.asked
        clean, taken = self._rules.own_address(url)
        self._seen.withheld.extend(taken)
        return clean

    def _state(
        self, recording: Recording, status: int | None
    ) -> tuple[CaptureState, str | None, str | None]:
        """Return state, reason and error: the worst that holds."""
        seen, visit = self._seen, self._visit
        judgement = seen.judgement
        if judgement is not None and judgement.wall is not None:
            return CaptureState.WALL, judgement.wall.value, None
        if status is not None and status >= _ERROR:
            return CaptureState.FAILED, "http_error", f"http_{status}"
        if seen.error is not None:
            code = "download" if "download" in visit.notes else seen.error[0]
            if code == "aborted" and status is None and "auth" in visit.notes:
                # The engine was stopped at the question that the answer put.
                return CaptureState.FAILED, "http_error", "http_401"
            reason = code if code in {"download", "crash"} else "no_answer"
            return CaptureState.FAILED, reason, code
        if status is None and not recording.exchanges:
            return CaptureState.FAILED, "no_answer", "no_answer"
        if not seen.facts or urlsplit(str(seen.facts.get("url", ""))).scheme == "about":
            # Nothing was to be had of it, or it left and nothing took its place.
            visit.warnings.add("page_unread")
        if seen.facts.get("pictures_open"):
            visit.warnings.add("pictures_undecoded")
        holes = recording.gaps or visit.stopped_by or visit.warnings & _HOLES
        state = CaptureState.COMPLETE_WITH_GAPS if holes else CaptureState.COMPLETE
        return state, None, None

    def _kind(self, status: int | None) -> PageKind:
        if self._seen.judgement is not None:
            return self._seen.judgement.kind
        if status in GONE:
            # An engine may show nothing of an answer without a body.
            return PageKind.GONE
        failed = self._seen.error is not None or (status or 0) >= _ERROR
        return PageKind.ERROR if failed else PageKind.OTHER

    def _warn(self, final_url: str) -> None:
        visit = self._visit
        if not visit.connection.engine.sandbox:
            visit.warnings.add("no_sandbox")
        shown = visit.connection.engine.window == "own_browser"
        if shown and "devtools_open" not in visit.warnings:
            # Nothing keeps a person from opening them; that they were not seen is no proof.
            visit.warnings.add("devtools_possible")
        own = {visit.asked, final_url}
        if any(is_private_host(urlsplit(url).hostname or "") for url in own):
            visit.warnings.add("private_address")
        if any(self._rules.sub_address(url)[0] != url for url in own):
            visit.warnings.add("address_has_credentials")
        if self._seen.facts.get("pictures_broken"):
            visit.warnings.add("pictures_broken")
        if int(self._seen.facts.get("title_length") or 0) > _TITLE:
            visit.warnings.add("title_cut")

    def _screen(self, recording: Recording) -> ScreenWire:
        cleaner = AddressCleaner(recording.addresses)
        shown = {name: cleaner.clean(words) for name, words in self._seen.looks.screen.items()}
        document = self._visit.recorder.document()
        if document is not None and document.mime_type.startswith("image/"):
            # The engine makes a title for it.
            shown.pop("title", None)
        screen = check_screen(shown, recording.exchanges, recording.websockets)
        if "not_found" in screen.results.values():
            self._visit.warnings.add("screen_not_in_wire")
        return screen

    def _artefacts(
        self, recording: Recording, screen: ScreenWire, final_url: str
    ) -> tuple[Artefact, ...]:
        cleaner, spool, looks = AddressCleaner(recording.addresses), self._spool, self._seen.looks
        provenance = json.dumps(self._provenance(recording), ensure_ascii=False)
        texts = (
            ("provenance", "application/json", provenance),
            ("actions", "application/x-ndjson", self._visit.log.text()),
            ("screen-wire", "application/json", screen.text()),
            ("console", "application/x-ndjson", self._visit.recorder.console.text()),
        )
        return (
            *picture_artefacts(looks, final_url),
            *text_artefacts(looks, final_url, spool, cleaner),
            *self._documents(recording, cleaner, final_url),
            *chain_artefacts(self._visit.distrusted | looks.chains),
            *recording.websockets,
            *(
                text_artefact(kind, media, cleaner.clean(text), final_url, spool)
                for kind, media, text in texts
                if text
            ),
        )

    def _documents(
        self, recording: Recording, cleaner: AddressCleaner, final_url: str
    ) -> list[Artefact]:
        """Return MHTML and PDF, in so far as they were had."""
        looks, found = self._seen.looks, []
        if looks.print is not None:
            found.append(
                Artefact("print", f"urn:print:{final_url}", "application/pdf", looks.print)
            )
        if looks.mhtml is not None and looks.html is not None:
            whole = self._visit.plan.documents
            kept = () if whole else {one.body.sha256 for one in recording.exchanges}
            fields = {one.name for one in looks.withheld}
            try:
                data = clean_mhtml(looks.mhtml, MhtmlRules(fields, cleaner.clean, kept))
            except ValueError:
                self._visit.warnings.add("mhtml_missing")
            else:
                urn, body = f"urn:mhtml:{final_url}", self._spool.store(data)
                found.append(Artefact("mhtml", urn, "multipart/related", body))
        return found

    def _provenance(self, recording: Recording) -> dict[str, object]:
        plan, engine = self._visit.plan, self._visit.connection.engine
        return {
            "engine": engine_facts(engine) | {"chromium": engine.chromium},
            "environment": environment_facts(self._seen.facts, _hosts(recording)),
            "capture_settings": settings_facts(engine),
            "languages": self._seen.facts.get("languages", []),
            "fonts_list_sha256": fonts_sha256(),
            "fonts": {"ours": fonts_list(), "families": list(engine.fonts)},
            "proxy": proxies(),
            "tls": told_of(secured(self._visit.recorder.hops()), self._seen.looks.chains),
            "hosts_entries": hosts_entries(_hosts(recording)),
            "limits": {
                "seconds": str(plan.seconds),
                "bytes": plan.bytes,
                "height": plan.height,
                "width": plan.width,
                "growths": plan.growths,
                "patience": str(plan.patience),
                "wait": str(plan.wait),
                "documents": plan.documents,
                "consent": plan.consent,
            },
            "consent_words_sha256": words_sha256() if plan.consent else None,
            "person": self._visit.person,
            "scripts": {name: PageScript.load(name).sha256 for name in _SCRIPTS},
        }


def _hosts(recording: Recording) -> set[str]:
    return {urlsplit(one.url).hostname or "" for one in recording.exchanges} - {""}
