"""The boxes of a page that scroll by themselves, its frames among them: gone through, put back.

What loads late in a carousel, in a list in a box or far down a frame loads then, as it would for a
person who looks at it. New frames come of it, and lists that grow: round by round, until a limit.
"""

from evidencekit.capture.actions import Result
from evidencekit.capture.connection import DevToolsError, Json
from evidencekit.capture.page_view import PageScript
from evidencekit.capture.visit import Visit

_SECONDS = 8.0
_ROUND = 4.0
_MOST_FRAMES = 30
_BEGIN = 0.12
_MOMENT = 0.2
_REST = 2.0


def scroll_parts(visit: Visit) -> None:
    """Go through every box that scrolls; what is not gone through by the end is a limit hit."""
    if visit.stopped_by is None:
        visit.step("scroll_parts", _SECONDS, lambda limit: _rounds(visit, limit))


def _rounds(visit: Visit, limit: float) -> Result:
    ends = visit.clock.monotonic_ns() + int(limit * 1e9)
    told: Result = {"boxes": 0, "rounds": 0}
    by: str | None = "growth"
    for _round in range(visit.plan.growths):
        boxes, over = _through(visit, (ends - visit.clock.monotonic_ns()) / 1e9)
        if not boxes:
            by = None
            break
        told = {"boxes": int(told["boxes"] or 0) + boxes, "rounds": int(told["rounds"] or 0) + 1}
        if over:
            by = "time"
            break
        visit.wait(lambda: False, visit.left(_BEGIN))
        visit.wait(lambda: visit.recorder.idle_for(_MOMENT), visit.left(_REST))
    if told["boxes"]:
        _in_frames(visit, {"back": True, "ms": 0})
    if by is not None:
        visit.stop(by)
    return {"end": "limit" if by else "done", "by": by} | told


def _through(visit: Visit, left: float) -> tuple[int, bool]:
    """Return how many boxes were gone through now, and whether the time did not suffice."""
    if left <= 0:
        return 1, True
    answers = _in_frames(visit, {"back": False, "ms": int(min(left, _ROUND) * 1000)})
    boxes = sum(int(one.get("boxes") or 0) for one in answers)
    return boxes, any(one.get("over") for one in answers)


def _in_frames(visit: Visit, given: Json) -> list[Json]:
    answers = []
    for frame in visit.view.frames(visit.left(2))[:_MOST_FRAMES]:
        try:
            answer = visit.view.run(PageScript.load("parts"), given, visit.left(2 * _ROUND), frame)
        except DevToolsError:
            # It may be gone by its turn, or live in a process of its own.
            continue
        except TimeoutError:
            answers.append({"boxes": 1, "over": True})
            break
        if isinstance(answer, dict):
            answers.append(answer)
    visit.pump(0)
    return answers
