"""One capture of one page: navigate, settle, scroll, look, end in one state.

Plain sequential code for a worker thread. Whatever happens on the page, the session ends in a
state; it raises only when there is nothing to say of the page.
"""

from collections.abc import Callable
from pathlib import Path

from evidencekit.capture import steps
from evidencekit.capture.addresses import web_address
from evidencekit.capture.attending import Attendant, wait_for_person
from evidencekit.capture.checking import looking_for_blank_bands
from evidencekit.capture.connection import DevToolsConnection, DevToolsError, EngineGone, Json
from evidencekit.capture.consent import refuse_consent
from evidencekit.capture.ending import Ending, Seen
from evidencekit.capture.environment import Started
from evidencekit.capture.looking import (
    Looks,
    ask_certificates,
    keep_mhtml,
    look_at_page,
    print_page,
)
from evidencekit.capture.outcome import CaptureOutcome
from evidencekit.capture.parts import scroll_parts
from evidencekit.capture.photos import ask_for_photos
from evidencekit.capture.plan import CapturePlan
from evidencekit.capture.recorder import Recorder
from evidencekit.capture.spool import Spool
from evidencekit.capture.visit import Visit
from evidencekit.capture.walls import Judgement, PageSigns, judge
from evidencekit.capture.withholding import WithholdRules
from evidencekit.foundation.clock import Clock

__all__ = ["CaptureOutcome", "CapturePlan", "capture_current", "capture_page"]

_TEXT = 20_000
_MOST_PAGES = 3
# Of a text of so many characters, less than so much of it is left.
_SOME_TEXT, _LITTLE = 200, 0.3


def _never() -> bool:
    return False


def capture_page(  # noqa: PLR0913  # the parts of a session, all needed
    connection: DevToolsConnection,
    url: str,
    plan: CapturePlan,
    *,
    spool: Path,
    clock: Clock,
    rules: WithholdRules,
    cancel: Callable[[], bool] = _never,
) -> CaptureOutcome:
    """Load `url` in a fresh page and capture it; bodies lie in `spool` until it is sealed.

    User info in `url` is withheld and not sent. Raises NotAnAddress, Cancelled, DiskFull; then
    nothing is to be sealed. Everything else ends in a state.
    """
    address, taken = rules.own_address(web_address(url))
    spool.mkdir(parents=True, exist_ok=True)
    recorder = Recorder(spool, rules, clock, whole=True)
    visit = Visit(connection, recorder, plan, clock, cancel, address)
    seen = Seen(Started.now(clock), list(taken))
    _guarded(visit, seen, lambda: _from_address(visit, seen, spool))
    return Ending(visit, seen, rules, _artefact_spool(spool)).outcome()


def capture_current(  # noqa: PLR0913  # the parts of a session, all needed
    connection: DevToolsConnection,
    recorder: Recorder,
    plan: CapturePlan,
    *,
    spool: Path,
    clock: Clock,
    rules: WithholdRules,
    cancel: Callable[[], bool] = _never,
    attendant: Attendant | None = None,
) -> CaptureOutcome:
    """Capture the page that the person sees, without loading it again.

    `recorder` has taken every message since the page's first navigation. A wall is left to the
    `attendant` to solve; what is captured then is the page behind it. Raises Cancelled,
    DiskFull, and NotAnAddress when nothing was visited.
    """
    visit = Visit(connection, recorder, plan, clock, cancel, "")
    seen = Seen(Started.now(clock))

    def name_page() -> None:
        document = recorder.document()
        address, taken = rules.own_address(web_address(document.asked_url if document else ""))
        visit.asked, seen.withheld = address, list(taken)

    def pass_wall() -> None:
        if attendant is not None:
            _pass_wall(visit, seen, attendant)
            name_page()

    name_page()
    for act in attendant.acts if attendant else ():
        visit.see(act)
    _guarded(visit, seen, lambda: _from_here(visit, seen, spool, pass_wall))
    return Ending(visit, seen, rules, _artefact_spool(spool)).outcome()


def _artefact_spool(spool: Path) -> Spool:
    folder = spool / "artefacts"
    folder.mkdir(parents=True, exist_ok=True)
    return Spool(folder)


def _guarded(visit: Visit, seen: Seen, work: Callable[[], None]) -> None:
    try:
        work()
    except EngineGone as error:
        seen.error = ("crash", str(error) or "the page's process ended")
        visit.log.add("crash", visit.asked, {"end": "refused"})
    except (DevToolsError, TimeoutError) as error:
        # Outside a step, where the session asks for nothing that may fail but the stop button.
        seen.error = seen.error or ("no_answer", str(error))


def _from_address(visit: Visit, seen: Seen, spool: Path) -> None:
    steps.hide_scrollbars(visit)
    seen.error = steps.navigate(visit)
    if seen.error is None:
        steps.settle_after_load(visit)
        steps.wait_as_asked(visit)
        _looked_at(visit, seen, _picture_spool(spool))


def _looked_at(visit: Visit, seen: Seen, pictures: Spool) -> None:
    """Look at the page, and at the one that it led to meanwhile: two must not pass for one."""
    for later in range(_MOST_PAGES):
        shown, warnings = visit.recorder.shown, set(visit.warnings)
        _at_page(visit, seen, pictures)
        left = visit.recorder.shown != shown and visit.stopped_by is None
        if not left or later + 1 == _MOST_PAGES:
            return
        visit.scrolled_to, visit.warnings, seen.looks = 0, warnings, Looks()
        steps.settle_after_load(visit)


def _from_here(visit: Visit, seen: Seen, spool: Path, pass_wall: Callable[[], None]) -> None:
    steps.hide_scrollbars(visit)
    try:
        _at_page(visit, seen, _picture_spool(spool), pass_wall)
    finally:
        steps.give_back(visit)


def _pass_wall(visit: Visit, seen: Seen, attendant: Attendant) -> None:
    """Have the person solve the wall, and another behind it, or leave it."""

    def judged(limit: float) -> Judgement:
        document = visit.recorder.document()
        facts = visit.run("facts", {"limit": _TEXT}, limit)
        return _judged(facts, document.status if document else None)

    while seen.judgement is not None and seen.judgement.wall is not None:
        if wait_for_person(visit, attendant, seen.judgement.wall, judged) is None:
            return
        steps.settle_after_load(visit)
        _read(visit, seen, "read_page")


def _at_page(
    visit: Visit, seen: Seen, pictures: Spool, pass_wall: Callable[[], None] | None = None
) -> None:
    if visit.restless and visit.recorder.give_up_document():
        # It had its time. Pictures and words are to be of one page, not of one that grows.
        steps.stop_loading(visit)
    _read_through(visit, seen)
    if visit.restless and seen.facts.get("painted") is False:
        # Something that never comes keeps all from being shown: give it up, as a person would.
        steps.stop_loading(visit)
        _read(visit, seen, "read_page")
    if pass_wall is not None and seen.judgement is not None and seen.judgement.wall is not None:
        pass_wall()
    before = int(seen.facts.get("text_length") or 0)
    if seen.judgement is None or seen.judgement.wall is None:
        refuse_consent(visit, seen.looks, pictures)
        for step in (steps.scroll, steps.have_patience):
            step(visit)
            if visit.last_end == "limit" and _read_through(visit, seen):
                # What never ends had begun since.
                step(visit)
        if pass_wall is None:
            # A person who is at the page does that by hand.
            steps.expand(visit)
        scroll_parts(visit)
        steps.fonts(visit)
        steps.back_to_top(visit)
        # The page knows nothing of them, and need not come to rest after them.
        ask_for_photos(visit)
        _read(visit, seen, "read_page_again")
        if before > _SOME_TEXT and int(seen.facts.get("text_length") or 0) < before * _LITTLE:
            visit.warnings.add("content_vanished")
    look_at_page(visit, seen.looks, seen.facts, pictures)
    with looking_for_blank_bands(visit, seen.looks, float(seen.facts.get("ratio") or 1)):
        ask_certificates(visit, seen.looks)
        keep_mhtml(visit, seen.looks)
        print_page(visit, seen.looks, pictures)
        steps.settle(visit, "settle_at_end", 3, load=False)


def _picture_spool(spool: Path) -> Spool:
    folder = spool / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    return Spool(folder)


def _read_through(visit: Visit, seen: Seen) -> bool:
    """Read the page; say whether a script that let nobody else run had to be stopped for that."""
    if _read(visit, seen, "read_page") or visit.last_end != "limit":
        return False
    if "script_stopped" in visit.warnings:
        return False
    steps.stop_script(visit)
    _read(visit, seen, "read_page")
    return True


def _read(visit: Visit, seen: Seen, did: str) -> bool:
    """Read what the page says of itself, and judge it; say whether it answered."""

    def work(limit: float) -> dict[str, int | str | None]:
        facts: Json = visit.run("facts", {"limit": _TEXT}, limit)
        document = visit.recorder.document()
        seen.judgement = _judged(facts, document.status if document else None)
        seen.facts = facts
        return {"end": "done", "kind": seen.judgement.kind.value, **_why(seen.judgement)}

    return visit.step(did, 5, work)


def _judged(facts: Json, status: int | None) -> Judgement:
    try:
        return judge(PageSigns.of(facts, status))
    except (KeyError, TypeError, ValueError) as error:
        raise DevToolsError("facts: not understood") from error


def _why(judgement: Judgement) -> dict[str, str]:
    if judgement.wall is None:
        return {}
    return {"wall": judgement.wall.value, "signs": " ".join(judgement.signs)}
