"""Microdata and RDFa Lite as nodes in the form of JSON-LD, read off the one parsed document.

HTML standard 5 (microdata) and RDFa Lite 1.1, forgivingly: a `content` counts on every tag, text
that the markup hides does not count, and what stands in no item is gathered into a loose one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bs4 import Tag

from evidencekit.listing.js_values import Json
from evidencekit.listing.page import Page, folded, in_side_region, seen_text

Node = dict[str, Json]

_MOST_ITEMS = 4_000
_MOST_VALUES = 200
_DEEPEST = 40
# Of a loose property only these say something of the goods without an item around them.
_LOOSE_OFFER = {"price", "pricecurrency", "availability", "lowprice", "highprice", "itemcondition"}
_LOOSE_RATING = {"ratingvalue", "reviewcount", "ratingcount", "bestrating"}
_LOOSE_PLAIN = {"sku", "productid", "name", "brand"}


@dataclass(frozen=True, slots=True)
class Syntax:
    """The attributes in which a syntax says: here is an item, of this type, with this property."""

    reader: str
    scope: str
    kind: str
    name: str


MICRODATA = Syntax("microdata", "itemscope", "itemtype", "itemprop")
RDFA = Syntax("rdfa", "typeof", "typeof", "property")


@dataclass(slots=True)
class Item:
    """One outermost item, and where it stands."""

    node: Node
    where: str
    aside: bool


@dataclass(slots=True)
class Items:
    """The outermost items of a page, and the properties that stand in none."""

    found: list[Item] = field(default_factory=list)
    loose: Node = field(default_factory=dict)


def items_of(page: Page, syntax: Syntax) -> Items:
    """Return the items of one syntax; none where the page does not speak it."""
    items = Items()
    if not re.search(rf"\s{syntax.scope}[\s=>]|\s{syntax.name}\s?=", page.text):
        return items
    tags = page.soup.find_all(lambda tag: tag.has_attr(syntax.scope) or tag.has_attr(syntax.name))
    nodes: dict[int, Node] = {}
    for tag in tags[:_MOST_ITEMS]:
        scope = _scope_above(tag, syntax)
        owner = nodes.get(id(scope)) if scope is not None else None
        value: Json
        if tag.has_attr(syntax.scope):
            node: Node = {"@type": list[Json](str(tag.get(syntax.kind) or "").split())}
            value = node
            nodes[id(tag)] = node
            if owner is None or not tag.has_attr(syntax.name):
                where = f"{syntax.scope}[{len(items.found)}]"
                items.found.append(Item(node, where, in_side_region(tag)))
        else:
            value = _value(tag)
        if owner is not None:
            _add(owner, _names(tag, syntax), value)
        elif isinstance(value, str) and not in_side_region(tag):
            _add_loose(items.loose, _names(tag, syntax), value)
    return items


def types_of_node(node: Node) -> set[str]:
    """Return the lower-case last words of a node's types: `product`, `offer`."""
    raw = node.get("@type")
    names = raw if isinstance(raw, list) else [raw]
    return {re.split(r"[/#:]", str(name).rstrip("/"))[-1].lower() for name in names if name}


def _scope_above(tag: Tag, syntax: Syntax) -> Tag | None:
    for number, above in enumerate(tag.parents):
        if number > _DEEPEST:
            return None
        if above.has_attr(syntax.scope):
            return above
    return None


def _names(tag: Tag, syntax: Syntax) -> Iterator[str]:
    for name in str(tag.get(syntax.name) or "").split():
        yield re.split(r"[/#:]", name)[-1]


def _value(tag: Tag) -> str:
    for attribute in ("content", "href", "src", "datetime", "data-src", "resource"):
        given = tag.get(attribute)
        # A price or a name inside a link is its text, not where the link leads.
        is_link = attribute == "href" and tag.name == "a"
        if isinstance(given, str) and given.strip() and not is_link:
            return folded(given)[:2000]
    text = seen_text(tag)
    return text or (str(tag.get("href") or "")[:2000] if tag.name == "a" else "")


def _add(node: Node, names: Iterator[str], value: Json) -> None:
    for name in names:
        present = node.get(name)
        if present is None or present in ("", {}):
            node[name] = value
        elif isinstance(present, list):
            if len(present) < _MOST_VALUES:
                present.append(value)
        elif value not in ("", present):
            node[name] = [present, value]


def _add_loose(loose: Node, names: Iterator[str], value: str) -> None:
    for name in names:
        key = name.lower()
        if key in _LOOSE_OFFER:
            _first(loose, "offers", name, value)
        elif key in _LOOSE_RATING:
            _first(loose, "aggregateRating", name, value)
        elif key in _LOOSE_PLAIN and value:
            loose.setdefault(name, value)


def _first(loose: Node, group: str, name: str, value: str) -> None:
    node = loose.setdefault(group, {})
    if isinstance(node, dict) and value:
        node.setdefault(name, value)
