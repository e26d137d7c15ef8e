"""Which money a sign means that many countries use: by the site, its language, its own settings."""

import re
from collections.abc import Iterator

from babel.numbers import get_territory_currencies

from evidencekit.domain.facts import Reading
from evidencekit.listing.address import Address, site_country
from evidencekit.listing.amounts import currency_code, currency_in
from evidencekit.listing.labels import LONE_PRICE
from evidencekit.listing.page import Page

_READER = "address"
_MOST_LINES = 4_000
_SIGNS = {"$": {"USD", "CAD", "AUD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "UYU"}}
_SIGNS |= {"¥": {"CNY", "JPY"}, "￥": {"CNY", "JPY"}, "kr": {"SEK", "NOK", "DKK"}}
_UNITED_STATES = re.compile(
    r"\bU\.S\.|\bUSA\b|\bUnited States\b|,\s[A-Z]{2}\s\d{5}\b|\bcontiguous US\b"
)
_OTHER_DOLLARS = re.compile(
    r"\bCanad|\bAustralia|New Zealand|Singapore|Hong Kong|Taiwan|M[eé]xico|\bCAD\b|\bAUD\b|\bNZD\b"
)
_SETTING = re.compile(
    r"(?:c|C)urrency(?:_?[cC]ode|Iso|ISO|Id|_id)?[\"']?\s{0,3}[:=]\s{0,3}[\"']([A-Z]{3})[\"']"
)


def site_currency(page: Page, address: Address, raw_price: str) -> Iterator[Reading]:
    """Say what currency a price with an ambiguous sign, or none, is in; nothing if unsure."""
    code = address.platform.currency(address.host) if address.platform else None
    if code:
        yield Reading("currency", code, address.host, f"{address.where}: host", _READER)
    sign = next((sign for sign in _SIGNS if sign in raw_price), None)
    said = [*_settings(page), *_of_host(address), *(_of_language(page) if sign else ())]
    said += _of_words(page) if sign == "$" else []
    said += _shown(page) if sign is None else []
    for code, raw, where in said:
        if sign is None or code in _SIGNS[sign]:
            yield Reading("currency", code, raw, where, _READER)


def _settings(page: Page) -> Iterator[tuple[str, str, str]]:
    """Yield the one currency that the scripts of the page are set to."""
    said = {code for raw in _SETTING.findall(page.text) if (code := currency_code(raw))}
    if len(said) == 1:
        (code,) = said
        yield code, code, "script: currency"


def _of_host(address: Address) -> Iterator[tuple[str, str, str]]:
    code = _of_country(site_country(address.host) or "")
    if code:
        yield code, address.host, f"{address.where}: host"


def _of_country(country: str) -> str | None:
    """Return the money of a country that has one (CLDR, by babel)."""
    codes = get_territory_currencies(country.upper()) if country else []
    return codes[0] if len(codes) == 1 else None


def _of_words(page: Page) -> Iterator[tuple[str, str, str]]:
    """Yield the dollar of the United States where the page names them and no other such land."""
    others = any(_OTHER_DOLLARS.search(line) for line in page.lines)
    for number, line in enumerate(page.lines):
        found = None if others else _UNITED_STATES.search(line)
        if found:
            yield "USD", line[:200], f"line {number + 1}"
            return


def _shown(page: Page) -> Iterator[tuple[str, str, str]]:
    """Yield the one currency that all amounts of the page name without doubt."""
    found: dict[str, tuple[str, str]] = {}
    for number, line in enumerate(page.lines[:_MOST_LINES]):
        for amount in LONE_PRICE.finditer(line):
            code = currency_in(amount[0])
            if code is None:
                return
            found.setdefault(code, (line[:200], f"line {number + 1}"))
    if len(found) == 1:
        ((code, (raw, where)),) = found.items()
        yield code, raw, where


def _of_language(page: Page) -> Iterator[tuple[str, str, str]]:
    """Yield the money of the country whose reader the page speaks to; it only tells signs apart."""
    locale = page.metas.get("og:locale", "")
    for where, raw in (("html@lang", page.language), ('meta[property="og:locale"]', locale)):
        region = re.fullmatch(r"[A-Za-z]{2,3}[-_](?:Hans-|Hant-)?([A-Za-z]{2})", raw.strip())
        code = _of_country(region[1]) if region else None
        if code:
            yield code, raw, where
    if page.language.lower() == "ja":
        yield "JPY", "ja", "html@lang"
