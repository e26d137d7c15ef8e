"""The photos at full size: addresses that the page names and has not fetched, asked for by us.

The same session asks, as the page would, so that the recorder keeps them like all else; they are
marked as asked for by the capture (`initiator`). No address is made up from another.
"""

from evidencekit.capture.actions import Result
from evidencekit.capture.visit import Visit

_MOST = 40
_AT_ONCE = 6
_MOST_BYTES = 40 << 20
_SECONDS = 8.0
_A_BATCH = 3.0
_PATIENCE = 0.3


def ask_for_photos(visit: Visit) -> None:
    """Have the photos fetched, within seconds, number and bytes; fewer of them is no gap."""
    found: list[str] = []

    def find(limit: float) -> Result:
        answer = visit.run("photos", {"limit": _MOST}, limit)
        named = [one for one in answer.get("addresses", []) if isinstance(one, str)]
        asked = {hop.url.split("#", 1)[0] for hop in visit.recorder.hops()}
        found.extend(one for one in named if one.split("#", 1)[0] not in asked)
        return {"end": "done", "named": int(answer.get("named") or 0), "new": len(found)}

    def ask(limit: float) -> Result:
        return _ask(visit, found, limit)

    if visit.stopped_by is None and visit.step("photos", 3, find) and found:
        visit.step("photos_ask", _SECONDS, ask)


def _ask(visit: Visit, addresses: list[str], limit: float) -> Result:
    ends = visit.clock.monotonic_ns() + int(limit * 1e9)
    before = visit.recorder.bytes_kept
    asked = here = 0
    for start in range(0, len(addresses), _AT_ONCE):
        left = (ends - visit.clock.monotonic_ns()) / 1e9
        taken = visit.recorder.bytes_kept - before
        if left <= _PATIENCE or taken > _MOST_BYTES or visit.stopped_by is not None:
            break
        some = addresses[start : start + _AT_ONCE]
        visit.recorder.ask_for(some)
        asked += len(some)
        given = {"addresses": some, "wait": int(min(left - _PATIENCE, _A_BATCH) * 1000)}
        here += int(visit.run("ask", given, left).get("here") or 0)
        visit.pump(0)
    taken = visit.recorder.bytes_kept - before
    end = "done" if asked == len(addresses) else "limit"
    return {"end": end, "asked": asked, "here": here, "bytes": taken}
