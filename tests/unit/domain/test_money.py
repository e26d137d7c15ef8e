"""Money in JSON: a plain decimal string, nothing lost."""

import re
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from evidencekit.domain.money import Money


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
