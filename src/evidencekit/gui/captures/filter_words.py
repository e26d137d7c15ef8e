"""What is asked of the captures, in words: filters by the name of the command's option."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from evidencekit.foundation.catalogue import _
from evidencekit.gui.parts import page_text
from evidencekit.gui.words import in_a_row, paired, stamp_words, state_words

if TYPE_CHECKING:
    from evidencekit.services.library import Wish

_CAP = 60


def filter_words(wish: "Wish", names: Mapping[str, str]) -> str:
    """Return the filters of a wish as one safe line; its words are left out, empty: none.

    `names` are those of rights and cases by id, as far as they are known.
    """
    said = {key: page_text(value, _CAP) for key, value in wish.items() if value is not True}
    named = {key: page_text(names.get(str(value), value), _CAP) for key, value in wish.items()}
    parts = (
        ("platform", paired(_("Platform"), said.get("platform", ""))),
        ("price", paired(_("Price"), _price(said))),
        ("currency", paired(_("Currency"), said.get("currency", ""))),
        ("state", paired(_("State"), state_words(wish.get("state"))[0])),
        ("stamped", paired(_("Time stamp"), stamp_words(wish.get("stamped"))[0])),
        ("day", paired(_("Captured"), _days(said))),
        ("right", paired(_("Right"), named.get("right", ""))),
        ("case", paired(_("Case"), named.get("case", ""))),
        ("seller", paired(_("Seller"), said.get("seller", ""))),
        ("hidden", _("hidden ones too")),
    )
    asked = set(wish)
    if asked & {"price_from", "price_to"}:
        # There the currency is said with the price.
        asked = asked - {"currency"} | {"price"}
    asked |= {"day"} if asked & {"since", "until"} else set()
    return in_a_row(text for key, text in parts if key in asked)


def _price(said: Mapping[str, str]) -> str:
    low, high = said.get("price_from"), said.get("price_to")
    # Numbers of several currencies are no one price: where none is chosen that is said.
    currency = said.get("currency") or _("in any currency")
    if low and high:
        return _("{low} to {high} {currency}").format(low=low, high=high, currency=currency)
    if low:
        return _("from {low} {currency}").format(low=low, currency=currency)
    return _("up to {high} {currency}").format(high=high, currency=currency)


def _days(said: Mapping[str, str]) -> str:
    first, last = said.get("since"), said.get("until")
    if first and last:
        return _("{first} to {last}").format(first=first, last=last)
    if first:
        return _("since {day}").format(day=first)
    return _("until {day}").format(day=last)
