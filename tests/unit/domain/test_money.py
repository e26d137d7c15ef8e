"""Money in JSON: a plain decimal string, nothing lost."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidencekit.domain.money import Money, amount_of


@given(amount=st.decimals(allow_nan=False, allow_infinity=False, places=4))
def test_the_amount_comes_back(amount):
    document = Money(amount, "CNY").to_json()
    assert document["currency"] == "CNY"
    assert Decimal(document["amount"]) == amount


def test_large_and_small_amounts_have_no_exponent():
    for text in ("1E+5", "1E-7", "0.00", "129.90", "-3"):
        shown = Money(Decimal(text), "EUR").to_json()["amount"]
        assert re.fullmatch(r"-?\d+(\.\d+)?", shown)
    assert Money(Decimal("129.90"), "CNY").to_json() == {"amount": "129.90", "currency": "CNY"}


def test_an_amount_and_its_currency_are_read():
    assert Money.of("52000 CNY") == Money(Decimal(52000), "CNY")
    assert Money.of("0.10 EUR") == Money(Decimal("0.10"), "EUR")
    assert amount_of("0") == 0


@pytest.mark.parametrize(
    "text",
    ["", "1", "1 ", "1 EU", "1 EURO", "1 eur", "1 元元元", "1  EUR", "x EUR", "-1 EUR", "NaN EUR",
     "Infinity EUR"],
)  # fmt: skip
def test_what_is_no_money_is_refused_with_what_was_said(text):
    with pytest.raises(ValueError) as refused:  # noqa: PT011  # what it says is looked at
        Money.of(text)
    assert str(refused.value) in {text, text.partition(" ")[0]}
