"""Facts in site markup: product meta tags, common habits of ids and classes, platform selectors."""

import re
from collections.abc import Iterator

from bs4 import Tag

from evidencekit.domain.facts import Reading
from evidencekit.listing.address import Address
from evidencekit.listing.amounts import (
    currency_code,
    currency_in,
    read_count,
    read_price,
    read_rating,
)
from evidencekit.listing.labels import condition_word
from evidencekit.listing.page import Page, classes, folded, hidden, place, seen_text
from evidencekit.listing.products import availability_of, condition_of, count_reading

_SITE = "markup"
_META = "meta"
_PRICE_NAME = re.compile(r"(?i)price|prc|preis|prix|precio|prezzo|preco|rmb-num|kakaku|nedan")
_PRICE_NOW = re.compile(
    r"(?i)current|sale|now|our|final|special|offer|actual|selling|discount|buying|num|value|main"
    r"|isum|amount|display|detail|pdp|product|item"
)
_PRICE_NOT = re.compile(
    r"(?i)old|was|list|orig|regular|strike|del\b|cross|msrp|rrp|save|saving|ship|unit|per-|history"
    r"|related|recommend|similar|sponsor|carousel|also|compare|month|financ|install|instal|filter"
    r"|bundle|warrant|secondary|stock|accessor|cart|upsell|widget|slider|before|retail|refer|note|label|nav|header"
)
_REGION_NOT = re.compile(
    r"(?i)related|recommend|similar|sponsor|carousel|also-|compar|recently|upsell|cross-?sell"
    r"|(?:^|[-_ ])(?:nav|header|footer|bundle|accessories|popover|modal|dialog|reviews?)"
)
_LIST_PRICE = re.compile(
    r"(?i)(?:price|prc)[-_a-z]{0,20}(?:strike|old|was|origin|regular|msrp|list|del$)"
    r"|(?:strike|old|was|original|regular|msrp|list)[-_]?price"
)
_SELLER_NAME = re.compile(
    r"(?i)(?:^|[-_ ])(?:seller|store|shop|merchant|vendor)(?:[-_]{0,2})(?:name|nick|profile)"
)
_SELLER_NOT = re.compile(
    r"(?i)best-?sell|store-?finder|my-?store|rating|feedback|score|icon|logo|url"
)
_TITLE_NAME = re.compile(
    r"(?i)(?:product|item|offer|listing|main|goods|detail|prod)[-_]{0,2}(?:title|name)"
)
_SOLD_NAME = re.compile(
    r"(?i)(?:^|[-_])(?:sold|sales?-?(?:count|num|volume))(?:$|[-_])|sold-?count"
)
_REVIEWS_NAME = re.compile(r"(?i)(?:reviews?|ratings?)[-_]{0,2}(?:count|num|total|quantity)")
_MOST = 400


def meta_facts(page: Page, address: Address) -> Iterator[Reading]:
    """Read OpenGraph and product meta tags."""
    yield from _meta_words(page, address)
    for key in ("product:price:amount", "og:price:amount", "product:sale_price:amount"):
        raw = page.metas.get(key, "")
        code = currency_code(page.metas.get(key.replace("amount", "currency"), ""))
        price = read_price(raw, page.language, code) if raw else None
        if price:
            yield Reading("price", f"{price.low:f}", raw[:100], f'meta[property="{key}"]', _META)
        if code:
            yield Reading("currency", code, code, f'meta[property="{key}"]', _META)


def _meta_words(page: Page, address: Address) -> Iterator[Reading]:
    metas = page.metas
    title = _without_site(metas.get("og:title", ""), page, address)
    if title and title_of_page(page, title):
        yield Reading("title", title, metas["og:title"][:300], 'meta[property="og:title"]', _META)
    condition = condition_of(metas.get("product:condition", ""))
    if condition:
        raw = metas["product:condition"]
        yield Reading("condition", condition, raw, 'meta[property="product:condition"]', _META)
    for key in ("product:availability", "og:availability"):
        there = availability_of(metas.get(key, ""))
        if there is not None:
            yield Reading("in_stock", there, metas[key][:100], f'meta[property="{key}"]', _META)
    item = metas.get("product:retailer_item_id", "")
    if re.fullmatch(r"[\w.-]{3,60}", item):
        where = 'meta[property="product:retailer_item_id"]'
        yield Reading("listing_id", item, item, where, _META)


def title_of_page(page: Page, title: str) -> bool:
    """Say whether a title is at least in part what `title` says too."""
    words = set(re.findall(r"\w+", title.casefold()))
    others = set(re.findall(r"\w+", page.title.casefold()))
    return not others or len(words & others) * 2 > len(words)


def markup_facts(page: Page, address: Address) -> Iterator[Reading]:
    """Read the page by its markup, the platform's own selectors first."""
    yield from _by_selectors(page, address)
    yield from _title(page, address)
    for tag in _named(page, _PRICE_NAME):
        yield from _price(tag, page)
    yield from _list_prices(page)
    yield from _first_seller(page)
    for tag in _named(page, _SOLD_NAME):
        count = (
            read_count(seen_text(tag, 60)) if re.match(r"\D{0,20}\d", seen_text(tag, 60)) else None
        )
        if count and count.low:
            yield count_reading("sold", count, seen_text(tag, 60), place(tag), _SITE)
    yield from _loose_items(page)


def _by_selectors(page: Page, address: Address) -> Iterator[Reading]:
    selectors = address.platform.selectors if address.platform else {}
    for name, places in selectors.items():
        for selector in places:
            tags = page.soup.select(selector, limit=100)
            if tags:
                yield from _selected(name, tags, selector)
                break


def _selected(name: str, tags: list[Tag], selector: str) -> Iterator[Reading]:
    raw = seen_text(tags[0], 200)
    if name == "images":
        with_picture = sum(1 for tag in tags if tag.find("img"))
        if with_picture:
            yield Reading(name, with_picture, f"{with_picture} × {selector}", selector, _SITE)
    elif name in {"sold", "stock", "reviews"}:
        count = read_count(raw) if raw else None
        if count and count.low:
            yield count_reading(name, count, raw, selector, _SITE)
    elif name == "rating":
        rating = read_rating(tags[0].get_text())
        if rating:
            yield Reading(name, rating, folded(tags[0].get_text())[:100], selector, _SITE)
    elif raw:
        yield Reading(name, raw, raw, selector, _SITE)


def _title(page: Page, address: Address) -> Iterator[Reading]:
    """The heading that the page's title repeats; without one, the title itself."""
    whole = page.title.casefold()
    candidates = [*page.soup.find_all("h1", limit=40), *_named(page, _TITLE_NAME)]
    best: tuple[str, Tag] | None = None
    for tag in candidates[:120]:
        text = seen_text(tag, 500)
        if len(text) > 2 and text.casefold() in whole and (not best or len(text) > len(best[0])):  # noqa: PLR2004
            best = (text, tag)
    first = next((tag for tag in candidates if tag.name == "h1" and seen_text(tag)), None)
    if best and len(best[0]) * 5 > len(page.title):
        yield Reading("title", best[0], best[0], place(best[1]), _SITE)
    elif page.title:
        title = _without_site(page.title, page, address)
        if title:
            yield Reading("title", title, page.title[:300], "title", _SITE)
    elif first is not None:
        yield Reading("title", seen_text(first), seen_text(first), place(first), _SITE)


def _without_site(title: str, page: Page, address: Address) -> str:
    """Take off what names the site, or a price, before and after the name of the goods."""
    title = folded(title)[:1000]
    site = re.sub(r"\W", "", page.metas.get("og:site_name", "")).casefold()
    names = {site, address.host.split(".")[-2] if "." in address.host else ""} - {""}
    names |= {address.platform.name} if address.platform else set()
    parts = re.split(r"(\s[|:·–—-]\s|\||:\s)", title)
    while len(parts) > 2 and _names_site(parts[-1], names):  # noqa: PLR2004
        parts = parts[:-2]
    while len(parts) > 2 and (_names_site(parts[0], names) or _is_price(parts[0])):  # noqa: PLR2004
        parts = parts[2:]
    return re.sub(r"-(?:淘宝网|tmall\.com天猫)$", "", "".join(parts).strip())


def _names_site(part: str, names: set[str]) -> bool:
    plain = re.sub(r"\W", "", part).casefold()
    return any(plain.startswith(name) and len(plain) <= len(name) + 8 for name in names)


def _is_price(part: str) -> bool:
    return bool(re.match(r"\s*\D{0,4}\d[\d.,]*(?:\s|$)", part)) and bool(
        currency_in(part) or "$" in part
    )


def _named(page: Page, pattern: re.Pattern[str]) -> list[Tag]:
    """Return tags whose id or class follows a habit and that stand in no side region."""
    found = []
    for tag in page.soup.find_all(True):
        name = f"{tag.get('id') or ''} {' '.join(classes(tag))}"[:300]
        if len(name) > 1 and pattern.search(name) and not _aside(tag):
            found.append(tag)
            if len(found) >= _MOST:
                break
    return found


def _aside(tag: Tag) -> bool:
    for number, above in enumerate(tag.parents):
        if number > 12 or above.name == "body":  # noqa: PLR2004
            return False
        if above.name in {"nav", "footer", "aside", "del", "s"} or hidden(above):
            return True
        if _REGION_NOT.search(f"{above.get('id') or ''} {' '.join(classes(above))}"[:300]):
            return True
    return False


def _price(tag: Tag, page: Page) -> Iterator[Reading]:
    name = f"{tag.get('id') or ''} {' '.join(classes(tag))}"
    above = " ".join(classes(tag.parent)) if isinstance(tag.parent, Tag) else ""
    if not _PRICE_NOW.search(name) or _PRICE_NOT.search(f"{name} {above}") or hidden(tag):
        return
    raw = seen_text(tag, 80)
    if not 0 < len(raw) <= 40 or not re.search(r"\d", raw) or re.search(r"(?i)/\s?mo|%", raw):  # noqa: PLR2004
        return
    if not re.fullmatch(
        r"[^\d]{0,12}\d[\d.,\s'’]*(?:\s?[-–~]\s?[^\d]{0,6}\d[\d.,\s]*)?[^\d]{0,12}", raw
    ):
        return
    price = read_price(raw, page.language)
    if price:
        yield Reading("price", f"{price.low:f}", raw, place(tag), _SITE)
        if price.high:
            yield Reading("price_max", f"{price.high:f}", raw, place(tag), _SITE)
        if price.currency:
            yield Reading("currency", price.currency, raw, place(tag), _SITE)


def _list_prices(page: Page) -> Iterator[Reading]:
    """Read a price that the shop shows as its former or recommended one."""
    for tag in _named(page, _LIST_PRICE):
        raw = seen_text(tag, 80)
        amounts = re.findall(r"\d[\d.,]*\d", raw)
        price = read_price(raw, page.language) if len(amounts) in {1, 2} else None
        if price and len(raw) <= 40 and not re.search(r"(?i)%|sav|off\b", raw):  # noqa: PLR2004
            yield Reading("list_price", f"{price.low:f}", raw, place(tag), _SITE)
            return


def _first_seller(page: Page) -> Iterator[Reading]:
    for tag in _named(page, _SELLER_NAME):
        text = seen_text(tag, 100).strip(" :：")
        name = f"{tag.get('id') or ''} {' '.join(classes(tag))}"
        if 1 < len(text) <= 60 and not _SELLER_NOT.search(name):  # noqa: PLR2004
            yield Reading("seller", text, text, place(tag), _SITE)
            return


def _loose_items(page: Page) -> Iterator[Reading]:
    """Read `itemprop`s that stand in no proper item: many shops write them so."""
    for tag in page.soup.find_all(itemprop=True, limit=1000):
        raw = str(tag.get("content") or tag.get("href") or "").strip() or seen_text(tag, 100)
        name = str(tag["itemprop"])
        if not raw or _aside(tag):
            continue
        if name == "availableAtOrFrom" and len(raw) > 3:  # noqa: PLR2004
            yield Reading("location", raw, raw, '[itemprop="availableAtOrFrom"]', _SITE)
        elif name == "itemCondition":
            condition = condition_of(raw) or condition_word(raw)
            if condition:
                yield Reading("condition", condition, raw, '[itemprop="itemCondition"]', _SITE)
        elif name == "priceCurrency" and currency_code(raw):
            yield Reading("currency", raw.upper(), raw, '[itemprop="priceCurrency"]', _SITE)
