"""What names a seller in running text: numbers, addresses, accounts, each with its place.

Only what is labelled, or proves its own form (a check digit, a country's numbering plan), is taken.
A value found says that it stands there, not that it is registered to anybody.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

MOST_TEXT = 200_000
MOST_FOUND = 300


class IdentifierKind(StrEnum):
    """What sort of identifier."""

    PHONE = "phone"
    EMAIL = "email"
    WHATSAPP = "whatsapp"
    WECHAT = "wechat"
    QQ = "qq"
    LICENCE = "licence"
    PAYPAL = "paypal"
    ALIPAY = "alipay"
    VENMO = "venmo"
    CASHAPP = "cashapp"


@dataclass(frozen=True, slots=True)
class Identifier:
    """One identifier: `value` in its one normal form, `raw` the page's words, `where` it stood.

    Phones are E.164, licences 18 capitals and digits (GB 32100), all else lower case.
    """

    kind: IdentifierKind
    value: str
    raw: str
    where: str

    @property
    def key(self) -> tuple[str, str]:
        """Return what is compared: an account that is a phone or an e-mail is that one."""
        if self.value.startswith("+"):
            return IdentifierKind.PHONE.value, self.value
        if "@" in self.value and not self.value.startswith("@"):
            return IdentifierKind.EMAIL.value, self.value
        return self.kind.value, self.value

    def to_json(self) -> dict[str, str]:
        """Return the object of `seller identifiers --json`."""
        return {
            "kind": self.kind.value,
            "value": self.value,
            "raw": self.raw,
            "where": self.where,
        }


# Blanks are counted, never open: a page of blanks must cost no more than any other.
_BEFORE = r"(?<![A-Za-z0-9_])"
_SEP = r"\s{0,3}(?:号码?|账[号户]|帳[號戶]|id|no\.?|number)?\s{0,3}[:：=#]?\s{0,3}"
_EMAIL = r"[A-Za-z0-9][A-Za-z0-9._%+-]{0,63}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}"
_ACCOUNT = rf"({_EMAIL}|\+?\d[\d \-]{{6,18}}\d)"
_HANDLE = r"@?([A-Za-z][A-Za-z0-9_-]{2,29})"
_PLAIN = re.compile(rf"(?<![A-Za-z0-9._%+-]){_EMAIL}(?![A-Za-z0-9@])")
_WECHAT = re.compile(
    r"(?:微信|薇信|威信|微❤|(?<![A-Za-z])(?:wechat|weixin|wx|vx)(?![A-Za-z]))"
    rf"{_SEP}((?:[A-Za-z][A-Za-z0-9_-]{{5,19}})|1[3-9]\d{{9}})(?![A-Za-z0-9_-])",
    re.IGNORECASE,
)
# Two letters and a word are a name of goods, unless a sign or a figure makes an account of them.
_BARE_VX = re.compile(r"[wv]x\s{1,3}[a-z]+$", re.IGNORECASE)
_QQ = re.compile(rf"(?<![A-Za-z])(?:qq|扣扣|企鹅){_SEP}([1-9]\d{{4,10}})(?!\d)", re.IGNORECASE)
_WHATSAPP = re.compile(
    rf"{_BEFORE}(?:what[s]\s?app|wa\.me/|whatsapp\.com/send/?\?phone=){_SEP}"
    r"(\+?\d[\d \-().]{6,20}\d)",
    re.IGNORECASE,
)
_LICENCE = re.compile(
    r"(?<![A-Za-z0-9])[0-9A-HJ-NP-RTUW-Y]{2}\d{6}[0-9A-HJ-NP-RTUW-Y]{10}(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_LICENCE_LABEL = re.compile(
    r"信用代码|营业执照|營業執照|注册号|licen[cs]e|registration|uscc", re.IGNORECASE
)
_PAYMENTS: dict[IdentifierKind, tuple[re.Pattern[str], ...]] = {
    IdentifierKind.PAYPAL: (
        re.compile(rf"{_BEFORE}paypal\.me/{_HANDLE}", re.IGNORECASE),
        re.compile(rf"{_BEFORE}paypal{_SEP}({_EMAIL})", re.IGNORECASE),
    ),
    IdentifierKind.ALIPAY: (
        re.compile(rf"(?:支付宝|支付寶|{_BEFORE}alipay){_SEP}{_ACCOUNT}", re.IGNORECASE),
    ),
    IdentifierKind.VENMO: (
        re.compile(rf"{_BEFORE}venmo{_SEP}@([A-Za-z][A-Za-z0-9_-]{{2,29}})", re.IGNORECASE),
    ),
    IdentifierKind.CASHAPP: (
        re.compile(rf"{_BEFORE}cash\s?app{_SEP}\$([A-Za-z][A-Za-z0-9]{{0,19}})", re.IGNORECASE),
    ),
}
_PHONE_LABEL = re.compile(
    r"(?:电话|電話|手机|手機|热线|熱線|联系|聯繫|tel|phone|mobile|call|hotline|fax|sms|тел|전화)"
    r"[^0-9+\n]{0,16}\n?[^0-9+\n]{0,6}$",
    re.IGNORECASE,
)
_CHINESE_MOBILE = re.compile(r"1[3-9]\d{9}")
_LABEL_REACH, _LICENCE_REACH = 40, 60


def find_identifiers(
    lines: Sequence[str], region: str | None, place: str = "line"
) -> list[Identifier]:
    """Return the identifiers in lines of text, each value of a kind once, where it stands first.

    `region` is the country of the site (ISO 3166), by which national numbers are read; without it
    only international ones are. Text beyond `MOST_TEXT` characters is not looked at.
    """
    text = _plain("\n".join(lines))[:MOST_TEXT]
    found: dict[tuple[IdentifierKind, str], Identifier] = {}
    for kind, value, start, end in _all_in(text, region):
        line = text.count("\n", 0, start) + 1
        raw = " ".join(text[start:end].split())
        found.setdefault((kind, value), Identifier(kind, value, raw, f"{place} {line}"))
        if len(found) >= MOST_FOUND:
            break
    return list(found.values())


def as_licence(text: str) -> str | None:
    """Return a unified social credit code in its normal form, None unless its check digit fits."""
    from stdnum.cn import uscc  # noqa: PLC0415  # only where sellers are looked at
    from stdnum.exceptions import ValidationError  # noqa: PLC0415

    try:
        return str(uscc.validate(text))
    except ValidationError:
        return None


def as_phone(text: str, region: str | None) -> str | None:
    """Return a phone number as E.164, None unless the numbering plan of its country knows it."""
    import phonenumbers  # noqa: PLC0415  # large, and only where sellers are looked at

    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_valid_number(number):
        return None
    return str(phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164))


_Found = tuple[IdentifierKind, str, int, int]


def _all_in(text: str, region: str | None) -> Iterator[_Found]:
    yield from _licences(text)
    yield from _accounts(text, region)
    for match in _PLAIN.finditer(text):
        yield IdentifierKind.EMAIL, match[0].lower(), *match.span()
    yield from _phones(text, region)


def _plain(text: str) -> str:
    """Return text in one width, without marks that are there to hide a number from programs."""
    folded = unicodedata.normalize("NFKC", text)
    return "".join(char for char in folded if char == "\n" or unicodedata.category(char) != "Cf")


def _licences(text: str) -> Iterator[_Found]:
    for match in _LICENCE.finditer(text):
        value = as_licence(match[0])
        before = text[max(match.start() - _LICENCE_REACH, 0) : match.start()]
        # Eighteen digits may be an item's number whose last one fits by chance.
        if value and (not match[0].isdigit() or _LICENCE_LABEL.search(before)):
            yield IdentifierKind.LICENCE, value, *match.span()


def _accounts(text: str, region: str | None) -> Iterator[_Found]:
    for match in _WHATSAPP.finditer(text):
        number = match[1] if match[1].startswith("+") else f"+{match[1]}"
        value = as_phone(number, None) or as_phone(match[1], region)
        if value:
            yield IdentifierKind.WHATSAPP, value, *match.span()
    for match in _WECHAT.finditer(text):
        if _BARE_VX.match(match[0]):
            continue
        value = as_phone(match[1], "CN") if match[1].isdigit() else match[1].lower()
        if value:
            yield IdentifierKind.WECHAT, value, *match.span()
    for match in _QQ.finditer(text):
        yield IdentifierKind.QQ, match[1], *match.span()
    for kind, patterns in _PAYMENTS.items():
        for match in (one for pattern in patterns for one in pattern.finditer(text)):
            value = _account(match[1], region)
            if value:
                yield kind, value, *match.span()


def _account(text: str, region: str | None) -> str | None:
    return as_phone(text, region) if text[0] in "+0123456789" and "@" not in text else text.lower()


def _phones(text: str, region: str | None) -> Iterator[_Found]:
    """Give numbers that are international, labelled, a mobile's, or grouped as in their country."""
    import phonenumbers  # noqa: PLC0415  # large, and only where sellers are looked at

    strict = phonenumbers.Leniency.STRICT_GROUPING
    grouped = {
        match.start
        for match in phonenumbers.PhoneNumberMatcher(text, region, leniency=strict)
        if not match.raw_string.isdigit()
    }
    for match in phonenumbers.PhoneNumberMatcher(text, region):
        raw, start = match.raw_string, match.start
        named = _PHONE_LABEL.search(text[max(start - _LABEL_REACH, 0) : start])
        mobile = region == "CN" and _CHINESE_MOBILE.fullmatch(raw)
        if raw.startswith("+") or named or mobile or start in grouped:
            value = phonenumbers.format_number(match.number, phonenumbers.PhoneNumberFormat.E164)
            yield IdentifierKind.PHONE, str(value), start, match.end
