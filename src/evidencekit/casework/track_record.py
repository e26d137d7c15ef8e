"""The whole of what was filed: totals, how a recipient counts its filers, markets for a submission.

A share of nothing is None, never zero.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from evidencekit.casework.dated_facts import RuleFact
from evidencekit.casework.model import Step, StepKind
from evidencekit.casework.outcomes import ANSWERED, WON, Outcome, ReportedListing, rate_of, rates
from evidencekit.casework.recipients import Recipient
from evidencekit.casework.working_days import add_days

_LOST = frozenset({Outcome.REJECTED, Outcome.REAPPEARED})
_PERCENT = 100


@dataclass(frozen=True, slots=True)
class Totals:
    """What was filed and what came of it; `seized` is value by currency.

    `leads` are complaints filed with authorities, `led` those in which one opened a case or seized.
    """

    leads: int
    led: int
    reported: int
    answered: int
    removed: int
    rejected: int
    reappeared: int
    median_days: float | None
    authority_cases: tuple[str, ...]
    pieces: int
    seized: tuple[tuple[str, Decimal], ...]

    @property
    def success(self) -> float | None:
        """Return the share of the answered that were removed or accepted."""
        return share(self.removed, self.answered)

    @property
    def led_share(self) -> float | None:
        """Return the share of the leads that led to action."""
        return share(self.led, self.leads)

    def to_json(self) -> dict[str, object]:
        """Return `totals` of `outcomes --json`."""
        return {
            "leads": self.leads,
            "led_to_action": self.led,
            "led_share": rounded(self.led_share),
            "reported": self.reported,
            "answered": self.answered,
            "removed": self.removed,
            "rejected": self.rejected,
            "reappeared": self.reappeared,
            "success_rate": rounded(self.success),
            "median_days": self.median_days,
            "authority_cases": list(self.authority_cases),
            "pieces": self.pieces,
            "seized": [
                {"amount": f"{amount:f}", "currency": currency} for currency, amount in self.seized
            ],
        }


class StandingState(StrEnum):
    """How a filer stands to the lines that a recipient draws."""

    HOLDS = "holds"
    LOST = "lost"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class RecipientStanding:
    """How a recipient counts us, by the data: of what was filed since `since`, what it answered.

    `refusals_left` is how many more refusals the line of success bears, None without a line.
    Objections count as upheld where a refusal or a return followed; the others may still.
    """

    recipient: str
    since: date
    answered: int
    removed: int
    objections: int
    upheld: int
    success_line: int
    objection_line: int | None
    fact: RuleFact

    @property
    def success(self) -> float | None:
        """Return the share of the answered that were removed or accepted."""
        return share(self.removed, self.answered)

    @property
    def upheld_share(self) -> float | None:
        """Return the share of the answered whose seller objected with success."""
        return share(self.upheld, self.answered)

    @property
    def refusals_left(self) -> int:
        """Return how many more refusals leave the success on its line; below it none."""
        return max(0, self.removed * _PERCENT // self.success_line - self.answered)

    @property
    def state(self) -> StandingState:
        """Return how it stands today."""
        if not self.answered:
            return StandingState.UNKNOWN
        below = self.removed * _PERCENT < self.success_line * self.answered
        line = self.objection_line
        above = line is not None and self.upheld * _PERCENT > line * self.answered
        return StandingState.LOST if below or above else StandingState.HOLDS

    def to_json(self) -> dict[str, object]:
        """Return an element of `standing`."""
        return {
            "recipient": self.recipient,
            "since": self.since.isoformat(),
            "answered": self.answered,
            "removed": self.removed,
            "success_rate": rounded(self.success),
            "success_line": self.success_line / _PERCENT,
            "refusals_left": self.refusals_left,
            "objections": self.objections,
            "objections_upheld": self.upheld,
            "upheld_share": rounded(self.upheld_share),
            "objection_line": self.objection_line / _PERCENT if self.objection_line else None,
            "state": self.state.value,
            "fact": self.fact.to_json(),
        }


@dataclass(frozen=True, slots=True)
class Market:
    """One market as a submission on notorious markets tells of it (19 CFR, USTR's yearly docket).

    `sellers` and `complaints` are for the confidential version alone.
    """

    market: str
    notices: int
    listings: int
    answered: int
    removed: int
    reappeared: int
    median_days: float | None
    repeat_sellers: int
    actions: int
    sellers: tuple[str, ...] = ()
    complaints: tuple[str, ...] = ()

    def to_json(self, *, public: bool) -> dict[str, object]:
        """Return a row; the public version names no seller and no complaint."""
        told: dict[str, object] = {
            "market": self.market,
            "notices_sent": self.notices,
            "listings_reported": self.listings,
            "answered": self.answered,
            "removed": self.removed,
            "removal_rate": rounded(share(self.removed, self.answered)),
            "median_days": self.median_days,
            "reappeared": self.reappeared,
            "repeat_sellers": self.repeat_sellers,
            "authority_actions": self.actions,
        }
        if not public:
            told |= {"sellers": list(self.sellers), "complaints": list(self.complaints)}
        return told


def totals(
    listings: Sequence[ReportedListing], steps: Iterable[Step], offices: frozenset[str]
) -> Totals:
    """Add up all that was filed. `steps` are of the same complaints, `offices` authorities' ids."""
    taken = list(steps)
    whole = rate_of("", listings)
    leads = [one for one in listings if one.recipient in offices]
    cases = (one.reference for one in taken if one.kind is StepKind.AUTHORITY_CASE)
    seized: dict[str, Decimal] = {}
    for one in taken:
        if one.kind is StepKind.SEIZED and one.value is not None:
            before = seized.get(one.value.currency, Decimal(0))
            seized[one.value.currency] = before + one.value.amount
    return Totals(
        leads=len({one.complaint for one in leads}),
        led=len({one.complaint for one in leads if one.action}),
        reported=whole.reported,
        answered=whole.answered,
        removed=whole.removed,
        rejected=whole.rejected,
        reappeared=whole.reappeared,
        median_days=whole.median_days,
        authority_cases=tuple(dict.fromkeys(case for case in cases if case)),
        pieces=sum(one.pieces or 0 for one in taken if one.kind is StepKind.SEIZED),
        seized=tuple(sorted(seized.items())),
    )


def standings(
    listings: Sequence[ReportedListing], recipients: Iterable[Recipient], today: date
) -> tuple[RecipientStanding, ...]:
    """Return how each recipient counts us that says how it counts, and got something from us."""
    found = []
    for recipient in recipients:
        fact = recipient.fact("standing", today)
        ours = [one for one in listings if one.recipient == recipient.id]
        if fact is not None and isinstance(fact.value, dict) and ours:
            found.append(_standing(ours, fact, today))
    return tuple(found)


def markets(listings: Sequence[ReportedListing]) -> tuple[Market, ...]:
    """Return the markets, the most reported first."""
    made = []
    for rate in rates(listings, "platform"):
        here = [one for one in listings if (one.platform or "?") == rate.key]
        by_seller: dict[str, set[str]] = {}
        for one in here:
            if one.seller:
                by_seller.setdefault(one.seller, set()).add(one.complaint)
        made.append(
            Market(
                rate.key,
                len({one.complaint for one in here}),
                rate.reported,
                rate.answered,
                rate.removed,
                rate.reappeared,
                rate.median_days,
                sum(len(complaints) > 1 for complaints in by_seller.values()),
                rate.actions,
                tuple(sorted(by_seller)),
                tuple(sorted({one.complaint for one in here})),
            )
        )
    return tuple(made)


def share(part: int, whole: int) -> float | None:
    """Return a share, None of nothing."""
    return part / whole if whole else None


def rounded(figure: float | None) -> float | None:
    """Return a share to four places."""
    return None if figure is None else round(figure, 4)


def _standing(ours: list[ReportedListing], fact: RuleFact, today: date) -> RecipientStanding:
    said = fact.value
    assert isinstance(said, dict)  # noqa: S101  # the schema has said so
    since = add_days(today, -int(said["months"]), "months", None) or today
    answered = [one for one in ours if one.filed >= since and one.outcome in ANSWERED]
    return RecipientStanding(
        ours[0].recipient,
        since,
        len(answered),
        sum(one.outcome in WON for one in answered),
        sum(one.contested for one in answered),
        sum(one.contested and one.outcome in _LOST for one in answered),
        int(said["success_min_percent"]),
        said.get("objections_max_percent"),
        fact,
    )
