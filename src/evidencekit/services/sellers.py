"""Sellers: which shops the captures show, what links them, who a person said is one hand."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import sqlalchemy as sa

from evidencekit.casework import cases, complaints, database, seller_groups, sellers
from evidencekit.casework.linkage import Key, Shared, hub_limits, link
from evidencekit.casework.model import Seller
from evidencekit.casework.seller_groups import GroupAction, SellerDecision, groups
from evidencekit.casework.seller_names import alike, same_names
from evidencekit.domain.errors import NotFound, OperatorMissing, WrongUse
from evidencekit.domain.ids import IdKind, new_id
from evidencekit.foundation.catalogue import _
from evidencekit.foundation.clock import Clock
from evidencekit.listing.identifiers import Identifier
from evidencekit.services.facts_kept import kept_facts
from evidencekit.services.photo_pages import kept_pictures
from evidencekit.services.reappearing import fact_value
from evidencekit.services.seller_pages import (
    PageIdentifiers,
    kept_identifiers,
    read_identifiers,
)
from evidencekit.vault.book import CaptureEntry
from evidencekit.vault.vault import Vault, VaultWriter

_MOST_PLACES = 5


@dataclass(frozen=True, slots=True)
class Shop:
    """A shop that captures show, or that stands in the register, or both.

    `key` is the register's id, of one that is not there `platform/shop`. `captures` newest first.
    """

    key: str
    platform: str
    shop_id: str
    name: str
    url: str
    registered: bool
    captures: tuple[CaptureEntry, ...] = ()

    def to_json(self) -> dict[str, object]:
        """Return the object `{key, platform, shop_id, name, registered, captures}`."""
        return {
            "key": self.key,
            "platform": self.platform,
            "shop_id": self.shop_id,
            "name": self.name,
            "registered": self.registered,
            "captures": [entry.id for entry in self.captures],
        }

    @property
    def words(self) -> str:
        """Return what it is called on paper: its name, and on which platform under which id."""
        called = self.name or self.shop_id or self.key
        place = " ".join(part for part in (self.platform, self.shop_id) if part not in {"", called})
        return f"{called} ({place})" if place else called


@dataclass(frozen=True)
class Hands:
    """All shops of a vault, and who a person said is one hand: read once, asked often."""

    shops: tuple[Shop, ...]
    decisions: tuple[SellerDecision, ...]

    def of(self, key: str) -> tuple[Shop, ...]:
        """Return the shops that are one hand with this one, itself too. Raises NotFound."""
        if key not in self._hands:
            raise NotFound(what="seller", id=key)
        return self._hands[key]

    @cached_property
    def _hands(self) -> dict[str, tuple[Shop, ...]]:
        found: dict[str, tuple[Shop, ...]] = {shop.key: (shop,) for shop in self.shops}
        for group in groups(self.decisions):
            hand = tuple(shop for shop in self.shops if shop.key in group)
            found |= {shop.key: hand for shop in hand}
        return found


@dataclass(slots=True)
class _Seen:
    name: str = ""
    url: str = ""
    captures: list[CaptureEntry] = field(default_factory=list)


class SellerReading:
    """Sellers looked at: no lock, nothing written. Raises VaultNewer, VaultDamaged."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault

    def shops(self) -> list[Shop]:
        """Return the shops of the register and those that captures show, by their keys."""
        with database.reading(self._vault) as connection:
            return _shops(self._vault, connection)

    def hands(self) -> Hands:
        """Return all shops with what people decided of them."""
        return Hands(tuple(self.shops()), tuple(self.decisions()))

    def shop(self, key: str) -> Shop:
        """Return one shop. Raises NotFound."""
        return _shop(self.shops(), key)

    def identifiers(self, shop: Shop) -> list[tuple[str, Identifier]]:
        """Return what names the seller of a shop, each with the capture where it stands."""
        return [(entry.id, one) for entry in shop.captures for one in self._identifiers(entry)]

    def decisions(self) -> list[SellerDecision]:
        """Return what people decided, the first decision first."""
        with database.reading(self._vault) as connection:
            return seller_groups.decisions_of(connection)

    def group(self, seller_id: str) -> frozenset[str]:
        """Return the sellers that people said to be one hand with this one, itself too."""
        found = (one for one in groups(self.decisions()) if seller_id in one)
        return next(found, frozenset({seller_id}))

    def linkage(self) -> dict[str, object]:
        """Return the object of `seller link --json`: proposals, hubs, names alike, decisions."""
        shops = {shop.key: shop for shop in self.shops()}
        places: dict[tuple[str, Key], list[dict[str, str]]] = defaultdict(list)
        for shop in shops.values():
            for capture, key, where in self._carried(shop):
                places[shop.key, key].append({"capture": capture, "where": where})
        found = link(places, hub_limits())
        decisions = self.decisions()
        together = groups(decisions)
        named = same_names((shop.key, shop.name) for shop in shops.values())

        def ground(shared: Shared[str]) -> dict[str, object]:
            return {
                "kind": shared.key[0],
                "value": shared.key[1],
                "sellers": [
                    {"key": one, "places": places[one, shared.key][:_MOST_PLACES]}
                    for one in shared.sellers
                ],
            }

        return {
            "proposals": [
                {
                    "sellers": [shops[one].to_json() for one in cluster.sellers],
                    "grounds": [ground(shared) for shared in cluster.grounds],
                    "decided": any(set(cluster.sellers) <= group for group in together),
                }
                for cluster in found.clusters
            ],
            "hubs": [
                {"kind": hub.key[0], "value": hub.key[1], "sellers": len(hub.sellers)}
                for hub in found.hubs
            ],
            "same_names": [list(keys) for keys in named],
            "groups": [sorted(group) for group in together],
            "decisions": [one.to_json() for one in decisions],
        }

    def alike(self, shop: Shop) -> list[dict[str, object]]:
        """Return shops with a name like this one's; a name proves nothing."""
        others = [(one.key, one.name) for one in self.shops() if one.key != shop.key]
        return [{"key": key, "likeness": score} for key, score in alike(shop.name, others)]

    def _carried(self, shop: Shop) -> Iterator[tuple[str, Key, str]]:
        for capture, one in self.identifiers(shop):
            yield capture, one.key, one.where
        for entry in shop.captures:
            for picture in kept_pictures(self._vault, entry):
                yield entry.id, ("photo", picture.sha256), picture.url

    def _identifiers(self, entry: CaptureEntry) -> list[Identifier]:
        kept = kept_identifiers(self._vault, entry)
        if kept is not None:
            return kept
        return read_identifiers(self._vault, entry, _facts(self._vault, entry))


class Sellers(SellerReading):
    """Sellers on a vault open for writing. `by` is the person who decides.

    Every writing method raises, beside its own, OperatorMissing, NotFound, WrongUse, VaultNewer,
    VaultDamaged, DiskFull, VaultNotWritable; on any error nothing of it is in the database.
    """

    def __init__(self, vault: VaultWriter, clock: Clock) -> None:
        super().__init__(vault)
        self._writer = vault
        self._clock = clock

    def merge(self, one: str, other: str, reason: str, by: str | None) -> SellerDecision:
        """Say that two shops are one hand. One that only captures show enters the register."""
        person, reason = _person(by), _said(reason)
        with database.writing(self._writer, self._clock) as connection:
            shops = _shops(self._writer, connection)
            hands = [_shop(shops, key) for key in dict.fromkeys((one, other))]
            first, second = (self._registered(connection, shop) for shop in (hands[0], hands[-1]))
            standing = groups(seller_groups.decisions_of(connection))
            if first == second or any({first, second} <= group for group in standing):
                raise WrongUse(detail=_("they are one hand already"))
            made = SellerDecision(
                GroupAction.MERGE, first, second, reason, person, self._clock.now()
            )
            seller_groups.add_decision(connection, made)
        return self.decisions()[-1]

    def register(self, keys: Sequence[str]) -> list[str]:
        """Have shops stand in the register that only captures show; return the id of each.

        Raises NotFound.
        """
        with database.writing(self._writer, self._clock) as connection:
            shops = _shops(self._writer, connection)
            return [self._registered(connection, _shop(shops, key)) for key in keys]

    def split(self, key: str, reason: str, by: str | None) -> SellerDecision:
        """Say that a seller is none of those it stands with; the others stay together."""
        person, reason = _person(by), _said(reason)
        with database.writing(self._writer, self._clock) as connection:
            seller = sellers.find_seller(connection, key)
            standing = groups(seller_groups.decisions_of(connection))
            if not any(seller.id in group for group in standing):
                raise WrongUse(detail=_("{id} stands with nobody").format(id=seller.id))
            made = SellerDecision(
                GroupAction.SPLIT, seller.id, None, reason, person, self._clock.now()
            )
            seller_groups.add_decision(connection, made)
        return self.decisions()[-1]

    def undo(self, number: int, by: str | None) -> list[SellerDecision]:
        """Take a decision back, as if it had not been; return all decisions."""
        person = _person(by)
        with database.writing(self._writer, self._clock) as connection:
            seller_groups.undo_decision(connection, number, person, self._clock.now())
        return self.decisions()

    def _identifiers(self, entry: CaptureEntry) -> list[Identifier]:
        reading = PageIdentifiers(self._writer, self._clock)
        return reading.read(entry, _facts(self._writer, entry))

    def _registered(self, connection: sa.Connection, shop: Shop) -> str:
        known = sellers.seller_named(connection, shop.platform, shop.shop_id)
        if shop.registered or known:
            return known or shop.key
        at = self._clock.now()
        seller = Seller(new_id(IdKind.SELLER, at), shop.platform, shop.shop_id, shop.name, shop.url)
        sellers.add_seller(connection, seller, at)
        return seller.id


def _shops(vault: Vault, connection: sa.Connection) -> list[Shop]:
    registered = sellers.list_sellers(connection)
    by_shop = {(one.platform, one.shop_id): one.id for one in registered}
    by_name = {(one.platform, one.name): one.id for one in registered}
    names = {one.id: one.name for one in registered}
    told = _told(connection)
    seen: dict[str, _Seen] = defaultdict(_Seen)
    places: dict[str, tuple[str, str]] = {}
    for entry in vault.captures():
        facts = _facts(vault, entry)
        platform, shop, name = (
            str(fact_value(facts, part) or "") for part in ("platform", "seller_id", "seller")
        )
        # Where the page gives no shop's id, its name stands for it.
        shop = shop or name
        key = by_shop.get((platform, shop)) or by_name.get((platform, name))
        if key is None and not _names_another(name, names.get(told.get(entry.id, ""))):
            key = told.get(entry.id)
        if key is None and shop:
            key = f"{platform or '-'}/{shop}"
            places[key] = (platform, shop)
        if key is not None:
            one = seen[key]
            one.name, one.url = one.name or name, str(fact_value(facts, "seller_url") or one.url)
            one.captures.append(entry)
    known = [
        Shop(
            one.id, one.platform, one.shop_id, one.name, one.url, True, tuple(seen[one.id].captures)
        )
        for one in registered
    ]
    return known + [
        Shop(key, *places[key], seen[key].name, seen[key].url, False, tuple(seen[key].captures))
        for key in sorted(places)
    ]


def _names_another(name: str, told: str | None) -> bool:
    """Say whether a page names somebody else than the one whom a person told."""
    return bool(name and told) and " ".join(name.split()).casefold() != str(told).casefold()


def _told(connection: sa.Connection) -> dict[str, str]:
    """Return of captures whose seller a person named: in a case of one seller, or a complaint."""
    told = {
        capture: one.sellers[0]
        for one in cases.own_cases(connection)
        if len(one.sellers) == 1
        for capture in one.captures
    }
    for one in complaints.list_complaints(connection):
        if one.seller:
            told |= dict.fromkeys(one.captures, one.seller)
    return told


def _shop(shops: Iterable[Shop], key: str) -> Shop:
    found = next((shop for shop in shops if shop.key == key), None)
    if found is None:
        raise NotFound(what="seller", id=key)
    return found


def _facts(vault: Vault, entry: CaptureEntry) -> dict[str, object]:
    facts = (kept_facts(vault, entry.sha256) or {}).get("facts")
    return facts if isinstance(facts, dict) else {}


def _person(by: str | None) -> str:
    if by is None or not by.strip():
        raise OperatorMissing(action="seller")
    return by.strip()


def _said(reason: str) -> str:
    if not reason.strip():
        raise WrongUse(detail=_("a reason is needed"))
    return reason.strip()[:2000]
