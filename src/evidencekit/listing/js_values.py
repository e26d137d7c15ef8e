"""Values inside scripts: JSON, and JavaScript literals that are nearly JSON. Nothing is run.

Every function is linear or works within a budget: scripts come from hostile pages.
"""

import json
import re
from collections.abc import Iterator
from html import unescape
from json import JSONDecodeError

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

_DECODER = json.JSONDecoder(strict=False)
_DEEPEST = 60
# Characters looked at by the forgiving reader, a script: about a second.
_LOOSE_LIMIT = 600_000
_LONGEST_INNER = 1_000_000
_SPACE = re.compile(r"(?:\s|//[^\n]{0,2000}\n|/\*[^*]{0,2000}\*/)*")
_STRING = re.compile(r"'((?:[^'\\\n]|\\.)*)'|\"((?:[^\"\\\n]|\\.)*)\"")
_NAME = re.compile(r"[A-Za-z_$][\w$]{0,100}")
_NUMBER = re.compile(r"-?\d{1,20}(?:\.\d{1,20})?(?=\s*[,}\]])")
_WORDS: dict[str, Json] = {"true": True, "false": False, "null": None, "undefined": None}
_START = re.compile(
    r"[=(:,]\s{0,40}(?=[\[{])|JSON\.parse\(\s{0,40}(?=[\"'])|[,(=:]\s{0,20}(?=\"\{\\\")"
)


_JSON_BEGINS = re.compile(r"\{\s{0,200}[\"}]|\[\s{0,200}[\"\[{\]\d\-tfn]|\"")
_LITERAL_BEGINS = re.compile(r"\{\s{0,200}(?:[/\"'}]|[A-Za-z_$][\w$]{0,100}\s{0,20}:)")
# Each failure of the JSON decoder counts the lines before it: their number has an end.
_MOST_FAILURES = 2_000


_ASSIGNED = re.compile(
    r"(?<![\w$.'\"])(?P<name>[A-Za-z_$][\w$.]{2,80})\s{0,3}=\s{0,3}(?:'(?P<single>[^'\\\n]{1,300})'"
    r"|\"(?P<double>(?:[^\"\\\n]|\\.){1,300})\"|(?P<number>\d{1,15}(?:\.\d{1,6})?))\s{0,3}[;,\n]"
)
_MOST_ASSIGNED = 2_000
_MOST_DOCUMENTS = 20
_DOCUMENT = re.compile(r"\{|(?<!CDATA)\[(?!CDATA\[)")
# A quote that neither begins a string (after `{ [ , :`) nor ends one (before `: , ] }`).
_BARE_QUOTE = re.compile(
    r"(?<=[^\s{\[,:\\])\"(?=\s{0,3}[^\s:,\]}])|(?<=[^\s{\[,:\\] )\"(?=[^\s:,\]}])"
)


class _Unreadable(Exception):
    """The text at this place is no literal."""


def read_document(text: str) -> Json:
    """Return the JSON document in `text`, forgiving comments and rubbish around; None if none."""
    return next(documents_in(text), None)


def documents_in(text: str) -> Iterator[Json]:
    """Yield the JSON documents of a script: one as a rule, several where a shop wrote several.

    Forgiven are comments, CDATA marks, trailing commas, quotes and line ends that stand bare in a
    string, and a whole document written in character references.
    """
    if "&quot;" in text and '"' not in text:
        text = unescape(text)
    position, number = 0, 0
    while number < _MOST_DOCUMENTS:
        start = _DOCUMENT.search(text, position)
        if not start:
            return
        value, end = _document(text, start.start())
        if end is None:
            return
        yield value
        position, number = end, number + 1


def _document(text: str, at: int) -> tuple[Json, int | None]:
    try:
        return _DECODER.raw_decode(text, at)
    except (JSONDecodeError, RecursionError):
        pass
    for candidate in (text, _mended(text)):
        try:
            value, end = _Literal(candidate, _LOOSE_LIMIT).value(at, 0)
        except _Unreadable:
            continue
        # Behind a mended text the places are no longer those of the page: it ends there.
        return value, end if candidate is text else len(text)
    return None, None


def _mended(text: str) -> str:
    """Return `text` with each quote that can't be the end of its string written as escaped."""
    return _BARE_QUOTE.sub(r"\\\g<0>", text.replace("\r", " ").replace("\n", " "))


def values_in(text: str) -> Iterator[tuple[Json, str]]:
    """Yield each object or list assigned or passed in a script, with the words before it."""
    budget = 6 * len(text) + 10_000
    loose = min(_LOOSE_LIMIT, 2 * len(text) + 1000)
    position, failures = 0, 0
    while budget > 0 and failures < _MOST_FAILURES:
        found = _START.search(text, position)
        if not found:
            return
        at = found.end()
        value, end, cost = _strict(text, at)
        budget -= cost
        if end is None and loose > 0 and _LITERAL_BEGINS.match(text, at):
            value, end, cost = _forgiving(text, at, loose)
            loose -= cost + 20
        if end is None:
            failures += cost > 1
            position = at + 1 if text[at] in "[{" else found.end()
            continue
        yield value, text[max(0, found.start() - 60) : found.start()]
        position = end


def assigned_in(text: str) -> Iterator[tuple[str, Json]]:
    """Yield names and plain values of statements such as `window.x.storeName = "..."`."""
    for number, found in enumerate(_ASSIGNED.finditer(text)):
        if number >= _MOST_ASSIGNED:
            return
        quoted = found["single"] if found["single"] is not None else found["double"]
        value: Json = _unescaped(quoted) if quoted is not None else found["number"]
        yield found["name"].rsplit(".", 1)[-1], value


def inner(value: str) -> Json:
    """Return the JSON object or list that a string holds, None if it holds none."""
    if (
        len(value) < _LONGEST_INNER
        and value[:1] in {"{", "["}
        and value.rstrip()[-1:] in {"}", "]"}
    ):
        try:
            return json.loads(value, strict=False)  # type: ignore[no-any-return]
        except (ValueError, RecursionError):
            return None
    return None


def _strict(text: str, at: int) -> tuple[Json, int | None, int]:
    if not _JSON_BEGINS.match(text, at):
        return None, None, 1
    try:
        value, end = _DECODER.raw_decode(text, at)
    except JSONDecodeError as error:
        return None, None, max(1, error.pos - at)
    except RecursionError:
        return None, None, len(text)
    if isinstance(value, str):
        value = inner(value)
    return value, end, end - at


def _forgiving(text: str, at: int, limit: int) -> tuple[Json, int | None, int]:
    reader = _Literal(text, limit)
    try:
        value, end = reader.value(at, 0)
    except _Unreadable:
        return None, None, reader.spent
    return value, end, reader.spent


class _Literal:
    """Reads a JavaScript object literal; an expression in it is skipped and left out."""

    def __init__(self, text: str, limit: int) -> None:
        self.text = text
        self.limit = limit
        self.spent = 0

    def _spend(self, characters: int) -> None:
        self.spent += characters + 1
        if self.spent > self.limit:
            raise _Unreadable

    def value(self, at: int, depth: int) -> tuple[Json, int]:
        """Return the value at `at` and where it ends. Raises _Unreadable."""
        at = self._skip(at)
        char = self.text[at : at + 1]
        if depth > _DEEPEST or not char:
            raise _Unreadable
        if char == "{":
            return self._object(at + 1, depth)
        if char == "[":
            return self._list(at + 1, depth)
        if char in "'\"":
            return self._string(at)
        number = _NUMBER.match(self.text, at)
        if number:
            return (float(number[0]) if "." in number[0] else int(number[0])), number.end()
        word = _NAME.match(self.text, at)
        if word and word[0] in _WORDS:
            return _WORDS[word[0]], word.end()
        raise _Unreadable

    def _object(self, at: int, depth: int) -> tuple[Json, int]:
        found: dict[str, Json] = {}
        while True:
            at = self._skip(at)
            if self.text[at : at + 1] == "}":
                return found, at + 1
            key, at = self._key(at)
            at = self._skip(at)
            if self.text[at : at + 1] != ":":
                raise _Unreadable
            at = self._member(found, key, at + 1, depth)

    def _member(self, found: dict[str, Json], key: str, at: int, depth: int) -> int:
        try:
            value, end = self.value(at, depth + 1)
            after = self._skip(end)
            if self.text[after : after + 1] not in {",", "}"}:
                raise _Unreadable  # noqa: TRY301  # a value that goes on is an expression
            found[key] = value
        except _Unreadable:
            after = self._expression_end(at)
        return after + 1 if self.text[after : after + 1] == "," else after

    def _list(self, at: int, depth: int) -> tuple[Json, int]:
        found: list[Json] = []
        while True:
            at = self._skip(at)
            if self.text[at : at + 1] == "]":
                return found, at + 1
            value, at = self.value(at, depth + 1)
            found.append(value)
            at = self._skip(at)
            if self.text[at : at + 1] == ",":
                at += 1
            elif self.text[at : at + 1] != "]":
                raise _Unreadable

    def _key(self, at: int) -> tuple[str, int]:
        if self.text[at : at + 1] in {"'", '"'}:
            return self._string(at)
        name = _NAME.match(self.text, at)
        if not name:
            raise _Unreadable
        return name[0], name.end()

    def _string(self, at: int) -> tuple[str, int]:
        found = _STRING.match(self.text, at)
        if not found:
            raise _Unreadable
        body = found[1] if found[1] is not None else found[2]
        self._spend(found.end() - at)
        return _unescaped(body), found.end()

    def _skip(self, at: int) -> int:
        found = _SPACE.match(self.text, at)
        end = found.end() if found else at
        self._spend(end - at)
        return end

    def _expression_end(self, at: int) -> int:
        """Return where the expression at `at` ends: a comma or bracket of its own level."""
        depth = 0
        self._spend(0)
        begin, limit = at, min(len(self.text), at + 4000)
        while at < limit:
            char = self.text[at]
            if char in "'\"":
                found = _STRING.match(self.text, at)
                if not found:
                    break
                at = found.end()
                continue
            if char in "([{":
                depth += 1
            elif char in ")]},":
                if depth == 0:
                    self._spend(at - begin)
                    return at
                depth -= char != ","
            at += 1
        self._spend(at - begin)
        raise _Unreadable


def _unescaped(body: str) -> str:
    if "\\" not in body:
        return body
    body = re.sub(r"\\x([0-9a-fA-F]{2})", r"\\u00\1", body)
    body = re.sub(r"\\([^\"\\/bfnrtu])", r"\1", body)
    try:
        text = json.loads(f'"{body}"', strict=False)
    except ValueError:
        return body
    return str(text)
