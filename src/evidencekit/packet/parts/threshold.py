"""The threshold sheet: the sums against the lines of the law, each figure with its exhibit."""

from typing import TYPE_CHECKING

from evidencekit.casework.counting import Bounds, Counted, CountedListing
from evidencekit.casework.law_names import article_words
from evidencekit.casework.sheet_questions import Said
from evidencekit.casework.thresholds import CAUTION, LineState, State
from evidencekit.foundation.catalogue import N_
from evidencekit.packet.matter import Sums
from evidencekit.packet.parts.blocks import Block, Notice, Pairs, Points, Sub, Table, Text, Title
from evidencekit.packet.parts.telling import Telling

if TYPE_CHECKING:
    # It brings the database with it, which no page needs.
    from evidencekit.casework.sheet_answers import SheetAnswer

_TITLE = N_("Threshold sheet")
_NONE = N_("No seller of the register stands in this case, so nothing is added up.")
_SELLER, _LAW_ON, _CURRENCY = N_("Seller"), N_("Law as of"), N_("Currency")
_SHOPS, _GROUNDS = N_("Shops counted together"), N_("Because a person said")
_RIGHT = N_("Right")
_ARITHMETIC, _SUMS, _LINES = (
    N_("The arithmetic, listing by listing"),
    N_("Sums"),
    N_("The lines of the law"),
)
_LISTING, _EXHIBITS, _UNITS, _PRICE, _AMOUNT = (
    N_("Listing"),
    N_("Exhibits"),
    N_("Units (low to high)"),
    N_("Unit price (low to high)"),
    N_("Amount (low to high)"),
)
_SALES, _UNSOLD, _VOLUME, _GAINS = N_("Sales"), N_("Unsold stock"), N_("Volume"), N_("Gains")
_MEASURES = {
    "sales": _SALES,
    "unsold": _UNSOLD,
    "volume": _VOLUME,
    "gains": _GAINS,
    "pieces": N_("Pieces of labels"),
}
_ARTICLE, _MEASURE, _LINE, _STATE, _STATUS = (
    N_("Article"),
    N_("Measure"),
    N_("Line of the law"),
    N_("How the sum stands to it"),
    N_("Status of the rule, read on"),
)
_STATES = {
    State.BELOW: N_("below, on the low figure"),
    State.NEAR: N_("near: four fifths or more, on the low figure"),
    State.REACHED_ON_LOW: N_("reached on the low figure"),
    State.REACHED_ONLY_ON_HIGH: N_("reached only on the high figure"),
    State.UNKNOWN: N_("unknown"),
}
_KNOWN = {
    "primary": N_("text of the law read"),
    "official": N_("page of the authority read"),
    "secondary": N_("read in an account by others"),
    "conflict": N_("two readings disagree"),
    "memory": N_("from memory, not verified"),
}
_OPEN, _NOT_READ, _UNKNOWN = N_("open"), N_("not read"), N_("unknown")
_MIXED = N_("the count covers other variants too")
_NOT_HERE = N_("capture {capture}, not in this packet")
_MISSING = N_("What is missing, or has to be said by a person first")
ANSWERED = N_("What persons say that no figure shows")
ANSWERS = {Said.YES: N_("yes"), Said.NO: N_("no"), Said.UNKNOWN: N_("unknown")}
_CONDITIONS = {
    "two_marks_or_repeat": N_("two marks or more, or a repeat offender"),
    "repeat": N_("a repeat offender"),
}
_BANDS = {"basic": N_("basic"), "aggravated": N_("aggravated"), "administrative": N_("fines")}


def threshold(tell: Telling) -> list[Block]:
    """Return one sheet a seller and right, or that there is none."""
    sums = tell.content.matter.sums
    flow: list[Block] = [Title(tell.say(_TITLE)), Notice(tell.say(CAUTION))]
    if not sums:
        return [*flow, Text(tell.say(_NONE))]
    return [*flow, *(block for one in sums for block in _sheet(tell, one))]


def _sheet(tell: Telling, sums: Sums) -> list[Block]:
    say, sheet = tell.say, sums.sheet
    about = [
        (say(_SELLER), sums.seller),
        (say(_RIGHT), sums.right),
        (say(_LAW_ON), sheet.day.isoformat()),
        (say(_CURRENCY), sheet.currency),
    ]
    if len(sums.shops) > 1:
        about += [(say(_SHOPS), "\n".join(sums.shops)), (say(_GROUNDS), "\n".join(sums.grounds))]
    head = tell.head(_LISTING, _EXHIBITS, _UNITS, _PRICE, _AMOUNT)
    rows = [row for one in sheet.listings for row in _listing(tell, one)]
    totals = ((_SALES, sheet.sales), (_UNSOLD, sheet.unsold), (_VOLUME, sheet.volume))
    sums_rows = [(say(name), _span(tell, one)) for name, one in (*totals, (_GAINS, sheet.gains))]
    flow: list[Block] = [Pairs(about), Sub(say(_ARITHMETIC))]
    flow.append(Table(head, rows, (110, 90, 95, 105, 120)))
    flow += [Sub(say(_SUMS)), Pairs(sums_rows)]
    missing = tuple(one.said(say) for one in (*sums.lacking, *sheet.missing))
    # Beside the sums that it limits; behind a long table it would be overlooked.
    flow += [Sub(say(_MISSING)), Points(missing)] if missing else []
    flow += [Sub(say(_LINES)), _lines(tell, sheet.states)]
    if sums.answers:
        flow += [Sub(say(ANSWERED)), Pairs([_answer(tell, one) for one in sums.answers])]
    return flow


def _answer(tell: Telling, one: "SheetAnswer") -> tuple[str, str]:
    rests = f": {one.ground}" if one.ground else ""
    who = f"{one.by}, {one.at:%Y-%m-%d}"
    return tell.say(one.question.text), f"{tell.say(ANSWERS[one.said])}{rests} ({who})"


def _listing(tell: Telling, one: CountedListing) -> list[tuple[str, ...]]:
    say = tell.say
    name = f"{one.platform} {one.item_id}".strip()
    sold = [(say(_SALES), counted) for counted in one.sold]
    stock = [(say(_UNSOLD), one.stock)] if one.stock else []
    rows: list[tuple[str, ...]] = [
        (
            f"{name}\n{what}" + (f"\n{say(_MIXED)}" if one.is_mixed else ""),
            _exhibit(tell, counted),
            _span(tell, counted.units),
            _span(tell, counted.price),
            _span(tell, counted.amount),
        )
        for what, counted in (*sold, *stock)
    ]
    unread = say(_NOT_READ)
    return rows or [(name, _labels(tell, one.captures), unread, unread, unread)]


def _exhibit(tell: Telling, counted: Counted) -> str:
    return _labels(tell, (counted.capture_id,))


def _labels(tell: Telling, captures: tuple[str, ...]) -> str:
    named = [(one, tell.number_of(one)) for one in captures]
    absent = tell.say(_NOT_HERE)
    return "\n".join(
        absent.format(capture=one) if number is None else tell.named(number)
        for one, number in named
    )


def _lines(tell: Telling, states: tuple[LineState, ...]) -> Block:
    say = tell.say
    rows = [
        (
            _named(tell, one),
            say(_MEASURES[one.line.measure.value]),
            _amount(tell, one),
            say(_STATES[one.state]),
            f"{say(_KNOWN[one.line.fact.status])}, {one.line.fact.checked_on}",
        )
        for one in states
    ]
    head = tell.head(_ARTICLE, _MEASURE, _LINE, _STATE, _STATUS)
    return Table(head, rows, (132, 68, 78, 94, 140))


def _named(tell: Telling, one: LineState) -> str:
    band = _BANDS.get(one.line.band, one.line.band)
    return f"{article_words(one.line.article, tell.say)}, {tell.say(band)}"


def _amount(tell: Telling, one: LineState) -> str:
    line = one.line
    words = tell.say(_UNKNOWN) if line.amount is None else f"{line.amount:,f}"
    named = _CONDITIONS.get(line.condition or "", line.condition or "")
    condition = f"\n{tell.say(named)}" if named else ""
    return f"{words} {line.currency or ''}".strip() + condition


def _span(tell: Telling, bounds: Bounds) -> str:
    if bounds.low is None:
        return tell.say(_NOT_READ)
    if bounds.low == bounds.high:
        return f"{bounds.low:,f}"
    high = tell.say(_OPEN) if bounds.high is None else f"{bounds.high:,f}"
    return f"{bounds.low:,f} - {high}"
