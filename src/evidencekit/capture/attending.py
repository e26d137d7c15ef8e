"""A person before the page: walls are solved in view, and what the person did is told."""

from collections.abc import Callable, Sequence
from typing import Protocol

from evidencekit.capture import steps
from evidencekit.capture.actions import Result
from evidencekit.capture.connection import DevToolsError, Json
from evidencekit.capture.visit import Visit
from evidencekit.capture.walls import Judgement, Wall

# So long a person may take; then the wall is captured as it stands.
_PATIENCE = 900.0
_POLL = 0.2
_LOOK_EVERY_NS = 1_000_000_000
_RESTLESS = 4.0


class Attendant(Protocol):
    """The person who looks on. Asked and told from the session's thread."""

    @property
    def acts(self) -> Sequence[Json]:
        """Return the connection's messages of kind `person` that concern the page shown.

        And what the watch over a browser's window found: `devtools`, `unwatched`.
        """

    @property
    def leaves_wall(self) -> bool:
        """Say whether the person wants the wall captured as it stands."""

    def wall(self, wall: Wall | None) -> None:
        """Hear that a wall stands there for the person to solve; None: it is so no more."""


def wait_for_person(
    visit: Visit, attendant: Attendant, wall: Wall, judged: Callable[[float], Judgement]
) -> Judgement | None:
    """Give the page to the person until its wall is gone; return what it is then.

    None: the wall stands, since the person left it or time ran out. The time counts for no limit of
    the capture. `judged` looks at the page in so many seconds. Both ends are in the log.
    """
    begun = visit.clock.monotonic_ns()
    visit.log.add("person_asked", visit.asked, {"end": "done", "wall": wall.value})
    steps.give_back(visit)
    attendant.wall(wall)
    try:
        now = _until_gone(visit, attendant, judged)
    finally:
        attendant.wall(None)
        took = visit.clock.monotonic_ns() - begun
        visit.give(took)
    steps.hide_scrollbars(visit)
    end = "done" if now else "refused" if attendant.leaves_wall else "limit"
    result: Result = {"end": end, "wall": wall.value, "took_ms": took // 1_000_000}
    visit.log.add("person_passed_wall" if now else "person_left_wall", visit.asked, result)
    if now:
        visit.warnings.add("wall_passed_by_person")
        visit.person.append(
            {"did": "passed_wall", "wall": wall.value, "took_ms": took // 1_000_000}
        )
    return now


def _until_gone(
    visit: Visit, attendant: Attendant, judged: Callable[[float], Judgement]
) -> Judgement | None:
    ends = visit.clock.monotonic_ns() + int(_PATIENCE * 1e9)
    look_at = 0
    while not attendant.leaves_wall and (now := visit.clock.monotonic_ns()) < ends:
        visit.pump(_POLL)
        if now < look_at or not _at_rest(visit):
            continue
        look_at = now + _LOOK_EVERY_NS
        before = visit.recorder.document()
        try:
            judgement = judged(2)
        except (DevToolsError, TimeoutError):
            # A page that goes just now; the next one is looked at.
            continue
        visit.pump(0)
        # What was looked at may have been the next page already, before its recording was taken.
        if judgement.wall is None and visit.recorder.document() == before:
            return judgement
    return None


def _at_rest(visit: Visit) -> bool:
    """Say whether the page is there: half of one shows no wall either."""
    since = visit.recorder.loaded_for()
    return since is not None and (visit.recorder.idle_for(visit.plan.quiet) or since > _RESTLESS)
