"""A clock that was set shows in the log: wall and monotonic clock part (`docs/vault-format.md` 12).

Both are on every line. Within one boot they move together, but for a small tolerance.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise

from evidencekit.domain.times import parse_utc, utc_text
from evidencekit.evidence.custody import CustodyLine, Moment

STEP = "clock.step"
TOLERANCE_MS = 2000
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class UntoldStep:
    """A line whose clocks do not fit the line before it, and no `clock.step` says so.

    `seq` counts from 0; `told` is what a `clock.step` says instead, None without one.
    """

    seq: int
    step_ms: int
    told: int | None


def step_ms(last: CustodyLine, now: Moment) -> int:
    """Return by how many ms the wall clock was moved since `last`, with sign.

    0 after another boot, whose monotonic clock tells nothing, and up to 2,000 ms either way.
    """
    if last.boot != now.boot:
        return 0
    # Of the time as it will be written: readers have no more than that.
    return _moved((last.at, last.mono), (utc_text(now.at), now.mono))


def untold_steps(lines: Iterable[CustodyLine]) -> Iterator[UntoldStep]:
    """Return the steps that no line tells of, and the lines that tell of a step that was none."""
    for before, line in pairwise(lines):
        same = before.boot == line.boot
        found = _moved((before.at, before.mono), (line.at, line.mono)) if same else 0
        said = line.body.get("step_ms") if line.kind == STEP else 0
        if found != said or (same and line.mono < before.mono):
            told = said if isinstance(said, int) and line.kind == STEP else None
            yield UntoldStep(line.seq, found, told)


def _moved(before: tuple[str, int], after: tuple[str, int]) -> int:
    wall = (parse_utc(after[0]) - parse_utc(before[0])) // _MILLISECOND
    moved = wall - (after[1] - before[1])
    return moved if abs(moved) > TOLERANCE_MS else 0
