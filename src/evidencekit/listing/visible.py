"""Facts in the visible text: a label and what stands beside it, line by line."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidencekit.domain.facts import Reading
from evidencekit.listing.amounts import PriceRange, read_count, read_price, read_rating
from evidencekit.listing.labels import (
    CART,
    CONDITION_FIRST,
    CONDITION_PRICE,
    COUNTS,
    FORMER_PRICE,
    FULL_PRICE,
    IN_STOCK_WORDS,
    LONE_LABEL,
    LONE_PRICE,
    NO_PLACE,
    NO_PRICE_AFTER,
    NO_PRICE_BEFORE,
    OF_SELLER,
    OTHER_LABEL,
    OUT_OF_STOCK,
    PER_MONTH,
    PLACE_LABEL,
    PRICE_LABEL,
    RATED_BY,
    RATING,
    REVIEWS_LABEL,
    SIDE_HEADING,
    TEXTS,
    UNSETTLED,
    condition_word,
)
from evidencekit.listing.page import Page
from evidencekit.listing.products import count_reading, price_readings

_READER = "text"
_MOST_LINES = 1500
_LINE = 200
_BEFORE, _NEAR, _ADVERT, _NUMBERS = 100, 40, 12, 60
_LABEL_END = re.compile(r"[:：]\s*$")
_OPENED = re.compile(
    r"(?i)(?:more than|over|mehr als|plus de|más de|mais de|oltre|более|超过|超過)\s*$"
)
_RENEWED = re.compile(
    r"(?i)[(\[](?:certified )?(?:renewed|refurbished|generalüberholt|reconditionné|reacondicionado)"
    r"[^)\]]{0,20}[)\]]"
)
_NO_SELLER = re.compile(
    r"(?i)^(?:us|this seller|the seller|third.part(?:y|ies)|details|sold by|see all|more|n/?a|-|—)$"
)
_AFTER_SELLER = re.compile(
    r"(?i)\s?(?:,? (?:and|&) (?:shipped|fulfilled|ships)|,? und versand|,? et expédié|,? y enviado"
    r"|,? e (?:entregue|spedito)"
    r"|\s\(\d|[(|•]|\s-\s\d| ships from| returns|\s\d{1,2}[.,]\d$|\s,\s"
    r"|\.\s(?:gift|in easy|returns?|this|ships|details|want|learn|easy)\b)"
)


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money in a line of text, and whether it can be the price."""

    price: PriceRange
    raw: str
    line: int
    labelled: bool


def visible_facts(page: Page, title: str | None) -> Iterator[Reading]:
    """Read labelled lines from the heading of the goods on, up to the first side heading.

    Counts and prices stop there even when it stands near: behind it are those of other goods.
    """
    lines, first, heading = _own_lines(page, title)
    side = _first_side(lines, heading - first)
    for number, line in enumerate(lines):
        where = f"line {first + number + 1}"
        after = number + first - heading
        if number < min(side, _BEFORE + _NUMBERS):
            yield from _counts(line, where, near=-_ADVERT <= after < _NUMBERS)
        if 0 <= after < _NUMBERS:
            yield from _rating(line, where)
            yield from _reviews_beside(lines, number, where)
        yield from _texts(_with_next(lines, number, page.heads[first + number])[:_LINE], where)
    yield from _state(lines[:side], first)
    yield from _state(lines, first)
    yield from _lone_button(page.lines)
    yield from _prices(lines[:side], first, heading, page)
    if title and _RENEWED.search(title):
        yield Reading("condition", "refurbished", title[:300], "title", _READER)


def unsettled(page: Page, title: str | None) -> bool:
    """Say whether the page says that the goods are on their way, or only to be ordered ahead."""
    lines, first, heading = _own_lines(page, title)
    near = [line for line in lines[heading - first :][:_NEAR] if len(line) < 60]  # noqa: PLR2004
    return any(pattern.match(line) for line in near for pattern in UNSETTLED)


def _first_side(lines: list[str], heading: int) -> int:
    """Return where the first side heading below the heading stood: an emptied run of lines."""
    for number in range(heading + 2, len(lines) - 1):
        if lines[number] == "" and lines[number - 1] != "":
            return number
    return len(lines)


def _with_next(lines: list[str], number: int, head: str) -> str:
    """A label and its value often stand in neighbouring cells, or in two tags of one line."""
    line = lines[number]
    if len(head) < len(line) and LONE_LABEL.match(head) and line.startswith(head):
        return f"{head}: {line[len(head) :].lstrip(' :：')}"
    following = lines[number + 1] if number + 1 < len(lines) else ""
    # Another label's line is no value: this one's is empty.
    if OTHER_LABEL.match(following) or LONE_LABEL.match(following):
        return line
    if _LABEL_END.search(line) and len(line) < 40:  # noqa: PLR2004
        return f"{line} {following}"
    alone = LONE_LABEL.match(line) and not PLACE_LABEL.match(line)
    return f"{line}: {following}" if alone and following else line


def _own_lines(page: Page, title: str | None) -> tuple[list[str], int, int]:
    lines = page.lines
    wanted = (title or "")[:40].casefold()
    starts = (n for n, line in enumerate(lines) if wanted and wanted in line.casefold())
    first = next(starts, None)
    heading = first or 0
    # The box to buy from often stands before the heading in the document.
    first = max(0, heading - _BEFORE)
    own = [line[:_LINE] for line in lines[first : first + _MOST_LINES]]
    for number, line in enumerate(own):
        if not any(pattern.match(line[:60]) for pattern in SIDE_HEADING):
            continue
        if number + first > heading + _NEAR and not line.casefold().startswith("sponsored"):
            return own[:number], first, heading
        own[number : number + _ADVERT] = [""] * len(own[number : number + _ADVERT])
    return own, first, heading


def _counts(line: str, where: str, *, near: bool) -> Iterator[Reading]:
    for name, patterns in COUNTS.items():
        if name == "reviews" and (not near or OF_SELLER.search(line)):
            continue
        found = next((match for match in (p.search(line) for p in patterns) if match), None)
        if not found:
            continue
        opened = _OPENED.search(line[: found.start("n")])
        count = read_count(("+" if opened else "") + found["n"].strip())
        if count and count.low:
            yield count_reading(name, count, line[:200], where, _READER)
            if name == "sold" and PER_MONTH.search(line):
                yield Reading("sold_period", "month", line[:200], where, _READER)
    rated = RATED_BY.match(line) if near and not OF_SELLER.search(line) else None
    count = read_count(rated["n"]) if rated else None
    if count and count.low:
        yield count_reading("reviews", count, line[:200], where, _READER)


def _reviews_beside(lines: list[str], number: int, where: str) -> Iterator[Reading]:
    """Read a count of reviews that fills the line after its label."""
    if number + 1 < len(lines) and REVIEWS_LABEL.match(lines[number]):
        raw = lines[number + 1]
        count = read_count(raw) if len(raw) < 12 and raw[:1] in "(（0123456789" else None  # noqa: PLR2004
        if count and count.low:
            yield count_reading("reviews", count, raw, where, _READER)


def _rating(line: str, where: str) -> Iterator[Reading]:
    if OF_SELLER.search(line):
        return
    for pattern in RATING:
        rated = pattern.search(line)
        scale = rated.groupdict().get("top") if rated else None
        rating = read_rating(rated["n"], scale) if rated else None
        if rating:
            yield Reading("rating", rating, line[:200], where, _READER)
        if rating and scale:
            yield Reading("rating_scale", scale, line[:200], where, _READER)


def _texts(line: str, where: str) -> Iterator[Reading]:
    for name, patterns in TEXTS.items():
        found = next((match for match in (p.search(line) for p in patterns) if match), None)
        if not found:
            continue
        value: str | None = found["v"].strip(" .:")
        if name == "condition":
            value = condition_word(value or "")
        if name == "location" and value and NO_PLACE.search(value):
            value = None
        if name == "seller" and value:
            value = _AFTER_SELLER.split(value)[0].strip(" ,.:")
            value = None if _NO_SELLER.match(value) or len(value) > 60 else value  # noqa: PLR2004
        # A label that stands there twice, once for the eye alone, says nothing.
        if value and not LONE_LABEL.match(value):
            yield Reading(name, value, line[:200], where, _READER)


def _lone_button(lines: list[str]) -> Iterator[Reading]:
    """The only button to buy on the whole page is the goods' own, wherever it stands."""
    short = ((n, line) for n, line in enumerate(lines) if len(line) < 40)  # noqa: PLR2004
    found = [(n, line) for n, line in short if any(pattern.match(line) for pattern in CART)]
    if len(found) in {1, 2}:
        yield Reading("in_stock", True, found[0][1], f"line {found[0][0] + 1}", _READER)


def _state(lines: list[str], first: int) -> Iterator[Reading]:
    """Read whether it can be had: what is said of it counts before a button to buy it."""
    short = [(n, line) for n, line in enumerate(lines) if 0 < len(line) < 60]  # noqa: PLR2004
    for patterns, there in ((OUT_OF_STOCK, False), (IN_STOCK_WORDS, True), (CART, True)):
        for number, line in short:
            if any(pattern.match(line) for pattern in patterns):
                yield Reading("in_stock", there, line, f"line {first + number + 1}", _READER)
                break


def _prices(lines: list[str], first: int, heading: int, page: Page) -> Iterator[Reading]:
    """A price that its label names; else the only amount that can be the price."""
    language = page.language
    amounts = [one for one in _amounts(lines, language) if one.raw not in page.struck]
    # What stands before the heading is the cart or an advertisement, unless nothing follows.
    below = [one for one in amounts if one.line + first >= heading] or amounts
    labelled = next((one for one in below if one.labelled), None)
    chosen = labelled or (below[0] if len({one.price.low for one in below}) == 1 else None)
    if chosen:
        where = f"line {first + chosen.line + 1}"
        yield from price_readings(chosen.price, chosen.raw, where, _READER)
    yield from _condition_beside(lines, first, chosen, language)


def _condition_beside(
    lines: list[str], first: int, chosen: Amount | None, language: str
) -> Iterator[Reading]:
    """Read a condition that stands before the price, or before the count of what was sold."""
    for number, line in enumerate(lines[: _BEFORE + _NUMBERS]):
        headed = CONDITION_FIRST.match(line)
        word = condition_word(headed["v"]) if headed else None
        if word:
            yield Reading("condition", word, line, f"line {first + number + 1}", _READER)
        # The two may stand in cells of their own.
        following = lines[number + 1] if number + 1 < len(lines) else ""
        found = CONDITION_PRICE.match(line) or CONDITION_PRICE.match(f"{line} {following}")
        condition = condition_word(found["v"]) if found else None
        amount = read_price(found["amount"], language) if found else None
        if condition and amount and (not chosen or chosen.price.low == amount.low):
            yield Reading("condition", condition, line, f"line {first + number + 1}", _READER)
            return


def _amounts(lines: list[str], language: str) -> Iterator[Amount]:
    for number, line in enumerate(lines[:160]):
        following = lines[number + 1] if number + 1 < len(lines) else ""
        before = lines[number - 1] if number and len(lines[number - 1]) < 40 else ""  # noqa: PLR2004
        for found in LONE_PRICE.finditer(line):
            head = (
                f"{before} {line[: found.start()]}"
                if not line[: found.start()].strip()
                else line[: found.start()]
            )
            tail = line[found.end() :] or following
            if (
                FORMER_PRICE.search(head)
                or NO_PRICE_BEFORE.search(head)
                or NO_PRICE_AFTER.search(tail)
            ):
                continue
            price = read_price(found[0], language)
            if price:
                labelled = bool(PRICE_LABEL.search(head) or FULL_PRICE.match(tail.strip()))
                yield Amount(price, found[0].strip(), number, labelled)
