"""Facts of one schema.org Product, whatever syntax it was written in."""

import re
from collections.abc import Iterator
from decimal import Decimal

from evidencekit.domain.facts import FactValue, Reading
from evidencekit.listing.amounts import (
    Count,
    currency_code,
    read_count,
    read_price,
    read_rating,
)
from evidencekit.listing.js_values import Json
from evidencekit.listing.page import folded

Node = dict[str, Json]

_CONDITIONS = (
    ("refurbished", re.compile(r"(?i)refurb|renewed|reconditi")),
    ("used", re.compile(r"(?i)used|damaged|pre-?owned")),
    ("new", re.compile(r"(?i)\bnew|newcondition")),
)
_IN = re.compile(
    r"(?i)(?:^|[/\s])(instock|in[ _]stock|limitedavailability|onlineonly|instoreonly)\s*$"
)
_OUT = re.compile(
    r"(?i)(?:^|[/\s])(outofstock|out[ _]of[ _]stock|soldout|sold[ _]out|discontinued)\s*$"
)


def condition_of(raw: str) -> str | None:
    """Return new, used or refurbished for a schema.org item condition or an English word."""
    return next((name for name, words in _CONDITIONS if words.search(raw[:80])), None)


def availability_of(raw: str) -> bool | None:
    """Return whether a schema.org availability says that it can be had now; None if unclear."""
    if _OUT.search(raw[:100]):
        return False
    return True if _IN.search(raw[:100]) else None


def product_facts(node: Node, where: str, reader: str, language: str) -> Iterator[Reading]:
    """Read one product: title, id, offers, rating, pictures."""
    yield from _named(node, where, reader)
    offers = [offer for offer in _several(node.get("offers")) if isinstance(offer, dict)]
    yield from _prices(offers, where, reader, language)
    yield from _terms([node, *offers], where, reader)
    yield from _rating(node, where, reader)
    pictures = list(dict.fromkeys(_pictures(node.get("image"))))
    if len(pictures) > 1:
        yield Reading("image_urls", pictures, pictures[0], f"{where}.image", reader)
        yield Reading("images", len(pictures), pictures[0], f"{where}.image", reader)


def count_reading(name: str, count: Count, raw: str, where: str, reader: str) -> Reading:
    """Return the reading of a count, its bounds beside its value."""
    return Reading(name, count.low, raw, where, reader, count.low, count.high)


def _named(node: Node, where: str, reader: str) -> Iterator[Reading]:
    title = folded(_word(node.get("name")))
    if title:
        yield Reading("title", title[:1000], title[:300], f"{where}.name", reader)
    for key in ("productID", "productId", "sku"):
        found = re.fullmatch(r"(?:sku:|id:)?\s*([\w.-]{3,60})", _word(node.get(key)))
        if found:
            yield Reading("listing_id", found[1], found[0], f"{where}.{key}", reader)
            return


def _prices(offers: list[Node], where: str, reader: str, language: str) -> Iterator[Reading]:
    raw = ""
    lows: list[Decimal] = []
    highs: list[Decimal] = []
    code: str | None = None
    for offer in offers[:200]:
        specific = next(
            (s for s in _several(offer.get("priceSpecification")) if isinstance(s, dict)), {}
        )
        code = code or currency_code(
            _word(offer.get("priceCurrency") or specific.get("priceCurrency"))
        )
        for key in ("lowPrice", "price", "highPrice"):
            text = _word(offer.get(key) or (specific.get("price") if key == "price" else None))
            price = read_price(text, language, code)
            if price:
                raw = raw or text
                (lows if key != "highPrice" else highs).append(price.low)
                highs.append(price.high or price.low)
    if code:
        yield Reading("currency", code, code, f"{where}.offers.priceCurrency", reader)
    if lows:
        yield Reading("price", f"{min(lows):f}", raw[:100], f"{where}.offers.price", reader)
        if max(highs) > min(lows):
            yield Reading(
                "price_max", f"{max(highs):f}", raw[:100], f"{where}.offers.price", reader
            )


def _terms(nodes: list[Node], where: str, reader: str) -> Iterator[Reading]:
    stock: list[tuple[bool, str]] = []
    said: dict[str, tuple[FactValue, str]] = {}
    for node in nodes[:200]:
        raw = _word(node.get("itemCondition"))
        condition = condition_of(raw)
        if condition:
            said.setdefault("condition", (condition, raw))
        seller = folded(_word(node.get("seller") or node.get("offeredBy")))
        if seller and "/" not in seller:
            said.setdefault("seller", (seller[:200], seller[:200]))
        raw = _word(node.get("availability"))
        there = availability_of(raw)
        stock += [] if there is None else [(there, raw)]
    for name, (value, raw) in said.items():
        yield Reading(name, value, raw, f"{where}.offers", reader)
    if stock:
        there, raw = max(stock, key=lambda pair: pair[0])
        yield Reading("in_stock", there, raw[:100], f"{where}.offers.availability", reader)


def _rating(node: Node, where: str, reader: str) -> Iterator[Reading]:
    rating = next((r for r in _several(node.get("aggregateRating")) if isinstance(r, dict)), None)
    if rating is None:
        return
    raw = _word(rating.get("ratingValue"))
    value = read_rating(raw, _word(rating.get("bestRating")) or None)
    place = f"{where}.aggregateRating"
    counted = [(k, _word(rating.get(k))) for k in ("reviewCount", "ratingCount") if rating.get(k)]
    for key, words in counted[:1]:
        count = read_count(words)
        if count and count.low > 0:
            yield count_reading("reviews", count, words[:100], f"{place}.{key}", reader)
    if value:
        yield Reading("rating", value, raw[:100], f"{place}.ratingValue", reader)


def _pictures(value: Json) -> Iterator[str]:
    for part in _several(value)[:100]:
        url = part.get("url") or part.get("contentUrl") if isinstance(part, dict) else part
        if isinstance(url, str) and url.strip() and not url.startswith("data:"):
            yield url.strip()[:2000]


def _several(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _word(value: Json) -> str:
    """Return a value as words: the first of a list, the name of a node."""
    if isinstance(value, list):
        return _word(value[0]) if value else ""
    if isinstance(value, dict):
        return _word(value.get("name") or value.get("@value"))
    return "" if value is None or isinstance(value, bool) else str(value).strip()[:2000]
