"""Consent banners: refused, or necessary cookies only, by words and names of `consent.json`.

Only where the plan asks for it. What is not certainly such a banner, or has no such button, nor
one behind its settings, stays.
"""

import hashlib
import json
from dataclasses import dataclass

from evidencekit.capture.actions import Result
from evidencekit.capture.connection import DevToolsError, Json
from evidencekit.capture.looking import Looks, Shot
from evidencekit.capture.page_view import PageScript
from evidencekit.capture.spool import Spool
from evidencekit.capture.visit import Visit
from evidencekit.foundation.resources import resource

_MOST_FRAMES = 30
_GOES_MS = 2_000
_REST = 3.0


@dataclass(frozen=True, slots=True)
class _Banner:
    """A banner in `frame`: who made it, as far as known, and the words on its button."""

    frame: str
    whole: bool
    manager: str
    button: str
    can: bool


def words_sha256() -> str:
    """Return the SHA-256 of the words and names that banners are known by."""
    return hashlib.sha256(_file()).hexdigest()


def refuse_consent(visit: Visit, looks: Looks, spool: Spool) -> None:
    """Look for a consent banner and refuse, with a picture before; what stays is a warning."""
    if not visit.plan.consent:
        return
    found: list[_Banner] = []
    visit.step("consent_look", 5, lambda limit: _look(visit, found, limit))
    if not found:
        return
    if not found[0].can:
        visit.warnings.add("consent_stays")
        return
    visit.step("view_before", 10, lambda limit: _picture(visit, looks, spool, limit))
    if not visit.step("consent_refuse", 5, lambda limit: _press(visit, found[0], limit)):
        visit.warnings.add("consent_stays")


def _file() -> bytes:
    return resource("session", "consent.json").read_bytes()


def _run(visit: Visit, frame: str, limit: float, *, press: bool, whole: bool) -> Json:
    given: Json = {"words": json.loads(_file()), "press": press, "wait": _GOES_MS, "whole": whole}
    answer = visit.view.run(PageScript.load("consent"), given, limit, frame)
    return answer if isinstance(answer, dict) else {}


def _look(visit: Visit, found: list[_Banner], limit: float) -> Result:
    """Take the first banner with a button; one without only when there is no other."""
    stays: list[_Banner] = []
    main, *inner = visit.view.frames(limit)[:_MOST_FRAMES]
    for frame in (main, *inner):
        try:
            told = _run(visit, frame, limit, press=False, whole=frame != main)
        except DevToolsError:
            # A frame may be gone by its turn.
            continue
        if told.get("found"):
            words = str(told.get("manager", ""))[:100], str(told.get("button", ""))[:100]
            banner = _Banner(frame, frame != main, *words, bool(told.get("can")))
            (found if banner.can else stays).append(banner)
    found += stays
    if not found:
        return {"end": "done", "found": 0}
    end = "done" if found[0].can else "skipped"
    return {"end": end, "found": len(found), "manager": found[0].manager, "why": _why(found[0])}


def _why(banner: _Banner) -> str:
    return "" if banner.can else "no button that refuses"


def _picture(visit: Visit, looks: Looks, spool: Spool, limit: float) -> Result:
    picture = visit.view.picture(limit)
    body = spool.store(picture.png)
    looks.shots.append(Shot(body, picture.width, picture.height, before=True))
    return {"end": "done", "width": picture.width, "height": picture.height}


def _press(visit: Visit, banner: _Banner, limit: float) -> Result:
    told: Json = {}
    try:
        told = _run(visit, banner.frame, limit, press=True, whole=banner.whole)
        gone = bool(told.get("gone"))
    except DevToolsError:
        # Its frame, or the whole page, went away with it.
        gone = True
    visit.wait(lambda: visit.recorder.idle_for(visit.plan.quiet), visit.left(_REST))
    button = str(told.get("button") or banner.button)[:200]
    result: Result = {"manager": banner.manager, "button": button}
    return result | {"end": "done" if gone else "refused", "gone": int(gone)}
