"""Where a seller stands on the board: what records say, what a hand may add, never the reverse."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.casework.model import ComplaintState as State
from evidencekit.casework.stages import Placing, Stage, Standing, recorded_stage
from evidencekit.casework.steps import ENDED, FILED

STATES = st.lists(st.sampled_from(State), max_size=5)
WORDS = st.lists(st.booleans(), max_size=5)


@pytest.mark.parametrize(
    ("stamped", "states", "bought", "stage"),
    [
        ([], [], False, Stage.NEW),
        ([True, False], [], False, Stage.NEW),
        ([True, True], [], False, Stage.PRESERVED),
        ([False], [], True, Stage.TEST_BUY),
        ([True], [State.DRAFT, State.EXPORTED], False, Stage.PRESERVED),
        ([True], [State.SUBMITTED], True, Stage.COMPLAINED),
        ([True], [State.REAPPEARED, State.CLOSED], False, Stage.COMPLAINED),
        ([True], [State.VERIFIED_GONE], False, Stage.COMPLAINED),
        ([False], [State.CLOSED, State.WITHDRAWN], False, Stage.CLOSED),
        # One that is still to be filed has not ended.
        ([True], [State.CLOSED, State.DRAFT], False, Stage.COMPLAINED),
    ],
)
def test_the_records_say_the_furthest_that_is_so(stamped, states, bought, stage):
    assert recorded_stage(stamped, states, bought=bought) is stage


@given(WORDS, STATES, st.booleans())
def test_no_stage_is_claimed_that_no_record_bears_out(stamped, states, bought):
    stage = recorded_stage(stamped, states, bought=bought)
    filed = any(one in FILED | ENDED for one in states)
    assert (stage.place >= Stage.COMPLAINED.place) is filed
    assert (stage is Stage.CLOSED) is (filed and all(one in ENDED for one in states))
    if stage is Stage.TEST_BUY:
        assert bought
    if stage is Stage.PRESERVED:
        assert all(stamped)
        assert stamped


@given(WORDS, STATES, st.booleans(), st.sampled_from(State))
def test_a_further_complaint_never_leads_back_behind_complained(stamped, states, bought, more):
    before = recorded_stage(stamped, states, bought=bought)
    after = recorded_stage(stamped, [*states, more], bought=bought)
    assert after.place >= min(before.place, Stage.COMPLAINED.place)


@given(st.sampled_from(Stage), st.sampled_from([None, *Stage]))
def test_the_hand_adds_and_the_records_win(recorded, placed):
    placing = Placing("k-1", "s-1", placed, "ana", datetime(2026, 11, 27, tzinfo=UTC))
    standing = Standing(recorded, placing)
    assert standing.stage.place == max(recorded.place, placed.place if placed else 0)
    assert standing.by_hand is (standing.stage is not recorded)
    for wanted in Stage:
        assert bool(standing.refusal(wanted)) is (wanted.place < recorded.place)


def test_a_refusal_says_what_stands_in_the_way():
    assert Standing(Stage.COMPLAINED).refusal(Stage.PRESERVED) == (
        "the records say Complained: a complaint was filed. It can't stand before that"
    )
