"""Facts of one schema.org Product, whatever syntax it was written in."""

import re
from collections.abc import Iterator
from decimal import Decimal

from evidencekit.domain.facts import FactValue, Reading
from evidencekit.listing.amounts import (
    Count,
    PriceRange,
    currency_code,
    read_count,
    read_price,
    read_rating,
    read_scale,
)
from evidencekit.listing.items import Node
from evidencekit.listing.js_values import Json
from evidencekit.listing.page import folded
from evidencekit.listing.pictures import distinct

_CONDITIONS = (
    ("refurbished", re.compile(r"(?i)refurb|renewed|reconditi")),
    ("used", re.compile(r"(?i)used|damaged|pre-?owned|open ?box|like new")),
    ("new", re.compile(r"(?i)\bnew|newcondition")),
)
_IN = re.compile(
    r"(?i)(?:^|[/\s])(in[-_ ]?stock|limited[-_ ]?availability|online[-_ ]?only"
    r"|in[-_ ]?store[-_ ]?only"
    r"|available(?: now)?)\s*$"
)
_OUT = re.compile(
    r"(?i)(?:^|[/\s])(out[-_ ]?of[-_ ]?stock|sold[-_ ]?out|discontinued|not[-_ ]?available"
    r"|unavailable)\s*$"
)
_FORMER = re.compile(r"(?i)list|strike|srp|msrp|regular|suggested|rrp|original")
_MOST_OFFERS = 200


def condition_of(raw: str) -> str | None:
    """Return new, used or refurbished for a schema.org item condition or an English word."""
    return next((name for name, words in _CONDITIONS if words.search(raw[:80])), None)


def availability_of(raw: str) -> bool | None:
    """Return whether a schema.org availability says that it can be had now; None if unclear."""
    if _OUT.search(raw[:100]):
        return False
    return True if _IN.search(raw[:100]) else None


def product_facts(node: Node, where: str, reader: str, language: str) -> Iterator[Reading]:
    """Read one product: title, id, offers, rating, pictures, brand, variants."""
    yield from _named(node, where, reader)
    variants = [part for part in several(node.get("hasVariant")) if isinstance(part, dict)]
    offers = _offers(node)
    for variant in variants[:_MOST_OFFERS]:
        offers += _offers(variant)
    yield from _prices(offers or [node], where, reader, language)
    yield from _terms([node, *offers, *_only_inner(offers)], where, reader)
    rated = next((one for one in (node, *variants) if one.get("aggregateRating")), node)
    yield from _rating(rated, where, reader)
    names = [name for name in (word(variant.get("name")) for variant in variants) if name]
    if names:
        yield Reading("variants", names[:200], names[0][:100], f"{where}.hasVariant", reader)
    pictures = distinct(list(_pictures(node.get("image"))))
    if len(pictures) > 1:
        yield Reading("image_urls", pictures, pictures[0], f"{where}.image", reader)
        yield Reading("images", len(pictures), pictures[0], f"{where}.image", reader)


def count_reading(name: str, count: Count, raw: str, where: str, reader: str) -> Reading:
    """Return the reading of a count, its bounds beside its value."""
    return Reading(name, count.low, raw[:200], where, reader, count.low, count.high)


def price_readings(
    price: PriceRange, raw: str, where: str, reader: str, name: str = "price"
) -> Iterator[Reading]:
    """Yield the readings of an amount: its low end, its high end if any, the currency it names."""
    yield Reading(name, f"{price.low:f}", raw[:100], where, reader)
    if price.high and name == "price":
        yield Reading("price_max", f"{price.high:f}", raw[:100], where, reader)
    if price.currency and name == "price":
        yield Reading("currency", price.currency, raw[:100], where, reader)


def _named(node: Node, where: str, reader: str) -> Iterator[Reading]:
    title = folded(word(node.get("name")))
    if title:
        yield Reading("title", title[:1000], title[:300], f"{where}.name", reader)
    brand = folded(word(node.get("brand") or node.get("manufacturer")))
    if 1 < len(brand) <= 100 and "://" not in brand:  # noqa: PLR2004
        yield Reading("brand", brand, brand, f"{where}.brand", reader)
    for key in ("productID", "productId", "sku", "productGroupID", "isbn"):
        found = re.fullmatch(r"(?:sku:|id:|isbn:)?\s*([\w.-]{3,60})", word(node.get(key)))
        if found:
            yield Reading("listing_id", found[1], found[0], f"{where}.{key}", reader)
            return


def _offers(node: Node) -> list[Node]:
    """Return the offers of a node, those inside an aggregate after it."""
    found: list[Node] = []
    for offer in several(node.get("offers"))[:_MOST_OFFERS]:
        if isinstance(offer, dict):
            found.append(offer)
            priced = offer.get("lowPrice") or offer.get("price")
            inner = [part for part in several(offer.get("offers")) if isinstance(part, dict)]
            found += [] if priced else inner
    return found


def _only_inner(offers: list[Node]) -> list[Node]:
    """Return the offer inside an aggregate when it is the only one: it says who sells."""
    inner = [part for offer in offers[:1] for part in several(offer.get("offers"))]
    return [part for part in inner if isinstance(part, dict)] if len(inner) == 1 else []


def _prices(offers: list[Node], where: str, reader: str, language: str) -> Iterator[Reading]:
    code = next((code for code in map(_currency, offers[:_MOST_OFFERS]) if code), None)
    if code:
        yield Reading("currency", code, code, f"{where}.offers.priceCurrency", reader)
    said = [pair for offer in offers[:_MOST_OFFERS] for pair in _amounts(offer, language, code)]
    lows: list[Decimal] = [price.low for price, _raw, key in said if key != "highPrice"]
    highs: list[Decimal] = [price.high or price.low for price, _raw, _key in said]
    if lows:
        raw = next(raw for price, raw, _key in said if price.low == min(lows))[:100]
        yield Reading("price", f"{min(lows):f}", raw, f"{where}.offers.price", reader)
        if max(highs) > min(lows):
            yield Reading("price_max", f"{max(highs):f}", raw, f"{where}.offers.price", reader)
    for offer in offers[:1]:
        yield from _list_price(offer, where, reader, language)


def _currency(offer: Node) -> str | None:
    raw = word(offer.get("priceCurrency"))
    for part in _specifications(offer):
        raw = raw or word(part.get("priceCurrency"))
    return currency_code(raw)


def _amounts(offer: Node, language: str, code: str | None) -> Iterator[tuple[PriceRange, str, str]]:
    stated = False
    for key in ("lowPrice", "price", "highPrice"):
        raw = word(offer.get(key))
        price = read_price(raw, language, code)
        if price:
            stated = True
            yield price, raw, key
    for part in () if stated else _specifications(offer):
        raw = word(part.get("price") or part.get("minPrice"))
        former = _FORMER.search(word(part.get("priceType")) + word(part.get("name")))
        price = None if former or part.get("billingDuration") else read_price(raw, language, code)
        if price:
            yield price, raw, "price"
            return


def _list_price(offer: Node, where: str, reader: str, language: str) -> Iterator[Reading]:
    for part in _specifications(offer):
        raw = word(part.get("price"))
        if _FORMER.search(word(part.get("priceType"))):
            price = read_price(raw, language)
            if price:
                place = f"{where}.offers.priceSpecification"
                yield from price_readings(price, raw, place, reader, "list_price")
                return


def _specifications(offer: Node) -> list[Node]:
    parts = several(offer.get("priceSpecification"))
    return [part for part in parts[:20] if isinstance(part, dict)]


def _terms(nodes: list[Node], where: str, reader: str) -> Iterator[Reading]:
    stock: list[tuple[bool, str]] = []
    said: dict[str, tuple[FactValue, str]] = {}
    for node in nodes[:_MOST_OFFERS]:
        raw = word(node.get("itemCondition"))
        condition = condition_of(raw)
        if condition:
            said.setdefault("condition", (condition, raw))
        for name, value in _seller(node.get("seller") or node.get("offeredBy")):
            said.setdefault(name, (value, value))
        raw = word(node.get("availability"))
        there = availability_of(raw)
        stock += [] if there is None else [(there, raw)]
    for name, (fact, words) in said.items():
        yield Reading(name, fact, words[:200], f"{where}.offers", reader)
    if stock:
        there, raw = max(stock, key=lambda pair: pair[0])
        yield Reading("in_stock", there, raw[:100], f"{where}.offers.availability", reader)


def _seller(value: Json) -> Iterator[tuple[str, str]]:
    name = folded(word(value))
    if name and "/" not in name:
        yield "seller", name[:200]
        node = value if isinstance(value, dict) else {}
        url = word(node.get("url"))
        if url:
            yield "seller_url", url[:500]


def _rating(node: Node, where: str, reader: str) -> Iterator[Reading]:
    rating = next((r for r in several(node.get("aggregateRating")) if isinstance(r, dict)), None)
    if rating is None:
        return
    raw = word(rating.get("ratingValue"))
    best = word(rating.get("bestRating")) or None
    value = read_rating(raw, best)
    place = f"{where}.aggregateRating"
    stated = [word(rating.get(key)) for key in ("reviewCount", "ratingCount")]
    if any(stated) and all(re.fullmatch(r"0*", one) for one in stated):
        return  # a rating by nobody
    # Where both stand, what the page shows decides: see `choosing`.
    for key in ("reviewCount", "ratingCount"):
        words = word(rating.get(key))
        count = read_count(words) if words else None
        if count and count.low > 0 and (value or not raw):
            yield count_reading("reviews", count, words[:100], f"{place}.{key}", reader)
    if value:
        yield Reading("rating", value, raw[:100], f"{place}.ratingValue", reader)
        scale = read_scale(best)
        if scale:
            yield Reading("rating_scale", str(scale), str(best), f"{place}.bestRating", reader)


def _pictures(value: Json) -> Iterator[str]:
    for part in several(value)[:100]:
        keys = ("contentUrl", "contentURL", "url", "src")
        url = (
            next((part[key] for key in keys if part.get(key)), None)
            if isinstance(part, dict)
            else part
        )
        if isinstance(url, str) and url.strip() and not url.startswith("data:"):
            yield url.strip()[:2000]


def several(value: Json) -> list[Json]:
    """Return a value as a list: itself, alone, or nothing."""
    return value if isinstance(value, list) else [] if value is None else [value]


def word(value: Json) -> str:
    """Return a value as words: the first of a list, the name of a node."""
    if isinstance(value, list):
        return word(value[0]) if value else ""
    if isinstance(value, dict):
        return word(value.get("name") or value.get("@value") or value.get("@id"))
    return "" if value is None or isinstance(value, bool) else str(value).strip()[:2000]
