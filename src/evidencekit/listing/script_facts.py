"""Facts in script JSON: `window.x = {...}`, `__NEXT_DATA__`, g_config, JSON inside strings.

Only a document that names this item (its id, else its title) is read, and in it only what
stands on the way to the item: no lists of other goods, nothing named as a recommendation.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import Tag

from evidencekit.domain.facts import Reading
from evidencekit.listing.amounts import currency_code, read_count, read_price, read_rating
from evidencekit.listing.js_values import Json, inner, read_document, values_in
from evidencekit.listing.page import Page, folded, place
from evidencekit.listing.products import count_reading

_READER = "script"
_MOST_SCRIPTS = 400
_MOST_VALUES = 60_000
_DEEPEST = 14
_ASIDE = re.compile(
    r"(?i)recommend|related|similar|also|sponsor|advert|\bads?\b|banner|histor|compare|accessor|"
    r"bundle|best-?_?sell|topsell|breadcrumb|i18n|message|locale|config\.|translation|facet|filter|search|category|"
    r"review(s|list|items)|comments?\b|feedbacks?list|seo|coupon|cart|"
    r"warranty|protection|addon|gift|user\b|visitor|recent|seller(score|rating|review)|storereview"
)
_PLAIN_KEYS: dict[str, tuple[str, ...]] = {
    "title": ("subject", "producttitle", "offertitle", "itemtitle", "productname", "goodsname"),
    "seller": (
        *("sellername", "sellerdisplayname", "sellernick", "storename", "shopname", "companyname"),
        *("merchantname", "shopnick", "mallname"),
    ),
    "sold": (
        *("tradecount", "salecount", "saledcount", "soldcount", "soldquantity", "sellcount"),
        *("salescount", "totalsales", "quantitysold", "historicalsold", "ordercount", "soldnum"),
    ),
    "stock": (
        *("totalavailquantity", "canbookedamount", "quantityavailable", "availablequantity"),
        *("stockquantity", "availquantity", "totalstock", "inventoryquantity"),
    ),
    "rating": ("averagestar", "averagerating", "avgrating", "ratingaverage", "ratingvalue"),
    "reviews": (
        *("totalvalidnum", "reviewcount", "reviewscount", "totalreviews", "numberofreviews"),
        *("totalreviewcount", "ratingcount", "numreviews", "feedbackcount"),
    ),
    "location": ("shipfrom", "itemlocation", "sendaddress", "sendgoodsaddress", "location"),
    "currency": ("currencycode", "pricecurrency", "currency"),
    "price": (
        *(
            "currentprice",
            "saleprice",
            "pricedisplay",
            "offerpricedisplay",
            "formatedactivityprice",
        ),
        *("discountedprice", "finalprice", "sellingprice"),
    ),
    "images": (
        *("imagepathlist", "auctionimages", "offerimglist", "galleryimages", "mainimages"),
        *("imagelist", "colorimages", "imagegallery"),
    ),
}
# What stands under these says where goods are sent from, and of their price nothing.
_SENDING = re.compile(r"(?i)shipping|freight|deliver|logistic")
_OWN_GALLERY = {"colorimages", "auctionimages", "imagepathlist", "offerimglist"}
_FACT_OF = {key: name for name, keys in _PLAIN_KEYS.items() for key in keys}
_NAMED_NODES = {"seller": "seller", "shop": "seller", "store": "seller", "merchant": "seller"}


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value with its key and its path."""

    name: str
    value: Json
    path: str


def script_facts(page: Page, listing_id: str | None) -> Iterator[Reading]:
    """Read what the scripts of the page say of this item."""
    seen: set[tuple[str, str]] = set()
    for document, where in _documents(page, listing_id):
        for leaf in _leaves(document, where):
            for reading in _readings(leaf, page.language):
                key = (reading.name, str(reading.value))
                if key not in seen:
                    seen.add(key)
                    yield reading


def _documents(page: Page, listing_id: str | None) -> Iterator[tuple[Json, str]]:
    title = folded(page.title)[:40]
    names = [mark for mark in (listing_id, title if len(title) > 12 else None) if mark]  # noqa: PLR2004
    if not names:
        return
    for tag in page.soup.find_all("script", limit=_MOST_SCRIPTS):
        kind = str(tag.get("type") or "").lower()
        text = tag.string or tag.get_text()
        if "ld+json" in kind or len(text) < 30 or not any(n in text for n in names):  # noqa: PLR2004
            continue
        yield from _of_script(tag, text, names)


def _of_script(tag: Tag, text: str, names: list[str]) -> Iterator[tuple[Json, str]]:
    if "json" in str(tag.get("type") or "").lower():
        yield read_document(text), place(tag)
        return
    whole = 0
    for value, before in values_in(text):
        whole += 1
        if not isinstance(value, dict):
            continue
        word = re.search(r"([\w$.\[\]'\"]{1,60})\s*$", before)
        where = f"script: {word[1] if word else f'value {whole}'}"
        if len(value) > 1 and _mentions(value, names):
            yield value, where
        else:
            # The script names the item: a gallery in it is the item's, nothing else surely is.
            galleries = {key: part for key, part in value.items() if _plain(key) in _OWN_GALLERY}
            yield galleries, where


def _mentions(value: Json, names: list[str]) -> bool:
    """Say whether a value names the item; `_leaves` bounds how much of it is looked at."""
    todo: list[tuple[Json, int]] = [(value, 0)]
    looked = 0
    while todo and looked < _MOST_VALUES:
        part, depth = todo.pop()
        looked += 1
        if isinstance(part, dict) and depth < _DEEPEST:
            todo += [(child, depth + 1) for child in part.values()]
        elif isinstance(part, list) and depth < _DEEPEST:
            todo += [(child, depth + 1) for child in part[:50]]
        elif isinstance(part, str | int) and any(name in str(part) for name in names):
            return True
    return False


def _leaves(document: Json, where: str) -> Iterator[Leaf]:
    """Walk breadth first: what stands nearer to the top is more surely about the item."""
    level: list[tuple[Json, str]] = [(document, where)]
    looked = 0
    for _depth in range(_DEEPEST):
        below: list[tuple[Json, str]] = []
        for part, path in level:
            if isinstance(part, str):
                part = inner(part)  # noqa: PLW2901
            if isinstance(part, list) and len(part) == 1:
                below.append((part[0], f"{path}[0]"))
            if not isinstance(part, dict):
                continue
            for key, child in part.items():
                looked += 1
                if looked > _MOST_VALUES:
                    return
                if _ASIDE.search(key[:60]):
                    continue
                below_path = f"{path}.{key[:60]}"[:300]
                yield Leaf(_plain(key), child, below_path)
                if isinstance(child, dict | list) or (isinstance(child, str) and child[:1] in "{["):
                    below.append((child, below_path))
        level = below


def _plain(key: str) -> str:
    return re.sub(r"[^a-z0-9]", "", key[:60].lower())


def _readings(leaf: Leaf, language: str) -> Iterator[Reading]:
    if _FACT_OF.get(leaf.name) == "images":
        yield from _images(leaf)
        return
    if isinstance(leaf.value, dict):
        name = leaf.value.get("name") or leaf.value.get("nick")
        fact = _NAMED_NODES.get(leaf.name)
        if fact and isinstance(name, str) and 1 < len(name.strip()) <= 100:  # noqa: PLR2004
            yield Reading(fact, folded(name), name[:200], f"{leaf.path}.name", _READER)
        return
    name = _FACT_OF.get(leaf.name)
    if name is None or leaf.value is None or isinstance(leaf.value, bool):
        return
    sending = _SENDING.search(leaf.path) is not None
    if sending != (name == "location") and (sending or leaf.name == "location"):
        return
    if not isinstance(leaf.value, list):
        yield from _plain_fact(name, leaf, language)


def _plain_fact(name: str, leaf: Leaf, language: str) -> Iterator[Reading]:
    raw = str(leaf.value)[:300].strip()
    if name in {"sold", "stock", "reviews"}:
        count = read_count(leaf.value)
        # Nothing sold or nobody yet: many pages fill the number in later, so zero says nothing.
        if count and count.low > 0:
            yield count_reading(name, count, raw, leaf.path, _READER)
    elif name == "price":
        price = read_price(raw, language)
        if price:
            yield Reading("price", f"{price.low:f}", raw, leaf.path, _READER)
            if price.high:
                yield Reading("price_max", f"{price.high:f}", raw, leaf.path, _READER)
    elif name in {"rating", "currency"}:
        value = read_rating(raw) if name == "rating" else currency_code(raw)
        if value:
            yield Reading(name, value, raw, leaf.path, _READER)
    elif 1 < len(raw) <= 300 and isinstance(leaf.value, str) and "://" not in raw:  # noqa: PLR2004
        yield Reading(name, folded(raw), raw, leaf.path, _READER)


def _images(leaf: Leaf) -> Iterator[Reading]:
    value = leaf.value
    if isinstance(value, dict):
        value = value.get("initial")
    if not isinstance(value, list):
        return
    urls = [url for url in (_picture(part) for part in value[:200]) if url]
    distinct = list(dict.fromkeys(urls))
    if distinct and len(urls) == len(value):
        yield Reading("image_urls", list[str](distinct), distinct[0], leaf.path, _READER)
        yield Reading("images", len(distinct), distinct[0], leaf.path, _READER)


def _picture(part: Json) -> str | None:
    if isinstance(part, dict):
        keys = ("hiRes", "large", "url", "fullPathImageURI", "imageUrl", "src")
        part = next((part[key] for key in keys if isinstance(part.get(key), str)), None)
    is_url = isinstance(part, str) and re.match(r"(https?:)?//|/", part)
    return part[:2000] if isinstance(part, str) and is_url else None
