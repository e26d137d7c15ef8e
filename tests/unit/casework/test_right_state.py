"""How papers stand on a day; which power a filer files by; what is due of powers and recordals."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.casework.case_work import CaseAction, CaseDecision, CaseTask, standing
from evidencekit.casework.deadlines import of_right, of_task
from evidencekit.casework.model import (
    Capacity,
    Complaint,
    FiledRight,
    Filer,
    Right,
    RightKind,
    RightStatus,
)
from evidencekit.casework.right_parts import PowerOfAttorney, Recordal
from evidencekit.casework.right_standing import power_for, standing_papers
from evidencekit.casework.right_state import (
    SOON,
    PaperState,
    certificate_state,
    power_state,
    right_state,
)

TODAY = date(2026, 11, 27)
AT = datetime(2026, 11, 27, tzinfo=UTC)
DAY = timedelta(days=1)
POWER = PowerOfAttorney("attachments/p.pdf", "Li", None, date(2030, 1, 1), ("r-1",), ("amazon",))
RIGHT = Right(
    "r-1", RightKind.TRADEMARK, "CN", "", "7", "X", (), "", "Brand X", None, date(2036, 1, 1),
    RightStatus.REGISTERED, (), "attachments/c.pdf", powers=(POWER,),
)  # fmt: skip
COMPLAINT = Complaint(
    "p-1", "amazon", "en", None, ("r-1",), ("c-1",), Filer("Li", Capacity.AGENT), ()
)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, PaperState.HOLDS),
        ({"valid_to": TODAY}, PaperState.ENDS_SOON),
        ({"valid_to": TODAY + SOON}, PaperState.ENDS_SOON),
        ({"valid_to": TODAY + SOON + DAY}, PaperState.HOLDS),
        ({"valid_to": TODAY - DAY}, PaperState.EXPIRED),
        ({"valid_to": None}, PaperState.UNKNOWN_END),
        ({"valid_from": TODAY}, PaperState.HOLDS),
        ({"valid_from": TODAY + DAY}, PaperState.NOT_YET),
        ({"ended_on": TODAY}, PaperState.WITHDRAWN),
        ({"ended_on": TODAY + DAY}, PaperState.HOLDS),
        ({"file": "attachments/gone.pdf"}, PaperState.NOT_WHOLE),
    ],
)
def test_how_a_power_stands(change, state):
    assert power_state(replace(POWER, **change), {"attachments/gone.pdf"}, TODAY) is state


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({}, PaperState.HOLDS),
        ({"status": RightStatus.PENDING}, PaperState.NOT_REGISTERED),
        ({"expiry": TODAY - DAY}, PaperState.EXPIRED),
        ({"expiry": TODAY - DAY, "certificate": None}, PaperState.EXPIRED),
        ({"certificate": None}, PaperState.MISSING),
        ({"certificate": "attachments/gone.pdf"}, PaperState.NOT_WHOLE),
        ({"expiry": TODAY + DAY}, PaperState.ENDS_SOON),
        ({"expiry": None}, PaperState.UNKNOWN_END),
    ],
)
def test_how_a_right_stands(change, state):
    right = replace(RIGHT, **change)
    assert right_state(right, {"attachments/gone.pdf"}, TODAY) is state


def test_a_certificate_is_here_whole_or_not():
    assert certificate_state(RIGHT, frozenset()) is PaperState.HOLDS
    assert certificate_state(RIGHT, {RIGHT.certificate}) is PaperState.NOT_WHOLE


def test_the_power_that_lacks_least_counts_and_of_two_alike_the_newer():
    other = replace(POWER, file="attachments/other.pdf")
    lacking = replace(other, recipients=("ebay",))
    expired = replace(other, valid_to=TODAY - DAY)
    for powers, chosen in (
        ((POWER, lacking), POWER),
        ((lacking, POWER), POWER),
        ((POWER, expired), POWER),
        ((POWER, other), other),
        ((), None),
    ):
        assert power_for(replace(RIGHT, powers=powers), COMPLAINT, TODAY) == chosen
    owner = replace(COMPLAINT, filer=Filer("Brand X", Capacity.OWNER))
    assert power_for(RIGHT, owner, TODAY) is None


def test_a_confirmed_complaint_names_the_papers_it_was_confirmed_with():
    filed = FiledRight("r-1", "Brand X", "7", None, "attachments/old.pdf", "attachments/q.pdf")
    now = standing_papers(COMPLAINT, (RIGHT,))
    assert [(one.kind, one.sha256) for one in now] == [("certificate", "c"), ("power", "p")]
    then = standing_papers(replace(COMPLAINT, filed=(filed,), confirmed_at=AT), (RIGHT,))
    assert [one.sha256 for one in then] == ["old", "q"]
    nothing = replace(filed, certificate=None, power=None)
    assert standing_papers(replace(COMPLAINT, filed=(nothing,), confirmed_at=AT), (RIGHT,)) == []


def test_what_another_power_follows_is_due_no_more():
    def due(*powers):
        found = of_right(replace(RIGHT, expiry=None, powers=powers))
        return [one.due for one in found if one.kind == "power_expiry"]

    first = replace(POWER, valid_to=date(2026, 12, 1))
    assert due(first) == [date(2026, 12, 1)]
    assert due(first, POWER) == [POWER.valid_to]
    assert due(first, replace(POWER, valid_to=None)) == []
    for other in (
        replace(POWER, agent="Wang"),
        replace(POWER, recipients=("ebay",)),
        replace(POWER, ended_on=TODAY),
    ):
        assert date(2026, 12, 1) in due(first, other)
    assert due(replace(first, ended_on=TODAY)) == []


def test_a_recordal_and_a_task_have_their_days():
    recordals = (Recordal("CN Customs", "T1", date(2027, 1, 1)), Recordal("CBP", "2"))
    found = list(of_right(replace(RIGHT, expiry=None, powers=(), recordals=recordals)))
    assert [(one.kind, one.due) for one in found] == [("recordal_expiry", date(2027, 1, 1))]
    assert "CN Customs" in found[0].words
    task = CaseTask(1, "k-1", "reply {now}", "bo", TODAY, "ana", AT)
    (one,) = of_task(task)
    assert (one.due, one.subject, one.words) == (TODAY, "k-1", "bo: reply {now}")
    assert list(of_task(replace(task, due=None))) == []
    assert list(of_task(replace(task, done_at=AT))) == []


CASES = ("k-1", "k-2", "k-3", "k-4")


@given(st.lists(st.tuples(st.sampled_from(CASES), st.sampled_from(CASES), st.booleans())))
def test_whatever_is_merged_and_parted_each_case_shows_in_one_place(asked):
    said = []
    for one, other, merge in asked:
        stand = standing(said)
        if merge and one != other and one not in stand.into and other not in stand.into:
            said.append(CaseDecision(one, CaseAction.MERGE, other, "r", "ana", AT))
        elif not merge and one in stand.into:
            said.append(CaseDecision(one, CaseAction.SEPARATE, None, "", "ana", AT))
    stand = standing(said)
    roots = [one for one in CASES if one not in stand.into]
    assert sorted(one for root in roots for one in stand.members(root)) == sorted(CASES)
