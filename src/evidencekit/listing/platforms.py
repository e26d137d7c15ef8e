"""Platforms as data: `resources/platforms/*.yaml`, checked by a schema when loaded."""

import json
import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import SplitResult

import tldextract
import yaml
from jsonschema import Draft202012Validator

from evidencekit.foundation.resources import resource

# The bundled list only: nothing is fetched, nothing is cached.
_suffixes = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@dataclass(frozen=True, slots=True)
class Platform:
    """What is known of a platform. `items` match path and query and hold one group, the item id.

    `selectors` name the place of a fact where nothing general finds it.
    """

    name: str
    domains: tuple[str, ...]
    items: tuple[re.Pattern[str], ...]
    currencies: dict[str, str]
    selectors: dict[str, tuple[str, ...]]

    def item_id(self, address: SplitResult) -> str | None:
        """Return the item id that the address names, if any."""
        target = f"{address.path}?{address.query}"[:4000]
        found = (pattern.search(target) for pattern in self.items)
        return next((match[1] for match in found if match), None)

    def currency(self, host: str) -> str | None:
        """Return the one currency of this host's site, where there is only one."""
        ends = (code for end, code in self.currencies.items() if f".{host}".endswith(f".{end}"))
        return next(ends, None)


@cache
def platforms() -> tuple[Platform, ...]:
    """Return every platform. Raises jsonschema.ValidationError: a broken installation."""
    folder = resource("platforms")
    schema = json.loads((folder / "schema.json").read_text(encoding="utf-8"))
    check = Draft202012Validator(schema)
    found = []
    for file in sorted(folder.glob("*.yaml")):
        document = yaml.safe_load(file.read_text(encoding="utf-8"))
        check.validate(document)
        found.append(_platform(document))
    return tuple(found)


def _platform(document: dict[str, object]) -> Platform:
    domains, items = document["domains"], document["items"]
    currencies, selectors = document.get("currencies", {}), document.get("selectors", {})
    assert isinstance(domains, list)  # noqa: S101  # the schema has said so
    assert isinstance(items, list)  # noqa: S101
    assert isinstance(currencies, dict)  # noqa: S101
    assert isinstance(selectors, dict)  # noqa: S101
    return Platform(
        str(document["name"]),
        tuple(domains),
        tuple(re.compile(pattern, re.IGNORECASE) for pattern in items),
        currencies,
        {name: tuple(places) for name, places in selectors.items()},
    )


def registrable(host: str) -> str:
    """Return the domain under the public suffix (`bhphotovideo.com`), or the empty string."""
    return _suffixes(host[:255]).top_domain_under_public_suffix.lower()


def site_name(host: str) -> str:
    """Return the registrable name before the public suffix: `bhphotovideo`."""
    return _suffixes(host[:255]).domain.lower() if registrable(host) else ""


def platform_of(host: str) -> Platform | None:
    """Return the platform whose site this host is, if one is described."""
    domain = registrable(host)
    return next((known for known in platforms() if domain in known.domains), None)
