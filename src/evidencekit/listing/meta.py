"""Facts in meta tags: OpenGraph with its product words, Twitter's labels, habits of shops."""

import re
from collections.abc import Iterator

from evidencekit.domain.facts import Reading
from evidencekit.listing.address import Address
from evidencekit.listing.amounts import currency_code, read_price
from evidencekit.listing.page import Page
from evidencekit.listing.products import availability_of, condition_of, price_readings
from evidencekit.listing.titles import without_site

_READER = "meta"
# `product:price:amount`, `og:price:amount`, `etsymarketplace:price_value`: the sale first.
_SALE = re.compile(r"(?:^|:)sale_?price[:_](?:amount|value)$")
_PRICE = re.compile(r"(?:^|:)price[:_](?:amount|value)$")
_FORMER = re.compile(r"(?:^|:)(?:original_?price[:_]amount|price:standard_amount)$")
_CURRENCY = re.compile(r"(?:^|:)(?:sale_?|original_?)?price[:_]currency(?:_code)?$|^og:currency$")
_STATE = re.compile(r"^(?:og|product|twitter|pinterest|rich_pin):availability$")
_LABEL = re.compile(r"(?i)^(?:price|preis|prix|precio|prezzo|preço|価格|价格|цена)$")


def meta_facts(page: Page, address: Address) -> Iterator[Reading]:
    """Read OpenGraph and product meta tags."""
    metas = page.metas
    title = without_site(metas.get("og:title") or metas.get("twitter:title") or "", page, address)
    if title and title_of_page(page, title):
        raw = metas.get("og:title") or metas["twitter:title"]
        yield Reading("title", title, raw[:300], 'meta[property="og:title"]', _READER)
    yield from _amounts(page)
    yield from _words(metas)


def _amounts(page: Page) -> Iterator[Reading]:
    metas = page.metas
    codes = ((key, currency_code(raw)) for key, raw in metas.items() if _CURRENCY.search(key))
    where, code = next((pair for pair in codes if pair[1]), ("", None))
    for pattern, name in ((_SALE, "price"), (_PRICE, "price"), (_FORMER, "list_price")):
        for key in metas:
            price = read_price(metas[key], page.language, code) if pattern.search(key) else None
            if price:
                yield from price_readings(price, metas[key], _place(key), _READER, name)
    if code:
        yield Reading("currency", code, code, _place(where), _READER)
    for number in range(1, 5):
        label, raw = metas.get(f"twitter:label{number}", ""), metas.get(f"twitter:data{number}", "")
        price = read_price(raw, page.language) if _LABEL.match(label) else None
        if price and len(raw) < 30:  # noqa: PLR2004
            yield from price_readings(price, raw, _place(f"twitter:data{number}"), _READER)


def _words(metas: dict[str, str]) -> Iterator[Reading]:
    condition = condition_of(metas.get("product:condition", ""))
    if condition:
        raw = metas["product:condition"]
        yield Reading("condition", condition, raw, _place("product:condition"), _READER)
    for key, raw in metas.items():
        there = availability_of(raw) if _STATE.match(key) else None
        if there is not None:
            yield Reading("in_stock", there, raw[:100], _place(key), _READER)
    for key in ("product:brand", "og:brand"):
        if metas.get(key):
            yield Reading("brand", metas[key][:100], metas[key][:100], _place(key), _READER)
    item = metas.get("product:retailer_item_id", "")
    if re.fullmatch(r"[\w.-]{3,60}", item):
        yield Reading("listing_id", item, item, _place("product:retailer_item_id"), _READER)


def title_of_page(page: Page, title: str) -> bool:
    """Say whether a title is at least in part what `title` says too."""
    words = set(re.findall(r"\w+", title.casefold()))
    others = set(re.findall(r"\w+", page.title.casefold()))
    return not others or len(words & others) * 2 > len(words)


def _place(key: str) -> str:
    return f'meta[property="{key}"]'
