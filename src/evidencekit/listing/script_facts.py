"""Facts in script JSON: `window.x = {...}`, `__NEXT_DATA__`, g_config, JSON inside strings.

Only a document that names this item (its id, else its title) is read, and in it only what
stands on the way to the item: no lists of other goods, nothing named as a recommendation.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from bs4 import Tag

from evidencekit.domain.facts import Reading
from evidencekit.listing.amounts import (
    PriceRange,
    currency_code,
    read_count,
    read_price,
    read_rating,
)
from evidencekit.listing.js_values import Json, assigned_in, inner, read_document, values_in
from evidencekit.listing.page import Page, folded, place
from evidencekit.listing.pictures import gallery_readings
from evidencekit.listing.products import (
    availability_of,
    condition_of,
    count_reading,
    price_readings,
)
from evidencekit.listing.script_keys import (
    ASIDE,
    BY_PATH,
    FACT_OF,
    ID_KEYS,
    ITEM_KEYS,
    LADDERS,
    NAME_KEYS,
    NAMED_NODES,
    NODE_AMOUNT,
    OWN_GALLERY,
    SENDING,
    plain,
)

_READER = "script"
_MOST_SCRIPTS = 400
_MOST_VALUES = 60_000
_DEEPEST = 16
_MOST_LISTED = 60
_LONGEST_NAME = 12
_GALLERIES = re.compile(r"(?i)[\"']?(?:" + "|".join(sorted(OWN_GALLERY)) + r")[\"']?\s{0,3}[:=]")
# A node with opening hours and a postcode is the branch around the corner, not who sells.
_LOCAL = {"zip", "zipcode", "postalcode", "latitude", "distance", "storehours", "openinghours"}
_OF_LOCAL_STORE = {"storename", "shopname", "storeid", "shopid", "companyname"}


@dataclass(frozen=True, slots=True)
class Names:
    """By what a script names this item: ids in the address, titles on the page."""

    ids: tuple[str, ...]
    titles: tuple[str, ...]

    def stand_in(self, text: str) -> bool:
        """Say whether one of the names stands in a text."""
        if any(name in text for name in self.ids):
            return True
        # A short title may be any word: it counts where it stands alone in quotes.
        return any(
            title[:40] in text if len(title) > _LONGEST_NAME else f'"{title}"' in text
            for title in self.titles
        )


@dataclass(frozen=True, slots=True)
class Leaf:
    """One value with its key and its path; `own` in the node of the item itself."""

    name: str
    value: Json
    path: str
    own: bool = False
    in_cents: bool = False


def script_facts(page: Page, listing_id: str | None, titles: list[str]) -> Iterator[Reading]:
    """Read what the scripts of the page say of this item."""
    known = [folded(title) for title in (*titles, page.title) if len(folded(title)) > 3]  # noqa: PLR2004
    names = Names((listing_id,) if listing_id else (), tuple(dict.fromkeys(known)))
    if not names.ids and not names.titles:
        return
    seen: set[tuple[str, str]] = set()
    for document, where in _documents(page, names):
        for leaf in _leaves(document, where, names):
            for reading in _readings(leaf, page.language):
                key = (reading.name, str(reading.value))
                if key not in seen:
                    seen.add(key)
                    yield reading


def _documents(page: Page, names: Names) -> Iterator[tuple[Json, str]]:
    for tag in page.soup.find_all("script", limit=_MOST_SCRIPTS):
        kind = str(tag.get("type") or "").lower()
        text = tag.string or tag.get_text()
        if "ld+json" in kind or len(text) < 30:  # noqa: PLR2004
            continue
        if names.stand_in(text):
            yield from _of_script(tag, text, names)
        elif _GALLERIES.search(text):
            # A script with a gallery under one of these names is the item's without its name.
            yield from ((_galleries(value), "script") for value, _before in values_in(text))


def _of_script(tag: Tag, text: str, names: Names) -> Iterator[tuple[Json, str]]:
    if "json" in str(tag.get("type") or "").lower():
        yield read_document(text), place(tag)
        return
    for whole, (value, before) in enumerate(values_in(text), 1):
        word = re.search(r"([\w$.\[\]'\"]{1,60})\s*$", before)
        where = f"script: {word[1] if word else f'value {whole}'}"
        part = _plain_part(value, word[1] if word else "", names)
        if part:
            yield part, where
    # `window.x.y = "..."`, one statement a fact, in a script that names the item.
    yield {key: value for key, value in assigned_in(text) if key != "location"}, "script"


def _plain_part(value: Json, word: str, names: Names) -> Json:
    """Return what of a value is surely of this item: all of it where it names it."""
    if isinstance(value, list):
        if plain(word.rsplit(".", 1)[-1]) in OWN_GALLERY:
            return {word.rsplit(".", 1)[-1]: value}
        return value if _mentions(value, names) else None
    if not isinstance(value, dict):
        return None
    only: Json = value
    for _depth in range(_DEEPEST):
        if not isinstance(only, dict) or len(only) != 1:
            break
        only = next(iter(only.values()))
    if isinstance(only, dict) and len(only) > 1 and _mentions(value, names):
        return value
    # The script names the item: a gallery in it is the item's, nothing else surely is.
    return _galleries(value)


def _galleries(value: Json) -> Json:
    if not isinstance(value, dict):
        return None
    return {key: part for key, part in value.items() if plain(key) in OWN_GALLERY}


def _mentions(value: Json, names: Names) -> bool:
    """Say whether a value names the item; `_leaves` bounds how much of it is looked at."""
    todo: list[tuple[Json, int]] = [(value, 0)]
    looked = 0
    while todo and looked < _MOST_VALUES:
        part, depth = todo.pop()
        looked += 1
        if isinstance(part, dict) and depth < _DEEPEST:
            todo += [(child, depth + 1) for child in part.values()]
        elif isinstance(part, list) and depth < _DEEPEST:
            todo += [(child, depth + 1) for child in part[:_MOST_LISTED]]
        elif isinstance(part, str | int) and names.stand_in(str(part)):
            return True
    return False


def _is_item(node: dict[str, Json], names: Names) -> bool:
    """Say whether a node is the item's own: it carries its id or exactly its title."""
    for key, value in node.items():
        name = plain(key)
        text = str(value[0] if isinstance(value, list) and len(value) == 1 else value)[:400]
        if name in ID_KEYS and text in names.ids:
            return True
        if name in NAME_KEYS and len(text) > 3 and folded(text) in names.titles:  # noqa: PLR2004
            return True
    return False


@dataclass(frozen=True, slots=True)
class Branch:
    """A part of a document, where it stands, and whether it stands on the way to the item."""

    value: Json
    path: str
    way: bool


def _leaves(document: Json, where: str, names: Names) -> Iterator[Leaf]:
    """Walk breadth first: what stands nearer to the top is more surely about the item."""
    level = [Branch(document, where, way=True)]
    looked = 0
    for _depth in range(_DEEPEST):
        below: list[Branch] = []
        for branch in level:
            value = inner(branch.value) if isinstance(branch.value, str) else branch.value
            if isinstance(value, list):
                only = branch.way and len(value) == 1
                parts = enumerate(value[:_MOST_LISTED])
                below += [Branch(one, f"{branch.path}[{n}]", only) for n, one in parts]
            if not isinstance(value, dict):
                continue
            looked += len(value)
            if looked > _MOST_VALUES:
                return
            # In a list of many only the item's own node is read, and what is below it.
            own = _is_item(value, names)
            kept = [(k, part) for k, part in value.items() if not ASIDE.search(k[:60])]
            if branch.way or own:
                yield from _of_members(value, kept, branch, own=own)
            for key, part in kept:
                if isinstance(part, dict | list) or (isinstance(part, str) and part[:1] in "{["):
                    path = f"{branch.path}.{key[:60]}"[:300]
                    below.append(Branch(part, path, branch.way or own))
        level = below


def _of_members(
    node: dict[str, Json], kept: list[tuple[str, Json]], branch: Branch, *, own: bool
) -> Iterator[Leaf]:
    # Where there are many, a branch is what has a store's name; who sells is told once.
    local = not branch.way or any(plain(key) in _LOCAL for key in node)
    in_cents = _in_cents(node)
    for key, part in kept:
        name = plain(key)
        if not (local and name in _OF_LOCAL_STORE):
            yield Leaf(name, part, f"{branch.path}.{key[:60]}"[:300], own, in_cents)


def _in_cents(node: dict[str, Json]) -> bool:
    """Say whether a node is a product or variant of Shopify, whose scripts count in cents."""
    marks = {"handle", "compare_at_price", "price_min", "requires_shipping", "gid"}
    return isinstance(node.get("price"), int) and any(key in node for key in marks)


def _readings(leaf: Leaf, language: str) -> Iterator[Reading]:
    name = FACT_OF.get(leaf.name) or (ITEM_KEYS.get(leaf.name) if leaf.own else None)
    name = name or next((fact for end, fact in BY_PATH.items() if leaf.path.endswith(end)), None)
    value = leaf.value
    if leaf.in_cents and name in {"price", "list_price"} and isinstance(value, int):
        value = f"{value / 100:.2f}"
    if name == "images" or leaf.name in LADDERS:
        yield from _images(leaf) if name == "images" else _ladder(leaf, language)
        return
    if isinstance(value, dict):
        yield from _of_node(leaf, value, name, language)
        return
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str | int | float):
        value = value[0]
    if name is None or value is None or isinstance(value, list):
        return
    if isinstance(value, bool) and name != "in_stock":
        return
    sending = SENDING.search(leaf.path) is not None
    if sending and name not in {"location", "ships_from"}:
        return
    if not sending and leaf.name == "location":
        return
    yield from _plain_fact(name, value, leaf, language)


def _of_node(
    leaf: Leaf, node: dict[str, Json], name: str | None, language: str
) -> Iterator[Reading]:
    """Read a node that is a fact itself: a seller with a name, an amount with a value."""
    said = node.get("name") or node.get("nick")
    named = leaf.name in NAMED_NODES and (leaf.own or leaf.name not in {"store", "shop", "owner"})
    named = named or (leaf.name == "shop" and not any(plain(key) in _LOCAL for key in node))
    if named and isinstance(said, str) and 1 < len(said.strip()) <= 100:  # noqa: PLR2004
        yield Reading("seller", folded(said), said[:200], f"{leaf.path}.name", _READER)
    if name == "brand" and isinstance(said, str):
        yield Reading("brand", folded(said)[:100], said[:100], f"{leaf.path}.name", _READER)
    if name not in {"price", "price_max", "list_price"} or SENDING.search(leaf.path):
        return
    folds = {plain(key): part for key, part in node.items()}
    inside = folds.get("current") if isinstance(folds.get("current"), dict) else node
    folds = (
        {plain(key): part for key, part in inside.items()} if isinstance(inside, dict) else folds
    )
    code = currency_code(
        node.get("currency") or node.get("currencyUnit") or node.get("currencyCode") or ""
    )
    amount = next(
        (folds[key] for key in NODE_AMOUNT if isinstance(folds.get(key), str | int | float)), None
    )
    price = read_price(amount, language, code) if amount is not None else None
    if price:
        yield from price_readings(price, str(amount), leaf.path, _READER, name)
    if price and code and name == "price":
        yield Reading("currency", code, code, leaf.path, _READER)


def _ladder(leaf: Leaf, language: str) -> Iterator[Reading]:
    """Read prices that fall with the number of pieces: the range that the page shows of them."""
    steps = leaf.value if isinstance(leaf.value, list) else []
    said: list[tuple[PriceRange, str]] = []
    for step in steps[:_MOST_LISTED]:
        raw = step.get("formatPrice") or step.get("price") if isinstance(step, dict) else None
        price = read_price(raw, language) if raw is not None else None
        if price:
            said.append((price, str(raw)))
    if said:
        low, raw = min(said, key=lambda pair: pair[0].low)
        high = max(price.low for price, _raw in said)
        dollars = any(isinstance(step, dict) and "dollarPrice" in step for step in steps)
        code = low.currency or ("USD" if dollars else None)
        whole = PriceRange(low.low, high if high > low.low else None, code)
        yield from price_readings(whole, raw, leaf.path, _READER)


def _plain_fact(name: str, value: Json, leaf: Leaf, language: str) -> Iterator[Reading]:
    raw = str(value)[:300].strip()
    if name in {"sold", "stock", "reviews"}:
        count = read_count(value)
        # Nothing sold or nobody yet: many pages fill the number in later, so zero says nothing.
        if count and count.low > 0:
            yield count_reading(name, count, raw, leaf.path, _READER)
    elif name in {"price", "price_max", "list_price"}:
        price = read_price(raw, language) if len(raw) < 60 else None  # noqa: PLR2004
        if price:
            yield from price_readings(price, raw, leaf.path, _READER, name)
    elif name == "in_stock":
        there = value if isinstance(value, bool) else availability_of(raw.replace("_", ""))
        if isinstance(there, bool):
            yield Reading("in_stock", there, raw, leaf.path, _READER)
    elif name in {"rating", "currency", "condition"}:
        word = {"rating": read_rating, "currency": currency_code, "condition": condition_of}[name](
            raw
        )
        if word:
            yield Reading(name, word, raw, leaf.path, _READER)
    else:
        yield from _words(name, value, raw, leaf.path)


def _words(name: str, value: Json, raw: str, path: str) -> Iterator[Reading]:
    if (name == "seller_id" and re.fullmatch(r"[\w.-]{2,60}", raw)) or (
        name == "seller_url" and "/" in raw
    ):
        yield Reading(name, raw, raw, path, _READER)
    elif isinstance(value, str) and len(raw) > 1 and "://" not in raw and name != "seller_id":
        text = unquote(raw) if re.search(r"%[0-9A-F]{2}", raw) else raw
        yield Reading(name, folded(text), raw, path, _READER)


def _images(leaf: Leaf) -> Iterator[Reading]:
    value = leaf.value
    if isinstance(value, dict):
        value = value.get("initial")
    if not isinstance(value, list):
        return
    urls = [url for url in (_picture(part) for part in value[:200]) if url]
    if urls and len(urls) == len(value):
        yield from gallery_readings(urls, leaf.path, _READER)


def _picture(part: Json) -> str | None:
    if isinstance(part, dict):
        keys = ("hiRes", "large", "url", "fullPathImageURI", "imageUrl", "src")
        sizes = part.get("imageUrl") or part.get("image")
        if isinstance(sizes, dict):
            part = {"url": sizes.get("big") or sizes.get("url")}
        part = next((part[key] for key in keys if isinstance(part.get(key), str)), None)
    is_url = isinstance(part, str) and re.match(
        r"(https?:)?//|/|[\w./-]{3,300}\.(?:jpe?g|png|webp|avif)$|[\w.-]+\.\w{2,8}/\S{2,}$", part
    )
    return part[:2000] if isinstance(part, str) and is_url else None
