"""The law as dated data: `resources/law/*.yaml`; `rulebook` gathers it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from evidencekit.casework.dated_facts import FactFile, RuleFact
from evidencekit.foundation.catalogue import N_, _

_LINE = "line_"


class Measure(StrEnum):
    """What a line of the law is a line of."""

    SALES = "sales"
    UNSOLD = "unsold"
    VOLUME = "volume"
    GAINS = "gains"
    PIECES = "pieces"


_MEASURES = {
    Measure.SALES: N_("sales"),
    Measure.UNSOLD: N_("unsold"),
    Measure.VOLUME: N_("sold and on offer together"),
    Measure.GAINS: N_("illegal gains"),
    Measure.PIECES: N_("pieces"),
}
_BANDS = {
    "basic": N_("first line"),
    "aggravated": N_("aggravated line"),
    "administrative": N_("administrative line"),
}
_CONDITIONS = {
    "two_marks_or_repeat": N_("two marks, or again after a punishment"),
    "repeat": N_("again after a punishment"),
}


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

    @property
    def words(self) -> str:
        """Return the line in the current language; its article is as the data name it."""
        return _("{article}, {line}").format(article=self.article, line=self.told)

    @property
    def told(self) -> str:
        """Return what the line is of and where it lies, without its article."""
        amount = _("not known")
        if self.amount is not None:
            amount = f"{self.amount:,f} {self.currency or ''}".rstrip()
        told = _("{measure} {amount}, {band}").format(
            measure=_(_MEASURES[self.measure]), amount=amount, band=_(_BANDS[self.band])
        )
        more = _(_CONDITIONS[self.condition]) if self.condition else ""
        return _("{line} ({condition})").format(line=told, condition=more) if more else told


def lines_on(law: FactFile, day: date) -> tuple[LegalLine, ...]:
    """Return the lines in force on `day`, in the order of the file; an unknown amount too."""
    held = (one for one in law.facts if one.holds_on(day))
    return tuple(line for line in map(line_in, held) if line is not None)


def line_in(fact: RuleFact) -> LegalLine | None:
    """Return the line that a fact of the law is, None where it is none."""
    if not fact.name.startswith(_LINE):
        return None
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
