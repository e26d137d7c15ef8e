"""The name of the goods, told from what shops put around it: their own name, a price."""

import re

from evidencekit.listing.address import Address
from evidencekit.listing.amounts import currency_in
from evidencekit.listing.page import Page, folded

_BETWEEN = re.compile(r"(\s[|:·•–—-]\s|\s?\|\s?|\s?[：｜]\s?|:\s|-(?=(?:淘宝网|京东|tmall\.com)))")
# What marketplaces add that names no site: a call to buy, a row of search words.
_ADDED = (
    re.compile(r"-(?:淘宝网|tmall\.com天猫|京东|天猫)$"),
    re.compile(r"【[^】]{0,60}(?:行情|报价|价格|评测)[^】]{0,40}】$"),
    re.compile(r"^【(?:楽天市場|[^】]{0,12}(?:公式|通販))】\s?"),
    re.compile(r"^【[^】]{2,40}】(?=.{8})(?=[^【]{0,200}【(?:行情|报价|价格|图片))"),
    re.compile(r"(?i)\s(?:for sale online|kopen\?|online kaufen|купить .{0,80})$"),
    re.compile(r"(?i)^(?:buy|details about)\s(?=\S.{12})"),
)
_BESIDE = 8


def without_site(title: str, page: Page, address: Address) -> str:
    """Take off what names the site, or a price, before and after the name of the goods."""
    title = folded(title)[:1000]
    for pattern in reversed(_ADDED):
        title = pattern.sub("", title)
    names = _site_names(page, address)
    parts = _BETWEEN.split(title)
    while len(parts) > 2 and _names_site(parts[-1], names):  # noqa: PLR2004
        parts = parts[:-2]
    while len(parts) > 2 and (_names_site(parts[0], names) or _is_price(parts[0])):  # noqa: PLR2004
        parts = parts[2:]
    return "".join(parts).strip(" -|:：")


def last_part(page: Page) -> str:
    """Return what stands last in the page's title, behind the last sign that parts it."""
    return _BETWEEN.split(page.title)[-1].strip()


def repeated_part(page: Page) -> str | None:
    """Return the longest part of the page's title that fills a line of its text alone."""
    parts = {part.strip() for part in _BETWEEN.split(page.title)[::2]}
    wanted = {part for part in parts if len(part) > _BESIDE}
    return max((line for line in page.lines if line in wanted), key=len, default=None)


def _site_names(page: Page, address: Address) -> set[str]:
    names = {_plain(page.metas.get("og:site_name", "")), _plain(address.site)}
    names |= {address.platform.name} if address.platform else set()
    return {name for name in names if len(name) > 1}


def _names_site(part: str, names: set[str]) -> bool:
    plain = _plain(part)
    return any(plain.startswith(name) and len(plain) <= len(name) + _BESIDE for name in names)


def _plain(text: str) -> str:
    return re.sub(r"\W|_", "", text).casefold()


def _is_price(part: str) -> bool:
    return bool(re.match(r"\s*\D{0,4}\d[\d.,]*(?:\s|$)", part)) and bool(
        currency_in(part) or "$" in part
    )
