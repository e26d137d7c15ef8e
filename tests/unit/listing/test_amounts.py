"""Prices and counts as pages of many countries write them."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.listing.amounts import Count, currency_in, read_count, read_price, read_rating


@pytest.mark.parametrize(
    ("raw", "language", "low", "high"),
    [
        ("US $349.99", "en", "349.99", None),
        ("€ 97,39 - 128,72", "he", "97.39", "128.72"),
        ("¥149.00 - 159.00", "zh-CN", "149.00", "159.00"),
        ("3.80-8.20", "", "3.80", "8.20"),
        ("1.130,00\u00a0€", "de-DE", "1130.00", None),
        ("1.130 €", "de", "1130", None),
        ("22,50 €", "fr", "22.50", None),
        ("1,455.00", "en", "1455.00", None),
        ("\ufffd97.39", "", "97.39", None),
        ("￥1,280", "ja", "1280", None),
        (359.99, "", "359.99", None),
    ],
)
def test_prices(raw, language, low, high):
    price = read_price(raw, language)
    assert price is not None
    assert (price.low, price.high) == (Decimal(low), Decimal(high) if high else None)


@pytest.mark.parametrize("raw", ["", "free", "0.00", None, True, "-", "€"])
def test_no_price_is_no_price(raw):
    assert read_price(raw) is None


def test_three_digits_are_thousands_where_a_currency_has_no_cents():
    assert read_price("1.500", "", "JPY").low == 1500
    assert read_price("1.500", "", "USD").low == Decimal("1.5")


@pytest.mark.parametrize(
    ("raw", "low", "high"),
    [
        (121986, 121986, 121986),
        ("3,267", 3267, 3267),
        ("(130)", 130, 130),
        ("1.333", 1333, 1333),
        ("1万+", 10_000, None),
        ("1.2万", 12_000, None),
        ("2000+", 2000, None),
        ("3.000+", 3000, None),
        ("10万+", 100_000, None),
        ("1.2k", 1200, None),
        ("+5 mil vendidos", 5000, None),
        ("More than 10 available", 10, None),
        ("100多件", 100, None),
        ("0", 0, 0),
    ],
)
def test_counts_and_buckets(raw, low, high):
    assert read_count(raw) == Count(low, high)


@pytest.mark.parametrize("raw", ["", "-", None, True, -3, 2.5, float("nan"), float("inf"), 10**400])
def test_no_count_is_no_count(raw):
    assert read_count(raw) is None


@pytest.mark.parametrize(
    ("text", "code"), [("$5", None), ("¥5", None), ("R$ 5", "BRL"), ("5 EUR", "EUR"), ("THE", None)]
)
def test_a_currency_only_without_doubt(text, code):
    assert currency_in(text) == code


@pytest.mark.parametrize(
    ("raw", "best", "value"),
    [
        ("4.5", None, "4.5"),
        ("4,8", 5, "4.8"),
        ("9", "10", "9"),
        ("9", None, None),
        ("0", 5, None),
        ("96", "100", "96"),
        ("3", "1", "3"),
    ],
)
def test_a_rating_is_within_its_scale(raw, best, value):
    assert read_rating(raw, best) == value


@given(st.text(max_size=300), st.sampled_from(["", "de", "zh-CN", "xx-!!"]))
def test_any_text_is_read_without_failing(text, language):
    price, count = read_price(text, language), read_count(text)
    assert price is None or price.low > 0
    assert count is None or count.low >= 0
    read_rating(text)


@given(st.integers(1, 10**9), st.sampled_from([",", ".", "\u00a0", "’"]))
def test_grouped_numbers_come_back(number, mark):
    assert read_count(f"{number:,}".replace(",", mark)) == Count(number, number)


@given(st.decimals("0.01", "9999999", places=2))
def test_prices_come_back_in_both_habits(amount):
    assert read_price(f"${amount:,.2f}", "en").low == amount
    german = f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))
    assert read_price(f"{german} €", "de").low == amount
