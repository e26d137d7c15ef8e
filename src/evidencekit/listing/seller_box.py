"""Who sells, by the markup: a tag that is called the seller's name, or the seller's own box."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from urllib.parse import urlsplit

from bs4 import Tag

from evidencekit.domain.facts import Reading
from evidencekit.listing.address import Address
from evidencekit.listing.page import Page, classes, hidden, in_side_region, place, seen_text
from evidencekit.listing.titles import last_part

_READER = "markup"
_SELLER_NAME = re.compile(
    r"(?i)(?:^|[-_ ])(?:seller|store|shop|merchant|vendor)(?:[-_]{0,2}(?:info|header))?[-_/]{0,2}"
    r"(?:name|nick|profile)|(?:^|[-_ ])(?:link|text|txt)[-_]{1,2}(?:seller|shop)(?:$|[-_ ])"
)
# In a shop of its own a store is a branch and a vendor the maker.
_OWN_SELLER_NAME = re.compile(
    r"(?i)(?:^|[-_ ])(?:seller|merchant)(?:[-_]{0,2}(?:info|header))?[-_/]{0,2}"
    r"(?:name|nick|profile)|(?:^|[-_ ])(?:link|text|txt)[-_]{1,2}seller(?:$|[-_ ])"
)
_SELLER_NOT = re.compile(
    r"(?i)best-?sell|store-?finder|my-?store|rating|feedback|score|icon|logo|url|btn|button|link-to"
)
# The whole of a name, so that a row of a table of sellers is no box.
_BOX = re.compile(
    r"(?i)^(?:(?:product|item|pdp|listing|offer|web|current|about|main)[-_]{0,2}){0,2}"
    r"(?:seller|merchant|vendor)"
    r"(?:[-_]{0,2}(?:info(?:rmation)?|card|box|panel|details?|section|block|container|profile"
    r"|root|wrapper)){0,2}(?:-{1,2}\w{1,12}|__\w{1,12})?$"
)
_SHOP_LINK = re.compile(
    r"(?i)/(?:shops?|stores?|sellers?|usr|user|users|member|merchant|vendor|profile|str|people|u"
    r"|closet|uzytkownik|verkaeufer|vendeur|vendedor)/[^/?#]{1,80}(?:/\d{1,20})?/?(?:[?#]|$)"
)
# A rating, a share of content buyers, a number of ratings.
_FIGURE = re.compile(r"[(\[]?\d[\d.,\s]{0,8}\s?[%★]?[)\]]?")
_SELLER_LINK = re.compile(
    r"(?i)/(?:sellers?|merchant|usr|closet|uzytkownik|verkaeufer|vendeur|vendedor)/[^/?#]{1,80}"
    r"(?:/\d{1,20})?/?(?:[?#]|$)"
)
_CALL = re.compile(
    r"(?i)^(?:visit|view|see|contact|ask|follow|more|all|go to|report|message|chat|sell|become"
    r"|start|register|sign|log|join|learn|how|why|our|verkaufen?|vendre|vender|vendere|devenir|продавать"
    r"|成为|我要)(?:\b|$)|^\d"
)


def seller_facts(page: Page, address: Address) -> Iterator[Reading]:
    """Read who sells: a tag called the seller's name before a box that is called the seller's."""
    yield from list(_named(page, address)) or list(_boxed(page)) or list(_linked(page))
    yield from _titled(page) if address.platform else ()


def _boxed(page: Page) -> Iterator[Reading]:
    """Read the one shop that boxes called the seller's link to; several shops name nobody."""
    found: dict[str, tuple[str, Tag]] = {}
    for tag, _names in page.named:
        if not any(map(_BOX.match, [*classes(tag), *_given(tag)])):
            continue
        if hidden(tag) or in_side_region(tag):
            continue
        for link in tag.find_all("a", href=_SHOP_LINK, limit=10):
            text = seen_text(link, 100)
            if _is_name(text):
                found.setdefault(str(link["href"])[:500], (text, link))
    names = {text for text, _link in found.values()}
    if len(names) == 1:
        href, (text, link) = next(iter(found.items()))
        yield Reading("seller", text, text, place(link), _READER)
        yield Reading("seller_url", href, text, place(link), _READER)


def _linked(page: Page) -> Iterator[Reading]:
    """Read the one seller whom links of the page lead to by a path that is only sellers'."""
    links = page.soup.find_all("a", href=_SELLER_LINK, limit=40)
    own = [link for link in links if not in_side_region(link) and not hidden(link)]
    leads = {urlsplit(str(link["href"])).path.rstrip("/") for link in own}
    for link in own if len(leads) == 1 else ():
        text = seen_text(link, 100)
        if _is_name(text):
            yield Reading("seller", text, text, place(link), _READER)
            yield Reading("seller_url", str(link["href"])[:500], text, place(link), _READER)
            return


def _titled(page: Page) -> Iterator[Reading]:
    """Read the shop whose name ends the title of a marketplace's page, where a link has it too."""
    name = last_part(page)
    links = page.soup.find_all("a", href=True, string=re.compile(re.escape(name[:60])), limit=20)
    for link in links if _is_name(name) else ():
        target = urlsplit(str(link["href"])[:500])
        if seen_text(link, 100) == name and target.path.strip("/"):
            yield Reading("seller", name, page.title[:300], "title", _READER)
            yield Reading("seller_url", str(link["href"])[:500], name, place(link), _READER)
            return


def _given(tag: Tag) -> list[str]:
    keys = ("id", "data-testid", "data-test", "data-qa", "data-widget", "data-marker")
    return [str(tag[key]) for key in keys if tag.get(key)]


def _named(page: Page, address: Address) -> Iterator[Reading]:
    wanted = _SELLER_NAME if address.platform else _OWN_SELLER_NAME
    # The same name many times is a list: branches of the shop, sellers of other goods.
    names = Counter(names.casefold() for _tag, names in page.named if _SELLER_NAME.search(names))
    several = {name for name, times in names.items() if times > 3}  # noqa: PLR2004
    for tag, _names in page.named:
        name = f"{tag.get('id') or ''} {' '.join(classes(tag))}"
        if not wanted.search(name) or _SELLER_NOT.search(name) or in_side_region(tag):
            continue
        text = _name_in(tag)
        if name.casefold() in several:
            continue
        link = tag if tag.name == "a" else tag.find("a")
        # A label before the name stands outside the link to the shop.
        linked = seen_text(link, 100) if isinstance(link, Tag) else ""
        text = linked if linked and text.endswith(linked) else text
        if 1 < len(text) <= 60 and not _is_label(text):  # noqa: PLR2004
            yield Reading("seller", text, text, place(tag), _READER)
            if isinstance(link, Tag) and link.get("href"):
                yield Reading("seller_url", str(link["href"])[:500], text, place(tag), _READER)
            return


def _is_name(text: str) -> bool:
    return 1 < len(text) <= 60 and not _CALL.match(text) and not _is_label(text)  # noqa: PLR2004


def _name_in(tag: Tag) -> str:
    """Return the words in a tag that is called the seller's name, without the figures after it."""
    text = seen_text(tag, 100).strip(" :：")
    pieces = list(islice(tag.stripped_strings, 12))
    for figure in reversed(pieces[1:]):
        if not _FIGURE.fullmatch(figure):
            break
        text = text.removesuffix(figure).strip(" :：")
    return text


def _is_label(text: str) -> bool:
    if re.search(r"(?i)\b(?:your|my|select|change|find|nearest)\b.{0,20}\b(?:store|shop)\b", text):
        return True
    return (
        re.fullmatch(r"(?i)(?:sold by|seller|store|shop|出品者|卖家|賣家|판매자)\W*", text)
        is not None
    )
