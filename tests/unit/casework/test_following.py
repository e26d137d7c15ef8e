"""Terms in days and working days; clocks that start and stop; what the rates are made of."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.casework.deadlines import in_order, of_complaint, of_right
from evidencekit.casework.model import (
    Capacity,
    Complaint,
    ComplaintState,
    Filer,
    Recheck,
    RecheckResult,
    Right,
    RightKind,
    RightStatus,
    Step,
    StepKind,
)
from evidencekit.casework.outcomes import Outcome, rates, reported
from evidencekit.casework.preflight import NAMES
from evidencekit.casework.rejections import rejection_rules
from evidencekit.casework.right_parts import PowerOfAttorney
from evidencekit.casework.rulebook import shipped
from evidencekit.casework.steps import may_follow, state_after
from evidencekit.casework.working_days import add_days

AT = datetime(2026, 11, 27, 8, tzinfo=UTC)
DAY = date(2026, 11, 2)
COMPLAINT = Complaint(
    "p-1", "alibaba_ipp", "en", None, ("r-1",), ("c-1", "c-2"), Filer("Brand X", Capacity.OWNER), ()
)
RIGHT = Right(
    "r-1", RightKind.TRADEMARK, "CN", "", "0123", "", (), "", "Brand X", None, date(2027, 1, 1),
    RightStatus.REGISTERED, (), None,
    powers=(PowerOfAttorney("a", "Li", None, date(2026, 12, 1), ("r-1",), ("amazon",)),),
)  # fmt: skip


def step(kind: StepKind, days: int = 0, captures: tuple[str, ...] = (), **more: object) -> Step:
    made = Step("p-1", kind, DAY + timedelta(days=days), "ana", AT, captures)
    return replace(made, **more)  # type: ignore[arg-type]  # fields of the class


def due(recipient: str, *steps: Step) -> list[date | None]:
    given = of_complaint(COMPLAINT, steps, shipped().recipient(recipient))
    return [one.due for one in in_order(list(given))]


@pytest.mark.parametrize(
    ("start", "amount", "unit", "country", "end"),
    [
        ((2026, 11, 2), 15, "days", None, (2026, 11, 17)),
        ((2026, 11, 6), 1, "working_days", None, (2026, 11, 9)),
        # Thanksgiving, 26 November.
        ((2026, 11, 25), 1, "business_days", "US", (2026, 11, 27)),
        # The Chinese new year of 2026, and the Saturday on which it is worked for.
        ((2026, 2, 13), 1, "working_days", "CN", (2026, 2, 14)),
        ((2026, 9, 30), 1, "working_days", "CN", (2026, 10, 8)),
        ((2026, 1, 31), 1, "months", None, (2026, 2, 28)),
        ((2026, 12, 31), 6, "months", None, (2027, 6, 30)),
        ((2024, 2, 29), 1, "year", None, (2025, 2, 28)),
        # A country whose calendar nobody has: weekends alone.
        ((2026, 11, 6), 1, "working_days", "ZZ", (2026, 11, 9)),
    ],
)
def test_a_term_ends(start, amount, unit, country, end):
    assert add_days(date(*start), amount, unit, country) == date(*end)


def test_an_unknown_unit_gives_no_day():
    assert add_days(DAY, 3, "moons", None) is None


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(0, 60))
def test_working_days_end_on_a_working_day_and_never_early(start, amount):
    end = add_days(start, amount, "working_days", None)
    assert end is not None
    assert end >= start + timedelta(days=amount)
    assert amount == 0 or end.weekday() < 5


def test_a_counter_notice_starts_a_clock_and_a_reply_stops_it():
    objected = step(StepKind.COUNTER_NOTICE, 3)
    assert due("alibaba_ipp", objected) == [date(2026, 11, 20)]
    assert due("alibaba_ipp", step(StepKind.ACCEPTED, 3)) == []
    assert due("alibaba_ipp", objected, step(StepKind.REPLIED, 4)) == []
    assert due("alibaba_ipp", objected, step(StepKind.REPLIED, 4, ("c-1",))) == [date(2026, 11, 20)]
    one = replace(objected, captures=("c-1",))
    assert due("alibaba_ipp", one, step(StepKind.REPLIED, 4, ("c-1",))) == []
    assert due("alibaba_ipp", objected, step(StepKind.GONE, 4)) == [date(2026, 11, 20)]


def test_the_shorter_of_two_terms_counts_in_american_working_days():
    assert due("generic_dmca", step(StepKind.COUNTER_NOTICE, 18)) == [date(2026, 12, 7)]


def test_a_rule_that_nobody_read_is_told_and_an_unknown_one_has_no_day():
    objected = step(StepKind.COUNTER_NOTICE)
    (etsy,) = of_complaint(COMPLAINT, [objected], shipped().recipient("etsy"))
    assert etsy.is_unverified
    assert "ask counsel" in etsy.words
    assert etsy.to_json(DAY)["unverified"] is True
    (temu,) = of_complaint(COMPLAINT, [objected], shipped().recipient("temu"))
    assert (temu.due, temu.fact, temu.to_json(DAY)["days_left"]) == (None, None, None)


def test_rights_and_powers_end_and_the_unknown_comes_first():
    ends = list(of_right(RIGHT))
    assert [one.due for one in in_order(ends)] == [date(2026, 12, 1), date(2027, 1, 1)]
    assert ends[0].to_json(date(2027, 1, 2))["overdue"] is True
    assert list(of_right(replace(RIGHT, expiry=None, powers=()))) == []
    (unknown,) = of_complaint(
        COMPLAINT, [step(StepKind.COUNTER_NOTICE)], shipped().recipient("temu")
    )
    assert in_order([*ends, unknown])[0] is unknown


def test_which_step_may_follow():
    assert may_follow(ComplaintState.EXPORTED, StepKind.SUBMITTED)
    for kind in StepKind:
        assert not may_follow(ComplaintState.DRAFT, kind)
        assert not may_follow(ComplaintState.CONFIRMED, kind)
        assert not may_follow(ComplaintState.CLOSED, kind)
        assert may_follow(ComplaintState.SUBMITTED, kind) == (kind is not StepKind.SUBMITTED)


def after(state: ComplaintState, *steps: Step) -> ComplaintState:
    complaint, before = replace(COMPLAINT, state=state), []
    for one in steps:
        now = state_after(complaint, before, one)
        complaint, before = replace(complaint, state=now), [*before, one]
    return complaint.state


def test_what_ends_a_complaint_is_said_of_each_listing():
    submitted, answered = ComplaintState.SUBMITTED, ComplaintState.ANSWERED
    assert after(submitted, step(StepKind.SEIZED)) is submitted
    assert after(answered, step(StepKind.GONE)) is ComplaintState.VERIFIED_GONE
    for kind, end in (
        (StepKind.WITHDRAWN, ComplaintState.WITHDRAWN),
        (StepKind.CLOSED, ComplaintState.CLOSED),
        (StepKind.GONE, ComplaintState.VERIFIED_GONE),
    ):
        one, other = step(kind, 1, ("c-1",)), step(kind, 2, ("c-2",))
        assert after(answered, one) is answered
        assert after(answered, one, other) is end
    withdrawn, gone = step(StepKind.WITHDRAWN, 1, ("c-1",)), step(StepKind.GONE, 2, ("c-2",))
    assert after(answered, withdrawn, gone) is ComplaintState.VERIFIED_GONE
    back = step(StepKind.REAPPEARED, 3, ("c-2",))
    assert after(answered, step(StepKind.GONE, 1, ("c-2",)), back) is ComplaintState.REAPPEARED
    # What came back is not gone: the other alone ends nothing.
    last = step(StepKind.GONE, 4, ("c-1",))
    assert after(answered, gone, back, last) is ComplaintState.REAPPEARED


def test_a_part_withdrawn_leaves_the_clock_of_the_others():
    objected = step(StepKind.COUNTER_NOTICE)
    withdrawn = step(StepKind.WITHDRAWN, 1, ("c-1",))
    assert due("alibaba_ipp", objected, withdrawn) == [date(2026, 11, 17)]


FILED = step(StepKind.SUBMITTED)


def outcomes(*steps: Step, visits: tuple[Recheck, ...] = ()) -> list[tuple[Outcome, int | None]]:
    found = reported(COMPLAINT, [FILED, *steps], visits, lambda _capture: "taobao")
    return [(one.outcome, one.days) for one in found]


def visit(capture: str, result: RecheckResult, day: int) -> Recheck:
    return Recheck(capture, None, result, None, "ana", datetime(2026, 11, day, tzinfo=UTC))


def test_what_became_of_each_address():
    open_ = (Outcome.OPEN, None)
    assert outcomes() == [open_, open_]
    assert outcomes(step(StepKind.GONE, 2, ("c-1",))) == [(Outcome.GONE, 2), open_]
    back = [step(StepKind.ACCEPTED, 1), step(StepKind.REAPPEARED, 9, ("c-2",))]
    assert outcomes(*back) == [(Outcome.ACCEPTED, 1), (Outcome.REAPPEARED, 1)]
    assert outcomes(step(StepKind.COUNTER_NOTICE, 1))[0] == (Outcome.CONTESTED, None)
    assert reported(COMPLAINT, [], (), str) == []


def test_a_visit_shows_more_than_an_answer():
    gone, there = RecheckResult.GONE, RecheckResult.THERE
    assert outcomes(visits=(visit("c-1", gone, 9),))[0] == (Outcome.GONE, 7)
    accepted = step(StepKind.ACCEPTED, 1)
    assert outcomes(accepted, visits=(visit("c-1", there, 9),))[0] == (Outcome.REAPPEARED, 1)
    assert outcomes(visits=(visit("c-1", there, 9),))[0] == (Outcome.OPEN, None)
    assert outcomes(visits=(visit("c-1", RecheckResult.UNKNOWN, 9),))[0] == (Outcome.OPEN, None)
    last = (visit("c-1", there, 9), visit("c-1", gone, 12))
    assert outcomes(visits=last)[0] == (Outcome.GONE, 10)
    taken_back = step(StepKind.WITHDRAWN, 1)
    assert outcomes(taken_back, visits=last)[0] == (Outcome.WITHDRAWN, None)


def test_rates_have_no_zero_where_nothing_was_answered():
    refused = step(StepKind.REJECTED, 2, ("c-2",), reason="not as registered", rule="owner_name")
    listings = reported(
        COMPLAINT, [FILED, step(StepKind.GONE, 4, ("c-1",)), refused], (), lambda _c: "taobao"
    )
    (rate,) = rates(listings, "recipient")
    assert (rate.reported, rate.answered, rate.removed, rate.rejected) == (2, 2, 1, 1)
    assert rate.success == 0.5
    assert rate.median_days == 4
    (reason,) = rates(listings, "reason")
    assert (reason.key, reason.reported) == ("not as registered", 1)
    assert [one.key for one in rates(listings, "rule")] == ["owner_name"]
    (unanswered,) = rates(reported(COMPLAINT, [FILED], (), str), "right")
    assert (unanswered.success, unanswered.to_json()["success_rate"]) == (None, None)


def test_each_reason_that_recipients_give_leads_to_the_rule_that_catches_it():
    known = rejection_rules()
    facts = [one for it in shipped().recipients for one in it.facts if one.name == "rejections"]
    codes = {code for fact in facts for code in fact.value or ()}
    assert codes
    assert codes == set(known)
    assert {rule for rule in known.values() if rule} <= NAMES
    assert known["owner_name_not_as_on_register"] == "owner_name"
    assert known["late"] is None
