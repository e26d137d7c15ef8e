"""Structured data: JSON-LD graphs, microdata, RDFa; schema.org products in all of them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from evidencekit.domain.facts import Reading
from evidencekit.listing.items import (
    MICRODATA,
    RDFA,
    Node,
    Syntax,
    items_of,
    types_of_node,
)
from evidencekit.listing.js_values import Json, documents_in
from evidencekit.listing.page import Page
from evidencekit.listing.products import product_facts

_PRODUCT = {
    *("product", "productmodel", "individualproduct", "productgroup", "someproducts"),
    *("book", "car", "vehicle", "musicalbum"),
}
_OFFERS = {"offer", "aggregateoffer"}
_RATINGS = {"aggregaterating"}
_ASIDE = {
    *("isrelatedto", "issimilarto", "itemlistelement", "isaccessoryorsparepartfor", "mentions"),
    *("review", "reviews", "hasvariant", "itemreviewed", "isvariantof", "model"),
}
_DEEPEST = 12
_MOST_SCRIPTS = 60


@dataclass(frozen=True, slots=True)
class Found:
    """One product node and where it stands."""

    node: Node
    where: str
    reader: str


def structured_facts(page: Page, listing_id: str | None) -> Iterator[Reading]:
    """Read the page's one product from each syntax; of several, the one that the page is about."""
    for products in (_json_ld(page), _marked(page, MICRODATA), _marked(page, RDFA)):
        chosen = _about_this_page(list(products), page, listing_id)
        if chosen:
            yield from product_facts(chosen.node, chosen.where, chosen.reader, page.language)


def describes_product(page: Page) -> bool:
    """Say whether the structured data of the page names a product."""
    return any(True for _one in _json_ld(page)) or any(
        types_of_node(one.node) & _PRODUCT for one in _marked(page, MICRODATA)
    )


def _json_ld(page: Page) -> Iterator[Found]:
    scripts = page.soup.find_all("script", type=re.compile(r"(?i)^\s*application/ld\+json"))
    for number, script in enumerate(scripts[:_MOST_SCRIPTS]):
        where = f'script[type="application/ld+json"][{number}]'
        for document in documents_in(script.string or script.get_text()):
            for node, path in _nodes(document, where, 0):
                if types_of_node(node) & _PRODUCT:
                    yield Found(node, path, "json-ld")


def _nodes(value: Json, path: str, depth: int) -> Iterator[tuple[Node, str]]:
    if depth > _DEEPEST:
        return
    if isinstance(value, list):
        for number, part in enumerate(value[:200]):
            yield from _nodes(part, f"{path}[{number}]", depth + 1)
    elif isinstance(value, dict):
        yield value, path
        for key, part in value.items():
            if key.lower() not in _ASIDE and isinstance(part, dict | list):
                yield from _nodes(part, f"{path}.{key}"[:300], depth + 1)


def _marked(page: Page, syntax: Syntax) -> Iterator[Found]:
    """Yield products in markup; without one, a node made of what stands loose."""
    items = items_of(page, syntax)
    loose = dict(items.loose)
    products = []
    for item in items.found:
        kinds = types_of_node(item.node)
        if kinds & _OFFERS:
            loose.setdefault("offers", item.node)
        elif kinds & _RATINGS:
            loose.setdefault("aggregateRating", item.node)
        for node, _path in _nodes(item.node, item.where, 1):
            if types_of_node(node) & _PRODUCT and not item.aside:
                products.append(Found(node, item.where, syntax.reader))
    if len(products) == 1:
        # A shop closes the item too early: what follows it is the same goods.
        (one,) = products
        also = {key: value for key, value in loose.items() if key not in one.node}
        products = [Found(one.node | also, one.where, one.reader)]
    yield from products
    if not products and loose:
        yield Found(loose, f"{syntax.scope}(loose)", syntax.reader)


def _about_this_page(found: list[Found], page: Page, listing_id: str | None) -> Found | None:
    if len(found) <= 1:
        return found[0] if found else None
    for one in found:
        ids = {
            str(one.node.get(key))
            for key in ("sku", "productID", "@id", "url", "productId", "productGroupID", "mpn")
        }
        if listing_id and any(listing_id.casefold() in text.casefold() for text in ids):
            return one
    # The name that the page's own title repeats longest; one with offers before one without.
    named = [(_repeated(one, page), "offers" in one.node, -n) for n, one in enumerate(found)]
    best = max(named)
    if best[0]:
        return found[-best[2]]
    offered = [one for one in found if "offers" in one.node]
    # Many offered products that the page's title does not tell apart: a list, not a listing.
    return offered[0] if len(offered) == 1 else None


def _repeated(one: Found, page: Page) -> int:
    """Return how long the name is that the title or the heading of the page repeats, else 0."""
    name = " ".join(str(one.node.get("name") or "").split()).casefold()
    heading = page.heading.get_text(" ") if page.heading else ""
    said = f"{page.title}\n{' '.join(heading.split())}".casefold()
    return len(name) if name and name in said else 0


__all__ = ["describes_product", "structured_facts"]
