"""The page as one MHTML file of the engine's, made fit to keep (`docs/vault-format.md` 6.5).

Secrets go before anything is written: values of secret fields, and addresses that hold one. What
is a kept response already is not kept twice: its part names the body by hash and is empty.
"""

import base64
import binascii
import hashlib
import quopri
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from html import unescape

_EOL = b"\r\n"
_END = re.compile(rb"\r\n\r\n")
_BOUNDARY = re.compile(rb'boundary="([^"\r\n]{1,200})"')
# As the tokenizer of HTML reads tags: a quote is one only where a value begins. Possessive, so that
# hostile markup takes no more time than its length.
_VALUE = r"""("[^"]*+"|'[^']*+'|(?=>)|[^\t\n\f\r >"'][^\t\n\f\r >]*+)"""
_PAIR = rf"([^\t\n\f\r />][^\t\n\f\r />=]*+)(?:[\t\n\f\r ]*+=[\t\n\f\r ]*+{_VALUE})?+"
_TAG = re.compile(rf"<(/?[a-zA-Z][^\t\n\f\r />]*+)(?:[\t\n\f\r /]++|{_PAIR}(?![\t\n\f\r ]*+=))*+>")
_ATTRIBUTE = re.compile(_PAIR)
_DECLARED = re.compile("(charset=)UTF-16[BL]E", re.IGNORECASE)
_TEXT = frozenset({"script", "style", "textarea", "title"})
# Text to a page with scripts, markup to one without.
_MARKUP = frozenset({"noscript", "noembed", "noframes", "iframe", "xmp"})
_DEEPEST = 20
_SECRET_KINDS = frozenset({"password", "hidden"})
_SECRET_FIELDS = re.compile("password|one-time-code|^cc-")


@dataclass(frozen=True, slots=True)
class MhtmlRules:
    """What is taken out: `fields` are names of withheld form fields, `clean` rewrites addresses.

    `kept` are the SHA-256 of bodies that are kept as responses; empty keeps every part whole.
    """

    fields: Collection[str]
    clean: Callable[[str], str]
    kept: Collection[str]


def clean_mhtml(text: str, rules: MhtmlRules) -> bytes:
    """Return the file fit to keep. Raises ValueError for what is not of the engine's form."""
    data = text.encode("utf-8", "surrogatepass")
    head, found = _END.split(data, maxsplit=1)[0], _BOUNDARY.search(data)
    if found is None or found.start() > len(head):
        raise ValueError("mhtml: no boundary")
    parts = data.split(b"\r\n--" + found[1])
    if len(parts) < 3 or parts[-1].strip() != b"--":  # noqa: PLR2004  # head, a part, end
        raise ValueError("mhtml: no end")
    cleaned = [_text(parts[0], rules.clean), *(_part(one, rules) for one in parts[1:-1])]
    return (b"\r\n--" + found[1]).join([*cleaned, parts[-1]])


def _part(part: bytes, rules: MhtmlRules) -> bytes:
    halves = _END.split(part, maxsplit=1)
    if len(halves) != 2:  # noqa: PLR2004
        raise ValueError("mhtml: a part without a body")
    head, body = _text(halves[0], rules.clean), halves[1]
    kind, coding = _header(head, b"content-type"), _header(head, b"content-transfer-encoding")
    plain = _decoded(body, coding)
    if kind.startswith(b"text/") and b"\0" in plain[:2]:
        head, plain = _content_type_utf8(head), _from_utf16(body, coding)
        body = _coded(plain, coding)
    if kind.startswith(b"text/") or b"xml" in kind:
        cleaned = _clean_text(plain, kind, rules)
        if cleaned != plain:
            body = _coded(cleaned, coding)
    elif hashlib.sha256(plain).hexdigest() in rules.kept:
        head += b"\r\nX-Same-As: sha256:" + hashlib.sha256(plain).hexdigest().encode()
        body = b""
    return head + _EOL + _EOL + body


def _from_utf16(body: bytes, coding: bytes) -> bytes:
    """Return what the engine wrote in UTF-16 as UTF-8, its own declaration too.

    The engine writes each byte 10 as the end of a line, half a character or not: nobody else would
    read it. Raises ValueError for what is not UTF-16.
    """
    plain = _decoded(body.replace(_EOL, b"\n"), coding)
    text = plain.decode("utf-16-be" if plain[0] == 0 else "utf-16-le")
    return _DECLARED.sub(r"\1UTF-8", text, count=1).encode()


def _content_type_utf8(head: bytes) -> bytes:
    lines = head.split(_EOL)
    return _EOL.join(
        line + b"; charset=utf-8" if line.lower().startswith(b"content-type:") else line
        for line in lines
    )


def _header(head: bytes, name: bytes) -> bytes:
    for line in head.split(_EOL):
        word, _colon, value = line.partition(b":")
        if word.strip().lower() == name:
            return value.strip().lower()
    return b""


def _decoded(body: bytes, coding: bytes) -> bytes:
    if coding == b"quoted-printable":
        return quopri.decodestring(body)
    if coding == b"base64":
        try:
            return base64.b64decode(body)
        except binascii.Error as error:
            raise ValueError("mhtml: not base64") from error
    return body


def _coded(data: bytes, coding: bytes) -> bytes:
    if coding == b"quoted-printable":
        return quopri.encodestring(data).replace(b"\r\n", b"\n").replace(b"\n", _EOL)
    return base64.encodebytes(data).replace(b"\n", _EOL) if coding == b"base64" else data


def _text(data: bytes, clean: Callable[[str], str]) -> bytes:
    return clean(data.decode("latin-1")).encode("latin-1")


def _clean_text(data: bytes, kind: bytes, rules: MhtmlRules) -> bytes:
    # Byte by byte: every coding but UTF-16 has markup in ASCII.
    if b"\0" in data:
        raise ValueError("mhtml: not a coding over ASCII")
    text = rules.clean(data.decode("latin-1"))
    if b"html" in kind or b"xml" in kind:
        text = without_secrets(text, rules.fields, xml=b"xml" in kind)
    return text.encode("latin-1")


def without_secrets(
    html: str, fields: Collection[str], depth: int = 0, *, xml: bool = False
) -> str:
    """Return `html` as an engine writes it, values of password and hidden inputs made empty.

    `fields`: names or ids of further ones. Everything else stays as it is, character by character.
    In `xml` names may have a prefix, and no element holds raw text. Raises ValueError for nonsense
    too deep.
    """
    if depth > _DEEPEST:
        raise ValueError("mhtml: too deep")
    kept: list[str] = []
    done = at = 0
    while (at := html.find("<", at)) >= 0:
        if html.startswith("<!--", at):
            at = _end_of(html, "-->", at + 4)
            continue
        tag = _TAG.match(html, at)
        if tag is None:
            if html[at + 1 : at + 2].isalpha():
                # Never closed: no reader makes an element of it.
                break
            at += 1
            continue
        at, name = tag.end(), tag[1].lower()
        name = name.rpartition(":")[2] if xml else name
        if name == "input":
            kept += [html[done : tag.start()], _without_value(tag[0], tag[1], fields)]
            done = at
        elif not xml and name in _TEXT | _MARKUP:
            end = _end_of(html, f"</{name}", at, ahead=True)
            if name in _MARKUP:
                kept += [html[done:at], without_secrets(html[at:end], fields, depth + 1)]
                done = end
            at = end
    return "".join([*kept, html[done:]])


def _end_of(html: str, mark: str, at: int, *, ahead: bool = False) -> int:
    end = re.compile(re.escape(mark), re.IGNORECASE).search(html, at)
    if end is None:
        return len(html)
    return end.start() if ahead else end.end()


def _without_value(tag: str, name: str, fields: Collection[str]) -> str:
    pairs = list(_ATTRIBUTE.finditer(tag, len(f"<{name}"), len(tag) - 1))
    # Of an attribute that is there twice the first one counts.
    given = {pair[1].lower(): _plain(pair[2] or "") for pair in reversed(pairs)}
    secret = (
        given.get("type", "").lower() in _SECRET_KINDS
        or _SECRET_FIELDS.search(given.get("autocomplete", "").lower())
        or any(given.get(word) and given[word] in fields for word in ("name", "id"))
    )
    for pair in reversed(pairs):
        if secret and pair[1].lower() == "value" and pair[2]:
            tag = f'{tag[: pair.start(2)]}""{tag[pair.end(2) :]}'
    return tag


def _plain(value: str) -> str:
    return unescape(value[1:-1] if value[:1] in {'"', "'"} else value)
