"""What a person enters for a fact, held to the form that readers give it (design section 7)."""

import re

from evidencekit.domain.errors import WrongUse
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.display_text import one_line

_COUNTS = frozenset({"sold", "stock", "reviews", "images", "favourites"})
_DECIMALS = frozenset({"price", "price_max", "list_price", "rating"})
_TEXTS = frozenset(
    {
        *("platform", "site_country", "listing_id", "title", "seller", "seller_id", "seller_url"),
        *("company", "licence_no", "company_address", "contacts", "location", "rating_scale"),
        *("ships_from", "ships_to", "condition", "brand", "shop_age", "sold_period", "price_kind"),
    }
)
_FLAGS = {"true": True, "yes": True, "false": False, "no": False}
FACT_NAMES = tuple(sorted(_COUNTS | _DECIMALS | _TEXTS | {"currency", "in_stock"}))
_MOST = 2_000
_DECIMAL = re.compile(r"(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,4})?")
_COUNT = re.compile(r"(0|[1-9][0-9]{0,14})(\+?)")
_CURRENCY = re.compile(r"[A-Z]{3}")
_NAME = re.compile(r"[a-z_]{1,40}")


def require_name(name: str, read: frozenset[str]) -> None:
    """Refuse a name that no fact has, neither of `FACT_NAMES` nor among `read`. Raises WrongUse."""
    if name not in FACT_NAMES and not (name in read and _NAME.fullmatch(name)):
        text = _("there is no fact called {name}; facts are: {known}")
        known = ", ".join(FACT_NAMES)
        raise WrongUse(detail=text.format(name=one_line(name, 60), known=known))


def entered_value(name: str, text: str) -> dict[str, object]:
    """Return value, low, high of what a person wrote for a fact. Raises WrongUse.

    Prices are decimals with a point, counts whole numbers or a bucket (`2000+`: value unknown, low
    known, high open), `in_stock` true or false, `currency` three capitals (ISO 4217).
    """
    text = text.strip()
    if not text or len(text) > _MOST:
        raise _refused(name, text)
    if name in _COUNTS:
        return _count(name, text)
    if name == "in_stock":
        if text.lower() not in _FLAGS:
            raise _refused(name, text)
        return {"value": _FLAGS[text.lower()]}
    form = {"currency": _CURRENCY}.get(name, _DECIMAL if name in _DECIMALS else None)
    if form is not None and not form.fullmatch(text):
        raise _refused(name, text)
    return {"value": text}


def _count(name: str, text: str) -> dict[str, object]:
    found = _COUNT.fullmatch(text)
    if found is None:
        raise _refused(name, text)
    number = int(found[1])
    if found[2]:
        return {"value": None, "low": number, "high": None}
    return {"value": number, "low": number, "high": number}


def _refused(name: str, text: str) -> WrongUse:
    words = _("{text} is no value of {name}: prices as 12.50, counts as 300 or 2000+")
    return WrongUse(detail=words.format(text=repr(one_line(text, 60)), name=name))
