"""What a card of the board says, to the eye and to who does not see it."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import TYPE_CHECKING

from evidencekit.casework.counting import Bounds
from evidencekit.foundation.catalogue import _, ngettext
from evidencekit.gui.cases.says import step_words
from evidencekit.gui.parts import page_text
from evidencekit.gui.words import due_words, in_a_row

if TYPE_CHECKING:
    from evidencekit.services.case_board import Card
    from evidencekit.services.case_past import Happening

_MOST_THUMBS = 3
_WHOLE = Decimal(1)
Badge = tuple[str, str]


@dataclass(frozen=True, slots=True)
class CardWords:
    """A card as it is shown; its texts are safe. `thumbs` are captures, `badges` words with tone.

    `spoken` is the whole card in one line.
    """

    key: str
    name: str
    count: str
    value: str
    badges: tuple[Badge, ...]
    thumbs: tuple[str, ...]
    spoken: str


def card_words(card: "Card", today: date) -> CardWords:
    """Return the words of a card."""
    name = page_text(card.name, 80) if card.key else _("Seller not read")
    more = len(card.shops) - 1
    if more > 0:
        told = ngettext("{name} and {count} more shop", "{name} and {count} more shops", more)
        name = told.format(name=name, count=more)
    listings = card.listings
    count = ngettext("{count} listing", "{count} listings", listings).format(count=listings)
    where = (page_text(one, 40) for one in card.platforms)
    badges = tuple(_badges(card, today))
    spoken = [name, " · ".join((count, *where))]
    spoken += [_("estimated value: {value}").format(value=_value(card))] if card.sheet else []
    spoken += [one for one, _tone in badges] + _at_length(card)
    return CardWords(
        card.key,
        name,
        spoken[1],
        _value(card, short=True),
        badges,
        card.captures[:_MOST_THUMBS],
        in_a_row(spoken),
    )


def _value(card: "Card", *, short: bool = False) -> str:
    """Return the estimated value, low to high in whole units; what was not read is unknown."""
    if card.sheet is None:
        return _("Reading...") if card.key else ""
    sheet = card.sheet.sheet
    figure = _whole(sheet.volume)
    if figure.low is None:
        return _("value unknown") if short else _("unknown")
    is_open = short and figure.high is None
    return f"{sheet.currency} {f'{figure.low:,f}+' if is_open else figure.words}"


def _whole(figure: Bounds) -> Bounds:
    """Round a figure outwards: the low end down, the high end up."""
    low, high = figure.low, figure.high
    return Bounds(
        low.quantize(_WHOLE, ROUND_FLOOR) if low is not None else None,
        high.quantize(_WHOLE, ROUND_CEILING) if high is not None else None,
    )


def _badges(card: "Card", today: date) -> list[Badge]:
    found: list[Badge] = []
    if card.deadline is not None:
        found.append(due_words(card.deadline.due, today))
    if card.reached is not None:
        found.append((_("line reached"), "bad"))
    if card.standing.by_hand:
        found.append((_("placed by hand"), "plain"))
    return found


def _at_length(card: "Card") -> list[str]:
    """Return what the badges stand for."""
    told = []
    if card.deadline is not None:
        told.append(page_text(card.deadline.words, 300))
    if card.reached is not None:
        told.append(_("reached even at the low end: {line}").format(line=card.reached.line.words))
    placing = card.standing.placing
    if card.standing.by_hand and placing is not None:
        text = _("placed here by {person} on {day}; the records say {stage}")
        told.append(
            text.format(
                person=page_text(placing.by, 60),
                day=placing.at.date().isoformat(),
                stage=card.standing.recorded.words,
            )
        )
    return told


def past_words(one: "Happening", recipients: dict[str, str]) -> str:
    """Return what happened, or what is due, in one line without its day."""
    kind = one.kind.value
    if kind == "captured":
        return ngettext("{count} capture", "{count} captures", one.count).format(count=one.count)
    if kind == "purchased":
        return _("Test purchase ordered")
    if kind == "step":
        to = page_text(recipients.get(one.recipient, one.recipient), 80)
        return f"{step_words(one.step)} · {to}"
    return page_text(one.words, 300)
