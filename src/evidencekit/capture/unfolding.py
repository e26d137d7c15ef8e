"""Shows all of a page that the engine, or the page, shows in part only: for as long as it is read.

A page that scrolls in a box of its own, or has parts that are drawn only near the window, gets a
window as tall as all of it. One that grows with its window (a picture as high as the screen) is
instead laid out with that box open, in the window that it has.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from evidencekit.capture.actions import Result
from evidencekit.capture.connection import DevToolsError, EngineGone, Json
from evidencekit.capture.visit import Visit

_PICTURES_MS = 1_500
_SOME = 5
_SLACK = 50
_GREW = 0.3


@contextmanager
def unfolded(visit: Visit) -> Iterator[None]:
    """Show all of the page meanwhile; what can't be shown is a warning of the visit."""
    unfolding = _Unfolding(visit)
    visit.step("unfold", 5, unfolding.work)
    try:
        yield
    finally:
        unfolding.back()


class _Unfolding:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._tall = self._open = False

    def work(self, limit: float) -> Result:
        told = self._shell(limit)
        more, view = _number(told, "more"), _number(told, "view")
        if more <= 0 and not _number(told, "gone"):
            return {"end": "done", "more": 0, "far": _number(told, "far")}
        if more > 0:
            tall = min(view + more, self._visit.plan.height)
            self._tall = True
            self._visit.view.set_window(limit, _number(told, "width"), tall)
            self._top(limit)
        now = self._shell(limit)
        if _grew(told, now):
            now = self._all_open(limit, told, now)
        self._judge(limit, told, now)
        more = more if self._tall or self._open else 0
        return {"end": "done", "more": more, "far": _number(now, "far"), "opened": int(self._open)}

    def _all_open(self, limit: float, told: Json, now: Json) -> Json:
        """Lay the page out with its box open; say what is left out then."""
        if _number(told, "gone") and not _number(told, "far"):
            # A page that draws what is in its window needs the window.
            self._visit.warnings.add("fullpage_inexact")
            return now
        self._narrow(limit)
        self._open = True
        now = self._shell(limit, {"open": True})
        self._top(limit)
        if _number(now, "more") > _SLACK or _number(now, "height") < _number(told, "height") / 2:
            self._visit.warnings.add("fullpage_inexact")
        return now

    def _judge(self, limit: float, told: Json, now: Json) -> None:
        far, gone = _number(told, "far"), _number(told, "gone")
        if not (far or gone):
            return
        if _number(now, "far") or _number(now, "empty") >= _SOME:
            self._visit.warnings.add("fullpage_inexact")
        if self._tall and not far and _number(now, "gone") > gone / 2:
            # It had put other words in their place: the window was made tall for nothing.
            self._narrow(limit)

    def back(self) -> None:
        """Give the page its window and its boxes back."""
        with suppress(DevToolsError, TimeoutError, EngineGone):
            if self._open:
                self._shell(self._visit.left(5), {"open": False})
            if self._tall:
                self._narrow(self._visit.left(5))

    def _shell(self, limit: float, given: Json | None = None) -> Json:
        return self._visit.run("shell", given or {}, limit)

    def _top(self, limit: float) -> None:
        self._visit.run("scroll", {"y": 0, "wait": _PICTURES_MS}, limit)

    def _narrow(self, limit: float) -> None:
        self._visit.view.set_window(limit, 0, 0)
        self._tall = False


def _grew(told: Json, now: Json) -> bool:
    """Say whether the page grew with its window, so that no window is tall enough."""
    wider = _number(now, "view") - _number(told, "view")
    return wider > 0 and _number(now, "height") - max(
        _number(told, "height"), _number(now, "view")
    ) > max(_SLACK, _GREW * wider)


def _number(told: Json, name: str) -> int:
    return int(told.get(name) or 0)
