"""Prices and counts as pages write them: ranges, buckets, decimal commas, lost signs."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_precision, get_decimal_symbol, is_currency
from price_parser import Price

_LONGEST = 120
_PLAIN = re.compile(r"\d{1,12}(\.\d{1,6})?")
_AMOUNT = r"\d[\d.,'’ \u00a0\u202f]{0,24}"
_RANGE = re.compile(
    rf"({_AMOUNT})[^\d\-–—~]{{0,8}}\s?(?:-|–|—|~|to|bis|至|à)\s?[^\d]{{0,8}}({_AMOUNT})"
)
_THOUSANDS = re.compile(r"\d{1,3}([.,])\d{3}")
_COUNT = re.compile(
    r"(?P<over>[>+≥]|(?i:more than|over|mehr als|über|plus de|más de|oltre|più di|mais de)\s)?\s?"
    r"(?P<number>\d[\d.,'’ \u00a0\u202f]{0,14}|\d)\s?"
    r"(?P<unit>万|萬|千|億|亿|만|(?:[kKmM]|mil|mila|tsd)(?![a-zA-Z]))?\s?(?P<plus>\+|以上|余|多)?"
)
_UNITS = {"万": 10_000, "萬": 10_000, "만": 10_000, "千": 1000, "k": 1000, "mil": 1000}
_UNITS |= {"mila": 1000, "tsd": 1000, "m": 1_000_000, "億": 10**8, "亿": 10**8}
_CURRENCIES = (
    *(("US$", "USD"), ("US $", "USD"), ("CA$", "CAD"), ("CA $", "CAD"), ("C $", "CAD")),
    *(("AU$", "AUD"), ("AU $", "AUD"), ("HK$", "HKD"), ("HK $", "HKD"), ("NT$", "TWD")),
    *(("NT $", "TWD"), ("NZ$", "NZD"), ("MX$", "MXN"), ("R$", "BRL"), ("SG$", "SGD")),
    *(("C$", "CAD"), ("A$", "AUD"), ("S$", "SGD"), ("€", "EUR"), ("£", "GBP"), ("₹", "INR")),
    *(("₩", "KRW"), ("₽", "RUB"), ("₫", "VND"), ("฿", "THB"), ("₺", "TRY"), ("₱", "PHP")),
    *(("zł", "PLN"), ("₴", "UAH"), ("₪", "ILS"), ("Rp", "IDR"), ("RM", "MYR"), ("Kč", "CZK")),
    *(("CN¥", "CNY"), ("JP¥", "JPY"), ("円", "JPY"), ("元", "CNY"), ("원", "KRW")),
    *(("руб", "RUB"), ("Rs.", "INR"), ("CHF", "CHF"), ("Ft", "HUF"), ("лв", "BGN")),
)


@dataclass(frozen=True, slots=True)
class PriceRange:
    """`low` and, where the page shows a range, `high`; `currency` as far as the words say it."""

    low: Decimal
    high: Decimal | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A count; `high` None: the page shows a bucket that is open above."""

    low: int
    high: int | None


def read_price(raw: object, language: str = "", currency: str | None = None) -> PriceRange | None:
    """Read an amount or a range out of words or a JSON number; None when there is none above 0."""
    if isinstance(raw, bool):
        return None
    text = unicodedata.normalize("NFKC", str(raw)[: 2 * _LONGEST]).strip()[:_LONGEST]
    money = currency_in(text) or currency
    pair = _RANGE.search(text)
    if pair:
        low, high = (_amount(part, language, money) for part in pair.groups())
        if low and high and low < high < low * 1000:
            return PriceRange(low, high, currency_in(text))
    amount = _amount(text, language, money)
    return PriceRange(amount, None, currency_in(text)) if amount else None


def currency_in(text: str) -> str | None:
    """Return the ISO 4217 code that the words name without doubt (`$` and `¥` alone do not)."""
    for sign, code in _CURRENCIES:
        at = text.find(sign)
        # Letters count only beside a number: `RM`, `Rp`, `Ft` are parts of words too.
        letters = sign.isascii() and sign.isalpha()
        if at >= 0 and not (letters and not re.search(rf"(?:^|[\W\d]){sign}(?:[\W\d]|$)", text)):
            return code
    found = re.search(r"(?<![A-Za-z])([A-Z]{3})(?![A-Za-z])", text)
    return found[1] if found and is_currency(found[1]) else None


def currency_code(raw: object) -> str | None:
    """Return an ISO 4217 code given as such, else None. `RMB` is CNY."""
    text = str(raw).strip().upper()
    text = {"RMB": "CNY", "RUR": "RUB"}.get(text, text)
    return text if len(text) == 3 and is_currency(text) else None  # noqa: PLR2004  # ISO 4217


def _amount(text: str, language: str, currency: str | None) -> Decimal | None:
    # The Swiss set thousands apart by an apostrophe, which the library takes for an end.
    text = re.sub(r"(?<=\d)['’](?=\d{3})", "", text.strip())
    if _PLAIN.fullmatch(text) and not (_THOUSANDS.fullmatch(text) and _no_cents(currency)):
        amount: Decimal | None = _decimal(text)
    else:
        amount = Price.fromstring(text, decimal_separator=_separator(text, language)).amount
    return amount if amount and 0 < amount < Decimal(10) ** 12 else None


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def _no_cents(currency: str | None) -> bool:
    return currency is not None and get_currency_precision(currency) == 0


def _separator(text: str, language: str) -> str | None:
    """Three digits after the only mark may be thousands: there the page's language decides."""
    if not language or not re.search(r"(?<![\d.,])\d{1,3}[.,]\d{3}(?![\d.,])", text):
        return None
    try:
        return get_decimal_symbol(Locale.parse(language.replace("-", "_")))
    except (UnknownLocaleError, ValueError):
        return None


def read_count(raw: object) -> Count | None:
    """Read the first count in words such as `1万+`, `3.000+`, `1.2k`, `(3,267)`; None if none."""
    if isinstance(raw, bool) or raw is None:
        return None
    if isinstance(raw, int | float):
        exact = 0 <= raw < 10**12 and raw == int(raw)
        return Count(int(raw), int(raw)) if exact else None
    text = unicodedata.normalize("NFKC", str(raw)[:_LONGEST])
    found = _COUNT.search(text)
    return _count(found) if found else None


def _count(found: re.Match[str]) -> Count | None:
    unit = (found["unit"] or "").lower()
    number = found["number"].strip(" .,'’\u00a0\u202f")
    if unit:
        scaled = _decimal(number.replace(",", "."))
        value = int(scaled * _UNITS[unit]) if scaled is not None else None
    else:
        value = _whole(number)
    if value is None or value >= 10**12:
        return None
    # A rounded number is a bucket too: "1.2k" stands for 1,200 to 1,299.
    is_open = bool(found["over"] or found["plus"] or unit)
    return Count(value, None if is_open else value)


def _whole(number: str) -> int | None:
    if re.fullmatch(r"\d+([.,'’ \u00a0\u202f]\d{3})*", number):
        return int(re.sub(r"\D", "", number))
    first = re.match(r"\d+(?![.,]\d)", number)
    return int(first[0]) if first else None


def read_rating(raw: object, best: object = None) -> str | None:
    """Return a rating as a plain decimal string, above 0 and up to `best`; None if it is not one.

    Without a `best` of 2 to 100 the scale is the web's usual one, up to 5.
    """
    found = re.search(r"\d{1,3}(?:[.,]\d{1,6})?", str(raw)[:60])
    top = read_scale(best) or 5
    value = _decimal(found[0].replace(",", ".")) if found else None
    return f"{value:f}" if value is not None and 0 < value <= top else None


def read_scale(best: object) -> int | None:
    """Return the highest rating that a page says there can be; None if it says none."""
    top = re.fullmatch(r"\s*(\d{1,3})(?:[.,]0+)?\s*", str(best)) if best is not None else None
    return int(top[1]) if top and 1 < int(top[1]) <= 100 else None  # noqa: PLR2004
