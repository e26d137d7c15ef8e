"""Structured data: JSON-LD graphs, microdata, RDFa; schema.org products in all of them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from extruct.rdfa import RDFaExtractor
from extruct.utils import parse_xmldom_html
from extruct.w3cmicrodata import MicrodataExtractor

from evidencekit.domain.facts import Reading
from evidencekit.listing.js_values import Json, read_document
from evidencekit.listing.page import Page
from evidencekit.listing.products import Node, product_facts

_PRODUCT = {
    "product",
    "productmodel",
    "individualproduct",
    "productgroup",
    "book",
    "car",
    "vehicle",
}
_LOOSE = {"offer", "aggregateoffer", "aggregaterating"}
_ASIDE = {"isrelatedto", "issimilarto", "itemlistelement", "isaccessoryorsparepartfor", "mentions"}
_MOST_NODES = 5_000
_BASE = "http://page.invalid/"
_DEEPEST = 12


@dataclass(frozen=True, slots=True)
class Found:
    """One product node and where it stands."""

    node: Node
    where: str
    reader: str


def structured_facts(page: Page, listing_id: str | None) -> Iterator[Reading]:
    """Read the page's one product from each syntax; of several, the one that the page is about."""
    for products in (_json_ld(page), _microdata(page), _rdfa(page)):
        chosen = _about_this_page(list(products), page, listing_id)
        if chosen:
            yield from product_facts(chosen.node, chosen.where, chosen.reader, page.language)


def types_of(page: Page) -> set[str]:
    """Return the lower-case schema.org types that the JSON-LD of the page names."""
    return {name for found in _json_ld(page) for name in _types(found.node)}


def _json_ld(page: Page) -> Iterator[Found]:
    scripts = page.soup.find_all("script", type=re.compile(r"(?i)^\s*application/ld\+json"))
    for number, script in enumerate(scripts[:60]):
        document = read_document(script.string or script.get_text())
        where = f'script[type="application/ld+json"][{number}]'
        for node, path in _nodes(document, where, 0):
            if _types(node) & _PRODUCT:
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


def _types(node: Node) -> set[str]:
    raw = node.get("@type")
    names = raw if isinstance(raw, list) else [raw]
    return {re.split(r"[/#:]", str(name))[-1].lower() for name in names if name}


def _microdata(page: Page) -> Iterator[Found]:
    # Each `itemref` searches the whole document: a page with very many is a trap.
    if "itemscope" not in page.text or page.text.count("itemref") > 50:  # noqa: PLR2004
        return
    if page.text.count("itemscope") > _MOST_NODES:
        return
    items = _extracted(page, _microdata_items)
    yield from _flat_items(items, "itemscope", "microdata")


def _flat_items(items: list[object], word: str, reader: str) -> Iterator[Found]:
    loose: dict[str, Json] = {}
    for number, item in enumerate(items):
        node = _flat(item, 0)
        if not isinstance(node, dict):
            continue
        kinds = _types(node)
        where = f"{word}[{number}]"
        if kinds & _PRODUCT:
            yield Found(node, where, reader)
        elif kinds & _LOOSE:
            key = "aggregateRating" if "aggregaterating" in kinds else "offers"
            loose.setdefault(key, node)
        else:
            nested = (found for found, _p in _nodes(node, where, 1) if _types(found) & _PRODUCT)
            yield from (Found(found, where, reader) for found in nested)
    if loose:
        yield Found(loose, f"{word}(loose)", reader)


def _flat(item: object, depth: int) -> Json:
    """Return an extracted item in the form of JSON-LD."""
    if isinstance(item, list):
        parts = [_flat(part, depth + 1) for part in item[:300]]
        return parts[0] if len(parts) == 1 else parts
    if not isinstance(item, dict) or depth > _DEEPEST:
        return str(item)
    properties = item.get("properties") or {}
    node = {str(key): _flat(value, depth + 1) for key, value in properties.items()}
    kinds = item.get("type") or []
    return {"@type": [str(kind) for kind in ([kinds] if isinstance(kinds, str) else kinds)], **node}


def _rdfa(page: Page) -> Iterator[Found]:
    if not re.search(r"\stypeof\s?=\s?[\"'][^\"']{0,80}Product", page.text):
        return
    if page.text.count("typeof") + page.text.count("property=") > 400:  # noqa: PLR2004
        return
    subjects = {
        str(item.get("@id")): item
        for item in _extracted(page, _rdfa_items)
        if isinstance(item, dict)
    }
    for number, item in enumerate(subjects.values()):
        node = _linked(item, subjects, 0)
        if isinstance(node, dict) and _types(node) & _PRODUCT:
            yield Found(node, f"typeof[{number}]", "rdfa")


def _linked(item: object, subjects: dict[str, dict[str, object]], depth: int) -> Json:
    if isinstance(item, list):
        parts = [_linked(part, subjects, depth + 1) for part in item[:100]]
        return parts[0] if len(parts) == 1 else parts
    if not isinstance(item, dict) or depth > _DEEPEST:
        return str(item)
    if "@value" in item:
        return str(item["@value"])
    whole = subjects.get(str(item.get("@id")), item)
    node: dict[str, Json] = {}
    for key, value in whole.items():
        if key == "@type":
            node[key] = [str(kind) for kind in value] if isinstance(value, list) else str(value)
        elif key != "@id":
            node[re.split(r"[/#]", key)[-1]] = _linked(value, subjects, depth + 1)
    return node or str(item.get("@id") or "")


def _microdata_items(text: str) -> list[object]:
    return list(MicrodataExtractor(strict=True).extract(text, base_url=_BASE))


def _rdfa_items(text: str) -> list[object]:
    tree = parse_xmldom_html(text, encoding="utf-8")
    # The extractor makes a regular expression of names that it looks for in this attribute.
    for head in tree.xpath("//head[@prefix]"):
        del head.attrib["prefix"]
    return list(RDFaExtractor().extract_items(tree, base_url=_BASE))


def _extracted(page: Page, extract: Callable[[str], list[object]]) -> list[object]:
    try:
        return extract(_without_declaration(page.text))
    except Exception:  # noqa: BLE001  # libraries on hostile markup: no answer, never a traceback
        return []


def _without_declaration(text: str) -> str:
    """Take off the XML declaration: lxml refuses a text that says which encoding its bytes had."""
    return re.sub(r"^\s{0,100}<\?xml[^>]{0,200}\?>", "", text)


def _about_this_page(found: list[Found], page: Page, listing_id: str | None) -> Found | None:
    if len(found) <= 1:
        return found[0] if found else None
    title = page.title.casefold()
    for one in found:
        ids = {str(one.node.get(key)) for key in ("sku", "productID", "@id", "url", "productId")}
        if listing_id and any(listing_id.casefold() in text.casefold() for text in ids):
            return one
    for one in found:
        name = str(one.node.get("name") or "").strip().casefold()
        if name and "offers" in one.node and (name in title):
            return one
    offered = [one for one in found if "offers" in one.node]
    # Many offered products that the page's title does not tell apart: a list, not a listing.
    return offered[0] if len(offered) == 1 else None


__all__ = ["structured_facts", "types_of"]
