"""Ids: their form, their order, and that nothing else passes for one."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.domain.ids import IdKind, is_id, new_id

TIMES = st.datetimes(
    min_value=datetime(1970, 1, 1),  # noqa: DTZ001  # hypothesis wants it naive
    timezones=st.just(UTC),
)
GOOD = "c-01jbw3z8r0abcdefghjkmnpqrs"


@given(at=TIMES, kind=st.sampled_from(IdKind))
def test_a_new_id_is_an_id_of_its_kind_only(at, kind):
    made = new_id(kind, at)
    assert [other for other in IdKind if is_id(made, other)] == [kind]


@given(at=TIMES, later=st.integers(1, 10**10))
def test_ids_are_ordered_by_their_milliseconds(at, later):
    try:
        after = at + timedelta(milliseconds=later)
    except OverflowError:
        return
    assert new_id(IdKind.CAPTURE, at) < new_id(IdKind.CAPTURE, after)


@given(at=TIMES)
def test_the_time_part_is_the_whole_milliseconds(at):
    floor = at.replace(microsecond=at.microsecond // 1000 * 1000)
    assert new_id(IdKind.CASE, at)[:12] == new_id(IdKind.CASE, floor)[:12]


def test_two_ids_of_one_moment_differ(clock):
    assert len({new_id(IdKind.CAPTURE, clock.now()) for _ in range(1000)}) == 1000


def test_a_naive_time_is_refused():
    with pytest.raises(TypeError):
        new_id(IdKind.CAPTURE, datetime(2026, 1, 1))  # noqa: DTZ001  # that is the point


def test_the_good_example_is_good():
    assert is_id(GOOD, IdKind.CAPTURE)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c-",
        GOOD.upper(),
        GOOD + "\n",
        GOOD + "/..",
        "../" + GOOD,
        GOOD[:-1] + "/",
        GOOD[:-1] + "\\",
        GOOD[:-1] + "u",
        GOOD[:-1] + "é",
        GOOD[:-1] + "٣",
        GOOD.replace("c-0", "c-8"),
        GOOD.replace("c-", "r-"),
        "c-" + "../" * 8 + "ab",
    ],
)
def test_nothing_that_could_be_a_path_is_an_id(text):
    assert not is_id(text, IdKind.CAPTURE)


@given(text=st.text(st.sampled_from("c-./\\:0a~\0\n"), max_size=30))
def test_text_with_a_separator_is_no_id(text):
    if set(text) & set("./\\:~\0\n"):
        assert not any(is_id(text, kind) for kind in IdKind)
