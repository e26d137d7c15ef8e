"""The steps that bring a page to rest: navigate, settle, scroll, fonts, back to the top."""

import contextlib

from evidencekit.capture.actions import Result
from evidencekit.capture.connection import DevToolsError, Json
from evidencekit.capture.net_errors import error_code
from evidencekit.capture.visit import Visit

_PICTURES_MS = 1_500
_BEGIN = 0.3
_BEGIN_AT_ONCE = 0.12
_MOMENT = 0.2
_INSTANT = 0.05
_RESTLESS = 0.5
_LATE = 3.0
_EXPANDS = 2.0
_MOST_PRESSED = 10
_VERY_MUCH = 50


def stop_script(visit: Visit) -> None:
    """Stop scripts that let nobody else run, so that what the page shows can be kept.

    A page that hangs all the same costs no more than moments of each later step.
    """

    def work(limit: float) -> Result:
        visit.view.stop_script(limit)
        return {"end": "done"}

    visit.stop("time")
    visit.warnings.add("script_stopped")
    visit.step("stop_script", 3, work)
    visit.restless = True


def stop_loading(visit: Visit) -> None:
    """Stop what still loads; the page is shown with what has come."""

    def work(limit: float) -> Result:
        visit.view.stop_loading(limit)
        return {"end": "done", "open": visit.recorder.open_requests()}

    visit.step("stop_loading", 5, work)


def hide_scrollbars(visit: Visit) -> None:
    """Take the scroll bars away for as long as the capture lasts.

    The engine takes its pictures without them: a page laid out beside a scroll bar would be shown
    shifted and cut, and no text would stand where its box is.
    """

    def work(limit: float) -> Result:
        visit.view.hide_scrollbars(limit)
        return {"end": "done"}

    visit.step("hide_scrollbars", 5, work)


def give_back(visit: Visit) -> None:
    """Give the person who goes on with the page its scroll bars and scripts."""
    if "script_stopped" in visit.warnings:
        with contextlib.suppress(DevToolsError, TimeoutError):
            visit.view.allow_scripts(visit.left(5))
    with contextlib.suppress(DevToolsError, TimeoutError):
        visit.view.hide_scrollbars(visit.left(5), hidden=False)


def navigate(visit: Visit) -> tuple[str, str] | None:
    """Go to the address. Returns error code and the engine's word, or None when a page came."""
    error: list[tuple[str, str]] = []

    def go(limit: float) -> Result:
        try:
            answer = visit.connection.call("Page.navigate", {"url": visit.asked}, limit=limit)
        except TimeoutError:
            error.append(("timeout", "no answer within the limit"))
            with contextlib.suppress(DevToolsError, TimeoutError):
                visit.view.stop_loading(visit.left(5))
            raise
        word = str(answer.get("errorText") or "")
        if not word:
            return {"end": "done"}
        error.append((error_code(word), word))
        return {"end": "refused", "why": word}

    visit.pump(0)
    done = visit.step("navigate", visit.plan.navigate, go)
    if done:
        return None
    # The recorder hears of the failure, and of a response without a page, a moment later.
    visit.wait(lambda: _told(visit), visit.left(2))
    return error[0] if error else ("no_answer", "refused")


def _told(visit: Visit) -> bool:
    document = visit.recorder.document()
    return document is not None and (document.status is not None or document.error is not None)


def settle(visit: Visit, did: str, limit: float, *, load: bool) -> bool:
    """Wait until no request is open for a while and, with `load`, the load event has come."""
    # After a load the scroll follows, which waits too.
    seconds = _INSTANT if load else quiet_for(visit)

    def quiet() -> bool:
        loaded = visit.recorder.loaded_for() is not None
        return (loaded or not load) and visit.recorder.idle_for(seconds)

    def work(allowed: float) -> Result:
        end = "done" if visit.wait(quiet, allowed) else "limit"
        return {"end": end, "open": visit.recorder.open_requests()}

    return visit.step(did, min(limit, _RESTLESS) if visit.restless else limit, work)


def quiet_for(visit: Visit) -> float:
    """Return how long nothing may be open: a page that has no timer says all it has at once."""
    return visit.plan.quiet if visit.may_answer_late() else _MOMENT


def settle_after_load(visit: Visit) -> None:
    """Wait for the page to be there. One that asks for ever is captured as it is, and says so.

    One with very much still to come gets as much time again.
    """

    def settles() -> bool:
        return settle(visit, "settle", visit.plan.settle, load=True)

    if settles() or (visit.recorder.open_requests() > _VERY_MUCH and settles()):
        return
    _give_up_rest(visit)


def _give_up_rest(visit: Visit) -> None:
    visit.restless = True
    visit.warnings.add("never_idle")
    visit.stop("time")


def have_patience(visit: Visit) -> None:
    """Give late answers their time after the load event; what grew the page is scrolled over.

    Nothing is waited for where the page was looked at that long already, or can't act by itself.
    """

    def enough() -> bool:
        since = visit.recorder.loaded_for()
        if since is None or visit.restless:
            return since is None or since >= visit.plan.patience
        return since >= visit.plan.patience and visit.recorder.idle_for(visit.plan.quiet)

    grown = 0

    def work(allowed: float) -> Result:
        nonlocal grown
        end = "done" if visit.wait(enough, allowed) else "limit"
        grown = _look(visit, visit.scrolled_to)["height"] - visit.scrolled_to
        return {"end": end, "open": visit.recorder.open_requests(), "grown": max(grown, 0)}

    if not enough() and visit.may_answer_late():
        done = visit.step("patience", visit.plan.patience + _LATE, work)
        if not done and not visit.restless:
            _give_up_rest(visit)
    if grown > 0 and visit.stopped_by is None:
        scroll(visit)


def wait_as_asked(visit: Visit) -> None:
    """Wait the extra seconds of the plan, if any."""
    if visit.plan.wait > 0:

        def work(allowed: float) -> Result:
            visit.wait(lambda: False, allowed)
            return {"end": "done"}

        visit.step("wait", visit.plan.wait, work)


def scroll(visit: Visit) -> None:
    """Go down the page in steps, so that what loads late loads, until an end or a limit."""

    def work(allowed: float) -> Result:
        end = _go_down(visit, allowed)
        if end is not None:
            visit.stop(end)
        return {"end": "limit" if end else "done", "by": end, "to": visit.scrolled_to}

    shown = visit.recorder.shown
    if visit.step("scroll", visit.plan.scroll, work) or visit.stopped_by is not None:
        return
    # A page that leads elsewhere under the scroll is gone with it: what comes is looked at then.
    leads = visit.last_end == "refused" and visit.wait(
        lambda: visit.recorder.shown != shown, visit.left(_LATE)
    )
    if not leads:
        visit.stop("time")


def expand(visit: Visit) -> None:
    """Press what says that there is more of the page, and go down what comes, until a limit."""

    def work(allowed: float) -> Result:
        ends = visit.clock.monotonic_ns() + int(allowed * 1e9)
        told: Result = {"pressed": 0, "labels": ""}
        for _round in range(visit.plan.growths):
            answer = visit.run("expand", {"most": _MOST_PRESSED}, visit.left(5))
            if not int(answer.get("pressed") or 0):
                return {"end": "done"} | told
            told["pressed"] = int(told["pressed"] or 0) + int(answer["pressed"])
            told["labels"] = told["labels"] or " ".join(map(str, answer.get("labels") or ()))
            visit.wait(lambda: False, visit.left(_BEGIN))
            visit.wait(lambda: visit.recorder.idle_for(_MOMENT), visit.left(_EXPANDS))
            by = _go_down(visit, (ends - visit.clock.monotonic_ns()) / 1e9)
            if by is not None:
                visit.stop(by)
                return {"end": "limit", "by": by} | told
        visit.stop("growth")
        return {"end": "limit", "by": "growth"} | told

    if visit.stopped_by is None:
        visit.step("expand", 12, work)


def _go_down(visit: Visit, allowed: float) -> str | None:
    """Scroll to the bottom; return the limit that was hit, or None."""
    ends = visit.clock.monotonic_ns() + int(allowed * 1e9)
    # A second pass goes on where the first one ended.
    y, growths, before = visit.scrolled_to, 0, {"y": -1, "height": 0}
    while visit.clock.monotonic_ns() < ends:
        seen = _look(visit, y, fresh=not visit.scrolled_to)
        bottom = seen["y"] + seen["view"]
        visit.scrolled_to = max(visit.scrolled_to, min(bottom, seen["height"]))
        if visit.full:
            return "bytes"
        if bottom >= visit.plan.height:
            return "height"
        # Less far than asked: the page does not scroll any further, whatever its height says.
        if bottom >= seen["height"] or (seen["y"] < y - 1 and not _snaps(before, seen)):
            if not _goes_on(visit, y, seen):
                return None
            growths += 1
            if growths > visit.plan.growths:
                return "growth"
        before = seen
        y = seen["y"] + max(seen["view"], 1)
    return "time"


def _snaps(before: dict[str, int], seen: dict[str, int]) -> bool:
    """Say whether the page, of the same height, only stops where it wants to."""
    return before["y"] < seen["y"] and before["height"] == seen["height"]


def _goes_on(visit: Visit, y: int, seen: dict[str, int]) -> bool:
    """At the bottom: wait for what the page does now; say whether there is more of it then."""
    # What it fetches, and the engine's word of that, take a moment to begin.
    late = visit.may_answer_late()
    visit.wait(lambda: False, visit.left(_BEGIN if late else _BEGIN_AT_ONCE))
    patience = 2 * _RESTLESS if visit.restless else 2
    visit.wait(lambda: visit.recorder.idle_for(_MOMENT), visit.left(patience))
    again = _look(visit, y)
    return again["height"] > seen["height"] or again["y"] > seen["y"]


def _look(visit: Visit, y: int, *, fresh: bool = False) -> dict[str, int]:
    late = visit.may_answer_late()
    given: Json = {"y": y, "wait": _PICTURES_MS, "fresh": fresh, "late": late}
    answer = visit.run("scroll", given, visit.left(5))
    visit.pump(0)
    return _whole_numbers(answer)


def _whole_numbers(answer: Json) -> dict[str, int]:
    return {name: int(answer.get(name) or 0) for name in ("y", "height", "view")}


def fonts(visit: Visit) -> None:
    """Wait until the page's fonts are there."""

    def work(allowed: float) -> Result:
        given = {"wait": int(allowed * 1000) - 200}
        answer = visit.run("fonts", given, allowed)
        end = "done" if answer.get("status") == "loaded" else "limit"
        return {"end": end, "fonts": int(answer.get("count") or 0)}

    # What a page that does not end loading waits for may never come.
    if not visit.step("fonts", 1 if visit.restless else 4, work):
        visit.warnings.add("fonts_missing")


def back_to_top(visit: Visit) -> None:
    """Go back to the top and let the page come to rest."""

    def work(_allowed: float) -> Result:
        return {"end": "done", "y": _look(visit, 0)["y"]}

    visit.step("back_to_top", 5, work)
    if not settle(visit, "settle_at_top", 3, load=False) and not visit.restless:
        _give_up_rest(visit)
