"""The arithmetic against the law's lines, per seller and right, on one day.

`knowledge` of the goods is the platform's; the sums are ours. What could not be read stays unread:
it adds nothing to a low end, opens the high end, and is named in `missing`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum
from itertools import groupby

from evidencekit.casework.counting import (
    NOT_READ,
    Bounds,
    CountedListing,
    SeenListing,
    added,
    count_listing,
    plain,
    times,
)
from evidencekit.casework.law import LegalLine, Measure
from evidencekit.foundation.catalogue import N_, _

NEAR = Decimal("0.8")
CAUTION = N_(
    "The counts are what the platform displays. They may contain faked orders, returns and other "
    "variants. Only the records of the platform, of payments and of couriers prove them; please "
    "obtain these."
)


class State(StrEnum):
    """How a sum stands to a line."""

    BELOW = "below"
    NEAR = "near"
    REACHED_ON_LOW = "reached_on_low"
    REACHED_ONLY_ON_HIGH = "reached_only_on_high"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Rate:
    """What one unit of a currency is in the law's currency: one dated, sourced rate a sheet."""

    currency: str
    value: Decimal
    day: date
    source: str


@dataclass(frozen=True, slots=True)
class UnitCost:
    """What one unit cost the seller, in the law's currency, and where that is known from."""

    amount: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class LineState:
    """One line of the law and how the sum stands to it."""

    line: LegalLine
    sum: Bounds
    state: State

    @property
    def law_words(self) -> str:
        """Return how well the line is known and who read its source, in the current language.

        Both are said: a reading does not make of a report by others the law itself.
        """
        fact = self.line.fact
        told = _("status of this line: {status}, looked up on {day}")
        words = told.format(status=fact.status.words, day=fact.checked_on)
        if fact.read is None:
            return words
        read = _("source read by {by} on {day}: {where}")
        said = read.format(by=fact.read.by, day=fact.read.on, where=fact.read.where)
        return f"{words}; {said}"


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that would make the sheet stronger: a code, a text with fields, the fields."""

    code: str
    text: str
    details: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """Return the sentence for a person, in the current language."""
        return self.said(_)

    def said(self, say: Callable[[str], str]) -> str:
        """Return the sentence in another reader's language; `what` is a sentence of ours too."""
        fields = {name: say(one) if name == "what" else one for name, one in self.details}
        return say(self.text).format_map(fields)

    def to_json(self) -> dict[str, object]:
        """Return an element of `missing`."""
        return {"code": self.code, "words": self.words, **dict(self.details)}


@dataclass(frozen=True, slots=True)
class ThresholdSheet:
    """The sums, listing by listing and together; all amounts in `currency`, on the law of `day`."""

    day: date
    currency: str
    listings: tuple[CountedListing, ...]
    sales: Bounds
    unsold: Bounds
    volume: Bounds
    gains: Bounds
    states: tuple[LineState, ...]
    missing: tuple[Missing, ...]

    def to_json(self) -> dict[str, object]:
        """Return the object of `threshold --json` (design section 7)."""
        return {
            "law_on": self.day.isoformat(),
            "currency": self.currency,
            "lines": [_listing_json(one) for one in self.listings],
            **self.sales.to_json("sales"),
            **self.unsold.to_json("unsold"),
            **self.volume.to_json("volume"),
            "gains": plain(self.gains.low),
            "gains_high": plain(self.gains.high),
            "states": [_state_json(one) for one in self.states],
            "missing": [one.to_json() for one in self.missing],
        }


def make_sheet(
    seen: Sequence[SeenListing], lines: Sequence[LegalLine], day: date, cost: UnitCost | None
) -> ThresholdSheet:
    """Add up captures of listings, confirmed one by one as infringing, against `lines`.

    The lines are of one currency. Without a sourced cost the gains stay unknown.
    """
    listings = tuple(
        count_listing(list(group))
        for _key, group in groupby(sorted(seen, key=_listing_key), key=_listing_key)
    )
    sales = added([one.sales for one in listings])
    unsold = added([one.unsold for one in listings])
    volume = added([sales, unsold])
    gains = _gains(listings, cost)
    sums = {
        Measure.SALES: sales,
        Measure.UNSOLD: unsold,
        Measure.VOLUME: volume,
        Measure.GAINS: gains,
        # How many labels there are is on no listing.
        Measure.PIECES: NOT_READ,
    }
    states = tuple(
        LineState(line, sums[line.measure], state_of(sums[line.measure], line.amount))
        for line in lines
    )
    missing = (*_unread(listings, cost), *_short(states, listings))
    currency = next((line.currency for line in lines if line.currency), "")
    return ThresholdSheet(day, currency, listings, sales, unsold, volume, gains, states, missing)


def state_of(figure: Bounds, line: Decimal | None) -> State:
    """Say how a figure stands to a line; an open high end can't say "below"."""
    if line is None or figure.low is None:
        return State.UNKNOWN
    if figure.low >= line:
        return State.REACHED_ON_LOW
    if figure.high is not None and figure.high >= line:
        return State.REACHED_ONLY_ON_HIGH
    if figure.low >= line * NEAR:
        return State.NEAR
    return State.UNKNOWN if figure.high is None else State.BELOW


def in_currency(price: Bounds, currency: str, law: str, rates: Mapping[str, Rate]) -> Bounds:
    """Return a price in the law's currency, not read where no rate is given."""
    if currency == law:
        return price
    rate = rates.get(currency)
    if rate is None or price.low is None:
        return NOT_READ
    high = None if price.high is None else price.high * rate.value
    return Bounds(price.low * rate.value, high)


def _listing_key(seen: SeenListing) -> tuple[str, str]:
    return seen.platform, seen.item_id


def _gains(listings: Sequence[CountedListing], cost: UnitCost | None) -> Bounds:
    """Return income less cost of what was sold; unknown where the cost is above a price."""
    sold = [counted for one in listings for counted in one.sold if counted.price.is_read]
    if cost is None or any((one.price.low or 0) < cost.amount for one in sold):
        return NOT_READ
    parts = [
        Bounds(Decimal(0), amount.high) if one.amount.low == 0 else amount
        for one in sold
        for amount in [times(one.units, _less(one.price, cost.amount))]
    ]
    total = added(parts)
    is_open = any(one.sales.high is None for one in listings)
    return Bounds(total.low) if is_open else total


def _less(price: Bounds, cost: Decimal) -> Bounds:
    low, high = price.low, price.high
    return Bounds(None if low is None else low - cost, None if high is None else high - cost)


def _unread(listings: Sequence[CountedListing], cost: UnitCost | None) -> list[Missing]:
    found: list[Missing] = []
    for one in listings:
        named = (("platform", one.platform), ("item_id", one.item_id))
        if not one.sold:
            text = N_("How many were sold of {item_id} on {platform} was not read.")
            found.append(Missing("sold_not_read", text, named))
        elif not one.sales.is_read:
            text = N_("The price of {item_id} on {platform} was not read, or its rate is missing.")
            found.append(Missing("price_not_read", text, named))
        if one.stock is None:
            text = N_("How many are in stock of {item_id} on {platform} was not read.")
            found.append(Missing("stock_not_read", text, named))
    if cost is None:
        text = N_("What the goods cost the seller is not known: the gains stay unknown.")
        found.append(Missing("cost_not_known", text))
    return found


def _short(states: Sequence[LineState], listings: Sequence[CountedListing]) -> list[Missing]:
    """Name for each measure the next line that is not reached, and how many units it takes."""
    prices = [counted.price.low for one in listings for counted in one.sold if counted.price.low]
    found: list[Missing] = []
    for measure in (Measure.SALES, Measure.VOLUME):
        ahead = [
            one
            for one in states
            if one.line.measure is measure
            and one.line.amount
            and one.sum.low is not None
            and one.sum.low < one.line.amount
            and one.line.condition is None
        ]
        nearest = min(ahead, key=lambda one: one.line.amount or 0, default=None)
        if nearest is None or not prices:
            continue
        short = (nearest.line.amount or Decimal(0)) - (nearest.sum.low or Decimal(0))
        units = (short / min(prices)).to_integral_value(ROUND_CEILING)
        found.append(
            Missing(
                "to_the_next_line",
                N_(
                    "{short} more to the line of {amount} ({article}): {units} units at {price}; "
                    "test purchases or records of the platform would show them."
                ),
                (
                    ("measure", measure.value),
                    ("article", nearest.line.article),
                    ("amount", plain(nearest.line.amount) or ""),
                    ("short", plain(short) or ""),
                    ("units", plain(units) or ""),
                    ("price", plain(min(prices)) or ""),
                ),
            )
        )
    return found


def _listing_json(one: CountedListing) -> dict[str, object]:
    return {
        "platform": one.platform,
        "item_id": one.item_id,
        "captures": list(one.captures),
        "period": one.period.value,
        "mixed": one.is_mixed,
        "entered_by": list(one.entered_by),
        "sold": [
            {
                "capture": counted.capture_id,
                **counted.units.to_json("units"),
                **counted.price.to_json("price"),
                **counted.amount.to_json("amount"),
            }
            for counted in one.sold
        ],
        **one.sales.to_json("sales"),
        "stock": {
            "capture": one.stock.capture_id,
            **one.stock.units.to_json("units"),
            **one.stock.price.to_json("price"),
        }
        if one.stock
        else None,
        **one.unsold.to_json("unsold"),
    }


def _state_json(one: LineState) -> dict[str, object]:
    line = one.line
    return {
        "article": line.article,
        "line": plain(line.amount),
        "measure": line.measure.value,
        "band": line.band,
        "condition": line.condition,
        "low": plain(one.sum.low),
        "high": plain(one.sum.high),
        "state": one.state.value,
        "law_status": line.fact.status.value,
        "sources": [{"title": source.title, "url": source.url} for source in line.fact.sources],
        "law_origin": line.fact.origin.value,
        "law_read": line.fact.read.to_json() if line.fact.read else None,
        "fact": line.fact.name,
    }
