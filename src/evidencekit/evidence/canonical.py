"""The two ways of writing JSON that is hashed or signed, and the one way of reading it.

`docs/vault-format.md`, section 1 (canonical, indented) and section 10 (reading rules).
"""

import json
import math
import re
from typing import Any, NoReturn

import rfc8785

MAX_JSON = 64 << 20
MAX_DEPTH = 64
# Empty lists take three bytes to write and seventy to hold.
MAX_VALUES = 2_000_000

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_BOM = b"\xef\xbb\xbf"


class JsonFault(ValueError):
    """The bytes are not JSON as section 10 wants it; `code` says why, in one word."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def repaired_text(text: str) -> str:
    """Return `text` with lone surrogates replaced by U+FFFD."""
    return _SURROGATE.sub("\ufffd", text)


def repaired(value: object) -> object:
    """Return a JSON value with lone surrogates in its strings replaced; equal if there are none."""
    if isinstance(value, str):
        return repaired_text(value)
    if isinstance(value, dict):
        return {repaired_text(name): repaired(member) for name, member in value.items()}
    if isinstance(value, list | tuple):
        return [repaired(element) for element in value]
    return value


def canonical(value: object) -> bytes:
    """Return RFC 8785 JSON. Raises ValueError for what it can't hold (an integer of 2^53, NaN)."""
    return rfc8785.dumps(repaired(value))  # type: ignore[arg-type]  # it checks for itself


def indented(value: object) -> bytes:
    """Return the indented form: one member a line, one blank a level, no line feed at the end."""
    return json.dumps(repaired(value), indent=1, ensure_ascii=False, allow_nan=False).encode()


def read_json(data: bytes, limit: int = MAX_JSON) -> dict[str, object]:
    """Read one JSON object: UTF-8, no BOM, no duplicate members, no NaN, depth at most 64.

    At most `limit` bytes and 2,000,000 values (a comma in a string counts as one).

    Raises JsonFault with code too_large, bom, not_utf8, depth, duplicate, number, surrogate,
    syntax or not_an_object.
    """
    if len(data) > limit or sum(map(data.count, b",[{")) > MAX_VALUES:
        raise JsonFault("too_large")
    if data.startswith(_BOM):
        raise JsonFault("bom")
    value = _parsed(data)
    if not isinstance(value, dict):
        raise JsonFault("not_an_object")
    _check_depth(value)
    if b"\\u" in data:
        # UTF-8 has no surrogates: only an escape can bring one.
        _check_texts(value)
    return value


def _parsed(data: bytes) -> object:
    try:
        return json.loads(
            data.decode("utf-8"),
            object_pairs_hook=_unique,
            parse_float=_finite,
            parse_constant=_no_constant,
        )
    except UnicodeDecodeError:
        raise JsonFault("not_utf8") from None
    except RecursionError:
        raise JsonFault("depth") from None
    except JsonFault:
        raise
    except ValueError:
        raise JsonFault("syntax") from None


def _unique(pairs: list[tuple[str, object]]) -> dict[str, object]:
    members = dict(pairs)
    if len(members) != len(pairs):
        raise JsonFault("duplicate")
    return members


def _no_constant(_name: str) -> NoReturn:
    raise JsonFault("number")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise JsonFault("number")
    return number


def _check_depth(top: object) -> None:
    # Level by level instead of recursion: depth is what is being limited here.
    level: list[Any] = [top]
    for _depth in range(MAX_DEPTH - 1):
        inside = (value.values() if isinstance(value, dict) else value for value in level)
        level = [one for some in inside for one in some if isinstance(one, dict | list) and one]
        if not level:
            return
    raise JsonFault("depth")


def _check_texts(value: object) -> None:
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise JsonFault("surrogate") from None
