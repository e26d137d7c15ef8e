"""Facts in site markup: platform selectors, then common habits of ids, classes and fields."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import parse_qs, urlsplit

from bs4 import Tag

from evidencekit.domain.facts import Reading
from evidencekit.listing.address import Address
from evidencekit.listing.amounts import Count, currency_code, read_count, read_price, read_rating
from evidencekit.listing.labels import condition_word
from evidencekit.listing.page import (
    Page,
    classes,
    folded,
    hidden,
    in_side_region,
    place,
    seen_text,
)
from evidencekit.listing.pictures import picture_facts
from evidencekit.listing.prices import amount_text, price_facts
from evidencekit.listing.products import condition_of, count_reading, price_readings
from evidencekit.listing.seller_box import seller_facts
from evidencekit.listing.titles import repeated_part, without_site

_SITE = "markup"
_TITLE_NAME = re.compile(
    r"(?i)(?:product|item|offer|listing|main|goods|detail|prod)[-_]{0,2}(?:title|name)|sku-name"
)
_SOLD_NAME = re.compile(
    r"(?i)(?:^|[-_ ])(?:sold|sales?-?(?:count|num|volume)|order-?num)(?:$|[-_ ])|sold-?count"
)
# How far above the heading its own part of the page reaches, and a tag may stand below it.
_MOST_LEVELS, _DEEPEST = 6, 30
_RATING_NAME = re.compile(
    r"(?i)(?:^|[-_ ])rating(?:[-_]{0,2}(?:value|score|number|average|avg|text))?(?:$|[-_ ])"
    r"|(?:rating|score)(?:value|number|average)(?:$|[-_ ])"
)
_OF_SELLER = re.compile(r"(?i)seller|shop|store|merchant|vendor|comment|review-?(?:list|item|card)")
_STOCK_FIELDS = ("data-stock", "data-stock-quantity", "data-available-quantity")
_ID_FIELD = re.compile(
    r"(?i)^(?:asin|product[-_]?id|id[-_]product|item[-_]?id|goods[-_]?id|offer[-_]?id|sku[-_]?id)$"
)
_SKU_NAME = re.compile(r"(?i)^(?:sku|product-sku|sku-value)$")
_SELLER_KEYS = ("seller", "sellerId", "seller_id", "merchantId", "shopId")


def markup_facts(page: Page, address: Address) -> Iterator[Reading]:
    """Read the page by its markup, the platform's own selectors first."""
    yield from _by_selectors(page, address)
    yield from _title(page, address)
    yield from price_facts(page)
    yield from seller_facts(page, address)
    for tag, names in page.named:
        if _SOLD_NAME.search(names) and not in_side_region(tag):
            yield from _sold(tag)
    yield from _rating(page)
    yield from _stock(page)
    yield from _loose_items(page)
    yield from _ids(page)
    yield from picture_facts(page)


def _by_selectors(page: Page, address: Address) -> Iterator[Reading]:
    selectors = address.platform.selectors if address.platform else {}
    for name, places in selectors.items():
        for selector in places:
            said = list(_at(page, name, selector))
            yield from said
            if said:
                break


def _at(page: Page, name: str, selector: str) -> Iterator[Reading]:
    """Read one fact at `CSS` or `CSS@attribute`."""
    css, _at_sign, attribute = selector.partition("@")
    # To look for a name that stands nowhere in the text costs a walk over the whole page.
    present = all(word in page.text for word in re.findall(r"[#.]([A-Za-z][\w-]*)", css))
    tags = page.soup.select(css, limit=100) if present else []
    if name == "images":
        with_picture = sum(1 for tag in tags if tag.find("img") or tag.name == "img")
        if with_picture:
            yield Reading(name, with_picture, f"{with_picture} × {css}", selector, _SITE)
        return
    for tag in tags[:3]:
        raw = folded(str(tag.get(attribute) or "")) if attribute else seen_text(tag, 200)
        if name in {"price", "list_price"} and not attribute:
            raw = amount_text(tag)
        said = list(_fact(name, raw, selector, page.language))
        yield from said
        if said:
            return


def _fact(name: str, raw: str, where: str, language: str) -> Iterator[Reading]:
    if not raw:
        return
    if name in {"price", "list_price"}:
        price = read_price(raw, language)
        if price:
            yield from price_readings(price, raw, where, _SITE, name)
    elif name in {"sold", "stock", "reviews"}:
        count = read_count(raw)
        if count and count.low:
            yield count_reading(name, count, raw, where, _SITE)
    elif name in {"rating", "condition"}:
        value = read_rating(_last_number(raw)) if name == "rating" else condition_word(raw)
        if value:
            yield Reading(name, value, raw[:100], where, _SITE)
    else:
        value = _seller_in(raw) if name == "seller_id" else raw
        if value:
            yield Reading(name, value[:300], raw[:300], where, _SITE)


def _last_number(raw: str) -> str:
    """Return the rating in words that may name its scale first: `5つ星のうち4.1`."""
    found: list[str] = re.findall(r"\d+(?:[.,]\d+)?", raw[:60])
    first_is_scale = len(found) > 1 and found[0] == "5" and "out of" not in raw
    return found[1] if first_is_scale else found[0] if found else ""


def _seller_in(raw: str) -> str | None:
    """Return the seller's id out of a link to the seller, or the id itself."""
    if re.fullmatch(r"[\w.-]{2,60}", raw):
        return raw
    query = parse_qs(urlsplit(raw).query)
    return next((query[key][0] for key in _SELLER_KEYS if key in query), None)


def _title(page: Page, address: Address) -> Iterator[Reading]:
    """The heading that the page's title repeats; without one, the title itself."""
    whole = page.title.casefold()
    named = (tag for tag, names in page.named if _TITLE_NAME.search(names))
    headings = page.soup.find_all("h1", limit=40)
    candidates = [*headings, *(tag for tag in named if not in_side_region(tag))][:120]
    best: tuple[str, Tag] | None = None
    for tag in candidates:
        text = seen_text(tag, 500)
        if len(text) > 2 and text.casefold() in whole and (not best or len(text) > len(best[0])):  # noqa: PLR2004
            best = (text, tag)
    if best and len(best[0]) * 5 > len(page.title):
        yield Reading("title", best[0], best[0], place(best[1]), _SITE)
    elif page.title:
        title = repeated_part(page) or without_site(page.title, page, address)
        if title:
            yield Reading("title", title, page.title[:300], "title", _SITE)
    elif page.heading is not None:
        text = seen_text(page.heading)
        yield Reading("title", text, text, place(page.heading), _SITE)


def _sold(tag: Tag) -> Iterator[Reading]:
    raw = seen_text(tag, 60)
    count = read_count(raw) if re.match(r"\D{0,20}\d", raw) else None
    if count and count.low and not re.search(r"[$€£¥%]", raw):
        yield count_reading("sold", count, raw, place(tag), _SITE)


def _rating(page: Page) -> Iterator[Reading]:
    """Read a rating that stands alone in a tag called so, where it is not the seller's."""
    near = list(islice(page.heading.parents, _MOST_LEVELS)) if page.heading else []
    own = {id(one) for one in near if one.name not in {"body", "html", "[document]"}}
    for tag, names in page.named:
        if not _RATING_NAME.search(names) or in_side_region(tag) or hidden(tag):
            continue
        if not any(id(one) in own for one in islice(tag.parents, _DEEPEST)):
            continue
        raw = seen_text(tag, 20)
        above = (f"{one.get('id') or ''} {' '.join(classes(one))}" for one in tag.parents)
        if not re.fullmatch(r"[0-5][.,]\d{1,2}", raw) or any(map(_OF_SELLER.search, above)):
            continue
        value = read_rating(raw)
        if value:
            yield Reading("rating", value, raw, place(tag), _SITE)
            return


def _stock(page: Page) -> Iterator[Reading]:
    """Read a stock that shop software states in an attribute."""
    for key in _STOCK_FIELDS:
        for tag in page.soup.select(f"[{key}]", limit=3) if key in page.text else ():
            raw = str(tag[key])
            number = int(raw) if re.fullmatch(r"\d{1,7}", raw) else 0
            if number and not in_side_region(tag):
                count = Count(number, number)
                yield count_reading("stock", count, str(tag[key]), f"{place(tag)}@{key}", _SITE)
                return


def _ids(page: Page) -> Iterator[Reading]:
    """Read the item's number out of the form to buy it, or where the shop prints it."""
    for tag, _names in page.named:
        if any(map(_SKU_NAME.match, classes(tag))) and not in_side_region(tag):
            found = re.fullmatch(r"(?:SKU\s?[:#]?\s?)?([\w.-]{3,40})", seen_text(tag, 60))
            if found and re.search(r"\d", found[1]):
                yield Reading("listing_id", found[1], found[0], place(tag), _SITE)
                break
    for tag in page.soup.find_all("input", attrs={"name": _ID_FIELD}, limit=20):
        value = str(tag.get("value") or "")
        if re.fullmatch(r"(?=[\w.-]*\d)[\w.-]{2,40}", value) and not in_side_region(tag):
            yield Reading("listing_id", value, value, f'input[name="{tag["name"]}"]', _SITE)
            break
    body = page.soup.find("body")
    found = re.search(r"(?:^| )postid-(\d{1,10})(?: |$)", " ".join(classes(body))) if body else None
    if found:
        yield Reading("listing_id", found[1], found[0].strip(), "body@class", _SITE)


def _loose_items(page: Page) -> Iterator[Reading]:
    """Read `itemprop`s that stand in no proper item: many shops write them so."""
    for tag in page.soup.find_all(itemprop=True, limit=1000):
        name = str(tag["itemprop"])
        if name not in {"availableAtOrFrom", "itemCondition", "priceCurrency"}:
            continue
        raw = str(tag.get("content") or tag.get("href") or "").strip() or seen_text(tag, 100)
        if not raw or in_side_region(tag) or hidden(tag):
            continue
        where = f'[itemprop="{name}"]'
        if name == "availableAtOrFrom" and len(raw) > 3:  # noqa: PLR2004
            yield Reading("location", raw, raw, where, _SITE)
        elif name == "itemCondition":
            condition = condition_of(raw) or condition_word(raw)
            if condition:
                yield Reading("condition", condition, raw, where, _SITE)
        elif name == "priceCurrency" and currency_code(raw):
            yield Reading("currency", raw.upper(), raw, where, _SITE)
