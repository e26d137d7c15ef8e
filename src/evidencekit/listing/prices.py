"""The price in the markup of a page: by what its tag is called and where it stands."""

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from bs4 import Tag
from bs4.element import NavigableString

from evidencekit.domain.facts import Reading
from evidencekit.listing.amounts import PriceRange, read_price
from evidencekit.listing.labels import FORMER_PRICE, NO_PRICE_BEFORE
from evidencekit.listing.page import Page, classes, folded, hidden, in_side_region, place
from evidencekit.listing.products import price_readings

_READER = "markup"
_NAME = re.compile(
    r"(?i)price|prc|preis|prix|precio|prezzo|preco|preço|rmb-num|kakaku|nedan|cena|money-amount"
)
_NOW = re.compile(
    r"(?i)current|sale|now|our|final|special|offer|actual|selling|discount|buying|num|value|main"
    r"|isum|amount|display|detail|pdp|product|item|topay|total|promo"
)
_NOT = re.compile(
    r"(?i)old|was|(?<![a-z])list(?!ing)|listprice|orig|regular|strike|del\b|cross|msrp|rrp|save"
    r"|saving"
    r"|ship|unit|per-|history|related|recommend|similar|sponsor|carousel|also|compare|month|financ"
    r"|install|instal|filter|bundle|warrant|secondary|stock|accessor|cart|upsell|widget|slider"
    r"|before"
    r"|retail|refer|note|label|nav|header|approx|conv|previous|barr|vecchio|ancien|antes|sticker"
    r"|delivery|postage|symbol|currency|range-filter|tax\b|point|coupon|percent|subtotal|integer"
    r"|whole|decimal|separator|cents"
)
_STRUCK = re.compile(
    r"(?i)(?:price|prc|preis|prix|prezzo|precio)[-_a-z]{0,20}"
    r"(?:strike|old|was|origin|regular|msrp|list|del$|previous|standard|double|vecchio)"
    r"|(?:strike|old|was|origin|original|regular|msrp|list|double|previous)[-_]?(?:price|prezzo)"
    r"|(?:^|[-_ ])del-price|basis-?price|a-text-price|priceblockstrike|money-amount--previous"
    r"|strikethrough|^strike$|(?:^|[-_ ])rrp(?:$|[-_ ])"
)
_WHOLE = re.compile(
    r"[^\d%]{0,14}\d[\d.,\s'’]*(?:\s?[-–~]\s?[^\d%]{0,6}\d[\d.,\s]*)?[^\d%]{0,14}", re.DOTALL
)
_CENTS = re.compile(r"(?i)cent|fraction|decimal|sup")
_TAX = re.compile(r"(?i)[(（][^()（）]{0,20}(?:税|tax|vat|mwst|ttc|iva|incl)[^()（）]{0,12}[)）]")
_RATE = re.compile(r"(?i)/\s?mo|per month|a month|al mes\b|/\s?monat|mtl\.|par mois")
_MOST_TAGS, _MOST_LEVELS, _DEEPEST, _MOST_AMOUNTS = 400, 8, 30, 3


def price_facts(page: Page) -> Iterator[Reading]:
    """Read prices that the markup calls so: the nearest to the heading first."""
    struck: list[Tag] = []
    now: list[tuple[Tag, str]] = []
    for tag, names in page.named:
        if len(now) >= _MOST_TAGS:
            break
        if _STRUCK.search(names):
            struck.append(tag)
        elif _NAME.search(names):
            now.append((tag, names))
    struck += page.soup.find_all(["s", "del", "strike"], limit=40)
    yield from _stated(page)
    candidates = [found for found in (_candidate(tag, names, page) for tag, names in now) if found]
    yield from _nearest(candidates, page)
    for tag, price, raw, sure in candidates:
        if sure:
            yield from price_readings(price, raw, place(tag), _READER)
    yield from _former(struck, page)


def _stated(page: Page) -> Iterator[Reading]:
    """Read amounts that shop software states in an attribute of the tag."""
    kinds = {"finalprice": "price", "oldprice": "list_price"}
    if "data-price-amount" not in page.text:
        return
    for tag in page.soup.select("[data-price-amount]", limit=60):
        name = kinds.get(str(tag.get("data-price-type") or "").lower())
        raw = str(tag["data-price-amount"])
        price = read_price(raw) if name and not in_side_region(tag) else None
        if price and name:
            yield from price_readings(price, raw, place(tag), _READER, name)


Candidate = tuple[Tag, PriceRange, str, bool]


def _candidate(tag: Tag, names: str, page: Page) -> Candidate | None:
    above = " ".join(classes(tag.parent)) if isinstance(tag.parent, Tag) else ""
    # What the box is called counts too, unless it only says that it heads the page of the goods.
    box = re.sub(r"(?i)\S*header\S*", "", above)
    if _NOT.search(f"{names} {box}") or hidden(tag) or _is_struck(tag):
        return None
    raw = _TAX.sub("", amount_text(tag)).strip()
    first = re.search(r"\d", raw)
    if first and (
        NO_PRICE_BEFORE.search(raw[: first.start()]) or FORMER_PRICE.search(raw[: first.start()])
    ):
        return None
    if not 0 < len(raw) <= 40 or _RATE.search(raw) or not _WHOLE.fullmatch(raw):  # noqa: PLR2004
        return None
    price = None if in_side_region(tag) else read_price(raw, page.language)
    return (tag, price, raw, _NOW.search(names) is not None) if price else None


def _is_struck(tag: Tag) -> bool:
    return tag.name in {"s", "del", "strike"} or any(
        above.name in {"s", "del", "strike", "label", "option", "select"}
        or _STRUCK.search(" ".join(classes(above)))
        for above in islice(tag.parents, 5)
    )


def _nearest(candidates: list[Candidate], page: Page) -> Iterator[Reading]:
    """Read the first price inside the smallest part of the page that also holds the heading."""
    if page.heading is None:
        return
    inside = {
        id(one[0]): {id(above) for above in islice(one[0].parents, _DEEPEST)} for one in candidates
    }
    for above in islice(page.heading.parents, _MOST_LEVELS):
        if above.name in {"html", "[document]"}:
            return
        here = [one for one in candidates if id(above) in inside[id(one[0])]]
        if here:
            amounts = {one[1].low for one in here}
            tag, price, raw, _sure = next((one for one in here if one[3]), here[0])
            if len(amounts) <= _MOST_AMOUNTS:
                yield from price_readings(price, raw, place(tag), _READER)
            return


def _former(struck: list[Tag], page: Page) -> Iterator[Reading]:
    """Read a price that the shop shows as its former or recommended one, near the heading."""
    near = list(islice(page.heading.parents, _MOST_LEVELS)) if page.heading else []
    for tag in struck[:_MOST_TAGS]:
        above = {id(one) for one in islice(tag.parents, _DEEPEST)}
        if near and not any(id(one) in above for one in near):
            continue
        raw = amount_text(tag)
        amounts = re.findall(r"\d[\d.,]*\d", raw)
        if len(raw) > 40 or len(amounts) not in {1, 2} or re.search(r"(?i)%|sav|off\b", raw):  # noqa: PLR2004
            continue
        price = None if in_side_region(tag) or hidden(tag) else read_price(raw, page.language)
        if price:
            yield from price_readings(price, raw, place(tag), _READER, "list_price")
            return


def amount_text(tag: Tag) -> str:
    """Return the text of a price, a point before cents that only their type sets apart.

    A price that stands twice, once for the eye and once for a screen reader, is returned once.
    """
    stated = str(tag.get("content") or "")
    if re.fullmatch(r"\d{1,9}(?:\.\d{1,4})?", stated):
        return stated
    spoken = tag.find(_is_spoken)
    if isinstance(spoken, Tag) and _WHOLE.fullmatch(spoken.get_text(strip=True)[:40]):
        return folded(spoken.get_text())
    parts: list[str] = []
    for node in islice(tag.descendants, 200):
        if not isinstance(node, NavigableString) or not node.strip():
            continue
        if type(node) is not NavigableString or (node.parent and hidden(node.parent)):
            continue
        text, parent = node.strip(), node.parent
        cents = parent is not None and _CENTS.search(f"{parent.name} {' '.join(classes(parent))}")
        if cents and re.fullmatch(r"\d{2}", text) and parts and parts[-1][-1:].isdigit():
            text = f".{text}"
        parts.append(text)
    raw = folded(" ".join(parts) if _apart(parts) else "".join(parts))[:80]
    # `24€99`: the sign stands where the point would.
    raw = re.sub(r"^(\d[\d., ]{0,9})\s?([€£$])\s?(\d{2})$", r"\1.\3 \2", raw)
    half = raw[: len(raw) // 2].strip()
    return half if (half and raw == f"{half} {half}") or raw == half * 2 else raw


def _is_spoken(tag: Tag) -> bool:
    """Say whether a tag holds the words that a screen reader speaks in place of the pieces."""
    return any(re.search(r"(?i)offscreen|sr-only|visually-?hidden", name) for name in classes(tag))


def _apart(parts: list[str]) -> bool:
    """Say whether pieces are amounts of their own, which must not run together."""
    return sum(1 for part in parts if re.search(r"\d[.,]?\d", part)) > 1 and not any(
        re.fullmatch(r"[.,](?:\d{2})?|\d{2}", part) for part in parts
    )


def visible_amounts(page: Page) -> set[Decimal]:
    """Return the amounts of money that the text of the page shows."""
    found: set[Decimal] = set()
    for line in page.lines[:4000]:
        for words in re.findall(r"\d[\d.,'’ \u00a0\u202f]{0,14}\d|\d", line)[:20]:
            price = read_price(words.strip(" "), page.language)
            if price:
                found.add(price.low)
    return found


__all__ = ["amount_text", "price_facts", "visible_amounts"]
