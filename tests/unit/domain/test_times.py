"""Times as text, there and back."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.domain.times import parse_utc, utc_seconds, utc_text

OFFSETS = st.integers(-12 * 60, 14 * 60).map(lambda m: timezone(timedelta(minutes=m)))
TIMES = st.datetimes(
    min_value=datetime(1970, 1, 2),  # noqa: DTZ001  # hypothesis wants it naive
    max_value=datetime(9999, 12, 30),  # noqa: DTZ001
    timezones=OFFSETS,
)


def cut(at, unit):
    return at - (at - datetime(1970, 1, 1, tzinfo=UTC)) % unit


@given(at=TIMES)
def test_milliseconds_come_back(at):
    back = parse_utc(utc_text(at))
    assert back == cut(at, timedelta(milliseconds=1))
    assert back.utcoffset() == timedelta()


@given(at=TIMES)
def test_seconds_come_back(at):
    assert parse_utc(utc_seconds(at)) == cut(at, timedelta(seconds=1))


@given(one=TIMES, other=TIMES)
def test_texts_are_ordered_as_their_times(one, other):
    if utc_text(one) < utc_text(other):
        assert one < other


def test_the_form():
    at = datetime(2026, 11, 5, 12, 3, 2, 45_999, tzinfo=timezone(timedelta(hours=8)))
    assert utc_text(at) == "2026-11-05T04:03:02.045Z"
    assert utc_seconds(at) == "2026-11-05T04:03:02Z"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Z",
        "yesterday Z",
        "2026-11-05T04:03:02",
        "2026-11-05T04:03:02+00:00",
        "2026-11-05T04:03:02+01:00Z",
        "2026-13-05T04:03:02Z",
    ],
)
def test_anything_else_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011  # the kind is the promise, not the words
        parse_utc(text)
