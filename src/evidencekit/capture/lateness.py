"""Can a page that is at rest still bring something by itself? Decided by what its scripts hold.

What a page waits for is an open request, which is known, or a timer, an animation, a message of
another process: names that stand in its scripts. A page that hides them is told as restful, and
loses only its own late words.
"""

import re
from collections.abc import Iterable

from evidencekit.evidence.records import Body

_LATE = re.compile(
    rb"setTimeout|setInterval|requestIdleCallback|requestAnimationFrame|WebSocket|EventSource"
    rb"|Worker|postMessage|BroadcastChannel|addEventListener\(.(?:message|online|storage)"
    rb"|animation(?:start|end|iteration)|transitionend|ontimeupdate|oncanplay|canplay"
    rb"|http-equiv=.?refresh|<marquee"
    # What makes code of words may hold any of these.
    rb"|\beval\b|(?-i:\bFunction\()|\batob\(|fromCharCode|\\x[0-9a-f]{2}|import\(",
    re.IGNORECASE,
)
_OVERLAP = 64


class Lateness:
    """Says it of a page whose bodies become more: each is read once."""

    def __init__(self) -> None:
        self._acts: dict[str, bool] = {}

    def of(self, bodies: Iterable[Body]) -> bool:
        """Say whether a document or script among `bodies` can act without being asked."""
        return any(map(self._acts_late, bodies))

    def _acts_late(self, body: Body) -> bool:
        known = self._acts.get(body.sha256)
        if known is None:
            known = self._acts[body.sha256] = _acts_late(body)
        return known


def _acts_late(body: Body) -> bool:
    before = b""
    for piece in body.pieces():
        if _LATE.search(before + piece):
            return True
        before = piece[-_OVERLAP:]
    return False
