"""Money: a decimal amount with its currency; never a float."""

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Self

_CODE = 3


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in an ISO 4217 currency."""

    amount: Decimal
    currency: str

    @classmethod
    def of(cls, text: str) -> Self:
        """Read `52000 CNY`. Raises ValueError."""
        amount, _space, currency = text.partition(" ")
        if len(currency) != _CODE or not (currency.isascii() and currency.isupper()):
            raise ValueError(text)
        return cls(amount_of(amount), currency)

    def to_json(self) -> dict[str, str]:
        """Return `{amount, currency}`, the amount as a plain decimal string."""
        return {"amount": f"{self.amount:f}", "currency": self.currency}


def amount_of(text: str) -> Decimal:
    """Read a plain amount, zero or more. Raises ValueError."""
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not (amount.is_finite() and amount >= 0):
        raise ValueError(text)
    return amount
