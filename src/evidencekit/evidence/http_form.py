"""An exchange in the text form of HTTP/1.1, as a WARC keeps it (`docs/vault-format.md` 6.2)."""

import re
from urllib.parse import quote, urlsplit

from evidencekit.evidence.canonical import repaired_text
from evidencekit.evidence.records import Exchange, Headers

# RFC 9110, 5.6.2.
_NOT_TOKEN = re.compile(r"[^!#$%&'*+.^_`|~0-9A-Za-z-]")
_BREAKS = re.compile(r"[\r\n\0]")
_NOT_SHOWN = re.compile(r"[^\x21-\x7e]")
_CODINGS = {"content-encoding", "transfer-encoding"}
_LENGTH = "content-length"


def ascii_address(address: str) -> str:
    """Return an address in printable ASCII, everything else percent-encoded as UTF-8."""
    return _NOT_SHOWN.sub(_percent, repaired_text(address))


def response_head(exchange: Exchange) -> bytes:
    """Return status line and headers; the body after them is stored decoded."""
    reason = _BREAKS.sub(_percent, exchange.reason)
    headers = _with_length(exchange.response_headers, exchange.body.size)
    renamed = [(f"x-orig-{n}" if n.lower() in _CODINGS else n, v) for n, v in headers]
    return _head(f"HTTP/1.1 {exchange.status:03d} {reason}", renamed)


def request_head(exchange: Exchange) -> bytes:
    """Return request line and headers; a body that was withheld shows in its length."""
    target = _request_target(ascii_address(exchange.url))
    headers = _with_length(exchange.request_headers, len(exchange.request_body))
    return _head(f"{ascii_address(exchange.method)} {target} HTTP/1.1", headers)


def media_type(headers: Headers) -> str:
    """Return the media type of a response, lower case, without parameters, fit for an index."""
    for name, value in headers:
        if name.lower() == "content-type":
            return ascii_address(value.split(";")[0].strip().lower()) or "unk"
    return "unk"


def _request_target(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return "/"
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def _with_length(headers: Headers, stored: int) -> list[tuple[str, str]]:
    """A length that is not the stored one is kept under another name, once for each."""
    lengths = [value.strip() for name, value in headers if name.lower() == _LENGTH]
    if all(value == str(stored) for value in lengths):
        return list(headers)
    kept: list[tuple[str, str]] = []
    told = False
    for name, value in headers:
        if name.lower() != _LENGTH:
            kept.append((name, value))
            continue
        kept.append((f"x-orig-{name}", value))
        if not told:
            kept.append((name, str(stored)))
            told = True
    return kept


def _head(first: str, headers: list[tuple[str, str]]) -> bytes:
    lines = [first]
    lines += [f"{_NOT_TOKEN.sub(_percent, n)}: {_BREAKS.sub(_percent, v)}" for n, v in headers]
    return repaired_text("\r\n".join(lines) + "\r\n\r\n").encode()


def _percent(match: re.Match[str]) -> str:
    return quote(repaired_text(match[0]), safe="")
