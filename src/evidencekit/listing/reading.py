"""The order of the readers, and what becomes of their answers."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import partial

from evidencekit.domain.capture import PageKind
from evidencekit.domain.facts import Reading
from evidencekit.listing.address import Address, address_facts, find_address
from evidencekit.listing.choosing import combined, plain
from evidencekit.listing.contacts import contact_facts
from evidencekit.listing.currencies import site_currency
from evidencekit.listing.kind import kind_of
from evidencekit.listing.markup import markup_facts
from evidencekit.listing.meta import meta_facts
from evidencekit.listing.page import Page, PageReading
from evidencekit.listing.price_kind import price_kind
from evidencekit.listing.prices import visible_amounts
from evidencekit.listing.script_facts import script_facts
from evidencekit.listing.script_keys import OF_MARKETPLACES
from evidencekit.listing.script_keys import plain as plain_key
from evidencekit.listing.structured import structured_facts
from evidencekit.listing.visible import unsettled, visible_facts

_WALLS = {PageKind.CAPTCHA, PageKind.LOGIN, PageKind.GONE, PageKind.ERROR}
_RATES = re.compile(
    r"(?i)(\d{1,6}(?:[.,]\d{2})?)\s?[^\d\s]{0,3}\s?(?:/\s?mo\b|per month|a month|/\s?month"
    r"|/\s?monat|im monat"
    r"|al mese|al mes\b|par mois|por mês|/月)"
    r"|(?:payments? of|instal?ments? of|\d{1,2}\s?x(?: de)?|rate (?:da|von)"
    r"|\d期)\s?[^\d]{0,4}(\d{1,6}(?:[.,]\d{2,3})?)"
)


def read_page(html: bytes, url: str | None, content_type: str | None) -> PageReading:
    """Read a captured or saved page: hostile bytes, never a traceback, a few seconds at most.

    `url` None (a saved file): the address is the page's canonical, og:url or saved-from comment.
    Of a wall, a search or a shop page only platform and kind are told, never facts of goods.
    """
    page = Page(html, content_type)
    address = find_address(page, url)
    kind = kind_of(page, address)
    answers = _title_first(list(_answers(page, address, kind)), page)
    facts, contradictions = combined(answers, partial(_shown, page))
    facts |= {fact.name: fact for fact in price_kind(page, facts)}
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
    said = list(address_facts(address, page))
    if kind in _WALLS:
        return
    if kind is not PageKind.LISTING:
        yield from (fact for fact in said if fact.name in {"platform", "site_country"})
        return
    listing_id = _first(said, "listing_id")
    said += structured_facts(page, listing_id)
    said += meta_facts(page, address)
    markup = list(markup_facts(page, address))
    titles = [str(one.value) for one in (*said, *markup) if one.name == "title"]
    said += script_facts(page, listing_id or _first(said, "listing_id"), titles)
    said += markup
    said += visible_facts(page, _first(said, "title"))
    said += contact_facts(page, address)
    said += site_currency(page, address, _first_raw(said, "price"))
    said = [fact for fact in said if address.platform or not _of_marketplaces(fact, page)]
    yield from _without_doubtful(said, page)


def _of_marketplaces(fact: Reading, page: Page) -> bool:
    """Say whether a script's word means this only on a marketplace.

    In a shop of its own a store's name is a branch or itself, a location a part of the page, and
    a stock that the page does not show is nothing that the page says.
    """
    if fact.reader != "script":
        return False
    if fact.name in {"stock", "sold"}:
        return not _shown(page, fact)
    key = plain_key(fact.where.rpartition(".")[2])
    return (fact.name in {"seller", "seller_id"} and key in OF_MARKETPLACES) or key == "location"


def _first(said: Iterable[Reading], name: str) -> str | None:
    return next((str(fact.value) for fact in said if fact.name == name), None)


def _first_raw(said: Iterable[Reading], name: str) -> str:
    """Return the words of a fact as the eye sees them, where the visible page has any."""
    facts = [fact for fact in said if fact.name == name]
    seen = next((fact for fact in facts if fact.reader in {"markup", "text"}), None)
    return (seen or facts[0]).raw if facts else ""


def _without_doubtful(said: list[Reading], page: Page) -> Iterator[Reading]:
    """Leave out a rate that is no price, a button that is no stock, a count without a rating."""
    said = [*said, *_sent_from(said)]
    rates = _rates(page)
    waiting = unsettled(page, _first(said, "title"))
    rated = any(fact.name == "rating" for fact in said)
    for fact in said:
        if fact.name == "price" and _number(fact.value) in rates:
            continue
        if fact.name == "in_stock" and fact.reader == "text" and fact.value is True and waiting:
            continue
        if fact.name == "reviews" and fact.reader == "script" and not rated:
            continue
        yield fact


def _sent_from(said: list[Reading]) -> Iterator[Reading]:
    """Where the page shows no other place, goods are where it says that they are sent from."""
    if _first(said, "location"):
        return
    sellers = {plain(fact.value) for fact in said if fact.name in {"seller", "platform", "brand"}}
    for fact in said:
        words = plain(fact.value)
        named = any(words.startswith(name) or name.startswith(words) for name in sellers)
        if fact.name == "ships_from" and fact.reader == "text" and not named:
            yield replace(fact, name="location")
            return


def _rates(page: Page) -> set[Decimal | None]:
    """Return amounts that the page shows as a rate: they are no price."""
    said = (found[1] or found[2] for line in page.lines for found in _RATES.finditer(line))
    return {_number(raw.replace(",", ".")) for raw in said} - {None}


def _number(value: object) -> Decimal | None:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None


def _shown(page: Page, reading: Reading) -> bool:
    """Say whether the page shows this number to the eye; a page that shows none shows it."""
    amounts = page.once("amounts", lambda: visible_amounts(page))
    return not amounts or _number(reading.value) in amounts


def _title_first(answers: list[Reading], page: Page) -> list[Reading]:
    """Put first a title that the page's own title repeats, when the first one is not repeated.

    A shop's data often name the goods shorter or longer than the page does, which people read.
    """
    titles = [answer for answer in answers if answer.name == "title"]
    whole = plain(page.title)
    if not titles:
        return answers
    first, repeated = plain(titles[0].value), plain(titles[0].value) in whole
    for other in titles[1:]:
        text = plain(other.value)
        heading = other.reader == "markup" and other.where != "title"
        # A meta title may carry the shop's name after the goods': then the heading tells.
        better = heading and text in first if repeated else heading or first.endswith(text)
        if text in whole and better and len(text) * 4 > len(first):
            return [other, *answers] if not repeated or titles[0].reader == "meta" else answers
    return answers
