"""Who sells, by the markup: a tag that is called the seller's name, or the seller's own box."""

import re
from collections import Counter
from collections.abc import Iterator

from bs4 import Tag

from evidencekit.domain.facts import Reading
from evidencekit.listing.address import Address
from evidencekit.listing.page import Page, classes, hidden, in_side_region, place, seen_text

_READER = "markup"
_SELLER_NAME = re.compile(
    r"(?i)(?:^|[-_ ])(?:seller|store|shop|merchant|vendor)(?:[-_]{0,2})(?:name|nick|profile)"
)
# In a shop of its own a store is a branch and a vendor the maker.
_OWN_SELLER_NAME = re.compile(
    r"(?i)(?:^|[-_ ])(?:seller|merchant)(?:[-_]{0,2})(?:name|nick|profile)"
)
_SELLER_NOT = re.compile(
    r"(?i)best-?sell|store-?finder|my-?store|rating|feedback|score|icon|logo|url|btn|button|link-to"
)
# The whole of a name, so that a row of a table of sellers is no box.
_BOX = re.compile(
    r"(?i)^(?:(?:product|item|pdp|listing|offer)[-_]{1,2})?(?:seller|merchant|vendor)"
    r"(?:[-_]{0,2}(?:info(?:rmation)?|card|box|panel|details?|section|block|container|profile))?$"
)
_SHOP_LINK = re.compile(
    r"(?i)/(?:shops?|stores?|sellers?|usr|user|users|member|merchant|vendor|profile|str|people|u)"
    r"/(?P<id>[^/?#]{1,80})/?(?:[?#]|$)"
)
_CALL = re.compile(
    r"(?i)^(?:visit|view|see|contact|ask|follow|more|all|go to|report|message|chat)\b|^\d"
)


def seller_facts(page: Page, address: Address) -> Iterator[Reading]:
    """Read who sells: a tag called the seller's name before a box that is called the seller's."""
    named = list(_named(page, address))
    yield from named or _boxed(page)


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
            if 1 < len(text) <= 60 and not _CALL.match(text) and not _is_label(text):  # noqa: PLR2004
                found.setdefault(str(link["href"])[:500], (text, link))
    names = {text for text, _link in found.values()}
    if len(names) == 1:
        href, (text, link) = next(iter(found.items()))
        yield Reading("seller", text, text, place(link), _READER)
        yield Reading("seller_url", href, text, place(link), _READER)


def _given(tag: Tag) -> list[str]:
    return [str(tag[key]) for key in ("id", "data-testid", "data-test", "data-qa") if tag.get(key)]


def _named(page: Page, address: Address) -> Iterator[Reading]:
    wanted = _SELLER_NAME if address.platform else _OWN_SELLER_NAME
    # The same name many times is a list: branches of the shop, sellers of other goods.
    names = Counter(names.casefold() for _tag, names in page.named if _SELLER_NAME.search(names))
    several = {name for name, times in names.items() if times > 3}  # noqa: PLR2004
    for tag, _names in page.named:
        name = f"{tag.get('id') or ''} {' '.join(classes(tag))}"
        if not wanted.search(name) or _SELLER_NOT.search(name) or in_side_region(tag):
            continue
        text = seen_text(tag, 100).strip(" :：")
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


def _is_label(text: str) -> bool:
    if re.search(r"(?i)\b(?:your|my|select|change|find|nearest)\b.{0,20}\b(?:store|shop)\b", text):
        return True
    return (
        re.fullmatch(r"(?i)(?:sold by|seller|store|shop|出品者|卖家|賣家|판매자)\W*", text)
        is not None
    )
