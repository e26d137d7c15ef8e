"""The arithmetic: the worked example, what is never added, what stays unknown, which law holds."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.casework.counting import (
    NOT_READ,
    Bounds,
    Period,
    SeenListing,
    count_listing,
    times,
)
from evidencekit.casework.law import Measure, lines_on
from evidencekit.casework.rulebook import shipped
from evidencekit.casework.thresholds import (
    Rate,
    State,
    ThresholdSheet,
    UnitCost,
    in_currency,
    make_sheet,
    state_of,
)
from evidencekit.domain.errors import NotFound

DAY = date(2026, 11, 27)
AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
LINES = lines_on(shipped().law("cn_thresholds"), DAY)


def between(low: int | str | None, high: int | str | None) -> Bounds:
    return Bounds(None if low is None else Decimal(low), None if high is None else Decimal(high))


def exactly(value: int | str) -> Bounds:
    return between(value, value)


def seen(item: str, price: Bounds, sold: Bounds, **more: object) -> SeenListing:
    first = SeenListing(f"c-{item}", "taobao", item, AT, price, sold, Period.TOTAL)
    return replace(first, **more)  # type: ignore[arg-type]  # fields of the class


A = seen("a", between(89, 129), between(2000, None), stock=exactly(480))
B = seen("b", exactly(59), exactly(312))


def sheet(*listings: SeenListing, day: date = DAY, cost: UnitCost | None = None) -> ThresholdSheet:
    return make_sheet(listings, lines_on(shipped().law("cn_thresholds"), day), day, cost)


def state(made: ThresholdSheet, fact: str) -> State:
    return next(one.state for one in made.states if one.line.fact.name == fact)


def test_the_worked_example() -> None:
    made = sheet(A, B)
    document = made.to_json()
    assert document["sales_low"] == "196408"
    assert document["unsold_low"] == "42720"
    assert document["volume_low"] == "239128"
    assert (document["sales_high"], document["volume_high"], document["gains"]) == (None,) * 3
    assert state(made, "line_214_sales") is State.REACHED_ON_LOW
    assert state(made, "line_213_volume") is State.REACHED_ON_LOW
    assert state(made, "line_214_sold_and_unsold") is State.REACHED_ON_LOW
    # 500,000: the count is open above, so "below" is not known.
    assert state(made, "line_214_sales_aggravated") is State.UNKNOWN
    assert state(made, "line_214_gains") is State.UNKNOWN
    assert state(made, "line_215_pieces") is State.UNKNOWN


def test_a_sheet_says_how_far_it_is_to_the_next_line() -> None:
    small = seen("a", exactly(89), exactly(100))
    ahead = next(one for one in sheet(small).missing if dict(one.details).get("measure") == "sales")
    assert dict(ahead.details)["short"] == "41100"
    assert dict(ahead.details)["units"] == "462"
    # At 89 yuan the line of 50,000 is reached with 562 units.
    assert state(sheet(replace(small, sold=exactly(562))), "line_214_sales") is State.REACHED_ON_LOW
    assert state(sheet(replace(small, sold=exactly(561))), "line_214_sales") is State.NEAR


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (exactly(100), State.REACHED_ON_LOW),
        (between(79, 100), State.REACHED_ONLY_ON_HIGH),
        (between(80, 99), State.NEAR),
        (between(80, None), State.NEAR),
        (between(79, 99), State.BELOW),
        (between(79, None), State.UNKNOWN),
        (NOT_READ, State.UNKNOWN),
    ],
)
def test_how_a_sum_stands_to_a_line(figure: Bounds, expected: State) -> None:
    assert state_of(figure, Decimal(100)) is expected
    assert state_of(figure, None) is State.UNKNOWN


def test_nothing_read_is_unknown_and_never_zero() -> None:
    made = sheet(seen("a", exactly(89), NOT_READ), seen("b", NOT_READ, exactly(3)))
    assert made.sales == made.unsold == made.volume == NOT_READ
    assert made.to_json()["sales_low"] is None
    assert {one.code for one in made.missing} >= {
        "sold_not_read",
        "price_not_read",
        "stock_not_read",
    }
    assert all(one.state is State.UNKNOWN for one in made.states)


def test_other_variants_on_the_page_leave_the_low_end_at_zero() -> None:
    made = sheet(replace(B, is_mixed=True))
    assert made.sales == between(0, 312 * 59)


def test_rolling_counts_are_added_only_where_their_days_do_not_overlap() -> None:
    rolling = [
        seen(
            "a",
            exactly(10),
            exactly(units),
            period=Period.LAST_30_DAYS,
            capture_id=f"c-{days}",
            at=AT + timedelta(days=days),
        )
        for days, units in ((0, 100), (10, 150), (31, 90), (70, 5))
    ]
    counted = count_listing(rolling)
    # 100 + 90 + 5 is more than 150 + 5: the second overlaps both its neighbours.
    assert [one.capture_id for one in counted.sold] == ["c-0", "c-31", "c-70"]
    assert counted.sales == between(1950, None)


def test_a_running_total_and_rolling_counts_are_never_added() -> None:
    total = seen("a", exactly(10), exactly(300))
    month = seen("a", exactly(10), exactly(90), period=Period.LAST_30_DAYS, capture_id="c-month")
    assert count_listing([total, month]).sales == exactly(3000)
    assert count_listing([replace(total, sold=exactly(50)), month]).sales == between(900, None)


def test_gains_need_a_sourced_cost_below_every_price() -> None:
    cost = UnitCost(Decimal(9), "quotation of the factory, exhibit 4")
    assert sheet(B, cost=cost).gains == exactly(312 * 50)
    assert sheet(A, B, cost=cost).gains == between(2000 * 80 + 312 * 50, None)
    assert sheet(B, cost=UnitCost(Decimal(60), "guess")).gains == NOT_READ
    assert sheet(replace(B, is_mixed=True), cost=cost).gains.low == 0


def test_one_dated_rate_turns_a_foreign_price() -> None:
    rate = Rate("USD", Decimal("7.12"), DAY, "the central bank's middle rate")
    turned = in_currency(between(10, 20), "USD", "CNY", {"USD": rate})
    assert turned == between("71.20", "142.40")
    assert in_currency(between(10, 20), "EUR", "CNY", {"USD": rate}) == NOT_READ
    assert in_currency(between(10, None), "USD", "CNY", {"USD": rate}).high is None
    assert in_currency(NOT_READ, "CNY", "CNY", {}) == NOT_READ


def test_the_day_picks_the_law() -> None:
    law = shipped().law("cn_thresholds")
    old = {one.fact.name: one for one in lines_on(law, date(2024, 1, 1))}
    new = {one.fact.name: one for one in lines_on(law, date(2025, 4, 26))}
    assert old["line_214_sales_aggravated"].amount == 250_000
    assert new["line_214_sales_aggravated"].amount == 500_000
    assert old["line_214_sales"].fact.status.value == "primary"
    assert new["line_214_sales"].fact.status.is_doubtful
    assert "line_214_unsold" not in old
    last, first = (lines_on(law, date(*day)) for day in ((2026, 12, 31), (2027, 1, 1)))
    admin = [next(one for one in both if one.band == "administrative") for both in (last, first)]
    assert [one.amount for one in admin] == [50_000, None]


@given(st.dates(date(2004, 1, 1), date(2035, 1, 1)))
def test_every_day_finds_the_lines_in_force_and_no_others(day: date) -> None:
    law = shipped().law("cn_thresholds")
    lines = lines_on(law, day)
    assert all(one.fact.holds_on(day) for one in lines)
    names = [one.fact.name for one in lines]
    assert len(names) == len(set(names))
    held = {one.name for one in law.facts if one.name.startswith("line_") and one.holds_on(day)}
    assert set(names) == held
    # Before the interpretation of 2025 nothing of it is counted with, after it nothing older.
    new = day >= date(2025, 4, 26)
    assert all(
        (one.fact.valid_from == date(2025, 4, 26)) == new for one in lines if one.band == "basic"
    )


def test_each_fact_of_the_law_has_status_source_and_day() -> None:
    assert {one.head["id"] for one in shipped().laws} >= {"cn_thresholds", "us_thresholds"}
    for law in shipped().laws:
        for fact in law.facts:
            assert fact.sources
            # Each day finds at most one version of a fact.
            others = [one for one in law.facts if one.name == fact.name and one is not fact]
            assert not any(one.holds_on(fact.valid_from or date.min) for one in others)
    with pytest.raises(NotFound):
        shipped().law("atlantis")


counts = st.one_of(
    st.just(NOT_READ),
    st.tuples(st.integers(0, 10**6), st.none() | st.integers(0, 10**6)).map(
        lambda ends: between(ends[0], None if ends[1] is None else ends[0] + ends[1])
    ),
)
prices = st.one_of(
    st.just(NOT_READ),
    st.tuples(st.decimals(0, 10**4, places=2), st.decimals(0, 10**4, places=2)).map(
        lambda ends: Bounds(min(ends), max(ends))
    ),
)


@st.composite
def listings(draw: st.DrawFn) -> SeenListing:
    return SeenListing(
        f"c-{draw(st.integers(0, 10**6))}",
        draw(st.sampled_from(["taobao", "temu"])),
        draw(st.sampled_from("ab")),
        AT + timedelta(days=draw(st.integers(0, 200))),
        draw(prices),
        draw(counts),
        draw(st.sampled_from(Period)),
        draw(counts),
        draw(st.booleans()),
    )


@given(st.lists(listings(), max_size=8))
def test_a_low_end_is_never_above_its_high_end(several: list[SeenListing]) -> None:
    made = sheet(*several, cost=UnitCost(Decimal(1), "invoice"))
    for figure in (made.sales, made.unsold, made.volume, made.gains):
        assert figure.high is None or (figure.low is not None and figure.low <= figure.high)


@given(st.lists(listings(), min_size=1, max_size=8), st.data())
def test_more_captures_of_one_running_total_never_add(
    several: list[SeenListing], data: st.DataObject
) -> None:
    running = [
        replace(one, platform="taobao", item_id="a", period=Period.TOTAL, capture_id=f"c-{place}")
        for place, one in enumerate(several)
    ]
    alone = [count_listing([one]).sales.low for one in running]
    together = count_listing(data.draw(st.permutations(running))).sales.low
    assert together in alone
    assert together == count_listing(running).sales.low


@given(st.lists(listings(), max_size=8))
def test_an_unread_count_is_never_a_zero(several: list[SeenListing]) -> None:
    made = sheet(*several)
    read = any(counted.amount.is_read for one in made.listings for counted in one.sold)
    assert (made.sales.low is not None) == read
    for one in made.listings:
        if not one.sold:
            assert one.sales == NOT_READ


@given(counts, prices)
def test_a_product_lies_between_its_ends(units: Bounds, price: Bounds) -> None:
    product = times(units, price)
    assert product.is_read == (units.is_read and price.is_read)
    if units.low is not None and price.low is not None and product.low is not None:
        assert product.low <= units.low * price.low
    if product.high is not None and units.high is not None and price.high is not None:
        assert product.high >= units.high * price.high


def test_measures_of_the_law_are_all_summed() -> None:
    assert {one.line.measure for one in sheet(A).states} == set(Measure)
