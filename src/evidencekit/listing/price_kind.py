"""What kind of price the price is: fixed, a range, from, a bid, the start of an auction."""

import re
from collections.abc import Iterator, Mapping

from evidencekit.domain.facts import Reading
from evidencekit.listing.amounts import read_price
from evidencekit.listing.labels import BID, CART, LONE_PRICE
from evidencekit.listing.page import Page

_READER = "text"
_MOST_LINES = 2_000
_SHORT = 60
# What stands before an amount, or in the line above it.
_BEFORE = {
    "starting_bid": re.compile(
        r"(?i)(?:starting (?:bid|price)|start price|startpreis|mise à prix|precio de salida"
        r"|prezzo di partenza|開始価格|開始時の価格|起拍价|起標價|cena wywoławcza)\W{0,4}$"
    ),
    "bid": re.compile(
        r"(?i)(?:(?:current|winning|highest|high) bid|aktuelles gebot|höchstgebot"
        r"|enchère actuelle|puja actual|offerta attuale|現在価格|現在|当前价|目前出價)\W{0,4}$"
    ),
    "from": re.compile(
        r"(?i)(?:^|\s)(?:from|starting (?:at|from)|prices? from|as low as|ab|à partir de|dès|desde"
        r"|a partir de|a partire da|vanaf|från|fra|od|от|начиная с|mulai dari)\s{0,2}$"
    ),
}
# Offers of others for the same goods: `12 used & new from $8.00`.
_OF_OTHERS = re.compile(
    r"(?i)\b(?:new|used|offers?|neu|gebraucht|angebote?|neufs?|occasions?|nuevos?|usados?|nuovi"
    r"|usati)\b|新品|中古|出品"
)
_AFTER = {
    "bid": re.compile(
        r"(?i)^\W{0,4}(?:\d{1,4}\s?(?:bids?|gebote?|enchères?|pujas?|offert[ae])\b|入札)"
    ),
    "from": re.compile(r"(?i)^\s?(?:起(?!拍)|〜|より|から|부터)"),
}


def price_kind(page: Page, facts: Mapping[str, Reading]) -> Iterator[Reading]:
    """Say what kind the chosen price is, as far as the words beside it, or a button, say it.

    `range`, `from`, `bid`, `starting_bid`, `fixed`; nothing where the page does not tell.
    """
    price = facts.get("price")
    if price is None:
        return
    if "price_max" in facts:
        yield _reading("range", price.raw, price.where)
        return
    said = _beside(page, str(price.value))
    if said:
        yield said
        return
    short = [line for line in page.lines[:_MOST_LINES] if len(line) < _SHORT]
    bids = next((line for line in short if any(p.match(line) for p in BID)), None)
    buys = next((line for line in short if any(p.match(line) for p in CART)), None)
    if bids and not buys:
        yield _reading("bid", bids, "button")
    elif buys and not bids:
        yield _reading("fixed", buys, "button")


def _beside(page: Page, value: str) -> Reading | None:
    lines = page.lines[:_MOST_LINES]
    for number, line in enumerate(lines):
        for found in LONE_PRICE.finditer(line):
            price = read_price(found[0], page.language)
            if price is None or f"{price.low:f}" != value or _OF_OTHERS.search(line):
                continue
            above = lines[number - 1] if number and len(lines[number - 1]) < _SHORT else ""
            head = line[: found.start()] if line[: found.start()].strip() else above
            tail = line[found.end() :] or (lines[number + 1] if number + 1 < len(lines) else "")
            for words, text in ((_BEFORE, head), (_AFTER, tail)):
                for kind, pattern in words.items():
                    if pattern.search(text):
                        return _reading(kind, line[:200], f"line {number + 1}")
            return None
    return None


def _reading(kind: str, raw: str, where: str) -> Reading:
    return Reading("price_kind", kind, raw[:200], where, _READER)
