"""The order of the readers, and what becomes of their answers."""

import re
from collections.abc import Iterable, Iterator
from decimal import Decimal, InvalidOperation

from evidencekit.domain.capture import PageKind
from evidencekit.domain.facts import Reading
from evidencekit.listing.address import Address, address_facts, find_address
from evidencekit.listing.kind import kind_of
from evidencekit.listing.markup import markup_facts, meta_facts
from evidencekit.listing.page import Page, PageReading
from evidencekit.listing.script_facts import script_facts
from evidencekit.listing.structured import structured_facts
from evidencekit.listing.visible import visible_facts

_WALLS = {PageKind.CAPTCHA, PageKind.LOGIN, PageKind.GONE, PageKind.ERROR}
_MOST_OTHERS = 10


def read_page(html: bytes, url: str | None, content_type: str | None) -> PageReading:
    """Read a captured or saved page: hostile bytes, never a traceback, a few seconds at most.

    `url` None (a saved file): the address is the page's canonical, og:url or saved-from comment.
    Of a wall, a search or a shop page only platform and kind are told, never facts of goods.
    """
    page = Page(html, content_type)
    address = find_address(page, url)
    kind = kind_of(page, address)
    answers = list(_answers(page, address, kind))
    facts, contradictions = _combined(_repeated_title_first(answers, page.title))
    return PageReading(
        page_kind=kind,
        facts={} if kind in _WALLS else facts,
        contradictions={} if kind in _WALLS else contradictions,
        encoding=page.encoding,
        address=address.text,
        cut=page.cut,
        title=page.title,
        text="\n".join(page.lines),
    )


def _answers(page: Page, address: Address, kind: PageKind) -> Iterator[Reading]:
    said = list(address_facts(address))
    if kind in _WALLS:
        return
    if kind is not PageKind.LISTING:
        yield from (fact for fact in said if fact.name == "platform")
        return
    listing_id = _first(said, "listing_id")
    said += structured_facts(page, listing_id)
    said += meta_facts(page, address)
    said += script_facts(page, listing_id or _first(said, "listing_id"))
    said += markup_facts(page, address)
    said += visible_facts(page, _first(said, "title"))
    monthly = _monthly(page)
    yield from (fact for fact in said if not (fact.name == "price" and fact.value in monthly))
    yield from _currency_of_site(address)


def _first(said: Iterable[Reading], name: str) -> str | None:
    return next((str(fact.value) for fact in said if fact.name == name), None)


def _monthly(page: Page) -> set[str]:
    """Return amounts that the page shows as a rate by the month: they are no price."""
    rates = re.compile(
        r"(\d{1,6}(?:\.\d{2})?)\s?(?:/\s?mo\b|per month|a month|/\s?month|/\s?Monat)"
    )
    return {found[1] for line in page.lines for found in rates.finditer(line)}


def _currency_of_site(address: Address) -> Iterator[Reading]:
    code = address.platform.currency(address.host) if address.platform else None
    if code:
        yield Reading("currency", code, address.host, f"{address.where}: host", "address")


def _repeated_title_first(answers: list[Reading], page_title: str) -> list[Reading]:
    """Put first a title that the page's own title repeats, when the longer first one is not."""
    titles = [answer for answer in answers if answer.name == "title"]
    whole = page_title.casefold()
    if not titles or _plain(titles[0].value) in whole:
        return answers
    first = _plain(titles[0].value)
    better = (t for t in titles if _plain(t.value) in whole and first.endswith(_plain(t.value)))
    chosen = next(better, None)
    return [chosen, *answers] if chosen else answers


def _combined(answers: list[Reading]) -> tuple[dict[str, Reading], dict[str, list[Reading]]]:
    """Take the first answer of each fact, an exact count before a bucket; keep who disagrees."""
    by_name: dict[str, list[Reading]] = {}
    for answer in answers:
        by_name.setdefault(answer.name, []).append(answer)
    facts: dict[str, Reading] = {}
    contradictions: dict[str, list[Reading]] = {}
    for name, said in by_name.items():
        chosen = next((one for one in said if not _open(one)), said[0])
        facts[name] = chosen
        others: dict[str, Reading] = {}
        for one in said:
            if one.reader != chosen.reader and not _agree(one, chosen):
                others.setdefault(str(one.value), one)
        if others:
            contradictions[name] = list(others.values())[:_MOST_OTHERS]
    _one_range(facts)
    stock = facts.get("stock")
    if stock and stock.low and "in_stock" not in facts:
        facts["in_stock"] = Reading("in_stock", True, stock.raw, stock.where, stock.reader)
    return facts, contradictions


def _one_range(facts: dict[str, Reading]) -> None:
    """The high end belongs to the same words as the low end, or is left out."""
    low, high = facts.get("price"), facts.get("price_max")
    if high and (not low or low.reader != high.reader or low.where != high.where):
        del facts["price_max"]


def _open(reading: Reading) -> bool:
    return reading.low is not None and reading.high is None


def _agree(one: Reading, other: Reading) -> bool:
    if one.low is not None and other.low is not None:
        low, high = max(one.low, other.low), min(one.high or 10**15, other.high or 10**15)
        return low <= high
    if one.name in {"price", "price_max", "rating"}:
        try:
            return Decimal(str(one.value)) == Decimal(str(other.value))
        except InvalidOperation:
            return False
    return _plain(one.value) == _plain(other.value)


def _plain(value: object) -> str:
    return " ".join(str(value).casefold().split())
