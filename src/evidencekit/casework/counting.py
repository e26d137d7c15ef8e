"""What the captures of one listing count: units sold and in stock, each times its price.

A displayed count is the platform's claim. A count that was not read is None, never zero; the high
end of a bucket ("2000+") is None: open. Amounts are decimal, in the currency of the law; a low end
is rounded down to two places, a high end up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from enum import StrEnum

from evidencekit.foundation.catalogue import _

_CENT = Decimal("0.01")
_WINDOW = timedelta(days=30)


class Period(StrEnum):
    """What a displayed count of sold units counts."""

    TOTAL = "total"
    LAST_30_DAYS = "last_30_days"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Bounds:
    """A figure between two ends. `low` None: not read. `high` None: open, or not read."""

    low: Decimal | None = None
    high: Decimal | None = None

    @property
    def is_read(self) -> bool:
        """Say whether anything is known."""
        return self.low is not None

    @property
    def words(self) -> str:
        """Return both ends for a person, in the current language."""
        if self.low is None:
            return _("not known")
        if self.high is None:
            return _("{low} or more").format(low=f"{self.low:,f}")
        return f"{self.low:,f}" if self.low == self.high else f"{self.low:,f}-{self.high:,f}"

    def to_json(self, name: str) -> dict[str, object]:
        """Return `{name_low, name_high}` as decimal strings or null."""
        return {f"{name}_low": plain(self.low), f"{name}_high": plain(self.high)}


NOT_READ = Bounds()


@dataclass(frozen=True, slots=True)
class SeenListing:
    """One listing as one capture showed it; what a person confirmed, nothing else.

    `price` is of one unit in the law's currency (see `thresholds.Rate`); `sold` and `stock` are
    units. `is_mixed`: the sold count covers other variants than the infringing one.
    """

    capture_id: str
    platform: str
    item_id: str
    at: datetime
    price: Bounds
    sold: Bounds
    period: Period
    stock: Bounds = NOT_READ
    is_mixed: bool = False
    entered_by: str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """Units times price, and the capture that shows both."""

    capture_id: str
    units: Bounds
    price: Bounds
    amount: Bounds


@dataclass(frozen=True, slots=True)
class CountedListing:
    """What one listing adds. `sold` has several entries where separate 30 days are added up."""

    platform: str
    item_id: str
    captures: tuple[str, ...]
    sold: tuple[Counted, ...]
    stock: Counted | None
    period: Period
    is_mixed: bool
    entered_by: tuple[str, ...]

    @property
    def sales(self) -> Bounds:
        """Return the sales amount; of rolling counts the high end stays open."""
        amount = added([one.amount for one in self.sold])
        return Bounds(amount.low) if self.period is Period.LAST_30_DAYS else amount

    @property
    def unsold(self) -> Bounds:
        """Return the value of what is in stock."""
        return self.stock.amount if self.stock else NOT_READ


def count_listing(seen: Sequence[SeenListing]) -> CountedListing:
    """Count the captures of one listing (one platform, one item id; at least one capture).

    Of one running total the greatest capture counts, alone. Rolling 30-day counts are added where
    their days do not overlap. Both kinds are never added: the one that shows more counts.
    """
    in_order = sorted(seen, key=lambda one: (one.at, one.capture_id))
    running = [one for one in in_order if one.period is not Period.LAST_30_DAYS]
    rolling = [one for one in in_order if one.period is Period.LAST_30_DAYS]
    total, windows = _greatest(running), _separate(rolling)
    takes_windows = bool(windows) and (not total or _low(windows) > _low(total))
    sold = windows if takes_windows else total
    stocked = [one for one in in_order if one.stock.is_read]
    return CountedListing(
        in_order[-1].platform,
        in_order[-1].item_id,
        tuple(one.capture_id for one in in_order),
        tuple(map(_sold, sold)),
        _stock(stocked[-1]) if stocked else None,
        sold[0].period if sold else Period.UNKNOWN,
        any(one.is_mixed for one in in_order),
        tuple(sorted({one.entered_by for one in in_order if one.entered_by})),
    )


def added(parts: Sequence[Bounds]) -> Bounds:
    """Add figures: unread ones add nothing to the low end and leave the high end open."""
    lows = [one.low for one in parts if one.low is not None]
    if not lows:
        return NOT_READ
    highs = [one.high for one in parts if one.high is not None]
    return Bounds(
        sum(lows, Decimal(0)), sum(highs, Decimal(0)) if len(highs) == len(parts) else None
    )


def times(units: Bounds, price: Bounds) -> Bounds:
    """Multiply both ends; the low end is rounded down, the high end up, to two places."""
    if units.low is None or price.low is None:
        return NOT_READ
    low = (units.low * price.low).quantize(_CENT, ROUND_FLOOR)
    if units.high is None or price.high is None:
        return Bounds(low)
    return Bounds(low, (units.high * price.high).quantize(_CENT, ROUND_CEILING))


def plain(amount: Decimal | None) -> str | None:
    """Return an amount as a plain decimal string without needless zeros, None as None."""
    if amount is None:
        return None
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _sold(seen: SeenListing) -> Counted:
    amount = times(seen.sold, seen.price)
    if seen.is_mixed and amount.is_read:
        amount = Bounds(Decimal(0), amount.high)
    return Counted(seen.capture_id, seen.sold, seen.price, amount)


def _stock(seen: SeenListing) -> Counted:
    return Counted(seen.capture_id, seen.stock, seen.price, times(seen.stock, seen.price))


def _greatest(running: Sequence[SeenListing]) -> list[SeenListing]:
    """Return the capture with the greatest count, the later one of two alike; empty: none read."""
    read = [one for one in running if one.sold.is_read]
    return [max(read, key=lambda one: (one.sold.low or 0, one.at, one.capture_id))] if read else []


def _separate(rolling: Sequence[SeenListing]) -> list[SeenListing]:
    """Return the captures whose 30 days do not overlap and that show most together."""
    best: list[list[SeenListing]] = [[]]
    read = [one for one in rolling if one.sold.is_read]
    for index, one in enumerate(read):
        before = next(
            (place for place in range(index, 0, -1) if one.at - read[place - 1].at >= _WINDOW), 0
        )
        taken = [*best[before], one]
        best.append(max(best[index], taken, key=_low))
    return best[-1]


def _low(seen: Sequence[SeenListing]) -> Decimal:
    return sum((one.sold.low or Decimal(0) for one in seen), Decimal(0))
