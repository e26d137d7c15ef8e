"""Money: a decimal amount with its currency; never a float."""

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in an ISO 4217 currency."""

    amount: Decimal
    currency: str

    def to_json(self) -> dict[str, str]:
        """Return `{amount, currency}`, the amount as a plain decimal string."""
        return {"amount": f"{self.amount:f}", "currency": self.currency}
