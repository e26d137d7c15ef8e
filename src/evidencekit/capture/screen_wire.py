"""Does what stands on the screen occur in the bytes that the server sent (vault-format 6.5)?

A page edited by a person or an extension shows words that nobody served. Found means: found in a
record of this capture. Not found is a sign, no proof: a page may compute what it shows.
"""

import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from evidencekit.evidence.records import Artefact, Body, Exchange

FIELDS = ("title", "price", "seller", "main_picture")
_TEXTUAL = re.compile(
    r"^(text/|application/(json|javascript|x-javascript|xml|xhtml)|.*\+(json|xml))"
)
_CHARSET = re.compile(r"charset=[\"']?([\w-]+)", re.IGNORECASE)
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_GUESSES = ("gb18030", "big5", "shift_jis", "euc_kr", "cp1251", "cp1252")
_ESCAPES = re.compile(r"\\u([0-9a-fA-F]{4})")
_TAGS = re.compile(r"<[^<>]{0,2000}>")
_AMOUNT = re.compile(r"\d(?:[\d.,']*\d)?")
_PRICED = re.compile(r"price|amount|prix|preis|precio|cost|value|[¥$€£₩₽₹价價元]", re.IGNORECASE)
_BEFORE, _AFTER = 48, 6
_MOST_BODY, _MOST_TEXT = 8 << 20, 32 << 20
_SHORTEST = 2


@dataclass(frozen=True, slots=True)
class ScreenWire:
    """Of each field `found`, `not_found` or `not_checked`; what was shown and where it was sent."""

    results: dict[str, str]
    details: dict[str, dict[str, str | None]]

    def text(self) -> str:
        """Return the artefact `screen-wire`."""
        return json.dumps(self.details, ensure_ascii=False, separators=(",", ":"))


def check_screen(
    shown: dict[str, str], exchanges: Iterable[Exchange], sockets: Iterable[Artefact]
) -> ScreenWire:
    """Look for what was `shown` in all text that was received."""
    exchanges = list(exchanges)
    wire = _Wire(exchanges, sockets)
    details = {}
    for name in FIELDS:
        words = shown.get(name, "")
        found, record = _judge(name, words, wire, exchanges)
        details[name] = {"shown": words or None, "result": found, "record": record}
    results = {name: str(details[name]["result"]) for name in FIELDS}
    return ScreenWire(results, details)


def _judge(
    name: str, words: str, wire: "_Wire", exchanges: list[Exchange]
) -> tuple[str, str | None]:
    if not words or words.startswith("blob:"):
        return "not_checked", None
    if name == "main_picture" and not words.startswith("data:"):
        address = words.split("#", 1)[0]
        sent = any(one.url.split("#", 1)[0] == address and one.body.size for one in exchanges)
        return ("found", address) if sent else ("not_found", None)
    if name == "price":
        return wire.search(_price_matcher(words))
    plain = _plain(words)
    if len(plain) < _SHORTEST:
        return "not_checked", None
    return wire.search(lambda raw, bare: plain in bare or plain in raw)


class _Wire:
    """The texts that were received: as sent with escapes undone, and without their markup."""

    def __init__(self, exchanges: list[Exchange], sockets: Iterable[Artefact]) -> None:
        self._whole = True
        self._texts = list(self._read(exchanges, sockets))

    def _read(
        self, exchanges: list[Exchange], sockets: Iterable[Artefact]
    ) -> Iterator[tuple[str, str, str]]:
        total = 0
        for address, body, charset in _textual(exchanges, sockets):
            total += body.size
            if body.size > _MOST_BODY or total > _MOST_TEXT:
                self._whole = False
                continue
            for decoded in _decoded(b"".join(body.pieces()), charset):
                text = _unescaped(decoded)
                yield address, _plain(text), _plain(_TAGS.sub("", text))

    def search(self, matches: Callable[[str, str], bool]) -> tuple[str, str | None]:
        for address, raw, bare in self._texts:
            if matches(raw, bare):
                return "found", address
        return ("not_found" if self._whole else "not_checked"), None


def _textual(
    exchanges: list[Exchange], sockets: Iterable[Artefact]
) -> Iterator[tuple[str, Body, str]]:
    for one in exchanges:
        kind = next((v for n, v in one.response_headers if n.lower() == "content-type"), "")
        # A document without a type is shown as what its bytes seem to be.
        textual = _TEXTUAL.match(kind.lower()) or (not kind and one.resource_type == "Document")
        if textual and one.body.size:
            named = _CHARSET.search(kind)
            yield one.url, one.body, named.group(1) if named else ""
    for socket in sockets:
        yield socket.urn, socket.body, "utf-8"


def _decoded(data: bytes, charset: str) -> list[str]:
    """Return the text, or what it may be: where nobody names a charset, engines guess."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    if not charset and not marked:
        named = _CHARSET.search(data[:2048].decode("ascii", "replace"))
        charset = named.group(1) if named else ""
    try:
        if not charset and not marked:
            return [data.decode("utf-8")]
        # What the web calls GBK or GB2312 is decoded as the larger set.
        wide = {"gbk": "gb18030", "gb2312": "gb18030"}.get(charset.lower(), charset)
        return [data.decode(marked or wide, "replace")]
    except UnicodeDecodeError:
        return [data.decode(name, "replace") for name in ("utf-8", *_GUESSES)]
    except LookupError:
        return [data.decode("utf-8", "replace")]


def _unescaped(text: str) -> str:
    text = _ESCAPES.sub(lambda found: chr(int(found[1], 16)), text).replace("\\/", "/")
    return html.unescape(text.replace('\\"', '"'))


def _plain(text: str) -> str:
    """Return a text as two spellings of it compare: no white space, no case, no full width."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(folded.split())


def _price_matcher(words: str) -> Callable[[str, str], bool]:
    shown = _plain(words)
    forms = {form for amount in _AMOUNT.findall(shown) for form in _spellings(amount)}
    if not forms:
        return lambda raw, bare: shown in bare or shown in raw
    inner = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
    number = re.compile(rf"(?<![\d.,])(?:{inner})(?!\d|[.,]\d)")

    def matches(raw: str, bare: str) -> bool:
        return any(_priced(text, number) for text in (bare, raw))

    return matches


def _priced(text: str, number: re.Pattern[str]) -> bool:
    """Say whether the number stands where prices stand: alone it may be any number."""
    return any(
        _PRICED.search(text, max(0, hit.start() - _BEFORE), hit.end() + _AFTER)
        for hit in number.finditer(text)
    )


def _spellings(amount: str) -> Iterator[str]:
    """Give the ways to write an amount: grouped, bare, with and without decimals, in cents."""
    yield amount
    whole, point, rest = _split(amount)
    yield whole
    if point:
        yield f"{whole}.{rest}"
        yield f"{whole},{rest}"
        yield f"{whole}.{rest}".rstrip("0").rstrip(".")
        yield f"{whole}{rest}"
    else:
        yield f"{whole}.00"
        yield f"{whole}.0"
        yield f"{whole}00"


def _split(amount: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"([\d.,']*?)[.,](\d{1,2})", amount)
    head, rest = (found[1], found[2]) if found else (amount, "")
    return re.sub(r"\D", "", head), "." if found else "", rest
