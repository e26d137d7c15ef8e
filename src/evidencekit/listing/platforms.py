"""Platforms as data: `resources/platforms/*.yaml`, checked by a schema when loaded."""

import json
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import SplitResult, parse_qsl, urlencode

from evidencekit.foundation.own_yaml import read_own
from evidencekit.foundation.resources import resource
from evidencekit.foundation.schemas import validator

if TYPE_CHECKING:
    from tldextract import TLDExtract


@dataclass(frozen=True, slots=True)
class Platform:
    """What is known of a platform. `items` match path and query and hold one group, the item id.

    `selectors` name the place of a fact where nothing general finds it. `tested` tells whether a
    real page was read; else the pattern was only read in the source that the file cites. `hosts`,
    if given, are the only ones where an item can stand; `join` stands in an id for the eye only.
    """

    name: str
    tested: bool
    domains: tuple[str, ...]
    hosts: tuple[str, ...]
    items: tuple[re.Pattern[str], ...]
    join: str
    canonical: str | None
    tracking: frozenset[str]
    currencies: dict[str, str]
    selectors: dict[str, tuple[str, ...]]

    def item_id(self, address: SplitResult) -> str | None:
        """Return the item id that the address names, if any."""
        if self.hosts and address.hostname not in self.hosts:
            return None
        target = f"{address.path}?{address.query}"[:4000]
        found = (pattern.search(target) for pattern in self.items)
        named = next((match[1] for match in found if match), None)
        return named.replace(self.join, "") if named and self.join else named

    def currency(self, host: str) -> str | None:
        """Return the one currency of this host's site, where there is only one."""
        ends = (code for end, code in self.currencies.items() if f".{host}".endswith(f".{end}"))
        return next(ends, None)


@cache
def platforms() -> tuple[Platform, ...]:
    """Return every platform. Raises jsonschema.ValidationError: a broken installation."""
    folder = resource("platforms")
    schema = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    check = validator(schema)
    found = []
    for file in sorted(folder.glob("*.yaml")):
        document = read_own(file.read_text(encoding="utf-8"))
        check.validate(document)
        found.append(_platform(document))
    return tuple(found)


def _platform(document: dict[str, Any]) -> Platform:
    """Build a platform of a document that the schema has checked."""
    selectors = document.get("selectors", {})
    return Platform(
        name=document["name"],
        tested=document["status"] == "tested",
        domains=tuple(document["domains"]),
        hosts=tuple(document.get("hosts", ())),
        items=tuple(re.compile(pattern, re.IGNORECASE) for pattern in document["items"]),
        join=document.get("join", ""),
        canonical=document.get("canonical"),
        tracking=frozenset(document.get("tracking", ())),
        currencies=document.get("currencies", {}),
        selectors={name: tuple(places) for name, places in selectors.items()},
    )


@cache
def _suffixes() -> "TLDExtract":
    """Return what knows the public suffixes: the bundled list only, nothing fetched or cached."""
    # It loads a client of the web, for the lists that are never fetched here.
    import tldextract  # noqa: PLC0415

    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def registrable(host: str) -> str:
    """Return the domain under the public suffix (`bhphotovideo.com`), or the empty string."""
    return _suffixes()(host[:255]).top_domain_under_public_suffix.lower()


def site_name(host: str) -> str:
    """Return the registrable name before the public suffix: `bhphotovideo`."""
    return _suffixes()(host[:255]).domain.lower() if registrable(host) else ""


def platform_of(host: str) -> Platform | None:
    """Return the platform whose site this host is, if one is described."""
    domain = registrable(host)
    return next((known for known in platforms() if domain in known.domains), None)


# What every site's visitors carry about: DrKain/tidy-url data/rules.js, "Global".
_CARRIED = re.compile(
    r"(?i)^(?:utm_.*|gclid|gclsrc|fbclid|ga_.*|itm_.*|_hs.*|__hs.*|hsCtaTracking|mkt_tok|mc_eid"
    r"|oly_.*|vero_id|ncid)$"
)


def canonical_address(address: SplitResult) -> str:
    """Return the one address of the item, or the given one without what only tracks its visitor.

    Nothing is asked of the network: an address that only its shortener understands stays as it is.
    """
    host = (address.hostname or "").lower()
    platform = platform_of(host)
    item = platform.item_id(address) if platform else None
    if platform and platform.canonical and item:
        return platform.canonical.format(id=item, domain=registrable(host))
    carried = platform.tracking if platform else frozenset[str]()
    pairs = parse_qsl(address.query, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if key not in carried and not _CARRIED.match(key)]
    query = urlencode(kept) if len(kept) < len(pairs) else address.query
    return address._replace(query=query, fragment="").geturl()
