"""The law as dated data: `resources/law/*.yaml`; `rulebook` gathers it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from evidencekit.casework.dated_facts import FactFile, RuleFact

_LINE = "line_"


class Measure(StrEnum):
    """What a line of the law is a line of."""

    SALES = "sales"
    UNSOLD = "unsold"
    VOLUME = "volume"
    GAINS = "gains"
    PIECES = "pieces"


@dataclass(frozen=True, slots=True)
class LegalLine:
    """One threshold: `amount` in `currency` (pieces: a count, no currency), None when unknown.

    `band` is basic, aggravated or administrative; `condition` what else must hold, None nothing.
    """

    article: str
    measure: Measure
    amount: Decimal | None
    currency: str | None
    band: str
    condition: str | None
    fact: RuleFact


def lines_on(law: FactFile, day: date) -> tuple[LegalLine, ...]:
    """Return the lines in force on `day`, in the order of the file; an unknown amount too."""
    held = (one for one in law.facts if one.name.startswith(_LINE) and one.holds_on(day))
    return tuple(map(_line, held))


def _line(fact: RuleFact) -> LegalLine:
    given = fact.value
    assert isinstance(given, dict)  # noqa: S101  # the schema has said so
    amount = given["amount"]
    return LegalLine(
        given["article"],
        Measure(given["measure"]),
        None if amount is None else Decimal(amount),
        given.get("currency"),
        given["band"],
        given["condition"],
        fact,
    )
