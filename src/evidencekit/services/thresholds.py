"""The threshold sheet of a seller under a right, from what people confirmed and nothing else."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date
from decimal import Decimal

import sqlalchemy as sa

from evidencekit.casework import cases, complaints, database, rights
from evidencekit.casework.counting import NOT_READ, Bounds, Period, SeenListing
from evidencekit.casework.law import LegalLine, lines_on
from evidencekit.casework.model import Right
from evidencekit.casework.rule_rows import rulebook_of
from evidencekit.casework.sheet_answers import SheetAnswer, answers_of
from evidencekit.casework.sheet_questions import NEEDED, Said
from evidencekit.casework.standing import FactAction, StandingFact
from evidencekit.casework.thresholds import (
    CAUTION,
    Missing,
    Rate,
    ThresholdSheet,
    UnitCost,
    in_currency,
    make_sheet,
)
from evidencekit.domain.money import amount_of
from evidencekit.domain.times import parse_utc
from evidencekit.foundation.catalogue import N_, _
from evidencekit.foundation.clock import Clock
from evidencekit.services.reviewing import standing_of_each
from evidencekit.services.sellers import Hands, SellerReading, Shop
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault

LAW = "cn_thresholds"
UNSAID = frozenset({"not_said", "denied"})
"""Codes of what a person has to say first, of what `Missing` names."""
# Facts without which a listing counts for nothing, or not in full.
_ASKED = ("price", "currency", "sold", "stock")


@dataclass(frozen=True, slots=True)
class SheetWish:
    """What a sheet is asked for. `mixed` are captures whose counts cover other variants too."""

    seller: str
    right: str
    on: date | None = None
    rates: tuple[Rate, ...] = ()
    cost: UnitCost | None = None
    mixed: tuple[str, ...] = ()
    law: str = LAW


@dataclass(frozen=True, slots=True)
class SellerSheet:
    """A sheet with whom and what it is about; `grounds` are why several shops count as one hand."""

    seller: str
    shops: tuple[Shop, ...]
    grounds: tuple[str, ...]
    right: Right
    sheet: ThresholdSheet
    asked: SheetWish
    missing: tuple[Missing, ...] = field(default=())
    answers: tuple[SheetAnswer, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the object of `threshold --json`."""
        return {
            "seller": self.seller,
            "shops": [shop.key for shop in self.shops],
            "grounds": list(self.grounds),
            "right": self.right.id,
            **self.sheet.to_json(),
            "answers": [one.to_json() for one in self.answers],
            "missing": [one.to_json() for one in self.all_missing],
            "caution": self.caution,
        }

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Return what the sums rest on by choice: rates and the cost, named, with their sources."""
        law = self.sheet.currency
        rated = _("Rate of exchange")
        rates = (
            (rated, f"1 {one.currency} = {one.value:f} {law}, {one.day}, {one.source}")
            for one in self.asked.rates
        )
        cost = self.asked.cost
        known = ((_("Cost of a unit"), f"{cost.amount:f} {law}, {cost.source}"),) if cost else ()
        return (*rates, *known)

    @property
    def mixed(self) -> tuple[str, ...]:
        """Return the captures that are counted, and whose counts are said to be of more goods."""
        seen = (capture for one in self.sheet.listings for capture in one.captures)
        return tuple(capture for capture in seen if capture in self.asked.mixed)

    @property
    def caution(self) -> str:
        """Return what is printed with every sheet, in the current language."""
        return _(CAUTION)

    @property
    def all_missing(self) -> tuple[Missing, ...]:
        """Return what would make the sheet stronger, what people have to say first."""
        return (*self.missing, *self.sheet.missing)


@dataclass(frozen=True, slots=True)
class _Ground:
    """What sheets under one right rest on: it, the law of a day, the captures that count."""

    connection: sa.Connection
    right: Right
    day: date
    lines: tuple[LegalLine, ...]
    counted: frozenset[str]

    @property
    def currency(self) -> str:
        return next((line.currency for line in self.lines if line.currency), "")


class Thresholds:
    """The use case: no lock, no key, nothing written. Raises VaultNewer, VaultDamaged."""

    def __init__(self, vault: Vault, clock: Clock) -> None:
        self._vault = vault
        self._clock = clock

    def sheet(self, wish: SheetWish) -> SellerSheet:
        """Add up a seller's listings that are in a case or complaint under the right.

        Shops count together only where a person said that they are one hand. Raises NotFound.
        """
        return next(self.sheets([wish], SellerReading(self._vault).hands()))

    def sheets(self, wishes: Sequence[SheetWish], hands: Hands) -> Iterator[SellerSheet]:
        """Do as `sheet` for many sellers under one right, law and day: those of the first wish."""
        first = wishes[0]
        day = first.on or self._clock.now().astimezone(UTC).date()
        with database.reading(self._vault) as connection:
            lines = tuple(lines_on(rulebook_of(connection).law(first.law), day))
            right = rights.find_right(connection, first.right)
            ground = _Ground(connection, right, day, lines, _under(connection, right.id))
            for wish in wishes:
                yield self._sheet(ground, wish, hands)

    def _sheet(self, ground: "_Ground", wish: SheetWish, hands: Hands) -> SellerSheet:
        shops = tuple(sorted(hands.of(wish.seller), key=lambda shop: shop.key))
        keys = [shop.key for shop in shops]
        missing: list[Missing] = []
        seen = self._seen(ground, wish, [one for shop in shops for one in shop.captures], missing)
        answers = answers_of(ground.connection, keys, wish.right)
        made = make_sheet(seen, ground.lines, ground.day, wish.cost)
        missing += _unsaid(answers) if wish.law == LAW and seen else ()
        return SellerSheet(
            wish.seller,
            shops,
            tuple(one.reason for one in hands.decisions if one.seller in keys),
            ground.right,
            made,
            wish,
            tuple(dict.fromkeys(missing)),
            answers,
        )

    def _seen(
        self,
        ground: "_Ground",
        wish: SheetWish,
        entries: Sequence[CaptureEntry],
        missing: list[Missing],
    ) -> list[SeenListing]:
        """Return the listings that captures show, and add what they lack to be counted in full."""
        counted = [entry for entry in entries if entry.id in ground.counted]
        standings = standing_of_each(self._vault, ground.connection, counted)
        rates = {rate.currency: rate for rate in wish.rates}
        seen = []
        for entry in entries:
            if entry.id not in ground.counted:
                missing.append(_in_no_case(entry))
                continue
            standing = next(standings)
            missing += _not_confirmed(entry, standing)
            listing = _listing(entry, standing, ground.currency, rates)
            seen.append(replace(listing, is_mixed=entry.id in wish.mixed))
        return seen


def _in_no_case(entry: CaptureEntry) -> Missing:
    text = N_("{capture} shows this seller, and is in no case or complaint of this right.")
    return Missing("not_in_a_case", text, (("capture", entry.id),))


def _not_confirmed(entry: CaptureEntry, standing: Mapping[str, StandingFact]) -> Iterable[Missing]:
    waiting = [name for name in _ASKED if name in standing and standing[name].action is None]
    if waiting:
        text = N_("{facts} of {capture} were read, and confirmed by nobody: they do not count.")
        details = (("capture", entry.id), ("facts", ", ".join(waiting)))
        yield Missing("not_confirmed", text, details)


def _unsaid(answers: Sequence[SheetAnswer]) -> Iterable[Missing]:
    """Give what the crime needs and a person has not said, or has denied."""
    said = {one.question: one.said for one in answers}
    for question in NEEDED:
        answer = said.get(question, Said.UNKNOWN)
        if answer is Said.YES:
            continue
        text = N_("Nobody has said whether this is so, and Arts. 213 and 214 ask for it: {what}")
        if answer is Said.NO:
            text = N_("A person said that this is not so, and Arts. 213 and 214 ask for it: {what}")
        code = "denied" if answer is Said.NO else "not_said"
        yield Missing(code, text, (("question", question.value), ("what", question.text)))


def _under(connection: sa.Connection, right: str) -> frozenset[str]:
    """Return the captures that a person put into a case or complaint of this right."""
    of_cases = (one.captures for one in cases.own_cases(connection) if right in one.rights)
    of_complaints = (
        one.captures for one in complaints.list_complaints(connection) if right in one.rights
    )
    return frozenset(capture for many in (*of_cases, *of_complaints) for capture in many)


def _listing(
    entry: CaptureEntry,
    standing: Mapping[str, StandingFact],
    currency: str,
    rates: Mapping[str, Rate],
) -> SeenListing:
    facts = {name: fact for name, fact in standing.items() if fact.counts}
    # Which listing it is needs nobody's word: it only keeps captures of one apart from others.
    names = {name: _text(standing.get(name)) for name in ("platform", "listing_id")}
    entered = [fact.by for fact in facts.values() if fact.action is FactAction.ENTERED]
    return SeenListing(
        entry.id,
        names["platform"] or "",
        names["listing_id"] or entry.id,
        parse_utc(entry.at),
        in_currency(_price(facts), _text(facts.get("currency")) or "?", currency, rates),
        _count(facts.get("sold")),
        _period(facts.get("sold_period")),
        _count(facts.get("stock")),
        entered_by=next((by for by in entered if by), None),
    )


def _text(fact: StandingFact | None) -> str | None:
    value = fact.content.get("value") if fact else None
    return value if isinstance(value, str) and value else None


def _price(facts: Mapping[str, StandingFact]) -> Bounds:
    amounts = [_decimal(_text(facts.get(name))) for name in ("price", "price_max")]
    if amounts[0] is None:
        return NOT_READ
    known = [amount for amount in amounts if amount is not None]
    return Bounds(min(known), max(known))


def _decimal(text: str | None) -> Decimal | None:
    try:
        return amount_of(text) if text else None
    except ValueError:
        return None


def _count(fact: StandingFact | None) -> Bounds:
    """Return a count: of a bucket the low end alone, of a number both."""
    if fact is None:
        return NOT_READ
    value, low, high = (fact.content.get(part) for part in ("value", "low", "high"))
    low, high = (low, high) if isinstance(low, int) else (value, value)
    if not isinstance(low, int) or isinstance(low, bool):
        return NOT_READ
    return Bounds(Decimal(low), Decimal(high) if isinstance(high, int) else None)


def _period(fact: StandingFact | None) -> Period:
    text = (_text(fact) or "").casefold()
    if "30" in text or "month" in text or "月" in text:
        return Period.LAST_30_DAYS
    return Period.TOTAL if "total" in text or "累计" in text else Period.UNKNOWN


def rates_of(texts: Sequence[str]) -> tuple[Rate, ...]:
    """Read rates: `USD=7.12 2026-11-20 who says so`. Raises ValueError with the text at fault."""
    return tuple(map(_rate, texts))


def _rate(text: str) -> Rate:
    pair, _space, rest = text.partition(" ")
    day, _space, source = rest.partition(" ")
    currency, _sign, value = pair.partition("=")
    amount = _decimal(value)
    if len(currency) != 3 or not currency.isupper() or not amount or not source.strip():  # noqa: PLR2004
        raise ValueError(text)
    try:
        return Rate(currency, amount, date.fromisoformat(day), source.strip())
    except ValueError:
        raise ValueError(text) from None
