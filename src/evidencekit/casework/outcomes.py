"""What became of what was complained about, address by address, and the rates that follow."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from statistics import median

from evidencekit.casework.model import Complaint, Recheck, RecheckResult, Step, StepKind


class Outcome(StrEnum):
    """How it stands with one reported listing. Open: nothing was heard or seen yet."""

    OPEN = "open"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    CONTESTED = "contested"
    GONE = "gone"
    REAPPEARED = "reappeared"
    WITHDRAWN = "withdrawn"


_OF_STEP = {
    StepKind.ACCEPTED: Outcome.ACCEPTED,
    StepKind.REJECTED: Outcome.REJECTED,
    StepKind.COUNTER_NOTICE: Outcome.CONTESTED,
    StepKind.GONE: Outcome.GONE,
    StepKind.REAPPEARED: Outcome.REAPPEARED,
    StepKind.WITHDRAWN: Outcome.WITHDRAWN,
}
ANSWERED = frozenset(
    {Outcome.ACCEPTED, Outcome.GONE, Outcome.REJECTED, Outcome.REAPPEARED, Outcome.CONTESTED}
)
WON = frozenset({Outcome.ACCEPTED, Outcome.GONE})


@dataclass(frozen=True, slots=True)
class ReportedListing:
    """One address of a complaint and what became of it.

    `filed` is the day of filing, `days` from it to the first removal, None while there is none;
    `rule` the pre-flight rule that would have caught a refusal; `contested` whether the seller
    objected; `action` whether an authority opened a case or seized.
    """

    complaint: str
    recipient: str
    rights: tuple[str, ...]
    seller: str | None
    person: str | None
    capture: str
    platform: str
    outcome: Outcome
    days: int | None
    reason: str
    rule: str | None
    action: bool
    filed: date
    contested: bool = False


@dataclass(frozen=True, slots=True)
class Rate:
    """The figures of one group. A rate without a single answer is None, never zero."""

    key: str
    reported: int
    answered: int
    removed: int
    rejected: int
    reappeared: int
    actions: int
    median_days: float | None

    @property
    def success(self) -> float | None:
        """Return the share of the answered that were removed or accepted."""
        return self.removed / self.answered if self.answered else None

    def to_json(self) -> dict[str, object]:
        """Return an element of `stats --json`."""
        success = self.success
        return {
            "key": self.key,
            "reported": self.reported,
            "answered": self.answered,
            "removed": self.removed,
            "rejected": self.rejected,
            "reappeared": self.reappeared,
            "actions": self.actions,
            "success_rate": None if success is None else round(success, 4),
            "median_days": self.median_days,
        }


def reported(
    complaint: Complaint,
    steps: Sequence[Step],
    rechecks: Iterable[Recheck],
    platform: Callable[[str], str],
) -> list[ReportedListing]:
    """Return what became of each address of a filed complaint; of one never filed, nothing.

    A re-check counts only where it is later than what was recorded: it shows what a person sees.
    """
    filed = next((step.on for step in steps if step.kind is StepKind.SUBMITTED), None)
    if filed is None:
        return []
    seen = _seen(rechecks)
    found: list[ReportedListing] = []
    for capture in complaint.captures:
        own = [one for one in steps if not one.captures or capture in one.captures]
        outcome, days, last = _followed(own, filed)
        if capture in seen and outcome is not Outcome.WITHDRAWN:
            outcome = _with_what_was_seen(outcome, seen[capture][0])
            if days is None and outcome is Outcome.GONE:
                days = (seen[capture][1] - filed).days
        found.append(
            ReportedListing(
                complaint.id,
                complaint.recipient,
                complaint.rights,
                complaint.seller,
                complaint.confirmed_by,
                capture,
                platform(capture),
                outcome,
                days,
                last.reason if last else "",
                last.rule if last else None,
                any(one.kind in {StepKind.AUTHORITY_CASE, StepKind.SEIZED} for one in own),
                filed,
                any(one.kind is StepKind.COUNTER_NOTICE for one in own),
            )
        )
    return found


def rates(listings: Sequence[ReportedListing], by: str) -> list[Rate]:
    """Return rates by recipient, platform, right, reason, rule or person; most reported first."""
    groups: dict[str, list[ReportedListing]] = {}
    for one in listings:
        for key in _keys(one, by):
            groups.setdefault(key, []).append(one)
    made = [rate_of(key, group) for key, group in groups.items()]
    return sorted(made, key=lambda rate: (-rate.reported, rate.key))


def _keys(one: ReportedListing, by: str) -> tuple[str, ...]:
    keys: dict[str, tuple[str, ...]] = {
        "recipient": (one.recipient,),
        "platform": (one.platform or "?",),
        "right": one.rights,
        "reason": (one.reason,) if one.reason else (),
        "rule": (one.rule,) if one.rule else (),
        "person": (one.person or "?",),
    }
    return keys[by]


def rate_of(key: str, group: Sequence[ReportedListing]) -> Rate:
    """Return the figures of a group, which may be empty."""
    days = [one.days for one in group if one.days is not None]

    def count(*outcomes: Outcome) -> int:
        return sum(one.outcome in outcomes for one in group)

    return Rate(
        key,
        len(group),
        count(*ANSWERED),
        count(*WON),
        count(Outcome.REJECTED),
        count(Outcome.REAPPEARED),
        sum(one.action for one in group),
        median(days) if days else None,
    )


def _followed(steps: Sequence[Step], filed: date) -> tuple[Outcome, int | None, Step | None]:
    """Return how the steps leave it, the days to the first removal, the last refusal."""
    outcome, days, refusal = Outcome.OPEN, None, None
    for step in steps:
        outcome = _OF_STEP.get(step.kind, outcome)
        if days is None and outcome in WON:
            days = (step.on - filed).days
        if step.kind is StepKind.REJECTED:
            refusal = step
    return outcome, days, refusal


def _seen(rechecks: Iterable[Recheck]) -> dict[str, tuple[Outcome, date]]:
    """Return what the last visit that could tell anything found, by the capture reported."""
    seen: dict[str, tuple[Outcome, date]] = {}
    for one in sorted(rechecks, key=lambda recheck: recheck.at):
        if one.result is RecheckResult.GONE:
            seen[one.capture_before] = (Outcome.GONE, one.at.date())
        elif one.result is not RecheckResult.UNKNOWN:
            seen[one.capture_before] = (Outcome.REAPPEARED, one.at.date())
    return seen


def _with_what_was_seen(outcome: Outcome, seen: Outcome) -> Outcome:
    """Let a visit correct what was recorded; a listing that was never gone can't reappear."""
    if seen is Outcome.GONE:
        return Outcome.GONE
    return Outcome.REAPPEARED if outcome in WON else outcome
