"""All that is known of one seller: listings, prices over time, photos, complaints, outcomes.

A figure that nobody confirmed is shown, and said to be merely read.
"""

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa

from evidencekit.casework import complaints, database
from evidencekit.casework.document import document
from evidencekit.casework.rechecks import rechecks_of
from evidencekit.casework.standing import StandingFact
from evidencekit.domain.times import utc_text
from evidencekit.services.about import about_capture
from evidencekit.services.photo_pages import kept_pictures
from evidencekit.services.reviewing import standing_of_each
from evidencekit.services.sellers import SellerReading, Shop
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault

_PRICED = ("price", "price_max", "currency", "sold", "stock")
_Object = dict[str, object]


def seller_dossier(vault: Vault, key: str) -> _Object:
    """Return the object of `seller show --json`; of one hand with others, of all of them.

    Raises NotFound, VaultNewer, VaultDamaged.
    """
    reading = SellerReading(vault)
    shops = {shop.key: shop for shop in reading.shops()}
    shop = reading.shop(key)
    group = sorted(reading.group(key))
    hand = [shops[one] for one in group if one in shops]
    entries = [entry for one in hand for entry in one.captures]
    with database.reading(vault) as connection:
        standing = standing_of_each(vault, connection, entries)
        facts = {entry.id: one for entry, one in zip(entries, standing, strict=True)}
        filed = _complaints(connection, hand, entries)
        outcomes = [
            document(visit) for entry in entries for visit in rechecks_of(connection, entry.id)
        ]
    return {
        "id": shop.key if shop.registered else None,
        "key": shop.key,
        "platform": shop.platform,
        "shop_id": shop.shop_id,
        "name": shop.name,
        "url": shop.url,
        "group": [one.to_json() for one in hand],
        "decisions": [one.to_json() for one in reading.decisions() if one.seller in group],
        "listings": _listings(vault, entries, facts),
        "photos_shared": _photos(vault, hand, shops.values()),
        "complaints": filed,
        "outcomes": outcomes,
        "names_alike": reading.alike(shop),
    }


def _listings(
    vault: Vault, entries: Iterable[CaptureEntry], facts: dict[str, dict[str, StandingFact]]
) -> list[_Object]:
    """Return the listings, and of each what it showed from capture to capture, the first first."""
    found: dict[tuple[str, str], list[_Object]] = defaultdict(list)
    heads: dict[tuple[str, str], _Object] = {}
    for entry in entries:
        read, about = facts[entry.id], about_capture(vault, entry)
        url = str(about.get("final_url") or "")
        platform, listing = (_value(read, name) for name in ("platform", "listing_id"))
        which = (str(platform or ""), str(listing or url))
        title = _value(read, "title") or about.get("title")
        head = {"platform": platform, "listing_id": listing, "title": title, "url": url}
        heads.setdefault(which, head)
        seen = {name: read[name].to_json() for name in _PRICED if name in read}
        at = str(about.get("started") or entry.at)
        found[which].append({"capture": entry.id, "captured": at, "facts": seen})
    return [
        heads[which] | {"over_time": sorted(rows, key=lambda row: str(row["captured"]))}
        for which, rows in found.items()
    ]


def _photos(vault: Vault, hand: list[Shop], shops: Iterable[Shop]) -> list[_Object]:
    """Return pictures of the same bytes that other shops show too; looks alone are `photos`."""
    mine: dict[str, list[str]] = defaultdict(list)
    for entry in (entry for shop in hand for entry in shop.captures):
        for picture in kept_pictures(vault, entry):
            mine[picture.sha256].append(entry.id)
    ours = {shop.key for shop in hand}
    shared: dict[str, set[str]] = defaultdict(set)
    for other in (shop for shop in shops if shop.key not in ours):
        for entry in other.captures:
            for picture in kept_pictures(vault, entry):
                if picture.sha256 in mine:
                    shared[picture.sha256].add(other.key)
    return [
        {"sha256": one, "captures": mine[one], "sellers": sorted(keys)}
        for one, keys in sorted(shared.items())
    ]


def _complaints(
    connection: sa.Connection, hand: list[Shop], entries: list[CaptureEntry]
) -> list[_Object]:
    keys, captures = {shop.key for shop in hand}, {entry.id for entry in entries}
    return [
        {
            "id": one.id,
            "recipient": one.recipient,
            "state": one.state.value,
            "confirmed_by": one.confirmed_by,
            "confirmed_at": utc_text(one.confirmed_at) if one.confirmed_at else None,
            "captures": [capture for capture in one.captures if capture in captures],
        }
        for one in complaints.list_complaints(connection)
        if one.seller in keys or captures & set(one.captures)
    ]


def _value(facts: dict[str, StandingFact], name: str) -> object:
    return facts[name].content.get("value") if name in facts else None
