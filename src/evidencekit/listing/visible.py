"""Facts in the visible text: a label and what stands beside it, line by line."""

import re
from collections.abc import Iterator

from evidencekit.domain.facts import Reading
from evidencekit.listing.amounts import currency_in, read_count, read_price, read_rating
from evidencekit.listing.labels import (
    COUNTS,
    FORMER_PRICE,
    IN_STOCK,
    LONE_PRICE,
    OUT_OF_STOCK,
    RATING,
    SIDE_HEADING,
    TEXTS,
    condition_word,
)
from evidencekit.listing.page import Page
from evidencekit.listing.products import count_reading

_READER = "text"
_MOST_LINES = 1500
_LINE = 200
_BEFORE, _NEAR, _ADVERT, _NUMBERS = 100, 40, 12, 60
_LABEL_END = re.compile(r"[:：]\s*$")
_RENEWED = re.compile(
    r"(?i)[(\[](?:certified )?(?:renewed|refurbished|generalüberholt|reconditionné)"
    r"[^)\]]{0,20}[)\]]"
)


def visible_facts(page: Page, title: str | None) -> Iterator[Reading]:
    """Read labelled lines from the heading of the goods on, up to the first side heading."""
    lines, first, heading = _own_lines(page, title)
    for number, line in enumerate(lines):
        where = f"line {first + number + 1}"
        # A label and its value often stand in neighbouring cells.
        joined = (
            f"{line} {lines[number + 1]}"
            if _LABEL_END.search(line) and number + 1 < len(lines)
            else line
        )
        if number < _BEFORE + _NUMBERS:
            yield from _counts(line, where)
        if 0 <= number + first - heading < _NUMBERS:
            yield from _rating(line, where)
        yield from _texts(joined[:_LINE], where)
        yield from _state(line, where)
    yield from _only_price(lines, first, page.language)
    if title and _RENEWED.search(title):
        yield Reading("condition", "refurbished", title[:300], "title", _READER)


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


def _counts(line: str, where: str) -> Iterator[Reading]:
    for name, patterns in COUNTS.items():
        for pattern in patterns:
            found = pattern.search(line)
            if not found:
                continue
            opened = re.search(
                r"(?i)(?:more than|over|mehr als|plus de|más de)\s*$", line[: found.start("n")]
            )
            count = read_count(("+" if opened else "") + found["n"])
            if count and count.low:
                yield count_reading(name, count, line[:200], where, _READER)
            break


def _rating(line: str, where: str) -> Iterator[Reading]:
    for pattern in RATING:
        rated = pattern.search(line)
        rating = read_rating(rated["n"]) if rated else None
        if rating:
            yield Reading("rating", rating, line[:200], where, _READER)


def _texts(line: str, where: str) -> Iterator[Reading]:
    for name, patterns in TEXTS.items():
        found = next((match for match in (p.search(line) for p in patterns) if match), None)
        if not found:
            continue
        value: str | None = found["v"].strip(" .:")
        if name == "condition":
            value = condition_word(value or "")
        if name == "seller" and value:
            value = re.split(r"(?i) and (?:shipped|fulfilled)| und versand|[(|]", value)[0].strip()
        if value:
            yield Reading(name, value, line[:200], where, _READER)


def _state(line: str, where: str) -> Iterator[Reading]:
    if len(line) < 60:  # noqa: PLR2004
        if any(pattern.match(line) for pattern in OUT_OF_STOCK):
            yield Reading("in_stock", False, line, where, _READER)
        elif any(pattern.match(line) for pattern in IN_STOCK):
            yield Reading("in_stock", True, line, where, _READER)


def _only_price(lines: list[str], first: int, language: str) -> Iterator[Reading]:
    """A page that shows one amount, and no other but a former one, shows its price."""
    amounts: dict[str, tuple[str, str]] = {}
    for number, line in enumerate(lines[:150]):
        for found in LONE_PRICE.finditer(line):
            price = read_price(found[0], language)
            if price and not FORMER_PRICE.search(line[: found.start()]):
                amounts.setdefault(f"{price.low:f}", (found[0], f"line {first + number + 1}"))
    if len(amounts) == 1:
        ((value, (raw, where)),) = amounts.items()
        yield Reading("price", value, raw, where, _READER)
        code = currency_in(raw)
        if code:
            yield Reading("currency", code, raw, where, _READER)
