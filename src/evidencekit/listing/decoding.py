"""Bytes to text: what the bytes are counts for more than what the page says of itself."""

import codecs
import re

_META = re.compile(
    rb"<meta[^>]{0,200}?charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE
)
_HEADER = re.compile(r"charset\s{0,5}=\s{0,5}[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# As the HTML standard has it: these names mean their supersets.
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "iso-8859-1": "cp1252",
    "iso8859-1": "cp1252",
    "latin-1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "shift_jis": "cp932",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs",
}
_NOT_TEXT = {"utf-7", "idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"}


def decode(body: bytes, content_type: str | None) -> tuple[str, str]:
    """Return the text and the encoding it was read in. Never fails: what can't be read is U+FFFD.

    A byte order mark wins, then UTF-8 if the bytes are (a stray broken character apart), then
    the header, then the page's own word.
    """
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body.decode(name, "replace"), name.removesuffix("-sig")
    text = body.decode("utf-8", "replace")
    if _is_utf8(body, text):
        return text, "utf-8"
    for name in _declared(body, content_type):
        known = _known(name)
        if known:
            return body.decode(known, "replace"), known
    return text, "utf-8"


def _is_utf8(body: bytes, text: str) -> bool:
    broken = text.count("\ufffd") - body.count(b"\xef\xbf\xbd")
    wide = sum(1 for _byte in re.finditer(rb"[\xc2-\xf4][\x80-\xbf]", body[:400_000]))
    return broken == 0 or broken * 50 < wide


def _declared(body: bytes, content_type: str | None) -> list[str]:
    header = _HEADER.search((content_type or "")[:300])
    meta = _META.search(body[:20_000])
    found = [header[1]] if header else []
    return found + ([meta[1].decode("ascii")] if meta else [])


def _known(name: str) -> str | None:
    name = _MEANT.get(name.lower(), name.lower())
    try:
        codec = codecs.lookup(name)
    except (LookupError, ValueError):
        return None
    is_text = getattr(codec, "_is_text_encoding", True)
    return codec.name if is_text and codec.name not in _NOT_TEXT else None
