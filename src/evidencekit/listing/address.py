"""Where the page stood: the shop's own address, its platform, and the item id inside it."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

from bs4 import Tag

from evidencekit.domain.facts import Reading
from evidencekit.listing.page import Page
from evidencekit.listing.platforms import (
    Platform,
    canonical_address,
    platform_of,
    registrable,
    site_name,
)

_ARCHIVE = re.compile(
    r"^(?:https?:)?//(?:web\.archive\.org/web|archive\.org/wayback)/\d{4,14}(?:[a-z]{2}_)?/(.+)$",
    re.IGNORECASE,
)
_SAVED_FROM = re.compile(r"<!-- saved from url=\(\d{4}\)(http[^\s>]{4,2000}?) -->", re.IGNORECASE)
_SINGLE_FILE = re.compile(
    r"<!--\s+Page saved with SingleFile\s+url:\s+(http\S{4,2000})", re.IGNORECASE
)
_PRODUCT_URL = re.compile(
    r"\"@type\"\s{0,5}:\s{0,5}\[?\"(?:Product"
    r"|Offer)\".{0,4000}?\"url\"\s{0,5}:\s{0,5}\"(https?:[^\"]{8,2000})\"",
    re.DOTALL,
)
_ELSEWHERE = {
    *("facebook", "twitter", "instagram", "youtube", "pinterest", "google", "apple", "linkedin"),
    *("whatsapp", "x", "tiktok", "weibo", "archive", "doubleclick", "googletagmanager", "w3"),
}
_ID = r"(?=[A-Za-z_.-]*\d)[A-Za-z0-9_.]{4,40}?"
_BEFORE_ID = "dp|gp/product|itm|item|items|ip|offer|p|pd|prod|goods|listing|annonce|anuncio"
_GOODS = "products?|produit|producto|produto|produkt|prodotto|details?|vp/products"
_PARAMETERS = (
    "item_?id|id|item|itm|sku|skuid|pid|product_?id|goods_?(?:id|no|code)|num_?iid|prdno|i_code"
    "|prod_?id|product_?no"
)
_NO_ID = "show|view|details?|index|list|page|info|buy"
# Habits of the web: the word before the id, the end of the path, the name of a parameter.
_ITEM_PATHS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"/(?:{_BEFORE_ID})/(?:[^/?]{{1,300}}/)?({_ID})(?:\.html?|\.p)?/?(?:\?|$)",
        rf"/(?:{_GOODS})/(\d{{4,20}})(?:-[A-Z]{{2,4}})?[/?.]",
        r"/(?:items?|listing|products?|ads?|offers?|p)/(\d{5,20})-[a-z]",
        r"/(\d{5,20})\.(?:html?|p|aspx|php)\?",
        r"/(\d{1,9})-[a-z][a-z0-9-]{2,200}\.html\?",
        r"[-_/.]((?-i:[A-Z]{2,4})-?\d{5,15})(?:\.html?|-_JM)?/?\?",
        r"-i\.\d{3,20}\.(\d{3,20})\?",
        r"/catalog/(\d{4,20})/detail",
        r"/(?:auction|jp/auction)/([a-z]?\d{6,15})\?",
        r"-(?:p|i|a|pd)-?(\d{4,20})(?:\.html?)?/?\?",
        rf"[?&](?:{_PARAMETERS})=([\w.]{{4,40}})(?:&|$)",
        r"/(\d{8,20})-\d{1,5}-\d{1,6}/?\?",
        r"(?:[-_/]|\.(?:product|item)\.)(\d{5,20})(?:\.html?)?/?\?",
        rf"/(?:product|item|goods)/(?!(?:{_NO_ID})/?\?)([a-z0-9]{{3,12}})/?\?",
        r"/(?:show|view|detail|item)\?(\d{8,20})(?:$|&)",
    )
)
# A last part in capitals and digits is a shop's own number.
_SHOUTED = re.compile(r"/((?=[A-Z0-9_-]*\d[A-Z0-9_-]*\d)[A-Z0-9][A-Z0-9_-]{5,30})(?:\.html?)?/?\?")


@dataclass(frozen=True, slots=True)
class Address:
    """The shop's address, in what it was found, and what it says by itself."""

    url: SplitResult | None
    where: str
    host: str = ""
    platform: Platform | None = None

    @property
    def site(self) -> str:
        """Return the registrable name of the host without its suffix, or the empty string."""
        return site_name(self.host) if self.host else ""

    @property
    def text(self) -> str | None:
        """Return the whole address, None when only a host is known."""
        return self.url.geturl() if self.url and self.url.scheme else None


def find_address(page: Page, given: str | None) -> Address:
    """Return the shop's own address: the given one, else canonical, og:url, saved-from comment."""
    partial: tuple[SplitResult, str] | None = None
    for raw, where in _candidates(page, given):
        url = _split(raw)
        if url is None:
            continue
        host = _host(url)
        if host and (registrable(host) or where == "address"):
            return Address(url, where, host, platform_of(host))
        partial = partial or ((url, where) if url.path.strip("/") and not host else None)
    host = _host_of_links(page)
    known = platform_of(host) if host else None
    if partial:
        return Address(partial[0], partial[1], host, known)
    return Address(None, "links", host, known)


def address_facts(address: Address, page: Page) -> Iterator[Reading]:
    """Read the platform, the country of the site, the listing id, and the address of the item."""
    if not address.host:
        name = ""
    else:
        name = address.platform.name if address.platform else site_name(address.host)
    said = re.sub(r"\W", "", page.metas.get("og:site_name", "")).casefold()
    if not address.host and re.fullmatch(r"[a-z0-9]{2,40}", said):
        where = 'meta[property="og:site_name"]'
        yield Reading("platform", said, page.metas["og:site_name"], where, "meta")
    if name:
        yield Reading("platform", name, address.host, f"{address.where}: host", "address")
        country = site_country(address.host)
        if country:
            yield Reading(
                "site_country", country, address.host, f"{address.where}: host", "address"
            )
    if address.url is not None and address.text:
        canonical = canonical_address(address.url)
        yield Reading(
            "canonical_url", canonical[:2000], address.text[:2000], address.where, "address"
        )
    found = item_id(address)
    if found:
        raw = address.url.geturl()[:300] if address.url else found
        yield Reading("listing_id", found, raw, f"{address.where}: path", "address")


def site_country(host: str) -> str | None:
    """Return the country of the site as two capitals: what the end of the host says, if anything.

    `uk` is GB (ISO 3166). A domain for everybody (`com`) and one that is sold to everybody (`co`,
    `io`, `tv`, `me`, `ai`) says nothing.
    """
    end = host.rsplit(".", 1)[-1]
    if not re.fullmatch(r"[a-z]{2}", end) or end in {"co", "io", "tv", "me", "ai", "eu", "cc"}:
        return None
    return "GB" if end == "uk" else end.upper()


def item_id(address: Address) -> str | None:
    """Return the item id in the address: by the platform's patterns, else by the web's habits."""
    if address.url is None:
        return None
    if address.platform and address.platform.items:
        return address.platform.item_id(address.url)
    target = unquote(f"{address.url.path}?{address.url.query}"[:2000])
    found = (pattern.search(target) for pattern in (*_ITEM_PATHS, _SHOUTED))
    return next((match[1] for match in found if match), None)


def _candidates(page: Page, given: str | None) -> Iterator[tuple[str, str]]:
    if given:
        yield given, "address"
    link = page.soup.select_one('link[rel~="canonical"][href]')
    if link:
        yield str(link["href"]), 'link[rel="canonical"]'
    if "og:url" in page.metas:
        yield page.metas["og:url"], 'meta[property="og:url"]'
    for key in ("twitter:url", "al:web:url"):
        if key in page.metas:
            yield page.metas[key], f'meta[name="{key}"]'
    for pattern, name in ((_SAVED_FROM, "saved-from comment"), (_SINGLE_FILE, "saved-by comment")):
        found = pattern.search(page.text[:20_000])
        if found:
            yield found[1], name
    yield from _less_sure(page)


def _less_sure(page: Page) -> Iterator[tuple[str, str]]:
    """Yield addresses that say where a page stands when it does not say so itself."""
    item = page.soup.select_one('[itemtype*="Product"] [itemprop="url"]')
    if isinstance(item, Tag):
        yield str(item.get("content") or item.get("href") or ""), '[itemprop="url"]'
    script = page.soup.find("script", type="application/ld+json", string=_PRODUCT_URL)
    found = _PRODUCT_URL.search(script.get_text()) if isinstance(script, Tag) else None
    if found:
        yield found[1].replace("\\/", "/"), 'script[type="application/ld+json"]'
    other = page.soup.select_one('link[rel~="alternate"][hreflang][href^="http"]')
    if isinstance(other, Tag):
        yield str(other["href"]), 'link[rel="alternate"]'


def _split(raw: str) -> SplitResult | None:
    raw = raw.strip()[:4000]
    archived = _ARCHIVE.match(raw)
    raw = archived[1] if archived else raw
    if raw.startswith("//"):
        raw = f"https:{raw}"
    try:
        url = urlsplit(raw)
        _ = url.port
    except ValueError:
        return None
    return url if url.scheme in {"http", "https", ""} else None


def _host(url: SplitResult) -> str:
    try:
        return (url.hostname or "").strip(".").lower()
    except ValueError:
        return ""


def _host_of_links(page: Page) -> str:
    """Return the host that the page's own links agree on, or the empty string."""
    hosts: Counter[str] = Counter()
    samples: dict[str, str] = {}
    for tag in page.soup.find_all(["a", "link", "form", "base"], limit=3000):
        url = _split(urljoin("", _target(tag)))
        host = _host(url) if url else ""
        domain = registrable(host) if host else ""
        if domain and site_name(host) not in _ELSEWHERE and tag.name != "link":
            hosts[domain] += 1
            samples.setdefault(domain, host)
    if not hosts:
        return ""
    (domain, times), *others = hosts.most_common(2)
    # Most of the links, or far more than lead anywhere else.
    leads = times * 2 > hosts.total() or times >= 3 * (others[0][1] if others else 0)
    return samples[domain] if times >= 3 and leads else ""  # noqa: PLR2004


def _target(tag: Tag) -> str:
    return str(tag.get("href") or tag.get("action") or "")[:2000]
