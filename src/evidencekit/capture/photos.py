"""The photos at full size: addresses that the page names and has not fetched, asked for by us.

The same session asks, as the page would, so that the recorder keeps them like all else; they are
marked as asked for by the capture (`initiator`). No address is made up from another.
"""

from evidencekit.capture.actions import Result
from evidencekit.capture.connection import DevToolsError, Json
from evidencekit.capture.page_view import PageScript
from evidencekit.capture.visit import Visit

_MOST = 40
_MOST_FRAMES = 10
_AT_ONCE = 6
_MOST_BYTES = 40 << 20
_SECONDS = 8.0
_A_BATCH = 3.0
_PATIENCE = 0.3


def ask_for_photos(visit: Visit) -> None:
    """Have the photos fetched, within seconds, number and bytes; fewer of them is no gap.

    Each by the frame that names it, as it would be for a person who enlarges it there.
    """
    found: list[tuple[str, list[str]]] = []

    def find(limit: float) -> Result:
        named = _find(visit, found, limit)
        return {"end": "done", "named": named, "new": sum(len(some) for _frame, some in found)}

    def ask(limit: float) -> Result:
        return _ask(visit, found, limit)

    if visit.stopped_by is None and visit.step("photos", 3, find) and found:
        visit.step("photos_ask", _SECONDS, ask)


def _find(visit: Visit, found: list[tuple[str, list[str]]], limit: float) -> int:
    """Add the photos by frame that nobody asked for yet; return how many the page names."""
    asked = {hop.url.split("#", 1)[0] for hop in visit.recorder.hops()}
    named = 0
    main, *inner = visit.view.frames(limit)[:_MOST_FRAMES]
    for frame in (main, *inner):
        left = _MOST - sum(len(some) for _frame, some in found)
        answer = _run(visit, "photos", {"limit": left}, limit, frame)
        if not answer and frame == main:
            raise DevToolsError("photos: no answer")
        some = [one for one in answer.get("addresses", ()) if isinstance(one, str)]
        new = [one for one in some if one.split("#", 1)[0] not in asked]
        asked.update(one.split("#", 1)[0] for one in new)
        named += int(answer.get("named") or 0)
        if new:
            found.append((frame, new))
    return named


def _run(visit: Visit, name: str, given: Json, limit: float, frame: str) -> Json:
    try:
        answer = visit.view.run(PageScript.load(name), given, limit, frame)
    except DevToolsError:
        # A frame may be gone by its turn.
        return {}
    return answer if isinstance(answer, dict) else {}


def _ask(visit: Visit, found: list[tuple[str, list[str]]], limit: float) -> Result:
    ends = visit.clock.monotonic_ns() + int(limit * 1e9)
    before = visit.recorder.bytes_kept
    batches = [
        (frame, addresses[start : start + _AT_ONCE])
        for frame, addresses in found
        for start in range(0, len(addresses), _AT_ONCE)
    ]
    asked = here = 0
    for frame, some in batches:
        left = (ends - visit.clock.monotonic_ns()) / 1e9
        taken = visit.recorder.bytes_kept - before
        if left <= _PATIENCE or taken > _MOST_BYTES or visit.stopped_by is not None:
            break
        visit.recorder.ask_for(some)
        asked += len(some)
        given = {"addresses": some, "wait": int(min(left - _PATIENCE, _A_BATCH) * 1000)}
        here += int(_run(visit, "ask", given, left, frame).get("here") or 0)
        visit.pump(0)
    taken = visit.recorder.bytes_kept - before
    end = "done" if asked == sum(len(some) for _frame, some in found) else "limit"
    return {"end": end, "asked": asked, "here": here, "bytes": taken}
